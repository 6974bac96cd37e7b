"""Processes that outlive the launcher: started in a session of their own, recorded, recognised again, stopped whole.

Airflow's processes rename themselves and survive their parent, so a component is its session, not a name or a single pid.
A pid alone proves nothing, for pids are used again: boot and start time are recorded and compared before any signal.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Iterable, Iterator, Mapping, Optional, Sequence

from launcher.problem import Problem

PROC = Path("/proc")
DEAD_STATES = "ZXx"


@dataclass(frozen=True)
class ProcessStat:
    """The part of ``/proc/<pid>/stat`` that tells processes apart; ``start`` is in clock ticks since boot."""

    pid: int
    state: str
    session: int
    start: int


@dataclass(frozen=True)
class Record:
    """A component that was started: its session leader, where it answers, and a digest of what it was started with.

    ``certificate`` is the file of the one that it shows; none without TLS. ``methods`` are the ways in which its callers may prove
    who they are, with commas.
    """

    name: str
    pid: int
    start: int
    boot: str
    url: str
    state: str = ""
    certificate: str = ""
    methods: str = ""


def parse_stat(text: str) -> ProcessStat:
    """Reads a stat line. The name in parentheses may itself hold spaces and parentheses."""
    head, _, tail = text.rpartition(")")
    fields = tail.split()
    return ProcessStat(int(head.split("(", 1)[0]), fields[0], int(fields[3]), int(fields[19]))


def all_processes() -> Iterator[ProcessStat]:
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                yield parse_stat((folder / "stat").read_text(errors="replace"))
            except OSError:
                continue  # It ended while we looked.


def members(record: Record, processes: Iterable[ProcessStat]) -> list[int]:
    """The live processes of the record's session; none when the pid now belongs to somebody else."""
    session = [process for process in processes if process.session == record.pid]
    if any(process.pid == record.pid and process.start != record.start for process in session):
        return []
    return [
        process.pid for process in session if process.start >= record.start and process.state not in DEAD_STATES
    ]


def boot_id() -> str:
    return (PROC / "sys/kernel/random/boot_id").read_text().strip()


def living(record: Record) -> list[int]:
    return members(record, all_processes()) if record.boot == boot_id() else []


def leads(record: Record) -> bool:
    """Whether the process that was started is alive itself, not only some of its children."""
    return record.pid in living(record)


def uptime_seconds(record: Record) -> float:
    since_boot = float((PROC / "uptime").read_text().split()[0])
    return max(0.0, since_boot - record.start / os.sysconf("SC_CLK_TCK"))


class Register:
    """The records of one instance, a file each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, name: str) -> Optional[Record]:
        try:
            return Record(**json.loads(self._file(name).read_text()))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def start(
        self,
        name: str,
        url: str,
        command: Sequence[str],
        cwd: Path,
        environment: Mapping[str, str],
        log: Path,
        state: str = "",
        certificate: str = "",
        methods: str = "",
    ) -> tuple[subprocess.Popen, Record]:
        """Starts a component in a new session with a fresh log; the log of the start before is kept beside it."""
        if log.exists():
            os.replace(log, log.with_suffix(".log.1"))
        with open(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as output:
            process = subprocess.Popen(
                command,
                cwd=cwd,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        stat = parse_stat((PROC / str(process.pid) / "stat").read_text(errors="replace"))
        record = Record(name, process.pid, stat.start, boot_id(), url, state, certificate, methods)
        self._file(name).write_text(json.dumps(asdict(record)))
        return process, record

    def stop(self, name: str, grace_seconds: float = 35.0) -> bool:
        """Ends every process of the component and forgets it.

        :param grace_seconds: a service lets running calls go on for 25 s; what runs nothing ends at once
        :return: whether there was any
        """
        record = self.find(name)
        if not record:
            return False
        found = bool(living(record))
        _signal(record, signal.SIGTERM)
        if not _gone_within(record, grace_seconds) and not _killed_within(record, 5):
            raise Problem(f"{name}: its processes {living(record)} do not end.")
        self._file(name).unlink(missing_ok=True)
        return found

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.json"


def _signal(record: Record, number: int) -> None:
    for pid in living(record):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue
        except PermissionError:
            raise Problem(f"{record.name} (pid {pid}) belongs to another user.", "Stop it as that user or as root.")


def _gone_within(record: Record, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while living(record):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def _killed_within(record: Record, seconds: float) -> bool:
    """Kills again and again, for a process may have been born between the look and the signal."""
    deadline = time.monotonic() + seconds
    while living(record) and time.monotonic() < deadline:
        _signal(record, signal.SIGKILL)
        time.sleep(0.1)
    return not living(record)
