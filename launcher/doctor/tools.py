"""Judges what builds and runs the services: JDK, Maven, Python."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Sequence

from launcher import distribution, pythons
from launcher.distribution import Distribution
from launcher.doctor.finding import BAD, OK, Finding
from launcher.jdk import MINIMUM, Jdk

FAST_JDK = 25


@dataclass(frozen=True)
class Java:
    """``usable`` is the one that the launcher takes; the others have no compiler or are too old."""

    usable: Optional[Jdk]
    too_old: Sequence[str] = ()
    without_compiler: Sequence[str] = ()


@dataclass(frozen=True)
class Maven:
    """``java`` is the version that Maven itself runs on, given the JDK that the launcher takes."""

    version: tuple[int, ...]
    java: int = 0


def judge_java(java: Java, here: Distribution) -> list[Finding]:
    if java.usable:
        slow = "" if java.usable.version[0] >= FAST_JDK else f"; with JDK {FAST_JDK} the services start in half the time"
        return [Finding(OK, f"{java.usable}, with javac{slow}")]
    advice = f"{here.install(distribution.JDK)}; or Eclipse Temurin {FAST_JDK} (https://adoptium.net); or set JAVA_HOME"
    if java.without_compiler:
        return [Finding(BAD, f"There is no javac in {', '.join(java.without_compiler)}: a JRE only.", advice)]
    if java.too_old:
        return [Finding(BAD, f"A JDK {MINIMUM} or newer is needed; here is {', '.join(java.too_old)}.", advice)]
    return [Finding(BAD, f"There is no JDK; {MINIMUM} or newer is needed.", advice)]


def judge_maven(maven: Optional[Maven], here: Distribution) -> list[Finding]:
    if not maven:
        return [Finding(BAD, "There is no Maven.", here.install(distribution.MAVEN))]
    version = ".".join(map(str, maven.version))
    if maven.version < (3, 9):
        return [Finding(OK, f"{version}; the build fetches 3.9 through it")]
    if 0 < maven.java < MINIMUM:  # Fedora's and RHEL's /etc/java/maven.conf may set JAVA_HOME
        what = f"{version} runs on Java {maven.java}, although a newer one is there."
        return [Finding(BAD, what, "Correct JAVA_HOME in /etc/java/maven.conf, /etc/mavenrc or ~/.mavenrc")]
    return [Finding(OK, version)]


def judge_python(launcher: str, for_airflow: Optional[str], needs_airflow: bool, here: Distribution) -> list[Finding]:
    """
    :param launcher: the version of the Python that runs this
    :param for_airflow: the Python that the demo Airflow would be installed with
    """
    if not needs_airflow:
        return [Finding(OK, f"{launcher} for the launcher; no demo Airflow is needed")]
    if for_airflow:
        return [Finding(OK, f"{launcher} for the launcher; {for_airflow} for the demo Airflow")]
    first, last = pythons.MINORS[0], pythons.MINORS[-1]
    return [
        Finding(OK, f"{launcher} for the launcher"),
        Finding(
            BAD,
            f"The demo Airflow needs Python 3.{first} to 3.{last} with the modules venv and ensurepip; there is none.",
            f"{here.install(distribution.PYTHON_FOR_AIRFLOW)}; or set AIRFLOW_API_URL; or ./qubinode up --no-airflow",
        ),
    ]
