"""The variables that both services have, set in the environment of a service that starts: where it listens, who may call, what is written down."""
import datetime
import json
import os
import pathlib
import re
import ssl
import subprocess
import sys

import httpx2 as httpx
import jwt
import pytest
import stack as stacks
from alone import PREFIXES, SERVERS, authority, running
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from redis_server import Redis

from launcher import services

PORTS = {services.AIRFLOW: 27225, services.ASSISTANT: 27226}
METRICS = {services.AIRFLOW: 27227, services.ASSISTANT: 27228}
GUARDED_PORTS = {services.AIRFLOW: 27229, services.ASSISTANT: 27230}
BOTH = {"params": PORTS, "ids": lambda service: service.name}
READS = {services.AIRFLOW: ("list_vms", {}), services.ASSISTANT: ("get_project_status", {})}
# What only a role of its own may do: airflow-mcp's key gets the lower role, the assistant's the highest.
ROLES = {services.AIRFLOW: ("read", "create_vm", False), services.ASSISTANT: ("admin", "remove_documents", True)}
SEAL = "a-key-that-seals-the-audit-trail-of-a-lab"
WITHOUT = {"airflow": {}, "ai_assistant": {"mcp": {"tools": ["all"]}}}
ISSUER, AUDIENCE = "https://sso.lab.example", "https://mcp.lab.example/mcp"


def own(service, **values):
    """Settings by their names without the prefix that each service has."""
    return {PREFIXES[service] + name: value for name, value in values.items()}


@pytest.fixture(scope="module", **BOTH)
def plain(request, built, tmp_path_factory):
    """With addresses, a key, a role and limits of its own."""
    service, folder = request.param, tmp_path_factory.mktemp("plain")
    (folder / "settings.yml").write_text(json.dumps(WITHOUT))
    clients = {f"{prefix}CLIENTS_FILE": str(folder / "clients.json") for prefix in PREFIXES.values()}
    add = stacks.launcher({"PATH": os.environ["PATH"]} | clients, "keys", "add", "boss", "--role", "execute", "--requests-per-minute", "1000")
    (boss,) = (line for line in add.stdout.splitlines() if " " not in line)  # beside what is said on standard error
    settings = own(
        service, API_KEY="0123456789-0123456789-0123456789", API_KEY_ROLE=ROLES[service][0],
        MANAGEMENT_HOST="127.0.0.3", MANAGEMENT_PORT=METRICS[service], TRUSTED_PROXIES="127.0.0.0/8", RATE_LIMIT="12", RATE_LIMIT_UNAUTHENTICATED="3",
        AUDIT_FILE=folder / "trail" / "lab.jsonl",
    )
    server = {f"{SERVERS[service]}HOST": "127.0.0.2", f"{SERVERS[service]}PORT": PORTS[service]}
    with running(
        service, folder, PORTS[service], **settings, **server, **clients, MCP_CONFIG=folder / "settings.yml", AUDIT_HMAC_KEY=SEAL,
        QUARKUS_LOG_CONSOLE_JSON_ENABLED="true", QUARKUS_VERTX_PREFER_NATIVE_TRANSPORT="false", QUBINODE_JAVA_OPTS="-Dlab.example=one",
    ) as alone:
        yield alone, boss


def records(folder):
    return [json.loads(line) for line in (folder / "trail" / "lab.jsonl").read_text().split("\n") if line]


def test_it_listens_where_it_is_told(plain):
    alone, _ = plain
    assert httpx.get(f"http://127.0.0.2:{PORTS[alone.service]}/health").json() == {"status": "up"}
    assert "mcp_audit_records" in httpx.get(f"http://127.0.0.3:{METRICS[alone.service]}/q/metrics").text
    for elsewhere in (f"127.0.0.1:{PORTS[alone.service]}", f"127.0.0.1:{METRICS[alone.service]}"):
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"http://{elsewhere}/")


