"""The evals of agents, with a client that follows only what answers say."""
import json
import re
import sys

import anyio
import pytest
import stack as stacks

sys.path.insert(0, str(stacks.ROOT))
from evals import clients, lab as labs, running, scripted  # noqa: E402
from evals.tasks import TASKS  # noqa: E402

pytestmark = pytest.mark.xdist_group("evals")


@pytest.fixture(scope="module")
def lab(built):
    with labs.started() as lab:
        yield lab


@pytest.fixture(scope="module")
def outcomes():
    """All that came of the tasks, told at the end."""
    outcomes = []
    yield outcomes
    print(f"\n{running.table(outcomes)}")


def test_there_are_tasks_enough_and_each_has_a_number():
    assert [task.number for task in TASKS] == list(range(1, 26))


@pytest.mark.parametrize("task", TASKS, ids=[f"{task.number} {task.title}" for task in TASKS])
def test_what_answers_say_is_enough(task, lab, outcomes):
    outcome = running.run(lab, scripted.ScriptedClient(), task)
    outcomes.append(outcome)
    assert not outcome.missed


SAMPLES = {
    "dag_id": "certificate_check", "task_id": "check_dates", "name": "test", "vm_name": "test",
    "query": "How do I rotate an API key?", "message": "How do I rotate an API key?",
}  # fmt: skip


def test_the_text_of_an_answer_says_all_of_it_for_every_tool_that_reads(lab):
    samples = SAMPLES | {"url": f"{lab.airflow_url}/dags/certificate_check"}

    async def ask():
        answered = []
        for service in (lab.airflow, lab.assistant):
            async with service.session() as session:
                for tool in (await session.list_tools()).tools:
                    if not tool.annotations.read_only_hint:
                        continue
                    needed = tool.input_schema.get("required", [])
                    result = await session.call_tool(tool.name, {name: samples[name] for name in needed})
                    if not result.is_error:
                        scripted.must_say_all(tool.name, result)
                        answered.append(tool.name)
        return answered

    # What the test driver has none of is refused: a console, a guest's agent.
    assert len(anyio.run(ask)) > 20


# Any language will do: this is what an adapter for a model's client is given.
COMMAND = """
import json, os, sys, urllib.request
server = json.load(open(os.environ["EVAL_MCP_CONFIG"]))["mcpServers"]["airflow"]
assert server["url"] == os.environ["EVAL_AIRFLOW_URL"] and "virtual machine test" in sys.stdin.read()
headers = server["headers"] | {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
def post(message, **more):
    request = urllib.request.Request(server["url"], json.dumps({"jsonrpc": "2.0"} | message).encode(), headers | more)
    with urllib.request.urlopen(request) as answer:
        return answer.headers, answer.read()
version = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "eval", "version": "1"}}
opened, _ = post({"id": 1, "method": "initialize", "params": version})
session = {"Mcp-Session-Id": opened["Mcp-Session-Id"]}
post({"method": "notifications/initialized"}, **session)
call = {"name": "diagnose_vm", "arguments": {"name": "test"}}
_, answer = post({"id": 2, "method": "tools/call", "params": call}, **session)
found = json.loads(answer)["result"]["structuredContent"]
print("It is simulated.")
print(json.dumps({"state": found["state"], "problems": len(found["findings"]), "simulated": "simulation" in found}))
"""


def test_any_command_can_be_the_client(lab, tmp_path):
    (task,) = (task for task in TASKS if task.title == "What is wrong")
    outcome = running.run(lab, clients.CommandClient([sys.executable, "-c", COMMAND], str(tmp_path)), task)
    assert not outcome.missed
    assert [call.tool for call in outcome.calls] == ["diagnose_vm"] and outcome.bytes > outcome.text_bytes > 0


@pytest.mark.parametrize("words", ("", "All is well.", '{"state": "paused"}', '{"state": "paused", "problems": 0, "simulated": true}'))
def test_what_is_not_so_does_not_solve_a_task(lab, tmp_path, words):
    (task,) = (task for task in TASKS if task.title == "What is wrong")
    outcome = running.run(lab, clients.CommandClient([sys.executable, "-c", f"print({words!r})"], str(tmp_path)), task)
    assert outcome.missed and outcome.calls == []


# What else an agent reads

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
OF_MACHINES = {
    "list_vms": {}, "get_host_info": {}, "list_networks": {}, "list_storage_pools": {}, "get_vm_info": {"vm_name": "test"},
    "diagnose_vm": {"name": "test"}, "get_vm_metrics": {"name": "test", "seconds": 1}, "list_vm_snapshots": {"name": "test"},
    "vm_screenshot": {"name": "test"}, "preflight_vm_creation": {"name": "eval-other"}, "delete_vm": {"name": "test", "dry_run": True},
    "create_vm": {"name": "eval-other", "dry_run": True}, "resize_vm": {"name": "test", "memory": 8192},
}  # fmt: skip


def opened(service, look):
    """What `look` makes of a new session, and all that the server said in it unasked."""
    heard = []

    async def hear(message):
        heard.append(message)

    async def ask():
        async with service.session(message_handler=hear) as session:
            return await look(session)

    return anyio.run(ask), heard


async def first_steps(session):
    async def listed(ask, name):
        return [item.model_dump(mode="json", exclude_none=True) for item in getattr(await ask(), name)]

    return {
        "instructions": session.instructions,
        "server": session.initialize_result.server_info.model_dump(mode="json", exclude_none=True),
        "tools": await listed(session.list_tools, "tools"),
        "prompts": await listed(session.list_prompts, "prompts"),
        "resources": await listed(session.list_resources, "resources"),
    }


