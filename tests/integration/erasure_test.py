#!/usr/bin/env python3
"""A person is erased: no byte that is left can name her, and nothing else changes."""

import json
import os
import pty
import re
import shutil
import tempfile
import unittest
from pathlib import Path

from harness import Server

NAME = "Astrid Exempelsson"
EMAIL = "astrid.exempelsson@example.se"
ADDRESS_PARTS = (NAME, EMAIL, "Exempelsson", "exempelsson")
PERSON = "p-7f3k2m9q"


def every_file(directory):
    """Every file below, with its bytes."""
    for folder, _, names in os.walk(directory):
        for name in names:
            path = Path(folder) / name
            yield path, path.read_bytes()


def holders(directory, *needles):
    """Files that hold one of the byte strings, in any case of the letters that are ASCII."""
    wanted = [needle.lower() if isinstance(needle, bytes) else needle.encode().lower()
              for needle in needles]
    return [str(path) for path, content in every_file(directory)
            if any(needle in content.lower() for needle in wanted)]


def wrapped_keys(data):
    """The wrapped data key of the person, wherever it lies: see eventstore/sealing/key_store.h."""
    entry = re.compile(b"k" + PERSON.encode() + rb".{0,8}?[\x01\x02](.{4}.{60})", re.DOTALL)
    return {match.group(1)[4:] for _, content in every_file(Path(data) / "keys")
            for match in entry.finditer(content)}


def facts(path):
    lines = [{"participantRegistered": {"participantId": PERSON, "regionCode": "06", "name": NAME,
                                        "email": EMAIL, "birthYear": 1979, "gender": "GENDER_WOMAN"}},
             {"participantRegistered": {"participantId": "p-other", "regionCode": "06",
                                        "name": "Bo Annan"}}]
    lines += [{"participantJoined": {"activityId": "siru-2-lunch-1", "participantId": person}}
              for person in (PERSON, "p-other")]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return str(path)


