"""Builds the services, but only when their sources are not those of the last build."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path
from typing import Sequence

from launcher import native_image
from launcher.jdk import Jdk
from launcher.places import Places
from launcher.problem import Problem
from launcher.progress import last_lines, run_all_logged, run_logged

LIBRARIES = ("common-security", "common-endpoints")
JAR = "quarkus-run.jar"
BUILD = ("-DskipTests", "-Dspotless.check.skip=true")
MAVEN = ("./mvnw", "-B", "-ntp")
OPTIONS = "java.options"
AOT_CACHE = "app.aot"
OPERATORS = ("AI_", "AIRFLOW_", "LIBVIRT_", "MCP_", "OTEL_", "RAG_", "RATE_LIMIT_")


def native() -> bool:
    """Whether binaries are built and run in place of jars: ``QUBINODE_NATIVE=1``."""
    return native_image.wanted(os.environ)


def built(root: Path, service: str) -> Path:
    """The folder that the build makes."""
    return native_image.folder(root, service) if native() else root / service / "target" / "quarkus-app"


def program(root: Path, service: str) -> Path:
    """The jar or binary that runs."""
    return built(root, service) / (service if native() else JAR)


def stamp(root: Path, service: str) -> Path:
    """In the service's ``target``, so that it goes when the program goes."""
    return root / service / "target" / f"qubinode-built{'-native' if native() else ''}.sha256"


def sources(root: Path) -> list[Path]:
    """Everything that ends up in the services."""
    files = [root / "pom.xml", *root.glob("*/pom.xml")]
    for main in root.glob("*/src/main"):
        files.extend(file for file in main.rglob("*") if file.is_file())
    return sorted(files)


def fingerprint(root: Path, service: str) -> str:
    """What was built from what: the sources by content, for a checkout touches their times; the program by its time."""
    digest = hashlib.sha256()
    for file in sources(root):
        digest.update(f"{file.relative_to(root)}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    digest.update(str(program(root, service).stat().st_mtime_ns).encode())
    return digest.hexdigest()


def is_current(root: Path, service: str) -> bool:
    try:
        return stamp(root, service).read_text() == fingerprint(root, service)
    except FileNotFoundError:
        return False


def finish(root: Path, jdk: Jdk, services: Sequence[str], log: Path) -> None:
    """Gives what was built its Java options, and notes what it was built from."""
    if native():
        for service in services:
            native_image.collect(root, service)
            remember(root, service)
        return
    tries = [["deploy/java-options", service, str(built(root, service)), str(jdk.home)] for service in services]
    step = run_all_logged(f"Trying how {' and '.join(services)} start (log: {log})", tries, root, log)
    for service in services:
        remember(root, service)
    cached = [service for service in services if (built(root, service) / AOT_CACHE).exists()]
    step.done(f"Made AOT caches for {' and '.join(cached)}" if cached else f"No AOT cache: {last_lines(log, 1)[0]}")


def is_finished(root: Path, jdk: Jdk, service: str) -> bool:
    """Whether the Java options are there, and for this JDK. A binary needs none."""
    if native():
        return True
    try:
        return (built(root, service) / OPTIONS).read_text().startswith(f"# for Java {jdk}\n")
    except FileNotFoundError:
        return False


def remember(root: Path, service: str) -> None:
    """Notes that the program that is there now was built from the sources that are there now."""
    if not program(root, service).is_file():
        raise Problem(f"The build made no {program(root, service).relative_to(root)}.", f"Look into {service}/pom.xml.")
    stamp(root, service).write_text(fingerprint(root, service))


def native_sources(services: Sequence[str]) -> list[str]:
    """The command that leaves all that native-image would be given."""
    return [*MAVEN, "-q", native_image.PROFILE, *BUILD, native_image.SOURCES_ONLY, "-pl", ",".join(services), "-am", "package"]


def native_types(jdk: Jdk, action: str, service: str) -> list[str]:
    """
    The command that writes, or checks, what of a service must be named to native-image. After :func:`native_sources`.

    :param action: ``write`` or ``check``
    """
    classes = [f"{module}/target/classes" for module in (service, *LIBRARIES)]
    # What Quarkus has changed of the libraries is in the service's own jar.
    libraries = [f"{service}/target/native-sources/*", f"{service}/target/native-sources/lib/*"]
    file = native_image.METADATA.format(service)
    return [str(jdk.java), "-cp", os.pathsep.join([*classes, *libraries]), "launcher/NativeTypes.java", action, file, *classes]


def maven_environment(jdk: Jdk, environment: dict[str, str]) -> dict[str, str]:
    return {**environment, "JAVA_HOME": str(jdk.home)}


def build_environment(jdk: Jdk, environment: dict[str, str]) -> dict[str, str]:
    """Without the operator's settings, for Quarkus writes into the jar what is set while it builds, secrets among it."""
    kept = {name: value for name, value in environment.items() if not name.startswith(OPERATORS)}
    return {**maven_environment(jdk, kept), "MCP_CONFIG": os.devnull}


def build(places: Places, jdk: Jdk, services: Sequence[str]) -> None:
    """Builds these services and what they need. Tests and formatting are checked by ``./qubinode test``."""
    given = build_environment(jdk, dict(os.environ))
    if native():
        given[native_image.GRAALVM] = str(native_image.graalvm(os.environ))
    for service in services:
        stamp(places.root, service).unlink(missing_ok=True)  # an interrupted build leaves half of it
    for module in (*LIBRARIES, *services):
        # Maven leaves what an earlier version made of a file that is gone, and the service would load it.
        shutil.rmtree(places.root / module / "target" / "classes", ignore_errors=True)
    step = run_logged(
        f"Building {' and '.join(services)} (log: {places.log('build')})",
        [*MAVEN, *([native_image.PROFILE] if native() else []), *BUILD, "-pl", ",".join(services), "-am", "package"],
        places.root,
        places.log("build"),
        given,
    )
    step.done(f"Built {' and '.join(services)}")
    finish(places.root, jdk, services, places.log("java-options"))


def ensure(places: Places, jdk: Jdk, services: Sequence[str]) -> None:
    """Builds those of these services that are not what the sources say."""
    stale = [service for service in services if not is_current(places.root, service)]
    if stale:
        places.make()
        build(places, jdk, stale)


def install(places: Places, service: str) -> None:
    """Copies the built service to where it runs from; the times of the files stay, by which Java knows its cache's."""
    app = places.app(service)
    shutil.rmtree(app, ignore_errors=True)
    shutil.copytree(built(places.root, service), app, ignore=shutil.ignore_patterns(AOT_CACHE))
