"""Decides which hypervisor the services use when the operator does not say."""

from __future__ import annotations

import ctypes
import os
import shutil
import socket
import subprocess

SYSTEM = "qemu:///system"
LOOK_AROUND = "test:///default"
SOCKETS = ("/run/libvirt/libvirt-sock", "/run/libvirt/virtqemud-sock")


def system_answers() -> bool:
    """Whether a libvirt daemon of this machine serves us."""
    if shutil.which("virsh"):
        try:
            command = ["virsh", "-c", SYSTEM, "uri"]
            return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=10).returncode == 0
        except subprocess.TimeoutExpired:
            return False
    return any(_connects(path) for path in SOCKETS)


def _connects(path: str) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(3)
        try:
            connection.connect(path)
            return True
        except OSError:
            return False


def choose() -> tuple[str, str]:
    """The URI, and the reason in one line."""
    if system_answers():
        return SYSTEM, f"Hypervisor: {SYSTEM} (libvirt of this machine)"
    there = any(map(os.path.exists, SOCKETS))
    why = "libvirt does not let this user in (group libvirt)" if there else "no libvirt daemon runs here"
    return LOOK_AROUND, f"Hypervisor: {LOOK_AROUND}, libvirt's simulation, for {why}; LIBVIRT_URI names another"


def has_client_library() -> bool:
    try:
        ctypes.CDLL("libvirt.so.0")
        return True
    except OSError:
        return False
