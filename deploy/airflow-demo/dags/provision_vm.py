"""
### Provision a virtual machine

Checks that the host has room, renders the kcli plan of the machine, creates it and reports.

**In this demo only the dry run works**: the plan is checked, rendered and logged, nothing is created, because the demo
Airflow has no access to a hypervisor. With `dry_run` off the run fails in `create` and says so. To make a machine here,
use the tool `create_vm` of airflow-mcp.

The task `report` leaves the plan and the verdict as its XCom result.
"""

from __future__ import annotations

import os
import shutil

from airflow.exceptions import AirflowFailException, AirflowSkipException

try:
    from airflow.sdk import Param, dag, task
except ImportError:  # Airflow 2
    from airflow.decorators import dag, task
    from airflow.models.param import Param

IMAGES = [
    "centos10stream",
    "centos9stream",
    "fedora43",
    "debian13",
    "debian12",
    "ubuntu2404",
    "rockylinux10",
    "almalinux10",
    "cirros",
]


@dag(
    dag_id="provision_vm",
    description="Plan a virtual machine with kcli: check capacity, render the plan, create, report (demo: dry run only)",
    doc_md=__doc__,
    schedule=None,
    catchup=False,
    tags=["qubinode", "vm", "kcli"],
    default_args={"owner": "qubinode", "retries": 0},
    params={
        "vm_name": Param(
            "demo-vm",
            type="string",
            pattern="^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$",
            description="Name of the machine: a host name label in lower case",
        ),
        "image": Param("centos10stream", type="string", enum=IMAGES, description="kcli image"),
        "memory_mib": Param(2048, type="integer", minimum=512, maximum=262144, description="Memory in MiB"),
        "cpus": Param(2, type="integer", minimum=1, maximum=64, description="Number of virtual CPUs"),
        "disk_gib": Param(10, type="integer", minimum=5, maximum=2048, description="Disk in GiB"),
        "dry_run": Param(True, type="boolean", description="Plan only; the demo can do nothing else"),
    },
)
def provision_vm():
    @task
    def check_capacity(params: dict) -> list[str]:
        """What speaks against the machine on this host; empty when it fits."""
        memory_mib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
        disk_gib = shutil.disk_usage("/").free // 2**30
        cpus = os.cpu_count() or 1
        print(f"Host: {memory_mib} MiB memory, {cpus} CPUs, {disk_gib} GiB free disk")
        wanted = {
            "memory_mib": (params["memory_mib"], memory_mib),
            "cpus": (params["cpus"], cpus),
            "disk_gib": (params["disk_gib"], disk_gib),
        }
        shortages = [f"{name}: wants {want}, host has {has}" for name, (want, has) in wanted.items() if want > has]
        print("\n".join(shortages) or "The machine fits.")
        return shortages

    @task
    def render_plan(shortages: list[str], params: dict) -> dict:
        """The machine as a kcli plan and as the command that would create it."""
        command = (
            f"kcli create vm {params['vm_name']} -i {params['image']} -P memory={params['memory_mib']}"
            f" -P numcpus={params['cpus']} -P disks=[{params['disk_gib']}] -P nets=[default]"
        )
        print(f"Plan: {command}")
        return {
            "vm_name": params["vm_name"],
            "image": params["image"],
            "memory": params["memory_mib"],
            "numcpus": params["cpus"],
            "disks": [params["disk_gib"]],
            "nets": ["default"],
            "command": command,
            "shortages": shortages,
        }

    @task
    def create(plan: dict, params: dict) -> None:
        if params["dry_run"]:
            raise AirflowSkipException(f"Dry run: {plan['vm_name']} is planned, not created")
        raise AirflowFailException(
            f"{plan['vm_name']} was not created: the demo Airflow has no hypervisor; use the tool create_vm of airflow-mcp"
        )

    @task(trigger_rule="none_failed")
    def report(plan: dict) -> dict:
        verdict = "does not fit" if plan["shortages"] else "fits"
        print(f"Dry run of {plan['vm_name']} done: it {verdict}; nothing was created.")
        return {"vm_name": plan["vm_name"], "created": False, "verdict": verdict, "plan": plan}

    plan = render_plan(check_capacity())
    create(plan) >> report(plan)


provision_vm()
