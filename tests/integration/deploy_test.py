#!/usr/bin/env python3
"""What a newcomer runs first: deploy/quickstart and its steps, in a checkout of their own with a
cmake that only notes what it is asked."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from harness import PATIENCE, ROOT, free_port, program

CMAKE = """#!/bin/sh
echo "$@" >>"$CMAKE_CALLS"
"""


class DeployTest(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.root = self.folder / "checkout"
        shutil.copytree(ROOT / "deploy", self.root / "deploy")
        self.write("bin/cmake", CMAKE)
        self.write("checkout/deploy/install-dependencies", "#!/bin/sh\n")
        for folder, name in (("services", "verkand"), ("clients/cli", "verkan")):
            path = self.root / "build/release" / folder / name
            path.parent.mkdir(parents=True)
            path.symlink_to(program(name))
        self.calls = self.folder / "calls"
        self.calls.touch()

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)

    def run_here(self, *command):
        environment = {**os.environ, "PATH": f"{self.folder}/bin:{os.environ['PATH']}",
                       "CMAKE_CALLS": str(self.calls), "LC_ALL": "C.UTF-8"}
        return subprocess.run(command, cwd=self.root, env=environment, timeout=PATIENCE, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, check=True).stdout

    def configured_in(self, home):
        cache = self.root / "build/release/CMakeCache.txt"
        cache.write_text(f"CMAKE_HOME_DIRECTORY:INTERNAL={home}\n", encoding="utf-8")
        out = self.run_here("bash", "-euc", "source deploy/steps.sh; configure release")
        self.assertIn("--preset release", self.calls.read_text(encoding="utf-8"))
        return cache.exists(), out

    def test_a_copied_checkout_is_configured_anew_and_does_not_build_the_old_tree(self):
        for other in (ROOT, "/nowhere/any/more"):
            kept, out = self.configured_in(other)
            self.assertFalse(kept)
            self.assertIn(f"was configured in {other}", out)

    def test_a_checkout_in_its_place_keeps_its_cache(self):
        link = self.folder / "link"
        link.symlink_to(self.root)
        for home in (self.root, link):
            self.assertTrue(self.configured_in(home)[0])

    def test_quickstart_tells_both_addresses_and_what_it_says_can_be_said_again(self):
        data, port = self.folder / "data of mine", free_port()
        out = self.run_here("deploy/quickstart", "--data", str(data), "--port", str(port))
        try:
            self.assertIn(f"verkand listens on 127.0.0.1:{port} ", out)
            self.assertIn(f"HTTP on http://127.0.0.1:{port + 1};", out)
            self.assertIn("import projects --dry-run deploy/sample/broken", out)
        finally:
            stop = re.findall(r"^  (deploy/quickstart.* --stop)$", out, re.MULTILINE)
            stopped = self.run_here("bash", "-c", stop[-1])
        self.assertIn(f"stopped; its data stays in {data}", stopped)

    def test_the_stubs_for_python_are_made_as_the_readme_says(self):
        readme = (ROOT / "clients/README.md").read_text(encoding="utf-8")
        command = re.search(r"^    (mkdir -p stubs .*?\))$", readme, re.DOTALL | re.MULTILINE)
        (self.root / "proto").symlink_to(ROOT / "proto")
        self.run_here("bash", "-euc", command.group(1))
        self.assertTrue((self.root / "stubs/verkan/log/v1/log_service_pb2_grpc.py").exists())


if __name__ == "__main__":
    unittest.main()
