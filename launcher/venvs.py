"""Virtual environments that several instances and checkouts share, each kept by what it was made of and so installed once.

``python3 -m launcher.venvs NAME [PIP-ARGUMENT …]`` makes one and prints its folder.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Iterator, Mapping, Sequence

from launcher.problem import Problem
from launcher.progress import run_logged

PIP = ("-m", "pip", "install", "--no-input", "--disable-pip-version-check")
DONE = "installed"


def cache(environment: Mapping[str, str]) -> Path:
    """https://specifications.freedesktop.org/basedir-spec/latest/: ``XDG_CACHE_HOME``, by default ``~/.cache``."""
    named = environment.get("XDG_CACHE_HOME", "")
    return (Path(named) if os.path.isabs(named) else Path.home() / ".cache") / "qubinode-mcp"


def folder(root: Path, name: str, python: str, installations: Sequence[Sequence[str]]) -> Path:
    """Where it is kept: another Python, other packages or the new content of a requirements file make another one."""
    version = subprocess.run([python, "-VV"], capture_output=True, text=True, check=True).stdout
    files = [Path(part).read_text() for given in installations for part in given if os.path.isfile(part)]
    made_of = json.dumps([os.path.realpath(python), version, [_without_folders(given) for given in installations], files])
    return root / f"{name}-{hashlib.sha256(made_of.encode()).hexdigest()[:12]}"


def ensure(
    root: Path, name: str, python: str, installations: Sequence[Sequence[str]], log: Path, optional: Sequence[str] = ()
) -> Path:
    """Makes the environment unless it is there; one whose installation was interrupted is made again.

    :param installations: the arguments of ``pip install``, for each time that it is called
    :param optional: those of a last time, which may fail
    :return: its folder
    :raises Problem: when an installation fails
    """
    place = folder(root, name, python, [*installations, optional])
    root.mkdir(parents=True, exist_ok=True)
    with _alone(root / f"{place.name}.lock"):
        if not (place / DONE).exists():
            title = f"Installing {name} (log: {log})"
            step = run_logged(title, [python, "-m", "venv", "--clear", str(place)], root, log)
            pip = [str(place / "bin" / "python"), *PIP]
            for given in installations:
                run_logged(title, [*pip, *given], Path.cwd(), log, append=True)
            if optional:
                with contextlib.suppress(Problem):
                    run_logged(title, [*pip, *optional], Path.cwd(), log, append=True)
            (place / DONE).touch()
            step.done(f"Installed {name}")
    return place


def _without_folders(arguments: Sequence[str]) -> list[str]:
    """Two checkouts of one content share an environment."""
    return [os.path.basename(part) if os.path.isfile(part) else part for part in arguments]


@contextlib.contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with open(lock, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def main(arguments: Sequence[str]) -> None:
    name, *packages = arguments
    output, sys.stdout = sys.stdout, sys.stderr
    root = cache(os.environ)
    root.mkdir(parents=True, exist_ok=True)
    place = ensure(root, name, sys.executable, [packages], root / f"{name}.log")
    print(place, file=output)


if __name__ == "__main__":
    main(sys.argv[1:])
