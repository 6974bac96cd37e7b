#!/usr/bin/env python3
"""airflow-mcp beside the raw REST calls that it makes, on a real Airflow with 10,000 DAGs and with very long task logs.

    ./qubinode up && ./qubinode down          # makes the demo Airflow in .qubinode/airflow
    bench/airflow_scale.py [--dags 10000] [--lines 100000] [--gibibytes 1]

Works on a copy of the demo's home: writes a long log file for a task that ran, then clones rows of the DAG table; starts the API
server alone on it, and airflow-mcp beside. Raw and ours take turns in one run, for RESULTS.md.
"""
import argparse
import concurrent.futures
import contextlib
import http.client
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.dont_write_bytecode = True

import results  # noqa: E402
from launcher import build, jdk, services  # noqa: E402

KEY = "0123456789abcdef" * 4
AIRFLOW_PORT, PORT = 26080, 26889
# An Airflow on SQLite answers 32 with 500 "Database error".
AT_ONCE = 8
DAG, TASK = "certificate_check", "check_dates"


def request(port, method, path, headers, body=None, read=None):
    """One call on a connection of its own; its status and what `read` makes of it (the body)."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1800)
    try:
        connection.request(method, path, None if body is None else json.dumps(body), {"Content-Type": "application/json"} | headers)
        answer = connection.getresponse()
        return answer.status, (read or (lambda stream: stream.read()))(answer)
    finally:
        connection.close()


def drained(stream):
    """How many bytes came; none of them kept."""
    total = 0
    while block := stream.read(1 << 20):
        total += len(block)
    return total


class Airflow:
    """The raw side."""

    def __init__(self, password):
        self.password, self.token = password, None

    def __call__(self, method, path, body=None, read=None, accept="application/json"):
        headers = {"Accept": accept}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        status, answer = request(AIRFLOW_PORT, method, path, headers, body, read)
        assert status < 300, (status, answer)
        return answer

    def login(self):
        self.token = json.loads(self("POST", "/auth/token", {"username": "mcp", "password": self.password}))["access_token"]


def ours(tool, **arguments):
    status, answer = request(PORT, "POST", f"/tools/{tool}", {"X-API-Key": KEY}, arguments)
    assert status == 200, answer
    return answer


def timed(call):
    began = time.perf_counter()
    result = call()
    return time.perf_counter() - began, result


def in_turns(rounds, *calls):
    """Median seconds of each, taken in turns after one round that does not count."""
    times = [[timed(call)[0] for call in calls] for _ in range(rounds + 1)][1:]
    return [statistics.median(column) for column in zip(*times)]


def waited_for(port, path, seconds=120):
    deadline = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError):
            if request(port, "GET", path, {})[0] == 200:
                return
        if time.monotonic() > deadline:
            raise SystemExit(f"nothing answers at port {port}")
        time.sleep(0.2)


def clone_dags(database, count):
    with sqlite3.connect(database) as connection:
        columns = [row[1] for row in connection.execute("pragma table_info(dag)") if row[1] != "dag_id"]
        names = ", ".join(f'"{column}"' for column in columns)
        connection.execute(
            f"with recursive n(i) as (select 1 union all select i + 1 from n where i < {count})"
            f" insert into dag (dag_id, {names}) select 'clone_' || printf('%05d', i), {names} from n, dag where dag_id = ?",
            (DAG,),
        )


def newest_run(database):
    with sqlite3.connect(database) as connection:
        row = connection.execute("select run_id from dag_run where dag_id = ? and state = 'failed' order by id desc", (DAG,)).fetchone()
    if not row:
        raise SystemExit(f"trigger {DAG} once before: its task's log is what is made long")
    return row[0]


def write_log(file, lines, size):
    """Structured lines as the task supervisor writes them, until both are reached."""
    with open(file, "w") as log:
        number = written = 0
        while number < lines or written < size:
            number += 1
            written += log.write(
                '{"timestamp":"2026-11-24T21:00:00.000000Z","event":"%09d INFO allowed client=operator tool=list_vms",'
                '"level":"info","logger":"task.stdout"}\n' % number
            )
    return number


def live_mib(java_home, pid):
    """What is reachable, counted in the pause of a full collection: `GC.heap_info` after `GC.run` has what came since in it."""
    command = [str(java_home / "bin" / "jcmd"), str(pid), "GC.class_histogram"]
    histogram = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return int(histogram.split()[-1]) / (1 << 20)


@contextlib.contextmanager
def started(command, environment, log):
    with open(log, "wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def service(folder, password, more):
    """The command that starts airflow-mcp on that Airflow, and its environment."""
    pathlib.Path(folder, "more.properties").write_text(more)
    given = os.environ | {
        "AIRFLOW_MCP_ENABLED": "true",
        "AIRFLOW_MCP_HOST": "127.0.0.1",
        "AIRFLOW_MCP_PORT": str(PORT),
        "AIRFLOW_MCP_API_KEY": KEY,
        "AIRFLOW_MCP_RATE_LIMIT": "1000000",
        "AIRFLOW_MCP_AUDIT_FILE": f"{folder}/audit.jsonl",
        "AIRFLOW_API_URL": f"http://127.0.0.1:{AIRFLOW_PORT}",
        "AIRFLOW_USERNAME": "mcp",
        "AIRFLOW_PASSWORD": password,
        "LIBVIRT_URI": "test:///default",
        "QUARKUS_CONFIG_LOCATIONS": f"{folder}/more.properties",
    }
    return services.java(jdk.find(os.environ), build.built(ROOT, services.AIRFLOW.name), os.environ), given


@contextlib.contextmanager
def copied_demo(state):
    """A folder for what comes and goes, the demo Airflow's own folder, and a copy of its home in the first."""
    demo = pathlib.Path(state) / "airflow"
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder) / "home"
        shutil.copytree(demo / "home", home)
        yield folder, demo, home


