"""The file of settings of an MCP client, of which only our servers are ours."""

from __future__ import annotations

import json
import os
import re
import stat
import tempfile
from pathlib import Path
from typing import Mapping, Optional

from launcher.mcp_clients import Entry
from launcher.problem import Problem

# Of a server's entry; anything else in it, such as whether it is switched off, the user has set.
TRANSPORT = ("type", "url", "httpUrl", "headers", "command", "args", "env")
INDENT = re.compile(r"^([ \t]+)\S", re.MULTILINE)


def read(file: Path, servers: str) -> dict:
    """The servers that the file names.

    :raises Problem: when there is anything but plain JSON of the known form in it
    """
    return _parse(file, _text(file), servers).get(servers, {})


def merge(file: Path, servers: str, entries: Mapping[str, Entry], secret: bool) -> bool:
    """Puts our servers into the file, whole or not at all, and keeps everything else.

    :param secret: whether only its owner may read the file from now on
    :return: whether anything changed
    :raises Problem: as ``read``
    """
    file = Path(os.path.realpath(file))  # A link stays one.
    text = _text(file)
    settings = _parse(file, text, servers)
    there = settings.get(servers, {})
    merged = {**settings, servers: {**there, **{name: _renewed(there.get(name), entry) for name, entry in entries.items()}}}
    mode = _mode(file)
    wanted = 0o600 if mode is None else mode & ~0o077 if secret else mode
    if json.dumps(merged) != json.dumps(settings):
        _write(file, _dump(merged, text), wanted)
    elif mode != wanted:
        os.chmod(file, wanted)
    else:
        return False
    return True


def _renewed(there: object, entry: Entry) -> Entry:
    if not isinstance(there, dict):
        return entry
    kept = {name: entry.get(name, value) for name, value in there.items() if name in entry or name not in TRANSPORT}
    return {**kept, **entry}


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError:
        raise _refused(file, "it is not UTF-8")


def _parse(file: Path, text: str, servers: str) -> dict:
    try:
        settings = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_json) if text.strip() else {}
    except ValueError as e:
        raise _refused(file, str(e))
    if not isinstance(settings, dict) or not isinstance(settings.get(servers, {}), dict):
        raise _refused(file, f"it has no object {servers}")
    return settings


def _unique(pairs: list) -> dict:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name is there twice")
    return found


def _no_json(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _refused(file: Path, why: str) -> Problem:
    return Problem(
        f"{file} is not plain JSON, so it cannot be changed without losing something: {why}.",
        "Run the same command with --print and put what it prints into the file.",
    )


def _mode(file: Path) -> Optional[int]:
    try:
        return stat.S_IMODE(file.stat().st_mode)
    except FileNotFoundError:
        return None


def _dump(settings: dict, text: str) -> str:
    """Indented and escaped as it was."""
    found = INDENT.search(text)
    escaped = bool(text) and (text.isascii() or "\\ud" in text.lower())
    return json.dumps(settings, indent=found.group(1) if found else 2, ensure_ascii=escaped) + "\n"


def _write(file: Path, text: str, mode: int) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as output:
            output.write(text)
            output.flush()
            os.fsync(output.fileno())
        os.chmod(part, mode)
        if file.exists() and file.stat().st_uid != os.geteuid():
            os.chown(part, file.stat().st_uid, file.stat().st_gid)  # root may help a user
        os.replace(part, file)
    except BaseException:
        os.unlink(part)
        raise
