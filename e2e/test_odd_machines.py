"""Every tool on machines as others define them, on a real libvirt."""
import concurrent.futures
import contextlib
import json
import os
import pathlib
import re
import signal
import subprocess
import threading
import xml.etree.ElementTree as ElementTree

import odd_machines
import pytest
import stack as stacks

POOL = pathlib.Path("/var/lib/libvirt/images")
OTHER_POOL = pathlib.Path("/var/lib/libvirt/e2e-odd-pool")
READING = (
    *("get_vm_info", "diagnose_vm", "get_vm_console_log", "get_guest_info", "vm_screenshot", "list_vm_snapshots"),
    "get_vm_metrics",
)


@pytest.fixture
def tools(machine_tools):
    return machine_tools


@pytest.fixture(scope="module", autouse=True)
def leftovers(libvirt):
    """What a killed run left: its names would be taken."""
    for line in (libvirt("list", "--all", "--uuid", "--name") or "").splitlines():
        identity, _, name = line.strip().partition(" ")
        if name.strip().startswith("e2e-odd"):
            remove(libvirt, identity)
    for network in (libvirt("net-list", "--all", "--name") or "").splitlines():
        if network.strip().startswith("e2e-odd"):
            libvirt("net-destroy", network.strip())
            libvirt("net-undefine", network.strip())
    remove_storage(libvirt)


def remove(libvirt, identity):
    libvirt("destroy", identity)
    libvirt("undefine", identity, "--managed-save", "--snapshots-metadata", "--nvram")


