"""``keys``: clients with keys of their own, in a file that running services read again when it changes."""

from __future__ import annotations

import argparse
import contextlib
import datetime
import fcntl
import hashlib
import json
import os
import re
import secrets
import sys
import tempfile
from pathlib import Path
from typing import Iterator, Mapping

from launcher import services
from launcher.places import Places
from launcher.problem import Problem
from launcher.progress import say

ROLES = ("read", "execute", "admin")
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
TOOL = re.compile(r"[A-Za-z0-9_*]{1,64}")
EMPTY: dict = {"clients": []}


def add_commands(commands: argparse._SubParsersAction) -> None:
    """The arguments of ``keys``."""
    keys = commands.add_parser("keys", help="add, list, revoke and show keys")
    verbs = keys.add_subparsers(dest="verb", required=True, metavar="add|list|revoke|show")
    add = verbs.add_parser("add", help="make a key, for a new client or one more for a known one, and show it once")
    add.add_argument("client", metavar="CLIENT")
    add.add_argument("--role", choices=ROLES, help="read, execute or admin; needed for a new client")
    add.add_argument("--tools", metavar="NAMES", help="the tools it may use, with commas; * is anything (all)")
    add.add_argument("--requests-per-minute", type=int, metavar="N", help="a limit of its own")
    add.add_argument("--expires", metavar="TIME", help="days from now such as 90d, or a time such as 2027-01-31T00:00:00Z")
    verbs.add_parser("list", help="show clients and their keys, each by the first 8 digits of its hash")
    revoke = verbs.add_parser("revoke", help="take away all keys of a client, or one")
    revoke.add_argument("client", metavar="CLIENT")
    revoke.add_argument("key", nargs="?", metavar="KEY", help="as list shows it; without it the client goes")
    show = verbs.add_parser("show", help="print the key of a service, and nothing else")
    show.add_argument("name", metavar="NAME", help=f"the service: {', '.join(services.BY_NAME)}")


def run(places: Places, settings: Mapping[str, str], options: argparse.Namespace) -> None:
    if options.verb == "show" and options.name in services.BY_NAME:
        print(_of_service(services.BY_NAME[options.name], settings))
        return
    file = services.clients_file(settings, places)
    if options.verb == "show":
        raise _not_shown(_read(file), options.name)
    if options.verb == "list":
        _list(file)
    elif options.verb == "add":
        with _alone(file):
            clients = _read(file)
            key = _add(clients, options)
            _write(file, clients)
        print(key)
        # Not among what a script takes for the key.
        print("This is the only time that the key is shown; running services take it within seconds.", file=sys.stderr)
    else:
        with _alone(file):
            clients = _read(file)
            _revoke(clients, options.client, options.key)
            _write(file, clients)
        say("Revoked; running services refuse it within seconds.")


def ensure(file: Path) -> None:
    """Makes a file without clients where there is none, for a service to watch."""
    with _alone(file):
        if not file.exists():
            _write(file, EMPTY)


@contextlib.contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Two launchers at once would each lose what the other writes. The lock is a file of its own, because this one is replaced."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with open(file.with_name(f".{file.name}.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _of_service(service: services.Service, settings: Mapping[str, str]) -> str:
    key = settings.get(service.key_variable)
    if not key:
        raise Problem(f"There is no {service.key_variable} yet.", "./qubinode up makes one.")
    return key


def _not_shown(clients: dict, name: str) -> Problem:
    if _find(clients, name):
        return Problem(f"Only the hashes of {name}'s keys are kept, so they cannot be shown.", f"Make another key: ./qubinode keys add {name}")
    return Problem(f"There is no service or client {name}.", f"The services are {', '.join(services.BY_NAME)}. ./qubinode keys list shows the clients.")


def _list(file: Path) -> None:
    clients = _read(file)["clients"]
    for client in clients:
        _show(client)
    if not clients:
        say(f"{file} holds no clients.")


def _add(clients: dict, options: argparse.Namespace) -> str:
    client = _find(clients, options.client)
    if client is None:
        if not ID.fullmatch(options.client):
            raise Problem(f"{options.client} is not an id: 1 to 64 letters, digits and . _ @ -", exit_code=78)
        if options.role is None:
            raise Problem(f"{options.client} is new: it needs a role.", f"Add --role {'|'.join(ROLES)}", exit_code=78)
        client = {"id": options.client, "role": options.role, "keys": []}
        clients["clients"].append(client)
    if options.role:
        client["role"] = options.role
    if options.tools:
        client["tools"] = [name.strip() for name in options.tools.split(",")]
        if not all(TOOL.fullmatch(name) for name in client["tools"]):
            raise Problem(f"--tools is {options.tools}; allowed are names of tools with * for anything.", exit_code=78)
    if options.requests_per_minute is not None:
        if not 1 <= options.requests_per_minute <= 1_000_000:
            raise Problem("--requests-per-minute is not 1 to 1000000.", exit_code=78)
        client["requests_per_minute"] = options.requests_per_minute
    key = secrets.token_hex(32)
    entry = {"key_sha256": hashlib.sha256(key.encode()).hexdigest()}
    if options.expires:
        entry["expires"] = _expiry(options.expires)
    client["keys"].append(entry)
    return key


def _expiry(text: str) -> str:
    days = re.fullmatch(r"(\d{1,5})d", text)
    try:
        if days:
            time = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=int(days.group(1)))
        else:
            time = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.timezone.utc)
    except ValueError:
        raise Problem(f"--expires is {text}; allowed is 90d or 2027-01-31T00:00:00Z.", exit_code=78)
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def _revoke(clients: dict, name: str, key: str | None) -> None:
    client = _find(clients, name)
    if client is None:
        raise Problem(f"There is no client {name}.", "./qubinode keys list shows them.")
    if key is None:
        clients["clients"].remove(client)
        return
    found = [entry for entry in client["keys"] if entry["key_sha256"].startswith(key)]
    if len(key) < 8 or len(found) != 1:
        raise Problem(f"{name} has no key {key}.", "./qubinode keys list shows them.")
    client["keys"].remove(found[0])


def _show(client: dict) -> None:
    tools = ",".join(client.get("tools", ["*"]))
    limit = client.get("requests_per_minute")
    print(f"{client['id']}  {client['role']}  tools {tools}" + (f"  {limit} a minute" if limit else ""))
    for entry in client["keys"]:
        print(f"  {entry['key_sha256'][:8]}  {_state(entry.get('expires'))}")


def _state(expires: str | None) -> str:
    if expires is None:
        return "never expires"
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"{'expired' if expires <= now else 'expires'} {expires}"


def _find(clients: dict, name: str) -> dict | None:
    return next((client for client in clients["clients"] if client["id"] == name), None)


def _read(file: Path) -> dict:
    try:
        clients = json.loads(file.read_text())
        for client in clients["clients"]:
            client["id"], client["role"], [entry["key_sha256"] for entry in client["keys"]]
        return clients
    except FileNotFoundError:
        return {"clients": []}
    except (ValueError, KeyError, TypeError):
        raise Problem(f"{file} is not what ./qubinode keys writes.", "Mend it by hand, or move it away.", exit_code=78)


def _write(file: Path, clients: dict) -> None:
    """Whole or not at all; for its owner only, as mkstemp makes it."""
    handle, part = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    with os.fdopen(handle, "w") as output:
        json.dump(clients, output, indent=2)
        output.write("\n")
        output.flush()
        os.fsync(output.fileno())
    os.replace(part, file)
