"""Both services with certificates of their own, and clients that are known by theirs."""
import contextlib
import json
import re
import shutil
import ssl
import subprocess

import httpx2 as httpx
import pytest
import stack as stacks
from mcp import ClientSession
from mcp.client.sse import sse_client
from mcp.client.streamable_http import streamable_http_client

HOME = stacks.ROOT / ".qubinode" / "e2e-tls"
SCRIPT = stacks.ROOT / "deploy" / "tls" / "certificates.sh"
ROLES = ("read", "execute", "admin")
TOOLS = {"read": ("airflow", "list_vms", {}), "execute": ("airflow", "delete_vm", {"vm_name": "nobody-has-it"}),
         "admin": ("ai", "remove_documents", {"source": "nobody-has.md"})}
INITIALIZE = {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {
    "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "e2e", "version": "1"}}}


def certificates(folder, *command):
    return subprocess.run([SCRIPT, "--folder", folder, *command], check=True, capture_output=True, text=True).stdout


class Lab:
    """An authority, what it certified, and the services that trust it."""

    def __init__(self, folder):
        self.folder = folder
        for command in (("ca",), ("server", "localhost", "127.0.0.1"), ("client", "expired", "--days", "-1", "--subject", "/OU=admin")):
            certificates(folder / "lab", *command)
        for role in ROLES:
            certificates(folder / "lab", "client", role, "--subject", f"/O=Lab/OU={role}/CN={role}")
        certificates(folder / "strange", "ca")
        certificates(folder / "strange", "client", "wrong", "--subject", "/O=Lab/OU=admin/CN=admin")

    def file(self, name):
        return str(self.folder / "lab" / name)

    def settings(self):
        rules = [{"subject": {"OU": role, "CN": "*"}, "role": role} for role in ROLES]
        mcp = {
            "tls": {"certificate_file": self.file("server.pem"), "key_file": self.file("server.key")},
            "auth": {"method": ["api_key", "mtls"], "mtls": {"ca_file": self.file("ca.pem"), "crl_file": self.file("crl.pem"), "rules": rules}},
        }
        groups = {"vm_operations": {"enabled": True, "permissions": ["read", "execute", "admin"]}}
        # Without keys, so that here a certificate is the only way.
        assistant = mcp | {"auth": mcp["auth"] | {"method": "mtls"}, "tools": ["all"]}
        return json.dumps({"airflow": {"mcp": mcp | {"tools": groups}}, "ai_assistant": {"mcp": assistant}})

    def context(self, name=None):
        """What a client has that shows this certificate, or none."""
        context = ssl.create_default_context(cafile=self.file("ca.pem"))
        if name:
            context.load_cert_chain(self.folder / ("strange" if name == "wrong" else "lab") / f"{name}.both.pem")
        return context


@pytest.fixture(scope="module")
def lab():
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True)
    lab = Lab(HOME)
    (HOME / "settings.yml").write_text(lab.settings())
    lab.environment = stacks.environment(
        HOME, MCP_CONFIG=str(HOME / "settings.yml"), MCP_SERVER_PORT="27207", AIRFLOW_MCP_PORT="27208",
        AIRFLOW_API_URL="http://127.0.0.1:1", LIBVIRT_URI="test:///default", RAG_PATHS=str(stacks.ROOT / "deploy"),
    )
    try:
        lab.stack = stacks.started(lab.environment)
        yield lab
    finally:
        stacks.launcher(lab.environment, "down")
        assert stacks.processes_of(HOME) == {}


def service(lab, name):
    return getattr(lab.stack, name)


def path_and_body(door, tool, arguments):
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": tool, "arguments": arguments}}
    return {"rest": (f"/tools/{tool}", arguments), "mcp_http": ("/mcp", call), "mcp_sse": ("/mcp/messages/1", call)}[door]


# Every door with every role and every tool: CredentialMatrixTest.
@pytest.mark.parametrize("shown, door", ((None, "rest"), ("wrong", "mcp_http"), ("expired", "mcp_sse")))
def test_without_the_right_certificate_a_tool_is_refused_and_that_is_written_down(lab, shown, door):
    name, tool, arguments = TOOLS["execute"]
    target = service(lab, name)
    before = len(target.records())
    path, body = path_and_body(door, tool, arguments)
    answer = httpx.post(target.base + path, json=body, verify=lab.context(shown), timeout=stacks.SECONDS)
    assert answer.status_code == 401 and "ClientCertificate" in answer.headers["www-authenticate"]
    assert [(record["door"], record["outcome"]) for record in target.records()[before:]] == [(door, "unauthenticated")]


@contextlib.asynccontextmanager
async def session(lab, target, door, shown):
    def client(headers=None, timeout=None, auth=None):
        return httpx.AsyncClient(verify=lab.context(shown), headers=headers, timeout=timeout or stacks.SECONDS)

    async with contextlib.AsyncExitStack() as stack:
        if door == "mcp_sse":
            streams = await stack.enter_async_context(sse_client(target.url + "/sse", httpx_client_factory=client))
        else:
            streams = await stack.enter_async_context(
                streamable_http_client(target.url, http_client=await stack.enter_async_context(client()))
            )
        opened = await stack.enter_async_context(ClientSession(streams[0], streams[1]))
        await opened.initialize()
        yield opened


async def listed_and_called(lab, target, door, shown, tool, arguments):
    if door == "rest":
        with httpx.Client(base_url=target.base, verify=lab.context(shown), timeout=stacks.SECONDS) as client:
            listed = [each["name"] for each in client.get("/tools").json()["tools"]]
            client.post(f"/tools/{tool}", json=arguments)
            return listed
    async with session(lab, target, door, shown) as opened:
        listed = [each.name for each in (await opened.list_tools()).tools]
        with contextlib.suppress(Exception):  # The SDK refuses to read an answer about a tool that is not listed.
            await opened.call_tool(tool, arguments)
        return listed


@pytest.mark.anyio
@pytest.mark.parametrize(
    "role, needed, door",
    (("read", "read", "rest"), ("read", "execute", "mcp_http"), ("execute", "execute", "mcp_sse"), ("execute", "admin", "rest"), ("admin", "admin", "mcp_http")),
)
async def test_a_certificate_opens_the_tools_of_its_role(lab, role, needed, door):
    name, tool, arguments = TOOLS[needed]
    target = service(lab, name)
    before = len(target.records())
    may = ROLES.index(role) >= ROLES.index(needed)
    assert (tool in await listed_and_called(lab, target, door, role, tool, arguments)) == may
    last = [record for record in target.records()[before:] if record.get("tool") == tool][-1]
    assert (last["client"], last["auth"], last["door"]) == (role, "mtls", door)
    assert (last["outcome"] == "denied") != may


def test_the_launcher_prints_https_and_knows_the_services_by_their_certificates(lab):
    assert lab.stack.airflow.url.startswith("https://") and lab.stack.ai.url.startswith("https://")
    table = stacks.launcher(lab.environment, "status", check=False).stdout
    states = dict(line.split()[:2] for line in table.splitlines())
    # There is no Airflow; and to the launcher's key the assistant tells only what it tells everybody.
    assert (states["airflow-mcp"], states["ai-assistant-mcp"]) == ("degraded", "up"), table


def test_keys_go_on_where_both_methods_are_on_and_one_service_asks_the_other_over_tls(lab):
    headers = {"X-API-Key": lab.stack.airflow.key}
    own = re.search(r"^MCP_API_KEY=(\S+)", (HOME / ".env").read_text(), re.MULTILINE)[1]
    assert httpx.get(f"{lab.stack.airflow.base}/tools", headers=headers, verify=lab.context()).status_code == 200
    assert httpx.get(f"{lab.stack.ai.base}/tools", headers={"X-API-Key": own}, verify=lab.context()).status_code == 401
    status = httpx.post(f"{lab.stack.ai.base}/tools/get_project_status", json={}, verify=lab.context("read"), timeout=stacks.SECONDS)
    parts = {part["name"]: part for part in status.json()["components"]}
    assert parts["airflow-mcp"]["state"] in ("up", "degraded") and "libvirt" in parts, parts


@pytest.mark.parametrize(("shown", "works"), (("read", True), ("expired", False)))
def test_stdio_shows_its_certificate(lab, shown, works):
    done = subprocess.run(
        [stacks.ROOT / "qubinode", "stdio", "ai", "--url", lab.stack.ai.url],
        env=lab.environment | {
            "SSL_CERT_FILE": lab.file("ca.pem"), "QUBINODE_CLIENT_CERTIFICATE": lab.file(f"{shown}.both.pem"),
        },
        input=json.dumps(INITIALIZE) + "\n", capture_output=True, text=True, timeout=stacks.SECONDS, check=False,
    )
    answer = json.loads(done.stdout)
    if works:
        assert answer["result"]["serverInfo"]["name"] == "ai-assistant-mcp", done.stderr
    else:
        assert "401" in answer["error"]["message"], answer


def test_clients_are_connected_by_a_command_that_trusts_the_service_and_shows_the_certificate(lab, tmp_path):
    file = tmp_path / "mcp.json"
    connect = ("connect", "cursor", "--file", str(file), "--check")
    refused = stacks.launcher(lab.environment, *connect, check=False)
    assert refused.returncode == 1 and "QUBINODE_CLIENT_CERTIFICATE=CLIENT.pem" in refused.stdout, refused.stdout
    assert not file.exists()
    shown = {"SSL_CERT_FILE": lab.file("ca.pem"), "QUBINODE_CLIENT_CERTIFICATE": lab.file("read.both.pem")}
    done = stacks.launcher(lab.environment | shown, *connect)
    assert "✓ qubinode-airflow: " in done.stdout and "✓ qubinode-assistant: " in done.stdout, done.stdout
    assert lab.stack.airflow.key not in file.read_text()


def test_a_renewed_certificate_and_a_revocation_are_taken_over_while_the_service_runs(lab):
    def serial():
        pem = ssl.get_server_certificate(("127.0.0.1", 27208))
        return subprocess.run(["openssl", "x509", "-noout", "-serial"], input=pem, capture_output=True, text=True, check=True).stdout

    def status(name):
        return httpx.get(f"{lab.stack.airflow.base}/tools", verify=lab.context(name)).status_code

    certificates(HOME / "lab", "client", "leaver", "--subject", "/OU=read/CN=leaver")
    assert status("leaver") == 200
    certificates(HOME / "lab", "revoke", "leaver")
    stacks.until(lambda: status("leaver") == 401, "the revocation is in force")
    assert status("read") == 200

    before = serial()
    for old in ("server.pem", "server.key"):
        (HOME / "lab" / old).unlink()
    certificates(HOME / "lab", "server", "localhost", "127.0.0.1")
    # Every connection on the way there succeeds, or this fails.
    stacks.until(lambda: serial() != before, "the new certificate is shown")
    assert status("read") == 200
    assert stacks.launcher(lab.environment, "status", check=False).stdout.count("https://") == 2


@pytest.mark.parametrize("version", ("-tls1", "-tls1_1"))
def test_old_tls_is_refused(version):
    command = ["openssl", "s_client", "-connect", "127.0.0.1:27208", version, "-cipher", "DEFAULT:@SECLEVEL=0"]
    done = subprocess.run(command, input="", capture_output=True, text=True, timeout=stacks.SECONDS, check=False)
    assert done.returncode != 0 and "alert protocol version" in done.stderr, done.stderr


@pytest.mark.parametrize(("name", "content"), (("server.key", "nothing"), ("ca.pem", ""), ("crl.pem", "x")))
def test_a_wrong_file_is_one_line_and_no_start(lab, tmp_path, name, content):
    files = tmp_path / "lab"
    shutil.copytree(HOME / "lab", files)
    (files / name).write_text(content)
    settings = tmp_path / "settings.yml"
    settings.write_text((HOME / "settings.yml").read_text().replace(str(HOME / "lab"), str(files)))
    variables = lab.environment | {
        "QUBINODE_HOME": str(tmp_path), "MCP_CONFIG": str(settings), "MCP_SERVER_PORT": "27209", "AIRFLOW_MCP_PORT": "27210",
    }
    done = stacks.launcher(variables, "up", check=False)
    assert done.returncode == 78 and "Wrong configuration: " in done.stdout and name in done.stdout, done.stdout
    assert "\tat " not in done.stdout and "Traceback" not in done.stdout