def api_server(demo, home):
    """The command that starts a demo Airflow's API server alone, on another home, and its environment."""
    environment = os.environ | {
        "PATH": f"{demo / 'venv' / 'bin'}:{os.environ['PATH']}",
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / 'airflow.db'}",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "admin:admin,mcp:user",
        "AIRFLOW__API__PORT": str(AIRFLOW_PORT),
    }
    return [str(demo / "venv" / "bin" / "airflow"), "api-server", "--host", "127.0.0.1", "--port", str(AIRFLOW_PORT)], environment


def listing(airflow):
    """What list_dags asks Airflow for."""
    page = json.loads(airflow("GET", "/api/v2/dags?limit=50&offset=0&order_by=dag_id"))
    ids = [dag["dag_id"] for dag in page["dags"]]
    airflow("POST", "/api/v2/dags/~/dagRuns/list", {"dag_ids": ids, "order_by": "-run_after", "page_limit": 100})


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--state", default=str(ROOT / ".qubinode"), help="the launcher's state folder")
    arguments.add_argument("--dags", type=int, default=10_000)
    arguments.add_argument("--lines", type=int, default=100_000)
    arguments.add_argument("--gibibytes", type=float, default=1)
    options = arguments.parse_args()
    with copied_demo(options.state) as (folder, demo, home):
        database = home / "airflow.db"
        run = newest_run(database)
        log = home / "logs" / f"dag_id={DAG}" / f"run_id={run}" / f"task_id={TASK}" / "attempt=1.log"
        api, environment = api_server(demo, home)
        passwords = json.loads((home / "simple_auth_manager_passwords.json.generated").read_text())
        command, given = service(folder, passwords["mcp"], "airflow.api.log_timeout=30m\nquarkus.http.idle-timeout=30m\n")
        with started(api, environment, f"{folder}/airflow.log"), started(command, given, f"{folder}/mcp.log") as mcp:
            waited_for(AIRFLOW_PORT, "/api/v2/version")
            waited_for(PORT, "/health")
            airflow = Airflow(passwords["mcp"])
            airflow.login()
            rows = list(of_logs(options, airflow, jdk.find(os.environ).home, mcp.pid, log, run))
            clone_dags(database, options.dags)
            rows = [*of_dags(options, airflow), *rows]
    results.save(
        "airflow_scale",
        title="Many DAGs and long logs",
        section="Beside the raw REST calls",
        command=f"bench/airflow_scale.py --dags {options.dags} --lines {options.lines} --gibibytes {options.gibibytes:g}",
        line="Time of the raw REST calls and of the tool that makes them, in turn, on a real Airflow whose database is SQLite, and live heap while "
        "a log is read. A search makes two calls, the raw side of its row only one. The rows of logs are without the cloned DAGs.",
        columns=["what", "raw", "airflow-mcp", "ratio", "live heap of airflow-mcp"],
        rows=rows,
        software=[results.java(jdk.find(os.environ))],
    )


