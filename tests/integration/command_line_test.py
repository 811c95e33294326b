#!/usr/bin/env python3
"""The command line at the keyboard: files it writes, outputs that are full, what it says."""

import json
import os
import tempfile
import unittest
from pathlib import Path

from harness import PATIENCE, Server

# Every command that answers on the output, with a server or without.
ANSWERS = [["--help"], ["--version"], ["status"], ["indicators"], ["report", "leaflet", "siru-2"],
           ["report", "overview"], ["figure", "get", "activities"], ["log", "read"],
           ["figure", "explain", "procurements", "--where", "project=siru-2"],
           ["log", "show", "1"], ["log", "follow"], ["audit", "checkpoint"], ["audit", "verify"],
           ["audit", "proof", "3"], ["archive", "export", "-"], ["backup", "list"],
           ["subscription", "list"], ["wait"]]


class CommandLineTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server())
        cls.server.import_samples()
        cls.folder = cls.enterClassContext(tempfile.TemporaryDirectory())

    def run_in(self, folder, *arguments, **options):
        process = self.server.spawn_verkan(*arguments, cwd=folder, **options)
        try:
            out, err = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
        return process.returncode, out, err

    def test_a_file_can_be_named_without_its_folder(self):
        for arguments in (["audit", "checkpoint", "--out", "note"],
                          ["audit", "proof", "3", "--out", "proof", "--record", "record"],
                          ["audit", "check", "proof", "--record", "record"]):
            code, _, err = self.run_in(self.folder, *arguments)
            self.assertEqual(code, 0, err)
        self.assertGreater(os.path.getsize(os.path.join(self.folder, "note")), 0)

    def test_an_output_that_is_full_is_never_success(self):
        for arguments in ANSWERS + [[*answer, "--json"] for answer in ANSWERS]:
            with self.subTest(arguments), open("/dev/full", "w", encoding="utf-8") as full:
                code, _, err = self.run_in(self.folder, *arguments, stdout=full)
                self.assertEqual(code, 1, err)
                self.assertIn("could not be written in full", err)

    def test_a_line_that_is_too_long_is_named_and_the_others_are_recorded(self):
        path = os.path.join(self.folder, "long.jsonl")
        Path(path).write_text("".join(
            json.dumps({"projectStarted": {"projectId": f"long-{i}", "name": name,
                                           "regionCodes": ["06"]}}) + "\n"
            for i, name in enumerate(("N", "x" * 5_000_000, "N"))), encoding="utf-8")
        for recorded in ("2 recorded, 0 already", "0 recorded, 2 already"):
            run = self.server.verkan("import", "projects", path, code=3)
            self.assertIn(recorded, run.stdout)
            self.assertIn(f"{path}:2:1: \"50000", run.stderr)
            self.assertIn("wanted at most 4000000", run.stderr)

    def test_a_key_that_stands_twice_is_refused_by_name(self):
        path = os.path.join(self.folder, "twice.jsonl")
        Path(path).write_text('{"projectStarted": {"projectId": "twice", "name": "Första", '
                              '"name": "Andra", "regionCodes": ["06"]}}\n', encoding="utf-8")
        run = self.server.verkan("import", "projects", path, code=3)
        self.assertIn(f"{path}:1:64: project_started.name", run.stderr)
        self.assertEqual(self.server.json_lines("log", "read", "--stream", "project-twice"), [])


if __name__ == "__main__":
    unittest.main()
