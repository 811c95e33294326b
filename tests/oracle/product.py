"""The product under test: servers on loopback, a stream that records, and questions."""

import contextlib
import itertools
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "integration"))
from harness import PATIENCE, Server, buf_program, die_with_parent, program  # noqa: E402


def free_port():
    while True:
        port = random.SystemRandom().randrange(25000, 32000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Recorder:
    """LogService.Record over one stream: a fact goes out, its outcome comes back."""

    def __init__(self, server):
        self.process = subprocess.Popen(
            [buf_program(), "curl", "--protocol", "grpc", "--http2-prior-knowledge", "--data", "@-",
             f"http://{server.address}/verkan.log.v1.LogService/Record"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, preexec_fn=die_with_parent)
        self.server = server
        threading.Thread(target=self.end_with, args=(server.process,), daemon=True).start()

    def end_with(self, process):
        """A server that dies ends the stream; buf alone would wait for ever."""
        process.wait()
        self.process.kill()

    def send(self, kind, body, request_id, validate_only=False, together=False):
        """The place of the fact in the log as a dict, or the reason of its refusal as text."""
        proposal = {"event": {kind: body}, "requestId": request_id, "together": together}
        self.process.stdin.write(json.dumps({"proposals": [proposal],
                                             "validateOnly": validate_only}) + "\n")
        self.process.stdin.flush()
        outcome = self.receive()["outcomes"][0]
        return outcome["recorded"] if "recorded" in outcome else reason_of(outcome["refusal"])

    def receive(self):
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if line.rstrip() == "}":
                return json.loads("".join(lines))
        raise AssertionError("the server ended the stream:\n" + "".join(lines) +
                             self.server.log_text())

    def close(self):
        self.process.stdin.close()
        self.process.wait(PATIENCE)
        self.process.stdout.close()


def reason_of(refusal):
    reasons = [detail["reason"] for detail in refusal.get("details", []) if "reason" in detail]
    return reasons[0] if reasons else f"code {refusal['code']}: {refusal.get('message', '')}"


class Product:
    """A server with its log, and the answers of the command line."""

    def __init__(self):
        self.server = Server()
        self.server.start(port=free_port())
        self.recorder = Recorder(self.server)

    def close(self):
        with contextlib.suppress(Exception):
            self.recorder.close()
        self.server.__exit__()

    def with_views_made_anew(self):
        """Stops, deletes the read models, starts."""
        self.recorder.close()
        self.server.stop()
        shutil.rmtree(os.path.join(self.server.data, "views"))
        self.server.start(port=free_port())
        self.recorder = Recorder(self.server)

    def ask(self, question):
        """The answer as JSON, or the error as text."""
        run = subprocess.run([program("verkan"), *question, "--json"], check=False, text=True,
                             capture_output=True, timeout=PATIENCE, stdin=subprocess.DEVNULL,
                             env=self.server.environment())
        return json.loads(run.stdout) if run.returncode == 0 else (run.stderr or run.stdout).strip()

    def ask_all(self, questions):
        """Answers in the order of the questions; two at a time."""
        with ThreadPoolExecutor(2) as workers:
            return list(workers.map(self.ask, questions))

    def wait_until(self, position):
        """Until the read models are there: as of a position they do not have is an error."""
        for _ in itertools.repeat(None, 600):
            answer = self.ask(["figure", "get", "activities"])
            if isinstance(answer, dict) and int(answer.get("position", 0)) >= position:
                return
        raise AssertionError(f"position {position} is not reflected")


def request_id(chance):
    """A UUID from the history's own randomness."""
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))
