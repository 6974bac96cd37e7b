import argparse
import contextlib
import io
import subprocess
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from launcher import testing
from launcher.jdk import Jdk
from launcher.lanes import LANES
from launcher.places import Places
from launcher.problem import Problem
from launcher.testing import Count

SUREFIRE = '<testsuite name="A" tests="3" errors="0" skipped="1" failures="0"><testcase name="a"/></testsuite>'
PYTEST = '<testsuites name="pytest"><testsuite name="pytest" errors="0" failures="0" skipped="0" tests="4"/></testsuites>'


class TestingTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def options(self, *arguments):
        parser = argparse.ArgumentParser()
        testing.add_arguments(parser)
        return parser.parse_args(arguments)

    def chosen(self, *arguments):
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            lanes = testing._chosen(self.root, self.options(*arguments))
        return lanes, output.getvalue()

    def test_counts_the_reports_of_both_runners(self):
        for name, text in (("a.xml", SUREFIRE), ("b.xml", PYTEST)):
            (self.root / name).write_text(text)
        self.assertEqual(Count(7, 1), testing.count(sorted(self.root.glob("*.xml"))))
        self.assertEqual("7 tests, 1 of them skipped", str(Count(7, 1)))

    def test_a_skipped_test_is_seen_and_in_ci_a_failure(self):
        tests = testing._Tests(Places(self.root, self.root, self.root / ".env"), Jdk(self.root, (25,)))
        with contextlib.redirect_stdout(io.StringIO()), mock.patch.dict("os.environ", {"CI": ""}):
            tests._passed("Java", Count(7, 1))
        self.assertEqual(["Java 7 (1 skipped)"], tests.done)
        with mock.patch.dict("os.environ", {"CI": "true"}), self.assertRaises(Problem):
            tests._passed("Java", Count(7, 1))
        with self.assertRaises(Problem):
            tests._passed("Java", Count(0, 0))

    def test_runs_no_lane_unless_asked_to(self):
        self.assertEqual(([], ""), self.chosen())
        self.assertEqual((list(LANES), ""), self.chosen("--all"))

    def test_runs_all_lanes_when_the_commit_is_not_known(self):
        lanes, said = self.chosen("--since", "0" * 40)
        self.assertEqual(list(LANES), lanes)
        self.assertIn("does not know commit", said)

    def test_says_of_each_lane_that_it_was_not_needed(self):
        identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        for command in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "x"]):
            subprocess.run(["git", *identity, *command], cwd=self.root, check=True)
        (self.root / "deploy" / "helm").mkdir(parents=True)
        (self.root / "deploy" / "helm" / "values.yaml").touch()
        lanes, said = self.chosen("--since", "HEAD")
        self.assertEqual(["helm"], [lane.name for lane in lanes])
        self.assertEqual(len(LANES) - 1, said.count("unchanged since HEAD"))
        lanes, said = self.chosen("--since", f"HEAD kcli={'0' * 40}")
        self.assertEqual(["kcli", "helm"], [lane.name for lane in lanes])
