#!/usr/bin/env python3
"""Start of a built service to its first answered tools/list, and its memory after that, for RESULTS.md.

    bench/startup.py [--runs 5]          after ./qubinode up or ./mvnw package; uses the launcher's JDK and Java options

A peer stands beside them in the same run, where it is installed: --peer 'COMMAND' with --peer-url, any MCP server.
"""
import argparse
import http.client
import json
import os
import pathlib
import shlex
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.dont_write_bytecode = True

import results  # noqa: E402
from launcher import build, jdk, services  # noqa: E402

KEY = "0123456789abcdef" * 4
SECONDS_TO_START = 60
# What is loaded in the background counts too; what the JVM only needed to start is given back after up to ten seconds.
SECONDS_TO_IDLE = 15


def post(url, message, session=None):
    """One JSON-RPC message; its answer (JSON or the first event of a stream) and the session, or None when nobody answers."""
    where = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(where.hostname, where.port, timeout=10)
    headers = {"X-API-Key": KEY, "Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    if session:
        headers["Mcp-Session-Id"] = session
    try:
        connection.request("POST", where.path, json.dumps({"jsonrpc": "2.0"} | message), headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        body = next((line[5:] for line in text.splitlines() if line.startswith("data:")), text)
        return (json.loads(body) if body.strip() else {}), answer.headers.get("Mcp-Session-Id")
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def open_session(url):
    """The id of a new session; empty where the server has none, None when nobody answers."""
    hello = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "bench", "version": "1"}}
    opened = post(url, {"id": 1, "method": "initialize", "params": hello})
    if opened is None:
        return None
    session = opened[1] or ""
    post(url, {"method": "notifications/initialized"}, session)
    return session


def first_listing(url, deadline):
    while (session := open_session(url)) is None:
        if time.monotonic() > deadline:
            raise SystemExit(f"{url} does not answer")
        time.sleep(0.005)
    return post(url, {"id": 2, "method": "tools/list"}, session)[0]["result"]["tools"]


def resident_mib(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS:"))


def one_run(command, url, environment, cwd, idle=SECONDS_TO_IDLE):
    """Seconds to the first listing, MiB after so many more, and the listing."""
    process = subprocess.Popen(command, cwd=cwd, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    began = time.monotonic()
    try:
        tools = first_listing(url, began + SECONDS_TO_START)
        seconds = time.monotonic() - began
        time.sleep(idle)
        return seconds, resident_mib(process.pid), tools
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def row(name, runs):
    seconds = sorted(run[0] for run in runs)
    memory = sorted(run[1] for run in runs)
    return [
        name,
        len(runs[0][2]),
        f"{statistics.median(seconds):.2f} ({seconds[0]:.2f}–{seconds[-1]:.2f})",
        f"{statistics.median(memory):.0f} ({memory[0]:.0f}–{memory[-1]:.0f})",
    ]


def ours(state, **more):
    """Name, command, address and environment of each service as the launcher starts it, the gate on; `state` is for its files."""
    java = jdk.find(os.environ)
    for service, port in ((services.AIRFLOW, 26888), (services.ASSISTANT, 26081)):
        environment = os.environ | {
            service.enabled_variable: "true",
            service.host_variable: "127.0.0.1",
            service.port_variable: str(port),
            service.key_variable: KEY,
            service.audit_variable: f"{state}/{service.name}.jsonl",
            "RAG_INDEX": f"{state}/index",
            "VM_JOURNAL": f"{state}/journal",
            "LIBVIRT_URI": "test:///default",
            "AIRFLOW_API_URL": "http://127.0.0.1:1",
        }
        command = services.java(java, build.built(ROOT, service.name), os.environ)
        yield service.name, command, f"http://127.0.0.1:{port}/mcp", environment | more


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--peer", help="the command of another MCP server")
    arguments.add_argument("--peer-url", help="where it then answers, for example http://127.0.0.1:8000/mcp")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as state:
        candidates = list(ours(state))
        if options.peer:
            candidates.append((options.peer, shlex.split(options.peer), options.peer_url, os.environ))
        runs = {candidate[0]: [] for candidate in candidates}
        for number in range(options.runs + 1):
            for name, command, url, environment in candidates:
                result = one_run(command, url, environment, ROOT)
                if number:  # the first one warms the disk cache and, for the documents, the index
                    runs[name].append(result)
    results.save(
        "startup",
        title="From the start to the first answer",
        section="Start and memory",
        command=f"bench/startup.py --runs {options.runs}",
        line="Median (lowest–highest): seconds from the start of the process to the first answered `tools/list`, and resident memory "
        f"{SECONDS_TO_IDLE} s later. Libvirt's test driver is the hypervisor, no Airflow can be reached, and the index of `docs/` is there. "
        "Budgets: 2.5 s and 220 MiB for airflow-mcp, 5 s and 450 MiB for ai-assistant-mcp.",
        columns=["server", "tools", "start to first tools/list, s", f"RSS {SECONDS_TO_IDLE} s later, MiB"],
        rows=[row(name, each) for name, each in runs.items()],
        software=[results.java(jdk.find(os.environ))],
    )


if __name__ == "__main__":
    main()
