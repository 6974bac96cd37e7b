"""Finds out who listens at a TCP port, from ``/proc``."""

from __future__ import annotations

import os
import pwd
from typing import Collection, Iterator, Optional

from launcher.doctor.network import Listener
from launcher.processes import PROC

LISTENING = "0A"


def find(port: int, own_pids: Collection[int]) -> Optional[Listener]:
    """
    :param own_pids: the processes of this instance
    :return: none when nobody listens there; without the process when it belongs to another user than this one
    """
    sockets = dict(_sockets(port))
    if not sockets:
        return None
    for pid, inode in _owners(sockets.keys()):
        return Listener(_name(sockets[inode]), f"{_command(pid)} (pid {pid})", pid in own_pids)
    return Listener(_name(next(iter(sockets.values()))))


def parse(table: str, port: int) -> Iterator[tuple[str, int]]:
    """Inode and user id of the sockets that listen at the port, from ``/proc/net/tcp``."""
    for line in table.splitlines()[1:]:
        fields = line.split()
        if fields[3] == LISTENING and int(fields[1].rpartition(":")[2], 16) == port:
            yield fields[9], int(fields[7])


def _sockets(port: int) -> Iterator[tuple[str, int]]:
    for table in ("net/tcp", "net/tcp6"):
        try:
            yield from parse((PROC / table).read_text(), port)
        except OSError:
            continue


def _owners(inodes: Collection[str]) -> Iterator[tuple[int, str]]:
    wanted = {f"socket:[{inode}]": inode for inode in inodes}
    for link in PROC.glob("[0-9]*/fd/*"):
        try:
            inode = wanted.get(os.readlink(link))
        except OSError:
            continue  # It was closed while we looked, or belongs to somebody else.
        if inode:
            yield int(link.parts[-3]), inode


def _command(pid: int) -> str:
    try:
        return (PROC / str(pid) / "comm").read_text(errors="replace").strip()
    except OSError:
        return "a process"


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
