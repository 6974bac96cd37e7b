"""Settings: the environment wins over ``.env``."""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from pathlib import Path
from typing import Mapping

KEYS = ("MCP_API_KEY", "AIRFLOW_MCP_API_KEY", "AIRFLOW_MCP_STATUS_KEY")

_ASSIGNMENT = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$")


def parse_env(text: str) -> dict[str, str]:
    """Reads ``NAME=value`` lines; a name that is set to nothing counts as not set."""
    values: dict[str, str] = {}
    for line in text.splitlines():
        found = None if line.lstrip().startswith("#") else _ASSIGNMENT.match(line)
        if found:
            name, value = found.groups()
            if len(value) >= 2 and value[0] == value[-1] and value[0] in "'\"":
                value = value[1:-1]
            values[name] = value
    return {name: value for name, value in values.items() if value}


def with_keys(text: str) -> str:
    """The text of ``.env`` with a new random key for each that it lacks."""
    have = parse_env(text)
    missing = [name for name in KEYS if name not in have]
    if missing and text and not text.endswith("\n"):
        text += "\n"
    return text + "".join(f"{name}={secrets.token_hex(32)}\n" for name in missing)


def ensure_keys(env_file: Path) -> list[str]:
    """Writes missing keys to ``.env``, whole or not at all, for its owner only.

    :return: the names that were added
    """
    text = _read(env_file)
    complete = with_keys(text)
    if complete == text:
        return []
    handle, part = tempfile.mkstemp(dir=env_file.parent, prefix=".env.")
    with os.fdopen(handle, "w") as output:
        output.write(complete)
    os.replace(part, env_file)
    return [name for name in KEYS if name not in parse_env(text)]


def load(env_file: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """All settings by environment name; what ``mcp-servers.yml`` says is the services' to read."""
    return {**parse_env(_read(env_file)), **{name: value for name, value in environment.items() if value.strip()}}


def names(env_file: Path) -> set[str]:
    """What the file sets."""
    return set(parse_env(_read(env_file)))


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except FileNotFoundError:
        return ""
