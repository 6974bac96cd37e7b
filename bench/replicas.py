#!/usr/bin/env python3
"""Three replicas of both services behind a round-robin nginx, on one Redis, one PostgreSQL and a real Airflow, for RESULTS.md.

    e2e/python bench/replicas.py [--calls 10000] [--callers 8] [--kill-after 2000]

Callers read, trigger runs with a key and repeat that, answer questions, follow tasks and talk. After every so many answers a replica is
killed with SIGKILL and started again. It fails on a wrong answer, a deed done twice, a task without an end, or an answer without its record.
"""
import argparse
import collections
import contextlib
import dataclasses
import itertools
import json
import os
import pathlib
import shutil
import signal
import ssl
import sys
import tempfile
import threading
import time
import uuid

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "e2e")]
sys.dont_write_bytecode = True

import edge as edges  # noqa: E402
import httpx2 as httpx  # noqa: E402
import results  # noqa: E402
import stack as stacks  # noqa: E402
from conftest import demo_airflow  # noqa: E402
from postgresql import PostgreSQL  # noqa: E402
from redis_server import Redis  # noqa: E402
from test_shared_state import KEY, of_client  # noqa: E402

PORTS = [(f"261{number}1", f"261{number}2") for number in range(3)]
PAUSED, WAITED_FOR = "paused_maintenance", "long_run"
TURNS = 4
PREFIX = f"replicas-{uuid.uuid4()}-"
UNKNOWN = "its result is not known"


class Tally:
    """What was answered, and when the next replica is to be killed."""

    def __init__(self, calls):
        self.calls = calls
        self.condition = threading.Condition()
        self.answers = collections.Counter()
        self.sent_again = 0
        self.failures = []

    @property
    def answered(self):
        return sum(self.answers.values())

    def note(self, kind):
        with self.condition:
            self.answers[kind] += 1
            self.condition.notify_all()

    def fail(self, what):
        with self.condition:
            self.failures.append(what)
            self.condition.notify_all()

    def wait_for(self, answers):
        with self.condition:
            self.condition.wait_for(lambda: self.failures or self.answered >= min(answers, self.calls), 1800)


