"""What the distribution must bring: installed where we may, else named."""

from __future__ import annotations

import os
import shutil
from typing import Sequence

from launcher import hypervisor, pythons
from launcher.places import Places
from launcher.progress import run_logged, say

APT = ["apt-get", "-o", "DPkg::Lock::Timeout=120"]


def missing(needs_airflow: bool, search_path: str, needs_libvirt: bool = True) -> list[str]:
    """Debian's packages that are needed and not there."""
    packages = []
    if not shutil.which("mvn", path=search_path):
        packages.append("maven")
    if not shutil.which("curl", path=search_path):
        packages.append("curl")  # for deploy/java-options, and for what the README and up say to try
    if needs_libvirt and not hypervisor.has_client_library():
        packages.append("libvirt0")
    if needs_airflow and not pythons.suitable(search_path):
        packages.append("python3-venv")
    return packages


def ensure(places: Places, packages: Sequence[str]) -> None:
    """As root on Debian and its kin installs what is missing; elsewhere the step that needs it says what to do."""
    if not packages or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    given = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    log = places.log("packages")
    title = f"Installing {', '.join(packages)} (log: {log})"
    say(f"  {title}")
    run_logged(title, [*APT, "-q", "update"], places.root, log, given)
    step = run_logged(
        title, [*APT, "-q", "install", "-y", "--no-install-recommends", *packages], places.root, log, given, append=True
    )
    step.done(f"Installed {', '.join(packages)}")
