"""Counts what a client calls and what it is sent, between the client and a service, so that every client is counted alike."""
import contextlib
import dataclasses
import json
import threading

import httpx2 as httpx
import uvicorn
from starlette.applications import Starlette
from starlette.responses import StreamingResponse
from starlette.routing import Route

HOP_BY_HOP = {"connection", "content-length", "host", "keep-alive", "transfer-encoding"}


@dataclasses.dataclass
class Call:
    """One call of a tool. Bytes are those of the result as it came, and of its text alone, which is all that many hosts show a model."""

    tool: str
    arguments: dict
    bytes: int = 0
    text_bytes: int = 0
    failed: bool = False


@dataclasses.dataclass
class Counter:
    """The calls since the last `take`, in the order in which they were sent."""

    calls: list = dataclasses.field(default_factory=list)

    def take(self):
        taken, self.calls = self.calls, []
        return taken

    def sent(self, message):
        params = message.get("params") or {}
        if message.get("method") != "tools/call":
            return None
        arguments = params.get("arguments")
        call = Call(params.get("name"), arguments if isinstance(arguments, dict) else {})
        self.calls.append(call)
        return call


def answered(call, message):
    result = message.get("result", message.get("error", {}))
    call.bytes = size(result)
    call.text_bytes = sum(len(block.get("text", "").encode()) for block in result.get("content", []))
    call.failed = "error" in message or bool(result.get("isError"))


def size(value):
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def messages(kind, body):
    """The messages of an answer, which is JSON or a stream of events."""
    if kind.startswith("text/event-stream"):
        events = body.decode().replace("\r\n", "\n").split("\n\n")
        texts = ["\n".join(line[5:].lstrip() for line in event.split("\n") if line.startswith("data:")) for event in events]
    else:
        texts = [body.decode()]
    for text in texts:
        with contextlib.suppress(ValueError):
            found = json.loads(text)
            yield from found if isinstance(found, list) else [found]


@contextlib.contextmanager
def counted(url, counter):
    """The address at which a service's MCP endpoint (Streamable HTTP) can be reached while its calls are counted."""
    client = httpx.AsyncClient(timeout=None)

    async def forward(request):
        body = await request.body()
        asked = json.loads(body) if body else {}
        calls = {message.get("id"): counter.sent(message) for message in (asked if isinstance(asked, list) else [asked])}
        headers = {name: value for name, value in request.headers.items() if name not in HOP_BY_HOP}
        answer = await client.send(client.build_request(request.method, url, content=body, headers=headers), stream=True)
        kept = {name: value for name, value in answer.headers.items() if name not in HOP_BY_HOP | {"content-encoding"}}

        async def copy():
            whole = bytearray()
            try:
                async for part in answer.aiter_bytes():
                    whole += part if any(calls.values()) else b""
                    yield part
            finally:
                await answer.aclose()
                for message in messages(answer.headers.get("content-type", ""), bytes(whole)):
                    if call := calls.get(message.get("id")):
                        answered(call, message)

        return StreamingResponse(copy(), answer.status_code, kept)

    app = Starlette(routes=[Route("/mcp", forward, methods=["GET", "POST", "DELETE"])])
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", timeout_graceful_shutdown=1))
    socket = server.config.bind_socket()
    thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]}, name="counting", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{socket.getsockname()[1]}/mcp"
    finally:
        server.should_exit = True
        thread.join(timeout=30)
