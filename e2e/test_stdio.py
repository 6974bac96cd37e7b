"""Clients that start their servers themselves, by `./qubinode stdio`."""
import contextlib
import json
import os
import select
import signal
import subprocess

import anyio
import pytest
import stack as stacks
from mcp import Client, ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from test_clients import LISTED

QUBINODE = str(stacks.ROOT / "qubinode")
INITIALIZE = {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {
    "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "e2e", "version": "1"}}}
INITIALIZED = {"jsonrpc": "2.0", "method": "notifications/initialized"}
LIST_TOOLS = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}


@contextlib.asynccontextmanager
async def stdio_session(variables, *arguments, **options):
    server = StdioServerParameters(command=QUBINODE, args=["stdio", *arguments], env=variables)
    async with stdio_client(server) as streams, ClientSession(*streams, **options) as session:
        await session.initialize()
        yield session


def bridge(variables, *arguments, **options):
    return subprocess.Popen(
        [QUBINODE, "stdio", *arguments], env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **options
    )


def said(process, *messages):
    for message in messages:
        process.stdin.write(json.dumps(message) + "\n")
    process.stdin.flush()


def closed(stream):
    """Whether the last process that could write there ends in time."""
    while select.select([stream], [], [], stacks.SECONDS)[0]:
        if not os.read(stream.fileno(), 65536):
            return True
    return False


@pytest.mark.smoke
@pytest.mark.anyio
@pytest.mark.parametrize("name", ("airflow", "ai"))
async def test_the_python_sdk_lists_and_calls_over_stdin_and_stdout(stack, name):
    async with stdio_session(stack.environment, name) as session:
        assert [tool.name for tool in (await session.list_tools()).tools] == LISTED[name]
        call = {"airflow": ("list_vms", {}), "ai": ("get_project_status", {})}[name]
        result = await session.call_tool(*call)
        assert not result.is_error and result.structured_content and result.content[0].text


@pytest.mark.smoke
@pytest.mark.anyio
async def test_the_python_sdk_with_its_own_choice_of_protocol_does_without_a_session_what_it_does_with_one(stack):
    steps = []

    async def progress(done, total, message):
        steps.append(message)

    async with Client(stdio_client(StdioServerParameters(command=QUBINODE, args=["stdio", "airflow"], env=stack.environment))) as client:
        assert client.protocol_version == "2026-07-28"
        assert [tool.name for tool in (await client.list_tools()).tools] == LISTED["airflow"]
        assert (await client.call_tool("list_vms", {})).structured_content
        run = {"dag_id": "provision_vm", "conf": {"vm_name": "stdio"}, "wait_seconds": 100}
        with anyio.move_on_after(stacks.SECONDS) as waiting:

            async def cancel(done, total, message):
                waiting.cancel()

            await client.call_tool("trigger_dag", run, progress_callback=cancel)
        assert waiting.cancelled_caught
        answer = await client.call_tool("trigger_dag", run, progress_callback=progress)
        assert answer.structured_content["run"]["state"] == "success" and steps, (answer, steps)
        async with client.listen(tools_list_changed=True, resources_list_changed=True) as changes:
            assert changes.honored.tools_list_changed
            assert not changes.honored.resources_list_changed  # for this service has none
    ended = [record for record in stack.airflow.records() if record.get("tool") == "trigger_dag" and record["event"] == "ended"]
    assert sorted((record["outcome"], record.get("code")) for record in ended[-2:]) == [("error", "cancelled"), ("ok", None)], ended[-2:]
    assert all("session" not in record for record in ended[-2:])


@pytest.mark.anyio
async def test_progress_arrives_while_a_tool_works(stack):
    heard = []

    async def progress(done, total, message):
        heard.append(message)

    async with stdio_session(stack.environment, "airflow") as session:
        arguments = {"dag_id": "provision_vm", "conf": {"vm_name": "stdio"}, "wait_seconds": 100}
        result = await session.call_tool("trigger_dag", arguments, progress_callback=progress)
    assert not result.is_error, result
    assert heard


@pytest.mark.anyio
async def test_a_restart_of_the_service_is_not_noticed(stack):
    async with stdio_session(stack.environment, "airflow") as session:
        await session.list_tools()
        (pid,) = [pid for pid, command in stacks.processes_of(stack.home).items() if "app/airflow-mcp/" in command]
        os.kill(pid, signal.SIGKILL)
        stack.launcher("up")
        result = await session.call_tool("list_vms", {})
        assert not result.is_error, result


def test_nothing_but_the_protocol_is_on_stdout_and_what_was_asked_is_answered(stack):
    messages = [INITIALIZE, INITIALIZED, LIST_TOOLS, LIST_TOOLS | {"id": 2, "method": "no/such"}]
    done = subprocess.run(
        [QUBINODE, "stdio", "airflow"],
        env=stack.environment, input="".join(json.dumps(message) + "\n" for message in messages),
        stdout=subprocess.PIPE, text=True, timeout=stacks.SECONDS, check=True,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(answer["jsonrpc"] == "2.0" for answer in answers)
    assert {answer["id"] for answer in answers if "id" in answer} == {0, 1, 2}


def test_ends_with_stdin_and_with_its_parent(stack):
    with bridge(stack.environment, "airflow") as process:
        said(process, INITIALIZE, INITIALIZED)
        assert json.loads(process.stdout.readline())["id"] == 0
        process.stdin.close()
        assert process.wait(stacks.SECONDS) == 0
    # A shell between, which is killed, while we still hold stdin open.
    with subprocess.Popen(
        ["bash", "-c", f"{QUBINODE} stdio airflow; true"], env=stack.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as shell:
        said(shell, INITIALIZE)
        assert json.loads(shell.stdout.readline())["id"] == 0
        shell.kill()
        shell.wait()
        assert closed(shell.stdout)


def test_another_service_by_its_address_needs_a_key_from_the_environment(stack):
    command = [QUBINODE, "stdio", "airflow", "--url", stack.airflow.url]
    ask = {"input": json.dumps(INITIALIZE) + "\n", "capture_output": True, "text": True, "timeout": stacks.SECONDS, "check": False}
    without = subprocess.run(command, env=stack.environment, **ask)
    assert (without.returncode, without.stdout) == (78, "") and "AIRFLOW_MCP_API_KEY" in without.stderr
    wrong = subprocess.run(command, env=stack.environment | {"AIRFLOW_MCP_API_KEY": "0" * 64}, **ask)
    assert "HTTP 401" in json.loads(wrong.stdout)["error"]["message"]
    right = subprocess.run(command, env=stack.environment | {"AIRFLOW_MCP_API_KEY": stack.airflow.key}, **ask)
    assert json.loads(right.stdout)["result"]["serverInfo"]["name"] == "airflow-mcp"


def test_two_clients_at_once_start_a_service_that_does_not_run_once(tmp_path, stack):
    variables = stacks.environment(tmp_path, MCP_SERVER_PORT="27211", RAG_PATHS=str(stacks.ROOT / "config"))
    try:
        clients = [bridge(variables, "ai", stderr=subprocess.PIPE) for _ in range(2)]
        for client in clients:
            said(client, INITIALIZE)
        for client in clients:
            assert json.loads(client.stdout.readline())["result"]["serverInfo"]["name"] == "ai-assistant-mcp"
        services = [command for command in stacks.processes_of(tmp_path).values() if "app/ai-assistant-mcp/" in command]
        assert len(services) == 1
        for client in clients:
            _, errors = client.communicate()
            assert client.returncode == 0 and "X-API-Key" not in errors
        assert stacks.launcher(variables, "status", check=False).stdout.count("up") >= 1
    finally:
        stacks.launcher(variables, "down", "--wait")  # The second client's `up` may still be finding that all is up.
    assert stacks.processes_of(tmp_path) == {}


def test_the_inspector_calls_a_tool_through_the_bridge(stack, node22):
    done = subprocess.run(
        [
            "node_modules/.bin/node", "node_modules/.bin/mcp-inspector", "--cli", "-e", f"QUBINODE_HOME={stack.home}",
            QUBINODE, "stdio", "airflow", "--method", "tools/call", "--tool-name", "list_vms",
        ],
        cwd=node22, env=stack.environment, capture_output=True, text=True, timeout=stacks.SECONDS, check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "vms" in json.loads(done.stdout)["structuredContent"]
