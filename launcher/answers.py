"""What a service answered to ``--settings``, kept beside its jar as long as all that it read for the answer is the same."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import tempfile
from pathlib import Path
from typing import Iterable, Mapping, Optional

from launcher.build import fingerprint
from launcher.environment import KEYS

FOLDER = "qubinode-answers"
# One for each way in which a service was started lately; the tests of the whole system have many.
MOST = 50
MADE_KEY = re.compile(r"[0-9a-f]{64}")

Stamps = dict[str, list[int]]


def find(root: Path, service: str, jdk: str, text: str, settings: Mapping[str, str]) -> Optional[dict[str, str]]:
    """The answer to the same question, when the files that it named are those of then.

    :param jdk: the version of Java that runs the service
    :param text: what ``mcp-servers.yml`` says
    :param settings: the variables that the service reads
    """
    try:
        kept = json.loads(_file(root, service, jdk, text, settings).read_text())
        return kept["answer"] if kept["files"] == _stamps(root, kept["files"]) else None
    except (OSError, ValueError, KeyError):
        return None


def keep(root: Path, service: str, jdk: str, text: str, settings: Mapping[str, str], answer: Mapping[str, str], named: Iterable[str]) -> None:
    """Keeps a good answer; a wrong setting is asked about again.

    :param answer: without secrets
    :param named: the values that may be names of files, relative to the checkout
    """
    file = _file(root, service, jdk, text, settings)
    file.parent.mkdir(mode=0o700, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(handle, "w") as output:
        json.dump({"answer": dict(answer), "files": _stamps(root, named)}, output)
    os.replace(part, file)
    _forget(file.parent)


def _file(root: Path, service: str, jdk: str, text: str, settings: Mapping[str, str]) -> Path:
    # What `up` has made for a fresh state folder is another key each time, and as good as the last one.
    read = sorted((name, "made" if name in KEYS and MADE_KEY.fullmatch(value) else value) for name, value in settings.items())
    question = json.dumps([fingerprint(root, service), jdk, text, read])
    return root / service / "target" / FOLDER / f"{hashlib.sha256(question.encode()).hexdigest()}.json"


def _stamps(root: Path, named: Iterable[str]) -> Stamps:
    """Time and size by name, of those that are files now."""
    found: Stamps = {}
    for name in named:
        try:
            file = root / name
            if file.is_file():
                status = file.stat()
                found[name] = [status.st_mtime_ns, status.st_size]
        except (OSError, ValueError):
            continue  # no file can be called so
    return found


def _forget(folder: Path) -> None:
    with contextlib.suppress(FileNotFoundError):  # another `up` does the same
        by_age = sorted(folder.glob("*.json"), key=lambda file: file.stat().st_mtime, reverse=True)
        for old in by_age[MOST:]:
            old.unlink()
