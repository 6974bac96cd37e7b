"""A Streamable HTTP server for faults that a real one shows only by chance. Its answers are those of quarkus-mcp-server."""

import json
import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable, Optional

Handler = Callable[["Exchange", dict], None]


class Exchange(BaseHTTPRequestHandler):
    """One request; ``server.answer`` tells what to do with the messages that are no introduction."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.seen.append((message, dict(self.headers)))
        if message.get("method") == "initialize":
            self.server.sessions += 1
            result = {"protocolVersion": "2025-11-25", "capabilities": {"tools": {"listChanged": True}}}
            self.reply(message, result, {"Mcp-Session-Id": f"s{self.server.sessions}"})
        elif self.headers["MCP-Protocol-Version"] == "2026-07-28":
            self.server.answer(self, message)
        elif self.headers["Mcp-Session-Id"] != f"s{self.server.sessions}":
            self.status(404)
        elif "id" not in message:
            self.status(202)
        else:
            self.server.answer(self, message)

    def do_GET(self) -> None:
        if self.path == "/health":
            return self.status(200, b'{"status": "up"}', {"Content-Type": "application/json"})
        if self.headers["Mcp-Session-Id"] != f"s{self.server.sessions}":
            return self.status(404)
        self.stream()
        while True:
            text = self.server.said.get()
            if text is None:
                return
            self.event(text)

    def do_DELETE(self) -> None:
        self.server.seen.append(({"method": "DELETE"}, dict(self.headers)))
        self.status(200)

    def reply(self, message: dict, result: Any, headers: Optional[dict] = None) -> None:
        body = json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}, indent=1).encode()
        self.status(200, body, {"Content-Type": "application/json; charset=utf-8", **(headers or {})})

    def status(self, status: int, body: bytes = b"", headers: Optional[dict] = None) -> None:
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True

    def wait_until_the_client_has_gone(self) -> None:
        self.connection.settimeout(20)
        self.rfile.read(1)

    def event(self, text: str) -> None:
        lines = "".join(f"data: {line}\r\n" for line in text.split("\n"))
        self.wfile.write(f": comment\r\nevent: message\r\n{lines}\r\n".encode())
        self.wfile.flush()

    def log_message(self, *arguments: Any) -> None:
        pass


class FakeServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, answer: Handler) -> None:
        super().__init__(("127.0.0.1", 0), Exchange)
        self.answer = answer
        self.sessions = 0
        self.seen: list = []
        self.said: "queue.Queue[Optional[str]]" = queue.Queue()
        self.url = f"http://127.0.0.1:{self.server_address[1]}/mcp"
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone is part of the tests."""

    def forget_sessions(self) -> None:
        """As a restart does."""
        self.sessions += 1

    def methods(self) -> list:
        return [message["method"] for message, _ in self.seen]
