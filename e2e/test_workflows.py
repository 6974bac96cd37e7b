"""Airflow's tools on a real Airflow 3 and a real Airflow 2: the same answers."""
import re

import pytest
from stack import TRANSPORTS

pytestmark = pytest.mark.anyio


@pytest.fixture(
    params=[
        pytest.param("airflow", id="Airflow 3", marks=[pytest.mark.smoke, pytest.mark.xdist_group("stack")]),
        pytest.param("airflow_on_2", id="Airflow 2", marks=pytest.mark.xdist_group("airflow")),
    ]
)
def airflow(request):
    return request.getfixturevalue(request.param)


async def call(session, tool, arguments, **options):
    result = await session.call_tool(tool, arguments, **options)
    assert not result.is_error, result.content
    return result.structured_content


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_a_dag_is_found_triggered_and_ends_in_success(airflow, transport):
    async with airflow.session(transport) as session:
        found = await call(session, "list_dags", {"search": "provision"})
        assert [dag["dag_id"] for dag in found["dags"]] == ["provision_vm"]
        progress = []

        async def report(done, total, message):
            progress.append((done, total, message))

        triggered = await call(
            session,
            "trigger_dag",
            {"dag_id": "provision_vm", "conf": {"vm_name": f"e2e-{transport.replace('_', '-')}"}, "wait_seconds": 120},
            progress_callback=report,
        )
        assert triggered["run"]["state"] == "success", triggered
        assert progress and progress[-1][0] == progress[-1][1] > 1
        status = await call(session, "get_dag_status", {"dag_id": "provision_vm", "run_id": triggered["run"]["run_id"]})
        assert {task["state"] for task in status["tasks"]} <= {"success", "skipped"}
        task = next(task["task_id"] for task in status["tasks"] if task["state"] == "success")
        log = await call(session, "get_task_logs", {"dag_id": "provision_vm", "task_id": task})
        assert log["run_id"] == triggered["run"]["run_id"] and log["text"] and "::group::" not in log["text"]


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_a_failed_run_tells_what_failed_and_why(airflow, transport):
    async with airflow.session(transport) as session:
        triggered = await call(session, "trigger_dag", {"dag_id": "certificate_check", "wait_seconds": 120})
        assert triggered["run"]["state"] == "failed"
        status = await call(session, "get_dag_status", {"dag_id": "certificate_check"})
        (failure,) = [failure for failure in status["failures"]][:1]
        assert re.search(r"\w+(Error|Exception|Expired)\w*: ", failure["log"]), failure
        assert not re.search(r"/(home|root|usr|opt)/", failure["log"]), failure


async def test_the_end_of_a_long_log_survives_and_the_rest_can_be_had(airflow):
    async with airflow.session() as session:
        run = (await call(session, "trigger_dag", {"dag_id": "audit_log_export", "wait_seconds": 180}))["run"]
        assert run["state"] == "success"
        tasks = (await call(session, "get_dag_status", {"dag_id": "audit_log_export"}))["tasks"]
        logs = [await call(session, "get_task_logs", {"dag_id": "audit_log_export", "task_id": task["task_id"]}) for task in tasks]
        long = max(logs, key=lambda log: log["total_lines"])
        task = tasks[logs.index(long)]["task_id"]
        assert long["total_lines"] > 1000 and long["to_line"] == long["total_lines"] and len(long["text"]) < 10_000
        first = await call(
            session, "get_task_logs", {"dag_id": "audit_log_export", "task_id": task, "cursor": "0", "tail": 5}
        )
        assert (first["from_line"], first["to_line"], first["next_cursor"]) == (1, 5, "5")


async def test_a_paused_dag_is_refused_and_never_unpaused_unasked(airflow):
    async with airflow.session() as session:
        refused = await session.call_tool("trigger_dag", {"dag_id": "paused_maintenance"})
        assert refused.is_error and refused.content[0].text.startswith("wrong_state: ") and "if_paused" in refused.content[0].text
        queued = await call(session, "trigger_dag", {"dag_id": "paused_maintenance", "if_paused": "queue"})
        assert queued["run"]["state"] == "queued" and "paused" in queued["note"]
        (dag,) = (await call(session, "list_dags", {"search": "paused_maintenance"}))["dags"]
        assert dag["paused"]


async def test_conf_is_checked_before_a_run_exists(airflow):
    async with airflow.session() as session:
        wrong = await session.call_tool("trigger_dag", {"dag_id": "provision_vm", "conf": {"memory_mib": "much"}, "run_id": "e2e-wrong"})
        assert wrong.is_error and wrong.content[0].text.startswith("invalid_argument: ") and "memory_mib" in wrong.content[0].text
        missing = await session.call_tool("get_dag_status", {"dag_id": "provision_vm", "run_id": "e2e-wrong"})
        assert missing.is_error and missing.content[0].text.startswith("not_found: ")


async def test_a_cancelled_wait_leaves_the_run_alone(airflow):
    import anyio

    async with airflow.session() as session:
        with anyio.move_on_after(5) as scope:
            await session.call_tool("trigger_dag", {"dag_id": "long_run", "conf": {"seconds": 15}, "wait_seconds": 120})
        assert scope.cancelled_caught
    status = airflow.ask("get_dag_status", dag_id="long_run")
    assert status["run"]["state"] in ("queued", "running", "success")


def test_names_the_nearest_dag_and_task(airflow):
    status, problem = airflow.refusal("get_dag_status", dag_id="provison_vm")
    assert (status, problem["code"]) == (404, "not_found") and "provision_vm" in problem["hint"]
