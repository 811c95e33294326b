#!/usr/bin/env python3
"""What trial users found to count wrongly, each as small as it was found (docs/trials.md, A)."""

import json
import os
import tempfile
import unittest
import uuid
from pathlib import Path

from harness import Server

TEST_NUMBER = "19121212-1212"  # well known, and nobody's
LOG = "verkan.log.v1.LogService"
HIDDEN = ("\u009b31m", "\u0085", "\u2028", "\u202e")  # a terminal's code, line ends, a direction


def started(project, **more):
    return {"projectStarted": {"projectId": project, "name": project, "regionCodes": ["06"],
                               **more}}


def held(activity, project, **details):
    return {"activityHeld": {"activityId": activity, "details": {
        "projectId": project, "kind": "ACTIVITY_KIND_SEMINAR", **details}}}


def person(name):
    return {"participantRegistered": {"participantId": name, "regionCode": "06"}}


def joined(activity, name, **more):
    return {"participantJoined": {"activityId": activity, "participantId": name, **more}}


def defined(indicator):
    return {"indicatorDefined": {"indicatorId": indicator, "nameSv": "Antal", "nameEn": "Number",
                                 "unit": "st"}}


def reported(figure, indicator, project, text, **more):
    return {"figureReported": {"figureId": figure, "indicatorId": indicator, "projectId": project,
                               "regionCode": "06", "text": text, "source": "s",
                               "period": {"from": "2024"}, **more}}


class TrialsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server())
        cls.folder = cls.enterClassContext(tempfile.TemporaryDirectory())

    def record(self, *facts, code=0):
        path = os.path.join(self.folder, "facts.jsonl")
        Path(path).write_text("".join(json.dumps(fact) + "\n" for fact in facts), "utf-8")
        return self.server.verkan("import", "projects", path, code=code)

    def figures(self, project, text, *options, code=0):
        """Imports a CSV file of figures; its source is "s" unless a column says another."""
        path = os.path.join(self.folder, "figures.csv")
        Path(path).write_bytes(text.encode())
        return self.server.verkan("import", "figures", path, "--programme", project, *options,
                                  code=code)

    def total(self, indicator, project, *options):
        return self.server.json("figure", "get", indicator, "--where", f"project={project}",
                                *options)["total"]

    def figure(self, indicator, project, *options):
        return self.total(indicator, project, *options)["reading"].get("value")

    def refusal(self, method, request, code):
        """The reason of a refused call, and its metadata."""
        answer = self.server.call(method, request)
        self.assertEqual(answer.code, code, answer)
        info = answer.details["ErrorInfo"]
        return info["reason"], {entry["key"]: entry["value"] for entry in info["metadata"]}

    def append(self, stream, count=1, request_id=None):
        """A batch of events of another system, as Append takes it."""
        return {"batch": {"requestId": request_id or str(uuid.uuid4()),
                          "events": [{"type": "acme.v1.T", "stream": stream}] * count}}

    def event(self, stream, kind):
        """The id and the position of the first fact of a kind on a stream."""
        for event in self.server.json_lines("log", "read", "--stream", stream):
            if event["type"].endswith("." + kind):
                return event["eventId"], event["position"]
        raise AssertionError(f"no {kind} on {stream}")

    def void(self, stream, kind, code=0, **more):
        voiding = {"stream": stream, "eventId": self.event(stream, kind)[0], "reason": "a slip"}
        return self.record({"eventVoided": voiding, **more}, code=code)

    def test_what_happens_again_is_recorded_again(self):
        self.record(started("f01"), held("f01-a", "f01"), person("f01-p"),
                    joined("f01-a", "f01-p"),
                    {"participationWithdrawn": {"activityId": "f01-a", "participantId": "f01-p",
                                                "reason": "wrong list"}},
                    joined("f01-a", "f01-p"))
        self.assertEqual(self.figure("participations", "f01"), "1")

    def test_a_request_id_is_of_one_fact_or_one_batch(self):
        one = str(uuid.uuid4())
        outcomes = [self.server.call(f"{LOG}/Record", {"proposals": [
            {"event": defined(name), "requestId": one}]}).message["outcomes"][0]
                    for name in ("f04-a", "f04-b")]
        self.assertIn("recorded", outcomes[0])
        self.assertIn("REQUEST_ID_TAKEN", json.dumps(outcomes[1]["refusal"]))
        self.assertNotIn("f04-b", json.dumps(outcomes[1].get("recorded", {})))
        self.assertEqual(self.server.json_lines("log", "read", "--stream", "indicator-f04-b"), [])
        one = str(uuid.uuid4())
        self.assertEqual(self.server.call(f"{LOG}/Append", self.append("f04-x", 1, one)).code, "ok")
        reason, _ = self.refusal(f"{LOG}/Append", self.append("f04-y", 3, one), "already_exists")
        self.assertEqual(reason, "REQUEST_ID_TAKEN")
        self.assertEqual(self.server.json_lines("log", "read", "--stream", "f04-y"), [])

    def test_a_holding_under_its_joinings_is_voided_together_or_not_at_all(self):
        self.record(started("f05"), held("f05-a", "f05"), person("f05-p"),
                    joined("f05-a", "f05-p"))
        refused = self.void("activity-f05-a", "ActivityHeld", code=3)
        said = refused.stdout + refused.stderr
        self.assertIn("FACT_IN_USE", said)
        self.assertIn(str(self.event("activity-f05-a", "ParticipantJoined")[1]), said)
        self.assertEqual(self.figure("participations", "f05"), "1")
        self.void("activity-f05-a", "ActivityHeld", together=True)
        self.assertEqual(self.figure("participations", "f05"), "0")
        self.record(held("f05-a", "f05", title="new"),
                    joined("f05-a", "f05-p", role="PARTICIPATION_ROLE_SPEAKER"))
        self.assertEqual(self.figure("participations", "f05"), "1")

    def test_a_holding_under_its_correction_is_voided_together_or_not_at_all(self):
        self.record(started("f06"), held("f06-a", "f06"),
                    {"activityCorrected": {"activityId": "f06-a", "reason": "course", "details": {
                        "projectId": "f06", "kind": "ACTIVITY_KIND_COURSE"}}})
        self.void("activity-f06-a", "ActivityHeld", code=3)
        self.assertEqual(self.figure("activities", "f06"), "1")
        self.void("activity-f06-a", "ActivityHeld", together=True)
        self.assertEqual(self.figure("activities", "f06"), "0")
        refused = self.record({"headcountReported": {"activityId": "f06-a", "text": "5",
                                                     "source": "list"}}, code=3)
        self.assertIn("ACTIVITY_UNKNOWN", refused.stdout + refused.stderr)

    def test_one_person_registered_twice_took_part_once(self):
        self.record(started("f08"), held("f08-a", "f08"), person("f08-p"), person("f08-q"),
                    joined("f08-a", "f08-p"), joined("f08-a", "f08-q"),
                    {"participantsMerged": {"participantId": "f08-p",
                                            "mergedParticipantId": "f08-q", "reason": "one"}})
        self.assertEqual(self.figure("participants", "f08"), "1")
        self.assertEqual(self.figure("participations", "f08"), "1")

    def test_a_row_of_the_whole_is_not_added_to_its_parts(self):
        self.record(started("f09", regionCodes=["06", "12"]), defined("f09-i"))
        for year, whole in (("2024", "10"), ("2025", "12")):
            self.figures("f09", "region_code;region;f09-i\n06;Jkpg;4\n12;Skane;6\n"
                                f";Totalt;{whole}\n", "--period", year, "--source", "s")
            total = self.total("f09-i", "f09", "--period", year)
            self.assertEqual(total["reading"]["value"], "10")
            self.assertIn(f"as a whole {whole} is stated", " ".join(total["warnings"]))

    def test_one_thing_is_one_however_its_period_and_organisation_are_spelled(self):
        self.record(started("f12"), defined("f12-i"))
        self.figures("f12", "region_code;source;period;f12-i\n06;r;2031;4\n06;r;2031-01..2031-12;5\n"
                            "06;r;2031-01-01..2031-12-31;6\n")
        self.figures("f12", "region_code;organisation_number;f12-i\n06;2120000142;3\n"
                            "06;212000-0142;4\n", "--period", "2034")
        for year, value in (("2031", "6"), ("2034", "4")):
            total = self.total("f12-i", "f12", "--where", f"year={year}")
            self.assertEqual(total["reading"]["value"], value)
            self.assertNotIn("contradictions", total["reading"])
            self.assertNotIn("conflicts", total["coverage"])

    def test_habits_of_spreadsheets_are_read_or_refused_by_name(self):
        self.record(started("f13", regionCodes=["06", "12"]), defined("f13-i"))
        cases = (("2031", "region_code;region;f13-i\r06;Jkpg;6\r12;Skane;7\r", 0, "2 recorded", "13"),
                 ("2032", "region_code;f13-i;f13_i\n06;4;40\n", 1, "are both the indicator", None),
                 ("2033", "region_code;region;f13-i\n06;Jkpg;4\n06;Jkpg;9\n", 3, "line 2", "4"),
                 ("2034", "region_code;region;f13-i\n06;Jkpg;4\n;;\n;;\n", 0,
                  "1 recorded, 0 already recorded, 0 refused, 2 empty rows skipped", "4"))
        for year, text, code, wanted, value in cases:
            run = self.figures("f13", text, "--period", year, "--source", "s", code=code)
            self.assertIn(wanted, run.stdout + run.stderr)
            self.assertEqual(self.figure("f13-i", "f13", "--where", f"year={year}"), value, text)

    def test_who_withdraws_a_replacement_has_nothing_and_who_voids_it_has_the_first(self):
        self.record(started("f10"), defined("f10-i"), reported("f10-a", "f10-i", "f10", "10"),
                    reported("f10-b", "f10-i", "f10", "20"),
                    {"figureWithdrawn": {"figureId": "f10-b", "reason": "wrong"}})
        self.assertIsNone(self.figure("f10-i", "f10"))
        self.void("figure-f10-b", "FigureWithdrawn")
        self.void("figure-f10-b", "FigureReported")
        self.assertEqual(self.figure("f10-i", "f10"), "10")

    def test_a_contract_keeps_the_kind_that_its_supplier_had(self):
        def organisation(name, kind):
            return {"organisationRegistered": {"organisationId": name, "name": name,
                                               "kind": "ORGANISATION_KIND_" + kind}}
        self.record(started("f11"), organisation("f11-town", "MUNICIPALITY"),
                    organisation("f11-coop", "SOCIAL_ENTERPRISE"),
                    {"procurementHeld": {"procurementId": "f11-u", "title": "Cleaning",
                                         "buyerId": "f11-town", "projectId": "f11",
                                         "procedure": "PROCUREMENT_PROCEDURE_OPEN",
                                         "occurred": {"from": "2024-05"}}},
                    {"contractAwarded": {"procurementId": "f11-u", "supplierId": "f11-coop",
                                         "occurred": {"from": "2024-06-01"}}})
        self.assertEqual(self.figure("contracts-to-social-enterprises", "f11"), "1")
        self.record({"organisationReclassified": {
            "organisationId": "f11-coop", "kind": "ORGANISATION_KIND_SMALL_OR_MEDIUM_COMPANY",
            "occurred": {"from": "2025-01-01"}}})
        self.assertEqual(self.figure("contracts-to-social-enterprises", "f11"), "1")

    def test_a_follower_beyond_the_end_is_told_at_once(self):
        head = self.server.head()
        reason, more = self.refusal(f"{LOG}/Subscribe", {"startAfter": head + 5}, "out_of_range")
        self.assertEqual(reason, "POSITION_BEYOND_LOG")
        self.assertIn(str(head), more.values())

    def test_what_starts_in_a_time_to_come_gets_nothing_of_today(self):
        self.server.verkan("subscription", "create", "f19", "--since", "2099-01-01T00:00:00Z")
        self.assertEqual(self.server.call(f"{LOG}/Append", self.append("f19")).code, "ok")
        run = self.server.verkan("subscription", "consume", "f19", "--until-caught-up")
        self.assertEqual(run.stdout, "")

    def test_nobody_takes_part_on_a_day_that_is_none_of_the_activitys(self):
        self.record(started("f20"), person("f20-p"),
                    {"projectPeriodStated": {"projectId": "f20", "source": "s",
                                             "period": {"from": "2021", "to": "2023"}}},
                    held("f20-a", "f20", occurred={"from": "2022-05-05"}))
        for fact in (joined("f20-a", "f20-p", occurred={"from": "2090"}),
                     held("f20-b", "f20", occurred={"from": "2090"})):
            self.record(fact, code=3)
        self.assertEqual(self.figure("participations", "f20"), "0")

    def test_a_reading_says_what_its_text_says(self):
        self.record(started("f22"), defined("f22-i"))
        for text, value in (("5", "500"), ("-5", "-5")):
            self.record(reported("f22-a", "f22-i", "f22", text, reading={
                "value": value, "qualifier": "QUALIFIER_EXACT"}), code=3)
        self.assertIsNone(self.figure("f22-i", "f22"))

    def test_no_personal_identity_number_is_stored_or_shown(self):
        self.record(started("f23"))
        refused = self.record(held("f23-a", "f23", title=f"Rådgivning {TEST_NUMBER}"), code=3)
        self.assertNotIn(TEST_NUMBER, refused.stdout + refused.stderr)
        self.assertIn("personal identity number", refused.stdout + refused.stderr)
        self.assertNotIn(TEST_NUMBER, self.server.log_text())
        # The row is told with the number in it, to whoever sent it; the server never saw it.
        self.record(defined("f23-i"))
        refused = self.figures("f23", f"region_code;organisation_number;f23-i\n06;{TEST_NUMBER[2:]};2\n",
                               "--period", "2024", code=3)
        self.assertIn("may be a personal identity number", refused.stderr)
        self.assertNotIn(TEST_NUMBER[2:], self.server.log_text())
        self.assertIsNone(self.figure("f23-i", "f23"))

    def test_a_name_holds_nothing_that_is_not_seen(self):
        for hidden in HIDDEN:
            stream = f"f25-{hidden}x"
            reason, _ = self.refusal(f"{LOG}/Append", self.append(stream), "invalid_argument")
            self.assertEqual(reason, "INVALID_REQUEST")
            told = self.server.call(f"{LOG}/Append", self.append(stream)).text
            self.assertNotIn(hidden, told)
        self.assertNotIn("f25-", self.server.verkan("log", "read").stdout)


if __name__ == "__main__":
    unittest.main()
