"""Two replicas of both services that share their state in a real Redis, on a real Airflow: a client's requests may reach either."""
import collections
import concurrent.futures
import dataclasses
import json
import os
import secrets
import shutil
import signal
import time
import uuid

import edge as edges
import httpx2 as httpx
import pytest
import stack as stacks
from conftest import demo_airflow
from redis_server import Redis
from test_nginx import nginx  # noqa: F401 a fixture
from test_tasks import DAG, is_there, task, trigger

REVISION = "2026-07-28"
KEY = secrets.token_hex(32)
MACHINE = {"name": "test", "force": True}  # libvirt's test driver begins with it, in each replica
SECONDS_OF_A_CLAIM = 60  # 15, and time for a loaded machine


@pytest.fixture(scope="module")
def redis():
    server = Redis(27384)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    folder = tmp_path_factory.mktemp("documents")
    (folder / "pools.md").write_text("# Storage pools\n\nA storage pool is started by virsh pool-start.\n")
    (folder / "kcli.md").write_text("# kcli\n\nkcli makes machines of plans.\n")
    return folder


@pytest.fixture(scope="module")
def replicas(stack, redis, documents):
    variables = [replica(stack, redis, documents, *ports) for ports in (("27261", "27262"), ("27263", "27264"))]
    try:
        yield [stacks.started(each) for each in variables]
    finally:
        for each in variables:
            stacks.launcher(each, "down")
            assert stacks.processes_of(each["QUBINODE_HOME"]) == {}


def replica(stack, redis, documents, ai_port, airflow_port):
    home = stacks.ROOT / ".qubinode" / f"e2e-shared-state-{airflow_port}"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    settings = home / "settings.yml"
    settings.write_text(json.dumps({"airflow": {"mcp": {"tools": {"vm_operations": {"enabled": True, "confirm": True}}}}}))  # JSON is YAML
    raw = demo_airflow(stack.environment)
    return stacks.environment(
        home, MCP_SERVER_PORT=ai_port, AIRFLOW_MCP_PORT=airflow_port, MCP_CONFIG=str(settings), RAG_PATHS=str(documents),
        AIRFLOW_API_URL=raw.url, AIRFLOW_USERNAME=raw.user, AIRFLOW_PASSWORD=raw.password, LIBVIRT_URI="test:///default",
        RATE_LIMIT_REDIS_URL=redis.url, MCP_API_KEY=KEY, AIRFLOW_MCP_API_KEY=KEY,
    )


@pytest.fixture
def both(replicas):
    return [each.airflow for each in replicas]


@pytest.fixture
def named():
    """A key and the id of a run that nobody else has."""
    return str(uuid.uuid4()), f"shared-{uuid.uuid4()}"


def ended(service, place, seconds=stacks.SECONDS):
    return stacks.until(lambda: (now := task(service, place))["status"] != "working" and now, "the task ends", seconds)


def test_a_call_that_is_repeated_at_the_other_replica_is_made_once(both, named):
    (one, other), (key, run) = both, named
    place = trigger(one, key, run).headers["Location"]
    stacks.until(lambda: is_there(one, run), "Airflow has the run")
    again = trigger(other, key, run, later=False)
    assert again.status_code == 200 and again.json()["run"]["run_id"] == run, again.text
    assert ended(other, place)["result"] == again.json()
    reused = trigger(other, key, f"{run}-2")
    assert (reused.status_code, reused.json()["code"]) == (422, "key_reused"), reused.text
    outcomes = [
        record["outcome"] for service in both for record in service.records()
        if record.get("tool") == "trigger_dag" and run in str(record) and "outcome" in record
    ]
    assert sorted(outcomes) == ["invalid", "ok", "repeated"]


def test_a_task_is_shown_and_cancelled_by_the_other_replica(both, named):
    (one, other), (key, run) = both, named
    place = trigger(one, key, run).headers["Location"]
    assert task(other, place)["status"] == "working"
    cancelled = httpx.post(f"{other.base}{place}/cancel", headers={"X-API-Key": other.key}, timeout=stacks.SECONDS)
    assert cancelled.status_code == 202 or cancelled.status_code == 200, cancelled.text
    assert ended(other, place)["status"] == "cancelled" == task(one, place)["status"]
    stranger = httpx.get(f"{other.base}{place}", headers={"X-API-Key": "wrong"}, timeout=stacks.SECONDS)
    assert stranger.status_code == 401


def of_client(tool, arguments, meta=None, **more):
    """The message and the headers of a client without sessions that can be asked."""
    about = {
        "io.modelcontextprotocol/protocolVersion": REVISION,
        "io.modelcontextprotocol/clientInfo": {"name": "e2e", "version": "1"},
        "io.modelcontextprotocol/clientCapabilities": {"elicitation": {}},
    }
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": tool, "arguments": arguments, "_meta": about | (meta or {})} | more}
    return message, {
        "Accept": "application/json, text/event-stream", "MCP-Protocol-Version": REVISION, "Mcp-Method": "tools/call", "Mcp-Name": tool,
    }


def ask(service, tool, arguments, meta=None, **more):
    message, headers = of_client(tool, arguments, meta, **more)
    answer = httpx.post(service.url, json=message, headers=service.headers | {"X-API-Key": service.key} | headers, timeout=stacks.SECONDS)
    answer.raise_for_status()
    assert "result" in answer.json(), answer.text
    return answer.json()["result"]


