"""The walk over odd workflows on other Airflows than the newest: the full lane."""
import pytest
import stack as stacks
from airflows import Airflow2, Airflow30, Airflow31WithFab, Upgraded
from conftest import airflow_alone
from test_odd_dags import GROUPS, is_known, odd_folder, run, walk_over_all

pytestmark = pytest.mark.xdist_group("odd versions")


@pytest.mark.timeout(900)
@pytest.mark.parametrize("generation, port, service_port", [(Airflow30, 27330, "27196"), (Airflow31WithFab, 27340, "27197")])
def test_an_older_airflow_and_other_accounts_pass_the_walk(built, generation, port, service_port):
    home = stacks.ROOT / ".qubinode" / f"e2e-odd-{port}"
    airflow = generation(home, port, odd_folder(home), known_by="odd_template")
    airflow.install()
    try:
        airflow.start()
        with airflow_alone(f"e2e-odd-on-{port}", service_port, GROUPS, airflow.raw) as service:
            is_known(service)
            walk_over_all(service)
    finally:
        airflow.stop()


@pytest.mark.timeout(900)
def test_an_airflow_that_is_upgraded_under_a_running_service_passes_the_walk(built):
    home = stacks.ROOT / ".qubinode" / "e2e-odd-27350"
    dags = odd_folder(home)
    before, after = (generation(home, 27350, dags, known_by="odd_template") for generation in (Airflow2, Upgraded))
    before.install()
    after.install()
    try:
        before.start()
        with airflow_alone("e2e-odd-upgraded", "27198", GROUPS, before.raw) as service:
            is_known(service)
            assert service.ask("get_airflow_health")["version"].startswith("2.")
            old = run(service, "odd_date")
            before.stop()
            after.start(keep_home=True)
            stacks.until(lambda: service.rest("get_airflow_health").status_code == 200, "the new Airflow answers")
            assert service.ask("get_airflow_health")["version"].startswith("3.")
            is_known(service)
            assert service.ask("get_dag_status", dag_id="odd_date", run_id=old["run_id"])["run"]["state"] == "success"
            walk_over_all(service)
    finally:
        before.stop() if after.process is None else after.stop()
