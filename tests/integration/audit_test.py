#!/usr/bin/env python3
"""The log is what was signed: by the command line, offline, and over HTTP by code of its own."""

import base64
import hashlib
import json
import os
import shutil
import struct
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.request

from harness import PATIENCE, Server, free_port, program

NOT_VERIFIED = 5


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def root_of(leaves):
    """The tree of RFC 6962, as it is defined."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\1", root_of(leaves[:split]), root_of(leaves[split:]))


def entries_of(tile):
    while tile:
        size, = struct.unpack(">H", tile[:2])
        yield tile[2:2 + size]
        tile = tile[2 + size:]


class AuditTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="verkan-audit-test-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.environment = {**os.environ, "XDG_STATE_HOME": self.folder}

    def audit(self, *arguments, address=None):
        command = [program("verkan"), "--lang", "en", "audit", *arguments]
        if address:
            command += ["--address", address]
        return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE,
                              check=False, env=self.environment)

    def status(self, server):
        return json.loads(server.verkan("status", "--json").stdout)

    def file(self, name):
        return os.path.join(self.folder, name)

    def test_a_server_and_what_it_leaves_behind_verify(self):
        with Server() as server:
            server.import_samples()
            kept = self.audit("checkpoint", "--out", self.file("kept"), address=server.address)
            self.assertEqual(kept.returncode, 0, kept.stderr)
            verified = self.audit("verify", "--checkpoint", self.file("kept"),
                                  address=server.address)
            self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)
            self.assertIn("every record is the one that was signed", verified.stdout)
            proof = self.audit("proof", "7", "--out", self.file("proof"), "--record",
                               self.file("record"), address=server.address)
            self.assertEqual(proof.returncode, 0, proof.stderr)
            busy = self.audit("verify", "--data", server.data)
            self.assertEqual(busy.returncode, 1)
            self.assertIn(f"is open in process {server.process.pid}", busy.stderr)
            server.stop()
            checked = self.audit("check", self.file("proof"), "--record", self.file("record"))
            self.assertIn("is the record at position 7", checked.stdout, checked.stderr)
            offline = self.audit("verify", "--data", server.data, "--json")
            self.assertEqual(offline.returncode, 0, offline.stdout)
            self.assertEqual(json.loads(offline.stdout)["trust"], "remembered")
            self.damage(server.data)
            damaged = self.audit("verify", "--data", server.data)
            self.assertEqual(damaged.returncode, NOT_VERIFIED, damaged.stdout)
            self.assertIn("NOT VERIFIED", damaged.stdout)

    def damage(self, data):
        """Flips a bit in the middle of the largest file of the log."""
        folder = os.path.join(data, "events")
        names = [n for n in os.listdir(folder) if n.endswith((".sst", ".log"))]
        largest = max((os.path.join(folder, n) for n in names), key=os.path.getsize)
        with open(largest, "r+b") as file:
            file.seek(os.path.getsize(largest) // 2)
            byte = file.read(1)[0]
            file.seek(-1, os.SEEK_CUR)
            file.write(bytes([byte ^ 1]))

    def get(self, path):
        with urllib.request.urlopen(f"http://{self.http}{path}", timeout=PATIENCE) as answer:
            return answer.read(), answer.headers

    def status_of(self, path):
        try:
            self.get(path)
        except urllib.error.HTTPError as error:
            return error.code
        return 200

    def tile(self, level, index, width):
        return self.get(f"/tile/{level}/{index:03d}" + (f".p/{width}" if width < 256 else ""))

    def test_tiles_over_http_lead_to_the_signed_root(self):
        self.http = f"127.0.0.1:{free_port()}"
        with Server(arguments=["--http", self.http]) as server:
            server.import_samples()
            note, _ = self.get("/checkpoint")
            origin, size, root, *_ = note.decode().split("\n")
            size = int(size)
            status = self.status(server)
            self.assertEqual((origin, size), (status["logOrigin"], int(status["head"])))
            leaves = []
            for first in range(0, size, 256):
                width = min(256, size - first)
                entries, _ = self.tile("entries", first // 256, width)
                hashes = [sha256(b"\0", entry) for entry in entries_of(entries)]
                tile, headers = self.tile(0, first // 256, width)
                self.assertEqual(tile, b"".join(hashes))
                self.assertEqual("immutable" in headers["Cache-Control"], width == 256)
                leaves += hashes
            self.assertEqual(len(leaves), size)
            self.assertEqual(base64.b64encode(root_of(leaves)).decode(), root)
            self.assertEqual(self.status_of(f"/tile/0/{size // 256:03d}"), 404)
            metrics, _ = self.get("/metrics")
            self.assertIn(f"\nverkan_log_head {size}\n", metrics.decode())
            self.assertIn(f"\nverkan_checkpoint_size {size}\n", metrics.decode())
            self.assertEqual(self.get("/healthz")[0], b"ok\n")

    def test_the_scrub_tells_what_it_found(self):
        with Server(arguments=["--scrub-interval", "50ms"]) as server:
            server.import_samples()
            for _ in range(600):
                scrub = self.status(server)["scrub"]
                if int(scrub.get("completed", 0)) > 0:
                    break
            self.assertGreater(int(scrub["completed"]), 0)
            self.assertNotIn("finding", scrub)
            self.assertIn("all is well", server.verkan("status", "--lang", "en").stdout)


if __name__ == "__main__":
    unittest.main()
