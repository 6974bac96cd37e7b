"""
### Nightly backup of virtual machines

Every night at 02:00 UTC: lists the machines, then for each one (a mapped task group) takes a snapshot, copies it and verifies
the copy, and sums up. In this demo the machines are a fixed list and the work is only logged.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timezone

try:
    from airflow.sdk import dag, task, task_group
except ImportError:  # Airflow 2
    from airflow.decorators import dag, task, task_group


@dag(
    dag_id="nightly_backup",
    description="Back up every virtual machine each night: snapshot, copy, verify (demo: logged only)",
    doc_md=__doc__,
    schedule="0 2 * * *",
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    max_active_runs=1,
    tags=["qubinode", "backup", "nightly"],
    default_args={"owner": "qubinode", "retries": 1},
)
def nightly_backup():
    @task
    def list_machines() -> list[str]:
        return ["freeipa", "registry", "jumpbox"]

    @task_group
    def backup(machine: str):
        @task
        def snapshot(name: str) -> str:
            print(f"Snapshot of {name} taken")
            return f"{name}.qcow2"

        @task
        def copy_and_verify(file: str) -> dict:
            digest = hashlib.sha256(file.encode()).hexdigest()
            print(f"{file} copied; sha256 {digest} verified")
            return {"file": file, "sha256": digest}

        return copy_and_verify(snapshot(machine))

    @task
    def summarize(copies: list[dict]) -> dict:
        files = [copy["file"] for copy in copies]
        print(f"{len(files)} machines backed up: {', '.join(files)}")
        return {"count": len(files), "files": files}

    summarize(backup.expand(machine=list_machines()))


nightly_backup()
