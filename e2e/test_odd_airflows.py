"""The odd workflows on other Airflows than the newest: 2.11, 3.0 with the accounts of Flask-AppBuilder, and one that is upgraded."""
import dataclasses

import pytest
import stack as stacks
from airflows import Airflow2, Airflow30WithFab
from conftest import airflow_alone
from test_odd_dags import GROUPS, is_known, log_of, odd_folder, run, walk_over_all

# These hold their data in SQLite, and answer late while the scheduler writes.
PATIENT = GROUPS | {"api": {"timeout": "60s"}}
pytestmark = [pytest.mark.xdist_group("odd airflows"), pytest.mark.timeout(900)]


@pytest.mark.parametrize(
    "generation, port, service_port, version", [(Airflow2, 27350, "27246", "2.11."), (Airflow30WithFab, 27355, "27247", "3.0.")], ids=["2.11", "3.0 with FAB"]
)
def test_every_tool_handles_every_dag_of_another_airflow(built, generation, port, service_port, version):
    home = stacks.ROOT / ".qubinode" / f"e2e-odd-{port}"
    airflow = generation(home, port, odd_folder(home), known_by="odd_template")
    airflow.install()
    try:
        airflow.start()
        with airflow_alone(f"e2e-odd-on-{port}", service_port, PATIENT, airflow.raw) as service:
            assert service.ask("get_airflow_health")["version"].startswith(version)
            is_known(service)
            looks_as_on_the_newest(service)
            walk_over_all(service)
    finally:
        airflow.stop()


def looks_as_on_the_newest(service):
    """What every Airflow shows alike."""
    assert "nope" in log_of(service, "odd_template", "copy")["text"]
    assert "mind the gap" in log_of(service, "odd_groups", "talk")["text"]
    assert "free 3 GiB on /srv first" in log_of(service, "odd_notes", "fail")["text"]
    assert run(service, "odd_params", conf={"env": "prod", "user": "alice", "word": "größer"})["state"] == "success"
    assert service.refusal("trigger_dag", dag_id="odd_params", conf={"env": "stage"})[1]["code"] == "invalid_argument"
    assert service.ask("list_dag_runs", dag_id="odd_params", conf_contains="größer")["total"] == 1
    assert service.ask("list_dag_runs", dag_id="odd_params", conf_contains="no such conf")["total"] == 0
    dated = run(service, "odd_date", logical_date="2025-03-04T05:06:07Z")
    assert "for 2025-03-04" in service.ask("get_task_logs", dag_id="odd_date", run_id=dated["run_id"], task_id="say")["text"]
    labels = run(service, "odd_labels")
    shown = service.ask("get_dag_status", dag_id="odd_labels", run_id=labels["run_id"])
    assert {task.get("label") for task in shown["tasks"]} == {"web1", "web2", "web3"}, shown["tasks"]
    assert [dag["dag_id"] for dag in service.ask("list_dags", search="(Berlin)")["dags"]] == ["odd_display"]


def test_an_airflow_is_upgraded_under_a_running_service(built):
    port = 27360
    home = stacks.ROOT / ".qubinode" / f"e2e-odd-{port}"
    dags = odd_folder(home)
    old, new = (generation(home, port, dags, known_by="odd_template") for generation in (Airflow2, Airflow30WithFab))
    old.install()
    new.install()
    try:
        old.start()
        with airflow_alone(f"e2e-odd-on-{port}", "27248", PATIENT, old.raw) as service:
            is_known(service)
            before = run(service, "odd_retry")
            old.stop()
            assert service.rest("list_dags").status_code in (502, 503)
            new.start(keep_home=True)
            stacks.until(lambda: service.rest("get_airflow_health").status_code == 200, "the new Airflow answers")
            assert service.ask("get_airflow_health")["version"].startswith("3.0.")
            after = dataclasses.replace(service, raw=new.raw)
            is_known(after)
            shown = after.ask("get_dag_status", dag_id="odd_retry", run_id=before["run_id"])
            assert shown["run"]["state"] == "success" and shown["results"] == {"flaky": {"tries": 2}}, shown
            assert "refused by web1" in after.ask("get_task_logs", dag_id="odd_retry", run_id=before["run_id"], task_id="flaky", try_number=1)["text"]
            looks_as_on_the_newest(after)
            walk_over_all(after)
    finally:
        old.stop() if new.process is None else new.stop()
