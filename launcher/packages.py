"""What the distribution must bring: installed where we may, else named."""

from __future__ import annotations

import os
import shutil
from typing import Sequence

from launcher import distribution, hypervisor, pythons
from launcher.distribution import CURL, LIBVIRT_CLIENT, MAVEN, PYTHON_FOR_AIRFLOW
from launcher.places import Places
from launcher.progress import run_logged, say

APT = ["apt-get", "-o", "DPkg::Lock::Timeout=120"]


def missing(needs_airflow: bool, search_path: str, needs_libvirt: bool = True) -> list[str]:
    """What is needed and not there, by the names of ``distribution``."""
    needs = []
    if not shutil.which("mvn", path=search_path):
        needs.append(MAVEN)
    if not shutil.which("curl", path=search_path):
        needs.append(CURL)  # for deploy/java-options, and for what the README and up say to try
    if needs_libvirt and not hypervisor.has_client_library():
        needs.append(LIBVIRT_CLIENT)
    if needs_airflow and not pythons.suitable(search_path):
        needs.append(PYTHON_FOR_AIRFLOW)
    return needs


def ensure(places: Places, needs: Sequence[str]) -> None:
    """As root on Debian and its kin installs what is missing; where there is dnf, it names the command.

    Elsewhere the step that needs it says what to do.
    """
    here = distribution.at_hand()
    if needs and here.has_dnf:
        say(f"Note: something is missing on this machine. As root: {here.install(*needs)}")
        return
    if not needs or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    packages = here.packages(needs)
    given = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    log = places.log("packages")
    title = f"Installing {', '.join(packages)} (log: {log})"
    say(f"  {title}")
    run_logged(title, [*APT, "-q", "update"], places.root, log, given)
    step = run_logged(
        title, [*APT, "-q", "install", "-y", "--no-install-recommends", *packages], places.root, log, given, append=True
    )
    step.done(f"Installed {', '.join(packages)}")
