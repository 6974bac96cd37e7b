"""Creations of machines that something goes wrong with, on a real libvirt: what is left of them, and what went with them.

Root only: the storage pool is a small file system of its own where mounting is allowed, and libvirtd and the service are killed.
"""
import concurrent.futures
import contextlib
import dataclasses
import json
import os
import pathlib
import random
import shutil
import signal
import struct
import subprocess
import sys
import time

import httpx2 as httpx
import stack as stacks

sys.path.insert(0, str(stacks.ROOT))
from launcher import build, jdk, services  # noqa: E402

KEY = "a-key-for-creations-that-go-wrong-7"
POOL = "faults"
IMAGE, BAD_IMAGE = "faults-empty.qcow2", "faults-bad.qcow2"
BYSTANDER = "faults-bystander"
SPEC = {"memory": 128, "cpus": 1, "disk_size": 1}
SETTLE_SECONDS = 240
KINDS = ["none", "bad_image", "disk_taken", "seed_taken", "machine_taken", "libvirtd_killed", "service_killed"]


def virsh(*arguments, check=False):
    done = subprocess.run(["virsh", "-q", "-c", "qemu:///system", *arguments], capture_output=True, text=True, timeout=120, check=False)
    if check and done.returncode:
        raise RuntimeError(f"virsh {' '.join(arguments)}: {done.stderr}")
    return done.stdout if done.returncode == 0 else None


def until(true, what, seconds=SETTLE_SECONDS):
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise AssertionError(f"not in {seconds} s: {what}")
        time.sleep(0.1)


@dataclasses.dataclass(frozen=True)
class State:
    """All that a creation could leave or take: domains, volumes by libvirt's account, and files."""

    domains: frozenset
    volumes: frozenset
    files: frozenset

    def __sub__(self, other):
        return (self.domains - other.domains) | (self.volumes - other.volumes) | (self.files - other.files)


def run_all(*commands):
    """Whether each of them could be run and succeeded."""
    with contextlib.suppress(FileNotFoundError):
        return all(subprocess.run(command, capture_output=True, check=False).returncode == 0 for command in commands)
    return False


def used(folder):
    return sum(file.stat().st_blocks * 512 for file in folder.iterdir())


class SmallFileSystem:
    """A tmpfs that can be filled."""

    fault = "pool_full"

    def __init__(self, folder):
        self.folder = folder

    def mount(self):
        return run_all(["mount", "-t", "tmpfs", "-o", "size=3g,mode=711", "tmpfs", str(self.folder)])

    def unmount(self):
        run_all(["umount", str(self.folder)])

    def squeeze(self, spare):
        """Lets the folder grow by about so many bytes."""
        run_all(["mount", "-o", f"remount,size={used(self.folder) + spare}", str(self.folder)])

    def release(self):
        subprocess.run(["mount", "-o", "remount,size=3g", str(self.folder)], check=True)


class Quota(SmallFileSystem):
    """A subvolume of a btrfs, whose quotas bind root too: https://btrfs.readthedocs.io/en/latest/Qgroups.html"""

    fault = "quota"
    subvolume = "0/256"  # the first

    def __init__(self, folder):
        super().__init__(folder)
        # A limit that is reached binds who would lift it from within.
        self.whole = folder.with_suffix(".whole")

    def mount(self):
        disk = self.folder.with_suffix(".btrfs")
        with disk.open("wb") as file:
            file.truncate(3 << 30)
        self.whole.mkdir(exist_ok=True)
        within = str(self.whole / "pool")
        return run_all(
            ["mkfs.btrfs", "--quiet", str(disk)], ["mount", "-o", "loop", str(disk), str(self.whole)],
            ["btrfs", "subvolume", "create", within], ["chmod", "711", within], ["btrfs", "quota", "enable", str(self.whole)],
            ["mount", "--bind", within, str(self.folder)],
        )

    def unmount(self):
        super().unmount()
        run_all(["umount", str(self.whole)])

    def squeeze(self, spare):
        subprocess.run(["sync", "-f", str(self.folder)], check=True)
        self.limit(used(self.folder) + spare)

    def release(self):
        self.limit("none")

    def limit(self, size):
        subprocess.run(["btrfs", "qgroup", "limit", str(size), self.subvolume, str(self.whole)], check=True, capture_output=True)


