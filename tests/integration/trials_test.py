#!/usr/bin/env python3
"""What trial users found to count wrongly, each as small as it was found (docs/trials.md, A)."""

import json
import os
import tempfile
import unittest
from pathlib import Path

from harness import Server

TEST_NUMBER = "19121212-1212"  # well known, and nobody's


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

    def figure(self, indicator, project):
        answer = self.server.json("figure", "get", indicator, "--where", f"project={project}")
        return answer["total"]["reading"].get("value")

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


if __name__ == "__main__":
    unittest.main()
