"""Decides which hypervisor the services use when the operator does not say, and looks what one shows."""

from __future__ import annotations

import ctypes
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Sequence

SYSTEM = "qemu:///system"
LOOK_AROUND = "test:///default"
# libvirtd's, which virtproxyd serves where the daemons are modular, and that of the modular one: https://libvirt.org/daemons.html
SOCKETS = ("/run/libvirt/libvirt-sock", "/run/libvirt/virtqemud-sock")
GROUP = "libvirt"
SECONDS = 10


@dataclass(frozen=True)
class Pool:
    """A storage pool; ``path`` is empty where it is not a folder."""

    name: str
    active: bool
    path: str


@dataclass(frozen=True)
class Look:
    """What a connection shows: an error, or pools and networks (by name, whether active)."""

    error: str
    pools: Sequence[Pool] = ()
    networks: Sequence[tuple[str, bool]] = ()


def look(uri: str) -> Look:
    """Connects as this user with libvirt's client library, as the services will; changes nothing."""
    command = [sys.executable, "-m", "launcher.libvirt_look", uri]
    try:
        answer = subprocess.run(
            command,
            cwd=Path(__file__).resolve().parent.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            start_new_session=True,  # without a terminal, ssh asks nothing
        )
        shown = json.loads(answer.stdout)
    except subprocess.TimeoutExpired:
        return Look(f"no answer within {SECONDS} s")
    except ValueError:
        return Look((answer.stderr.strip().splitlines() or [f"status {answer.returncode}"])[-1])
    if shown["error"]:
        return Look(shown["error"])
    networks = [(network["name"], network["active"]) for network in shown["networks"]]
    return Look("", [Pool(**pool) for pool in shown["pools"]], networks)


def named_uris(setting: str) -> dict[str, str]:
    """The URIs in ``LIBVIRT_URI`` by name, as the services read them: one, or several as ``kvm1=URI,kvm2=URI``."""
    if not re.match(r"[^:]*=", setting.strip()):
        return {"default": setting.strip()}
    parts = (part.strip().partition("=") for part in setting.split(","))
    return {name: uri for name, _, uri in parts}


def choose() -> tuple[str, str]:
    """The URI, and the reason in one line."""
    if not has_client_library():
        why = "libvirt's client library is missing"
    elif not any(map(os.path.exists, SOCKETS)):
        why = "no libvirt daemon runs here"
    else:
        error = look(SYSTEM).error
        if not error:
            return SYSTEM, f"Hypervisor: {SYSTEM} (libvirt of this machine)"
        why = f"the one of this machine cannot be used ({error}; ./qubinode doctor tells more)"
    return LOOK_AROUND, f"Hypervisor: {LOOK_AROUND}, libvirt's simulation, because {why}; LIBVIRT_URI names another"


def has_client_library() -> bool:
    try:
        ctypes.CDLL("libvirt.so.0")
        return True
    except OSError:
        return False
