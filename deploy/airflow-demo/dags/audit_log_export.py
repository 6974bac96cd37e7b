"""
### Export of the audit log

Writes `lines` lines of an audit log to its task log: a long log to read the end of, to page through and to search. About one
line in a thousand is a warning.
"""

from __future__ import annotations

try:
    from airflow.sdk import Param, dag, task
except ImportError:  # Airflow 2
    from airflow.decorators import dag, task
    from airflow.models.param import Param


@dag(
    dag_id="audit_log_export",
    description="Write many lines of an audit log to the task log (demo of long logs)",
    doc_md=__doc__,
    schedule=None,
    catchup=False,
    tags=["qubinode", "audit"],
    default_args={"owner": "qubinode", "retries": 0},
    params={"lines": Param(5000, type="integer", minimum=1, maximum=200000, description="Number of lines to log")},
)
def audit_log_export():
    @task
    def export(params: dict) -> int:
        lines = params["lines"]
        for number in range(1, lines + 1):
            level = "WARNING denied" if number % 1000 == 0 else "INFO allowed"
            print(f"{number:06d} {level} client=operator tool=list_vms")
        print(f"Exported {lines} lines")
        return lines

    export()


audit_log_export()
