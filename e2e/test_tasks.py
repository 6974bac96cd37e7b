"""Calls that are answered later and calls that are sent twice, on a real Airflow, also when the service is killed meanwhile."""
import os
import signal
import uuid

import httpx2 as httpx
import pytest
import stack as stacks
from conftest import demo_airflow

DAG = "provision_vm"


def trigger(service, key, run, later=True):
    return httpx.post(
        f"{service.base}/tools/trigger_dag",
        params={"async": "true"} if later else {},
        json={"dag_id": DAG, "run_id": run, "conf": {"vm_name": run}, "wait_seconds": 100},
        headers={"X-API-Key": service.key, "Idempotency-Key": key},
        timeout=stacks.SECONDS,
    )


def task(service, place):
    return service.get(place).json()


def is_there(service, run):
    return service.rest("get_dag_status", {"dag_id": DAG, "run_id": run}).status_code == 200


@pytest.fixture
def named():
    """A key and the id of a run that nobody else has."""
    return str(uuid.uuid4()), f"task-{uuid.uuid4()}"


def test_a_run_is_followed_as_a_task_and_made_once(stack, named):
    service, (key, run) = stack.airflow, named
    begun = trigger(service, key, run)
    assert begun.status_code == 202, begun.text
    place = begun.headers["Location"]
    assert task(service, place)["status"] == "working"
    once_more = trigger(service, key, run, later=False)
    assert once_more.status_code == 200 and once_more.json()["run"]["run_id"] == run, once_more.text
    ended = stacks.until(lambda: (now := task(service, place))["status"] != "working" and now, "the task ends")
    assert ended["status"] == "completed" and ended["result"] == once_more.json(), ended
    outcomes = [record["outcome"] for record in service.records() if record.get("tool") == "trigger_dag" and run in str(record) and "outcome" in record]
    assert sorted(outcomes) == ["ok", "repeated"]


def test_what_a_killed_service_had_begun_is_told_and_not_done_again(stack, named):
    service, (key, run) = stack.airflow, named
    place = trigger(service, key, run).headers["Location"]
    stacks.until(lambda: is_there(service, run), "Airflow has the run")
    (process,) = (pid for pid, command in stacks.processes_of(stack.home).items() if "java" in command.split(" ")[0] and "airflow-mcp" in command)
    os.kill(process, signal.SIGKILL)
    stack.launcher("up")
    lost = task(service, place)
    assert lost["status"] == "failed" and lost["problem"]["code"] == "stopping", lost
    (ended,) = (record for record in service.records() if record["event"] == "ended" and record.get("tool") == "trigger_dag" and run in str(record))
    assert (ended["outcome"], ended["code"]) == ("error", "stopping"), ended
    again = trigger(service, key, run)
    assert again.status_code == 409 and "its result is not known" in again.json()["detail"], again.text
    assert is_there(service, run)


def test_what_its_client_gave_up_is_not_done_again(stack, named):
    """As behind a proxy that does not wait long for an answer."""
    service, (key, mark) = stack.airflow, named
    body = {"dag_id": "long_run", "conf": {"seconds": 15}, "note": mark, "wait_seconds": 100}

    def trigger_it(seconds):
        headers = {"X-API-Key": service.key, "Idempotency-Key": key}
        return httpx.post(f"{service.base}/tools/trigger_dag", json=body, headers=headers, timeout=seconds)

    def ends():
        return [record.get("code") for record in service.records() if record["event"] == "ended" and mark in str(record)]

    with pytest.raises(httpx.ReadTimeout):
        trigger_it(5)
    stacks.until(lambda: ends() == ["cancelled"], "the service knows that its client has gone")
    again = trigger_it(stacks.SECONDS).json()
    runs = [run for run in demo_airflow(stack.environment).get("dags/long_run/dagRuns?order_by=-run_after")["dag_runs"] if mark in (run["note"] or "")]
    assert len(runs) == 1, runs
    assert f"Run {runs[0]['dag_run_id']} of DAG long_run was triggered and continues." in again["detail"], again
