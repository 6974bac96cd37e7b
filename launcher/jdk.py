"""Finds the JDK that builds and runs the services."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Iterable, Mapping, Optional

from launcher import distribution
from launcher.problem import Problem

MINIMUM = 21
FOLDERS = ("/usr/lib/jvm", "/usr/java", "/opt/java")


@dataclass(frozen=True)
class Jdk:
    home: Path
    version: tuple[int, ...]

    @property
    def java(self) -> Path:
        return self.home / "bin" / "java"

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.version))} at {self.home}"


def parse_version(release: str) -> tuple[int, ...]:
    """The version in a JDK's ``release`` file; empty when there is none."""
    found = re.search(r'^JAVA_VERSION="([^"]+)"', release, re.MULTILINE)
    return tuple(int(part) for part in re.findall(r"\d+", found.group(1))) if found else ()


def inspect(home: Path) -> Optional[Jdk]:
    """The JDK at this place; none when it lacks a compiler (a JRE) or is no Java at all."""
    try:
        version = parse_version((home / "release").read_text(errors="replace"))
    except OSError:
        return None
    return Jdk(home, version) if version and os.access(home / "bin" / "javac", os.X_OK) else None


def choose(found: Iterable[Optional[Jdk]]) -> Optional[Jdk]:
    """The newest that is new enough; of equals the first."""
    good = [jdk for jdk in found if jdk and jdk.version[0] >= MINIMUM]
    return max(good, key=lambda jdk: jdk.version, default=None)


def candidates(environment: Mapping[str, str]) -> list[Path]:
    homes = []
    if environment.get("JAVA_HOME"):
        homes.append(Path(environment["JAVA_HOME"]))
    javac = shutil.which("javac", path=environment.get("PATH"))
    if javac:
        homes.append(Path(javac).resolve().parent.parent)
    sdkman = Path(environment.get("SDKMAN_DIR") or Path.home() / ".sdkman") / "candidates" / "java"
    for folder in (*map(Path, FOLDERS), sdkman):
        if folder.is_dir():
            homes.extend(sorted(home for home in folder.iterdir() if home.is_dir()))
    return homes


def find(environment: Mapping[str, str]) -> Jdk:
    found = [inspect(home) for home in candidates(environment)]
    jdk = choose(found)
    if jdk:
        return jdk
    seen = ", ".join(sorted({str(other) for other in found if other})) or "none"
    raise Problem(
        f"A JDK {MINIMUM} or newer with javac is needed; found: {seen}.",
        f"Install one, for example: {distribution.at_hand().install(distribution.JDK)} (or Temurin 25), or set JAVA_HOME.",
    )
