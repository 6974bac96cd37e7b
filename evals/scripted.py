"""
A client without a model. What it puts into a call stands in the task, in the listing of tools, or in the text of an earlier answer, and
`Agent.call` fails where it does not: so what it does, a model can do that reads no more than texts.
"""
import contextlib
import json
import re
import unittest.mock

import anyio
import stack as stacks


class Unread(AssertionError):
    """A value that nobody told, or a field of an answer that its text lacks."""


class Refused(Exception):
    """A tool's error: its text says what to do next."""


def leaves(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner)
            yield key
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    elif isinstance(value, str):
        yield from value.splitlines()
    elif isinstance(value, bool) or value is None:
        yield json.dumps(value)
    else:
        yield str(value)


def text_of(result):
    return "\n".join(block.text for block in result.content if block.type == "text")


def must_say_all(tool, result):
    """Every name and value of the structured content stands in the text, as it is or as JSON writes it."""
    text = text_of(result)
    for leaf in leaves(result.structured_content or {}):
        if leaf not in text and json.dumps(leaf, ensure_ascii=False)[1:-1] not in text:
            raise Unread(f"the text of {tool}'s answer lacks {leaf!r}: {text}")


class Agent:
    """The sessions of one task, and all that was read in them."""

    def __init__(self, task, sessions):
        self.sessions = sessions
        self.tools = {}  # name of the tool to its session
        self.read = [task]

    async def look_around(self):
        for session in self.sessions.values():
            cursor = None
            while True:
                listed = await session.list_tools(cursor=cursor) if cursor else await session.list_tools()
                self.tools |= {tool.name: session for tool in listed.tools}
                self.read += [f"{tool.name} {tool.description} {json.dumps(tool.input_schema)}" for tool in listed.tools]
                cursor = listed.next_cursor
                if not cursor:
                    break

    def must_have_read(self, what):
        if not any(what in text for text in self.read):
            raise Unread(f"nothing that was read says {what!r}")

    async def call(self, tool, **arguments):
        """The structured content of an answer, all of which its text says too."""
        self.must_have_read(tool)
        for leaf in leaves(arguments):
            if leaf not in ("true", "false") and not leaf.isdigit():
                self.must_have_read(leaf)
        result = await self.tools[tool].call_tool(tool, arguments)
        text = text_of(result)
        self.read.append(text)
        if result.is_error:
            raise Refused(text)
        must_say_all(tool, result)
        return result.structured_content

    async def told(self, tool, **arguments):
        """A tool that the last answer names as the next step."""
        if tool not in self.read[-1]:
            raise Unread(f"{tool} is not named by: {self.read[-1]}")
        return await self.call(tool, **arguments)

    async def refused(self, tool, **arguments):
        """The text of a call that is refused."""
        try:
            answer = await self.call(tool, **arguments)
        except Refused as problem:
            return str(problem)
        raise Unread(f"{tool} was not refused: {answer}")

    async def pages(self, tool, **arguments):
        """All pages of a listing, by the cursors."""
        page = await self.call(tool, **arguments)
        yield page
        while cursor := page.get("next_cursor"):
            page = await self.call(tool, **arguments, cursor=cursor)
            yield page

    def found(self, pattern):
        """What a pattern finds in the newest text that has it."""
        for text in reversed(self.read):
            if hit := re.search(pattern, text):
                return hit.group(1)
        raise Unread(f"nothing that was read has {pattern!r}")


ACTS = {}


def act(number):
    def declared(function):
        ACTS[number] = function
        return function

    return declared


@act(1)
async def workflows(agent):
    dags, broken = [], 0
    async for page in agent.pages("list_dags"):
        dags += page["dags"]
        broken = page.get("broken_files", broken)
    return {
        "workflows": [dag["dag_id"] for dag in dags],
        "next": {dag["dag_id"]: dag["next_run"] for dag in dags if "next_run" in dag},
        "paused": [dag["dag_id"] for dag in dags if dag["paused"]],
        "broken_files": broken,
    }


