"""One server on one core, the load of wrk on the other."""
import contextlib
import json
import os
import pathlib
import resource
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass

from servers import HERE, STATELESS, startup

CONNECTIONS = (1, 8, 32)
SECONDS_TO_START = 60
# What each request of a client without sessions carries.
ABOUT = {
    "io.modelcontextprotocol/protocolVersion": STATELESS,
    "io.modelcontextprotocol/clientInfo": {"name": "bench", "version": "1"},
    "io.modelcontextprotocol/clientCapabilities": {},
}


@dataclass(frozen=True)
class Load:
    """How a server took one kind of load. Times in ms."""

    connections: int
    a_second: float
    p50: float
    p99: float
    a_cpu_second: float
    generator_busy: float
    requests: int
    failed: int


class Memory(threading.Thread):
    """The highest resident memory of a process, looked at ten times per second, MiB."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.peak, self.ended = pid, 0.0, threading.Event()

    def run(self):
        while not self.ended.wait(0.1):
            with contextlib.suppress(OSError, StopIteration):
                self.peak = max(self.peak, startup.resident_mib(self.pid))


def cores():
    """One for the server and one for the generator."""
    allowed = sorted(os.sched_getaffinity(0))
    if len(allowed) < 2:
        raise SystemExit("Two cores are needed: one for the server, one for what calls it.")
    return str(allowed[0]), str(allowed[1])


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def running(server, core):
    """The server on its core, answering."""
    command = ["taskset", "-c", core, *server.command]
    process = subprocess.Popen(
        command, cwd=startup.ROOT, env=server.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        startup.first_listing(server.url, time.monotonic() + SECONDS_TO_START)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def generated(server, sessions, seconds, core):
    """What wrk says, and the CPU seconds it took; ends all when more than one answer of a hundred is not a good one."""
    params = {"name": server.tool, "arguments": server.arguments} | ({"_meta": ABOUT} if server.is_stateless else {})
    call = {"jsonrpc": "2.0", "id": 100000000, "method": "tools/call", "params": params}
    headers = {"X-API-Key": startup.KEY, "MCP-Protocol-Version": server.revision}
    if server.is_stateless:
        headers |= {"Mcp-Method": "tools/call", "Mcp-Name": server.tool}
    told = {
        "CALL_SESSIONS": " ".join(sessions), "CALL_BODY": json.dumps(call), "CALL_ANSWER": server.answer,
        "CALL_HEADERS": "\n".join(f"{name}: {value}" for name, value in headers.items()),
    }
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    options = ["-t1", f"-c{len(sessions)}", f"-d{seconds}s", "--timeout", "30s", "-s", str(HERE / "load.lua")]
    command = ["taskset", "-c", core, "wrk", *options, server.url]
    done = subprocess.run(command, env=os.environ | told, capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    *wrong, last = done.stderr.splitlines()
    said = json.loads(last)
    if wrong:
        print(f"{server.name}, {server.tool}: {said['failed']} of {said['requests']} calls not answered well: {wrong[-1]}", file=sys.stderr)
    if said["failed"] * 100 >= said["requests"]:
        raise SystemExit(1)
    return said, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def allow(pid, *cores):
    """Only these cores for all threads of a process."""
    for thread in os.listdir(f"/proc/{pid}/task"):
        with contextlib.suppress(ProcessLookupError):
            os.sched_setaffinity(int(thread), map(int, cores))


def loaded(server, connections, seconds, process, core):
    # A server without sessions has empty ids.
    sessions = ["none" if server.is_stateless else startup.open_session(server.url) or "none" for _ in range(connections)]
    before = cpu_seconds(process.pid)
    said, generator = generated(server, sessions, seconds, core)
    spent = cpu_seconds(process.pid) - before
    return Load(
        connections,
        said["requests"] / said["seconds"],
        said["p50_ms"],
        said["p99_ms"],
        said["requests"] / spent,
        generator / said["seconds"],
        said["requests"],
        said["failed"],
    )


def measured(server, seconds, warm):
    """A fresh start, a warm-up of so many seconds, then each number of connections; the loads and the highest memory, MiB."""
    own, others = cores()
    with running(server, own) as process:
        memory = Memory(process.pid)
        memory.start()
        # What compiles while it warms up may do so on the generator's core too, or it would take many minutes of the only one. Each
        # number of connections in its turn, for a call that comes alone takes other ways, which would be compiled while it is measured.
        allow(process.pid, own, others)
        for connections, part in zip(reversed(CONNECTIONS), (2, 4, 4), strict=True):
            loaded(server, connections, warm // part, process, others)
        allow(process.pid, own)
        loads = [loaded(server, connections, seconds, process, others) for connections in CONNECTIONS]
        memory.ended.set()
        memory.join()
    return loads, memory.peak
