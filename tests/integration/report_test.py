#!/usr/bin/env python3
"""The two reports, made from the samples as a user makes them."""

import json
import unittest
from pathlib import Path

from harness import Server

EXPECTED = json.loads(Path(__file__).with_name("overview_expected.json").read_text("utf-8"))


def lines_of(leaflet):
    """Every line of a leaflet by section: {section: {line: {...}}}."""
    return {section["key"]: section.get("lines", []) for section in leaflet["sections"]}


class ReportTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server())
        cls.server.import_samples()

    def leaflet(self, *arguments):
        return self.server.json("report", "leaflet", "siru-2", *arguments)["leaflet"]

    def overview(self, *arguments):
        return self.server.json("report", "overview", *arguments)["overview"]

    def figure(self, leaflet, section, key):
        found = [line for line in lines_of(leaflet)[section] if line["key"] == key]
        self.assertEqual(len(found), 1, f"{section}/{key}: {lines_of(leaflet).get(section)}")
        return found[0]["figure"]

    # The leaflet

    def test_the_leaflet_counts_activities_by_kind(self):
        leaflet = self.leaflet()
        for kind, count in (("network_meeting", "6"), ("knowledge_lunch", "4"),
                            ("idea_workshop", "1"), ("dialogue_forum", "2")):
            reading = self.figure(leaflet, "activities", kind)["reading"]
            self.assertEqual(reading["value"], count, kind)

    def test_the_leaflet_puts_reported_and_computed_participants_side_by_side(self):
        leaflet = self.leaflet()
        reported = self.figure(leaflet, "participants", "participants.reported")
        computed = self.figure(leaflet, "participants", "participants.computed")
        self.assertEqual(reported["reading"]["value"], "1200")
        self.assertEqual(reported["reading"]["qualifier"], "QUALIFIER_MORE_THAN")
        self.assertEqual(reported["text"], "Över 1200")
        self.assertEqual(reported["origin"], "ORIGIN_REPORTED")
        self.assertEqual(computed["origin"], "ORIGIN_COMPUTED")
        self.assertLess(int(computed["reading"]["value"]), 1200)
        keys = [line["key"] for line in lines_of(leaflet)["participants"]]
        self.assertIn("participants.difference", keys)

    def test_the_leaflet_shows_every_section_at_work(self):
        sections = lines_of(self.leaflet())
        for section in ("periods", "participants", "activities", "networks", "procurements",
                        "partnerships", "collaborations", "contacts", "needs", "takeovers"):
            keys = [line["key"] for line in sections.get(section, [])]
            self.assertTrue(keys and f"{section}.none" not in keys, f"{section}: {keys}")
        networks = self.figure(self.leaflet(), "networks", "networks.started_or_developed")
        self.assertEqual(networks["reading"]["value"], "3")

    def test_both_stated_periods_stand_with_their_sources(self):
        lines = lines_of(self.leaflet())["periods"]
        periods = {line["source"]: line["text"] for line in lines if line["key"] == "period"}
        self.assertEqual(set(periods), {"results leaflet", "university news, 2021-06-14"})
        self.assertIn("2021-01 – 2023-04", periods["university news, 2021-06-14"])
        self.assertIn("periods.differ", [line["key"] for line in lines])

    def test_the_receipt_names_the_position_and_the_root_of_the_log(self):
        receipt = self.leaflet()["receipt"]
        self.assertEqual(int(receipt["logPosition"]), self.server.head())
        self.assertTrue(receipt["recordedAt"])
        checkpoint = self.server.call("verkan.log.v1.LogService/GetCheckpoint").message
        self.assertIn(f"\n{receipt['logPosition']}\n{receipt['rootHash']}\n", checkpoint["note"])

    def test_the_text_says_the_same_in_both_languages(self):
        wanted = {
            "sv": ("SIRU 2.0", "mer än 1 200 deltagare, som rapporterat", "Över 1200",
                   "38 olika personer", "6 nätverksträffar", "4 kunskapsluncher", "1 idéverkstad",
                   "2 dialogforum", "3 nätverk", "Jönköping Transition network", "skiljer sig åt",
                   "meeting places across sectors", "Coompanion Jönköpings län", "loggposition"),
            "en": ("SIRU 2.0", "more than 1 200 participants, as reported", "Över 1200",
                   "38 different persons", "6 network meetings", "4 knowledge lunches",
                   "1 idea workshop", "2 dialogue forums", "3 networks", "The figures differ",
                   "meeting places across sectors", "Coompanion Jönköpings län", "log position"),
        }
        for language, words in wanted.items():
            text = self.server.verkan("report", "leaflet", "siru-2", "--lang", language).stdout
            plain = " ".join(text.replace("\u00a0", " ").split())
            for word in words:
                self.assertIn(word, plain)
            self.assertLessEqual(max(map(len, text.splitlines())), 100)

    def test_as_of_shows_the_leaflet_as_it_was_then(self):
        read = self.server.call("verkan.log.v1.LogService/Read", {"query": {"items": [{
            "types": ["verkan.event.v1.ProcurementHeld"], "tags": ["project:siru-2"]}]}})
        first = min(int(event["position"]) for message in read.messages
                    for event in message.get("events", []))
        before = self.leaflet("--as-of", str(first - 1))
        self.assertEqual([line["key"] for line in lines_of(before)["procurements"]],
                         ["procurements.none"])
        self.assertEqual(self.figure(self.leaflet(), "procurements", "procurements")
                         ["reading"]["value"], "5")
        self.assertEqual(int(before["receipt"]["logPosition"]), first - 1)

    # The overview

    def total(self, overview, indicator):
        columns = [column["indicatorId"] for column in overview["columns"]]
        return overview["totals"][columns.index(indicator)]

    def test_every_region_has_a_row_with_what_the_source_says(self):
        overview = self.overview()
        self.assertEqual(len(overview["rows"]), 21)
        self.assertEqual(sum(row.get("inProgramme", False) for row in overview["rows"]), 17)
        columns = [column["indicatorId"] for column in overview["columns"]]
        for indicator, regions in EXPECTED["figures"].items():
            for row in overview["rows"]:
                wanted = regions.get(row["regionCode"])
                if wanted:
                    reading = row["figures"][columns.index(indicator)]["reading"]
                    got = {key: reading.get(key) for key in wanted}
                    self.assertEqual(got, wanted, f"{indicator} in {row['regionCode']}")

    def test_totals_say_what_they_rest_on(self):
        overview = self.overview()
        for indicator, wanted in EXPECTED["totals"].items():
            total = self.total(overview, indicator)
            coverage = total["coverage"]
            got = {"value": total["reading"]["value"],
                   **{key: coverage.get(key) for key in wanted if key != "value"}}
            for key in wanted:
                if isinstance(wanted[key], list):
                    got[key] = sorted(got[key] or [])
            self.assertEqual(got, wanted, indicator)

    def test_absences_are_told_by_kind(self):
        coverage = self.total(self.overview(), "known-social-enterprises")["coverage"]
        absences = {row["absence"]: row["regionCodes"] for row in coverage["absences"]}
        self.assertEqual(absences["ABSENCE_BLANK"], ["06"])
        self.assertEqual(absences["ABSENCE_FIELD_MISSING"], ["18"])

    def test_a_preferred_source_changes_the_total_and_warns(self):
        for regions, value in EXPECTED["preferences"].items():
            arguments = [a for region in regions.split(",")
                         for a in ("--prefer", f"Sofisam:{region}")]
            total = self.total(self.overview(*arguments), "known-social-enterprises")
            self.assertEqual(total["reading"]["value"], value, regions)
            if "12" in regions:
                self.assertTrue(any("71" in warning and "64" in warning
                                    for warning in total["warnings"]), total["warnings"])

    def test_the_text_shows_totals_scopes_and_both_sources(self):
        text = self.server.verkan("report", "overview").stdout
        for word in ("718", "15", "17", "21", "76", "Sofisam", "ASF"):
            self.assertIn(word, text)

    def test_json_and_the_rpc_say_the_same(self):
        answer = self.server.call("verkan.report.v1.ReportService/GetOverview",
                                  {"programmeId": "regions-programme", "language": "LANGUAGE_EN"})
        self.assertEqual(self.overview("--lang", "en"), answer.message["overview"])

    def test_one_figure_is_the_same_as_in_the_report(self):
        answer = self.server.json("figure", "get", "participants", "--where", "project=siru-2")
        computed = self.figure(self.leaflet(), "participants", "participants.computed")
        values = {figure["reading"].get("value") for figure in answer["figures"]}
        self.assertIn(computed["reading"]["value"], values | {answer["total"]["reading"]["value"]})


if __name__ == "__main__":
    unittest.main()
