#!/usr/bin/env python3
"""The server watches itself: what systemd is told, and when it ends to be started anew."""

import json
import os
import resource
import signal
import socket
import tempfile
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path

from grpc_health import health
from harness import PATIENCE, ROOT, Server, free_port, program

MOST_SECONDS_DEAF = 5
FACT = {"projectStarted": {"projectId": "first", "name": "First", "regionCodes": ["06"]}}


def http_status(address, path):
    try:
        with urllib.request.urlopen(f"http://{address}{path}", timeout=PATIENCE) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def is_answered(server):
    try:
        return health(server.address, timeout=1) == "SERVING"
    except OSError:
        return False


class Systemd:
    """Stands in for systemd: the socket that a service tells its state to."""

    def __init__(self, folder):
        self.path = os.path.join(folder, "notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)

    def heard(self, seconds):
        """The next state within so many seconds; none if nothing comes."""
        self.socket.settimeout(seconds)
        try:
            return self.socket.recv(100).decode()
        except TimeoutError:
            return None

    def drain(self):
        while self.heard(0.01):
            pass


class WatchdogTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.systemd = Systemd(self.folder.name)
        self.addCleanup(self.systemd.socket.close)
        self.server = Server()
        self.server.variables = {"NOTIFY_SOCKET": self.systemd.path}
        self.addCleanup(self.server.__exit__)

    def test_it_is_ready_and_alive_only_by_calls_that_were_answered(self):
        self.server.start()
        for _ in range(3):
            state = self.systemd.heard(10)
            self.assertIn("READY=1", state)
            self.assertIn("WATCHDOG=1", state)
        self.systemd.drain()
        self.assertEqual(self.server.stop(), 0)
        states = []
        while (state := self.systemd.heard(0.1)) is not None:
            states.append(state)
        self.assertEqual(states[-1], "STOPPING=1", states)

    def test_one_that_hangs_is_silent_and_is_started_anew(self):
        self.server.start()
        self.assertIn("READY=1", self.systemd.heard(10))
        self.server.process.send_signal(signal.SIGSTOP)
        time.sleep(0.5)
        self.systemd.drain()
        self.assertIsNone(self.systemd.heard(6), "a server that hangs says that it lives")
        self.server.kill()  # as systemd does after WatchdogSec, and Restart=on-failure
        self.server.start(port=self.server.port)
        self.assertIn("READY=1", self.systemd.heard(10))


class DescriptorsTest(unittest.TestCase):
    def exhaust(self, server):
        """Connections until no descriptor is left, as a flood would; returns them."""
        used = len(os.listdir(f"/proc/{server.process.pid}/fd"))
        limits = resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (used + 20, limits[1]))
        return [socket.create_connection(("127.0.0.1", server.port)) for _ in range(100)]

    def test_after_descriptors_ran_out_new_clients_are_answered_or_the_process_ends(self):
        with Server() as server:
            self.assertTrue(is_answered(server))
            connections = self.exhaust(server)
            time.sleep(3)
            self.assertFalse(is_answered(server), "descriptors have not run out")
            for connection in connections:
                connection.close()
            released = time.monotonic()
            while time.monotonic() < released + MOST_SECONDS_DEAF and not is_answered(server):
                time.sleep(0.1)
            if is_answered(server):
                print("answered again by itself")
                return
            self.assertEqual(server.process.wait(PATIENCE), 1, server.log_text())
            print(f"ended {time.monotonic() - released:.0f} s after they were released")
            self.assertIn("new clients are not answered", server.log_text())
            server.start(port=server.port)
            self.assertTrue(is_answered(server))


class FailedSyncTest(unittest.TestCase):
    def library(self):
        build = Path(program("verkand")).parents[1]
        for folder in (build, ROOT / "build/dev", ROOT / "build/release"):
            path = folder / "tests/disk/libfailing_sync.so"
            if path.exists():
                return str(path)
        self.skipTest("libfailing_sync.so is not built")

    def test_a_sync_that_fails_ends_the_process_and_the_retry_leaves_one_event(self):
        with tempfile.TemporaryDirectory() as folder, Server() as server:
            fails, facts = os.path.join(folder, "fails"), os.path.join(folder, "facts.jsonl")
            Path(facts).write_text(json.dumps(FACT) + "\n", encoding="utf-8")
            server.stop()
            server.variables = {"LD_PRELOAD": self.library(), "VERKAN_FAIL_SYNCS": fails,
                                "ASAN_OPTIONS": "verify_asan_link_order=0"}
            server.start(port=server.port)
            Path(fails).touch()
            client = server.spawn_verkan("import", "projects", facts, "--json", "--quiet")
            self.assertEqual(server.process.wait(PATIENCE), 1, server.log_text())
            self.assertIn("the log cannot be written", server.log_text())
            os.remove(fails)
            server.start(port=server.port)  # as the unit does
            out, err = client.communicate(timeout=PATIENCE)
            self.assertEqual(client.returncode, 0, out + err)
            self.assertEqual(len(server.json_lines("log", "read")), 1)


class HealthTest(unittest.TestCase):
    def test_health_is_told_for_the_whole_and_for_each_part(self):
        address = f"127.0.0.1:{free_port()}"
        with Server(arguments=["--http", address]) as server:
            self.assertEqual(health(server.address), "SERVING")
            for path in ("/healthz", "/healthz/log", "/healthz/projections", "/readyz", "/livez"):
                self.assertEqual(http_status(address, path), 200, path)
            self.assertEqual(http_status(address, "/healthz/nosuch"), 404)


if __name__ == "__main__":
    unittest.main()
