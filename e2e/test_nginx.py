"""Through a real nginx, set up as deploy/nginx does it."""
import asyncio
import concurrent.futures
import contextlib
import dataclasses
import json
import pathlib
import socket
import ssl
import subprocess
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import edge as edges
import httpx2 as httpx
import pytest
import stack as stacks
from test_clients import LISTED

STREAMS = 100
READ_TIMEOUT = 6
QUIET_SECONDS = 3 * READ_TIMEOUT
UNREADABLE = {
    "no request line": b"GARBAGE\r\n\r\n",
    "an unknown protocol": b"GET / GOPHER/1.0\r\n\r\n",
    "an unknown version": b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
    "no version": b"GET /mcp/airflow/tools\r\n\r\n",
    "a method in lower case": b"get / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a space in the path": b"GET /mcp/airflow/tools x HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a control character in the path": b"GET /\x01 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a broken escape": b"GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a path above the root": b"GET /../x HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "bytes of TLS inside TLS": b"\x16\x03\x01\x00\xa5\x01\x00\r\n\r\n",
    "no Host": b"GET / HTTP/1.1\r\n\r\n",
    "two lengths": b"POST /mcp/airflow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
    "an unknown encoding": b"POST /mcp/airflow HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: x\r\n\r\n",
}


def trusting(edge, *certificate):
    context = ssl.create_default_context(cafile=edge.tls / "ca.pem")
    if certificate:
        context.load_cert_chain(*certificate)
    return context


@pytest.fixture
def nginx(stack, monkeypatch):
    """Starts nginx in a variant, once a test; its authority is trusted."""
    with tempfile.TemporaryDirectory(prefix="qubinode-nginx-") as name:  # pytest's own folders are closed to other users
        folder = pathlib.Path(name)
        monkeypatch.setenv("SSL_CERT_FILE", str(folder / "qubinode-mcp" / "tls" / "ca.pem"))
        yield lambda variant, *changes, stack=stack, **options: edges.running(folder, variant, stack, changes, **options)


ABSENT = stacks.Service("http://127.0.0.1:1/mcp", "", pathlib.Path())


@pytest.fixture
def nginx_alone():
    """Starts nginx in a variant, before one service, or services that are not there."""
    with tempfile.TemporaryDirectory(prefix="qubinode-nginx-") as name:
        yield lambda variant, service=ABSENT: edges.running(pathlib.Path(name), variant, stacks.Stack({}, "", service, service))


def basic(nginx, *changes, **options):
    return nginx("basic", *changes, headers=edges.BASIC, **options)


@pytest.mark.anyio
@pytest.mark.parametrize("transport", stacks.TRANSPORTS)
async def test_clients_list_and_call_behind_their_prefix(nginx, transport):
    with basic(nginx) as edge:
        for name, tool in (("airflow", "list_vms"), ("ai", "get_project_status")):
            async with getattr(edge, name).session(transport) as session:
                assert [each.name for each in (await session.list_tools()).tools] == LISTED[name]
                assert not (await session.call_tool(tool, {})).is_error
        log = edge.log()
        assert f" {edges.USER} " in log and "POST /mcp/airflow" in log and edge.airflow.key not in log


@pytest.mark.anyio
async def test_clients_without_a_session_list_call_and_listen_behind_their_prefix(nginx):
    with basic(nginx) as edge:
        async with edge.airflow.client() as client:
            assert client.protocol_version == "2026-07-28"
            assert [tool.name for tool in (await client.list_tools()).tools] == LISTED["airflow"]
            assert not (await client.call_tool("list_vms", {})).is_error
            async with client.listen(tools_list_changed=True) as changes:
                assert changes.honored.tools_list_changed


OF_A_MESSAGE = {
    "MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/call", "Mcp-Name": "=?base64?Z3LDtsOfZQ==?=", "Mcp-Param-Region": "us-west1",
    "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "tracestate": "a=1,b=2",
}


