#!/usr/bin/env python3
"""What the server leaves to others: on disk, and in memory."""

import os
import stat
import tempfile
import unittest
from pathlib import Path

from harness import Server


def modes(folder):
    """Path and permission bits of the folder and of everything below it."""
    for path in [Path(folder), *Path(folder).rglob("*")]:
        yield path, stat.S_IMODE(path.lstat().st_mode)


class FilesTest(unittest.TestCase):
    def assert_private(self, folder):
        seen = 0
        for path, mode in modes(folder):
            wanted = 0o700 if path.is_dir() else 0o600
            self.assertEqual(mode & ~wanted, 0, f"{path} has mode {mode:o}, wanted {wanted:o}")
            seen += 1
        return seen

    def test_started_by_hand_everything_that_is_made_is_the_users_alone(self):
        with tempfile.TemporaryDirectory() as folder:
            data, ready = os.path.join(folder, "var", "verkan"), os.path.join(folder, "ready")
            before = os.umask(0)
            try:
                server = Server(data=data, arguments=["--ready-file", ready])
                server.log = os.path.join(folder, "log")
                server.start()
            finally:
                os.umask(before)
            try:
                server.import_samples()
                server.verkan("backup", "create", "--quiet")
                self.assertEqual(server.stop(), 0)
                server.start()
                server.verkan("wait")
                seen = self.assert_private(os.path.join(folder, "var"))
                self.assert_private(ready)
                for name in ("events", "keys", "views", "subscriptions", "master-key", "log-key",
                             "verkand.lock", "backups", "checkpoint", "events.high-water"):
                    self.assertTrue(os.path.exists(os.path.join(data, name)), name)
            finally:
                server.kill()
            restored = os.path.join(folder, "restored")
            before = os.umask(0)
            try:
                server.verkan("restore", "--from", server.backups, "--data", restored, "--quiet")
            finally:
                os.umask(before)
            seen += self.assert_private(restored)
        print(f"{seen} files and folders, all 0600 and 0700 at the most")
        self.assertGreater(seen, 40)

    def test_a_data_directory_that_others_can_look_into_is_warned_of(self):
        with tempfile.TemporaryDirectory() as folder:
            data = os.path.join(folder, "data")
            os.mkdir(data)
            os.chmod(data, 0o755)
            with Server(data=data) as server:
                self.assertIn(f"chmod -R go= {data}", server.log_text())


class MemoryTest(unittest.TestCase):
    def test_no_core_file_is_written(self):
        with Server() as server:
            limits = Path(f"/proc/{server.process.pid}/limits").read_text(encoding="utf-8")
            self.assertRegex(limits, r"Max core file size +0 +0")


if __name__ == "__main__":
    unittest.main()
