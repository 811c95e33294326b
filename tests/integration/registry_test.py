#!/usr/bin/env python3
"""Registers: what is known of every noun, looked up, listed and searched, now and as of earlier."""

import contextlib
import json
import tempfile
import unittest
from pathlib import Path

from harness import Server

REGISTRY = "verkan.registry.v1.RegistryService"
FACTS = [
    {"projectStarted": {"projectId": "p", "name": "Projekt", "regionCodes": ["06"]}},
    {"sourceRegistered": {"sourceId": "plan", "title": "Regional plan",
                          "occurred": {"text": "våren 2019"}}},
    {"organisationRegistered": {"organisationId": "jkpg", "name": "Region Jönköpings län",
                                "kind": "ORGANISATION_KIND_REGION"}},
    {"organisationRegistered": {"organisationId": "noden", "name": "Noden i Jönköping"}},
    {"goalSet": {"goalId": "mål-1", "projectId": "p"}},  # refused: its id and its label
    {"goalSet": {"goalId": "goal-1", "projectId": "p", "number": "1a",
                 "label": {"sv": "Fler upphandlingar", "en": "More procurements"},
                 "runByIds": ["jkpg"], "sourceIds": ["plan"]}},
    {"goalSet": {"goalId": "goal-2", "projectId": "p", "label": {"sv": "Fler möten"}}},
    {"goalCorrected": {"goalId": "goal-1", "label": {"sv": "Flera upphandlingar"},
                       "reason": "felskrivet"}},
    {"initiativePlanned": {"initiativeId": "fond", "projectId": "p",
                           "kind": "INITIATIVE_KIND_FINANCING_SOLUTION", "name": "Mikrofond"}},
    {"initiativeStarted": {"initiativeId": "fond", "occurred": {"from": "2020-03"}}},
    {"initiativeClosed": {"initiativeId": "fond", "outcome": "INITIATIVE_OUTCOME_DONE"}},
]


class RegistryTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server())
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        path = Path(folder, "facts.jsonl")
        path.write_text("".join(json.dumps(fact) + "\n" for fact in FACTS), encoding="utf-8")
        cls.imported = cls.server.verkan("import", "projects", str(path), code=3)

    def ask(self, method, **request):
        answer = self.server.call(f"{REGISTRY}/{method}", request)
        self.assertEqual(answer.code, "ok", answer)
        return answer.message

    def cells(self, register, entry_id, **more):
        entry = self.ask("GetEntry", register=register, id=entry_id, **more)["entry"]
        return {cell["column"]: cell.get("values", []) for cell in entry.get("cells", [])}

    def test_what_is_wrong_is_named_and_the_rest_is_recorded(self):
        output = self.imported.stdout + self.imported.stderr
        self.assertIn("10 recorded", output)
        self.assertIn("event.goal_id", output)
        self.assertIn("event.label", output)

    def test_an_entry_has_names_beside_ids_and_is_corrected(self):
        entry = self.ask("GetEntry", register="goals", id="goal-1")["entry"]
        self.assertEqual(entry["name"], "Flera upphandlingar")
        self.assertEqual(entry["regionCodes"], ["06"])
        cells = {cell["column"]: cell for cell in entry["cells"]}
        self.assertEqual(cells["run_by"]["names"], ["Region Jönköpings län"])
        self.assertEqual(cells["project"]["names"], ["Projekt"])
        self.assertEqual(cells["number"]["values"], ["1a"])
        # The correction replaces the whole label.
        self.assertNotIn("label_en", cells)
        before = self.ask("GetEntry", register="goals", id="goal-1", language="en",
                          asOfPosition=str(int(entry["position"]) - 1))["entry"]
        self.assertEqual(before["name"], "More procurements")

    def test_an_initiative_is_one_entry_from_plan_to_end(self):
        cells = self.cells("initiatives", "fond")
        self.assertEqual(cells["fact"], ["initiative_closed"])
        self.assertEqual(cells["name"], ["Mikrofond"])
        self.assertEqual(cells["when"], ["2020-03"])
        self.assertEqual(cells["closed_outcome"], ["done"])

    def test_a_season_is_kept_as_written_and_read(self):
        cells = self.cells("sources", "plan")
        self.assertEqual(cells["when"], ["2019-03/2019-05"])
        listed = self.ask("ListEntries", register="sources", filter="when >= 2019-03")
        self.assertEqual([entry["id"] for entry in listed["entries"]], ["plan"])

    def test_lists_go_on_by_token_and_only_for_their_question(self):
        first = self.ask("ListEntries", register="goals", pageSize=1, orderBy="id")
        self.assertEqual([entry["id"] for entry in first["entries"]], ["goal-1"])
        token = first["nextPageToken"]
        second = self.ask("ListEntries", register="goals", pageSize=1, orderBy="id",
                          pageToken=token)
        self.assertEqual([entry["id"] for entry in second["entries"]], ["goal-2"])
        self.assertEqual(first["asOfPosition"], second["asOfPosition"])
        for other in ({"orderBy": "id desc"}, {"filter": "number = 1a"}, {"language": "en"},
                      {"pageToken": token[:-2] + "AA"}):
            request = {"register": "goals", "pageSize": 1, "orderBy": "id", "pageToken": token,
                       **other}
            answer = self.server.call(f"{REGISTRY}/ListEntries", request)
            self.assertEqual(answer.code, "invalid_argument", other)

    def test_what_is_asked_wrongly_is_told(self):
        for request, words in (
                ({"register": "goal"}, "wanted one of activities"),
                ({"register": "goals", "filter": "kind = outputs"}, "wanted one of output"),
                ({"register": "goals", "filter": "project = nothing"}, "something recorded names"),
                ({"register": "goals", "filter": "kind ="}, "the end at character 7"),
                ({"register": "goals", "orderBy": "colour"}, "wanted recorded, id or a column"),
                ({"register": "goals", "pageSize": -1}, "wanted 0 or more")):
            answer = self.server.call(f"{REGISTRY}/ListEntries", request)
            self.assertEqual(answer.code, "invalid_argument", request)
            self.assertIn(words, str(answer), request)
        answer = self.server.call(f"{REGISTRY}/GetEntry", {"register": "goals", "id": "x"})
        self.assertEqual(answer.code, "not_found", answer)

    def test_a_history_tells_what_was_corrected_and_what_names_the_thing(self):
        history = self.ask("GetHistory", noun="goal", id="goal-1")
        stated, corrected = history["facts"]
        self.assertEqual(stated["type"], "verkan.event.v1.GoalSet")
        change = {"kind": "CHANGE_KIND_CORRECTED", "fields": ["label"]}
        self.assertEqual(stated["changedBy"], [{**change, "position": corrected["position"]}])
        self.assertEqual(corrected["changes"], [{**change, "position": stated["position"]}])
        cells = {cell["column"]: cell for cell in stated["says"]}
        self.assertEqual(cells["run_by_ids"]["names"], ["Region Jönköpings län"])
        self.assertEqual(cells["label"]["values"], ["Fler upphandlingar"])
        named = self.ask("GetHistory", noun="organisation", id="jkpg")["facts"]
        self.assertEqual([fact.get("namedIn") for fact in named][:2], [None, ["run_by_ids"]])
        before = self.ask("GetHistory", noun="goal", id="goal-1",
                          asOfPosition=stated["position"])["facts"]
        self.assertEqual([fact.get("changedBy") for fact in before], [None])

    def test_a_history_goes_on_by_token_and_is_refused_as_other_questions_are(self):
        whole = [fact["position"] for fact in
                 self.ask("GetHistory", noun="project", id="p")["facts"]]
        self.assertGreater(len(whole), 3)
        paged, token = [], ""
        while True:
            page = self.ask("GetHistory", noun="project", id="p", pageSize=1, pageToken=token)
            paged += [fact["position"] for fact in page["facts"]]
            token = page.get("nextPageToken", "")
            if not token:
                break
            last = token
        self.assertEqual(paged, whole)
        for request, code, words in (
                ({"noun": "goals", "id": "goal-1"}, "invalid_argument", "one of activity"),
                ({"noun": "goal", "id": "goal-1", "pageToken": last}, "invalid_argument",
                 "page_token"),
                ({"noun": "goal", "id": "x"}, "not_found", "GOAL_UNKNOWN"),
                ({"noun": "goal", "id": "goal-1", "asOfPosition": "1"}, "not_found",
                 "GOAL_UNKNOWN"),
                ({"noun": "goal", "id": "goal-1", "asOfPosition": "999"}, "out_of_range",
                 "POSITION_BEYOND_LOG")):
            answer = self.server.call(f"{REGISTRY}/GetHistory", request)
            self.assertEqual(answer.code, code, request)
            self.assertIn(words, str(answer), request)

    def test_the_command_line_tells_a_history(self):
        text = self.server.verkan("history", "goal", "goal-1", "--lang", "sv").stdout
        self.assertRegex(text, r"^position \d+ · \d{4}-\d\d-\d\d · GoalSet")
        self.assertRegex(text, r"  run_by_ids: jkpg \(Region Jönköpings län\)\n")
        self.assertRegex(text, r"  rättat vid position \d+: label\n")
        self.assertRegex(text, r"  rättar position \d+: label\n")
        lines = self.server.json_lines("history", "initiative", "fond")
        self.assertEqual([line["type"].split(".")[-1] for line in lines],
                         ["InitiativePlanned", "InitiativeStarted", "InitiativeClosed"])
        self.server.verkan("history", "goal", "x", code=1)

    def test_the_command_line_has_one_noun_like_the_next(self):
        self.assertEqual(self.server.verkan("organisation", "search", "JÖN").stdout,
                         "noden  Noden i Jönköping\njkpg  Region Jönköpings län  region\n")
        self.assertIn("Fler möten", self.server.verkan("goal", "list", "--where",
                                                       "goal = goal-2").stdout)
        shown = self.server.verkan("goal", "show", "goal-1", "--lang", "sv").stdout
        self.assertIn("drivs av: jkpg (Region Jönköpings län)", shown)
        columns = self.server.verkan("goal", "columns", "--lang", "sv").stdout
        self.assertIn("run_by  drivs av\n", columns)
        self.assertIn("kind  slag\n  output  prestation\n", columns)
        lines = self.server.json_lines("initiative", "list")
        self.assertEqual([line["id"] for line in lines], ["fond"])
        self.server.verkan("goal", "show", "x", code=1)

    def test_every_register_has_its_noun_on_the_command_line(self):
        commands = self.server.verkan("--help").stdout.split("Subcommands:\n")[1]
        nouns = [line.split()[0] for line in commands.splitlines() if line.startswith("  ")]
        reached = set()
        for noun in nouns:
            with contextlib.suppress(AssertionError):  # a command that is no noun
                reached.add(self.server.json(noun, "columns").get("register"))
        registers = {found["register"] for found in self.ask("ListRegisters")["registers"]}
        self.assertEqual(registers - reached, {"figures", "indicators"})  # asked for by figure

    def test_a_list_is_in_the_order_of_any_column(self):
        ordered = self.ask("ListEntries", register="organisations", orderBy="name desc", pageSize=1)
        self.assertEqual([entry["name"] for entry in ordered["entries"]],
                         ["Region Jönköpings län"])
        ordered = self.ask("ListEntries", register="organisations", orderBy="name desc", pageSize=1,
                           pageToken=ordered["nextPageToken"])
        self.assertEqual([entry["name"] for entry in ordered["entries"]], ["Noden i Jönköping"])

    def test_answers_tell_what_columns_and_codes_are_called(self):
        answer = self.ask("GetEntry", register="organisations", id="jkpg", language="sv")
        cells = {cell["column"]: cell for cell in answer["entry"]["cells"]}
        self.assertEqual(cells["kind"]["label"], "slag")
        self.assertEqual(cells["kind"]["names"], ["region"])
        for method, more in (("ListEntries", {}), ("SearchEntries", {"text": "jön"})):
            answer = self.ask(method, register="organisations", **more)
            columns = {column["column"]: column for column in answer["columns"]}
            self.assertEqual(columns["kind"]["labels"], {"sv": "slag", "en": "kind"})
            self.assertIn({"sv": "kommun", "en": "municipality"}, columns["kind"]["valueLabels"])

    def test_vocabularies_are_listed_in_both_languages(self):
        for what, line in (("event-types", "GoalSet  mål satt"),
                           ("reasons", "FAILED_PRECONDITION  GOAL_UNKNOWN  Målet {goal} är inte"),
                           ("values", "GoalKind  output  prestation"),
                           ("dimensions", "quarter  kvartal"),
                           ("regions", "06  Jönköpings län"),
                           ("municipalities", "06  0680  Jönköping")):
            self.assertIn(line, self.server.verkan("list", what, "--lang", "sv").stdout)
        self.assertEqual(self.server.verkan("list", "values", "GoalKind", "--lang", "en").stdout,
                         "output  output\noutcome  outcome\nknowledge  knowledge\n"
                         "structure  structure\n")

    def test_every_register_is_listed_and_can_be_read(self):
        registers = self.ask("ListRegisters")["registers"]
        self.assertGreater(len(registers), 25)
        for register in registers:
            self.ask("ListEntries", register=register["register"], pageSize=1)


if __name__ == "__main__":
    unittest.main()
