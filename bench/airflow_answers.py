#!/usr/bin/env python3
"""How many tokens (bytes / 4) five everyday tasks cost with airflow-mcp and with two peers on the same Airflow, for RESULTS.md.

    ./qubinode up
    e2e/python bench/airflow_answers.py \\
        --ours http://127.0.0.1:8889/mcp --key "$AIRFLOW_MCP_API_KEY" --airflow http://127.0.0.1:18080 \\
        --user mcp --password "$PASSWORD" --astro astro-airflow-mcp --apache mcp-server-apache-airflow

The peers are the commands of PyPI's astro-airflow-mcp 0.9.1 and mcp-server-apache-airflow 0.2.10. Each task is done as a model
that knows the tools would do it, by the fewest calls that give the whole answer; what counts is what comes back into its context.
An answer that lacks the fact that was asked for is marked and does not count as a peer's.
"""
import argparse
import asyncio
import contextlib
import json
import os
import shlex
import urllib.request

import httpx2 as httpx
import results
from mcp import ClientSession, StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

DAG, FAILING, FAILING_TASK = "provision_vm", "certificate_check", "check_dates"
CONF = {"vm_name": "bench", "memory_mib": 4096}
FACTS = {
    "find a DAG": DAG,
    "trigger with a param and wait": "success",
    "why did the last run fail": "expired",
    "last error of a task": "expired",
    "what runs next": "nightly_backup",
}


class Client:
    """One server, and what its answers weigh."""

    def __init__(self, session):
        self.session = session
        self.calls, self.said = 0, ""

    async def __call__(self, tool, **arguments):
        result = await self.session.call_tool(tool, arguments, read_timeout_seconds=180)
        text = "".join(part.text for part in result.content if part.type == "text")
        self.calls += 1
        self.said += text
        with contextlib.suppress(ValueError):
            return json.loads(text)
        return text

    def spent(self, fact):
        """Calls, bytes, and whether the fact was among them, since the last time."""
        spent = self.calls, len(self.said.encode()), fact in self.said
        self.calls, self.said = 0, ""
        return spent


def found(answer, name):
    """The first value of this name anywhere in an answer."""
    if isinstance(answer, str):
        with contextlib.suppress(ValueError):
            answer = json.loads(answer)
    if isinstance(answer, dict):
        if name in answer:
            return answer[name]
        answer = list(answer.values())
    if isinstance(answer, list):
        return next((value for value in (found(part, name) for part in answer) if value is not None), None)
    return None


async def ours(call):
    await call("list_dags", search="provision")
    yield "find a DAG"
    await call("trigger_dag", dag_id=DAG, conf=CONF, wait_seconds=120)
    yield "trigger with a param and wait"
    await call("get_dag_status", dag_id=FAILING)
    yield "why did the last run fail"
    await call("get_task_logs", dag_id=FAILING, task_id=FAILING_TASK, tail=20)
    yield "last error of a task"
    await call("list_dags")
    yield "what runs next"


async def astro(call):
    await call("list_dags")
    yield "find a DAG"
    await call("trigger_dag_and_wait", dag_id=DAG, conf=CONF, timeout=120)
    yield "trigger with a param and wait"
    run = found(await call("list_dag_runs", dag_id=FAILING, limit=1, order_by="-run_after"), "dag_run_id")
    await call("diagnose_dag_run", dag_id=FAILING, dag_run_id=run)
    await call("get_task_logs", dag_id=FAILING, dag_run_id=run, task_id=FAILING_TASK)
    yield "why did the last run fail"
    await call("get_task_logs", dag_id=FAILING, dag_run_id=run, task_id=FAILING_TASK)
    yield "last error of a task"
    await call("list_dags")
    yield "what runs next"


