"""``connect``: makes this instance's services known to an MCP client."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Callable, Mapping

from launcher import client_file, connection, mcp_clients, mcp_probe, services
from launcher.connection import MEANINGS, Connection
from launcher.places import Places
from launcher.problem import Problem
from launcher.progress import say


def add_command(commands: argparse._SubParsersAction) -> None:
    """The arguments of ``connect``."""
    connect = commands.add_parser("connect", help="write the configuration of an MCP client for the services that run")
    connect.add_argument("client", choices=mcp_clients.ALL, metavar="CLIENT", help=", ".join(mcp_clients.ALL))
    where = connect.add_mutually_exclusive_group()
    where.add_argument("--print", action="store_true", help="print the configuration, with the keys in it, and write nothing")
    where.add_argument("--file", metavar="FILE", help="another file than the one that the client reads for this user")
    connect.add_argument("--check", action="store_true", help="call the services through the configuration; exit status 1 when one fails")
    connect.add_argument(
        "--service", action="append", default=[], choices=services.BY_NAME, metavar="SERVICE", help="only this one; may be repeated"
    )


def run(places: Places, settings: Mapping[str, str], environment: Mapping[str, str], options: argparse.Namespace) -> bool:
    """
    :return: whether everything that was checked works
    """
    client = mcp_clients.ALL[options.client]
    tell = _to_stderr if options.print else say  # A program may read what is printed.
    found = connection.require(places, settings, options.service)
    entries = {one.service.client_name: client.entry(one, places, environment) for one in found}
    placeholders = [one for one in found if one.credentials(environment) is None]
    if options.print:
        print(json.dumps({client.servers: entries}, indent=2), flush=True)
        for one in placeholders:
            tell(f"Note: {one.service.name} accepts no API keys. {MEANINGS[one.method]}.")
        tell(f"{client.title} reads {client.file(environment)}")
        servers: Mapping[str, mcp_clients.Entry] = entries
    else:
        if placeholders:
            raise _needs(placeholders[0], places, options.client)
        file = Path(options.file or client.file(environment)).expanduser().absolute()
        changed = client_file.merge(file, client.servers, entries, any(map(mcp_clients.holds_secret, entries.values())))
        names = " and ".join(entries)
        tell(f"✓ Wrote {names} to {file}. Restart {client.title} to use them." if changed else f"✓ {file} has {names} already")
        servers = client_file.read(file, client.servers)
    return all([_check(name, servers[name], tell) for name in entries]) if options.check else True


def _needs(one: Connection, places: Places, client: str) -> Problem:
    return Problem(
        f"{one.service.name} accepts no API keys. Set the credential of the client in the environment. {MEANINGS[one.method]}.",
        f"{places.line('connect', client, **one.placeholders)} (with --print you can fill it in later)",
    )


def _check(name: str, entry: mcp_clients.Entry, tell: Callable[[str], None]) -> bool:
    try:
        tell(f"✓ {name}: {mcp_probe.count_tools(entry)} tools")
        return True
    except Problem as problem:
        tell(f"✗ {name}: {problem.message}" + (f" → {problem.next_step}" if problem.next_step else ""))
        return False


def _to_stderr(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
