"""``test``: the launcher's tests, the services', a smoke of the whole system, and the lanes of its other tests."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Sequence

from launcher import build, jdk, lanes, packages, passed, services
from launcher.jdk import Jdk
from launcher.lanes import LANES, Lane
from launcher.places import Places
from launcher.problem import Problem
from launcher.progress import run_all_logged, say, telling_lines
from launcher.report import duration

UNIT = [sys.executable, "-m", "unittest", "discover", "-s", "launcher/tests", "-t", "."]
# Both services are tested at once; each test process waits for most of its time.
MAVEN = ["./mvnw", "-B", "-ntp", "-T", "2"]
WORKERS = 2
# Maven begins to test the services only when the libraries' tests have ended, so those have a build of their own.
# ArchUnit knows tests by the folders "target/test-classes".
APART = "target/apart/target"
SERVICES_TESTS = [*MAVEN, "-Dlibraries.tested.apart=true", "verify"]
LIBRARIES_TESTS = [*MAVEN, "-pl", "common-security,common-endpoints", f"-Dbuild.folder={APART}", "-Dspotless.check.skip", "test"]
SUREFIRE = ("*/target/surefire-reports/TEST-*.xml", f"*/{APART}/surefire-reports/TEST-*.xml")


@dataclass(frozen=True)
class Count:
    """How many tests ran and how many of them were skipped."""

    ran: int
    skipped: int

    def __str__(self) -> str:
        return f"{self.ran} tests" + (f", {self.skipped} of them skipped" if self.skipped else "")


def add_arguments(test: argparse.ArgumentParser) -> None:
    test.add_argument("--fast", action="store_true", help="leave out the smoke of the whole system")
    chosen = test.add_mutually_exclusive_group()
    chosen.add_argument("--all", action="store_true", help="run all lanes of the whole system too")
    since = "run the lanes too that depend on a file that changed since this commit, or for a lane since another: 'COMMIT LANE=COMMIT'"
    chosen.add_argument("--since", metavar="COMMIT", help=since)
    names = ", ".join(lane.name for lane in LANES)
    chosen.add_argument("--lane", action="append", choices=sorted(lanes.BY_NAME), metavar="LANE", help=f"run this lane only; repeatable: {names}")


def run(places: Places, options: argparse.Namespace) -> None:
    """:raises Problem: when a test fails, or is skipped where ``CI`` is ``true``; nothing runs after it"""
    began = time.monotonic()
    packages.ensure(places, packages.missing(not options.fast, os.environ.get("PATH", os.defpath)))
    tests = _Tests(places, jdk.find(os.environ))
    if options.lane:
        tests.build()
        tests.lanes([lanes.BY_NAME[name] for name in options.lane])
    else:
        with ThreadPoolExecutor(1) as beside:
            # They wait for most of their time.
            launcher = beside.submit(tests.launcher)
            tests.java()
            launcher.result()
        if not options.fast:
            tests.smoke()
        tests.lanes(_chosen(places.root, options))
    say(f"\n✓ All tests passed in {duration(time.monotonic() - began)}: {'; '.join(tests.done)}")
    if tests.left:
        say(f"  Not run: {', '.join(tests.left)}. Run all of it: ./qubinode test --all; one lane: ./qubinode test --lane {LANES[0].name}")


def _chosen(root: Path, options: argparse.Namespace) -> list[Lane]:
    """The lanes to run; says of the others why not."""
    if options.all:
        return list(LANES)
    if not options.since:
        return []
    commits = passed.read(options.since)
    changed = {commit: lanes.changed_since(root, commit) for commit in set(commits.values())}
    for commit in sorted(commit for commit, files in changed.items() if files is None):
        say(f"This checkout does not know commit {commit}, so its lanes run.")
    chosen = [lane for lane in LANES if (files := changed[commits[lane.name]]) is None or any(map(lane.depends_on, files))]
    for lane in LANES:
        if lane not in chosen:
            say(f"Lane {lane.name}: unchanged since {commits[lane.name]}")
    return chosen


class _Tests:
    """What was run, with its numbers, and what was not."""

    def __init__(self, places: Places, java: Jdk) -> None:
        self.places = places
        self.java_home = java
        self.environment = build.maven_environment(java, dict(os.environ))
        self.done: list[str] = []
        self.left = ["the smoke", *(lane.name for lane in LANES)]

    def launcher(self) -> None:
        say("▶ The launcher's tests")
        done = subprocess.run(UNIT, cwd=self.places.root, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        ran, skipped = re.search(r"^Ran (\d+) tests?", done.stdout, re.MULTILINE), re.search(r"skipped=(\d+)", done.stdout)
        if done.returncode != 0 or not ran:
            # At once: the other tests that run beside them end minutes later.
            say(done.stdout)
            raise Problem("A test of the launcher failed: see above.")
        self._passed("launcher", Count(int(ran.group(1)), int(skipped.group(1)) if skipped else 0))

    def java(self) -> None:
        for report in self._surefire():
            report.unlink()
        self._maven("Testing libraries and services", "test-java", SERVICES_TESTS, LIBRARIES_TESTS)
        self._passed("Java", count(self._surefire()))
        self._run("The tools' reference is current", ["./qubinode", "reference", "--check"])

    def _surefire(self) -> list[Path]:
        return [report for pattern in SUREFIRE for report in self.places.root.glob(pattern)]

    def build(self) -> None:
        """All that the lanes start, the conformance fixtures among it."""
        if not all(build.is_current(self.places.root, service.name) for service in services.ALL):
            self._maven("Building everything", "build", [*MAVEN, "-DskipTests", "package"])

    def smoke(self) -> None:
        self._pytest("smoke", ["-m", "smoke"])
        self.left.remove("the smoke")

    def lanes(self, chosen: Sequence[Lane]) -> None:
        if not chosen:
            return
        self._run("What native-image is given is current", ["./qubinode", "native", "--check"])
        files = [test for lane in chosen for test in lane.tests]
        smoked = ["-m", "not smoke"] if "the smoke" not in self.left else []
        shared = ["-n", str(WORKERS), "--dist", "loadgroup", "--no-loadscope-reorder"]
        self._pytest(", ".join(lane.name for lane in chosen), [*shared, *smoked, *files], chosen)
        for lane in chosen:
            self.left.remove(lane.name)

    def _maven(self, title: str, log: str, *commands: Sequence[str]) -> None:
        file = self.places.log(log)
        try:
            run_all_logged(f"{title} (log: {file})", commands, self.places.root, file, self.environment).done(title)
        except Problem as problem:
            raise Problem("\n".join([problem.message, *telling_lines(file, 60)]), problem.next_step)
        names = [service.name for service in services.ALL]
        if build.native():
            build.ensure(self.places, self.java_home, names)  # beside the jars, for the lanes
        else:
            build.finish(self.places.root, self.java_home, names, self.places.log("java-options"))

    def _pytest(self, what: str, arguments: Sequence[str], ran: Sequence[Lane] = ()) -> None:
        report = self.places.logs / "test-e2e.xml"
        report.unlink(missing_ok=True)
        code = self._call(f"Whole system: {what}", command := ["e2e/run", f"--junitxml={report}", *arguments])
        # With another code some tests were not run.
        if code in (0, 1) and (good := passed.note(self.places.root, report, ran)):
            say(f"Noted in {passed.FILE}, to be committed: {', '.join(lane.name for lane in good)} passed")
        if code != 0:
            raise Problem(f"Failed: {' '.join(command)}")
        self._passed(what, count([report]))

    def _run(self, title: str, command: Sequence[str]) -> None:
        if self._call(title, command) != 0:
            raise Problem(f"Failed: {' '.join(command)}")

    def _call(self, title: str, command: Sequence[str]) -> int:
        say(f"▶ {title}: {' '.join(command)}")
        return subprocess.run(command, cwd=self.places.root, env=self.environment).returncode

    def _passed(self, what: str, number: Count) -> None:
        if number.ran == 0 or (number.skipped and os.environ.get("CI") == "true"):
            raise Problem(f"{what}: {number}. In CI a test that does not run is a failure.")
        say(f"✓ {what}: {number} passed")
        self.done.append(f"{what} {number.ran}" + (f" ({number.skipped} skipped)" if number.skipped else ""))


def count(reports: Sequence[Path]) -> Count:
    """What JUnit's XML reports say, those of Surefire and of pytest alike."""
    suites = [suite for report in reports for suite in ElementTree.parse(report).iter("testsuite")]
    return Count(*(sum(int(suite.get(name, "0")) for suite in suites) for name in ("tests", "skipped")))
