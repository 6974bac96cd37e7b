"""Tools for machines while libvirt does not answer in time.

What only reads does not say that something may still happen; of a change it is said: LibvirtConnectionTest.
"""
import concurrent.futures
import contextlib
import json
import socket
import threading

import anyio
import pytest
import stack as stacks
from alone import running

from launcher import services

LIBVIRTD = "/run/libvirt/libvirt-sock"
PORT = 27245
SECONDS_TO_WAIT = 20
CALLS_TO_MISS_A_LOOK = 5  # of 2 s each; a wait looks at its machine each 5 s


class Gate:
    """A way to libvirtd that can be shut: nothing goes through then, and nothing is lost."""

    def __init__(self, file):
        self.file, self.passing = file, threading.Event()
        self.passing.set()

    def serve(self):
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(str(self.file))
            listening.listen()
            while True:
                client, _ = listening.accept()
                there = socket.socket(socket.AF_UNIX)
                there.connect(LIBVIRTD)
                for pair in ((client, there), (there, client)):
                    threading.Thread(target=self.pour, args=pair, daemon=True).start()

    def pour(self, source, target):
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                self.passing.wait()
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)

    @contextlib.contextmanager
    def shut(self):
        self.passing.clear()
        try:
            yield
        finally:
            self.passing.set()


@pytest.fixture(scope="module")
def slow(libvirt, built, tmp_path_factory):
    """airflow-mcp on a libvirt that can stop to answer, with a machine."""
    folder = tmp_path_factory.mktemp("slow")
    gate = Gate(folder / "socket")
    threading.Thread(target=gate.serve, daemon=True).start()
    (folder / "settings.yml").write_text(json.dumps({"airflow": {"libvirt": {"timeout": "2s"}}}))
    domain = folder / "machine.xml"
    domain.write_text(
        "<domain type='qemu'><name>e2e-slow</name><memory unit='MiB'>64</memory><os><type machine='q35'>hvm</type></os>"
        "<devices><channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel></devices></domain>"
    )
    libvirt("destroy", "e2e-slow")
    libvirt("undefine", "e2e-slow")  # what a killed run left
    assert libvirt("define", str(domain)) is not None
    try:
        with running(
            services.AIRFLOW, folder, PORT, LIBVIRT_URI=f"qemu+unix:///system?socket={gate.file}", MCP_CONFIG=folder / "settings.yml",
            AIRFLOW_MCP_RATE_LIMIT="100000", AIRFLOW_MCP_TOOLS="vm_operations,vm_insight,vm_lifecycle,vm_snapshots,image_management",
        ) as alone:
            yield alone, gate
    finally:
        libvirt("destroy", "e2e-slow")
        libvirt("undefine", "e2e-slow")


def timed_out(alone, gate, tool, **arguments):
    """What a call says to which libvirt does not answer; libvirt answers again afterwards."""
    assert alone.call("list_vms").status_code == 200
    with gate.shut():
        problem = alone.call(tool, **arguments).json()
    stacks.until(lambda: alone.call("list_vms").status_code == 200, "libvirt answers again")
    assert problem.get("code") == "backend_timeout", (tool, problem)
    return f"{problem['detail']} {problem['hint']}"


def test_what_only_reads_says_that_nothing_is_changed(slow):
    alone, gate = slow
    listed = alone.get("/tools").json()["tools"]
    reading = {tool["name"]: tool["input_schema"]["properties"] for tool in listed if tool["hints"]["read_only"] and tool["group"] != "dag_management"}
    assert {"get_vm_info", "get_guest_info", "list_images", "list_vm_snapshots"} <= reading.keys()
    for tool, properties in reading.items():
        machine = {name: "e2e-slow" for name in ("name", "vm_name") if name in properties}
        said = timed_out(alone, gate, tool, **machine)
        assert "may still" not in said and "may have" not in said, (tool, said)


def test_a_wait_outlasts_a_libvirt_that_is_away_for_a_while(slow, libvirt):
    alone, gate = slow
    assert alone.call("vm_power", name="e2e-slow", action="start").json()["state"] == "running"
    service = stacks.Service(f"{alone.base}/mcp", alone.key, alone.folder / "audit.jsonl")
    asked = threading.Event()

    async def shut_down():
        async def report(*_):
            asked.set()

        async with service.session() as session:
            arguments = {"name": "e2e-slow", "action": "shutdown", "force_after_seconds": SECONDS_TO_WAIT}
            return await session.call_tool("vm_power", arguments, progress_callback=report)

    with concurrent.futures.ThreadPoolExecutor() as threads:
        waiting = threads.submit(anyio.run, shut_down)
        assert asked.wait(stacks.SECONDS)
        with gate.shut():
            for _ in range(CALLS_TO_MISS_A_LOOK):
                assert alone.call("list_vms").json()["code"] == "backend_timeout"
        answer = waiting.result().structured_content
    assert (answer["state"], answer["forced"]) == ("shut_off", True)
    assert "running" not in libvirt("domstate", "e2e-slow")
