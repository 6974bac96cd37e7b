"""``.ci/full``: on which commit each lane passed last, so that a run that was cut short or failed elsewhere is not lost."""

from __future__ import annotations

import os
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path
from typing import Mapping, Sequence

from launcher import lanes
from launcher.lanes import LANES, Lane

FILE = Path(".ci", "full")


def read(text: str) -> dict[str, str]:
    """
    The commit for each lane's name.

    :param text: ``COMMIT`` for all lanes, and after it ``LANE=COMMIT`` for each that has another
    """
    of_all, *others = text.split()
    return {lane.name: of_all for lane in LANES} | dict(other.split("=", 1) for other in others if "=" in other)


def written(commits: Mapping[str, str]) -> str:
    """What :func:`read` reads; the commit of most lanes comes first."""
    ((of_all, _),) = Counter(commits.values()).most_common(1)
    return "\n".join([of_all, *(f"{name}={commit}" for name, commit in commits.items() if commit != of_all)]) + "\n"


def of_report(report: Path, ran: Sequence[Lane]) -> list[Lane]:
    """Those of which a test ran and none failed or was skipped, by JUnit's XML of pytest."""
    good, bad = set(), set()
    for case in ElementTree.parse(report).iter("testcase"):
        file = case.get("classname", "").partition(".")[0] + ".py"
        (good if all(child.tag in ("properties", "system-out", "system-err") for child in case) else bad).add(file)
    return [lane for lane in ran if good.intersection(lane.tests) and not bad.intersection(lane.tests)]


def note(root: Path, report: Path, ran: Sequence[Lane]) -> list[Lane]:
    """Writes into ``.ci/full`` which of these lanes passed; in CI only, and on a commit without changes beside it."""
    head, changed = lanes.git(root, "rev-parse", "HEAD"), lanes.git(root, "status", "--porcelain", "--", ".", f":!{FILE}")
    file = root / FILE
    if os.environ.get("CI") != "true" or not head or changed or not file.is_file():
        return []
    good = of_report(report, ran)
    file.write_text(written(read(file.read_text()) | {lane.name: head[0] for lane in good}))
    return good