def test_its_keys_open_what_their_roles_may(plain):
    alone, boss = plain
    _, tool, offered = ROLES[alone.service]
    assert alone.key == "0123456789-0123456789-0123456789"
    assert (tool in alone.tools()) == offered
    assert (tool in alone.tools(key=boss)) != offered
    assert {"default", "boss"} <= {record["client"] for record in records(alone.folder)}


def test_callers_are_told_apart_by_what_a_trusted_proxy_says(plain):
    alone, _ = plain
    stranger = [alone.get("/tools", **{"X-Forwarded-For": "203.0.113.9"}).status_code for _ in range(8)]
    assert stranger[:3] == [401] * 3 and 429 in stranger, stranger
    assert alone.get("/tools", **{"X-Forwarded-For": "203.0.113.10"}).status_code == 401
    assert "203.0.113.10" in {record["remote"] for record in records(alone.folder)}


def test_a_client_may_call_so_often_a_minute(plain):
    alone, boss = plain
    tool, arguments = READS[alone.service]
    statuses = [alone.call(tool, **arguments).status_code for _ in range(60)]
    assert statuses[:10] == [200] * 10 and 429 in statuses, statuses
    assert [alone.call(tool, key=boss, **arguments).status_code for _ in range(20)] == [200] * 20


def test_the_trail_is_written_there_and_sealed(plain):
    alone, _ = plain
    assert alone.get("/tools").status_code in (200, 429)

    def verified(key):
        command = [sys.executable, stacks.ROOT / "launcher" / "audit.py", alone.folder / "trail" / "lab.jsonl"]
        return subprocess.run(command, env={"AUDIT_HMAC_KEY": key}, capture_output=True, text=True, check=False)

    assert verified(SEAL).returncode == 0, verified(SEAL).stdout
    assert verified(SEAL[::-1]).returncode != 0


def test_quarkus_and_java_take_their_own_variables(plain):
    alone, _ = plain
    lines = [json.loads(line) for line in alone.log.splitlines() if line.startswith("{")]
    assert any("Listening on" in line["message"] for line in lines), alone.log
    assert "epoll" not in pathlib.Path(f"/proc/{alone.process.pid}/maps").read_text()
    assert b"-Dlab.example=one" in pathlib.Path(f"/proc/{alone.process.pid}/cmdline").read_bytes().split(b"\0")


@pytest.fixture(scope="module")
def redis(tmp_path_factory):
    lab = authority(tmp_path_factory.mktemp("redis"), ("server", "127.0.0.1"))
    server = Redis(27381, ("--port", "0", "--tls-port", "27381", "--tls-auth-clients", "no", *(
        part for name, file in (("cert", "server.pem"), ("key", "server.key"), ("ca-cert", "ca.pem")) for part in (f"--tls-{name}-file", str(lab / file))
    )))
    server.start()
    yield server, lab / "ca.pem"
    server.stop()


class Issuer:
    """Signs tokens, as an identity provider does."""

    def __init__(self, folder):
        self.key, self.public = ec.generate_private_key(ec.SECP256R1()), folder / "issuer.pem"
        self.public.write_bytes(
            self.key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        )

    def token(self, key=None, **claims):
        until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
        said = {"iss": ISSUER, "aud": AUDIENCE, "sub": "7", "email": "alice@lab.example", "lab": {"roles": ["execute"]}, "exp": until}
        return {"Authorization": "Bearer " + jwt.encode(said | claims, key or self.key, "ES256")}