class Heard(BaseHTTPRequestHandler):
    """Answers with the headers that came."""

    def do_POST(self):
        body = json.dumps(dict(self.headers)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.mark.parametrize("variant", ["basic", "token", "mtls"])
def test_the_headers_of_a_message_arrive_as_they_came(nginx_alone, variant):
    with ThreadingHTTPServer(("127.0.0.1", 0), Heard) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            service = stacks.Service(f"http://127.0.0.1:{server.server_address[1]}/mcp", "key", pathlib.Path())
            with nginx_alone(variant, service) as edge:
                client = trusting(edge, edge.tls / "client.pem", edge.tls / "client.key")
                answer = httpx.post(edge.airflow.url, headers=OF_A_MESSAGE | edges.BASIC, verify=client, timeout=stacks.SECONDS)
                came = {name.lower(): value for name, value in answer.json().items()}
                assert {name: came.get(name.lower()) for name in OF_A_MESSAGE} == OF_A_MESSAGE
        finally:
            server.shutdown()


@pytest.fixture
def replicas(stack):
    """Two of airflow-mcp, with one key."""
    with contextlib.ExitStack() as running:
        started = []
        for port in ("27205", "27206"):
            variables = stacks.environment(
                stacks.ROOT / ".qubinode" / f"e2e-replica-{port}", QUBINODE_SERVICES="airflow-mcp", AIRFLOW_MCP_PORT=port,
                AIRFLOW_MCP_API_KEY=stack.airflow.key, AIRFLOW_API_URL="http://127.0.0.1:9",
            )
            running.callback(stacks.launcher, variables, "down")
            started.append(stacks.started(variables))
        yield started


@pytest.mark.anyio
async def test_a_client_stays_on_its_replica_and_begins_anew_when_that_is_gone(nginx, stack, replicas):
    first, second = (f"server {httpx.URL(each.airflow.url).netloc.decode()};" for each in replicas)
    before = [len(each.airflow.records()) for each in replicas]
    with basic(nginx, (first, f"{first} {second}"), stack=dataclasses.replace(stack, airflow=replicas[0].airflow)) as edge:
        async with edge.airflow.session() as session:
            for _ in range(10):
                assert not (await session.call_tool("list_vms", {})).is_error
        (used,) = [each for each, count in zip(replicas, before) if len(each.airflow.records()) > count]
        used.launcher("down")
        async with edge.airflow.session() as session:
            assert not (await session.call_tool("list_vms", {})).is_error


def test_a_script_calls_behind_the_prefix(nginx):
    with basic(nginx) as edge:
        assert edge.airflow.rest("list_vms").status_code == 200
        assert edge.ai.get("/tools").json()["tools"] and edge.ai.get("/health").json()["status"] == "up"


def test_a_task_is_found_where_its_call_said(nginx):
    with basic(nginx) as edge:
        service = edge.airflow
        headers = {"X-API-Key": service.key} | service.headers
        run = {"dag_id": "provision_vm", "conf": {"vm_name": "behind-nginx"}, "wait_seconds": 100}
        begun = httpx.post(f"{service.base}/tools/trigger_dag?async=true", json=run, headers=headers, timeout=stacks.SECONDS)
        assert begun.status_code == 202, begun.text
        place = httpx.URL(service.base).join(begun.headers["Location"])
        stacks.until(lambda: httpx.get(place, headers=headers, timeout=stacks.SECONDS).json()["status"] == "completed", "the task ends")


def test_a_wrong_password_ends_at_nginx_and_a_wrong_key_at_the_service(nginx):
    with basic(nginx) as edge:
        before = len(edge.airflow.records())
        wrong = edge.airflow.get("/tools", headers={"X-API-Key": edge.airflow.key, "Authorization": "Basic YWxpY2U6d3Jvbmc="})
        assert (wrong.status_code, wrong.json()["code"]) == (401, "unauthenticated")
        assert wrong.headers["www-authenticate"].startswith("Basic") and len(edge.airflow.records()) == before
        wrong = edge.airflow.get("/tools", headers={"X-API-Key": "0" * 64} | edges.BASIC)
        assert wrong.status_code == 401 and wrong.headers["www-authenticate"].startswith("ApiKey")
        assert edge.airflow.records()[-1]["outcome"] == "unauthenticated"


def test_a_token_is_passed_on(nginx):
    with nginx("token") as edge:
        token = {"Authorization": f"Bearer {edge.airflow.key}"}
        assert edge.airflow.get("/tools", headers=token).status_code == 200
        assert edge.airflow.get("/tools", headers={"Authorization": "Bearer wrong"}).status_code == 401


def test_only_a_client_with_a_certificate_gets_in(nginx, stack):
    with nginx("mtls") as edge:
        without = edge.airflow.get("/tools")
        assert (without.status_code, without.json()["code"]) == (400, "invalid_argument")
        client = (edge.tls / "client.pem", edge.tls / "client.key")
        with httpx.Client(verify=trusting(edge, *client), headers={"X-API-Key": edge.airflow.key}) as http:
            assert http.get(f"{edge.airflow.base}/tools").status_code == 200
        both = edge.folder / "client-both.pem"
        both.write_text("".join(file.read_text() for file in client))
        message = {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {
            "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "e2e", "version": "1"}}}
        done = subprocess.run(
            [stacks.ROOT / "qubinode", "stdio", "airflow", "--url", edge.airflow.url],
            env=stack.environment | {
                "SSL_CERT_FILE": str(edge.tls / "ca.pem"),
                "QUBINODE_CLIENT_CERTIFICATE": str(both),
                "AIRFLOW_MCP_API_KEY": edge.airflow.key,
            },
            input=json.dumps(message) + "\n", capture_output=True, text=True, timeout=stacks.SECONDS, check=False,
        )
        assert json.loads(done.stdout)["result"]["serverInfo"]["name"] == "airflow-mcp", done.stderr


def test_a_service_that_is_down_is_a_problem_that_says_so_and_leaves_the_other_alone(nginx, stack):
    down = dataclasses.replace(stack, airflow=dataclasses.replace(stack.airflow, url="http://127.0.0.1:1/mcp"))
    with basic(nginx, stack=down) as edge:
        for answer in (edge.airflow.get("/tools"), edge.airflow.rest("list_vms")):
            assert answer.status_code == 502 and answer.headers["content-type"] == "application/problem+json"
            assert (answer.json()["code"], answer.json()["hint"]) == ("backend_unavailable", "Run on its host: ./qubinode status")
        assert edge.ai.get("/tools").status_code == 200


def test_too_large_and_too_much_end_at_nginx(nginx):
    with basic(nginx, ("burst=200", "burst=2")) as edge:
        large = edge.airflow.rest("list_vms", content="x" * 2_000_000)
        assert (large.status_code, large.json()["code"]) == (413, "too_large")
        # All at once: one after the other they may be too slow to be too many.
        with concurrent.futures.ThreadPoolExecutor(60) as callers:
            answers = list(callers.map(lambda _: edge.airflow.get("/health"), range(60)))
        refused = [answer for answer in answers if answer.status_code == 429]
        assert refused and refused[0].json()["code"] == "throttled" and refused[0].headers["retry-after"] == "1"


def answered(edge, sent, tls=True):
    """What comes back until nginx closes the connection: the head without its lines' ends, and the problem."""
    with socket.create_connection(("127.0.0.1", edges.PORT), stacks.SECONDS) as connection:
        context = trusting(edge, edge.tls / "client.pem", edge.tls / "client.key")
        with context.wrap_socket(connection, server_hostname="localhost") if tls else connection as stream:
            stream.sendall(sent)
            came = b"".join(iter(lambda: stream.recv(65536), b"")).decode()
    head, _, body = came.rpartition("\r\n\r\n")
    return head.lower().splitlines(), json.loads(body)


@pytest.mark.parametrize("variant", ["basic", "token", "mtls"])
def test_a_request_that_cannot_be_read_gets_400_and_reaches_no_service(nginx_alone, variant):
    with nginx_alone(variant) as edge:
        before = len(edge.log())
        for name, sent in UNREADABLE.items():
            head, problem = answered(edge, sent)
            assert (problem["status"], problem["code"]) == (400, "invalid_argument"), name
            if name != "no version":  # whose sender knows of no status line
                assert head[0] == "http/1.1 400 bad request" and "content-type: application/problem+json" in head, name
                assert "server: nginx" in head, name
        records = edge.log()[before:].splitlines()
        assert len(records) == len(UNREADABLE)
        assert all("/refused/unreadable" in record and " 400 " in record and " upstream=- " in record for record in records)


def test_plain_http_at_the_port_of_tls_gets_400(nginx_alone):
    with nginx_alone("basic") as edge:
        for sent in (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"GARBAGE\r\n\r\n"):
            head, problem = answered(edge, sent, tls=False)
            assert head[0] == "http/1.1 400 bad request" and problem["code"] == "invalid_argument"


@pytest.mark.parametrize(("sent", "status", "code"), [
    (b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414, "too_large"),
    (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 9_000 + b"\r\n\r\n", 431, "too_large"),
    (b"TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n", 405, "method_not_allowed"),
], ids=["path", "headers", "method"])
def test_what_nginx_does_not_take_is_a_problem_too(nginx_alone, sent, status, code):
    with nginx_alone("basic") as edge:
        head, problem = answered(edge, sent)
        assert head[0].startswith(f"http/1.1 {status}") and (problem["status"], problem["code"]) == (status, code)


def test_the_audit_trail_names_the_caller_and_believes_only_the_proxy(nginx, stack):
    def called_from(address, service, **headers):
        transport = httpx.HTTPTransport(local_address=address)
        with httpx.Client(transport=transport, headers={"X-API-Key": service.key} | service.headers | headers) as http:
            assert http.post(f"{service.base}/tools/list_vms", json={}).status_code == 200
        return service.records()[-1]["remote"]

    with basic(nginx) as edge:
        assert called_from("127.0.0.2", edge.airflow, **{"X-Forwarded-For": "192.0.2.9", "Forwarded": "for=192.0.2.8"}) == "127.0.0.2"
    assert called_from("127.0.0.3", stack.airflow, **{"X-Forwarded-For": "192.0.2.9"}) == "127.0.0.3"


@pytest.mark.anyio
async def test_a_hundred_streams_are_open_at_once_and_calls_go_on(nginx):
    async def first_event(http):
        stream = http.stream("GET", f"{edge.airflow.url}/sse", timeout=stacks.SECONDS)
        answer = await stream.__aenter__()
        async for line in answer.aiter_lines():
            if line.startswith("data:"):
                return stream, line
        raise AssertionError(answer.status_code)

    with basic(nginx) as edge:
        limits = httpx.Limits(max_connections=None)
        headers = {"X-API-Key": edge.airflow.key} | edges.BASIC
        async with httpx.AsyncClient(headers=headers, limits=limits) as http:
            streams = await asyncio.gather(*(first_event(http) for _ in range(STREAMS)))
            try:
                assert all(line.startswith("data: /mcp/airflow/messages/") for _, line in streams)
                async with edge.airflow.session() as session:
                    assert not (await session.call_tool("list_vms", {})).is_error
            finally:
                for stream, _ in streams:
                    await stream.__aexit__(None, None, None)


@pytest.mark.anyio
@pytest.mark.parametrize("transport", stacks.TRANSPORTS)
async def test_a_quiet_stream_outlives_the_read_time_out_by_the_pings(nginx, transport):
    with basic(nginx, ("proxy_read_timeout 1h", f"proxy_read_timeout {READ_TIMEOUT}s")) as edge:
        async with edge.airflow.session(transport) as session:
            await session.list_tools()
            await asyncio.sleep(QUIET_SECONDS)  # what is tested is that time passes
            # An SSE session dies with its stream, and of the other kind the closed stream is in nginx's log.
            assert not (await session.call_tool("list_vms", {})).is_error
        assert "timed out" not in (edge.folder / "error.log").read_text()
