#!/usr/bin/env python3
"""Durable subscriptions on the command line: consume, retry, park, replay, restart, restore."""

import json
import os
import shutil
import tempfile
import time
import unittest
from pathlib import Path

from harness import PATIENCE, Server

PROJECTS = ("p1", "p2", "p3")


class SubscriptionTest(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())
        self.server = self.enterContext(Server())

    def record(self, *projects):
        path = os.path.join(self.folder, "facts.jsonl")
        Path(path).write_text("".join(
            json.dumps({"projectStarted": {"projectId": project, "name": project,
                                           "regionCodes": ["06"]}}) + "\n"
            for project in projects), "utf-8")
        self.server.verkan("import", "projects", path, "--quiet")

    def create(self, *options):
        self.server.verkan("subscription", "create", "mail", *options)

    def consume(self, *options):
        """What one consumer that ends by itself prints: attempts by stream."""
        run = self.server.verkan("subscription", "consume", "mail", "--until-caught-up", *options)
        lines = [json.loads(line) for line in run.stdout.splitlines()]
        return {line["event"]["stream"]: line["attempt"] for line in lines if "event" in line}

    def show(self):
        return self.server.json("subscription", "show", "mail")["subscription"]

    def parked(self):
        return {line["event"]["stream"]: line["reason"]
                for line in self.server.json_lines("subscription", "parked", "mail")}

    def test_each_event_is_printed_once_and_the_position_outlives_the_server(self):
        self.create()
        self.record(*PROJECTS)
        self.assertEqual(self.consume(), {f"project-{project}": 1 for project in PROJECTS})
        self.server.kill()
        self.server.start(port=self.server.port)
        self.assertEqual(self.consume(), {})
        self.record("p4")
        self.assertEqual(self.consume(), {"project-p4": 1})
        self.assertEqual((self.show()["position"], self.show()["head"]), ("4", "4"))

    def test_an_event_whose_command_fails_is_parked_and_can_be_replayed(self):
        self.record(*PROJECTS)
        self.create("--max-attempts", "2")
        self.consume("--retry-delay", "0", "--exec", "! grep -q project-p2")
        self.assertEqual(self.parked(), {"project-p2": "the command ended with 1"})
        self.assertEqual(self.show()["parked"], "1")
        self.assertEqual(self.consume(), {})
        replayed = self.server.verkan("subscription", "replay", "mail", "--all")
        self.assertEqual(replayed.stdout, "1 replayed\n")
        self.assertEqual(self.consume(), {"project-p2": 1})
        self.assertEqual(self.parked(), {})

    def test_a_consumer_takes_no_more_than_it_was_told_and_the_next_goes_on(self):
        self.record(*PROJECTS)
        self.create()
        first = self.server.verkan("subscription", "consume", "mail", "--limit", "2")
        self.assertEqual(len(first.stdout.splitlines()), 2)
        self.assertEqual(self.consume(), {"project-p3": 1})

    def test_a_consumer_outlives_a_restart_of_the_server(self):
        self.create()
        consumer = self.server.spawn_verkan("subscription", "consume", "mail", "--limit", "2")
        try:
            self.record("p1")
            self.assertIn("project-p1", consumer.stdout.readline())
            deadline = time.monotonic() + PATIENCE
            while self.show().get("position") != "1" and time.monotonic() < deadline:
                time.sleep(0.02)
            self.assertEqual(self.server.stop(), 0, self.server.log_text())
            self.server.start(port=self.server.port)
            self.record("p2")
            out, err = consumer.communicate(timeout=PATIENCE)
            self.assertIn("project-p2", out, err)
        finally:
            consumer.kill()
            consumer.communicate(timeout=PATIENCE)

    def test_a_subscription_that_followed_more_than_a_restored_log_says_so(self):
        self.record("p1")
        self.create()
        self.server.stop()
        kept = os.path.join(self.folder, "kept")
        shutil.copytree(self.server.data, kept,
                        ignore=shutil.ignore_patterns("subscriptions", "test.log"))
        self.server.start(port=self.server.port)
        self.record("p2", "p3")
        self.assertEqual(len(self.consume()), 3)
        self.server.stop()
        subscriptions = os.path.join(self.server.data, "subscriptions")
        shutil.move(subscriptions, os.path.join(kept, "subscriptions"))
        shutil.rmtree(self.server.data)
        shutil.move(kept, self.server.data)
        self.server.start(port=self.server.port)
        self.assertIn("subscription mail: this is not the log that was followed",
                      self.server.log_text())
        self.assertEqual((self.show()["position"], self.show()["otherLog"]), ("3", True))
        self.record("p4")
        told = self.server.verkan("subscription", "consume", "mail", "--until-caught-up", code=7)
        self.assertIn("[LOG_NOT_THE_ONE_FOLLOWED]", told.stderr)
        self.assertIn("verkan subscription delete", told.stderr)
        self.server.verkan("subscription", "delete", "mail")
        self.server.verkan("subscription", "create", "mail", "--after", "1")
        self.assertEqual(self.consume(), {"project-p4": 1})

    def test_what_is_wrong_is_said(self):
        missing = self.server.verkan("subscription", "show", "nothing", code=1)
        self.assertIn("There is no subscription nothing", missing.stderr)
        self.create()
        again = self.server.verkan("subscription", "create", "mail")
        self.assertIn("it was there already", again.stdout)
        other = self.server.verkan("subscription", "create", "mail", "--tag", "region:06", code=1)
        self.assertIn("delete it first", other.stderr)
        self.server.verkan("subscription", "delete", "mail")
        self.assertEqual(self.server.verkan("subscription", "list").stdout, "")


if __name__ == "__main__":
    unittest.main()
