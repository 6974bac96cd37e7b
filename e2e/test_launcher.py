"""The two commands, as the README gives them."""
import json
import os
import pathlib
import re
import signal
import stat
import subprocess

import httpx2 as httpx
import pytest
import stack as stacks
from test_clients import LISTED

from launcher import build

CLIENTS = {
    "claude-code": ".claude.json",
    "claude-desktop": ".config/Claude/claude_desktop_config.json",
    "cursor": ".cursor/mcp.json",
    "vscode": ".config/Code/User/mcp.json",
    "gemini": ".gemini/settings.json",
}


@pytest.mark.smoke
def test_prints_for_each_service_a_curl_that_works_as_pasted(stack):
    commands = re.findall(r"^\s*(curl .*)$", stack.output, re.MULTILINE)
    assert len(commands) >= 2, stack.output
    for command in commands:
        done = subprocess.run(
            ["bash", "-c", command], cwd="/", env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0 and done.stdout.startswith("{") and '"status":4' not in done.stdout, command + done.stdout


def test_up_prints_no_key(stack):
    assert stack.ai.key not in stack.output and stack.airflow.key not in stack.output


@pytest.mark.parametrize("client", CLIENTS)
def test_connects_a_client_that_has_other_servers_and_calls_through_its_file(stack, client, tmp_path):
    file = tmp_path / CLIENTS[client]
    file.parent.mkdir(parents=True, exist_ok=True)
    servers = "servers" if client == "vscode" else "mcpServers"
    theirs = {"theme": "dark", servers: {"theirs": {"command": "x"}}}
    file.write_text(json.dumps(theirs))
    variables = {name: value for name, value in stack.environment.items() if name != "XDG_CONFIG_HOME"} | {"HOME": str(tmp_path)}
    done = stacks.launcher(variables, "connect", client, "--check")
    for server, name in (("qubinode-airflow", "airflow"), ("qubinode-assistant", "ai")):
        assert f"✓ {server}: {len(LISTED[name])} tools" in done.stdout, done.stdout
    settings = json.loads(file.read_text())
    for server in ("qubinode-airflow", "qubinode-assistant"):
        del settings[servers][server]
    assert settings == theirs
    assert "already" in stacks.launcher(variables, "connect", client).stdout


def test_keeps_its_random_keys_from_other_users(stack):
    file = stack.home / ".env"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stack.ai.key != stack.airflow.key and len(stack.ai.key) >= 32


def test_an_instance_has_a_folder_and_ports_of_its_own(stack):
    home, port = pathlib.Path(stack.environment["QUBINODE_HOME"]), stack.environment["QUBINODE_AIRFLOW_PORT"]
    assert {".env", "airflow", "audit", "clients.json", "index", "logs"} <= {file.name for file in home.iterdir()}
    assert httpx.get(f"http://127.0.0.1:{port}/api/v2/version").json()["version"] in stack.launcher("status").stdout


def test_a_service_starts_from_its_aot_cache(stack):
    for service in ("airflow-mcp", "ai-assistant-mcp"):
        (pid,) = [pid for pid, command in stacks.processes_of(stack.home).items() if f"app/{service}/" in command]
        # Or from its binary, which needs none.
        started_from = "app/{0}/{0}" if build.native() else "{0}/target/quarkus-app/app.aot"
        assert started_from.format(service) in pathlib.Path(f"/proc/{pid}/maps").read_text()


def test_says_which_hypervisor_it_uses(stack):
    assert "qemu:///system" in stack.output or "test:///default" in stack.output


@pytest.mark.smoke
def test_a_second_up_finds_everything_running(stack):
    again = stack.launcher("up").stdout
    connections = [text[text.index("\nairflow-mcp\n") :] for text in (again, stack.output)]
    assert connections[0] == connections[1]
    assert "Running already" in again


@pytest.mark.smoke
def test_status_knows_every_component(stack):
    table = stack.launcher("status").stdout
    assert all(name in table.lower() for name in ("ai-assistant-mcp", "airflow-mcp", "airflow")), table


def test_the_demo_airflow_ends_with_its_database_and_both_start_again(stack):
    home = stack.home / "airflow" / "home"
    server = int((home / "postgresql" / "postmaster.pid").read_text().split()[0])
    os.kill(server, signal.SIGKILL)
    stacks.until(lambda: re.search(r"(?m)^airflow +dead", stack.launcher("status", check=False).stdout), "the end of Airflow")
    assert "The demo Airflow serves at" in stack.launcher("up").stdout
    assert stack.airflow.ask("trigger_dag", dag_id="provision_vm", conf={"vm_name": "again"}, wait_seconds=120)["run"]["state"] == "success"


def test_logs_shows_what_a_service_wrote(stack):
    assert "Listening on" in stack.launcher("logs", "airflow-mcp", "-n", "200").stdout


def test_a_wrong_setting_is_one_line_and_no_start(stack, tmp_path):
    variables = stacks.environment(
        tmp_path, MCP_SERVER_PORT="27212", AIRFLOW_MCP_PORT="27213", AIRFLOW_MCP_ENABLED="perhaps", AIRFLOW_API_URL="http://127.0.0.1:1"
    )
    try:
        done = stacks.launcher(variables, "up", check=False)
        assert done.returncode != 0
        assert re.search(r"airflow\.mcp\.enabled.*perhaps.*true or false", done.stdout), done.stdout
        assert "\tat " not in done.stdout and "Traceback" not in done.stdout
    finally:
        stacks.launcher(variables, "down")
    assert stacks.processes_of(tmp_path) == {}


def test_a_killed_service_is_seen_started_again_and_its_audit_trail_goes_on(stack):
    airflow = stack.airflow
    airflow.ask("list_dags")
    last = airflow.records()[-1]["seq"]
    (pid,) = [pid for pid, command in stacks.processes_of(stack.home).items() if "app/airflow-mcp/" in command]
    os.kill(pid, signal.SIGKILL)
    assert stack.launcher("status", check=False).returncode != 0
    stack.launcher("up")
    assert stack.launcher("status").returncode == 0
    airflow.ask("list_dags")
    numbers = [record["seq"] for record in airflow.records()]
    # Not from 1 when midnight came in between, and with it another file; the launcher's looks at the health are records too.
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    assert numbers[-1] > last