class Caller(threading.Thread):
    """A client that sends a request again until it is answered, and checks each answer."""

    def __init__(self, edge, trusted, tally, numbers):
        super().__init__()
        self.edge, self.tally, self.numbers = edge, tally, numbers
        self.http = httpx.Client(verify=trusted, headers=edges.BASIC | {"X-API-Key": KEY}, timeout=stacks.SECONDS)
        self.made, self.unknown, self.tasks = [], [], []
        self.session, self.turns = None, TURNS

    def run(self):
        try:
            while self.tally.answered < self.tally.calls and not self.tally.failures:
                self.work(next(self.numbers))
        except Exception as problem:  # of whatever kind: the run has failed
            self.tally.fail(f"{type(problem).__name__}: {problem}")

    def work(self, number):
        if number % 200 == 7:
            self.task(f"{PREFIX}{number}")
        elif number % 20 == 3:
            self.deed(f"{PREFIX}{number}", cancelled=number % 40 == 3)
        elif number % 20 in (5, 15):
            self.turn()
        else:
            self.read(number)

    def sent(self, kind, method, url, **options):
        """The first answer of a service; what nginx says alone, while a replica is away, is none."""
        deadline = time.monotonic() + stacks.SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(httpx.HTTPError):
                answer = self.http.request(method, url, **options)
                if answer.status_code < 500 and answer.headers.get("content-type", "").startswith(("application/json", "application/problem+json")):
                    self.tally.note(kind)
                    return answer
            with self.tally.condition:
                self.tally.sent_again += 1
            time.sleep(0.1)
        raise AssertionError(f"{kind} was never answered")

    def ask(self, kind, tool, arguments, service=None, meta=None, **more):
        service = service or self.edge.airflow
        message, headers = of_client(tool, arguments, meta, **more)
        answer = self.sent(kind, "POST", service.url, json=message, headers=headers)
        assert answer.status_code == 200 and "result" in answer.json(), answer.text
        return answer.json()["result"]

    def told(self, *arguments):
        """What is asked without changing anything."""
        result = self.ask(*arguments)
        assert "structuredContent" in result, result
        return result["structuredContent"]

    def read(self, number):
        if number % 2:
            result = self.told("read", "get_dag_details", {"dag_id": PAUSED})
            assert result["dag_id"] == PAUSED, result
        else:
            result = self.told("read", "list_dags", {"search": PAUSED})
            assert [dag["dag_id"] for dag in result["dags"]] == [PAUSED], result

    def deed(self, run, cancelled):
        """Each of both requests goes to any replica."""
        arguments, key = {"dag_id": PAUSED, "run_id": run, "if_paused": "queue"}, {"io.qubinode/idempotencyKey": run}
        for _ in range(2):
            result = self.ask("call with a key", "trigger_dag", arguments, meta=key)
            if result.get("isError"):
                assert UNKNOWN in result["content"][0]["text"], result
                self.unknown.append(run)
                return
            assert result["structuredContent"]["run"]["run_id"] == run, result
        self.made.append(run)
        if cancelled:
            self.question(run)

    def question(self, run):
        arguments = {"dag_id": PAUSED, "run_id": run}
        asked = self.ask("question", "cancel_dag_run", arguments)
        assert asked["resultType"] == "input_required", asked
        ((question, _),) = asked["inputRequests"].items()
        yes = {"inputResponses": {question: {"action": "accept", "content": {"confirm": True}}}, "requestState": asked["requestState"]}
        before = self.tally.sent_again
        done = self.ask("answer to a question", "cancel_dag_run", arguments, **yes)
        if done.get("isError"):  # The answer was used by a replica that was killed then.
            assert self.tally.sent_again > before and "used before" in done["content"][0]["text"], done
            self.unknown.append(run)
        used = self.ask("answer to a question", "cancel_dag_run", arguments, **yes)
        assert used["isError"] and "used before" in used["content"][0]["text"], used

    def task(self, run):
        body = {"dag_id": WAITED_FOR, "run_id": run, "conf": {"seconds": 5}, "wait_seconds": 100}
        begun = self.sent("task", "POST", f"{self.edge.airflow.base}/tools/trigger_dag?async=true", json=body, headers={"Idempotency-Key": run})
        if begun.status_code == 409:
            assert UNKNOWN in begun.text, begun.text
            self.unknown.append(run)
        else:
            assert begun.status_code == 202, begun.text
            self.tasks.append((run, begun.headers["Location"]))

    def ends_of_tasks(self):
        for run, place in self.tasks:
            def ended(place=place):
                now = self.sent("look at a task", "GET", httpx.URL(self.edge.airflow.base).join(place)).json()
                return now["status"] not in ("working", "input_required") and now

            end = stacks.until(ended, f"the task of {run} ends", 300)
            assert end["status"] == "completed" or end["problem"]["code"] == "stopping", end
            yield run, end["status"]

    def turn(self):
        if self.turns >= TURNS:
            self.session, self.turns = str(uuid.uuid4()), 0
        before = self.tally.sent_again
        said = self.told("turn of a conversation", "chat_with_context", {"message": "How is a storage pool started?", "session_id": self.session}, self.edge.ai)
        earlier = said["earlier_turns"]
        # A turn may have been remembered whose answer was lost with its replica.
        assert earlier == self.turns or self.turns < earlier <= self.turns + self.tally.sent_again - before, (earlier, self.turns)
        self.turns = earlier + 1


@contextlib.contextmanager
def started(stack):
    """The three replicas, each with both services."""
    with contextlib.ExitStack() as running:
        redis, database = Redis(26184), PostgreSQL(26185)
        running.callback(redis.stop)
        redis.start()
        running.callback(database.stop)
        database.create()
        documents = ROOT / ".qubinode" / "bench-documents"
        documents.mkdir(exist_ok=True)
        (documents / "pools.md").write_text("# Storage pools\n\nA storage pool is started by virsh pool-start.\n")
        raw = demo_airflow(stack.environment)
        replicas = []
        for ports in PORTS:
            variables = replica(raw, redis, database, documents, *ports)
            running.callback(stacks.launcher, variables, "down")
            replicas.append(stacks.started(variables))
        for each in replicas:
            stacks.until(lambda each=each: stacks.has_read(each.ai), "the documents are read", 300)
        yield replicas


def replica(raw, redis, database, documents, ai_port, airflow_port):
    home = ROOT / ".qubinode" / f"bench-replica-{airflow_port}"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    groups = {"dag_insight": {"enabled": True}, "dag_management": {"enabled": True, "confirm": True}}
    (home / "settings.yml").write_text(json.dumps({"airflow": {"api": {"timeout": "100s"}, "mcp": {"tools": groups}}}))  # JSON is YAML
    return stacks.environment(
        home, MCP_SERVER_PORT=ai_port, AIRFLOW_MCP_PORT=airflow_port, MCP_CONFIG=str(home / "settings.yml"), RAG_PATHS=str(documents),
        AIRFLOW_API_URL=raw.url, AIRFLOW_USERNAME=raw.user, AIRFLOW_PASSWORD=raw.password, LIBVIRT_URI="test:///default",
        RATE_LIMIT_REDIS_URL=redis.url, RAG_STORE_URL=database.url, MCP_API_KEY=KEY, AIRFLOW_MCP_API_KEY=KEY,
    )