async def apache(call):
    await call("fetch_dags", dag_id_pattern="provision")
    yield "find a DAG"
    run = found(await call("post_dag_run", dag_id=DAG), "dag_run_id")
    for _ in range(60):
        state = found(await call("get_dag_run", dag_id=DAG, dag_run_id=run), "state")
        if state not in ("queued", "running"):
            break
        await asyncio.sleep(5)  # a patient model
    yield "trigger with a param and wait"
    run = found(await call("get_dag_runs", dag_id=FAILING, limit=1, order_by="-start_date"), "dag_run_id")
    await call("list_task_instances", dag_id=FAILING, dag_run_id=run)
    await call("get_log", dag_id=FAILING, dag_run_id=run, task_id=FAILING_TASK, task_try_number=1)
    yield "why did the last run fail"
    await call("get_log", dag_id=FAILING, dag_run_id=run, task_id=FAILING_TASK, task_try_number=1)
    yield "last error of a task"
    await call("fetch_dags", limit=100)
    yield "what runs next"


async def measured(session, tasks):
    await session.initialize()
    listing = (await session.list_tools()).tools
    size = sum(len(tool.model_dump_json(exclude_none=True, by_alias=True)) for tool in listing)
    client, spent = Client(session), {"tools/list": (len(listing), size, True)}
    async for task in tasks(client):
        spent[task] = client.spent(FACTS[task])
    return spent


async def over_stdio(command, environment, tasks):
    words = shlex.split(command)
    server = StdioServerParameters(command=words[0], args=words[1:], env=os.environ | environment)
    with open(os.devnull, "w") as quiet:
        async with stdio_client(server, errlog=quiet) as streams, ClientSession(*streams[:2]) as session:
            return await measured(session, tasks)


async def over_http(url, key, tasks):
    async with (
        httpx.AsyncClient(headers={"X-API-Key": key}, timeout=180) as http,
        streamable_http_client(url, http_client=http) as streams,
        ClientSession(*streams[:2]) as session,
    ):
        await session.initialize()
        await Client(session)("trigger_dag", dag_id=FAILING, wait_seconds=120)
    async with (
        httpx.AsyncClient(headers={"X-API-Key": key}, timeout=180) as http,
        streamable_http_client(url, http_client=http) as streams,
        ClientSession(*streams[:2]) as session,
    ):
        return await measured(session, tasks)


def token(options):
    body = json.dumps({"username": options.user, "password": options.password}).encode()
    request = urllib.request.Request(options.airflow + "/auth/token", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["access_token"]


async def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("ours", "key", "airflow", "user", "password", "astro", "apache"):
        arguments.add_argument(f"--{name}", required=True)
    options = arguments.parse_args()
    login = f" --airflow-url {options.airflow} --username {options.user} --password {shlex.quote(options.password)}"
    peer = {"AIRFLOW_HOST": options.airflow, "AIRFLOW_API_VERSION": "v2", "AIRFLOW_JWT_TOKEN": token(options)}
    spent = {
        "airflow-mcp": await over_http(options.ours, options.key, ours),
        "astro-airflow-mcp": await over_stdio(options.astro + " --transport stdio" + login, {}, astro),
        "mcp-server-apache-airflow": await over_stdio(options.apache, peer, apache),
    }
    results.save(
        "airflow_answers",
        title="Five tasks beside two peers",
        section="Size of answers",
        command="e2e/python bench/airflow_answers.py --ours URL --airflow URL --astro astro-airflow-mcp --apache mcp-server-apache-airflow",
        line="Tokens (bytes / 4) of the listing of tools and of the answers to five tasks on the same Airflow, by the fewest calls that give "
        "the whole answer. An answer without the fact that was asked for is marked and does not count as a peer's.",
        columns=["task", "airflow-mcp", "astro-airflow-mcp 0.9.1", "mcp-server-apache-airflow 0.2.10", "ours / the better peer"],
        rows=[row(task, [of_server[task] for of_server in spent.values()]) for task in spent["airflow-mcp"]],
    )


def row(task, spent):
    of = "tools" if task == "tools/list" else "calls"
    cells = [
        f"{weight / 4:.0f} in {calls} {of}" + ("" if answered else ", **without the answer**") for calls, weight, answered in spent
    ]
    mine, *others = spent
    best = min(weight for _, weight, answered in others if answered)
    return [task, *cells, f"{mine[1] / best:.2f}"]


asyncio.run(main())
