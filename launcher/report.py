"""What the operator reads: how to use what runs, and the table of its state."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Mapping, Sequence

from launcher.processes import Record
from launcher.services import Service

BY_CERTIFICATE_LINE = "CLIENT.pem is a certificate that your authority gave a client, and its key; CA.pem is the authority"
# What `stdio` reads: docs/MCP-SECURITY.md, "Certificates of clients".
BY_CERTIFICATE = {"QUBINODE_CLIENT_CERTIFICATE": "CLIENT.pem", "SSL_CERT_FILE": "CA.pem"}


@dataclass(frozen=True)
class Connection:
    """One service that runs, and what a caller shows it: a key where keys are taken. The command is this launcher, from wherever."""

    service: Service
    url: str
    certificate: str
    methods: Sequence[str]
    key: str
    command: Path

    @property
    def header(self) -> tuple[str, str]:
        """Empty where only a client certificate is taken."""
        if "api_key" in self.methods:
            return "X-API-Key", self.key
        return ("Authorization", "Bearer TOKEN") if "jwt" in self.methods else ("", "")

    def to_paste(self) -> str:
        name, value = self.header
        what = {"X-API-Key": f"Key  {value}", "Authorization": "TOKEN is what your issuer gives"}.get(name, BY_CERTIFICATE_LINE)
        tls = (f" --cacert {self.certificate}" if self.certificate else "") + ("" if name else " --cert CLIENT.pem")
        return "\n".join(
            [
                f"{self.service.name}",
                f"  URL  {self.url}/mcp",
                f"  {what}",
                "  Try",
                f"    curl -s {self.url}/tools/{self.service.example_tool}{self._shown('-H')} -H 'Content-Type: application/json'"
                f" -d '{self.service.example_arguments}'{tls}",
                "  Claude Code",
                f"    claude mcp add {self._added()}",
            ]
        )

    def _shown(self, option: str) -> str:
        name, value = self.header
        return f" {option} '{name}: {value}'" if name else ""

    def _added(self) -> str:
        client = self.service.client_name
        if self.header[0]:
            return f"--transport http {client} {self.url}/mcp{self._shown('--header')}"
        variables = " ".join(f"--env {variable}={value}" for variable, value in BY_CERTIFICATE.items())
        return f"{client} {variables} -- {shlex.join([str(self.command), *self._bridge])}"

    def configuration(self) -> dict[str, object]:
        """What most MCP clients read of one server. They show no certificates: ``stdio`` does."""
        name, value = self.header
        if not name:
            return {"command": str(self.command), "args": self._bridge, "env": BY_CERTIFICATE}
        return {"type": "http", "url": f"{self.url}/mcp", "headers": {name: value}}

    @property
    def _bridge(self) -> list[str]:
        return ["stdio", self.service.short_name, "--url", f"{self.url}/mcp"]


def connections(running: Sequence[tuple[Service, Record]], settings: Mapping[str, str], command: Path) -> str:
    known = [
        Connection(service, record.url, record.certificate, service.methods(settings), settings.get(service.key_variable, ""), command)
        for service, record in running
    ]
    blocks = [one.to_paste() for one in known]
    servers = {one.service.client_name: one.configuration() for one in known}
    blocks.append(f"Configuration for an MCP client\n{json.dumps({'mcpServers': servers}, indent=2)}")
    blocks.append("Next: ./qubinode status · ./qubinode logs -f · ./qubinode down")
    return "\n" + "\n\n".join(blocks)


def table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)


def duration(seconds: float) -> str:
    """For example ``3 d 4 h``, ``2 h 5 min``, ``42 s``."""
    whole = int(seconds)
    parts = [(whole // 86400, "d"), (whole // 3600 % 24, "h"), (whole // 60 % 60, "min"), (whole % 60, "s")]
    first = next((index for index, (number, _) in enumerate(parts) if number), 3)
    return " ".join(f"{number} {unit}" for number, unit in parts[first : first + 2])
