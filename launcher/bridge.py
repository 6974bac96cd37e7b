"""Carries JSON-RPC messages between a client on stdin and stdout and a server on Streamable HTTP.

https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#stdio
https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/stdio

A message that says its revision itself needs no session: it goes as it came, and its headers say again what it says. What follows is of
the era before.

A server that restarts forgets its sessions. The client, which knows of none, must not notice: the bridge introduces it
again with its own ``initialize``, and sends again what the server did not take. What the server may have taken and did not
answer is sent again only where that changes nothing.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from dataclasses import dataclass
from typing import Any, Callable, Iterable, Optional

from launcher import request_headers
from launcher.mcp_endpoint import Answer, Endpoint, Lost, Session, Unreachable

# As long as a restart takes on a machine under load.
PATIENCE_SECONDS = 60.0
PAUSE_SECONDS = 0.5
LISTENING_PAUSE_SECONDS = 2.0
# What was asked just before stdin ended is still answered, if it does not take longer.
DRAIN_SECONDS = 10.0
GOODBYE_SECONDS = 2.0
PARSE_ERROR, INVALID_REQUEST, INTERNAL_ERROR, REFUSED, UNANSWERED = -32700, -32600, -32603, -32000, -32001
OURS = "qubinode-stdio"
LISTEN = "subscriptions/listen"
CANCELLED = "notifications/cancelled"


class Refused(Exception):
    """The server did not want the message."""

    def __init__(self, sentence: str, error: Optional[dict[str, Any]] = None) -> None:
        super().__init__(sentence)
        self.error = error or {"code": REFUSED, "message": sentence}


@dataclass
class Sent:
    """A message of the client under way; only requests have an id, and only those without a session headers of their own."""

    line: bytes
    method: str
    id: Any = None
    headers: Optional[dict[str, str]] = None
    connection: Optional[socket.socket] = None
    cancelled: bool = False

    @property
    def repeatable(self) -> bool:
        """A client whose stream of changes broke off must know, because it may have missed some."""
        return self.method not in ("tools/call", LISTEN)

    def opened(self, connection: socket.socket) -> None:
        self.connection = connection
        if self.cancelled:
            self.cancel()

    def cancel(self) -> None:
        """A cancelled request gets no answer, so nobody waits for it any longer."""
        self.cancelled = True
        if self.connection:
            try:
                self.connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # It ended by itself.


class Bridge:
    """One client. Reads in the caller's thread; each request waits for its answer in a thread of its own."""

    def __init__(self, endpoint: Endpoint, write: Callable[[str], None], patience: float = PATIENCE_SECONDS) -> None:
        self._endpoint = endpoint
        self._write = write
        self._patience = patience
        self._session = Session()
        self._introduction: dict[str, Any] = {}
        self._renewing = threading.Lock()
        self._requests: dict[Any, Sent] = {}
        self._workers: list[threading.Thread] = []
        self._closed = threading.Event()

    def run(self, lines: Iterable[bytes]) -> None:
        """Returns when the client has no more to say and has its answers."""
        for line in lines:
            if line.strip():
                self._take(line.strip())
        for request in list(self._requests.values()):
            if request.method == LISTEN:
                request.cancel()
        deadline = time.monotonic() + DRAIN_SECONDS
        for worker in self._workers:
            worker.join(max(0.0, deadline - time.monotonic()))

    def close(self) -> None:
        """Ends the session, if the server can still be told."""
        self._closed.set()
        try:
            if self._session.id:
                with self._endpoint.exchange("DELETE", self._session.headers(), opened=lambda s: s.settimeout(GOODBYE_SECONDS)):
                    pass
        except (Unreachable, Lost):
            pass  # A server that is gone has no session to end.

    def _take(self, line: bytes) -> None:
        try:
            message = json.loads(line)
        except ValueError:
            return self._error(None, {"code": PARSE_ERROR, "message": "This line is not JSON."})
        if not isinstance(message, dict) or not isinstance(message.get("id", 0), (str, int)):
            sentence = "A message is one JSON object; its id is a string or a number."
            return self._error(None, {"code": INVALID_REQUEST, "message": sentence})
        method, headers = str(message.get("method", "")), request_headers.of(message)
        if not method or "id" not in message:
            self._tell(Sent(line, method, headers=headers), message)
        elif method == "initialize":
            self._introduction, self._session = message, Session()
            self._answer(Sent(line, method, message["id"]))
        else:
            request = self._requests[message["id"]] = Sent(line, method, message["id"], headers)
            worker = threading.Thread(target=self._answer, args=(request,), daemon=True)
            self._workers = [other for other in self._workers if other.is_alive()] + [worker]
            worker.start()

    def _tell(self, sent: Sent, message: dict[str, Any]) -> None:
        """In the reader's thread, for the order counts: a server takes no request before "initialized"."""
        if sent.method == CANCELLED:
            return self._cancel(sent, request_headers.params_of(message).get("requestId"))
        self._answer(sent)
        if sent.method == "notifications/initialized":
            self._listen_to(self._session)

    def _cancel(self, sent: Sent, asked: Any) -> None:
        request = self._requests.get(asked) if isinstance(asked, (str, int)) else None
        # Without a session, a server is told by the end of the request's stream alone.
        if self._introduction:
            self._answer(sent)
        if request:
            request.cancel()

    def _answer(self, sent: Sent) -> None:
        """Sends a message and writes what comes back; a request is always answered, by us if need be."""
        try:
            self._send(sent)
        except Refused as e:
            self._fail(sent, e.error)
        except (Unreachable, Lost) as e:
            self._fail(sent, {"code": UNANSWERED, "message": _sentence(e)})
        finally:
            self._requests.pop(sent.id, None)

    def _send(self, sent: Sent) -> None:
        deadline = time.monotonic() + self._patience
        while True:
            session = self._session
            try:
                if self._exchange(sent, session):
                    return
                self._renew(session)
            except (Unreachable, Lost) as e:
                final = isinstance(e, Lost) and not sent.repeatable
                if final or sent.cancelled or time.monotonic() > deadline:
                    raise
                self._closed.wait(PAUSE_SECONDS)

    def _exchange(self, sent: Sent, session: Session) -> bool:
        """
        :return: false when the server does not know the session
        :raises Lost: also when the stream ends before the answer
        """
        headers = session.headers() if sent.headers is None else sent.headers
        with self._endpoint.exchange("POST", headers, sent.line, sent.opened) as answer:
            if answer.status == 404 and session.id and sent.headers is None:
                return False
            _require_taken(answer)
            answered = sent.id is None
            for text in answer.messages():
                message = _message(text)
                if _answers(message, sent.id):
                    answered = True
                    if not sent.cancelled:
                        self._end_of_changes(sent)
                    if sent.method == "initialize":
                        self._session = _session(answer, message)
                if message and not sent.cancelled:
                    self._write(text)
        if not answered:
            raise Lost("the stream of the answer ended before it")
        return True

    def _renew(self, old: Session) -> None:
        """Introduces the client again, once, however many messages find the session gone.

        :raises Refused: when the server does not want the client
        :raises Unreachable: when it has gone again
        """
        with self._renewing:
            if self._session is not old:
                return
            try:
                self._session, capabilities = self._introduce()
            except Lost as e:
                raise Unreachable(str(e)) from e
        self._listen_to(self._session)
        for name in ("tools", "prompts", "resources"):  # Another version may offer others.
            if (capabilities.get(name) or {}).get("listChanged"):
                self._write(json.dumps({"jsonrpc": "2.0", "method": f"notifications/{name}/list_changed"}))

    def _introduce(self) -> tuple[Session, dict[str, Any]]:
        body = json.dumps({**self._introduction, "id": OURS}).encode()
        with self._endpoint.exchange("POST", {}, body) as answer:
            _require_taken(answer)
            told = next((message for message in map(_message, answer.messages()) if _answers(message, OURS)), {})
            session = _session(answer, told)
        if "result" not in told:
            raise Refused(f"The server does not accept the client again: {told.get('error')}")
        ready = json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"}).encode()
        with self._endpoint.exchange("POST", session.headers(), ready) as answer:
            _require_taken(answer)
        return session, told["result"].get("capabilities") or {}

    def _listen_to(self, session: Session) -> None:
        threading.Thread(target=self._listen, args=(session,), daemon=True).start()

    def _listen(self, session: Session) -> None:
        """Passes on what the server says by itself, as long as this is the session."""
        while self._session is session and not self._closed.is_set():
            try:
                with self._endpoint.exchange("GET", session.headers()) as answer:
                    if answer.status == 404 and session.id:
                        return self._renew(session)
                    if 400 <= answer.status < 500:
                        return  # It has nothing to say by itself.
                    for text in answer.messages() if answer.is_stream else ():
                        if _message(text):
                            self._write(text)
            except (Unreachable, Lost, Refused):
                pass  # The next look or the next request tells more.
            self._closed.wait(LISTENING_PAUSE_SECONDS)

    def _fail(self, sent: Sent, error: dict[str, Any]) -> None:
        if sent.id is not None and not sent.cancelled:
            # The era without sessions has no codes of our own.
            ours = sent.headers is not None and error.get("code") in (REFUSED, UNANSWERED)
            self._end_of_changes(sent)
            self._error(sent.id, {**error, "code": INTERNAL_ERROR} if ours else error)

    def _end_of_changes(self, sent: Sent) -> None:
        """https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/cancellation wants it, beside the answer."""
        if sent.method == LISTEN:
            params = {"requestId": sent.id, "reason": "The server sends no more changes."}
            self._write(json.dumps({"jsonrpc": "2.0", "method": CANCELLED, "params": params}))

    def _error(self, asked: Any, error: dict[str, Any]) -> None:
        self._write(json.dumps({"jsonrpc": "2.0", "id": asked, "error": error}))


def _require_taken(answer: Answer) -> None:
    if answer.status not in (200, 202, 204):
        raise Refused(answer.refusal(), answer.error())


def _sentence(failure: Exception) -> str:
    if isinstance(failure, Unreachable):
        return f"The server cannot be reached: {failure}."
    return f"The connection to the server broke: {failure}. What was asked may have been done; look before repeating it."


def _message(text: str) -> dict[str, Any]:
    """Empty for what is no message; nothing else may reach the client."""
    try:
        message = json.loads(text)
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}


def _answers(message: dict[str, Any], asked: Any) -> bool:
    return asked is not None and "method" not in message and message.get("id") == asked


def _session(answer: Answer, message: dict[str, Any]) -> Session:
    return Session(answer.session_id, str((message.get("result") or {}).get("protocolVersion", "")))