@pytest.fixture
def define(libvirt, tmp_path):
    """Defines a machine and gives its name; it is removed with its id, whatever became of it."""
    ids = []

    def define(domain):
        name = domain.find("name").text
        text, identity = odd_machines.with_id(domain)
        file = tmp_path / f"{len(ids)}.xml"
        file.write_text(text)
        remove(libvirt, identity)  # what a killed run left
        done = subprocess.run(["virsh", "-q", "-c", "qemu:///system", "define", file], capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, f"{name!r}: {done.stderr}"
        ids.append(identity)
        return name

    yield define
    for identity in ids:
        remove(libvirt, identity)


@pytest.fixture
def storage(libvirt):
    """The volumes that samples name, in the pool of the settings and in another."""
    remove_storage(libvirt)
    OTHER_POOL.mkdir(exist_ok=True)
    assert libvirt("pool-create-as", "e2e-odd-pool", "dir", "--target", str(OTHER_POOL)) is not None
    assert libvirt("vol-create-as", "e2e-odd-pool", "disk", "32M", "--format", "qcow2") is not None
    assert libvirt("vol-create-as", "default", "e2e-odd-volume.qcow2", "32M", "--format", "qcow2") is not None
    yield
    remove_storage(libvirt)


def remove_storage(libvirt):
    libvirt("pool-refresh", "default")
    for name in (libvirt("vol-list", "default") or "").splitlines():
        volume = name.split()[0] if name.strip() else ""
        if volume.startswith("e2e-odd"):
            libvirt("vol-delete", volume, "default")
    libvirt("vol-delete", "disk", "e2e-odd-pool")
    libvirt("pool-destroy", "e2e-odd-pool")
    with contextlib.suppress(FileNotFoundError):
        OTHER_POOL.rmdir()


def sample(name):
    return ElementTree.parse(pathlib.Path(odd_machines.__file__).parent / f"{name}.xml").getroot()


def told(answer, what):
    """An answer, or a refusal that says why: never a fault of the service, nor of what a caller can name."""
    assert answer.status_code < 500, f"{what}: {answer.text}"
    if answer.status_code != 200:
        problem = answer.json()
        assert problem["code"] in ("wrong_state", "not_found", "denied"), f"{what}: {problem}"
        assert "There is no virtual machine" not in problem["detail"], f"{what}: {problem}"
    return answer


def listed(tools, limit):
    """The names of all machines, by following the cursors."""
    names, cursor = [], {}
    while True:
        page = tools.ask("list_vms", limit=limit, **cursor)
        names += [vm["name"] for vm in page["vms"]]
        if "next_cursor" not in page:
            return names
        cursor = {"cursor": page["next_cursor"]}


def walk(tools, name):
    """All tools for one machine, those that change something too; in the end it is gone."""
    info = tools.ask("get_vm_info", vm_name=name)
    assert info["name"] == name
    for disk in info["disks"]:
        assert disk["device"] == "cdrom" or disk["type"] and disk["source"], disk
    for tool in READING:
        told(tools.rest(tool, {"name": name}), f"{tool} {name!r}")
    told(tools.rest("resize_vm", {"name": name, "memory": 256}), f"resize_vm {name!r}")
    told(tools.rest("resize_vm", {"name": name, "cpus": 1, "disk_size": 1}), f"resize_vm {name!r}")
    told(tools.rest("create_vm_snapshot", {"name": name}), f"create_vm_snapshot {name!r}")
    for snapshot in tools.ask("list_vm_snapshots", name=name)["snapshots"]:
        tools.ask("delete_vm_snapshot", name=name, snapshot=snapshot["name"])
    told(tools.rest("rename_vm", {"name": name, "new_name": "e2e-odd-renamed"}), f"rename_vm {name!r}")
    now = "e2e-odd-renamed" if tools.rest("get_vm_info", {"vm_name": name}).status_code == 404 else name
    copied = told(tools.rest("clone_vm", {"name": now, "new_name": "e2e-odd-copy"}), f"clone_vm {name!r}")
    if copied.status_code == 200:
        tools.ask("delete_vm", name="e2e-odd-copy")
    plan = tools.ask("delete_vm", name=now, dry_run=True)
    done = tools.ask("delete_vm", name=now, force=True)
    assert (plan["deleted_volumes"], plan["kept_volumes"]) == (done["deleted_volumes"], done["kept_volumes"])
    assert tools.rest("get_vm_info", {"vm_name": now}).status_code == 404
    return info, copied, done


@pytest.mark.parametrize("file", odd_machines.SAMPLES, ids=lambda file: file.stem)
def test_every_tool_takes_what_libvirt_takes(tools, define, storage, file):
    name = define(ElementTree.parse(file).getroot())
    assert name in listed(tools, 500)
    walk(tools, name)


@pytest.mark.parametrize("name", odd_machines.NAMES, ids=ascii)
def test_every_tool_takes_any_name_of_libvirts(tools, define, name):
    assert define(odd_machines.named(name)) == name
    assert name in listed(tools, 1)
    walk(tools, name)


def test_every_tool_takes_names_that_nobody_chose(tools, define):
    seed = int(os.environ.get("E2E_SEED", "0")) or int.from_bytes(os.urandom(4), "big")
    print(f"E2E_SEED={seed}")
    names = [define(odd_machines.named(name)) for name in odd_machines.generated(seed, 12)]
    assert set(names) <= set(listed(tools, 5))
    for name in names:
        walk(tools, name)


@pytest.mark.parametrize("name", ("größe", "a b", "-a", "a-", "a.b", "a_b", "../x", "a\nb", "$(id)", "x" * 64), ids=ascii)
def test_a_new_name_is_one_that_is_a_host_name_too(tools, define, name):
    machine = define(odd_machines.named("e2e odd (größe)"))
    for tool in ("rename_vm", "clone_vm"):
        status, problem = tools.refusal(tool, name=machine, new_name=name)
        assert (status, problem["code"]) == (400, "invalid_argument") and "new_name" in problem["detail"], (tool, problem)
    assert machine in listed(tools, 500)


def test_blanks_around_a_pasted_name_do_not_count_unless_a_machine_is_named_so(tools, define):
    define(odd_machines.named("e2e-odd-pasted"))
    for pasted in ("e2e-odd-pasted\n", "  e2e-odd-pasted ", "\ufeffe2e-odd-pasted\r\n", "\u00a0e2e-odd-pasted"):
        assert tools.ask("get_vm_info", vm_name=pasted)["name"] == "e2e-odd-pasted"
    define(odd_machines.named(" e2e-odd-pasted"))
    assert tools.ask("get_vm_info", name=" e2e-odd-pasted")["name"] == " e2e-odd-pasted"
    assert tools.ask("get_vm_info", name="e2e-odd-pasted ")["name"] == "e2e-odd-pasted"


@pytest.mark.parametrize("name", ("größe (1)", "a b", "x&<y>'\"", " blank ", "数据"))
def test_snapshots_networks_and_images_of_any_name_are_taken_too(tools, libvirt, storage, image, machine, tmp_path, name):
    tools.ask("create_vm", name=machine, image=image, memory=128, cpus=1, disk_size=1, start=False)
    snapshot = ElementTree.Element("domainsnapshot")
    ElementTree.SubElement(snapshot, "name").text = name
    file = tmp_path / "it.xml"
    file.write_text(ElementTree.tostring(snapshot, encoding="unicode"))
    assert libvirt("snapshot-create", machine, str(file)) is not None
    (taken,) = tools.ask("list_vm_snapshots", name=machine)["snapshots"]
    assert (taken["name"], taken["state"]) == (name, "shut_off")
    tools.ask("revert_vm_snapshot", name=machine, snapshot=taken["name"])
    tools.ask("delete_vm_snapshot", name=machine, snapshot=taken["name"])
    tools.ask("delete_vm", name=machine)

    network = ElementTree.Element("network")
    ElementTree.SubElement(network, "name").text = name
    file.write_text(ElementTree.tostring(network, encoding="unicode"))
    volume = "e2e-odd-" + re.sub("[&<]", "", name) + ".qcow2"  # which virsh does not escape
    libvirt("net-destroy", name)  # what a killed run left
    assert libvirt("net-create", str(file)) is not None
    try:
        assert libvirt("vol-create-as", "default", volume, "1M", "--format", "qcow2") is not None
        assert name in [one["name"] for one in tools.ask("list_networks")["networks"]]
        tools.ask("create_vm", name=machine, image=volume, network=name, memory=128, cpus=1, disk_size=1, start=False)
        assert tools.ask("get_vm_info", vm_name=machine)["interfaces"][0]["network"] == name
        tools.ask("delete_vm", name=machine)
    finally:
        libvirt("net-destroy", name)
        libvirt("vol-delete", volume, "default")


@pytest.mark.parametrize("kind", ("volume", "volume-elsewhere"))
def test_a_copy_has_a_disk_of_its_own_where_the_original_has_one_by_pool_and_volume(tools, libvirt, define, storage, kind):
    name = define(sample(kind))
    disk = tools.ask("get_vm_info", vm_name=name)["disks"][0]
    assert disk["type"] == "volume" and disk["source"] in ("default/e2e-odd-volume.qcow2", "e2e-odd-pool/disk") and disk["size_gib"] == 0.03
    assert "may be gone" not in str(tools.ask("diagnose_vm", name=name))
    tools.ask("resize_vm", name=name, disk_size=1)
    tools.ask("clone_vm", name=name, new_name="e2e-odd-copy")
    try:
        copy = libvirt("dumpxml", "--inactive", "e2e-odd-copy")
        assert "e2e-odd-volume.qcow2" not in copy and "e2e-odd-pool" not in copy
        assert f"{POOL}/e2e-odd-copy_0.img" in copy
    finally:
        assert tools.ask("delete_vm", name="e2e-odd-copy")["deleted_volumes"] == ["e2e-odd-copy_0.img"]
    gone = tools.ask("delete_vm", name=name, force=True)
    own, other = (["e2e-odd-volume.qcow2"], []) if kind == "volume" else ([], ["volume e2e-odd-pool/disk"])
    assert (gone["deleted_volumes"], gone["kept_volumes"]) == (own, other)
    assert ("e2e-odd-volume.qcow2" in libvirt("vol-list", "default")) == (kind != "volume")


@pytest.mark.parametrize(
    "kind, source",
    [
        ("block", "block /dev/e2e-odd"),
        ("lun", "block /dev/e2e-odd"),
        ("nbd", "network nbd://127.0.0.1:9/export"),
        ("nbd-unix", "network nbd:///run/e2e-odd.sock"),
        ("rbd", "network rbd://127.0.0.1:9,127.0.0.2"),
        ("iscsi", "network iscsi://127.0.0.1:9/iqn.2013-07.com.example:pool/1"),
        ("nvme", "nvme 0000:7f:00.0, namespace 1"),
        ("folder", "mount /srv/e2e-odd"),
        ("persistent-memory", "/srv/e2e-odd-nvdimm"),
        ("scsi-device", "scsi iscsi://127.0.0.1:9/iqn.2013-07.com.example:pool/2"),
        ("volume-gone", "volume e2e-no-such-pool/gone"),
        ("disk-elsewhere", "file /srv/e2e odd/größe.img"),
    ],
)
def test_what_a_copy_would_share_is_named_and_kept(tools, libvirt, define, storage, kind, source):
    name = define(sample(kind))
    disk = tools.ask("get_vm_info", vm_name=name)["disks"][0]
    assert source in f"{disk['type']} {disk['source']}"
    status, problem = tools.refusal("clone_vm", name=name, new_name="e2e-odd-copy")
    assert (status, problem["code"]) == (409, "wrong_state") and source in problem["detail"], problem
    assert "e2e-odd-copy" not in libvirt("list", "--all", "--name")
    kept = tools.ask("delete_vm", name=name, force=True)["kept_volumes"]
    assert len(kept) == 1 and source in kept[0]


def test_a_disk_that_the_guest_has_disguised_is_not_copied(tools, libvirt, define, storage):
    """To libvirt's pool a raw disk that begins with qcow2's header is one, with any file of the host below it."""
    assert libvirt("vol-create-as", "default", "e2e-odd-disguised", "32M", "--format", "raw") is not None
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", "/etc/hostname", POOL / "e2e-odd-disguised", "32M"], check=True)
    libvirt("pool-refresh", "default")
    domain = odd_machines.named("e2e-odd-disguised")
    devices = ElementTree.fromstring(
        f"<devices><disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='{POOL}/e2e-odd-disguised'/>"
        "<target dev='vda' bus='virtio'/></disk></devices>"
    )
    domain.append(devices)
    name = define(domain)
    assert tools.refusal("clone_vm", name=name, new_name="e2e-odd-copy")[1]["code"] == "wrong_state"


def test_a_secret_in_a_source_is_not_shown(tools, define):
    assert "e2e-secret" not in tools.rest("get_vm_info", {"vm_name": define(sample("https"))}).text


def test_metadata_of_others_makes_no_machine_kclis(tools, define):
    name = define(sample("metadata-of-others"))
    info = tools.ask("get_vm_info", vm_name=name)
    assert "kcli" not in info and info["disks"] == []
    status, problem = tools.refusal("delete_vm", name=name)
    assert status == 409 and "neither this service nor kcli made it" in problem["detail"]
    kcli = define(sample("metadata-of-kcli-odd"))
    assert tools.ask("get_vm_info", vm_name=kcli)["kcli"]["image"] == "größe 数据 <x>"
    tools.ask("delete_vm", name=kcli)


@contextlib.contextmanager
def a_copy_that_lasts(libvirt):
    """A copy in the pool that goes on until the end: its program is stopped half-way."""
    assert libvirt("vol-create-as", "default", "e2e-odd-large", "600M", "--format", "raw") is not None
    with open(POOL / "e2e-odd-large", "r+b") as file:
        for _ in range(600):
            file.write(os.urandom(4096) * 256)
    likeness = "<volume><name>e2e-odd-large-copy</name><capacity>629145600</capacity><target><format type='qcow2'/></target></volume>"
    file = stacks.ROOT / ".qubinode" / "e2e-odd-large.xml"
    file.write_text(likeness)
    command = ["virsh", "-q", "-c", "qemu:///system", "vol-create-from", "default", file, "e2e-odd-large", "--inputpool", "default"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as copying:
        process = stacks.until(lambda: next(iter(programs("qemu-img", "e2e-odd-large-copy")), None), "the copy")
        os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(process, signal.SIGCONT)
            assert copying.wait(120) == 0
    for volume in ("e2e-odd-large-copy", "e2e-odd-large"):
        libvirt("vol-delete", volume, "default")


def programs(name, argument):
    for folder in pathlib.Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            line = (folder / "cmdline").read_bytes().decode(errors="replace")
            if folder.name.isdigit() and name in line.split("\0")[0] and argument in line:
                yield int(folder.name)


def test_a_copy_in_the_pool_is_in_nobodys_way(tools, libvirt, storage, image, machine):
    with a_copy_that_lasts(libvirt):
        assert "asynchronous" in subprocess.run(
            ["virsh", "-c", "qemu:///system", "pool-refresh", "default"], capture_output=True, text=True, check=False
        ).stderr
        made = tools.ask("create_vm", name=machine, image=image, memory=128, cpus=1, disk_size=1)
        assert made["state"] == "running"
        assert tools.ask("preflight_vm_creation", name="e2e-odd-other", image=image, memory=128, cpus=1, disk_size=1)["possible"]
        assert image in images(tools)
        tools.ask("vm_power", name=machine, action="force_off")
        tools.ask("clone_vm", name=machine, new_name="e2e-odd-copy")
        told(tools.rest("get_vm_console_log", {"name": machine}), "the console")
        tools.ask("delete_vm", name="e2e-odd-copy")
        tools.ask("rename_vm", name=machine, new_name=f"{machine}-renamed")
        tools.ask("delete_vm", name=f"{machine}-renamed")


def images(tools):
    return [image["name"] for image in tools.ask("list_images", downloadable=False)["images"]]


def test_our_own_copy_is_in_nobodys_way(tools, libvirt, define, storage, image, machine):
    disk = POOL / "e2e-odd-volume.qcow2"
    assert libvirt("vol-resize", disk.name, "600M", "default") is not None
    subprocess.run(["qemu-io", "-f", "qcow2", "-c", "write -P 7 0 600M", disk], check=True, capture_output=True, timeout=120)
    name = define(sample("volume"))
    with concurrent.futures.ThreadPoolExecutor(1) as thread:
        copying = thread.submit(tools.rest, "clone_vm", {"name": name, "new_name": "e2e-odd-copy"})
        process = stacks.until(lambda: next(iter(programs("qemu-img", "e2e-odd-copy")), None), "the copy")
        os.kill(process, signal.SIGSTOP)
        try:
            assert image in images(tools)
            tools.ask("create_vm", name=machine, image=image, memory=128, cpus=1, disk_size=1, start=False)
            told(tools.rest("get_vm_console_log", {"name": machine}), "the console")
            assert machine in listed(tools, 500)
            tools.ask("delete_vm", name=machine)
        finally:
            os.kill(process, signal.SIGCONT)
            copied = copying.result()
            gone = tools.rest("delete_vm", {"name": "e2e-odd-copy"})
    assert (copied.status_code, gone.status_code) == (200, 200), copied.text + gone.text


def test_a_volume_that_is_just_read_is_waited_for_or_kept_with_its_machine(tools, libvirt, define, storage):
    domain = odd_machines.named("e2e-odd-read")
    domain.append(ElementTree.fromstring(
        f"<devices><disk type='file' device='disk'><source file='{POOL}/e2e-odd-large'/><target dev='vda' bus='virtio'/></disk></devices>"
    ))
    with a_copy_that_lasts(libvirt):
        name = define(domain)
        status, problem = tools.refusal("delete_vm", name=name, force=True)
        assert (status, problem["code"]) == (409, "wrong_state") and "copied" in problem["hint"], problem
        assert tools.ask("get_vm_info", vm_name=name)["name"] == name
    tools.ask("delete_vm", name=name, force=True)


def test_what_vanishes_while_it_is_listed_fails_no_call_of_others(tools, libvirt, image, machine, tmp_path):
    file = tmp_path / "network.xml"
    file.write_text("<network><name>e2e-odd-net</name></network>")
    domain = tmp_path / "domain.xml"
    domain.write_text(ElementTree.tostring(odd_machines.named("e2e-odd-brief"), encoding="unicode"))
    tools.ask("create_vm", name=machine, image=image, memory=128, cpus=1, disk_size=1, start=False)
    end = threading.Event()

    def churn(*pairs):
        while not end.is_set():
            for command in pairs:
                libvirt(*command)

    with concurrent.futures.ThreadPoolExecutor() as threads:
        for pairs in (
            (("vol-create-as", "default", "e2e-odd-brief", "1M"), ("vol-delete", "e2e-odd-brief", "default")),
            (("define", str(domain)), ("undefine", "e2e-odd-brief")),
            (("net-define", str(file)), ("net-start", "e2e-odd-net"), ("net-destroy", "e2e-odd-net"), ("net-undefine", "e2e-odd-net")),
            (("snapshot-create-as", machine, "brief"), ("snapshot-delete", machine, "brief")),
        ):
            threads.submit(churn, *pairs)
        try:
            for _ in range(15):
                for tool in ("list_vms", "list_networks", "list_storage_pools", "get_host_info"):
                    tools.ask(tool)
                assert image in images(tools)
                tools.ask("list_vm_snapshots", name=machine)
                tools.ask("diagnose_vm", name=machine)
                tools.ask("preflight_vm_creation", name="e2e-odd-other", image=image, memory=128, cpus=1, disk_size=1)
                names = [network["name"] for network in tools.ask("list_networks")["networks"]]
                assert len(names) == len(set(names))
        finally:
            end.set()
    for command in (("net-destroy", "e2e-odd-net"), ("net-undefine", "e2e-odd-net"), ("undefine", "e2e-odd-brief"), ("vol-delete", "e2e-odd-brief", "default")):
        libvirt(*command)


def test_a_saved_state_is_shown_respected_and_can_be_discarded(tools, libvirt, image, machine):
    tools.ask("create_vm", name=machine, image=image, memory=128, cpus=1, disk_size=1)
    assert libvirt("managedsave", machine) is not None
    info = tools.ask("get_vm_info", vm_name=machine)
    assert (info["state"], info["saved_state"]) == ("shut_off", True)
    assert [vm["saved_state"] for vm in tools.ask("list_vms", state="shut_off")["vms"] if vm["name"] == machine] == [True]
    assert "saved" in tools.ask("diagnose_vm", name=machine)["findings"][0]["what"]
    for tool, arguments in (
        ("resize_vm", {"memory": 256}),
        ("resize_vm", {"disk_size": 2}),
        ("rename_vm", {"new_name": "e2e-odd-renamed"}),
        ("clone_vm", {"new_name": "e2e-odd-copy"}),
        ("create_vm_snapshot", {}),
        ("delete_vm", {}),
    ):
        status, problem = tools.refusal(tool, name=machine, **arguments)
        assert (status, problem["code"]) == (409, "wrong_state") and "saved" in problem["detail"], (tool, problem)
    assert "saved state" in tools.ask("vm_power", name=machine, action="start")["note"]
    assert libvirt("managedsave", machine) is not None
    tools.ask("vm_power", name=machine, action="discard_saved_state")
    assert "saved_state" not in tools.ask("get_vm_info", vm_name=machine)
    tools.ask("resize_vm", name=machine, memory=256)
    tools.ask("delete_vm", name=machine)


def test_why_a_machine_is_in_its_state_is_shown(tools, libvirt, image, machine):
    tools.ask("create_vm", name=machine, image=image, memory=128, cpus=1, disk_size=1)
    assert libvirt("suspend", machine) is not None
    assert tools.ask("get_vm_info", vm_name=machine)["reason"] == "user"
    assert tools.refusal("vm_power", name=machine, action="start")[0] == 409
    tools.ask("vm_power", name=machine, action="resume")
    os.kill(next(iter(programs("qemu-system", f"guest={machine},"))), signal.SIGKILL)
    info = stacks.until(lambda: (found := tools.ask("get_vm_info", vm_name=machine))["state"] == "shut_off" and found, "the crash")
    assert info["reason"] == "crashed"
    assert "QEMU crashed" in tools.ask("diagnose_vm", name=machine)["findings"][0]["what"]
    tools.ask("delete_vm", name=machine)


def test_pending_values_stand_beside_current_ones(tools, image, machine):
    tools.ask("create_vm", name=machine, image=image, memory=128, cpus=1, disk_size=1)
    tools.ask("resize_vm", name=machine, memory_mib=256, cpus=2)
    info = tools.ask("get_vm_info", vm_name=machine)
    assert (info["memory_mib"], info["cpus"], info["pending"]) == (128, 1, {"memory_mib": 256, "cpus": 2})
    preview = tools.ask("delete_vm", name=machine, dry_run=True)
    assert f"{machine}_0.img" in preview["deleted_volumes"] and "running" in preview["note"] and "force: true" in preview["note"]
    tools.ask("delete_vm", name=machine, force=True)


def test_a_refusal_of_libvirts_says_what_to_do(tools, libvirt, define, image, machine, firmware):
    tools.ask("create_vm", name=machine, image=image, memory=128, cpus=1, disk_size=1, uefi=True)
    status, problem = tools.refusal("create_vm_snapshot", name=machine)
    assert (status, problem["code"]) == (409, "wrong_state") and "shutdown first" in problem["hint"], problem
    second = odd_machines.named("e2e-odd-second")
    second.append(ElementTree.fromstring(
        f"<devices><disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='{POOL}/{machine}_0.img'/>"
        "<target dev='vda' bus='virtio'/></disk></devices>"
    ))
    name = define(second)
    status, problem = tools.refusal("vm_power", name=name, action="start")
    assert (status, problem["code"]) == (409, "wrong_state") and "another process" in problem["detail"], problem
    assert "stop that first" in problem["hint"]
    kept = tools.ask("delete_vm", name=name, force=True)["kept_volumes"]
    assert kept == [f"{machine}_0.img"]
    tools.ask("delete_vm", name=machine, force=True)


@pytest.mark.parametrize(
    "arguments",
    [
        {"ssh_key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE alice@host\n"},
        {"ssh_key": "# ours\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE alice@host\r\n\r\nssh-rsa AAAAB3NzaC1yc2E= bob\n"},
        {"user_data": "#part-handler\ndef list_types():\n    return []\n"},
    ],
    ids=lambda arguments: re.sub(r"\W+", "-", next(iter(arguments.values()))[:25]),
)
def test_a_machine_is_made_with_what_people_paste(tools, libvirt, image, machine, tmp_path, arguments):
    sizes = {"memory_mib": 128, "cpus": 1, "disk_gib": 1, "start": False}
    tools.ask("create_vm", name=f" {machine}\n", image=image, **sizes, **arguments)
    keys = re.findall(r"ssh-\S+ \S+ \S+", arguments.get("ssh_key", ""))
    if keys:
        seed = tmp_path / "seed"
        assert libvirt("vol-download", f"{machine}.ISO", str(seed), "--pool", "default") is not None
        config = json.loads(re.search(rb"#cloud-config\n(.*)\n", seed.read_bytes()).group(1))
        assert config["ssh_authorized_keys"] == keys
    tools.ask("delete_vm", name=machine)
