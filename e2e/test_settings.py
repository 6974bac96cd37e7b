"""Settings as an operator makes them: in the environment of a service that starts."""
import contextlib
import http.server
import os
import queue
import secrets
import subprocess
import threading

import httpx2 as httpx
import pytest
import stack as stacks

from launcher import build, jdk, services

PORTS = {services.AIRFLOW: 27222, services.ASSISTANT: 27223}
PREFIXES = {services.AIRFLOW: "AIRFLOW_MCP_", services.ASSISTANT: "MCP_"}


@contextlib.contextmanager
def running(service, folder, **settings):
    """A service alone, with these settings beside the few that it cannot do without; gives its address and a header with its key."""
    prefix, port, key = PREFIXES[service], PORTS[service], secrets.token_hex(32)
    own = "AIRFLOW_MCP_" if service is services.AIRFLOW else "MCP_SERVER_"
    environment = {
        "PATH": os.environ["PATH"], f"{own}ENABLED": "true", f"{own}HOST": "127.0.0.1", f"{own}PORT": str(port),
        f"{prefix}MANAGEMENT_PORT": "0", f"{prefix}API_KEY": key, f"{prefix}AUDIT_FILE": str(folder / "audit.jsonl"),
        "LIBVIRT_URI": "test:///default", "VM_JOURNAL": str(folder / "journal"), "RAG_PATHS": str(folder), "RAG_INDEX": str(folder / "index"),
        "AIRFLOW_API_URL": "http://127.0.0.1:1", "AIRFLOW_USERNAME": "nobody", "AIRFLOW_PASSWORD": "none",
    }
    command = services.java(jdk.find(os.environ), build.built(stacks.ROOT, service.name), {})
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment | settings, stdout=log, stderr=log)
    base = f"http://127.0.0.1:{port}"

    def ready():
        assert process.poll() is None, (folder / "log").read_text()[-2_000:]
        with contextlib.suppress(httpx.TransportError):
            return httpx.get(f"{base}/q/health/live", timeout=5).status_code == 200
        return False

    try:
        stacks.until(ready, "it serves")
        yield base, {"X-API-Key": key}
    finally:
        process.terminate()
        process.wait(stacks.SECONDS)


@contextlib.contextmanager
def collector():
    """Takes OTLP over HTTP; gives its address and what it got."""
    got = queue.Queue()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            got.put((self.path, dict(self.headers.items()), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *arguments):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", got
        server.shutdown()


@pytest.mark.parametrize("service", PORTS, ids=lambda service: service.name)
def test_traces_and_records_go_to_the_collector_that_is_named(built, tmp_path, service):
    with collector() as (address, got), running(
        service, tmp_path, OTEL_EXPORTER_OTLP_ENDPOINT=address, OTEL_EXPORTER_OTLP_HEADERS="x-lab=one", OTEL_SERVICE_NAME="lab-mcp",
        OTEL_RESOURCE_ATTRIBUTES="deployment.environment=lab",
    ) as (base, key):
        assert httpx.get(f"{base}/tools", headers=key, timeout=stacks.SECONDS).status_code == 200
        seen = {}
        while {"/v1/traces", "/v1/logs"} - seen.keys():
            path, headers, body = got.get(timeout=stacks.SECONDS)
            seen[path] = headers
            assert {name.lower(): value for name, value in headers.items()}["x-lab"] == "one"
            assert b"lab-mcp" in body and b"deployment.environment" in body
    assert "Failed to export" not in (tmp_path / "log").read_text()


@pytest.mark.parametrize("service", PORTS, ids=lambda service: service.name)
def test_nothing_is_collected_without_one(built, tmp_path, service):
    with collector() as (address, got), running(service, tmp_path, OTEL_EXPORTER_OTLP_ENDPOINT=address, OTEL_SDK_DISABLED="true") as (base, key):
        assert httpx.get(f"{base}/tools", headers=key, timeout=stacks.SECONDS).status_code == 200
    assert got.empty()