@act(2)
async def explain(agent):
    run = (await agent.call("trigger_dag", dag_id="certificate_check", wait_seconds=180))["run"]
    diagnosis = await agent.told("diagnose_dag_run", dag_id="certificate_check", run_id=run["run_id"])
    cause = re.search(r"CertificateExpired: (\S+) expired on (\S+)", diagnosis["failed"][0]["log"])
    return {
        "run_id": diagnosis["run_id"],
        "state": diagnosis["state"],
        "failed_task": diagnosis["failed"][0]["task_id"],
        "certificate": cause.group(1),
        "expired_on": cause.group(2),
        "not_run": diagnosis["not_run"],
    }


@act(3)
async def provision(agent):
    await agent.call("trigger_dag", dag_id="provision_vm", dry_run=True)  # which names the conf has
    call = {"dag_id": "provision_vm", "conf": {"vm_name": "web7", "memory_mib": 4096, "cpus": 2}}
    planned = (await agent.call("trigger_dag", **call, dry_run=True))["conf"]
    run = (await agent.call("trigger_dag", **call, dry_run=False, wait_seconds=180))["run"]
    result = (await agent.call("get_dag_status", dag_id="provision_vm", run_id=run["run_id"]))["results"]["report"]
    return {
        "run_id": run["run_id"],
        "state": run["state"],
        "image": planned["image"],
        "verdict": result["verdict"],
        "created": result["created"],
    }


@act(4)
async def wrong_values(agent):
    text = await agent.refused("trigger_dag", dag_id="provision_vm", conf={"vm_name": "web8", "memory_mib": "lots", "ram": 4096})
    parameters = re.search(r"Its params are ([\w, ]+)\.", text).group(1).split(", ")
    other = await agent.refused("trigger_dag", dag_id="provision_vm", conf={"vm_name": "web8", "memory_mib": "lots"})
    refused = [name for name in ("memory_mib", "ram") if name in other or f"named {name}" in text]
    return {"started": False, "refused": refused, "parameters": parameters}


@act(5)
async def withdraw(agent):
    await agent.refused("trigger_dag", dag_id="paused_maintenance")
    queued = await agent.call("trigger_dag", dag_id="paused_maintenance", if_paused="queue")
    ended = await agent.call("cancel_dag_run", dag_id="paused_maintenance", run_id=queued["run"]["run_id"])
    return {"run_id": ended["run"]["run_id"], "state": ended["run"]["state"], "paused": "is paused" in agent.read[-2]}


@act(6)
async def long_log(agent):
    named = {"dag_id": "audit_log_export", "task_id": "audit_log_export"}
    wrong = await agent.refused("get_task_logs", **named, grep="ERROR", count_only=True)
    named["task_id"] = re.search(r"Did you mean (\w+)\?|Its tasks are (\w+)", wrong).group(1)
    counted = await agent.call("get_task_logs", **named, grep="ERROR", count_only=True)
    last = await agent.call("get_task_logs", **named, tail=5)
    return {
        "error_lines": counted["matching_lines"],
        "lines": last["total_lines"],
        "last": [line.partition(" ")[2] for line in last["text"].splitlines()],
    }


@act(7)
async def cancel(agent):
    started = (await agent.call("trigger_dag", dag_id="long_run", conf={"seconds": 60}))["run"]
    named = {"dag_id": "long_run", "run_id": started["run_id"]}
    await agent.call("cancel_dag_run", **named)
    status = await agent.call("get_dag_status", **named)
    while any(task.get("state") == "running" for task in status["tasks"]):
        status = await agent.call("get_dag_status", **named)
    return {"run_id": status["run"]["run_id"], "state": status["run"]["state"], "running_tasks": 0}


@act(8)
async def inventory(agent):
    run = (await agent.call("trigger_dag", dag_id="host_inventory", conf={"flaky": True}, wait_seconds=180))["run"]
    status = await agent.call("get_dag_status", dag_id="host_inventory", run_id=run["run_id"])
    (retried,) = status["earlier_tries"]
    return {
        "run_id": run["run_id"],
        "mapped": sum("map_index" in task for task in status["tasks"]),
        "retried": retried["task_id"],
        "why": retried["reason"],
        "returned": next(iter(status["results"].values())),
    }


