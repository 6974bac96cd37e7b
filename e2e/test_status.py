"""get_project_status on the real Airflow and the real libvirt."""
import subprocess

import pytest
import stack as stacks
from stack import until


def test_it_tells_of_which_commit_the_running_service_was_built(ai):
    deployed = ai.ask("get_project_status")["deployed"]
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=stacks.ROOT, capture_output=True, text=True, check=False).stdout.strip()
    built = deployed["commit"].removesuffix("-dirty")
    # The build is kept while no source changes, so it may be of an older commit.
    assert subprocess.run(["git", "merge-base", "--is-ancestor", built, head], cwd=stacks.ROOT, check=False).returncode == 0
    assert deployed["profile"] == "prod" and deployed["version"]


@pytest.mark.smoke
def test_every_configured_part_tells_its_state_version_and_latency(ai):
    parts = {part["name"]: part for part in ai.ask("get_project_status")["components"]}
    for name in ("airflow-mcp", "airflow"):
        assert parts[name]["state"] == "up" and parts[name]["version"] and parts[name]["latency_ms"] >= 0, parts
    assert "as of" in parts["documents"]["detail"] or "being indexed" in parts["documents"]["detail"]


def test_it_names_workflows_whose_newest_run_failed(ai, airflow):
    run = airflow.ask("trigger_dag", dag_id="certificate_check", wait_seconds=100)["run"]
    assert run["state"] == "failed", run
    status = until(lambda: (seen := ai.ask("get_project_status"))["failed_runs"] and seen, "the failed run shows", 30)
    assert "certificate_check" in status["failed_runs"] and "failed" in status["summary"]
    assert "gaps" not in status


def test_it_names_machines_in_trouble(ai, airflow, libvirt, image, machine):
    airflow.ask("create_vm", name=machine, image=image, memory=128, cpus=1, disk_size=1)

    def troubled():
        return {vm["name"]: vm["state"] for vm in ai.ask("get_project_status")["troubled_machines"]}

    assert machine not in troubled()
    assert libvirt("suspend", machine) is not None
    until(lambda: troubled().get(machine) == "paused", "the paused machine shows", 30)
