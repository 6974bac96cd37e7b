"""Calls a server as the MCP client would whose configuration this is, and counts its tools.

https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import tempfile
import threading
from typing import Any, Callable, ContextManager, Iterator, Optional

from launcher.mcp_clients import Entry
from launcher.mcp_endpoint import Answer, Endpoint, Lost, Session, Unreachable
from launcher.problem import Problem

SECONDS = 60.0
VERSION = "2025-11-25"
# What clients give the commands that they start, beside what the configuration says.
GIVEN = ("HOME", "LANG", "LOGNAME", "PATH", "SHELL", "TERM", "USER")

# Sends a message and gives the answer to a request.
Exchange = Callable[[dict], Optional[dict]]


def count_tools(entry: Entry) -> int:
    """
    :raises Problem: with what failed
    """
    with _by_command(entry) if "command" in entry else _by_http(entry) as exchange:
        introduction = {"protocolVersion": VERSION, "capabilities": {}, "clientInfo": {"name": "qubinode connect", "version": "1"}}
        _result(exchange, 0, "initialize", introduction)
        exchange({"jsonrpc": "2.0", "method": "notifications/initialized"})
        count, cursor, number = 0, None, 1
        while cursor or number == 1:
            page = _result(exchange, number, "tools/list", {"cursor": cursor} if cursor else {})
            count, cursor, number = count + len(page.get("tools", [])), page.get("nextCursor"), number + 1
        return count


def _result(exchange: Exchange, number: int, method: str, params: dict) -> dict:
    answer = exchange({"jsonrpc": "2.0", "id": number, "method": method, "params": params}) or {}
    if "result" not in answer:
        raise Problem(f"{method}: {answer.get('error', {}).get('message', 'there is no answer')}")
    return answer["result"]


@contextlib.contextmanager
def _by_http(entry: Any) -> Iterator[Exchange]:
    url = entry.get("url") or entry.get("httpUrl") or ""
    endpoint = Endpoint(url, entry.get("headers", {}))
    session = Session()

    def exchange(message: dict) -> Optional[dict]:
        nonlocal session
        with _post(endpoint, "POST", session, json.dumps(message).encode()) as answer:
            if answer.status >= 400:
                raise Problem(answer.refusal())
            found = [] if "id" not in message else [each for each in map(_message, answer.messages()) if each.get("id") == message["id"]]
            if message["method"] == "initialize" and found:
                session = Session(answer.session_id, found[0].get("result", {}).get("protocolVersion", ""))
        return found[0] if found else None

    try:
        yield exchange
        if session.id:
            with _post(endpoint, "DELETE", session, None):
                pass
    except Unreachable as e:
        raise Problem(f"nobody answers at {url}: {e}", "./qubinode status shows what runs; ./qubinode up starts it.")
    except (Lost, ValueError) as e:
        raise Problem(f"{url} does not answer as an MCP server: {e}", "./qubinode logs shows why.")


def _message(text: str) -> dict:
    message = json.loads(text)
    if not isinstance(message, dict):
        raise ValueError("it sends something that is not a message")
    return message


def _post(endpoint: Endpoint, method: str, session: Session, body: Optional[bytes]) -> ContextManager[Answer]:
    return endpoint.exchange(method, session.headers(), body, opened=lambda connection: connection.settimeout(SECONDS))


@contextlib.contextmanager
def _by_command(entry: Any) -> Iterator[Exchange]:
    command = [entry["command"], *entry.get("args", [])]
    environment = {name: os.environ[name] for name in GIVEN if name in os.environ}
    with tempfile.TemporaryFile("w+", errors="replace") as errors:
        try:
            process = subprocess.Popen(
                command, env={**environment, **entry.get("env", {})}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True
            )
        except OSError as e:
            raise Problem(f"{entry['command']} cannot be started: {e.strerror}")
        gave_up = threading.Event()

        def give_up() -> None:
            gave_up.set()
            process.kill()

        late = threading.Timer(SECONDS, give_up)
        late.start()

        def exchange(message: dict) -> Optional[dict]:
            process.stdin.write(json.dumps(message) + "\n")
            process.stdin.flush()
            if "id" not in message:
                return None
            for answer in map(_message, process.stdout):
                if answer.get("id") == message["id"]:
                    return answer
            raise BrokenPipeError

        try:
            yield exchange
        except (BrokenPipeError, ValueError):
            process.kill()
            errors.seek(0)
            said = [line.strip() for line in errors if line.strip()]
            what = f"does not answer within {SECONDS:.0f} s" if gave_up.is_set() else "does not answer as an MCP server"
            raise Problem(f"{' '.join(command)} {what}" + (f": {said[-1]}" if said else "."))
        finally:
            late.cancel()
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()
            process.wait()
            process.stdout.close()
