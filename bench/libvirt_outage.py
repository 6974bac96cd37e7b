#!/usr/bin/env python3
"""Kills libvirtd again and again under concurrent calls and looks at what the service makes of it, for RESULTS.md.

    AIRFLOW_MCP_RATE_LIMIT=1000000 AIRFLOW_MCP_TOOLS=vm_operations,vm_insight ./qubinode up
    bench/libvirt_outage.py --url http://127.0.0.1:8889 --key "$AIRFLOW_MCP_API_KEY"

Only where nobody else needs libvirtd: it is killed with SIGKILL and started by --start. Every call must answer, or fail with one of
the codes that say that libvirt is away, within --timeout; after each start the first good answer must come within --recovery; at
the end the service may have no more threads and open files than at the beginning.
"""
import argparse
import collections
import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

import results

CALLS = [("list_vms", {}), ("get_host_info", {}), ("list_networks", {}), ("get_vm_info", {"vm_name": "no-such"}), ("list_storage_pools", {})]
EXPECTED = {"answer", "not_found", "backend_unavailable", "backend_timeout"}
SETTLED_SECONDS = 60


def call(options, tool, arguments):
    """What came of a call: `answer`, or the code of its error."""
    request = urllib.request.Request(
        f"{options.url}/tools/{tool}", json.dumps(arguments).encode(), {"X-API-Key": options.key}
    )
    try:
        urllib.request.urlopen(request, timeout=options.timeout).read()
        return "answer"
    except urllib.error.HTTPError as error:
        return json.load(error)["code"]
    except OSError as error:
        return f"no answer: {error}"


class Load:
    """Calls from many threads until it is ended."""

    def __init__(self, options):
        self.options, self.outcomes, self.longest = options, collections.Counter(), 0
        self.ended, self.lock = threading.Event(), threading.Lock()
        self.threads = [threading.Thread(target=self.work, args=(number,)) for number in range(options.clients)]

    def work(self, number):
        while not self.ended.is_set():
            tool, arguments = CALLS[number % len(CALLS)]
            number += 1
            start = time.monotonic()
            outcome = call(self.options, tool, arguments)
            with self.lock:
                self.outcomes[outcome] += 1
                self.longest = max(self.longest, time.monotonic() - start)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        for thread in self.threads:
            thread.join()


def process(name, port=None):
    """The process id of a program by its name, or of the service that listens on a port."""
    if port is None:
        found = subprocess.run(["pgrep", "-x", name], capture_output=True, text=True, check=False).stdout.split()
        return int(found[0]) if found else None
    line = subprocess.run(["ss", "-Hltnp", f"sport = :{port}"], capture_output=True, text=True, check=True).stdout
    return int(line.split("pid=")[1].split(",")[0])


def size(pid):
    folder = pathlib.Path("/proc", str(pid))
    return {"threads": len(list((folder / "task").iterdir())), "files": len(list((folder / "fd").iterdir()))}


def recovered(options):
    """Seconds from libvirtd's own readiness to the first good answer."""
    start = time.monotonic()
    while time.monotonic() < start + options.timeout:
        if call(options, "list_vms", {}) == "answer":
            return time.monotonic() - start
        time.sleep(0.05)
    return options.timeout


def settled(pid, before):
    """The size once it is back to what it was, or at the end of the patience: idle threads end after half a minute."""
    deadline = time.monotonic() + SETTLED_SECONDS
    while True:
        now = size(pid)
        if all(now[kind] <= before[kind] for kind in now) or time.monotonic() > deadline:
            return now
        time.sleep(1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8889")
    parser.add_argument("--key", required=True)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--timeout", type=float, default=35, help="airflow.libvirt.timeout and a little")
    parser.add_argument("--recovery", type=float, default=5)
    parser.add_argument("--start", default="e2e/libvirt start", help="starts libvirtd and returns when it answers")
    options = parser.parse_args()
    pid = process("java", options.url.rsplit(":", 1)[1].strip("/"))
    with Load(options):  # so that all threads are there that there ever are
        time.sleep(5)
    before, recoveries = size(pid), []
    with Load(options) as load:
        for number in range(options.kills):
            time.sleep(1)
            os.kill(process("libvirtd"), signal.SIGKILL)
            time.sleep(number % 3)
            subprocess.run(options.start, shell=True, check=True, stdout=subprocess.DEVNULL)
            recoveries.append(recovered(options))
            print(f"kill {number + 1}: good again after {recoveries[-1]:.2f} s, {size(pid)}", flush=True)
    after = settled(pid, before)
    results.save(
        "libvirt_outage",
        title="libvirtd killed under load",
        section="Faults and kills",
        command=f"bench/libvirt_outage.py --kills {options.kills} --clients {options.clients}",
        line=f"{options.clients} callers of five reading tools while libvirtd is killed and started again. Aim: no other outcome of a call, the first "
        f"good answer within {options.recovery:g} s of libvirtd's start, no more threads and open files than before.",
        columns=["what", "measured"],
        rows=[
            ["kills", options.kills],
            ["calls", sum(load.outcomes.values())],
            *([f"calls, {outcome}", count] for outcome, count in sorted(load.outcomes.items())),
            ["longest call", f"{load.longest:.1f} s"],
            ["first good answer after a start, at most", f"{max(recoveries):.2f} s"],
            *([f"{kind} before, after", f"{before[kind]}, {after[kind]}"] for kind in before),
        ],
    )
    wrong = set(load.outcomes) - EXPECTED
    grown = [kind for kind in before if after[kind] > before[kind]]
    if wrong or grown or load.longest > options.timeout or max(recoveries) > options.recovery:
        sys.exit(f"failed: {wrong or ''} {grown or ''}")


if __name__ == "__main__":
    main()
