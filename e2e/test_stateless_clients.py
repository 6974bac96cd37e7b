"""Clients of others in the era without sessions: each lists, calls, hears of progress, answers a question and reads a resource.

Each is a program that does the steps in E2E_STEPS and prints what came of them as JSON. The official Python SDK: test_clients.py.
"""
import json
import os
import subprocess

import pytest
import stack as stacks
from conftest import airflow_alone
from test_clients import LISTED


@pytest.fixture(scope="module")
def careful():
    """airflow-mcp alone, without an Airflow, whose tools for machines are to be confirmed."""
    nowhere = stacks.RawAirflow("http://127.0.0.1:9", "nobody", "nobody", is_2=False)
    settings = {"mcp": {"tools": {"vm_operations": {"enabled": True, "confirm": True}}}}
    with airflow_alone("e2e-stateless-clients", "27231", settings, nowhere) as service:
        yield service


@pytest.fixture
def fastmcp():
    venv = stacks.environment_of("fastmcp", ["fastmcp==4.2.3"])
    return [venv / "bin" / "python", "-P", stacks.ROOT / "e2e" / "fastmcp_client.py"]


@pytest.fixture
def typescript(node22):
    return [node22 / "node_modules" / ".bin" / "node", node22 / "stateless.mjs"]


@pytest.fixture
def java(tmp_path):
    return [*stacks.java_with("java", tmp_path), stacks.ROOT / "e2e" / "java" / "Stateless.java"]


@pytest.mark.parametrize("name", ("fastmcp", "typescript", "java"))
def test_a_client_of_others_does_without_a_session_what_it_does_with_one(request, stack, careful, name):
    machine = {"name": f"e2e-{name}", "force": True}
    careful.ask("create_vm", name=machine["name"], memory=128, cpus=1, disk_size=1)
    run = {"dag_id": "provision_vm", "conf": {"vm_name": name}, "wait_seconds": 100}
    steps = {
        "call": (stack.airflow, "list_vms", {}),
        "long": (stack.airflow, "trigger_dag", run),
        "confirm": (careful, "delete_vm", machine),
        "read": (stack.ai, None, None),
    }
    written = {
        step: {"service": {"url": service.url, "key": service.key}, "tool": tool, "arguments": arguments}
        for step, (service, tool, arguments) in steps.items()
    }
    before = {service.url: len(service.records()) for service in (stack.airflow, careful, stack.ai)}
    done = subprocess.run(
        request.getfixturevalue(name),
        env=os.environ | {"E2E_STEPS": json.dumps(written)}, capture_output=True, text=True, timeout=600, check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    did = json.loads(done.stdout)
    assert did["revision"] == "2026-07-28" and did["tools"] == LISTED["airflow"], did
    assert did["call"]["total"] == len(did["call"]["vms"])
    assert did["long"]["run"]["state"] == "success" and did["progress"], did
    assert did["confirm"]["name"] == machine["name"] and did["text"], did
    (question,) = did["asked"]
    assert f'force = true, name = "{machine["name"]}"' in question
    records = [record for service in (stack.airflow, careful, stack.ai) for record in service.records()[before[service.url]:]]
    assert [record for record in records if "session" in record] == []
    ended = [(record["event"], record.get("outcome")) for record in records if record.get("tool") == "delete_vm"]
    assert ended == [("ended", "asked"), ("started", None), ("ended", "ok")]
