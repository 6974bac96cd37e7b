"""The services as binaries without a JVM: what native-image is given, and how GraalVM or Mandrel builds them."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import zipfile
from pathlib import Path
from typing import Iterator, Mapping

from launcher import jdk
from launcher.problem import Problem

VARIABLE = "QUBINODE_NATIVE"
GRAALVM = "GRAALVM_HOME"
MINIMUM = 25
PROFILE = "-Pnative"
# All that native-image would be given: fails when an extension or a build step cannot be native. Needs no GraalVM.
SOURCES_ONLY = "-Dquarkus.native.sources-only=true"
# How much of its own a binary may hold, and that it ends without; the units and images have the same.
BOUNDS = {"airflow-mcp": "-Xmx64m -XX:+ExitOnOutOfMemoryError", "ai-assistant-mcp": "-Xmx256m -XX:+ExitOnOutOfMemoryError"}
METADATA = "{0}/src/main/resources/META-INF/native-image/io.qubinode.mcp/{0}/reachability-metadata.json"
ARGUMENTS = "META-INF/native-image/io.qubinode.mcp/{0}/native-image.properties"
# What is not for Linux on the processor of this machine, as ONNX Runtime, the tokenizers and JNA name their folders.
ELSEWHERE = re.compile(r"(?i)(^|[/-])(win|windows|win32|osx|darwin|macos)[-/]")
RESOURCES = "META-INF/native-image/resource-config.json"
LARGE = 1 << 20
SUBSTITUTION = b"Lcom/oracle/svm/core/annotate/TargetClass;"
# Behind the length of the name.
CLASS_IN_CODE = re.compile(rb"\x01..L([\w/$]+);", re.DOTALL)
ALWAYS_THERE = ("java/", "javax/", "jdk/", "sun/", "com/sun/", "com/oracle/svm/", "org/graalvm/")


def wanted(environment: Mapping[str, str]) -> bool:
    """:raises Problem: when it says something else than yes or no"""
    value = environment.get(VARIABLE, "")
    if value not in ("", "0", "1"):
        raise Problem(f"{VARIABLE} is {value}; allowed is 1 or 0.", exit_code=78)
    return value == "1"


def graalvm(environment: Mapping[str, str]) -> Path:
    """
    The folder of the GraalVM or Mandrel that builds binaries.

    :raises Problem: when there is none, or one that is too old
    """
    named = environment.get(GRAALVM, "")
    hint = f"Set {GRAALVM} to a GraalVM or Mandrel {MINIMUM} (https://www.graalvm.org, https://github.com/graalvm/mandrel/releases), or unset {VARIABLE}."
    if not named:
        raise Problem(f"A binary needs a GraalVM, and {GRAALVM} is not set.", hint)
    home = Path(named)
    if not os.access(home / "bin" / "native-image", os.X_OK):
        raise Problem(f"{GRAALVM} is {home}, where there is no bin/native-image.", hint)
    found = jdk.inspect(home)
    if found and found.version[0] < MINIMUM:
        raise Problem(f"{GRAALVM} is Java {found}, which is too old.", hint)
    return home


def folder(root: Path, service: str) -> Path:
    """What runs together: the binary and the libraries that native-image writes beside it."""
    return root / service / "target" / "native-app"


def collect(root: Path, service: str) -> None:
    """Puts what the build has left in ``target`` into :func:`folder`."""
    target = root / service / "target"
    runners = sorted(target.glob(f"{service}-*-runner"), key=lambda file: file.stat().st_mtime)
    if not runners:
        raise Problem(f"The build made no binary in {target.relative_to(root)}.", f"Look into {service}/pom.xml.")
    app = folder(root, service)
    shutil.rmtree(app, ignore_errors=True)
    app.mkdir()
    shutil.copy2(runners[-1], app / service)
    for library in target.glob("*.so"):
        shutil.copy2(library, app)


def check_given(root: Path, service: str, modules: tuple[str, ...]) -> None:
    """
    Looks into what a build of sources only has left.

    :raises Problem: when native-image would not be given the arguments of a module, would be told to change a class that is not there, or would
        take libraries of other systems into the binary
    """
    sources = root / service / "target" / "native-sources"
    with contextlib.ExitStack() as opened:
        files = (*sources.glob("*.jar"), *(sources / "lib").glob("*.jar"))
        jars = [opened.enter_context(zipfile.ZipFile(file)) for file in files]
        _check(root, service, modules, jars)


def _check(root: Path, service: str, modules: tuple[str, ...], jars: list[zipfile.ZipFile]) -> None:
    given = {name for jar in jars for name in jar.namelist()}
    for module in modules:
        arguments = ARGUMENTS.format(module)
        if (root / module / "src" / "main" / "resources" / arguments).exists() and arguments not in given:
            raise Problem(f"{service}: native-image is not given {arguments}.")
    missing = sorted(set(_changed(jars)) - given)
    if missing:
        raise Problem(f"{service}: native-image would be told to change what is not there: {', '.join(missing)}.", "Its library is needed with -Pnative.")
    left = [name for name in _resources(jars) if ELSEWHERE.search(name) or _other_processor(name)]
    if left:
        raise Problem(f"{service}: a binary would hold what is for other systems: {', '.join(left)}.", "quarkus.native.resources.excludes leaves it out.")


def _changed(jars: list[zipfile.ZipFile]) -> Iterator[str]:
    """The files of the classes that substitutions name, without those that are made on a condition."""
    for jar in jars:
        for name in jar.namelist():
            code = jar.read(name) if name.endswith(".class") else b""
            if SUBSTITUTION in code and b"onlyWith" not in code:
                named = (found.decode() for found in CLASS_IN_CODE.findall(code))
                yield from (f"{each}.class" for each in named if not each.startswith(ALWAYS_THERE))


def _resources(jars: list[zipfile.ZipFile]) -> Iterator[str]:
    """The large files that would be in the binary."""
    for jar in jars:
        if RESOURCES in jar.namelist():
            resources = json.loads(jar.read(RESOURCES))["resources"]
            taken, left_out = ([re.compile(each["pattern"].replace("\\Q", "").replace("\\E", "")) for each in resources[key]] for key in ("includes", "excludes"))
            for entry in (entry for other in jars for entry in other.infolist() if entry.file_size > LARGE):
                name = entry.filename
                if any(pattern.fullmatch(name) for pattern in taken) and not any(pattern.fullmatch(name) for pattern in left_out):
                    yield name


def _other_processor(name: str) -> bool:
    x64 = os.uname().machine in ("x86_64", "amd64")
    return bool(re.search(r"linux-(aarch64|arm64)" if x64 else r"linux-(x64|x86_64|x86-64)", name))