def of_dags(options, airflow):
    raw, mine = in_turns(30, lambda: listing(airflow), lambda: ours("list_dags"))
    yield [f"first page of {options.dags:,} DAGs", f"{raw * 1e3:.0f} ms", f"{mine * 1e3:.0f} ms", f"{mine / raw:.2f}", None]
    raw, mine = in_turns(
        15,
        lambda: airflow("GET", "/api/v2/dags?limit=50&offset=0&order_by=dag_id&dag_id_pattern=0999"),
        lambda: ours("list_dags", search="0999"),
    )
    what = f"search in {options.dags:,} DAGs (raw: without their newest runs)"
    yield [what, f"{raw * 1e3:.0f} ms", f"{mine * 1e3:.0f} ms", f"{mine / raw:.2f}", None]
    raw, mine = in_turns(3, lambda: parallel(lambda: listing(airflow)), lambda: parallel(lambda: ours("list_dags")))
    yield [f"{AT_ONCE} first pages at once", f"{raw:.2f} s", f"{mine:.2f} s", f"{mine / raw:.2f}", None]


def of_logs(options, airflow, java_home, pid, log, run):
    path = f"/api/v2/dags/{DAG}/dagRuns/{run.replace('+', '%2B').replace(':', '%3A')}/taskInstances/{TASK}/logs/1?full_content=true"

    def read_raw():
        return airflow("GET", path, read=drained, accept="application/x-ndjson")

    lines = write_log(log, options.lines, 0)
    size = len(ours("get_task_logs", dag_id=DAG, task_id=TASK, tail=100))
    raw, mine = in_turns(3, read_raw, lambda: ours("get_task_logs", dag_id=DAG, task_id=TASK, tail=100))
    before, growth = live_heap(java_home, pid, {"tail": 100})[1:]
    what = f"last 100 lines of {lines:,} ({log.stat().st_size / 1e6:.1f} MB on disk; answer {size:,} bytes)"
    yield [what, f"{raw:.2f} s", f"{mine:.2f} s", f"{mine / raw:.2f}", heap_words(before, growth)]
    if options.gibibytes:
        yield from long_log(options, java_home, pid, log, read_raw)


def heap_words(before, growth):
    return f"at most {growth:.0f} MiB above {before:.0f} MiB"


def live_heap(java_home, pid, arguments, pause=0.3):
    """Seconds of one reading, what lived before it, and how much more lived meanwhile, both in MiB."""
    before = live_mib(java_home, pid)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        future = pool.submit(timed, lambda: ours("get_task_logs", dag_id=DAG, task_id=TASK, **arguments))
        live = [before]
        while not future.done():
            live.append(live_mib(java_home, pid))
            time.sleep(pause)
        return future.result()[0], before, max(live) - before


def long_log(options, java_home, pid, log, read_raw):
    lines = write_log(log, 0, int(options.gibibytes * (1 << 30)))
    raw, received = timed(read_raw)
    for what, arguments in (("tail=200", {"tail": 200}), ("grep", {"grep": "000000007 INFO", "tail": 200})):
        mine, before, growth = live_heap(java_home, pid, arguments, pause=2)
        yield [
            f"{what} of {lines:,} lines ({received / (1 << 30):.2f} GiB received)", f"{raw:.0f} s", f"{mine:.0f} s", f"{mine / raw:.2f}",
            heap_words(before, growth),
        ]


def parallel(call, count=AT_ONCE):
    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        for future in [pool.submit(call) for _ in range(count)]:
            future.result()


if __name__ == "__main__":
    main()
