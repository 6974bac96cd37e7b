"""What the operator reads: how to use what runs, and the table of its state."""

from __future__ import annotations

import shlex
from typing import Sequence

from launcher import mcp_clients
from launcher.connection import MEANINGS, Connection
from launcher.places import Places


def connections(running: Sequence[Connection], places: Places) -> str:
    """Without any key, because terminals and build logs are kept and shared."""
    blocks = [_to_paste(one, places) for one in running]
    first, *others = mcp_clients.ALL
    variables = {name: value for one in running for name, value in one.placeholders.items()}
    blocks.append(
        f"Connect a client\n  {places.line('connect', first, **variables)}\n"
        f"  or {', '.join(others)}; --print shows the configuration instead, --check calls through it"
    )
    blocks.append("Next: ./qubinode status · ./qubinode logs -f · ./qubinode down")
    return "\n" + "\n\n".join(blocks)


def _to_paste(one: Connection, places: Places) -> str:
    shown = {
        "api_key": f' -H "X-API-Key: {_read_by_the_shell(one, places)}"',
        "jwt": " -H 'Authorization: Bearer TOKEN'",
        "mtls": " --cert CLIENT.pem",
    }[one.method]
    authority = f" --cacert {shlex.quote(one.certificate)}" if one.certificate else ""
    meaning = MEANINGS[one.method]
    return "\n".join(
        [
            one.service.name,
            f"  URL  {one.mcp}",
            *([f"  {meaning}"] if meaning else []),
            "  Try",
            f"    curl -s {one.url}/tools/{one.service.example_tool}{shown} -H 'Content-Type: application/json'"
            f" -d '{one.service.example_arguments}'{authority}",
        ]
    )


def _read_by_the_shell(one: Connection, places: Places) -> str:
    """Words that a shell in any folder replaces by the key, from where it is kept."""
    start = f"{one.service.key_variable}="
    lines = places.env_file.read_bytes().decode(errors="replace").split("\n") if places.env_file.exists() else []
    if [line[len(start) :] for line in lines if line.startswith(start)] == [one.key]:
        return f"$(sed -n 's/^{start}//p' {shlex.quote(str(places.env_file))})"
    return f"$({places.line('keys', 'show', one.service.name)})"


def table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)


def duration(seconds: float) -> str:
    """For example ``3 d 4 h``, ``2 h 5 min``, ``42 s``."""
    whole = int(seconds)
    parts = [(whole // 86400, "d"), (whole // 3600 % 24, "h"), (whole // 60 % 60, "min"), (whole % 60, "s")]
    first = next((index for index, (number, _) in enumerate(parts) if number), 3)
    return " ".join(f"{number} {unit}" for number, unit in parts[first : first + 2])