class Pool:
    """A pool of its own, with a machine of somebody else's in it."""

    def __init__(self, folder, file_system):
        self.folder = folder
        self.file_system = file_system(folder)
        self.mounted = False

    def __enter__(self):
        self.remove()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.mounted = self.file_system.mount()
        virsh("pool-define-as", POOL, "dir", "--target", str(self.folder), check=True)
        virsh("pool-start", POOL, check=True)
        virsh("vol-create-as", POOL, IMAGE, "64M", "--format", "qcow2", check=True)
        # A qcow2 header whose clusters QEMU refuses: https://www.qemu.org/docs/master/interop/qcow2.html
        (self.folder / BAD_IMAGE).write_bytes(struct.pack(">4sIQIIQ", b"QFI\xfb", 3, 0, 0, 60, 64 << 20).ljust(8192, b"\0"))
        virsh("vol-create-as", POOL, f"{BYSTANDER}_0.img", "64M", "--format", "qcow2", "--backing-vol", IMAGE,
              "--backing-vol-format", "qcow2", check=True)
        self.define(BYSTANDER, f"{BYSTANDER}_0.img")
        return self

    def __exit__(self, *error):
        self.remove()

    def remove(self):
        virsh("undefine", BYSTANDER)
        virsh("pool-destroy", POOL)
        virsh("pool-undefine", POOL)
        self.file_system.unmount()
        shutil.rmtree(self.folder, ignore_errors=True)

    def define(self, name, volume=None):
        """A machine that is neither ours nor kcli's; None when there is one already."""
        disk = f"<disk type='file'><driver name='qemu' type='qcow2'/><source file='{self.folder / volume}'/><target dev='vda'/></disk>" if volume else ""
        xml = self.folder.parent / "foreign.xml"
        xml.write_text(f"<domain type='qemu'><name>{name}</name><memory unit='MiB'>64</memory><os><type>hvm</type></os><devices>{disk}</devices></domain>")
        return virsh("define", str(xml))

    def state(self):
        virsh("pool-refresh", POOL, check=True)
        return State(
            frozenset(virsh("list", "--all", "--name", check=True).split()),
            frozenset(line.split()[0] for line in virsh("vol-list", POOL, check=True).splitlines() if line.strip()),
            frozenset(file.name for file in self.folder.iterdir()),
        )


class Service:
    """airflow-mcp alone, to be killed."""

    def __init__(self, home, port, pool=POOL, images=None):
        self.home, self.base = home, f"http://127.0.0.1:{port}"
        self.journal = home / "journal"
        home.mkdir(parents=True, exist_ok=True)
        config = {
            "airflow": {
                "mcp": {
                    "enabled": True, "host": "127.0.0.1", "port": port, "auth": {"api_key": KEY},
                    "tools": {"vm_operations": {"enabled": True}, "image_management": {"enabled": True}}, "rate_limit": {"requests_per_minute": 100_000},
                    "audit": {"file": str(home / "audit.jsonl")},
                },
                "libvirt": {"pool": pool, "timeout": "40s"},
                "machines": {"journal": str(self.journal), "recovery_watch": "15s"},
                "images": {"downloads": str(home / "downloads"), "timeout": "5s"} | (images or {}),
            }
        }
        (home / "config.yml").write_text(json.dumps(config))  # JSON is YAML
        self.process = None

    def start(self):
        variables = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW_", "MCP_", "LIBVIRT_", "VM_"))}
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(
                services.java(jdk.find(os.environ), build.built(stacks.ROOT, services.AIRFLOW.name), {}),
                cwd=self.home, env=variables | {"MCP_CONFIG": str(self.home / "config.yml")}, stdout=log, stderr=log,
            )
        until(self.answers, "the service answers")

    def answers(self):
        assert self.process.poll() is None, (self.home / "log").read_text()[-4000:]
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(f"{self.base}/health", timeout=5).status_code == 200
        return False

    def kill(self):
        self.process.kill()
        self.process.wait()

    def call(self, tool, **arguments):
        """Status and answer; status 0 when the connection broke."""
        try:
            answer = httpx.post(f"{self.base}/tools/{tool}", content=json.dumps(arguments), headers={"X-API-Key": KEY}, timeout=180)
        except httpx.HTTPError as e:
            return 0, {"detail": str(e)}
        return answer.status_code, answer.json()

    def settled(self):
        return not any(self.journal.glob("*.json"))


def libvirtd():
    found = subprocess.run(["pgrep", "-x", "libvirtd"], capture_output=True, text=True, check=False).stdout.split()
    return [int(pid) for pid in found]