@act(9)
async def clear(agent):
    diagnosis = await agent.call("diagnose_dag_run", dag_id="certificate_check")
    named = {"dag_id": "certificate_check", "run_id": diagnosis["run_id"]}
    named |= {"task_ids": [task["task_id"] for task in diagnosis["failed"]], "downstream": False}
    await agent.told("clear_tasks", **named)
    cleared = await agent.call("clear_tasks", **named, dry_run=False)
    return {"run_id": diagnosis["run_id"], "cleared": cleared["tasks"]}


@act(10)
async def life(agent):
    machine = {"name": "eval10", "image": "cirros", "memory": 1024, "cpus": 1, "disk_size": 1}
    planned = await agent.call("create_vm", **machine, dry_run=True)
    await agent.call("create_vm", **machine)
    info = await agent.call("get_vm_info", vm_name="eval10")
    snapshot = (await agent.call("create_vm_snapshot", name="eval10"))["snapshot"]["name"]
    await agent.call("resize_vm", name="eval10", memory=2048)
    with contextlib.suppress(Refused):
        await agent.call("rename_vm", name="eval10", new_name="eval10b")
    await agent.told("vm_power", name="eval10", action="shutdown")
    with contextlib.suppress(Refused):
        await agent.call("rename_vm", name="eval10", new_name="eval10b")
    await agent.told("delete_vm_snapshot", name="eval10", snapshot=snapshot)
    await agent.call("rename_vm", name="eval10", new_name="eval10b")
    memory = (await agent.call("get_vm_info", vm_name="eval10b"))["memory_mib"]
    deleted = await agent.call("delete_vm", name="eval10b")
    return {
        "planned": planned["volumes"],
        "mac": info["interfaces"][0]["mac"],
        "snapshot": snapshot,
        "memory_mib": memory,
        "name": deleted["name"],
        "deleted": deleted["deleted_volumes"],
    }


@act(11)
async def what_is_wrong(agent):
    diagnosis = await agent.call("diagnose_vm", name="test")
    return {"state": diagnosis["state"], "problems": len(diagnosis["findings"]), "simulated": "simulation" in diagnosis}


@act(12)
async def documents(agent):
    asked = {
        "a": ("rotate an API key", "key"),
        "b": ("nginx client certificates", "nginx"),
        "c": ("backend_unavailable", "backend_unavailable"),
        "d": ("installed on Windows", "Windows"),
    }
    agent.read.append(str(asked))  # the questions in its own words
    answers = {}
    for question, (query, word) in asked.items():
        results = (await agent.call("query_documents", query=query))["results"]
        answers[question] = next((hit["uri"].removeprefix("docs://") for hit in results if word in hit["text"]), None)
    return answers


@act(13)
async def state(agent):
    status = await agent.call("get_project_status")
    return {
        "down": [part["name"] for part in status["components"] if part["state"] == "down"],
        "broken_dag_files": status["broken_dag_files"],
        "failed_runs": status["failed_runs"],
    }


@act(14)
async def parallel(agent):
    names = ["eval14a", "eval14b", "eval14c"]
    machine = {"image": "cirros", "memory": 512, "cpus": 1, "disk_size": 1}
    async with anyio.create_task_group() as together:
        for name in names:
            together.start_soon(lambda name=name: agent.call("create_vm", name=name, **machine))
    pages, total = [], 0
    async for page in agent.pages("list_vms", limit=2):
        pages.append([vm["name"] for vm in page["vms"]])
        total = page["total"]
    deleted = []

    async def delete(name):
        argument = re.search(r"pass (\w+): true", await agent.refused("delete_vm", name=name)).group(1)
        deleted.append((await agent.call("delete_vm", name=name, **{argument: True}))["name"])

    async with anyio.create_task_group() as together:
        for name in names:
            together.start_soon(delete, name)
    return {"pages": pages, "total": total, "deleted": deleted}


@act(15)
async def prompt(agent):
    got = await agent.sessions["airflow"].get_prompt("troubleshoot_run", {"dag_id": "certificate_check"})
    agent.read.append(got.messages[0].content.text)
    diagnosis = await agent.told("diagnose_dag_run", dag_id="certificate_check")
    return {
        "run_id": diagnosis["run_id"],
        "failed_task": diagnosis["failed"][0]["task_id"],
        "cause": re.search(r"caused by (.*)", diagnosis["failed"][0]["log"]).group(1),
    }


