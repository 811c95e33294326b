#!/usr/bin/env python3
"""The command line at the keyboard: files it writes, outputs that are full, what it says."""

import json
import os
import re
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
        cls.server.verkan("subscription", "create", "listed")
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
        self.assertIn(f"{path}:1:61: project_started.name", run.stderr)
        self.assertEqual(self.server.json_lines("log", "read", "--stream", "project-twice"), [])

    def test_every_time_is_rfc_3339_and_can_be_asked_for(self):
        stamp = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00"
        line = self.server.verkan("log", "read", "--limit", "1").stdout
        self.assertRegex(line, rf"^ +1  {stamp}  ")
        began = re.search(stamp, line).group(0)
        self.assertEqual(self.server.json_lines("log", "read", "--limit", "1")[0]["recordedAt"], began)
        self.server.verkan("figure", "get", "activities", "--as-of", began)

    def test_before_its_first_event_a_log_is_empty_and_says_when_it_began(self):
        for command in (["figure", "get", "known-social-enterprises"], ["report", "overview"],
                        ["figure", "explain", "procurements"], ["report", "leaflet", "siru-2"]):
            said = self.server.verkan(*command, "--as-of", "2001-01-01").stdout
            self.assertRegex(said, r"^nothing was recorded then: the log began at 20\d\d-.*\+00:00$")
            answer = self.server.json(*command, "--as-of", "2001-01-01")
            self.assertEqual(answer["asOfPosition"], "0")

    def test_an_overview_blames_the_indicator_that_is_unknown(self):
        run = self.server.verkan("report", "overview", "--indicator", "nosuch", code=1)
        self.assertIn("INDICATOR_UNKNOWN", run.stderr)
        self.assertNotIn("PROJECT_UNKNOWN", run.stderr)

    def test_indicators_can_be_chosen(self):
        one_line_each = self.server.verkan("indicators").stdout.splitlines()
        self.assertEqual(len(one_line_each), len(self.server.json("indicators")["indicators"]))
        self.assertIn("by: ", self.server.verkan("indicators", "activities").stdout)
        self.assertEqual([one["indicatorId"] for one in
                          self.server.json("indicators", "activities")["indicators"]], ["activities"])
        self.assertGreater(len(self.server.json("indicators", "procure")["indicators"]), 1)
        self.assertIn("did you mean activities?",
                      self.server.verkan("indicators", "activites", code=1).stderr)

    def test_an_empty_answer_says_which_name_nothing_has(self):
        for arguments, said in ((["--type", "ActivtyHeld"], "Did you mean ActivityHeld?"),
                                (["--type", "acme.v1.Opened"], "no event has the type acme.v1.Opened"),
                                (["--stream", "project-nosuch"], "there is no stream project-nosuch"),
                                (["--region", "09"], "no event is of region 09"),
                                (["--tag", "project:nosuch"], "no event has the tag project:nosuch")):
            run = self.server.verkan("log", "read", *arguments)
            self.assertEqual(run.stdout, "")
            self.assertIn(said, run.stderr)
        self.assertEqual(self.server.verkan("log", "read", "--type", "ActivityHeld").stderr, "")

    def test_an_error_in_swedish_is_swedish_and_said_once(self):
        wrong = ("log", "read", "--region", "Jönköping", "--lang", "sv")
        said = self.server.verkan(*wrong, code=1).stderr
        self.assertIn("ska vara länets två siffror, till exempel 06", said)
        self.assertNotIn("wanted", said)
        answer = self.server.verkan(*wrong, "--json", code=1).stdout
        self.assertEqual(answer.count("länets två siffror"), 1)
        self.assertNotIn("such as", answer)

    def figures(self, text, *arguments, code=0):
        path = os.path.join(self.folder, "figures.csv")
        Path(path).write_bytes(text if isinstance(text, bytes) else text.encode())
        return self.server.verkan("import", "figures", path, "--programme", "regions-programme",
                                  "--period", "2031", *arguments, code=code)

    def test_line_ends_of_old_macs_are_read_and_empty_rows_counted(self):
        run = self.figures(b"region_code;region;known_social_enterprises\r06;J;6\r;;\r12;S;7\r;;\r",
                           "--source", "cr")
        self.assertIn("2 recorded, 0 already recorded, 0 refused, 2 empty rows skipped", run.stdout)

    def test_a_file_from_which_nothing_was_read_is_an_error(self):
        for text in ("region_code;known_social_enterprises\n", "region_code;known_social_enterprises\n;\n"):
            self.assertIn("nothing was read", self.figures(text, "--source", "s", code=1).stderr)
        self.figures("", "--source", "s", code=1)
        empty = os.path.join(self.folder, "empty.jsonl")
        Path(empty).write_text("# nothing\n", encoding="utf-8")
        self.assertIn("nothing was read", self.server.verkan("import", "projects", empty, code=1).stderr)

    def test_a_column_that_is_no_indicator_is_told_of_once_with_the_way_out(self):
        for column in ("nosuch", "Antal företag"):
            text = f"region_code;{column};known_social_enterprises\n06;1;61\n12;2;62\n"
            for arguments, done in (["--dry-run"], "2 would be recorded"), ([], "2 recorded"):
                run = self.figures(text, "--source", column, *arguments, code=3)
                self.assertIn(done, run.stdout)
                self.assertEqual(len(run.stderr.splitlines()), 1, run.stderr)
                self.assertIn(f'--map "{column}=INDICATOR"', run.stderr)
                self.assertIn(f'--skip "{column}"', run.stderr)

    def test_a_forgotten_source_is_one_line(self):
        run = self.figures("region_code;known_social_enterprises\n06;1\n12;2\n", code=1)
        self.assertEqual(len(run.stderr.splitlines()), 1, run.stderr)
        self.assertIn("--source", run.stderr)


if __name__ == "__main__":
    unittest.main()
