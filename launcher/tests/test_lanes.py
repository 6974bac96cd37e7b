import subprocess
import tempfile
import unittest
from pathlib import Path

from launcher import lanes

ROOT = Path(__file__).resolve().parent.parent.parent


def names(*files):
    return {lane.name for lane in lanes.LANES if any(map(lane.depends_on, files))}


class LanesTest(unittest.TestCase):
    def test_every_whole_system_test_is_in_one_lane(self):
        there = sorted(file.name for file in (ROOT / "e2e").glob("test_*.py"))
        self.assertEqual(there, sorted(test for lane in lanes.LANES for test in lane.tests))

    def test_every_file_has_a_lane_or_is_said_to_need_none(self):
        files = lanes.git(ROOT, "ls-files")
        if files is None:
            self.skipTest("no git checkout")
        forgotten = [file for file in files if not names(file) and not lanes._matches(file, lanes.WITHOUT_LANE)]
        self.assertEqual([], forgotten)

    def test_every_pattern_matches_a_file(self):
        files = lanes.git(ROOT, "ls-files")
        if files is None:
            self.skipTest("no git checkout")
        patterns = {*lanes.SHARED, *lanes.WITHOUT_LANE, *(pattern for lane in lanes.LANES for pattern in lane.depends)}
        self.assertEqual([], [pattern for pattern in sorted(patterns) if not any(lanes._matches(file, [pattern]) for file in files)])

    def test_a_change_needs_the_lanes_that_depend_on_it_only(self):
        self.assertEqual({"helm"}, names("deploy/helm/qubinode-mcp/values.yaml"))
        self.assertEqual({"kcli"}, names("e2e/test_kcli.py"))
        self.assertEqual(set(), names("README.md", "docs/ARCHITECTURE.md", "launcher/tests/test_keys.py"))
        self.assertEqual({"documents"}, names("ai-assistant-mcp/src/test/resources/documents/firewall.md"))
        self.assertEqual(set(lanes.BY_NAME), names("pom.xml"))
        self.assertNotIn("documents", names("airflow-mcp/src/main/java/io/qubinode/mcp/airflow/vm/Undo.java"))
        self.assertLessEqual({"machines", "kcli", "images"}, names("airflow-mcp/src/main/java/io/qubinode/mcp/airflow/vm/Undo.java"))


class ChangedSinceTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = Path(self.folder.name)
        self.git("init", "-q")
        (self.root / "kept").write_text("1")
        (self.root / "changed").write_text("1")
        self.commit()
        self.first = self.git("rev-parse", "HEAD").strip()

    def git(self, *arguments):
        identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        return subprocess.run(["git", *identity, *arguments], cwd=self.root, check=True, capture_output=True, text=True).stdout

    def commit(self):
        self.git("add", "--all")
        self.git("commit", "-q", "-m", "x")

    def test_tells_what_was_committed_what_was_not_and_what_is_new(self):
        (self.root / "changed").write_text("2")
        self.commit()
        (self.root / "größe").write_text("1")
        self.assertEqual(["changed", "größe"], lanes.changed_since(self.root, self.first))

    def test_tells_nothing_of_a_commit_that_is_not_here(self):
        self.assertIsNone(lanes.changed_since(self.root, "0" * 40))
        self.assertIsNone(lanes.changed_since(self.root, "--output=x"))
