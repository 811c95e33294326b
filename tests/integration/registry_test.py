#!/usr/bin/env python3
"""Registers: what is known of every noun, looked up, listed and searched, now and as of earlier."""

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
                ({"register": "goals", "orderBy": "label"}, "wanted recorded or id"),
                ({"register": "goals", "pageSize": -1}, "wanted 0 or more")):
            answer = self.server.call(f"{REGISTRY}/ListEntries", request)
            self.assertEqual(answer.code, "invalid_argument", request)
            self.assertIn(words, str(answer), request)
        answer = self.server.call(f"{REGISTRY}/GetEntry", {"register": "goals", "id": "x"})
        self.assertEqual(answer.code, "not_found", answer)

    def test_the_command_line_has_one_noun_like_the_next(self):
        self.assertEqual(self.server.verkan("organisation", "search", "JÖN").stdout,
                         "noden  Noden i Jönköping\njkpg  Region Jönköpings län  region\n")
        self.assertIn("Fler möten", self.server.verkan("goal", "list", "--where",
                                                       "goal = goal-2").stdout)
        shown = self.server.verkan("goal", "show", "goal-1", "--lang", "sv").stdout
        self.assertIn("run_by: jkpg (Region Jönköpings län)", shown)
        lines = self.server.json_lines("initiative", "list")
        self.assertEqual([line["id"] for line in lines], ["fond"])
        self.server.verkan("goal", "show", "x", code=1)

    def test_every_register_is_listed_and_can_be_read(self):
        registers = self.ask("ListRegisters")["registers"]
        self.assertGreater(len(registers), 25)
        for register in registers:
            self.ask("ListEntries", register=register["register"], pageSize=1)


if __name__ == "__main__":
    unittest.main()
