"""Odd workflows on other Airflows than the newest: 2.11, 3.0 with the accounts of Flask-AppBuilder, and one that is upgraded."""
import contextlib
import dataclasses

import pytest
import stack as stacks
from airflows import Airflow2, Airflow30WithFab
from conftest import airflow_alone
from test_odd_dags import GROUPS, each_of_many_tasks_can_be_asked_for, is_known, log_of, odd_folder, run, walk

# To end 2,050 tasks takes Airflow 3.0 twenty seconds.
PATIENT = GROUPS | {"api": {"timeout": "100s"}}
# They differ in what their tasks log, which `looks_as_on_the_newest` looks at.
ALIKE_TO_A_WALK = {"odd_context", "odd_exit", "odd_fields", "odd_group", "odd_groups", "odd_lines", "odd_notes", "odd_template"}
# In PostgreSQL, Flask-AppBuilder's tables have room for 250 characters: the permission "DAG Run:…" of a longer name fails, and with it
# what is stored of other DAGs of the same file.
LONGEST = 242
pytestmark = pytest.mark.timeout(1500)


@pytest.mark.xdist_group("odd on 2.11")
def test_odd_workflows_on_airflow_2_11(built):
    with of(Airflow2, 27350) as airflow, service_on(airflow, "27246") as service:
        assert service.ask("get_airflow_health")["version"].startswith("2.11.")
        looks_as_on_the_newest(service)
        each_of_many_tasks_can_be_asked_for(service)
        walk_over(service, most(service))


@pytest.mark.xdist_group("odd on 3.0")
def test_odd_workflows_on_airflow_3_0_with_fab(built):
    with of(Airflow30WithFab, 27355) as airflow, service_on(airflow, "27247") as service:
        assert service.ask("get_airflow_health")["version"].startswith("3.0.")
        looks_as_on_the_newest(service)
        each_of_many_tasks_can_be_asked_for(service)
        walk_over(service, most(service))


@pytest.mark.xdist_group("odd upgraded")
def test_an_airflow_is_upgraded_under_a_running_service(built):
    with of(Airflow2, 27360) as old, service_on(old, "27248") as service:
        before = run(service, "odd_retry")
        walk_over(service, ("ft_größe_数据",))
        old.stop()
        assert service.rest("list_dags").status_code in (502, 503)
        with of(Airflow30WithFab, 27360, keep_home=True) as new:
            stacks.until(lambda: service.rest("get_airflow_health").status_code == 200, "the new Airflow answers")
            assert service.ask("get_airflow_health")["version"].startswith("3.0.")
            after = dataclasses.replace(service, raw=new.raw)
            is_known(after)
            named = {"dag_id": "odd_retry", "run_id": before["run_id"]}
            shown = after.ask("get_dag_status", **named)
            assert (shown["run"]["state"], shown["results"]) == ("success", {"flaky": {"tries": 2}}), shown
            assert "refused by web1" in after.ask("get_task_logs", **named, task_id="flaky", try_number=1)["text"]
            assert run(after, "odd_retry")["state"] == "success"
            dags = [dag for dag in most(after) if dag != "odd_many"]
            for dag in dags:
                stacks.until(lambda dag=dag: after.rest("get_dag_details", {"dag_id": dag}).status_code == 200, f"{dag} is read anew")
            walk_over(after, dags)


@contextlib.contextmanager
def of(generation, port, keep_home=False):
    """An Airflow with the odd workflows."""
    home = stacks.ROOT / ".qubinode" / f"e2e-odd-{port}"
    airflow = generation(home, port, odd_folder(home, LONGEST), known_by="odd_template")
    airflow.install()
    try:
        airflow.start(keep_home)
        yield airflow
    finally:
        airflow.stop()


@contextlib.contextmanager
def service_on(airflow, port):
    with airflow_alone(f"e2e-odd-on-{airflow.port}", port, PATIENT, airflow.raw) as service:
        is_known(service)
        yield service


def most(service):
    listed = service.ask("list_dags", limit=100)
    assert len(listed["dags"]) == listed["total"]
    return sorted({dag["dag_id"] for dag in listed["dags"]} - ALIKE_TO_A_WALK)


def walk_over(service, dags):
    for dag in dags:
        walk(service, dag)


def looks_as_on_the_newest(service):
    """What every Airflow shows alike."""
    for dag, task, text in (
        ("odd_template", "copy", "nope"),
        ("odd_groups", "talk", "mind the gap"),
        ("odd_notes", "fail", "free 3 GiB on /srv first"),
    ):
        assert text in log_of(service, dag, task)["text"], dag
    assert run(service, "odd_params", conf={"env": "prod", "user": "alice", "word": "größer"})["state"] == "success"
    assert service.refusal("trigger_dag", dag_id="odd_params", conf={"env": "stage"})[1]["code"] == "invalid_argument"
    assert service.ask("list_dag_runs", dag_id="odd_params", conf_contains="größer")["total"] == 1
    assert service.ask("list_dag_runs", dag_id="odd_params", conf_contains="no such conf")["total"] == 0
    assert "for 2025-03-04" in log_of(service, "odd_date", "say", date="2025-03-04T05:06:07Z")["text"]
    labelled = run(service, "odd_labels")["run_id"]
    tasks = service.ask("get_dag_status", dag_id="odd_labels", run_id=labelled)["tasks"]
    assert {task.get("label") for task in tasks} == {"web1", "web2", "web3"}, tasks
    assert [dag["dag_id"] for dag in service.ask("list_dags", search="(Berlin)")["dags"]] == ["odd_display"]
    queued = service.ask("trigger_dag", dag_id="odd_paused", if_paused="queue")["run"]["run_id"]
    service.raw.patch(f"dags/odd_paused/dagRuns/{queued}", {"state": "failed"})
    diagnosis = service.ask("diagnose_dag_run", dag_id="odd_paused", run_id=queued)
    assert diagnosis["summary"].startswith("Ended from outside: marked failed by admin."), diagnosis
