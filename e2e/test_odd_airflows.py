"""Odd workflows on other Airflows than the newest: 2.11, 3.0 with the accounts of Flask-AppBuilder, and one that is upgraded."""
import contextlib
import dataclasses

import pytest
import stack as stacks
from airflows import Airflow2, Airflow30WithFab
from conftest import airflow_alone
from test_odd_dags import GROUPS, generated, is_known, log_of, odd_folder, run, walk

# These hold their data in SQLite and answer late while the scheduler writes; to end 2,050 tasks takes them half a minute.
PATIENT = GROUPS | {"api": {"timeout": "100s"}}
# A few, for each takes an old Airflow ten seconds and more.
ODDEST = ("...", "ft_größe_数据", "x" * 250, "odd_labels")
pytestmark = pytest.mark.timeout(900)


@pytest.mark.xdist_group("odd on 2.11")
def test_odd_workflows_on_airflow_2_11(built):
    with of(Airflow2, 27350) as airflow, service_on(airflow, "27246") as service:
        assert service.ask("get_airflow_health")["version"].startswith("2.11.")
        looks_as_on_the_newest(service)
        walk_over(service, (*ODDEST, a_generated_name()))


@pytest.mark.xdist_group("odd on 3.0")
def test_odd_workflows_on_airflow_3_0_with_fab(built):
    with of(Airflow30WithFab, 27355) as airflow, service_on(airflow, "27247") as service:
        assert service.ask("get_airflow_health")["version"].startswith("3.0.")
        looks_as_on_the_newest(service)
        walk_over(service, (*ODDEST, a_generated_name(), "odd_many"))


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
            # Airflow's own migration of SQLite keeps the runs and loses their tasks.
            shown = after.ask("get_dag_status", dag_id="odd_retry", run_id=before["run_id"])
            assert (shown["run"]["state"], shown["total_tasks"]) == ("success", 0), shown
            assert after.refusal("get_task_logs", dag_id="odd_retry", run_id=before["run_id"], task_id="flaky")[1]["code"] == "not_found"
            walk_over(after, ("ft_größe_数据", "odd_labels"))


@contextlib.contextmanager
def of(generation, port, keep_home=False):
    """An Airflow with the odd workflows."""
    home = stacks.ROOT / ".qubinode" / f"e2e-odd-{port}"
    airflow = generation(home, port, odd_folder(home), known_by="odd_template")
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


def a_generated_name():
    return generated(1)[0][0]


def walk_over(service, dags):
    for dag in dags:
        walk(service, dag)


def looks_as_on_the_newest(service):
    """What every Airflow shows alike."""

    def shown(what, condition):
        """Airflow 3.0 can give a task to its executor before SQLite knows, and then fails it without running it: another run is made."""
        stacks.until(condition, f"{what} is shown")

    for dag, task, text in (
        ("odd_template", "copy", "nope"),
        ("odd_groups", "talk", "mind the gap"),
        ("odd_notes", "fail", "free 3 GiB on /srv first"),
    ):
        shown(text, lambda dag=dag, task=task, text=text: text in log_of(service, dag, task)["text"])
    chosen = {"env": "prod", "user": "alice", "word": "größer"}
    shown("success", lambda: run(service, "odd_params", conf=chosen)["state"] == "success")
    assert service.refusal("trigger_dag", dag_id="odd_params", conf={"env": "stage"})[1]["code"] == "invalid_argument"
    assert service.ask("list_dag_runs", dag_id="odd_params", conf_contains="größer")["total"] >= 1
    assert service.ask("list_dag_runs", dag_id="odd_params", conf_contains="no such conf")["total"] == 0
    hours = iter(range(24))
    shown("the date", lambda: "for 2025-03-04" in log_of(service, "odd_date", "say", date=f"2025-03-04T{next(hours):02}:06:07Z")["text"])
    shown("the labels", lambda: labels(service) == {"web1", "web2", "web3"})
    assert [dag["dag_id"] for dag in service.ask("list_dags", search="(Berlin)")["dags"]] == ["odd_display"]
    queued = service.ask("trigger_dag", dag_id="odd_paused", if_paused="queue")["run"]["run_id"]
    service.raw.patch(f"dags/odd_paused/dagRuns/{queued}", {"state": "failed"})
    diagnosis = service.ask("diagnose_dag_run", dag_id="odd_paused", run_id=queued)
    assert diagnosis["summary"].startswith("Ended from outside: marked failed by admin."), diagnosis


def labels(service):
    made = run(service, "odd_labels")
    status = service.ask("get_dag_status", dag_id="odd_labels", run_id=made["run_id"])
    return {task.get("label") for task in status["tasks"]}
