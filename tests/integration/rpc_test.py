#!/usr/bin/env python3
"""A generic gRPC client that learns everything by reflection can call all there is, and errors
tell it what to do next."""

import concurrent.futures
import unittest
import uuid

from harness import PATIENCE, Server, methods, read_answer

PROJECT = {"projectId": "p1", "name": "P1", "regionCodes": ["06"]}
PROCUREMENT = {"procurementId": "u1", "title": "Fruit baskets", "buyerId": "buyer",
               "procedure": "PROCUREMENT_PROCEDURE_OPEN", "projectId": "p1",
               "occurred": {"from": "2022-03"}}
PROCUREMENTS = "verkan.procurement.v1.ProcurementService"
PROJECTS = "verkan.project.v1.ProjectService"
ORGANISATIONS = "verkan.organisation.v1.OrganisationService"
LOG = "verkan.log.v1.LogService"


class RpcTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server())
        cls.ok(f"{PROJECTS}/StartProject", {"event": PROJECT})
        cls.ok(f"{ORGANISATIONS}/RegisterOrganisation",
               {"event": {"organisationId": "buyer", "name": "Buyer",
                          "kind": "ORGANISATION_KIND_MUNICIPALITY"}})

    @classmethod
    def ok(cls, method, *requests):
        answer = cls.server.call(method, *requests)
        if answer.code != "ok":
            raise AssertionError(f"{method}: {answer}")
        return answer.message

    def refusal(self, method, request, code):
        answer = self.server.call(method, request)
        self.assertEqual(answer.code, code, answer)
        self.assertIn("ErrorInfo", answer.details, answer)
        self.assertEqual(answer.details["ErrorInfo"]["domain"], "verkan")
        return answer

    # All there is

    def test_every_method_of_every_service_can_be_called(self):
        """With an empty request each answers, or says what is wrong with it; none is missing."""
        def call(service, method, server_streams):
            if method == "Subscribe":  # follows for ever: tried below
                return None
            answer = self.server.call(f"{service}/{method}")
            wanted = {"ok", "invalid_argument", "not_found"}
            return None if answer.code in wanted else f"{service}/{method}: {answer}"

        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            futures = [pool.submit(call, service, method, down)
                       for service, method, _, down in methods()]
            problems = [problem for future in futures if (problem := future.result(PATIENCE))]
        self.assertEqual(problems, [])
        self.assertGreater(len(futures), 50)

    def test_every_service_has_its_health(self):
        for service in sorted({""} | {service for service, *_ in methods()}):
            answer = self.ok("grpc.health.v1.Health/Check", {"service": service})
            self.assertEqual(answer.get("status"), "SERVING", service)
        listed = self.ok("grpc.health.v1.Health/List")["statuses"]
        self.assertLessEqual({service for service, *_ in methods()}, set(listed))

    def test_reflection_speaks_both_versions(self):
        for version in ("v1", "v1alpha"):
            answer = self.ok(f"grpc.reflection.{version}.ServerReflection/ServerReflectionInfo",
                             {"listServices": ""})
            names = {row["name"] for row in answer["listServicesResponse"]["service"]}
            self.assertLessEqual({service for service, *_ in methods()}, names)

    # Commands

    def test_a_command_answers_with_its_place(self):
        before = self.server.head()
        answer = self.ok(f"{ORGANISATIONS}/RegisterOrganisation",
                         {"event": {"organisationId": "o-place", "name": "O",
                                    "kind": "ORGANISATION_KIND_COOPERATIVE"}})
        self.assertEqual(int(answer["position"]), before + 1)
        self.assertEqual(int(answer["revision"]), 1)
        self.assertEqual(answer["id"], "o-place")
        uuid.UUID(answer["eventId"])

    def test_an_id_that_is_left_out_is_made(self):
        answer = self.ok(f"{PROJECTS}/StartProject",
                         {"event": {"name": "Nameless", "regionCodes": ["03"]}})
        self.assertTrue(answer["id"])

    def test_the_same_request_id_never_records_twice(self):
        request = {"event": {"projectId": "p-once", "name": "Once", "regionCodes": ["06"]},
                   "requestId": str(uuid.uuid4())}
        first = self.ok(f"{PROJECTS}/StartProject", request)
        again = self.ok(f"{PROJECTS}/StartProject", request)
        self.assertTrue(again.pop("repeated"))
        self.assertTrue(again.pop("stands"))
        self.assertEqual(again, first)

    def test_validate_only_records_nothing(self):
        before = self.server.head()
        self.ok(f"{PROJECTS}/StartProject", {
            "event": {"projectId": "p-dry", "name": "Dry", "regionCodes": ["06"]},
            "validateOnly": True})
        self.assertEqual(self.server.head(), before)
        self.refusal(f"{PROJECTS}/StartProject", {"event": PROJECT, "validateOnly": True},
                     "failed_precondition")

    # Errors tell what to do next

    def test_a_rule_refuses_with_reason_and_metadata(self):
        answer = self.refusal(f"{PROCUREMENTS}/AwardContract",
                              {"event": {"procurementId": "u-never", "supplierId": "buyer"}},
                              "failed_precondition")
        info = answer.details["ErrorInfo"]
        self.assertEqual(info["reason"], "PROCUREMENT_NOT_HELD")
        self.assertEqual(info["metadata"], [{"key": "procurement", "value": "u-never"}])
        self.assertIn("u-never", answer.text)
        self.assertIn("PreconditionFailure", answer.details)
        self.assertIn("LocalizedMessage", answer.details)

    def test_a_bad_request_lists_every_violation(self):
        answer = self.refusal(f"{PROCUREMENTS}/HoldProcurement", {"event": {
            "procurementId": "Not An Id!", "projectId": "p1", "regionCode": "99",
            "valueSek": "much", "occurred": {"from": "2022-13"}}}, "invalid_argument")
        self.assertEqual(answer.details["ErrorInfo"]["reason"], "INVALID_REQUEST")
        fields = {violation["field"] for violation in
                  answer.details["BadRequest"]["violations"]}
        self.assertLessEqual({"event.procurement_id", "event.procedure", "event.region_code",
                              "event.value_sek", "event.buyer_id"}, fields)
        self.assertTrue(any(name.startswith("event.occurred") for name in fields), fields)

    def test_a_stale_revision_is_aborted_with_the_current_one(self):
        held = {"event": {**PROCUREMENT, "procurementId": "u-stale"}, "expectedRevision": 0}
        self.ok(f"{PROCUREMENTS}/HoldProcurement", held)
        answer = self.refusal(f"{PROCUREMENTS}/AwardContract",
                              {"event": {"procurementId": "u-stale", "supplierId": "buyer"},
                               "expectedRevision": 7}, "aborted")
        info = answer.details["ErrorInfo"]
        self.assertEqual(info["reason"], "STREAM_REVISION_CONFLICT")
        self.assertIn({"key": "current", "value": "1"}, info["metadata"])

    def test_of_racing_writers_exactly_one_wins(self):
        batch = {"batch": {"events": [{"type": "acme.v1.Opened", "stream": "case-race"}],
                           "expectations": [{"stream": "case-race", "none": True}]}}
        racers = [self.server.curl(f"{LOG}/Append", batch) for _ in range(6)]
        answers = [read_answer(*racer.communicate(timeout=PATIENCE)) for racer in racers]
        codes = sorted(answer.code for answer in answers)
        self.assertEqual(codes, ["aborted"] * 5 + ["ok"])
        for answer in answers:
            if answer.code == "aborted":
                self.assertEqual(answer.details["ErrorInfo"]["reason"], "APPEND_CONDITION_FAILED")

    def test_of_racing_commands_exactly_one_wins(self):
        request = {"event": {**PROCUREMENT, "procurementId": "u-race"}, "expectedRevision": 0}
        racers = [self.server.curl(f"{PROCUREMENTS}/HoldProcurement", request) for _ in range(6)]
        codes = sorted(read_answer(*racer.communicate(timeout=PATIENCE)).code for racer in racers)
        self.assertEqual(codes.count("ok"), 1, codes)
        self.assertLessEqual(set(codes), {"ok", "aborted", "failed_precondition"})

    def test_an_unknown_project_is_not_found(self):
        answer = self.refusal("verkan.report.v1.ReportService/GetLeaflet",
                              {"projectId": "nobody-knows"}, "not_found")
        self.assertEqual(answer.details["ErrorInfo"]["reason"], "PROJECT_UNKNOWN")

    # The log

    def test_domain_facts_are_not_taken_by_append(self):
        for stream, kind in (("case-1", "verkan.event.v1.ContractAwarded"),
                             ("procurement-u9", "acme.v1.Opened")):
            answer = self.refusal(f"{LOG}/Append",
                                  {"batch": {"events": [{"type": kind, "stream": stream}]}},
                                  "invalid_argument")
            self.assertIn(answer.details["ErrorInfo"]["reason"],
                          {"DOMAIN_EVENT_NEEDS_RECORD", "INVALID_REQUEST"})

    def test_a_wrong_personal_field_is_refused_and_not_repeated(self):
        answer = self.refusal("verkan.participant.v1.ParticipantService/RegisterParticipant",
                              {"event": {"participantId": "x1", "regionCode": "06",
                                         "name": "Astrid Exempel", "email": "Astrid, at home"}},
                              "invalid_argument")
        self.assertNotIn("Astrid", str(answer))

    def test_a_refused_proposal_does_not_stop_the_others(self):
        facts = [{"projectStarted": {"projectId": "p-bulk", "name": "Bulk", "regionCodes": ["06"]}},
                 {"projectStarted": {"projectId": "p-bulk", "name": "Again", "regionCodes": ["06"]}},
                 {"projectClosed": {"projectId": "p-bulk", "occurred": {"from": "2023"}}}]
        answer = self.ok(f"{LOG}/Record", {"proposals": [{"event": fact} for fact in facts]})
        outcomes = [next(iter(outcome)) for outcome in answer["outcomes"]]
        self.assertEqual(outcomes, ["recorded", "refusal", "recorded"])

    def test_a_dcb_condition_holds_between_writers(self):
        query = {"items": [{"types": ["acme.v1.Booked"], "tags": ["room:7"]}]}
        batch = {"batch": {"events": [{"type": "acme.v1.Booked", "stream": "booking-1",
                                       "tags": ["room:7"]}],
                           "condition": {"failIfEventsMatch": query, "after": self.server.head()}}}
        self.ok(f"{LOG}/Append", batch)
        batch["batch"]["events"][0]["stream"] = "booking-2"
        answer = self.refusal(f"{LOG}/Append", batch, "aborted")
        self.assertEqual(answer.details["ErrorInfo"]["reason"], "APPEND_CONDITION_FAILED")

    def test_reads_go_both_ways_and_restrict(self):
        for number in range(5):
            self.ok(f"{LOG}/Append", {"batch": {"events": [
                {"type": "acme.v1.Noted", "stream": "note-both", "tags": [f"n:{number}"]}]}})
        query = {"items": [{"streams": ["note-both"]}]}

        def read(**request):
            answer = self.server.call(f"{LOG}/Read", {"query": query, **request})
            self.assertEqual(answer.code, "ok", answer)
            return [int(event["revision"]) for message in answer.messages
                    for event in message.get("events", [])]

        self.assertEqual(read(), [1, 2, 3, 4, 5])
        self.assertEqual(read(backwards=True, limit=2), [5, 4])
        self.assertEqual(read(fromRevision=4), [4, 5])
        query["items"][0] = {"types": ["acme.v1.Noted"], "tags": ["n:3"]}
        self.assertEqual(read(), [4])

    def test_a_subscription_reads_says_that_it_caught_up_and_follows(self):
        batch = {"batch": {"events": [{"type": "acme.v1.Told", "stream": "told-1"}]}}
        self.ok(f"{LOG}/Append", batch)
        follower = self.server.curl(f"{LOG}/Subscribe", {
            "query": {"items": [{"streams": ["told-1"]}]}})
        self.addCleanup(follower.communicate)
        self.addCleanup(follower.kill)
        seen = ""
        while '"caughtUp"' not in seen:
            seen += self.line_of(follower)
        self.assertEqual(seen.count("acme.v1.Told"), 1)
        self.ok(f"{LOG}/Append", batch)
        seen = ""
        while "acme.v1.Told" not in seen:
            seen += self.line_of(follower)

    def line_of(self, process):
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            future = pool.submit(process.stdout.readline)
            try:
                line = future.result(PATIENCE)
            except concurrent.futures.TimeoutError:
                process.kill()
                raise
        self.assertTrue(line, "the subscription ended")
        return line


if __name__ == "__main__":
    unittest.main()