def round_robin(replicas):
    """The changes in nginx: all replicas in turn, and no limits at the edge."""
    for name in ("ai", "airflow"):
        servers = [f"server {httpx.URL(getattr(each, name).url).netloc.decode()};" for each in replicas]
        yield servers[0], " ".join(servers)
    yield "rate=20r/s", "rate=100000r/s"


def kill(replica):
    processes = [pid for pid, command in stacks.processes_of(replica.home).items() if "java" in command.split(" ")[0]]
    assert len(processes) == 2, processes
    for pid in processes:
        os.kill(pid, signal.SIGKILL)
    replica.launcher("up")


def check(tally, callers, replicas, before, raw):
    """What Airflow and the trails hold beside what was answered; what is wrong, in words."""
    runs = collections.Counter()
    for dag in (PAUSED, WAITED_FOR):
        offset, total = 0, 1
        while offset < total:
            page = raw.get(f"dags/{dag}/dagRuns?limit=100&offset={offset}&order_by=id")
            runs.update(run["dag_run_id"] for run in page["dag_runs"])
            offset, total = offset + 100, page["total_entries"]
    made = {run for caller in callers for run in caller.made} | {run for caller in callers for run, _ in caller.tasks}
    yield from (f"{run} has {runs[run]} runs" for run in made if runs[run] != 1)
    unknown = {run for caller in callers for run in caller.unknown}
    yield from (f"{run} is there, and nobody knows it" for run in runs if run.startswith(PREFIX) and run not in made | unknown)
    ended = collections.Counter(record["request"] for record in ended_records(replicas))
    yield from (f"request {request} has {count} records" for request, count in ended.items() if count > 1)
    new = len(ended) - before
    if not tally.answered <= new <= tally.answered + tally.sent_again:
        yield f"{new} records of {tally.answered} answers, {tally.sent_again} sent again"


def ended_records(replicas):
    return [record for each in replicas for service in (each.ai, each.airflow) for record in service.records() if record["event"] == "ended"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--callers", type=int, default=8)
    parser.add_argument("--kill-after", type=int, default=2_000)
    options = parser.parse_args()
    edges.PORT = 26443
    variables = stacks.environment(
        ROOT / ".qubinode" / "bench-replicas", QUBINODE_SERVICES="airflow-mcp", QUBINODE_AIRFLOW_PORT="26180", AIRFLOW_MCP_PORT="26189"
    )
    stacks.launcher(variables, "down")
    with contextlib.ExitStack() as running:
        running.callback(stacks.launcher, variables, "down")
        stack = stacks.started(variables)
        replicas = running.enter_context(started(stack))
        folder = pathlib.Path(running.enter_context(tempfile.TemporaryDirectory(prefix="qubinode-nginx-")))
        os.environ["SSL_CERT_FILE"] = str(folder / "qubinode-mcp" / "tls" / "ca.pem")
        first = dataclasses.replace(stack, ai=replicas[0].ai, airflow=replicas[0].airflow)
        edge = running.enter_context(edges.running(folder, "basic", first, list(round_robin(replicas)), headers=edges.BASIC))
        trusted = ssl.create_default_context(cafile=os.environ["SSL_CERT_FILE"])
        tally, numbers = Tally(options.calls), itertools.count()
        callers = [Caller(edge, trusted, tally, numbers) for _ in range(options.callers)]
        before = len(ended_records(replicas))
        began = time.monotonic()
        for caller in callers:
            caller.start()
        kills = 0
        for killed, after in zip(itertools.cycle(replicas), range(options.kill_after, options.calls, options.kill_after)):
            tally.wait_for(after)
            if not tally.failures:
                kill(killed)
                kills += 1
        for caller in callers:
            caller.join()
        seconds = time.monotonic() - began
        ends = [] if tally.failures else [end for caller in callers for _, end in caller.ends_of_tasks()]
        wrong = tally.failures or list(check(tally, callers, replicas, before, demo_airflow(variables)))
    unknown = sum(len(caller.unknown) for caller in callers)
    results.save(
        "replicas",
        title="Three replicas, one of them killed",
        section="Faults and kills",
        command=f"e2e/python bench/replicas.py --calls {options.calls} --callers {options.callers} --kill-after {options.kill_after}",
        line="Three replicas of both services behind nginx's round robin, on one Redis, one PostgreSQL and a real Airflow, while replicas are killed. "
        "Aim: nothing is lost or done twice, and each answer has one audit record.",
        columns=["what", "measured"],
        rows=[
            ["kills", kills],
            ["requests answered", tally.answered],
            *([f"requests, {kind}", count] for kind, count in sorted(tally.answers.items())),
            ["seconds", f"{seconds:.0f}"],
            ["requests sent again", tally.sent_again],
            *([f"tasks {end}", count] for end, count in sorted(collections.Counter(ends).items())),
            ["calls whose result is not known", unknown],
            ["wrong: lost, twice, or without one record", len(wrong)],
        ],
    )
    print("\n".join(wrong[:20]))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
