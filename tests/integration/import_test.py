#!/usr/bin/env python3
"""Imports: what is recorded, what is refused, and what the exit code says."""

import json
import os
import tempfile
import unittest
from pathlib import Path

from harness import ROOT, Server

UNREADABLE, UNKNOWN_REGION, BROKEN_NUMBER = "ungefär fler", "99", "212000-0143"
FIGURES = f"""region_code;organisation_number;known_social_enterprises
20;212000-1355;50
21;212000-1355;{UNREADABLE}
{UNKNOWN_REGION};212000-1355;7
23;{BROKEN_NUMBER};55
24;;ca 45
"""
ABOUT = ["--programme", "regions-programme", "--period", "2019", "--source"]


def fact(project):
    return json.dumps({"projectStarted": {"projectId": project, "name": project.upper(),
                                          "regionCodes": ["06"]}})


class ImportTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server())
        cls.server.import_samples()
        cls.folder = cls.enterClassContext(tempfile.TemporaryDirectory())

    def file(self, name, text):
        path = os.path.join(self.folder, name)
        Path(path).write_text(text, encoding="utf-8")
        return path

    def test_importing_the_samples_again_records_nothing_and_says_so(self):
        head = self.server.head()
        printed = self.server.import_samples()
        self.assertEqual(self.server.head(), head)
        for line in printed.strip().splitlines():
            self.assertRegex(line, r"^0 recorded, [1-9]\d* already recorded, 0 refused")

    def test_a_file_in_another_order_is_still_the_same_facts(self):
        first = self.file("first.jsonl", fact("order-1") + "\n" + fact("order-2") + "\n")
        second = self.file("second.jsonl", "# again\n\n" + fact("order-2") + "\n" + fact("order-1"))
        self.assertEqual(self.server.json("import", "projects", first)["recorded"], 2)
        again = self.server.json("import", "projects", second)
        self.assertEqual((again["recorded"], again["alreadyRecorded"]), (0, 2))

    def lines(self, name, *facts):
        return self.file(name, "".join(json.dumps(fact) + "\n" for fact in facts))

    def figure(self, indicator, project):
        answer = self.server.json("figure", "get", indicator, "--where", f"project={project}")
        return answer["total"]

    def test_what_was_undone_since_is_named_and_recorded_anew_only_if_told(self):
        joined = {"participantJoined": {"activityId": "again-a", "participantId": "again-p"}}
        withdrawn = {"participationWithdrawn": {"activityId": "again-a", "participantId": "again-p"}}
        self.server.verkan("import", "projects", self.lines(
            "again.jsonl", json.loads(fact("again")),
            {"activityHeld": {"activityId": "again-a", "details": {
                "projectId": "again", "kind": "ACTIVITY_KIND_SEMINAR"}}},
            {"participantRegistered": {"participantId": "again-p", "regionCode": "06"}}))
        joins, withdraws = self.lines("j.jsonl", joined), self.lines("w.jsonl", withdrawn)
        first = int(self.server.json("import", "projects", joins)["lastPosition"])
        undone = int(self.server.json("import", "projects", withdraws)["lastPosition"])
        run = self.server.verkan("import", "projects", joins, code=3)
        self.assertIn(f"recorded at position {first} and undone or replaced at position {undone}",
                      run.stderr)
        self.assertIn("FACT_UNDONE", run.stderr)
        run = self.server.verkan("import", "projects", "--lang", "sv", joins, code=3)
        self.assertIn(f"registrerades på position {first}", run.stderr)
        self.assertEqual(self.figure("participations", "again")["reading"]["value"], "0")
        # Both in one input, in this order: nothing to tell.
        self.server.verkan("import", "projects", joins, withdraws)
        again = self.server.json("import", "projects", "--again", joins)
        self.assertEqual((again["recorded"], again["refused"]), (1, 0))
        self.assertEqual(self.figure("participations", "again")["reading"]["value"], "1")
        again = self.server.json("import", "projects", "--again", joins)
        self.assertEqual((again["recorded"], again["alreadyRecorded"]), (0, 1))
        # The withdrawal was undone by the joining that was recorded anew.
        self.server.verkan("import", "projects", withdraws, code=3)

    def test_a_row_behind_the_row_that_undoes_its_equal_is_a_new_fact(self):
        self.server.verkan("import", "projects", self.lines("b0.jsonl", json.loads(fact("behind"))))
        partner = {"projectId": "behind", "organisationId": "behind-o"}
        registered = {"organisationRegistered": {
            "organisationId": "behind-o", "name": "O", "kind": "ORGANISATION_KIND_COOPERATIVE",
            "regionCode": "06"}}
        self.server.verkan("import", "projects",
                           self.lines("b1.jsonl", registered, {"partnerJoined": partner}))
        back = self.lines("b2.jsonl", {"partnerLeft": partner}, {"partnerJoined": partner})
        self.assertEqual(self.server.json("import", "projects", back)["recorded"], 2)
        again = self.server.json("import", "projects", back)
        self.assertEqual((again["recorded"], again["alreadyRecorded"]), (0, 2))

    def test_a_figure_that_was_replaced_is_named_and_stated_anew_only_if_told(self):
        self.server.verkan("import", "projects", self.lines("f.jsonl", {"indicatorDefined": {
            "indicatorId": "again-i", "nameSv": "Antal", "nameEn": "Number", "unit": "st"}}))
        about = ["--programme", "regions-programme", "--period", "2019", "--source", "s"]
        tables = [self.file(f"{n}.csv", f"region_code;again_i\n06;{n}\n") for n in (44, 45)]
        for table in tables:
            self.server.verkan("import", "figures", table, *about)
        self.server.verkan("import", "figures", tables[0], *about, code=3)
        self.assertEqual(self.figure("again-i", "regions-programme")["reading"]["value"], "45")
        self.server.verkan("import", "figures", "--again", tables[0], *about)
        self.assertEqual(self.figure("again-i", "regions-programme")["reading"]["value"], "44")
        again = self.server.json("import", "figures", "--again", tables[0], *about)
        self.assertEqual((again["recorded"], again["alreadyRecorded"]), (0, 1))

    def test_what_is_made_up_is_marked_in_every_figure_that_counts_it(self):
        held = {"details": {"projectId": "made-up", "kind": "ACTIVITY_KIND_SEMINAR"}}
        self.server.verkan("import", "projects", self.lines(
            "made-up.jsonl", json.loads(fact("made-up")),
            {"activityHeld": {"activityId": "made-up-1", **held}},
            {"invented": True, "activityHeld": {"activityId": "made-up-2", **held}}))
        self.assertEqual(self.figure("activities", "made-up")["invented"], "1")
        text = self.server.verkan("figure", "get", "activities", "--where",
                                  "project=made-up").stdout
        self.assertIn("made-up facts: 1", text)
        leaflet = self.server.verkan("report", "leaflet", "made-up", "--lang", "sv").stdout
        self.assertIn("påhittade uppgifter: 1", leaflet)

    def test_wrong_rows_are_refused_one_by_one_and_the_others_recorded(self):
        path = self.file("broken.csv", FIGURES)
        head = self.server.head()
        run = self.server.verkan("import", "figures", path, *ABOUT, "a test", code=3)
        self.assertEqual(self.server.head(), head + 2)
        self.assertIn("2 recorded, 0 already recorded, 3 refused", run.stdout)
        for place, value in (("3:16", UNREADABLE), ("4:1", UNKNOWN_REGION), ("5:4", BROKEN_NUMBER)):
            lines = [line for line in run.stderr.splitlines() if f"{path}:{place}: " in line]
            self.assertEqual(len(lines), 1, run.stderr)
            self.assertIn(value, lines[0])
            self.assertIn("wanted", lines[0])

    def test_the_same_as_json(self):
        path = self.file("broken-json.csv", FIGURES)
        run = self.server.verkan("import", "figures", path, *ABOUT, "another test", "--json", code=3)
        answer = json.loads(run.stdout)
        self.assertEqual(answer["refused"], 3)
        places = {(refusal["line"], refusal["column"], refusal["value"])
                  for refusal in answer["refusals"]}
        self.assertEqual(places, {(3, 16, UNREADABLE), (4, 1, UNKNOWN_REGION),
                                  (5, 4, BROKEN_NUMBER)})
        self.assertTrue(all(refusal["wanted"] for refusal in answer["refusals"]))

    def test_lines_that_are_no_facts_are_refused_with_their_place(self):
        path = self.file("wrong.jsonl", "\n".join([
            fact("wrong-1"), '{"projectStarted": {"projectId": "Wrong 2"', '{"nothing": {}}',
            '{"contractAwarded": {"procurementId": "never", "supplierId": "nobody"}}']))
        run = self.server.verkan("import", "projects", path, code=3)
        for line in (2, 3, 4):
            self.assertIn(f"{path}:{line}", run.stderr)
        self.assertIn("PROCUREMENT_NOT_HELD", run.stderr)
        self.assertIn("1 recorded, 0 already recorded, 3 refused", run.stdout)

    def test_a_dry_run_records_nothing(self):
        path = self.file("dry.jsonl", fact("dry") + "\n")
        head = self.server.head()
        self.assertIn("1 would be recorded",
                      self.server.verkan("import", "projects", path, "--dry-run").stdout)
        self.assertEqual(self.server.head(), head)

    def test_what_is_wrong_before_any_row_is_an_error(self):
        latin = os.path.join(self.folder, "latin.jsonl")
        Path(latin).write_bytes('{"x": "Jönköping"}'.encode("latin-1"))
        self.assertIn("UTF-8", self.server.verkan("import", "projects", latin, code=1).stderr)
        self.server.verkan("import", "projects", os.path.join(self.folder, "none"), code=1)
        self.server.verkan("import", "nothing", latin, code=2)
        self.server.verkan("--address", "127.0.0.1:1", "--timeout", "1", "status", code=4)

    def test_every_text_of_the_samples_is_kept_verbatim(self):
        source = (ROOT / "deploy" / "sample" / "regions_2019.csv").read_text(encoding="utf-8")
        texts = [event["event"].get("text", "") for event in
                 self.server.json_lines("log", "read", "--type", "FigureReported")]
        for line in source.splitlines()[1:]:
            for cell in line.split(";")[2:]:
                self.assertTrue(cell == r"\N" or cell in texts, cell)


if __name__ == "__main__":
    unittest.main()