def test_a_question_of_one_replica_is_answered_at_the_other_once(both):
    one, other = both
    asked = ask(one, "delete_vm", MACHINE)
    assert asked["resultType"] == "input_required", asked
    ((question, _),) = asked["inputRequests"].items()
    yes = {"inputResponses": {question: {"action": "accept", "content": {"confirm": True}}}, "requestState": asked["requestState"]}
    done = ask(other, "delete_vm", MACHINE, **yes)
    assert not done.get("isError"), done
    assert [vm["name"] for vm in other.ask("list_vms")["vms"]] == []
    used = ask(one, "delete_vm", MACHINE, **yes)
    assert used["isError"] and "used before" in used["content"][0]["text"], used
    assert [vm["name"] for vm in one.ask("list_vms")["vms"]] == ["test"]


def test_a_conversation_goes_on_at_the_other_replica(replicas):
    one, other = (each.ai for each in replicas)
    for service in (one, other):
        stacks.until(lambda: stacks.has_read(service), "the documents are read")
    session = str(uuid.uuid4())
    first = one.ask("chat_with_context", message="How is a storage pool started?", session_id=session)
    there = other.ask("chat_with_context", message="And how is it stopped?", session_id=session)
    assert (first["earlier_turns"], there["earlier_turns"]) == (0, 1) and "pools.md" in str(there), there
    assert other.ask("chat_with_context", message="And how is it stopped?", session_id=str(uuid.uuid4()))["earlier_turns"] == 0


CALLS = 90
CALLERS = 6


def of_airflow(started):
    (process,) = (pid for pid, command in stacks.processes_of(started.home).items() if "java" in command.split(" ")[0] and "airflow-mcp" in command)
    return process


def triggered(service, mark):
    """As a client does that wants its run once and repeats the call until it is answered: whether it was made, and None when nobody knows."""
    arguments = {"dag_id": DAG, "conf": {"vm_name": mark}}
    deadline = time.monotonic() + stacks.SECONDS
    while time.monotonic() < deadline:
        try:
            answer = ask(service, "trigger_dag", arguments, {"io.qubinode/idempotencyKey": mark})
        except httpx.HTTPError:  # nobody there, or what nginx says of that
            time.sleep(0.2)
            continue
        if not answer.get("isError"):
            return answer["structuredContent"]["run"]["run_id"] is not None
        text = answer["content"][0]["text"]
        assert "its result is not known" in text or "cannot be reached" in text, text
        if "not known" in text:
            return None
    raise AssertionError(f"{mark} was never answered")


def test_nothing_is_lost_or_made_twice_while_replicas_are_killed(nginx, stack, replicas):
    """Requests go to either replica, one after the other is killed and started again."""
    first, second = (f"server {httpx.URL(each.airflow.url).netloc.decode()};" for each in replicas)
    prefix = f"kills-{uuid.uuid4()}-"
    made = {}
    raw = demo_airflow(stack.environment)
    before = [len(each.airflow.records()) for each in replicas]
    with (
        nginx("basic", (first, f"{first} {second}"), stack=dataclasses.replace(stack, airflow=replicas[0].airflow), headers=edges.BASIC) as edge,
        concurrent.futures.ThreadPoolExecutor(CALLERS) as callers,
    ):
        calls = {callers.submit(triggered, edge.airflow, f"{prefix}{number}"): f"{prefix}{number}" for number in range(CALLS)}
        for killed, after in ((replicas[0], CALLS // 5), (replicas[1], CALLS // 2)):
            stacks.until(lambda: sum(call.done() for call in calls) >= after, "calls are answered")
            os.kill(of_airflow(killed), signal.SIGKILL)
            killed.launcher("up")
        made = {mark: call.result() for call, mark in calls.items()}
    runs = [run for run in raw.get(f"dags/{DAG}/dagRuns?limit=200&order_by=-run_after")["dag_runs"] if run["conf"].get("vm_name", "").startswith(prefix)]
    try:
        count = collections.Counter(run["conf"]["vm_name"] for run in runs)
        assert {mark: count[mark] for mark in made if made[mark]} == {mark: 1 for mark in made if made[mark]}
        unknown = [mark for mark in made if made[mark] is None]
        assert all(count[mark] <= 1 for mark in unknown) and len(unknown) <= 2 * CALLERS, unknown
        used = [len(each.airflow.records()) - length for each, length in zip(replicas, before)]
        assert min(used) > CALLS // 10, used
    finally:
        for run in runs:
            raw.patch(f"dags/{DAG}/dagRuns/{run['dag_run_id']}", {"state": "failed"})  # so that nobody waits for them


def test_of_a_killed_replica_the_other_tells_and_repeats_nothing(replicas, both, named):
    (one, other), (key, run) = both, named
    place = trigger(one, key, run).headers["Location"]
    stacks.until(lambda: is_there(one, run), "Airflow has the run")
    os.kill(of_airflow(replicas[0]), signal.SIGKILL)
    lost = ended(other, place, SECONDS_OF_A_CLAIM)
    assert lost["status"] == "failed" and lost["problem"]["code"] == "stopping", lost
    again = trigger(other, key, run, later=False)
    assert again.status_code == 409 and "its result is not known" in again.json()["detail"], again.text
    replicas[0].launcher("up")
    assert task(one, place)["status"] == "failed"