class ErasureTest(unittest.TestCase):
    def setUp(self):
        self.outside = Path(tempfile.mkdtemp(prefix="verkan-erasure-"))
        self.addCleanup(shutil.rmtree, self.outside, ignore_errors=True)
        self.server = self.enterContext(Server())
        self.server.import_samples()
        self.lunch = self.an_activity()
        path = self.outside / "persons.jsonl"
        facts(path)
        path.write_text(path.read_text(encoding="utf-8").replace("siru-2-lunch-1", self.lunch),
                        encoding="utf-8")
        self.server.verkan("import", "projects", str(path))
        path.unlink()
        self.server.verkan("wait", "--reflected")

    def enterContext(self, context):  # unittest has it from Python 3.11.  pylint: disable=invalid-name
        value = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        return value

    def an_activity(self, which=0):
        held = self.server.json_lines("log", "read", "--type", "ActivityHeld", "--limit", "2")
        return held[which]["event"]["activityId"]

    def distinct(self):
        """What is counted of persons, at the end of the log."""
        return [self.server.json("figure", "get", indicator)["figures"]
                for indicator in ("participants", "participations")]

    def show(self):
        return self.server.json("participant", "show", PERSON, "--purpose", "test")

    def erase(self):
        return self.server.verkan("participant", "erase", PERSON, "--yes", "--legal-basis",
                                  "GDPR art. 17", "--decision", "D 2026/1", "--decided-by", "Arkivet").stdout

    def test_an_erasure_is_shown_first_and_never_done_by_a_slip(self):
        other = self.outside / "merge.jsonl"
        other.write_text(json.dumps({"participantsMerged": {
            "participantId": PERSON, "mergedParticipantId": "p-other", "reason": "one person"}}),
            encoding="utf-8")
        self.server.verkan("import", "projects", str(other))
        head = self.server.head()
        grounds = ("--legal-basis", "GDPR art. 17", "--decision", "D 2026/1", "--decided-by", "A")
        erase = ("participant", "erase", PERSON, *grounds)
        self.assertIn("--yes", self.server.verkan(*erase, code=2).stderr)
        shown = self.server.json(*erase, "--dry-run")
        self.assertEqual(shown["pseudonyms"], ["p-7f3k2m9q", "p-other"])
        self.assertEqual(shown["events"], "5")  # registered and joined, twice; merged
        self.assertIn("2 pseudonyms, 5 events", self.server.verkan(*erase, "--dry-run").stdout)
        self.server.verkan("participant", "erase", "p-nobody", *grounds, "--dry-run", code=1)
        self.assertEqual(self.server.head(), head, "nothing was recorded")
        self.assertEqual(self.show()["participant"]["name"], NAME)
        self.assertEqual(self.on_a_terminal(*erase, answer="no\n"), 1)
        self.assertEqual(self.show()["participant"]["name"], NAME)
        self.assertEqual(self.on_a_terminal(*erase, answer="yes\n"), 0)
        self.assertEqual(self.show()["state"], "PERSONAL_DATA_STATE_ERASED")

    def on_a_terminal(self, *arguments, answer):
        ours, theirs = pty.openpty()
        process = self.server.spawn_verkan(*arguments, stdin=theirs)
        os.write(ours, answer.encode())
        process.communicate(timeout=60)
        os.close(ours)
        os.close(theirs)
        return process.returncode

    def test_no_byte_that_is_left_names_the_person(self):
        self.assertEqual(self.show()["participant"]["name"], NAME)
        self.assertEqual(holders(self.server.data, *ADDRESS_PARTS), [])
        keys = wrapped_keys(self.server.data)
        self.assertTrue(keys, "the wrapped key lies in DATA/keys before the erasure")
        counted = self.distinct()
        self.server.verkan("backup", "create")
        archive = self.outside / "log.jsonl"
        self.server.verkan("archive", "export", str(archive))

        self.erase()
        self.assertEqual(self.show()["state"], "PERSONAL_DATA_STATE_ERASED")
        self.assertNotIn("name", self.show()["participant"])
        self.assertEqual(self.server.stop(), 0)
        fragments = [key[start:start + 16] for key in keys for start in (0, 16, 32, 44)]
        self.assertEqual([path for path, content in every_file(self.server.data)
                          if any(fragment in content for fragment in fragments)], [])
        everywhere = (self.server.data, self.outside)
        self.assertEqual([holders(place, *ADDRESS_PARTS) for place in everywhere], [[], []])
        self.assertEqual(holders(self.outside, *fragments), [], "no backup, no export holds a key")
        self.server.verkan("backup", "verify", "--from", self.server.backups)
        self.server.verkan("archive", "verify", str(archive))
        self.the_backup_does_not_bring_her_back()

        self.server.start()
        self.server.verkan("wait", "--reflected")
        self.assertEqual(self.show()["state"], "PERSONAL_DATA_STATE_ERASED")
        self.assertEqual(self.distinct(), counted, "what was counted stays counted")
        other = self.server.json("participant", "show", "p-other", "--purpose", "test")
        self.assertEqual(other["participant"]["name"], "Bo Annan")
        again = self.outside / "again.jsonl"
        again.write_text(json.dumps({"participantJoined": {
            "activityId": self.an_activity(1), "participantId": PERSON}}) + "\n",
            encoding="utf-8")
        refused = self.server.verkan("import", "projects", str(again), code=3)
        self.assertIn("erased", refused.stdout + refused.stderr)

    def the_backup_does_not_bring_her_back(self):
        """The backup is older than the erasure; the keys are those that are left."""
        restored = self.outside / "restored"
        self.server.verkan("restore", "--from", self.server.backups, "--data", str(restored))
        shutil.copytree(Path(self.server.data) / "keys", restored / "keys")
        for secret in ("master-key", "log-key"):
            shutil.copy2(Path(self.server.data) / secret, restored / secret)
        with Server(data=str(restored)) as server:
            shown = server.json("participant", "show", PERSON, "--purpose", "test")
            self.assertEqual(shown["state"], "PERSONAL_DATA_STATE_ERASED")
            self.assertNotIn("name", shown["participant"])
            other = server.json("participant", "show", "p-other", "--purpose", "test")
            self.assertEqual(other["participant"]["name"], "Bo Annan")
            self.assertEqual(server.stop(), 0)
        self.assertEqual(holders(restored, *ADDRESS_PARTS), [])

    def test_the_master_key_can_be_replaced(self):
        data = Path(self.server.data)
        before = wrapped_keys(data)
        self.assertTrue(before)
        self.assertEqual(self.server.stop(), 0)
        (data / "master-key").rename(data / "old")
        self.server.start(wait=False)
        self.assertNotEqual(self.server.process.wait(60), 0, "no master key is made by the way")
        self.assertIn("master-key", self.server.log_text())

        plain = self.server.arguments
        self.server.arguments = [*plain, "--old-master-key", str(data / "old")]
        self.server.start()
        self.assertEqual(self.show()["participant"]["name"], NAME)
        self.assertEqual(self.server.stop(), 0)
        (data / "old").unlink()
        self.server.arguments = plain
        self.server.start()
        self.assertEqual(self.show()["participant"]["name"], NAME)
        self.assertEqual(holders(data / "keys", *(key[:16] for key in before)), [])

    def test_a_killed_erasure_is_finished_at_the_next_start(self):
        keys = wrapped_keys(self.server.data)
        for _ in range(5):
            process = self.server.spawn_verkan(
                "participant", "erase", PERSON, "--yes", "--legal-basis", "l", "--decision", "d",
                "--decided-by", "b")
            while self.server.verkan("log", "read", "--type", "PersonalDataErased",
                                     "--json").stdout == "" and process.poll() is None:
                pass
            self.server.kill()
            process.communicate()
            self.server.start()
            if self.server.verkan("log", "read", "--type", "PersonalDataErased").stdout:
                break
        self.assertEqual(self.show()["state"], "PERSONAL_DATA_STATE_ERASED")
        self.assertEqual(self.server.stop(), 0)
        fragments = [key[start:start + 16] for key in keys for start in (0, 16, 32, 44)]
        self.assertEqual([path for path, content in every_file(self.server.data)
                          if any(fragment in content for fragment in fragments)], [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
