import subprocess
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from launcher import passed
from launcher.lanes import BY_NAME, LANES

HELM, KCLI, MACHINES = (BY_NAME[name] for name in ("helm", "kcli", "machines"))
REPORT = """<testsuites><testsuite>
<testcase classname="test_deploy_kubernetes" name="a"/><testcase classname="test_deploy_kubernetes.ClassOfTests" name="b"><system-out>x</system-out></testcase>
<testcase classname="test_machines" name="c"/><testcase classname="test_cloud_init" name="d"><failure message="x"/></testcase>
<testcase classname="test_images" name="e"><skipped/></testcase>
</testsuite></testsuites>"""


class PassedTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.report = self.root / "report.xml"

    def git(self, *arguments):
        identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        return subprocess.run(["git", *identity, *arguments], cwd=self.root, check=True, capture_output=True, text=True).stdout.strip()

    def repository(self):
        self.git("init", "-q")
        (self.root / ".ci").mkdir()
        (self.root / passed.FILE).write_text("abc helm=def\n")
        (self.root / ".gitignore").write_text("report.xml\n")
        self.git("add", ".")
        self.git("commit", "-q", "-m", "x")
        self.report.write_text(REPORT)
        return self.git("rev-parse", "HEAD")

    def noted(self, ci="true"):
        with mock.patch.dict("os.environ", {"CI": ci}):
            return passed.note(self.root, self.report, LANES)

    def test_a_lane_has_the_commit_of_all_or_one_of_its_own(self):
        commits = passed.read("abc helm=def\nkcli=abd\n")
        self.assertEqual({lane.name for lane in LANES}, set(commits))
        self.assertEqual(("def", "abd", "abc"), (commits["helm"], commits["kcli"], commits["machines"]))

    def test_what_is_written_is_read(self):
        commits = passed.read("abc helm=def\nkcli=abd\n")
        self.assertEqual(commits, passed.read(passed.written(commits)))
        self.assertEqual("abc\n", passed.written({lane.name: "abc" for lane in LANES}))

    def test_a_lane_passed_when_its_tests_ran_and_none_failed_or_was_skipped(self):
        self.report.write_text(REPORT)
        self.assertEqual([HELM], passed.of_report(self.report, LANES))
        self.assertEqual([], passed.of_report(self.report, [KCLI, MACHINES]))

    def test_notes_the_commit_at_the_lanes_that_passed(self):
        head = self.repository()
        self.assertEqual([HELM], self.noted())
        self.assertEqual(f"abc\nhelm={head}\n", (self.root / passed.FILE).read_text())
        self.assertEqual([HELM], self.noted())  # its own change does not keep it from writing

    def test_notes_nothing_of_changes_that_no_commit_has_nor_on_the_machine_of_a_user(self):
        self.repository()
        self.assertEqual([], self.noted(ci=""))
        (self.root / "new").touch()
        self.assertEqual([], self.noted())
        self.assertEqual("abc helm=def\n", (self.root / passed.FILE).read_text())
