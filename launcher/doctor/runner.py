"""Runs checks at once and waits for each only so long."""

from __future__ import annotations

import queue
import threading
import time
import traceback
from typing import Callable, Iterator, Mapping, Sequence

from launcher.doctor.finding import BAD, WARNING, Finding
from launcher.problem import Problem

Check = Callable[[], Sequence[Finding]]


def examine(checks: Mapping[str, Check], seconds: float) -> Iterator[tuple[str, Sequence[Finding]]]:
    """The findings by topic, in the order of the checks. One that does not end in time is left behind: its thread ends with us."""
    deadline = time.monotonic() + seconds
    answers = {topic: _started(check) for topic, check in checks.items()}
    for topic, answer in answers.items():
        try:
            yield topic, answer.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            yield topic, [Finding(WARNING, f"This check did not end within {seconds:.0f} s.")]


def _started(check: Check) -> "queue.Queue[Sequence[Finding]]":
    answer: "queue.Queue[Sequence[Finding]]" = queue.Queue()
    threading.Thread(target=lambda: answer.put(_guarded(check)), daemon=True).start()
    return answer


def _guarded(check: Check) -> Sequence[Finding]:
    """A check that fails says so and takes nothing from the others."""
    try:
        return check()
    except Problem as problem:
        return [Finding(BAD, problem.message, problem.next_step)]
    except Exception as e:
        last = traceback.extract_tb(e.__traceback__)[-1]  # not the text: an address in it may hold a password
        place = f"{last.filename.rpartition('/')[2]}:{last.lineno}"
        return [Finding(WARNING, f"This check failed with {type(e).__name__} at {place}.", "Report it as a bug of ./qubinode doctor")]