def test_instructions_tell_zone_units_names_and_where_to_start(lab):
    airflow, assistant = (opened(one, first_steps)[0]["instructions"] for one in (lab.airflow, lab.assistant))
    for said in ("UTC", "MiB", "GiB", "dag_id", "start with diagnose_dag_run or diagnose_vm", "simulated"):
        assert said in airflow
    for said in ("UTC", "uri", "start with get_project_status"):
        assert said in assistant


def test_a_session_begins_without_what_nobody_asked_for(lab):
    for service in (lab.airflow, lab.assistant):
        found, heard = opened(service, first_steps)
        assert heard == []
        assert "icons" not in json.dumps(found)
        assert opened(service, first_steps)[0] == found, "a listing has another order in another session"
        for kind in ("prompts", "resources"):
            names = [one["name"] for one in found[kind]]
            assert names == sorted(names)


def test_each_prompt_costs_one_call_of_the_tool_that_diagnoses(lab):
    async def texts(session):
        prompts = {"troubleshoot_run": {"dag_id": "certificate_check"}, "plan_vm": {"purpose": "DNS"}}
        return {name: (await session.get_prompt(name, given)).messages[0].content.text for name, given in prompts.items()}

    told, _ = opened(lab.airflow, texts)
    assert "Call diagnose_dag_run once" in told["troubleshoot_run"]
    assert not re.search(r"get_task_logs|get_dag_status", told["troubleshoot_run"])
    assert "call create_vm, once" in told["plan_vm"]


def test_every_answer_about_a_simulated_machine_says_so(lab):
    for tool, arguments in OF_MACHINES.items():
        assert "test driver" in lab.airflow.ask(tool, **arguments)["simulation"], tool
    metrics = lab.airflow.ask("get_vm_metrics", name="test", seconds=1)
    assert metrics["unknown"] and "cpu_percent" not in metrics, metrics
    assert "size_gib" not in lab.airflow.ask("get_vm_info", vm_name="test")["disks"][0]


def test_an_image_that_does_not_exist_is_told_before_a_machine_is_made(lab):
    preflight = lab.airflow.ask("preflight_vm_creation", name="eval-other", image="no-such-image")
    assert not preflight["possible"] and "no-such-image" in preflight["missing"][0]["what"], preflight
    assert lab.airflow.refusal("create_vm", name="eval-other", image="no-such-image")[1]["code"] == "not_found"


def test_a_time_is_one_at_which_something_happened(lab):
    queued = lab.airflow.ask("trigger_dag", dag_id="paused_maintenance", if_paused="queue")["run"]
    named = {"dag_id": "paused_maintenance", "run_id": queued["run_id"]}
    status = lab.airflow.ask("get_dag_status", **named)
    lab.airflow.ask("cancel_dag_run", **named)
    ended = lab.airflow.ask("get_dag_status", **named)
    for run in (queued, status["run"], ended["run"]):
        assert "started_at" not in run and TIME.fullmatch(run["run_after"]), run
    assert not any("started_at" in task or "duration_seconds" in task for task in (*status["tasks"], *ended["tasks"]))
    (broken,) = lab.airflow.ask("list_import_errors")["files"]
    assert "since" not in broken and TIME.fullmatch(broken["checked_at"])
    lab.airflow.ask("create_vm", name="eval-dated", image="cirros", memory=512, cpus=1, disk_size=1)
    assert TIME.fullmatch(lab.airflow.ask("get_vm_info", vm_name="eval-dated")["kcli"]["created"])
    lab.airflow.ask("delete_vm", name="eval-dated", force=True)


def test_a_task_that_runs_again_keeps_its_first_try_and_loses_its_times(lab):
    run = lab.airflow.ask("trigger_dag", dag_id="certificate_check", wait_seconds=180)["run"]
    named = {"dag_id": "certificate_check", "run_id": run["run_id"]}
    (before,) = lab.airflow.ask("get_dag_status", **named, task_id="check_dates")["tasks"]
    lab.airflow.ask("clear_tasks", **named, task_ids=["check_dates"], downstream=False, dry_run=False)
    status = lab.airflow.ask("get_dag_status", **named, task_id="check_dates")
    (first,) = status["earlier_tries"]
    assert (first["try_number"], first["started_at"]) == (1, before["started_at"]) and "LabNotTrusted" in first["reason"]
    assert status["tasks"][0].get("started_at") != before["started_at"], status


def test_a_passage_is_shown_whole_on_demand(lab):
    question = {"query": "Which environment variable sets the rate limit of airflow-mcp?"}
    short, whole = (lab.assistant.ask("query_documents", **question, expand=expand) for expand in (False, True))
    assert len(json.dumps(short)) < 3_500 < len(json.dumps(whole))
    assert all(hit["uri"].startswith("docs://") for hit in (*short["results"], *whole["results"]))


def test_without_a_model_the_rows_that_answer_are_quoted(lab):
    answer = lab.assistant.ask("chat_with_context", message="Which environment variable sets the rate limit of airflow-mcp?")
    assert answer["mode"] == "extractive" and "AIRFLOW_MCP_RATE_LIMIT" in answer["answer"]
    assert len(answer["answer"]) < 1_500
