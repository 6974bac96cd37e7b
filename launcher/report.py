"""What the operator reads: how to use what runs, and the table of its state."""

from __future__ import annotations

import json
from typing import Mapping, Sequence

from launcher.processes import Record
from launcher.services import Service


def connection(service: Service, url: str, key: str, certificate: str) -> str:
    """One service, ready to paste."""
    trusted = f" --cacert {certificate}" if certificate else ""
    header = f"X-API-Key: {key}"
    return "\n".join(
        [
            f"{service.name}",
            f"  URL  {url}/mcp",
            f"  Key  {key}",
            "  Try",
            f"    curl -s {url}/tools/{service.example_tool} -H '{header}' -H 'Content-Type: application/json'"
            f" -d '{service.example_arguments}'{trusted}",
            "  Claude Code",
            f"    claude mcp add --transport http {service.client_name} {url}/mcp --header '{header}'",
        ]
    )


def client_configuration(running: Sequence[tuple[Service, str, str]]) -> str:
    """The JSON that most MCP clients read."""
    servers = {
        service.client_name: {"type": "http", "url": f"{url}/mcp", "headers": {"X-API-Key": key}}
        for service, url, key in running
    }
    return json.dumps({"mcpServers": servers}, indent=2)


def connections(running: Sequence[tuple[Service, Record]], settings: Mapping[str, str]) -> str:
    known = [(service, record.url, settings[service.key_variable]) for service, record in running]
    blocks = [connection(*one, record.certificate) for one, (_, record) in zip(known, running)]
    blocks.append(f"Configuration for an MCP client\n{client_configuration(known)}")
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
