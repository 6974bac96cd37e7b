"""OpenTelemetry's variables, as an operator sets them: in the environment of a service that starts."""
import contextlib
import socket

import pytest
import stack as stacks
from alone import running, server

from launcher import services

PORTS = {services.AIRFLOW: 27222, services.ASSISTANT: 27223}
BOTH = pytest.mark.parametrize("service", PORTS, ids=lambda service: service.name)


@contextlib.contextmanager
def collector():
    """Takes OTLP over HTTP; gives its address and what it got."""
    with server(lambda path, body: (b"", "application/x-protobuf")) as (port, got):
        yield f"http://127.0.0.1:{port}", got


@BOTH
def test_traces_and_records_go_to_the_collector_that_is_named(built, tmp_path, service):
    with collector() as (address, got), running(
        service, tmp_path, PORTS[service], OTEL_EXPORTER_OTLP_ENDPOINT=address, OTEL_EXPORTER_OTLP_HEADERS="x-lab=one", OTEL_SERVICE_NAME="lab-mcp",
        OTEL_RESOURCE_ATTRIBUTES="deployment.environment=lab",
    ) as alone:
        assert alone.get("/tools").status_code == 200
        seen = {}
        while {"/v1/traces", "/v1/logs"} - seen.keys():
            path, headers, body = got.get(timeout=stacks.SECONDS)
            seen[path] = headers
            assert headers["x-lab"] == "one"
            assert b"lab-mcp" in body and b"deployment.environment" in body
    assert "Failed to export" not in alone.log


@BOTH
def test_what_is_sent_is_packed_on_wish(built, tmp_path, service):
    with collector() as (address, got), running(
        service, tmp_path, PORTS[service], OTEL_EXPORTER_OTLP_ENDPOINT=address, OTEL_EXPORTER_OTLP_COMPRESSION="gzip"
    ) as alone:
        assert alone.get("/tools").status_code == 200
        _, headers, body = got.get(timeout=stacks.SECONDS)
        assert headers["content-encoding"] == "gzip" and body.startswith(b"\x1f\x8b")


@BOTH
def test_a_collector_that_speaks_grpc_and_never_answers_is_given_up_in_time(built, tmp_path, service):
    with socket.create_server(("127.0.0.1", 0)) as silent, running(
        service, tmp_path, PORTS[service], OTEL_EXPORTER_OTLP_ENDPOINT=f"http://127.0.0.1:{silent.getsockname()[1]}",
        OTEL_EXPORTER_OTLP_PROTOCOL="grpc", OTEL_EXPORTER_OTLP_TIMEOUT="123",
    ) as alone:
        assert alone.get("/tools").status_code == 200
        silent.settimeout(stacks.SECONDS)
        connection, _ = silent.accept()
        with connection:
            connection.settimeout(stacks.SECONDS)
            assert connection.recv(24).startswith(b"PRI * HTTP/2.0")
            stacks.until(lambda: "Timeout 123 (ms)" in alone.log, "it gives up")


@BOTH
def test_nothing_is_collected_without_one(built, tmp_path, service):
    with collector() as (address, got), running(
        service, tmp_path, PORTS[service], OTEL_EXPORTER_OTLP_ENDPOINT=address, OTEL_SDK_DISABLED="true"
    ) as alone:
        assert alone.get("/tools").status_code == 200
    assert got.empty()
