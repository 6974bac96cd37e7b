"""
### A long run

Works for `seconds` seconds and logs every one of them: something to wait for, to watch and to cancel.
"""

from __future__ import annotations

import time

try:
    from airflow.sdk import Param, dag, task
except ImportError:  # Airflow 2
    from airflow.decorators import dag, task
    from airflow.models.param import Param


@dag(
    dag_id="long_run",
    description="Work for a given number of seconds (demo of waiting and cancelling)",
    doc_md=__doc__,
    schedule=None,
    catchup=False,
    tags=["qubinode", "demo"],
    default_args={"owner": "qubinode", "retries": 0},
    params={"seconds": Param(60, type="integer", minimum=1, maximum=3600, description="How long to work, in seconds")},
)
def long_run():
    @task
    def work(params: dict) -> int:
        seconds = params["seconds"]
        for second in range(1, seconds + 1):
            time.sleep(1)
            print(f"Second {second} of {seconds}")
        return seconds

    work()


long_run()
