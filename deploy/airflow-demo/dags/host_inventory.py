"""
### Inventory of the lab's hosts

Looks at each host in a mapped task, takes one of two branches, and returns a report as its XCom result. The first try of
`reach` fails on purpose when `flaky` is on, and the retry succeeds. The report is an asset that other DAGs can wait for.
"""

from __future__ import annotations

from datetime import timedelta

try:
    from airflow.sdk import Asset, Param, dag, get_current_context, task
except ImportError:  # Airflow 2
    from airflow.datasets import Dataset as Asset
    from airflow.decorators import dag, task
    from airflow.models.param import Param
    from airflow.operators.python import get_current_context

REPORT = Asset("qubinode://lab/inventory")


@dag(
    dag_id="host_inventory",
    description="Look at the lab's hosts and report (demo: a retry, mapped tasks, a branch, a result)",
    doc_md=__doc__,
    schedule=None,
    catchup=False,
    tags=["qubinode", "inventory"],
    default_args={"owner": "qubinode", "retries": 0},
    params={
        "hosts": Param(3, type="integer", minimum=1, maximum=20, description="How many hosts to look at"),
        "format": Param("short", type="string", enum=["short", "long"], description="How much to report"),
        "flaky": Param(False, type="boolean", description="Let the first try to reach the hosts fail"),
    },
)
def host_inventory():
    @task(retries=1, retry_delay=timedelta(seconds=1))
    def reach(params: dict) -> list[str]:
        if params["flaky"] and get_current_context()["ti"].try_number == 1:
            raise ConnectionError("Connection refused by host-1.lab.example")
        return [f"host-{number}.lab.example" for number in range(1, params["hosts"] + 1)]

    @task
    def look_at(host: str) -> dict:
        print(f"{host}: 4 CPUs, 16384 MiB")
        return {"host": host, "cpus": 4, "memory_mib": 16384}

    @task.branch
    def choose(params: dict) -> str:
        return f"report_{params['format']}"

    @task(outlets=[REPORT])
    def report_short(hosts: list[dict]) -> dict:
        return {"hosts": len(list(hosts))}

    @task(outlets=[REPORT])
    def report_long(hosts: list[dict]) -> dict:
        return {"hosts": list(hosts)}

    looked = look_at.expand(host=reach())
    chosen = choose()
    looked >> chosen
    chosen >> [report_short(looked), report_long(looked)]


host_inventory()
