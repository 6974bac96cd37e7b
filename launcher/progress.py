"""One line per step, with the seconds it took; long steps show that they live."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Mapping, Optional, Sequence

from launcher.problem import Problem

QUIET_INTERVAL = 15.0
SPINNER = "|/-\\"


class Step:
    """A step under way. On a terminal a spinner turns; in a log a line comes every 15 seconds."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.began = time.monotonic()
        self.said = self.began
        self.turns = 0

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def tick(self) -> None:
        if sys.stdout.isatty():
            self.turns += 1
            line = f"{SPINNER[self.turns % 4]} {self.seconds:.0f} s {self.title}"
            print(f"\r{line[: shutil.get_terminal_size().columns - 1]}", end="", flush=True)
        elif time.monotonic() - self.said >= QUIET_INTERVAL:
            self.said = time.monotonic()
            print(f"  {self.title} … {self.seconds:.0f} s", flush=True)

    def done(self, result: str) -> None:
        self._clear()
        print(f"✓ {result} ({self.seconds:.1f} s)", flush=True)

    def failed(self) -> None:
        self._clear()

    def _clear(self) -> None:
        if sys.stdout.isatty():
            print("\r\033[K", end="", flush=True)


def say(line: str) -> None:
    print(line, flush=True)


def last_lines(file: Path, count: int) -> list[str]:
    """The last lines of a log that say something."""
    return _lines(file)[-count:]


def telling_lines(file: Path, count: int) -> list[str]:
    """The first lines that tell of an error, for Maven and pip end with advice; without any the last ones."""
    lines = [line for line in _lines(file) if "ERROR" in line and line.strip() != "[ERROR]"]
    # Services that are tested log errors too; Maven's own begin like this.
    return [line for line in lines if line.startswith("[ERROR]")][:count] or lines[:count] or last_lines(file, count)


def _lines(file: Path) -> list[str]:
    try:
        return [line for line in file.read_text(errors="replace").splitlines() if line.strip()]
    except FileNotFoundError:
        return []


def run_logged(
    title: str,
    command: Sequence[str],
    cwd: Path,
    log: Path,
    environment: Optional[Mapping[str, str]] = None,
    append: bool = False,
) -> Step:
    """Runs a long command with its output in a log.

    :raises Problem: with what the log tells, when the command fails
    """
    return run_all_logged(title, [command], cwd, log, environment, append)


def run_all_logged(
    title: str,
    commands: Sequence[Sequence[str]],
    cwd: Path,
    log: Path,
    environment: Optional[Mapping[str, str]] = None,
    append: bool = False,
) -> Step:
    """Runs long commands at once with their output in a log.

    Each command has a session of its own, so that whatever ends the launcher ends all of it here, once.

    :raises Problem: with what the log tells, when one fails
    """
    step = Step(title)
    started: list[subprocess.Popen] = []
    with open(log, "ab" if append else "wb") as output:
        try:
            for command in commands:
                started.append(
                    subprocess.Popen(
                        command,
                        cwd=cwd,
                        env=environment,
                        stdin=subprocess.DEVNULL,
                        stdout=output,
                        stderr=subprocess.STDOUT,
                        start_new_session=True,
                    )
                )
            while any(process.poll() is None for process in started):
                step.tick()
                time.sleep(0.2)
        finally:
            for process in started:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGTERM)
                    process.wait()
    if any(process.returncode != 0 for process in started):
        step.failed()
        tail = "\n".join(f"  {line}" for line in telling_lines(log, 6))
        raise Problem(f"{title}: failed after {step.seconds:.0f} s.\n{tail}", f"The whole log: {log}")
    return step