@pytest.fixture(scope="module", **BOTH)
def guarded(request, built, redis, tmp_path_factory):
    """By TLS, for tokens and certificates only, with limits in a Redis that speaks TLS."""
    service, folder = request.param, tmp_path_factory.mktemp("guarded")
    lab = authority(folder / "lab", ("server", "127.0.0.1"), ("client", "alice"), ("client", "leaver"), ("revoke", "leaver"))
    mcp = {"auth": {"mtls": {"rules": [{"subject": {"CN": "*"}, "role": "read"}]}}}
    (folder / "settings.yml").write_text(json.dumps({"airflow": {"mcp": mcp}, "ai_assistant": {"mcp": mcp}}))
    issuer = Issuer(folder)
    settings = own(
        service, AUTH_METHOD="jwt,mtls", TLS_CERTIFICATE_FILE=lab / "server.pem", TLS_KEY_FILE=lab / "server.key",
        MTLS_CA_FILE=lab / "ca.pem", MTLS_CRL_FILE=lab / "crl.pem", JWT_KEYS=issuer.public, JWT_ISSUER=ISSUER, JWT_AUDIENCE=AUDIENCE,
        JWT_RESOURCE="https://outside.lab.example/mcp", JWT_ROLES_CLAIM="lab.roles", JWT_CLIENT_CLAIM="email", MANAGEMENT_PORT=METRICS[service],
        MANAGEMENT_HOST="127.0.0.4",
    )
    server, ca = redis
    with running(
        service, folder, GUARDED_PORTS[service], lab / "ca.pem", **settings, MCP_CONFIG=folder / "settings.yml",
        RATE_LIMIT_REDIS_URL=server.url.replace("redis://", "rediss://"), RATE_LIMIT_REDIS_CA_FILE=ca,
    ) as alone:
        yield alone, issuer


def test_a_token_must_be_the_issuers_for_this_audience(guarded):
    alone, issuer = guarded
    tool, arguments = READS[alone.service]
    assert alone.call(tool, headers=issuer.token(), **arguments).status_code == 200
    last = json.loads((alone.folder / "audit.jsonl").read_text().strip().split("\n")[-1])
    assert (last["client"], last["auth"]) == ("alice@lab.example", "jwt")
    for refused in (
        {"X-API-Key": alone.key}, issuer.token(key=ec.generate_private_key(ec.SECP256R1())), issuer.token(iss="https://other.example"),
        issuer.token(aud="https://other.example"), issuer.token(lab={}, roles=["execute"]), issuer.token(email=None),
    ):
        assert alone.call(tool, headers=refused, **arguments).status_code == 401, refused


def test_a_client_finds_its_way_to_the_issuer(guarded):
    alone, _ = guarded
    told = alone.get("/.well-known/oauth-protected-resource/mcp", Accept="application/json").json()
    assert told["resource"] == "https://outside.lab.example/mcp" and told["authorization_servers"] == [ISSUER]


def test_a_certificate_must_be_of_the_authority_and_not_revoked(guarded):
    alone, _ = guarded
    tool, arguments = READS[alone.service]
    lab = alone.folder / "lab"
    for name, status in (("alice", 200), ("leaver", 401)):
        context = ssl.create_default_context(cafile=lab / "ca.pem")
        context.load_cert_chain(lab / f"{name}.both.pem")
        assert alone.call(tool, verify=context, headers={}, **arguments).status_code == status
    assert alone.call(tool, headers={}, **arguments).status_code == 401


def test_limits_are_counted_in_a_redis_that_proves_who_it_is(guarded):
    alone, _ = guarded

    def shared():
        text = httpx.get(f"http://127.0.0.4:{METRICS[alone.service]}/q/metrics").text
        return re.search(r"^mcp_limits_shared(?:{.*})? (.+)$", text, re.MULTILINE)[1] == "1.0"

    stacks.until(shared, "Redis is used")


@pytest.mark.parametrize("service", **{"argvalues": PORTS, "ids": BOTH["ids"]})
def test_a_service_that_is_off_says_by_which_variable_it_is_switched_on(built, tmp_path, service):
    switch = f"{SERVERS[service]}ENABLED"
    with running(service, tmp_path, PORTS[service], **{switch: "false"}) as alone:
        assert alone.get("/health").json() == {"status": "disabled"}
        refused = alone.get("/tools")
        assert refused.status_code == 503 and switch in refused.text


def test_a_service_that_ends_is_not_ready_before_it_is_gone(built, tmp_path):
    with running(services.AIRFLOW, tmp_path, PORTS[services.AIRFLOW], QUARKUS_SHUTDOWN_DELAY="5S") as alone:
        assert alone.get("/q/health/ready").status_code == 200
        alone.process.terminate()
        stacks.until(lambda: alone.get("/q/health/ready").status_code == 503, "it says so")
