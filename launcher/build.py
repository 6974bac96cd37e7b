"""Builds the services, but only when their sources are not those of the last build."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Iterable, Sequence

from launcher.jdk import Jdk
from launcher.places import Places
from launcher.problem import Problem
from launcher.progress import run_logged

STAMP = Path("target") / "qubinode-built.sha256"


def jar(root: Path, service: str) -> Path:
    return root / service / "target" / "quarkus-app" / "quarkus-run.jar"


def sources(root: Path) -> list[Path]:
    """Everything that ends up in the services."""
    files = [root / "pom.xml", *root.glob("*/pom.xml")]
    for main in root.glob("*/src/main"):
        files.extend(file for file in main.rglob("*") if file.is_file())
    return sorted(files)


def fingerprint(root: Path, jars: Iterable[Path]) -> str:
    """What was built from what: the sources by content, for a checkout touches their times; the jars by time."""
    digest = hashlib.sha256()
    for file in sources(root):
        digest.update(f"{file.relative_to(root)}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    for file in jars:
        digest.update(f"{file.relative_to(root)} {file.stat().st_mtime_ns}\0".encode())
    return digest.hexdigest()


def is_current(root: Path, services: Sequence[str]) -> bool:
    jars = [jar(root, service) for service in services]
    try:
        return (root / STAMP).read_text() == fingerprint(root, jars)
    except FileNotFoundError:
        return False


def remember(root: Path, services: Sequence[str]) -> None:
    """Notes that the jars there are now were built from the sources there are now."""
    jars = [jar(root, service) for service in services]
    for file in jars:
        if not file.is_file():
            raise Problem(f"The build made no {file.relative_to(root)}.", "Look into that module's pom.xml.")
    (root / STAMP).parent.mkdir(exist_ok=True)
    (root / STAMP).write_text(fingerprint(root, jars))


def maven_environment(jdk: Jdk, environment: dict[str, str]) -> dict[str, str]:
    return {**environment, "JAVA_HOME": str(jdk.home)}


def build(places: Places, jdk: Jdk, services: Sequence[str]) -> None:
    """Builds these services and what they need. Tests and formatting are checked by ``./qubinode test``."""
    step = run_logged(
        f"Building {' and '.join(services)} (log: {places.log('build')})",
        ["./mvnw", "-B", "-ntp", "-DskipTests", "-Dspotless.check.skip=true", "-pl", ",".join(services), "-am", "package"],
        places.root,
        places.log("build"),
        maven_environment(jdk, dict(os.environ)),
    )
    remember(places.root, services)
    step.done(f"Built {' and '.join(services)}")
