"""Settings: the environment wins over ``.env``, which wins over what ``mcp-servers.yml`` says to the launcher too."""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from pathlib import Path
from typing import Mapping

KEYS = ("MCP_API_KEY", "AIRFLOW_MCP_API_KEY")

# What the launcher itself has to know of the operator's file; the services read all of it.
FILE_KEYS = {
    "ai_assistant.mcp.port": "MCP_SERVER_PORT",
    "airflow.mcp.port": "AIRFLOW_MCP_PORT",
    "airflow.api.url": "AIRFLOW_API_URL",
    "airflow.libvirt.uri": "LIBVIRT_URI",
}

_ASSIGNMENT = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$")
_YAML_LINE = re.compile(r"( *)([A-Za-z_]+):(?:\s+(.*))?$")


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


def parse_servers_file(text: str) -> dict[str, str]:
    """The plain values of ``FILE_KEYS`` in block style, by environment name; references to variables are left to the services."""
    path: list[tuple[int, str]] = []
    values: dict[str, str] = {}
    for line in text.splitlines():
        found = _YAML_LINE.match(line)
        if not found:
            continue
        indent = len(found.group(1))
        path = [entry for entry in path if entry[0] < indent] + [(indent, found.group(2))]
        name = FILE_KEYS.get(".".join(key for _, key in path))
        value = re.sub(r"(^|\s)#.*$", "", found.group(3) or "").strip().strip("'\"")
        if name and value and not value.startswith("${"):
            values[name] = value
    return values


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


def load(env_file: Path, servers_file: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """All settings by environment name."""
    named = {name: value for name, value in environment.items() if value.strip()}
    return {**parse_servers_file(_read(servers_file)), **parse_env(_read(env_file)), **named}


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except FileNotFoundError:
        return ""
