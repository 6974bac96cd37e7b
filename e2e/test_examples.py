"""The files of examples/, with the addresses and keys of the running services in place of those in them."""
import dataclasses
import json
import os
import re
import subprocess

import pytest
import stack as stacks
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from test_clients import LISTED

EXAMPLES = stacks.ROOT / "examples"
OVER_HTTP = ("mcp-client-config", "claude-code", "cursor", "vscode", "gemini-cli")
SECRET = re.compile(r"\$\{(?:env:|input:)?[\w-]+\}|\$\w+|YOUR_\w+")


def servers(name, stack):
    """The servers of a file as their client would see them."""
    text = (EXAMPLES / f"{name}.json").read_text()
    for address, service in (("http://127.0.0.1:8889/mcp", stack.airflow), ("http://127.0.0.1:8081/mcp", stack.ai)):
        text = text.replace(address, service.url)
    content = json.loads(text)
    found = content.get("mcpServers") or content["servers"]
    for server in found.values():
        service = stack.airflow if stack.airflow.url in json.dumps(server) else stack.ai
        secrets = server.get("headers") or server["env"]
        assert secrets and all(SECRET.fullmatch(value) for value in secrets.values()), secrets
        secrets.update(dict.fromkeys(secrets, service.key))
    return found


@pytest.mark.anyio
@pytest.mark.parametrize("name", OVER_HTTP)
async def test_the_addresses_and_headers_of_a_file_reach_both_services(stack, name):
    found = servers(name, stack)
    for server, expected in (("qubinode-airflow", "airflow"), ("qubinode-assistant", "ai")):
        entry = found[server]
        service = dataclasses.replace(stack.ai, url=entry.get("url") or entry["httpUrl"], key=entry["headers"]["X-API-Key"])
        async with service.session() as session:
            assert [tool.name for tool in (await session.list_tools()).tools] == LISTED[expected]


@pytest.mark.parametrize(
    ("name", "client"),
    (("claude-code", "claude-code"), ("claude-desktop", "claude-desktop"), ("cursor", "cursor"), ("vscode", "vscode"), ("gemini-cli", "gemini")),
)
def test_connect_makes_what_the_file_shows(stack, name, client):
    def form(content):
        (key,) = content.keys() & {"mcpServers", "servers"}
        # Of this instance alone: where its state is.
        return key, {server: {each: sorted(value) if each == "headers" else None for each, value in entry.items() if each != "env"}
                     for server, entry in content[key].items()}

    printed = subprocess.run(
        [stacks.ROOT / "qubinode", "connect", client, "--print"], env=stack.environment, capture_output=True, text=True, check=True
    ).stdout
    assert form(json.loads(printed)) == form(json.loads((EXAMPLES / f"{name}.json").read_text()))


def test_the_inspector_reads_the_common_form(stack, node22, tmp_path):
    file = tmp_path / "mcp.json"
    file.write_text(json.dumps({"mcpServers": servers("mcp-client-config", stack)}))
    command = ["node_modules/.bin/node", "node_modules/.bin/mcp-inspector", "--cli", "--config", file, "--server", "qubinode-airflow"]
    done = subprocess.run(
        [*command, "--method", "tools/list"], cwd=node22, capture_output=True, text=True, timeout=stacks.SECONDS, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert [tool["name"] for tool in json.loads(done.stdout)["tools"]] == LISTED["airflow"]


@pytest.mark.anyio
async def test_mcp_remote_bridges(stack, node22, tmp_path):
    entry = servers("mcp-remote", stack)["qubinode-airflow"]
    assert entry["command"] == "npx" and entry["args"][:2] == ["-y", "mcp-remote"]
    server = StdioServerParameters(
        command=str(node22 / "node_modules/.bin/node"),
        args=[str(node22 / "node_modules/.bin/mcp-remote"), *entry["args"][2:]],
        env=entry["env"] | {"HOME": str(tmp_path)},
    )
    async with stdio_client(server) as streams, ClientSession(*streams) as session:
        await session.initialize()
        assert [tool.name for tool in (await session.list_tools()).tools] == LISTED["airflow"]


def test_the_desktop_files_start_the_bridge():
    for name in ("claude-desktop", "claude-desktop-remote"):
        for server in json.loads((EXAMPLES / f"{name}.json").read_text())["mcpServers"].values():
            done = subprocess.run(
                [stacks.ROOT / "qubinode", *server["args"], "--help"], capture_output=True, text=True, timeout=stacks.SECONDS, check=False
            )
            assert done.returncode == 0 and server["command"].endswith("/qubinode"), done.stderr


def test_langchain4j_lists_and_calls_tools(stack, tmp_path):
    done = subprocess.run(
        [*stacks.java_with("langchain4j", tmp_path), EXAMPLES / "Langchain4jExample.java"],
        env=os.environ | {"AIRFLOW_MCP_URL": stack.airflow.url.removesuffix("/mcp"), "AIRFLOW_MCP_API_KEY": stack.airflow.key},
        capture_output=True, text=True, timeout=stacks.SECONDS, check=False,
    )
    assert done.returncode == 0, done.stderr
    assert all(f"{tool}: " in done.stdout for tool in LISTED["airflow"]) and "\"vms\"" in done.stdout, done.stdout
