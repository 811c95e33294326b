"""What the tests that use real processes share: a server on a port of its own, the command
line, and buf as a generic client. Everything is bounded in time and cleaned up.

  with Server() as server:
      server.import_samples()
      answer = server.call("verkan.log.v1.LogService/GetHead")

The programs are those of $VERKAND, $VERKAN and $BUF, or of build/dev or build/release.
"""

import base64
import contextlib
import ctypes
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds that no step may take longer than


def program(name):
    """Path of a program of the build."""
    given = os.environ.get(name.upper())
    if given:
        return given
    for preset in ("dev", "release"):
        for folder in ("services", "clients/cli"):
            path = ROOT / "build" / preset / folder / name
            if path.exists():
                return str(path)
    raise FileNotFoundError(f"{name} is not built: run tests/run, or say where with ${name.upper()}")


def buf_program():
    """Path of buf: that of $BUF, or past its wrapper; without it the test is skipped."""
    if os.environ.get("BUF"):
        return os.environ["BUF"]
    found = sorted((ROOT / "tests/tools/node_modules/@bufbuild").glob("buf-*/bin/buf"))
    if not found:
        raise unittest.SkipTest("buf is not installed; tests/run installs it")
    return str(found[0])


def free_port():
    """A free port below those that the system gives to connections, so that it stays free."""
    while True:
        port = random.randrange(20000, 32000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def die_with_parent():
    """Runs in the child: a test that is killed takes its server along."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


@dataclass
class Answer:
    """What a generic client got."""
    code: str  # "ok", or as Connect writes gRPC's codes: "failed_precondition"
    messages: list = field(default_factory=list)
    text: str = ""
    details: dict = field(default_factory=dict)  # by short type name, such as "ErrorInfo"

    @property
    def message(self):
        return self.messages[0] if self.messages else {}


class Server:
    """A verkand on loopback with a data directory of its own."""

    def __init__(self, data=None, arguments=()):
        self.arguments = ([] if "--http" in arguments else ["--http", "off"]) + list(arguments)
        self.variables = {}  # of the server's environment, beside those of the test
        self.keep_data = data is not None
        self.data = data or tempfile.mkdtemp(prefix="verkan-test-")
        self.backups = os.path.join(self.data, "backups")
        self.port = None
        self.process = None
        self.log = os.path.join(self.data, "test.log")

    def __enter__(self):
        try:
            return self.start()
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_):
        self.kill()
        if not self.keep_data:
            shutil.rmtree(self.data, ignore_errors=True)

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def start(self, wait=True, port=None):
        self.port = port or free_port()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [program("verkand"), "--data", self.data, "--listen", self.address,
                 "--backup-dir", self.backups, *self.arguments],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=die_with_parent,
                env={**os.environ, **self.variables})
        if wait:
            self.wait_until_listening()
        return self

    def wait_until_listening(self):
        """On the port of gRPC, and then on that of HTTP if it was named."""
        ports = [self.port]
        if "--http" in self.arguments:
            address = self.arguments[self.arguments.index("--http") + 1]
            ports += [int(address.rpartition(":")[2])] if address.count(":") else []
        for port in ports:
            if port != 0:
                self.wait_until_open(port)

    def wait_until_open(self, port):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), 0.2).close()
                return
            time.sleep(0.005)
        raise AssertionError(f"verkand does not listen; it says:\n{self.log_text()}")

    def log_text(self):
        return Path(self.log).read_text(encoding="utf-8", errors="replace")[-4000:]

    def stop(self):
        """Ends the server as systemd does; returns its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def kill(self):
        """Ends the server as a power cut would, as far as a process can."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait(PATIENCE)

    def spawn_verkan(self, *arguments, **options):
        options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE,
                   "stderr": subprocess.PIPE, **options}
        return subprocess.Popen([program("verkan"), *arguments], text=True,
                                env=self.environment(), **options)

    def verkan(self, *arguments, code=0):
        """Runs a command and returns what it printed; its exit code must be `code`."""
        process = self.spawn_verkan(*arguments)
        try:
            out, err = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
        if code is not None and process.returncode != code:
            raise AssertionError(f"verkan {' '.join(arguments)}: exit code {process.returncode}, "
                                 f"wanted {code}\n{out}\n{err}\nserver:\n{self.log_text()}")
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def json(self, *arguments):
        return json.loads(self.verkan(*arguments, "--json").stdout)

    def json_lines(self, *arguments):
        return [json.loads(line) for line in self.verkan(*arguments, "--json").stdout.splitlines()]

    def environment(self):
        return {**os.environ, "VERKAN_ADDRESS": self.address, "LC_ALL": "C.UTF-8",
                "XDG_STATE_HOME": os.path.join(self.data, "state")}

    def import_samples(self):
        """Imports the samples as deploy/quickstart does; returns what was printed."""
        run = subprocess.run([str(ROOT / "deploy" / "import-samples"), program("verkan")],
                             env=self.environment(), stdin=subprocess.DEVNULL, check=False,
                             capture_output=True, text=True, timeout=PATIENCE)
        if run.returncode:
            raise AssertionError(f"import-samples: {run.returncode}\n{run.stdout}\n{run.stderr}")
        return run.stdout

    def head(self):
        return int(self.call("verkan.log.v1.LogService/GetHead").message.get("position", 0))

    def curl(self, method, *requests):
        """Starts buf's generic gRPC client, which learns everything by reflection."""
        process = subprocess.Popen(
            [buf_program(), "curl", "--protocol", "grpc", "--http2-prior-knowledge",
             "--data", "@-", f"http://{self.address}/{method}"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        process.stdin.write("\n".join(json.dumps(request) for request in requests))
        process.stdin.close()
        process.stdin = None
        return process

    def call(self, method, *requests):
        """Calls a method, with {} if no request is given, and returns its Answer."""
        process = self.curl(method, *(requests or ({},)))
        try:
            return read_answer(*process.communicate(timeout=PATIENCE))
        finally:
            process.kill()


def read_answer(out, err):
    decoder, messages, rest = json.JSONDecoder(), [], out.strip()
    while rest:
        message, end = decoder.raw_decode(rest)
        messages.append(message)
        rest = rest[end:].strip()
    start = err.find("{")
    if start < 0:
        if err.strip():
            raise AssertionError(f"buf: {err}")
        return Answer("ok", messages)
    error = json.loads(err[start:])
    details = {}
    for detail in error.get("details", []):
        name = detail["type"].rsplit(".", 1)[-1]
        value = base64.b64decode(detail["value"] + "==")
        details.setdefault(name, decode(value, DETAILS.get(name, {})))
    return Answer(error["code"], messages, error.get("message", ""), details)


# Fields of the messages of google.rpc that errors carry: by number, the name, and the fields of
# a message inside. Names in capitals are repeated.
VIOLATION = {1: ("type", None), 2: ("subject", None), 3: ("description", None)}
DETAILS = {
    "ErrorInfo": {1: ("reason", None), 2: ("domain", None),
                  3: ("METADATA", {1: ("key", None), 2: ("value", None)})},
    "BadRequest": {1: ("VIOLATIONS", {1: ("field", None), 2: ("description", None)})},
    "PreconditionFailure": {1: ("VIOLATIONS", VIOLATION)},
    "LocalizedMessage": {1: ("locale", None), 2: ("message", None)},
}


def decode(data, fields):
    """Decodes a protobuf message of strings and messages shorter than 16 KiB."""
    message, at = {name.lower(): [] for name, _ in fields.values() if name.isupper()}, 0

    def varint():
        nonlocal at
        value, shift = 0, 0
        while True:
            byte, at, value = data[at], at + 1, value | (data[at] & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(data):
        key = varint()
        length = varint()
        if key & 7 != 2:  # a number: no detail that is looked at holds one
            continue
        value, at = data[at:at + length], at + length
        name, inner = fields.get(key >> 3, (None, None))
        value = decode(value, inner) if inner else value.decode("utf-8")
        if name and name.isupper():
            message[name.lower()].append(value)
        elif name:
            message[name] = value
    return message


def methods():
    """Every method of every service: (full service name, method, client streams, server streams)."""
    found = []
    for path in sorted((ROOT / "proto" / "verkan").rglob("*_service.proto")):
        source = path.read_text(encoding="utf-8")
        package = re.search(r"^package ([\w.]+);", source, re.MULTILINE).group(1)
        service = re.search(r"^service (\w+)", source, re.MULTILINE).group(1)
        for name, up, down in re.findall(
                r"^\s+rpc (\w+)\((stream )?\w+\) returns \((stream )?\w+\)", source, re.MULTILINE):
            found.append((f"{package}.{service}", name, bool(up), bool(down)))
    return found
