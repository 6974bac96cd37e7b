import os
import tempfile
import unittest
from pathlib import Path

from launcher import venvs
from launcher.problem import Problem

# Does in no time what Python does in seconds; pip refuses what is called "missing".
PYTHON = """#!/bin/sh
case "$*" in
    -VV) echo "Python 3.11.7" ;;
    "-m venv --clear "*) rm -rf "$4"; mkdir -p "$4/bin"; cp "$0" "$4/bin/python" ;;
    "-m pip install "*missing*) exit 1 ;;
    "-m pip install "*) echo "$@" >>"$(dirname "$0")/installed" ;;
esac
"""


class VenvsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.python = self.root / "python"
        self.python.write_text(PYTHON)
        self.python.chmod(0o755)

    def ensure(self, *installations):
        return venvs.ensure(self.root / "cache", "some-1.2.3", str(self.python), installations, self.root / "log")

    def requirements(self, folder, text):
        file = self.root / folder / "requirements.txt"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
        return ["-r", str(file)]

    def folder(self, *installations):
        return venvs.folder(self.root, "some", str(self.python), installations)

    def test_makes_an_environment_once_and_again_when_it_was_interrupted(self):
        place = self.ensure(["a==1", "b"], ["c"])
        installed = place / "bin" / "installed"
        self.assertEqual(2, len(installed.read_text().splitlines()))
        self.assertEqual(place, self.ensure(["a==1", "b"], ["c"]))
        self.assertEqual(2, len(installed.read_text().splitlines()))
        (place / venvs.DONE).unlink()
        installed.write_text("half of it")
        self.assertEqual(place, self.ensure(["a==1", "b"], ["c"]))
        self.assertEqual(2, len(installed.read_text().splitlines()))

    def test_does_without_what_is_optional(self):
        place = venvs.ensure(self.root, "some", str(self.python), [["a"]], self.root / "log", optional=["missing"])
        self.assertIn(" a\n", (place / "bin" / "installed").read_text())

    def test_says_why_an_installation_failed_and_keeps_no_half_of_it(self):
        with self.assertRaises(Problem):
            self.ensure(["missing"])
        self.assertEqual([], list((self.root / "cache").glob(f"*/{venvs.DONE}")))

    def test_knows_a_requirements_file_by_its_content(self):
        one, same = self.requirements("one", "a==1\n"), self.requirements("same", "a==1\n")
        self.assertEqual(self.folder(one), self.folder(same))
        before = self.folder(one)
        self.requirements("one", "a==2\n")
        self.assertNotEqual(before, self.folder(one))
        self.assertNotEqual(self.folder(["a==1"]), self.folder(["a==2"]))

    def test_keeps_to_the_users_folder_for_caches(self):
        self.assertEqual(Path("/somewhere/qubinode-mcp"), venvs.cache({"XDG_CACHE_HOME": "/somewhere"}))
        self.assertEqual(Path.home() / ".cache" / "qubinode-mcp", venvs.cache({"XDG_CACHE_HOME": "not/absolute"}))
        self.assertTrue(os.path.isabs(venvs.cache({})))