def start_libvirtd():
    subprocess.run([str(stacks.ROOT / "e2e" / "libvirt"), "start"], check=True, capture_output=True)
    for pool in (POOL,):
        if POOL not in (virsh("pool-list", "--name") or "").split():
            virsh("pool-start", pool, check=True)


@dataclasses.dataclass
class Run:
    """What came of one creation."""

    fault: str
    start: bool
    delay: float
    status: int = 0
    code: str = ""
    left: frozenset = frozenset()
    lost: frozenset = frozenset()
    seconds: float = 0


class Faults:
    """One creation each, with one fault at a random moment."""

    def __init__(self, pool, service, seed):
        self.pool, self.service, self.random = pool, service, random.Random(seed)
        self.longest = {True: 6.0, False: 1.0}
        self.kinds = [*KINDS, pool.file_system.fault] if pool.mounted else KINDS

    def run(self, number, fault=None):
        fault = fault or self.random.choice(self.kinds)
        start = self.random.random() < 0.4  # a start is most of the time, and the least of the steps
        # Disk and seed are made in the first moments; what is killed may be killed at any.
        longest = self.longest[start] if fault.endswith("_killed") else min(self.longest[start], 2)
        run = Run(fault, start, self.random.random() ** (1 if fault.endswith("_killed") else 3) * longest)
        name = f"faults-{number}".replace("_", "-")
        before = self.pool.state()
        began = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(1) as thread:
            image = BAD_IMAGE if fault == "bad_image" else IMAGE
            answer = thread.submit(self.service.call, "create_vm", name=name, image=image, start=start, **SPEC)
            foreign = self.inflict(run, name, answer)
            run.status, body = answer.result()
            if run.status == 200:
                # So that a fault comes at any moment of a creation, however slow this host is.
                self.longest[start] = 0.7 * self.longest[start] + 0.3 * (time.monotonic() - began)
        run.code = body.get("code", "")
        self.mend(run)
        until(self.service.settled, "the journal is empty")
        self.judge(run, name, before, foreign)
        run.seconds = time.monotonic() - began
        return run

    def inflict(self, run, name, answer):
        """Does it, and gives the names of what somebody else made meanwhile."""
        with contextlib.suppress(concurrent.futures.TimeoutError):
            answer.result(timeout=run.delay)
        if run.fault == self.pool.file_system.fault:
            self.pool.file_system.squeeze(self.random.randrange(0, 400_000))
        elif run.fault in ("disk_taken", "seed_taken"):
            volume = f"{name}_0.img" if run.fault == "disk_taken" else f"{name}.ISO"
            if virsh("vol-create-as", POOL, volume, "1G", "--format", "qcow2" if run.fault == "disk_taken" else "raw") is not None:
                return {volume}
        elif run.fault == "machine_taken":
            if self.pool.define(name) is not None and "qubinode" not in (virsh("metadata", name, "kvirt") or ""):
                return {name}
        elif run.fault == "libvirtd_killed":
            for pid in libvirtd():
                os.kill(pid, signal.SIGKILL)
            time.sleep(self.random.uniform(0, 2))
        elif run.fault == "service_killed":
            self.service.kill()
        return set()

    def mend(self, run):
        if run.fault == self.pool.file_system.fault:
            self.pool.file_system.release()
        elif run.fault == "libvirtd_killed":
            start_libvirtd()
        elif run.fault == "service_killed":
            self.service.start()

    def judge(self, run, name, before, foreign):
        after = self.pool.state()
        if name in after.domains and name not in foreign:
            assert run.status == 200 or run.fault == "service_killed", f"{run}: made, but not said so"
            parts = {f"{name}_0.img", f"{name}.ISO"}
            run.lost = frozenset(parts - after.volumes)
            status, body = self.service.call("delete_vm", name=name, force=True)
            assert status == 200, body
            after = self.pool.state()
        run.left = frozenset(after - before) - foreign
        run.lost |= (before - after) | (frozenset(foreign) - after.volumes - after.domains)
        for thing in foreign:
            virsh("undefine", thing) if thing in after.domains else virsh("vol-delete", thing, POOL)


@contextlib.contextmanager
def laboratory(home, port, seed, file_system):
    """Pool, service and faults, to be used where libvirtd may be killed."""
    start_libvirt = stacks.ROOT / "e2e" / "libvirt"
    subprocess.run([str(start_libvirt), "start"], check=True, capture_output=True)
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True, exist_ok=True)
    with Pool(pathlib.Path(home) / "pool", file_system) as pool:
        service = Service(home / "service", port)
        service.start()
        try:
            yield Faults(pool, service, seed)
        finally:
            service.kill()
