"""Programs that the bench starts, and how they end."""

import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import time

BUILD = pathlib.Path("build/release")


class Failure(Exception):
    """Something that makes the figures worthless."""


def run(command, *, timeout, **options):
    """Runs a command to its end and returns what it printed."""
    command = [str(word) for word in command]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=timeout,
                              stdin=subprocess.DEVNULL, check=False, **options)
    except subprocess.TimeoutExpired as expired:
        raise Failure(f"{command[0]} did not end within {timeout} s") from expired
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip()[-2000:]
        raise Failure(f"{' '.join(command)[:300]}\n  ended with {done.returncode}: {said}")
    return done.stdout


def json_of(program, *arguments, timeout):
    """The JSON that one of the bench's own programs prints."""
    return json.loads(run([BUILD / "tests/bench" / program, *arguments], timeout=timeout))


def _busy_and_all():
    """Processor time of the machine so far: busy, and altogether."""
    with open("/proc/stat", encoding="ascii") as stat:
        times = [int(word) for word in stat.readline().split()[1:9]]
    idle = times[3] + times[4]
    return sum(times) - idle, sum(times)


def settle(seconds=3):
    """Waits until what the last measurement left behind, such as compaction, has ended."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        busy, total = _busy_and_all()
        time.sleep(0.1)
        busy_now, total_now = _busy_and_all()
        if busy_now - busy <= 0.1 * (total_now - total):
            return


class Process:
    """A program that goes on until it is ended, by its process id."""

    def __init__(self, command, log, address=None, stop=signal.SIGTERM):
        self.address = address
        self._stop = stop
        with open(log, "wb") as output:
            self._process = subprocess.Popen([str(word) for word in command], stdout=output,
                                             stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                                             start_new_session=True)
        self._log = log

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._process.poll() is None:
            self._process.send_signal(self._stop)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(20)

    def wait_until(self, ready, seconds=30):
        """Waits until `ready()` holds; fails if the program ends before."""
        end = time.monotonic() + seconds
        while not ready():
            if self._process.poll() is not None or time.monotonic() > end:
                text = pathlib.Path(self._log).read_text(errors="replace")[-2000:]
                raise Failure(f"{self._process.args[0]} does not serve: {text}")
            time.sleep(0.02)

    def cpu_seconds(self):
        """Processor time of the program so far, in user and system mode."""
        fields = pathlib.Path(f"/proc/{self._process.pid}/stat").read_text().rsplit(")", 1)[1]
        user, system = fields.split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def free_address():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def accepts(address):
    host, port = address.split(":")
    with contextlib.suppress(OSError), socket.create_connection((host, int(port)), 1):
        return True
    return False


def _serve(command, log, address):
    process = Process(command, log, address)
    try:
        process.wait_until(lambda: accepts(address))
    except BaseException:
        process.__exit__()
        raise
    return process


def verkand(work, program=BUILD / "services/verkand", name="verkan"):
    address = free_address()
    return _serve([program, "--data", work / name, "--listen", address, "--http", "off"],
                  work / f"{name}.log", address)


def echo_server(work):
    address = free_address()
    return _serve([BUILD / "tests/bench/verkan_bench_echo", address], work / "echo.log", address)
