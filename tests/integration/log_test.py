#!/usr/bin/env python3
"""The log as the command line reads and follows it, compared with a plain filter over all of it."""

import json
import unittest

from harness import PATIENCE, Server


def days(event):
    """First and last day on which it can have happened, or None."""
    first = event.get("firstDay")
    return first and (first, event.get("lastDay", first))


def regions(event):
    return {tag.partition(":")[2] for tag in event["tags"] if tag.startswith("region:")}


class LogTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server())
        cls.server.import_samples()
        cls.events = cls.server.json_lines("log", "read")

    def where(self, condition):
        found = [event["position"] for event in self.events if condition(event)]
        self.assertTrue(found)
        self.assertLess(len(found), len(self.events))
        return found

    def read(self, *arguments):
        return [event["position"] for event in self.server.json_lines("log", "read", *arguments)]

    def follow(self, wanted, *arguments):
        """Positions of the first `wanted` events that are followed."""
        process = self.server.spawn_verkan("log", "follow", "--json", *arguments)
        try:
            return [json.loads(process.stdout.readline())["position"] for _ in range(wanted)]
        finally:
            process.kill()
            process.communicate(timeout=PATIENCE)

    def test_any_of_the_regions_matches(self):
        wanted = self.where(lambda event: regions(event) & {"06", "23"})
        self.assertEqual(self.read("--region", "06", "--region", "23"), wanted)
        self.assertEqual(self.follow(len(wanted), "--region", "06", "--region", "23"), wanted)

    def test_regions_hold_beside_types(self):
        wanted = self.where(lambda event: event["type"].endswith(".ActivityHeld")
                            and "06" in regions(event))
        self.assertEqual(self.read("--type", "ActivityHeld", "--region", "06"), wanted)

    def test_days_of_occurrence_overlap(self):
        wanted = self.where(lambda event: days(event) and days(event)[0] <= "2021-06-30"
                            and days(event)[1] >= "2021-03-01")
        arguments = ("--occurred-from", "2021-03", "--occurred-to", "2021-06")
        self.assertEqual(self.read(*arguments), wanted)
        self.assertEqual(self.read(*arguments, "--backwards", "--limit", "2"), wanted[:-3:-1])
        self.assertEqual(self.follow(len(wanted), *arguments), wanted)

    def test_following_since_a_time_starts_there(self):
        middle = self.events[len(self.events) // 2]["recordedAt"]
        wanted = self.where(lambda event: event["recordedAt"] >= middle)
        self.assertEqual(self.follow(len(wanted), "--since", middle), wanted)

    def test_a_wrong_filter_is_wrong_usage(self):
        self.assertIn("2021-03", self.server.verkan("log", "read", "--occurred-from", "March",
                                                    code=2).stderr)
        self.assertIn("query.items[0].regions[0]",
                      self.server.verkan("log", "read", "--region", "Jönköping", code=1).stderr)


if __name__ == "__main__":
    unittest.main()
