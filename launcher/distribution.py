"""Which distribution this is, and what its packages and commands are called. Only Debian's were tried on a real machine.

Where the names come from: docs/MCP-SERVER-SETUP.md, "RHEL, CentOS Stream, Rocky, Fedora".
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Iterable

from launcher.environment import parse_env

FILES = (Path("/etc/os-release"), Path("/usr/lib/os-release"))

JDK = "jdk"
MAVEN = "maven"
CURL = "curl"
PYTHON_FOR_AIRFLOW = "python for airflow"
LIBVIRT_CLIENT = "libvirt client"
LIBVIRT_DAEMON = "libvirt daemon"

_DEBIAN = {
    JDK: ["openjdk-21-jdk-headless"],
    MAVEN: ["maven"],
    CURL: ["curl"],
    PYTHON_FOR_AIRFLOW: ["python3-venv"],
    LIBVIRT_CLIENT: ["libvirt0"],
    LIBVIRT_DAEMON: ["libvirt-daemon-system", "qemu-system-x86"],
}
# venv and ensurepip are part of each python3 there. RHEL 10's own Python is 3.12.
_ENTERPRISE = {
    JDK: ["java-21-openjdk-devel"],
    MAVEN: ["maven"],
    CURL: ["curl"],
    PYTHON_FOR_AIRFLOW: ["python3"],
    LIBVIRT_CLIENT: ["libvirt-libs"],
    LIBVIRT_DAEMON: ["libvirt", "qemu-kvm"],
}
# RHEL 9's own Python is 3.9, and its Maven runs on Java 17 unless told otherwise.
_ENTERPRISE_9 = {**_ENTERPRISE, MAVEN: ["maven", "maven-openjdk21"], PYTHON_FOR_AIRFLOW: ["python3.12"]}
# From Fedora 43 on its own Python is newer than Airflow supports; Fedora 45 has no JDK 21.
_FEDORA = {**_ENTERPRISE, JDK: ["java-25-openjdk-devel"], PYTHON_FOR_AIRFLOW: ["python3.13"]}
# https://libvirt.org/daemons.html; virtproxyd serves the socket of old clients.
_MODULAR_DAEMONS = ("qemu", "network", "storage", "nodedev", "nwfilter", "secret", "proxy")


@dataclass(frozen=True)
class Distribution:
    """What ``os-release`` tells: https://www.freedesktop.org/software/systemd/man/latest/os-release.html"""

    id: str = ""
    like: tuple[str, ...] = ()
    version: str = ""
    name: str = "an unknown distribution"

    @property
    def has_dnf(self) -> bool:
        return not {"rhel", "fedora"}.isdisjoint((self.id, *self.like))

    @property
    def is_enterprise(self) -> bool:
        """RHEL itself, CentOS Stream, Rocky, Alma: what counts versions as RHEL does."""
        return "rhel" in (self.id, *self.like)

    def packages(self, needs: Iterable[str]) -> list[str]:
        names = self._names()
        return [package for need in needs for package in names[need]]

    def install(self, *needs: str) -> str:
        """The command that installs what is needed. Debian's where the distribution is unknown, as an example."""
        return f"{'dnf' if self.has_dnf else 'apt-get'} install {' '.join(self.packages(needs))}"

    @property
    def start_libvirt(self) -> str:
        if not self.has_dnf:
            return "systemctl enable --now libvirtd"
        return f"systemctl enable --now {' '.join(f'virt{name}d.socket' for name in _MODULAR_DAEMONS)}"

    def _names(self) -> dict[str, list[str]]:
        if not self.has_dnf:
            return _DEBIAN
        if not self.is_enterprise:
            return _FEDORA
        return _ENTERPRISE_9 if self.version.split(".")[0] == "9" else _ENTERPRISE


def parse(text: str) -> Distribution:
    values = parse_env(text)
    return Distribution(
        values.get("ID", ""),
        tuple(values.get("ID_LIKE", "").split()),
        values.get("VERSION_ID", ""),
        values.get("PRETTY_NAME", Distribution.name),
    )


@functools.lru_cache(maxsize=None)
def at_hand() -> Distribution:
    for file in FILES:
        try:
            return parse(file.read_text(errors="replace"))
        except OSError:
            continue
    return Distribution()
