"""kcli and airflow-mcp show and delete each other's machines: the real kcli from PyPI, in an environment of its own."""
import os
import pathlib
import re
import shutil
import subprocess

import pytest
import stack as stacks
from test_machines import machines, volumes

SPEC = {"memory": 128, "cpus": 1, "disk_size": 1}


@pytest.fixture(scope="module")
def kcli(libvirt, tmp_path_factory):
    """Runs kcli and gives what it prints."""
    if not any(map(shutil.which, ("mkisofs", "genisoimage", "xorrisofs"))):
        pytest.skip("kcli needs mkisofs, genisoimage or xorrisofs")
    if not shutil.which("pkg-config") or subprocess.run(["pkg-config", "--exists", "libvirt"], check=False).returncode:
        pytest.skip("libvirt-python needs libvirt-dev and pkg-config")
    # Its version must not be newer than libvirt's own.
    library = subprocess.run(["pkg-config", "--modversion", "libvirt"], capture_output=True, text=True, check=True).stdout.strip()
    wanted = pathlib.Path(__file__).with_name("requirements-kcli.txt")
    folder = stacks.environment_of("kcli", ["-r", str(wanted), f"libvirt-python<={library}"])
    home = tmp_path_factory.mktemp("kcli")

    def run(*arguments):
        done = subprocess.run(
            [str(folder / "bin" / "kcli"), *arguments], env=os.environ | {"HOME": str(home)},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, timeout=180, check=False,
        )
        return re.sub(r"\x1b\[\d*m", "", done.stdout)

    return run


def test_kcli_shows_and_deletes_a_machine_of_ours(machine_tools, libvirt, image, machine, kcli):
    before = machines(libvirt), volumes(libvirt)
    machine_tools.ask("create_vm", name=machine, image=image, **SPEC)
    assert re.search(rf"\| *{machine} *\| *up *\|.*\| *{re.escape(image)} *\| *kvirt *\|", kcli("list", "vm"))
    info = kcli("info", "vm", machine)
    for line in (f"name: {machine}", "status: up", f"image: {image}", "owner: default", "plan: kvirt", "memory: 128"):
        assert line in info.splitlines(), info
    assert f"{machine} deleted" in kcli("delete", "vm", "-y", machine)
    # kcli knows nothing of serial consoles that are written to a file.
    libvirt("vol-delete", f"{machine}.console.log", "default")
    assert (machines(libvirt), volumes(libvirt)) == before


def test_our_tools_show_and_delete_a_machine_of_kclis(machine_tools, libvirt, image, machine, kcli):
    before = machines(libvirt), volumes(libvirt)
    made = kcli("create", "vm", machine, "-i", image, "-P", "memory=128", "-P", "numcpus=1", "-P", "disks=[1]", "-P", "nets=[default]",
                "-P", "start=false")
    assert machine in machines(libvirt), made
    info = machine_tools.ask("get_vm_info", vm_name=machine)
    assert (info["state"], info["memory_mib"], info["kcli"]["image"]) == ("shut_off", 128, image)
    assert machine in [vm["name"] for vm in machine_tools.ask("list_vms", limit=500)["vms"]]
    deleted = machine_tools.ask("delete_vm", name=machine)
    assert f"{machine}_0.img" in deleted["deleted_volumes"]
    assert (machines(libvirt), volumes(libvirt)) == before