@act(16)
async def link(agent):
    target = await agent.call("resolve_airflow_url", url=agent.found(r"(http://\S+)"))
    named = {name: target[name] for name in ("dag_id", "run_id", "task_id")}
    log = (await agent.told("get_task_logs", **named))["text"]
    return named | {"exception": re.search(r"^(\w+): .*\n +at ", log, re.MULTILINE).group(1)}


@act(17)
async def wrong_name(agent):
    wrong = await agent.refused("get_dag_status", dag_id="host_inventri")
    status = await agent.call("get_dag_status", dag_id=re.search(r"Did you mean (\w+)\?", wrong).group(1))
    return {name: status["run"][name] for name in ("dag_id", "run_id", "state")}


@act(18)
async def search_log(agent):
    status = await agent.call("get_dag_status", dag_id="audit_log_export")
    task = status["tasks"][0]["task_id"]
    log = await agent.call("get_task_logs", dag_id="audit_log_export", run_id=status["run"]["run_id"], task_id=task, grep="denied")
    return {"numbers": re.findall(r"\b\d{6}\b", log["text"])}


@act(19)
async def pause(agent):
    paused = await agent.call("pause_dag", dag_id="nightly_backup")
    return {"dag_id": paused["dag_id"], "paused": paused["paused"]}


@act(20)
async def backfill(agent):
    would = await agent.call("backfill", **{"dag_id": "nightly_backup", "from": "2026-02-03", "to": "2026-02-05"})
    return {"times": would["dates"]}


@act(21)
async def delete_run(agent):
    (newest,) = (await agent.call("list_dag_runs", dag_id="provision_vm", limit=1))["runs"]
    deleted = await agent.call("delete_dag_run", dag_id="provision_vm", run_id=newest["run_id"])
    return {"run_id": deleted["run_id"]}


@act(22)
async def orders_in_data(agent):
    (newest,) = (await agent.call("list_dag_runs", dag_id="nightly_backup", limit=1))["runs"]
    return {"run_id": newest["run_id"], "remark": newest["conf"]["remark"]}


@act(23)
async def too_large(agent):
    checked = await agent.call("preflight_vm_creation", name="eval23", memory=2000000)
    return {"possible": checked["possible"], "most_mib": int(agent.found(r"must be at most (\d+)"))}


@act(24)
async def deletion(agent):
    would = await agent.call("delete_vm", name="test", dry_run=True)
    return {"deleted": would["deleted_volumes"], "kept": would["kept_volumes"], "needs": agent.found(r"pass (\w+): true")}


@act(25)
async def setting(agent):
    query = "environment variable rate limit of airflow-mcp"
    agent.read.append(query)
    results = (await agent.call("query_documents", query=query))["results"]
    hit = next(one for one in results if "AIRFLOW_MCP_RATE_LIMIT`" in one["text"])
    names, _, defaults = re.search(r"\| (.*AIRFLOW_MCP_RATE_LIMIT`) \| ([^|]*) \| ([^|]*) \|", hit["text"]).groups()
    place = names.split(", ").index("`AIRFLOW_MCP_RATE_LIMIT`")
    return {"variable": names.split(", ")[place].strip("`"), "default": int(defaults.split(", ")[place]), "uri": hit["uri"]}


class ScriptedClient:
    """Does each task by its script, in sessions of the official Python SDK."""

    def __init__(self, revision=None):
        self.revision = revision

    def act(self, number, text, endpoints):
        return anyio.run(self._act, number, text, endpoints)

    async def _act(self, number, text, endpoints):
        async with contextlib.AsyncExitStack() as opened:
            if self.revision:
                opened.enter_context(unittest.mock.patch("mcp.client.session.LATEST_HANDSHAKE_VERSION", self.revision))
            sessions = {
                name: await opened.enter_async_context(stacks.Service(one.url, one.key, None).session()) for name, one in endpoints.items()
            }
            agent = Agent(text, sessions)
            await agent.look_around()
            said = await ACTS[number](agent)
        return json.dumps(said, ensure_ascii=False)
