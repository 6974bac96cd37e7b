#!/usr/bin/env python3
"""Kills Airflow's API server again and again under concurrent calls and looks at what airflow-mcp makes of it, for RESULTS.md.

    ./qubinode up && ./qubinode down          # makes the demo Airflow in .qubinode/airflow
    bench/airflow_outage.py [--kills 5] [--clients 100]

Works on a copy of the demo's home. Each caller lists DAGs and triggers runs without naming them, each with a conf that nobody else
sends; the killed and started server is Airflow's own. Every call must answer, or fail with a code that says that Airflow is away; no
conf may have two runs in the end. Recovery is counted from the first DAG listing that Airflow itself answers.
"""
import argparse
import collections
import contextlib
import json
import os
import signal
import sys
import time
import uuid

import airflow_scale as scale
import libvirt_outage
import results

PAUSED = "paused_maintenance"
EXPECTED = {"answer", "backend_unavailable", "backend_timeout", "backend_refused"}
TIMEOUT = 120


def call(tool, **arguments):
    """What came of a call: `answer`, or the code of its error; and the answer."""
    try:
        status, body = scale.request(scale.PORT, "POST", f"/tools/{tool}", {"X-API-Key": scale.KEY}, arguments)
    except OSError as error:
        return f"no answer: {error}", {}
    answer = json.loads(body)
    return "answer" if status == 200 else answer.get("code", str(status)), answer


class Load(libvirt_outage.Load):
    """Lists DAGs and triggers runs from many threads until it is ended."""

    def __init__(self, options):
        super().__init__(options)
        self.triggered = {}

    def work(self, number):
        while not self.ended.is_set():
            conf = {"caller": str(uuid.uuid4())}
            for tool, arguments in (("list_dags", {"search": "long"}), ("trigger_dag", {"dag_id": PAUSED, "conf": conf, "if_paused": "queue"})):
                began = time.monotonic()
                outcome, answer = call(tool, **arguments)
                with self.lock:
                    self.outcomes[f"{tool}: {outcome}"] += 1
                    self.longest = max(self.longest, time.monotonic() - began)
                    if tool == "trigger_dag":
                        self.triggered[conf["caller"]] = answer.get("run_id") if outcome == "answer" else None
            self.ended.wait(1)


def eventually(look, what):
    """Seconds until `look` gives something true."""
    began = time.monotonic()
    while time.monotonic() < began + TIMEOUT:
        with contextlib.suppress(OSError, AssertionError):
            if look():
                return time.monotonic() - began
        time.sleep(0.05)
    raise SystemExit(f"{what} did not come within {TIMEOUT} s")


def healthy():
    status, body = scale.request(scale.PORT, "GET", "/health", {"X-API-Key": scale.KEY})
    return status == 200 and json.loads(body)["components"]["airflow"]["state"] == "up"


def runs_by_caller(airflow):
    found, total = collections.defaultdict(list), 1
    while sum(map(len, found.values())) < total:
        page = json.loads(airflow("GET", f"/api/v2/dags/{PAUSED}/dagRuns?limit=100&offset={sum(map(len, found.values()))}&order_by=id"))
        total = page["total_entries"]
        for run in page["dag_runs"]:
            found[(run["conf"] or {}).get("caller")].append(run["dag_run_id"])
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--state", default=str(scale.ROOT / ".qubinode"), help="the launcher's state folder")
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--clients", type=int, default=100)
    options = parser.parse_args()
    with scale.copied_demo(options.state) as (folder, demo, home):
        server, environment = scale.api_server(demo, home)
        passwords = json.loads((home / "simple_auth_manager_passwords.json.generated").read_text())
        command, given = scale.service(folder, passwords["mcp"], "")
        airflow = scale.Airflow(passwords["mcp"])
        recoveries, health = [], []
        with scale.started(command, given, f"{folder}/mcp.log"), contextlib.ExitStack() as last:
            process = last.enter_context(scale.started(server, environment, f"{folder}/airflow.log"))
            scale.waited_for(scale.AIRFLOW_PORT, "/api/v2/version")
            scale.waited_for(scale.PORT, "/health")
            with Load(options) as load:
                for _ in range(options.kills):
                    eventually(lambda: load.outcomes.total() > options.clients, "the load")
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
                    time.sleep(3)
                    process = last.enter_context(scale.started(server, environment, f"{folder}/airflow.log"))
                    eventually(lambda: airflow.login() or scale.listing(airflow) is None, "Airflow's own answer")
                    recoveries.append(eventually(lambda: call("list_dags", limit=1)[0] == "answer", "the first answer"))
                    health.append(recoveries[-1] + eventually(healthy, "health"))
            report(options, airflow, load, recoveries, health)


def report(options, airflow, load, recoveries, health):
    runs = runs_by_caller(airflow)
    doubled = [caller for caller, ids in runs.items() if caller and len(ids) > 1]
    lost = [caller for caller, run in load.triggered.items() if run and run not in runs.get(caller, [])]
    results.save(
        "airflow_outage",
        title="Airflow killed under load",
        section="Faults and kills",
        command=f"bench/airflow_outage.py --kills {options.kills} --clients {options.clients}",
        line=f"{options.clients} callers list DAGs and trigger runs, each with a conf of its own, while Airflow's API server is killed and "
        "started again. Aim: no other outcome of a call, no run twice or lost, health `up` within 10 s.",
        columns=["what", "measured"],
        rows=[
            ["kills", options.kills],
            ["calls", load.outcomes.total()],
            *([f"calls, {outcome}", count] for outcome, count in sorted(load.outcomes.items())),
            ["longest call", f"{load.longest:.1f} s"],
            ["first good answer after Airflow's own", f"{min(recoveries):.1f}–{max(recoveries):.1f} s"],
            ["health `up` after Airflow's own answer", f"{min(health):.1f}–{max(health):.1f} s"],
            ["runs", sum(map(len, runs.values()))],
            ["runs made twice", len(doubled)],
            ["runs answered but lost", len(lost)],
        ],
        software=[results.java(scale.jdk.find(os.environ))],
    )
    unexpected = {outcome for outcome in load.outcomes if outcome.split(": ")[1] not in EXPECTED}
    sys.exit(1 if unexpected or doubled or lost or max(health) > 10 else 0)


if __name__ == "__main__":
    main()
