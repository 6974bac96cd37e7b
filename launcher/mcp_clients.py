"""The MCP clients that ``connect`` knows: where each keeps its servers, and in which form."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Mapping

from launcher import environment as settings_file
from launcher.connection import AUTHORIZATION, Connection
from launcher.places import Places

Entry = dict[str, object]


@dataclass(frozen=True)
class Client:
    """One client.

    ``servers`` is the key of the object that holds its servers, ``address`` the key of a server's URL; ``typed`` tells whether
    it wants the transport named, ``over_http`` whether it speaks HTTP at all.
    """

    title: str
    file: Callable[[Mapping[str, str]], Path]
    servers: str = "mcpServers"
    address: str = "url"
    typed: bool = True
    over_http: bool = True

    def entry(self, one: Connection, places: Places, environment: Mapping[str, str]) -> Entry:
        """What it is to read of one service; placeholders stand for credentials that the environment does not hold."""
        credentials = one.credentials(environment) or one.placeholders
        # Clients trust public authorities only and show no certificate, and some replace "$NAME" in what they read.
        if not self.over_http or one.certificate or "$" in one.key:
            return self._command(one, places, credentials)
        header = {"Authorization": credentials[AUTHORIZATION]} if one.method == "jwt" else {"X-API-Key": one.key}
        return {**self._type("http"), self.address: one.mcp, "headers": header}

    def _command(self, one: Connection, places: Places, credentials: Mapping[str, str]) -> Entry:
        arguments = ["stdio", one.service.short_name]
        if one.method == "api_key":
            # The launcher finds a key in .env by itself.
            kept = settings_file.load(places.env_file, {}).get(one.service.key_variable) == one.key
            variables = {**places.variables, **({} if kept else {one.service.key_variable: one.key})}
        else:
            arguments += ["--url", one.mcp]
            variables = dict(credentials)
        entry: Entry = {**self._type("stdio"), "command": str(places.command), "args": arguments}
        return {**entry, "env": variables} if variables else entry

    def _type(self, transport: str) -> Entry:
        return {"type": transport} if self.typed else {}


def holds_secret(entry: Entry) -> bool:
    """Whether others must not read it: a header always is one, a variable unless it only names a place."""
    variables = entry.get("env")
    return "headers" in entry or (isinstance(variables, dict) and any(name.endswith(("_API_KEY", AUTHORIZATION)) for name in variables))


def _applications(environment: Mapping[str, str]) -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(environment.get("XDG_CONFIG_HOME") or Path.home() / ".config")


def _claude_code(environment: Mapping[str, str]) -> Path:
    """The file of the user, whose servers are there in every project. A project's .mcp.json is made to be committed: no place for a key."""
    return Path(environment.get("CLAUDE_CONFIG_DIR") or Path.home()) / ".claude.json"


ALL = {
    "claude-code": Client("Claude Code", _claude_code),
    "claude-desktop": Client(
        "Claude Desktop", lambda environment: _applications(environment) / "Claude" / "claude_desktop_config.json", typed=False, over_http=False
    ),
    "cursor": Client("Cursor", lambda environment: Path.home() / ".cursor" / "mcp.json", typed=False),
    "vscode": Client("VS Code", lambda environment: _applications(environment) / "Code" / "User" / "mcp.json", servers="servers"),
    "gemini": Client("Gemini CLI", lambda environment: Path.home() / ".gemini" / "settings.json", address="httpUrl", typed=False),
}
