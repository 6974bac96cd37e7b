"""One MCP endpoint over Streamable HTTP, seen from a client.

https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#streamable-http
"""

from __future__ import annotations

import contextlib
import functools
import http.client
import json
import socket
import ssl
from dataclasses import dataclass
from typing import Any, Callable, Iterator, Mapping, Optional
from urllib.parse import urlsplit

from launcher import event_stream
from launcher.problem import Problem

CONNECT_SECONDS = 10.0


class Unreachable(Exception):
    """Nobody took the message, so it can be sent again."""


class Lost(Exception):
    """The message was sent and its answer did not come: it may have been carried out."""


@dataclass(frozen=True)
class Session:
    """What a server gave at ``initialize``; servers without state give no id."""

    id: str = ""
    version: str = ""

    def headers(self) -> dict[str, str]:
        given = {"Mcp-Session-Id": self.id, "MCP-Protocol-Version": self.version}
        return {name: value for name, value in given.items() if value}


class Answer:
    """An answer under way."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.is_stream = response.headers.get_content_type() == "text/event-stream"
        self.is_json = response.headers.get_content_type() == "application/json"
        self.session_id = response.headers.get("Mcp-Session-Id", "")
        self._response = response

    def messages(self) -> Iterator[str]:
        """The JSON-RPC messages, each as it comes.

        :raises Lost: when the connection breaks
        """
        try:
            if self.is_stream:
                yield from event_stream.messages(self._response)
            elif self.is_json:
                yield self._response.read().decode("utf-8", errors="replace")
        except (OSError, ValueError, http.client.HTTPException) as e:
            raise Lost(_reason(e)) from e

    def refusal(self) -> str:
        """What the server says against the message: its problem's sentence and next step, or the bare status."""
        bare = f"HTTP {self.status} {self._response.reason}".strip()
        said = [str(self._body[key]) for key in ("detail", "hint") if self._body.get(key)]
        return f"{bare}: {' '.join(said)}" if said else bare

    def error(self) -> Optional[dict[str, Any]]:
        """What the server says against the message in JSON-RPC."""
        error = self._body.get("error")
        return error if isinstance(error, dict) and isinstance(error.get("code"), int) else None

    @functools.cached_property
    def _body(self) -> dict[str, Any]:
        """Empty when it is no JSON object."""
        try:
            body = json.loads(self._response.read(100_000))
        except (OSError, ValueError, http.client.HTTPException):
            return {}
        return body if isinstance(body, dict) else {}


class Endpoint:
    """Where the messages go. Each has a connection of its own, so that a kept one that has died is never mistaken for a lost answer."""

    def __init__(self, url: str, headers: Mapping[str, str], tls: Optional[ssl.SSLContext] = None) -> None:
        """
        :param tls: whom to trust and what to show; the system's authorities, and nothing, when left out
        """
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Problem(f"{url} is not an address; an address looks like https://lab.example/mcp/airflow", exit_code=78)
        self.url = url
        self._host, self._port = parts.hostname, parts.port
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._headers = dict(headers)
        self._tls = (tls or ssl.create_default_context()) if parts.scheme == "https" else None

    @contextlib.contextmanager
    def exchange(
        self,
        method: str,
        headers: Mapping[str, str],
        body: Optional[bytes] = None,
        opened: Callable[[socket.socket], None] = lambda _: None,
    ) -> Iterator[Answer]:
        """
        :param headers: those of the session or of the message
        :param opened: is given the connection's socket, by which the exchange can be broken off
        :raises Unreachable: when no connection can be made
        :raises Lost: when it breaks before the answer begins
        """
        connection = self._connect()
        try:
            opened(connection.sock)
            # A response that ends with its connection takes the socket over, so both are closed.
            with contextlib.closing(self._ask(connection, method, headers, body)) as response:
                yield Answer(response)
        finally:
            connection.close()

    def _connect(self) -> http.client.HTTPConnection:
        if self._tls:
            connection: http.client.HTTPConnection = http.client.HTTPSConnection(
                self._host, self._port, timeout=CONNECT_SECONDS, context=self._tls
            )
        else:
            connection = http.client.HTTPConnection(self._host, self._port, timeout=CONNECT_SECONDS)
        try:
            connection.connect()
        except OSError as e:
            connection.close()
            raise Unreachable(_reason(e)) from e
        # An answer may take as long as its tool; a server that is gone without a word shows by keep-alive probes.
        connection.sock.settimeout(None)
        connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        return connection

    def _ask(
        self, connection: http.client.HTTPConnection, method: str, given: Mapping[str, str], body: Optional[bytes]
    ) -> http.client.HTTPResponse:
        accept = "text/event-stream" if method == "GET" else "application/json, text/event-stream"
        headers = {"Accept": accept, **self._headers, **given}
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            connection.request(method, self._path, body, headers)
            return connection.getresponse()
        except (OSError, http.client.HTTPException) as e:
            raise Lost(_reason(e)) from e


def _reason(failure: Exception) -> str:
    return getattr(failure, "strerror", None) or str(failure) or type(failure).__name__
