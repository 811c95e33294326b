#!/usr/bin/env python3
"""A log of former times, in which facts stand whose basis was voided, is opened by this version."""

import json
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from harness import PATIENCE, Server

FALLEN = 5  # facts that the old log left standing: one for each voiding


class UpgradeTest(unittest.TestCase):
    def setUp(self):
        self.data = self.enterContext(tempfile.TemporaryDirectory(prefix="verkan-upgrade-test-"))
        made = subprocess.run([os.environ["VERKAN_OLD_LOG"], self.data], capture_output=True,
                              text=True, timeout=PATIENCE, check=True)
        self.head = int(made.stdout)

    def total(self, server, *arguments):
        answer = server.json("figure", "get", *arguments)
        return answer["total"]["reading"].get("value")

    def status(self, server):
        return int(server.json("status")["head"])

    def test_facts_whose_basis_was_voided_are_voided_once_and_earlier_figures_stay(self):
        before = ("--as-of", str(self.head))
        with Server(data=self.data) as server:
            self.assertEqual(self.status(server), self.head + FALLEN)
            self.assertIn(f"now these are voided too: {FALLEN}, at positions {self.head + 1} to "
                          f"{self.head + FALLEN} of the log", server.log_text())
            self.assertEqual(self.total(server, "activities"), "1", "the one that X returned to")
            self.assertEqual(self.total(server, "activities", *before), "4")
            self.assertEqual(self.total(server, "participations"), "1")
            self.assertEqual(self.total(server, "participations", *before), "2")
            self.assertEqual(self.total(server, "activities", "--where", "region=06"), "1")
            self.assertEqual(self.total(server, "activities", "--where", "region=06", *before), "4")
            self.assertIn(f"{FALLEN} facts are voided because what they rested on is",
                          server.verkan("audit", "verify", "--lang", "en").stdout)
            self.assertIn(f"{FALLEN} fakta är makulerade, eftersom",
                          server.verkan("audit", "verify", "--lang", "sv").stdout)
            self.assertEqual(server.json("audit", "verify")["voidedWithBasis"], FALLEN)
            self.rules_agree(server)
            head = self.status(server)
            server.stop()
            offline = server.verkan("audit", "verify", "--data", self.data, "--json")
            self.assertEqual(json.loads(offline.stdout)["voidedWithBasis"], FALLEN)
            server.start()
            self.assertEqual(self.status(server), head, "the views load")
            server.stop()
            shutil.rmtree(os.path.join(self.data, "views"))
            server.start()
            self.assertEqual(self.status(server), head, "there is nothing left to void")

    def rules_agree(self, server):
        """What figures do not count any more can be recorded again."""
        facts = [{"projectStarted": {"projectId": "gone", "name": "G", "regionCodes": ["06"]}}]
        for activity, project in (("corrected", "p"), ("homeless", "gone")):
            details = {"projectId": project, "kind": "ACTIVITY_KIND_COURSE"}
            facts.append({"activityHeld": {"activityId": activity, "details": details}})
        path = Path(self.data) / "again.jsonl"
        path.write_text("".join(json.dumps(fact) + "\n" for fact in facts), "utf-8")
        server.verkan("import", "projects", str(path))
        self.assertEqual(self.total(server, "activities"), "3")


if __name__ == "__main__":
    unittest.main()
