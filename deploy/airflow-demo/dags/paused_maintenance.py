"""
### Maintenance window

Drains the host, updates it and opens it again. It is **paused from the start**: a run that is triggered stays queued until
somebody un-pauses the DAG. In this demo the work is only logged.
"""

from __future__ import annotations

try:
    from airflow.sdk import dag, task
except ImportError:  # Airflow 2
    from airflow.decorators import dag, task


@dag(
    dag_id="paused_maintenance",
    description="Maintenance of the host: drain, update, open (demo: paused from the start, logged only)",
    doc_md=__doc__,
    schedule=None,
    catchup=False,
    is_paused_upon_creation=True,
    tags=["qubinode", "maintenance"],
    default_args={"owner": "qubinode", "retries": 0},
)
def paused_maintenance():
    @task
    def drain() -> None:
        print("Host drained")

    @task
    def update() -> None:
        print("Packages updated")

    @task
    def open_again() -> None:
        print("Host takes machines again")

    drain() >> update() >> open_again()


paused_maintenance()
