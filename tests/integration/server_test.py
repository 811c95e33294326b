#!/usr/bin/env python3
"""Starting, stopping and starting again."""

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from harness import PATIENCE, Server, free_port, program

ONE_FACT = {"projectStarted": {"projectId": "first", "name": "First", "regionCodes": ["06"]}}
# Two, of a build that no sanitizer slows: CMake tells how promptly one answers.
MOST_SECONDS_TO_FIRST_EVENT = 2 * float(os.environ.get("VERKAN_PROMPTLY", "5")) / 5


class ServerTest(unittest.TestCase):
    def test_the_first_event_is_acknowledged_within_two_seconds_of_the_start(self):
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file, Server() as warm:
            file.write(json.dumps(ONE_FACT) + "\n")
            file.flush()
            warm.stop()
            started = time.monotonic()
            warm.start()
            warm.verkan("import", "projects", file.name)
            took = time.monotonic() - started
        print(f"from start to first acknowledged event: {took * 1000:.0f} ms")
        self.assertLess(took, MOST_SECONDS_TO_FIRST_EVENT)

    def test_the_version_names_what_the_server_runs_with(self):
        said = subprocess.run([program("verkand"), "--version"], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=PATIENCE, check=True).stdout
        self.assertRegex(said, r"^verkand [0-9.]+ \([a-z]+, gRPC [0-9.]+.*\)$")
        with Server() as server:
            loaded = Path(f"/proc/{server.process.pid}/maps").read_text(encoding="utf-8")
        self.assertEqual("tcmalloc" in said, "libtcmalloc_minimal" in loaded)
        self.assertEqual("static" not in said, "libgrpc.so" in loaded)

    def test_a_second_server_on_the_same_data_refuses(self):
        with Server() as server:
            second = subprocess.run(
                [program("verkand"), "--data", server.data, "--listen", f"127.0.0.1:{free_port()}"],
                stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE,
                check=False)
            self.assertNotEqual(second.returncode, 0)
            self.assertRegex(second.stdout + second.stderr, f"process {server.process.pid}")
            self.assertEqual(server.verkan("status").returncode, 0)

    def refused(self, data):
        """What a server says that does not start on the data, which it leaves as it is."""
        before = {str(p): p.read_bytes() for p in Path(data).rglob("*") if p.is_file()}
        answer = subprocess.run(
            [program("verkand"), "--data", data, "--listen", f"127.0.0.1:{free_port()}",
             "--http", "off"],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE, check=False)
        self.assertEqual(answer.returncode, 1)
        after = {str(p): p.read_bytes() for p in Path(data).rglob("*") if p.is_file()}
        self.assertEqual(after, before)
        return answer.stderr

    def key_of(self, server):
        return server.json("audit", "checkpoint")["verifierKey"]

    def test_a_lost_log_key_is_asked_for_and_replaced_only_when_told(self):
        with Server() as server:
            server.import_samples()
            key = self.key_of(server)
            server.stop()
            log_key = Path(server.data, "log-key")
            safe = Path(server.data, "safe")
            log_key.rename(safe)
            said = self.refused(server.data)
            self.assertIn(f"{log_key} is missing", said)
            self.assertIn("verkand --new-log-key", said)
            safe.rename(log_key)
            server.start()
            self.assertEqual(self.key_of(server), key)
            server.stop()
            log_key.unlink()
            server.arguments.append("--new-log-key")
            server.start()
            self.assertIn("signs by a new key from now on", server.log_text())
            self.assertEqual(len(list(Path(server.data).glob("checkpoint.before-*"))), 1)

    def test_a_restore_waits_for_its_keys(self):
        with Server() as server:
            server.import_samples()
            server.verkan("backup", "create")
            server.stop()
            restored = os.path.join(server.data, "restored")
            server.verkan("restore", "--from", server.backups, "--data", restored)
            self.assertIn("log-key is missing", self.refused(restored))
            for name in ("log-key", "master-key"):
                shutil.copy2(os.path.join(server.data, name), os.path.join(restored, name))
            shutil.copytree(os.path.join(server.data, "keys"), os.path.join(restored, "keys"))
            with Server(data=restored) as again:
                self.assertEqual(again.verkan("report", "leaflet", "siru-2").returncode, 0)

    def test_two_logs_that_nobody_named_have_different_names(self):
        names = set()
        for _ in range(2):
            with Server() as server:
                names.add(server.json("status")["logOrigin"])
                server.stop()
                server.start()
                names.add(server.json("status")["logOrigin"])
        self.assertEqual(len(names), 2)
        for name in names:
            self.assertRegex(name, r"^verkan\.local/[0-9a-z]{8}$")

    def test_a_taken_port_is_said_so(self):
        with Server() as server, tempfile.TemporaryDirectory() as data:
            second = subprocess.run(
                [program("verkand"), "--data", data, "--listen", server.address],
                stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE,
                check=False)
            self.assertNotEqual(second.returncode, 0)
            self.assertIn(server.address, second.stdout + second.stderr)

    def test_a_terminated_server_ends_cleanly_and_keeps_everything(self):
        with Server() as server:
            server.import_samples()
            head, leaflet = server.head(), server.verkan("report", "leaflet", "siru-2").stdout
            self.assertEqual(server.stop(), 0, server.log_text())
            server.start()
            self.assertEqual(server.head(), head)
            self.assertEqual(server.verkan("report", "leaflet", "siru-2").stdout, leaflet)

    def test_lost_views_are_rebuilt_from_the_log(self):
        with Server() as server:
            server.import_samples()
            leaflet = server.verkan("report", "leaflet", "siru-2").stdout
            server.stop()
            views = os.path.join(server.data, "views")
            for name in os.listdir(views):
                os.remove(os.path.join(views, name))
            server.start()
            self.assertEqual(server.verkan("report", "leaflet", "siru-2").stdout, leaflet)

    def test_a_log_that_lost_its_write_ahead_log_is_refused(self):
        with Server() as server:
            server.import_samples()
            server.stop()
            for name in os.listdir(os.path.join(server.data, "events")):
                if name.endswith((".log", ".sst")):
                    os.remove(os.path.join(server.data, "events", name))
            server.start(wait=False)
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.process.wait(10)
            self.assertNotIn(server.process.poll(), (None, 0), server.log_text())

    def test_it_does_not_listen_beyond_loopback_without_tokens(self):
        with tempfile.TemporaryDirectory() as data:
            run = subprocess.run(
                [program("verkand"), "--data", data, "--listen", f"0.0.0.0:{free_port()}"],
                stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE,
                check=False)
            self.assertNotEqual(run.returncode, 0)
            self.assertIn("loopback", run.stdout + run.stderr)


if __name__ == "__main__":
    unittest.main()
