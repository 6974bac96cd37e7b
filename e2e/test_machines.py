"""The machine tools on a real libvirt with a QEMU that emulates."""
import concurrent.futures
import time

import pytest
from stack import TRANSPORTS

pytestmark = pytest.mark.anyio


@pytest.fixture
def airflow(machine_tools):
    """airflow-mcp without an Airflow: machines need none."""
    return machine_tools


def volumes(libvirt):
    libvirt("pool-refresh", "default")  # libvirt knows of no console log before it looks
    return {line.split()[0] for line in libvirt("vol-list", "default").splitlines() if line.strip()}


def machines(libvirt):
    return set(libvirt("list", "--all", "--name").split())


async def call(session, tool, **arguments):
    result = await session.call_tool(tool, arguments)
    assert not result.is_error, result.content
    return result.structured_content


@pytest.mark.smoke
@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_a_machine_is_made_shown_and_deleted_whole(airflow, libvirt, image, machine, transport):
    before = machines(libvirt), volumes(libvirt)
    async with airflow.session(transport) as session:
        made = await call(session, "create_vm", name=machine, image=image, memory=128, cpus=1, disk_size=1)
        assert made["state"] == "running" and machine in libvirt("list", "--name").split()
        info = await call(session, "get_vm_info", vm_name=machine)
        assert (info["memory_mib"], info["cpus"], info["state"]) == (128, 1, "running")
        assert [disk["volume"] for disk in info["disks"]] == [f"{machine}_0.img", f"{machine}.ISO"]
        assert info["interfaces"][0]["network"] == "default" and info["uptime_seconds"] >= 0
        assert info["kcli"]["image"] == image
        listed = await call(session, "list_vms", state="running")
        assert machine in [vm["name"] for vm in listed["vms"]]
        deleted = await call(session, "delete_vm", name=machine, force=True)
        assert sorted(deleted["deleted_volumes"]) == [f"{machine}.ISO", f"{machine}.console.log", f"{machine}_0.img"]
    assert (machines(libvirt), volumes(libvirt)) == before


def test_a_name_that_is_taken_is_left_alone(airflow, libvirt, image, machine):
    spec = {"name": machine, "image": image, "memory": 128, "cpus": 1, "disk_size": 1}
    airflow.ask("create_vm", **spec)
    before = machines(libvirt), volumes(libvirt)
    assert "there already" in airflow.ask("create_vm", **spec)["note"]
    status, problem = airflow.refusal("create_vm", **spec | {"memory": 256})
    assert (status, problem["code"]) == (409, "already_exists") and "memory is 128, not 256" in problem["detail"]
    assert (machines(libvirt), volumes(libvirt)) == before


def test_a_machine_goes_only_when_everything_was_said(airflow, libvirt, image, machine):
    airflow.ask("create_vm", name=machine, image=image, memory=128, cpus=1, disk_size=1, labels=["e2e"])
    before = machines(libvirt), volumes(libvirt)
    for tool, said, code, words in (
        ("delete_vm", {}, "wrong_state", "running"),
        ("create_vm", {"image": image, "start": False, "wait_for": "ssh"}, "invalid_argument", "start"),
    ):
        _, problem = airflow.refusal(tool, name=machine, **said)
        assert problem["code"] == code and words in problem["detail"]
    plan = airflow.ask("delete_vm", name=machine, force=True, dry_run=True)
    assert f"{machine}_0.img" in plan["deleted_volumes"]
    assert (machines(libvirt), volumes(libvirt)) == before
    airflow.ask("delete_vm", name=machine, force=True)


@pytest.mark.smoke
def test_a_dry_run_makes_nothing(airflow, libvirt, image, machine):
    before = machines(libvirt), volumes(libvirt)
    plan = airflow.ask("create_vm", name=machine, image=image, memory=128, cpus=1, disk_size=1, dry_run=True)
    assert "state" not in plan and "nothing was made" in plan["note"]
    assert (machines(libvirt), volumes(libvirt)) == before


def test_a_machine_of_somebody_else_goes_only_by_force(airflow, libvirt, machine, tmp_path):
    xml = tmp_path / "foreign.xml"
    xml.write_text(f"<domain type='qemu'><name>{machine}</name><memory unit='MiB'>64</memory><os><type>hvm</type></os></domain>")
    assert libvirt("define", str(xml)) is not None
    _, problem = airflow.refusal("delete_vm", name=machine)
    assert problem["code"] == "wrong_state" and machine in machines(libvirt)
    airflow.ask("delete_vm", name=machine, force=True)
    assert machine not in machines(libvirt)


def test_a_call_that_waits_for_a_guest_keeps_others_away(airflow, image, machine):
    """Another one would delete what the first one is about to switch off."""
    airflow.ask("create_vm", name=machine, image=image, memory=128, cpus=1, disk_size=1)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        waiting = pool.submit(airflow.ask, "vm_power", name=machine, action="shutdown", force_after_seconds=8)
        time.sleep(2)
        status, problem = airflow.refusal("delete_vm", name=machine, force=True)
        assert (status, problem["code"]) == (409, "wrong_state") and "vm_power shutdown" in problem["detail"], problem
        assert waiting.result()["forced"]
    airflow.ask("delete_vm", name=machine)


def test_a_machine_that_cannot_start_leaves_nothing(airflow, libvirt, image, machine):
    before = machines(libvirt), volumes(libvirt)
    assert libvirt("net-destroy", "default") is not None
    try:
        status, problem = airflow.refusal("create_vm", name=machine, image=image, memory=128, cpus=1, disk_size=1)
        assert status == 409 and "default" in problem["detail"], problem
    finally:
        assert libvirt("net-start", "default") is not None
    assert (machines(libvirt), volumes(libvirt)) == before


@pytest.mark.parametrize(
    "wish, code",
    [
        ({"image": "no-such-image"}, "not_found"),
        ({"memory": 1_048_576}, "wrong_state"),
        ({"cpus": 256}, "invalid_argument"),
        ({"disk_size": 16_384}, "wrong_state"),
    ],
)
def test_what_the_host_cannot_give_is_refused_before_anything_is_made(airflow, libvirt, image, machine, wish, code):
    before = volumes(libvirt)
    _, problem = airflow.refusal("create_vm", **{"name": machine, "image": image, "memory": 128, "cpus": 1, "disk_size": 1} | wish)
    assert problem["code"] == code, problem
    assert volumes(libvirt) == before


@pytest.mark.smoke
def test_a_machine_that_is_gone_is_a_calm_not_found(airflow, libvirt, machine):
    for tool, argument in (("delete_vm", "name"), ("get_vm_info", "vm_name")):
        status, problem = airflow.refusal(tool, **{argument: machine})
        assert (status, problem["code"]) == (404, "not_found")
