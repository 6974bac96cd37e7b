"""The optional tools for Airflow by MCP: one contract, on a real Airflow 3.3 and a real Airflow 2.11."""
import datetime
import random
import uuid

import anyio
import pytest

pytestmark = [pytest.mark.anyio, pytest.mark.xdist_group("airflow")]

SECRET = "kept-from-every-answer"


@pytest.fixture(scope="module", params=["airflow_whole", "airflow_on_2"], ids=["Airflow 3", "Airflow 2"])
def airflow(request):
    return request.getfixturevalue(request.param)


async def call(session, tool, arguments=None, **options):
    result = await session.call_tool(tool, arguments or {}, **options)
    assert not result.is_error, result.content
    return result.structured_content


async def refusal(session, tool, arguments):
    result = await session.call_tool(tool, arguments)
    assert result.is_error, result.structured_content
    return result.content[0].text


async def run_of(session, dag, conf=None, wait=120):
    return (await call(session, "trigger_dag", {"dag_id": dag, "conf": conf or {}, "wait_seconds": wait}))["run"]


async def until(condition, seconds=180):
    with anyio.fail_after(seconds):
        while not (result := await condition()):
            await anyio.sleep(0.5)
    return result


async def test_runs_are_found_by_state_time_and_conf(airflow):
    mark = f"conf-{uuid.uuid4().hex[:8]}"
    async with airflow.session() as session:
        run = await run_of(session, "provision_vm", {"vm_name": mark})
        found = await call(session, "list_dag_runs", {"dag_id": "provision_vm", "states": ["success"], "since": "1h", "conf_contains": mark})
        assert [(one["run_id"], one["state"], one["conf"]["vm_name"]) for one in found["runs"]] == [(run["run_id"], "success", mark)]
        assert found["total"] == 1
        assert (await call(session, "list_dag_runs", {"dag_id": "provision_vm", "states": ["failed"], "since": "1h", "conf_contains": mark}))["runs"] == []
        tomorrow = (datetime.date.today() + datetime.timedelta(days=2)).isoformat()
        assert (await call(session, "list_dag_runs", {"dag_id": "provision_vm", "since": tomorrow}))["total"] == 0
        page = await call(session, "list_dag_runs", {"limit": 1})
        assert len(page["runs"]) == 1 and page["total"] > 1
        following = await call(session, "list_dag_runs", {"limit": 1, "cursor": page["next_cursor"]})
        assert following["runs"][0]["run_id"] != page["runs"][0]["run_id"]
        assert "provision_vm" in await refusal(session, "list_dag_runs", {"dag_id": "provison_vm"})


async def test_a_dag_is_described_with_its_params_and_graph(airflow):
    async with airflow.session() as session:
        dag = await call(session, "get_dag_details", {"dag_id": "provision_vm"})
        assert dag["params"]["memory_mib"] == {
            "type": "integer", "minimum": 512, "maximum": 262144, "description": "Memory in MiB", "default": 2048
        }
        assert "centos10stream" in dag["params"]["image"]["enum"] and "schedule" not in dag
        backup = await call(session, "get_dag_details", {"dag_id": "nightly_backup", "graph": "mermaid"})
        assert backup["schedule"] == "0 2 * * *" and backup["next_run"] and backup["tasks"] == 4
        assert backup["graph"].startswith("graph ") or backup["graph"].startswith("flowchart ")
        assert "backup.snapshot" in backup["graph"] and "summarize" in backup["graph"]
        text = (await call(session, "get_dag_details", {"dag_id": "nightly_backup"}))["graph"]
        assert "backup.snapshot (1 retry) -> backup.copy_and_verify" in text, text


async def test_the_source_of_a_dag_is_read_in_parts(airflow):
    async with airflow.session() as session:
        source = await call(session, "get_dag_source", {"dag_id": "provision_vm"})
        assert "def provision_vm" in source["text"] or source["to_line"] < source["total_lines"]
        rest = await call(session, "get_dag_source", {"dag_id": "provision_vm", "from_line": source["total_lines"]})
        assert rest["from_line"] == rest["to_line"] == rest["total_lines"]
        past = await call(session, "get_dag_source", {"dag_id": "provision_vm", "from_line": source["total_lines"] + 1})
        assert past["text"] == "" and str(source["total_lines"]) in past["note"]


async def test_broken_files_are_listed_with_what_is_wrong(airflow):
    async with airflow.session() as session:

        async def listed():
            return (await call(session, "list_import_errors"))["files"]

        (broken,) = await until(listed)
        assert broken["file"] == "mirror_images.py" and "No module named 'lab_registry_client'" in broken["error"]
        assert "/deploy/" not in broken["error"]
        health = await call(session, "get_airflow_health")
        assert health["healthy"] and health["broken_files"] == 1
        assert {"metadatabase", "scheduler"} <= {part["name"] for part in health["components"]}


async def test_a_failed_run_is_diagnosed_in_one_call(airflow):
    async with airflow.session() as session:
        run = await run_of(session, "certificate_check")
        diagnosis = await call(session, "diagnose_dag_run", {"dag_id": "certificate_check"})
        assert diagnosis["run_id"] == run["run_id"] and diagnosis["state"] == "failed"
        (failed,) = diagnosis["failed"]
        assert failed["task_id"] == "check_dates" and "LabNotTrusted" in failed["log"] and "CertificateExpired" in failed["log"]
        assert diagnosis["not_run"] and diagnosis["next"]
        await run_of(session, "audit_log_export")
        assert (await call(session, "diagnose_dag_run", {"dag_id": "audit_log_export"}))["summary"].startswith("No run of this DAG has failed.")


async def test_names_are_listed_and_never_values(airflow):
    name = f"e2e_{uuid.uuid4().hex[:8]}"
    raw = airflow.raw
    raw.post("variables", {"key": name, "value": SECRET, "description": "of a test"})
    raw.post("connections", {"connection_id": name, "conn_type": "ssh", "host": "lab.example", "login": SECRET, "password": SECRET, "extra": "{}"})
    raw.post("pools", {"name": name, "slots": 3} | ({} if raw.is_2 else {"include_deferred": False}))
    try:
        async with airflow.session() as session:
            variables = await call(session, "list_variables", {"search": name})
            assert [(one["key"], one["description"]) for one in variables["variables"]] == [(name, "of a test")]
            connections = await call(session, "list_connections", {"search": name})
            assert [(one["connection_id"], one["type"], one["host"]) for one in connections["connections"]] == [(name, "ssh", "lab.example")]
            assert SECRET not in str(variables) + str(connections)
            pools = (await call(session, "list_pools"))["pools"]
            assert {one["name"]: one["slots"] for one in pools}[name] == 3
            assets = await call(session, "list_assets", {"search": "inventory"})
            assert [one["uri"] for one in assets["assets"]] == ["qubinode://lab/inventory"]
    finally:
        for kind in ("variables", "connections", "pools"):
            raw.delete(f"{kind}/{name}")


async def test_a_link_from_the_browser_is_understood(airflow):
    async with airflow.session() as session:
        run = (await call(session, "list_dag_runs", {"dag_id": "certificate_check", "limit": 1}))["runs"]
        run_id = run[0]["run_id"] if run else (await run_of(session, "certificate_check"))["run_id"]
        base = airflow.raw.url
        for link in (
            f"{base}/dags/certificate_check/runs/{run_id}/tasks/check_dates?try_number=1",
            f"{base}/dags/certificate_check/grid?dag_run_id={run_id.replace(':', '%3A').replace('+', '%2B')}&task_id=check_dates&try_number=1",
        ):
            target = await call(session, "resolve_airflow_url", {"url": link})
            assert (target["dag_id"], target["run_id"], target["task_id"]) == ("certificate_check", run_id, "check_dates")
        assert "not a link to the configured Airflow" in await refusal(session, "resolve_airflow_url", {"url": "https://evil.example/dags/x"})


async def test_a_dag_is_paused_and_unpaused(airflow):
    async with airflow.session() as session:
        try:
            assert (await call(session, "pause_dag", {"dag_id": "provision_vm"}))["paused"]
            assert (await call(session, "pause_dag", {"dag_id": "provision_vm"}))["note"] == "It was paused before."
            assert (await refusal(session, "trigger_dag", {"dag_id": "provision_vm"})).startswith("wrong_state: ")
        finally:
            assert not (await call(session, "unpause_dag", {"dag_id": "provision_vm"}))["paused"]


async def test_a_running_run_is_cancelled(airflow):
    async with airflow.session() as session:
        run = await run_of(session, "long_run", {"seconds": 300}, wait=0)
        arguments = {"dag_id": "long_run", "run_id": run["run_id"]}
        cancelled = await call(session, "cancel_dag_run", arguments)
        assert cancelled["run"]["state"] == "failed"
        assert (await refusal(session, "cancel_dag_run", arguments)).startswith("wrong_state: ")


async def test_failed_tasks_run_again_only_when_it_is_meant(airflow):
    async with airflow.session() as session:
        run = await run_of(session, "certificate_check")
        arguments = {"dag_id": "certificate_check", "run_id": run["run_id"]}
        would = await call(session, "clear_tasks", arguments)
        assert would["dry_run"] and "check_dates" in would["tasks"] and "read_certificates" not in would["tasks"]
        assert (await call(session, "get_dag_status", arguments))["run"]["state"] == "failed"
        assert "check_date" in await refusal(session, "clear_tasks", arguments | {"task_ids": ["check_date"]})
        assert not (await call(session, "clear_tasks", arguments | {"dry_run": False}))["dry_run"]

        async def tried_again():
            tasks = (await call(session, "get_dag_status", arguments))["tasks"]
            return any(task["task_id"] == "check_dates" and task["try_number"] == 2 and task.get("state") == "failed" for task in tasks)

        await until(tried_again)
        both = await call(session, "get_task_logs", arguments | {"task_id": "check_dates", "try_number": -1, "tail": 2000})
        assert "=== try 1 ===" in both["text"] and "=== try 2 ===" in both["text"]


async def test_a_run_is_marked_as_it_ended(airflow):
    async with airflow.session() as session:
        run = await run_of(session, "certificate_check")
        marked = await call(session, "mark_dag_run", {"dag_id": "certificate_check", "run_id": run["run_id"], "state": "success"})
        assert marked["run"]["state"] == "success"
        status = await call(session, "get_dag_status", {"dag_id": "certificate_check", "run_id": run["run_id"]})
        assert status["run"]["state"] == "success"


async def test_days_of_the_past_are_made_up_for(airflow):
    # The Airflow may be that of an earlier run of the tests, which made days up.
    first = datetime.date(2026, 2, 1) + datetime.timedelta(days=random.randrange(250))
    arguments = {"dag_id": "nightly_backup", "from": first.isoformat(), "to": (first + datetime.timedelta(days=1)).isoformat()}
    async with airflow.session() as session:
        if airflow.raw.is_2:
            assert "Airflow 2" in await refusal(session, "backfill", arguments)
            return
        would = await call(session, "backfill", arguments)
        assert would["dry_run"] and would["total"] == 2 and would["dates"][0].startswith(f"{first}T02:00")
        made = await call(session, "backfill", arguments | {"to": first.isoformat(), "dry_run": False})
        assert made["total"] == 1 and made["backfill_id"] > 0
        assert (await refusal(session, "backfill", arguments | {"to": (first - datetime.timedelta(days=1)).isoformat()})).startswith("invalid_argument: ")


async def test_the_log_of_a_running_task_is_followed_to_its_end(airflow):
    progress = []

    async def report(done, total, message):
        progress.append(message)

    async with airflow.session() as session:
        run = await run_of(session, "long_run", {"seconds": 25}, wait=0)
        arguments = {"dag_id": "long_run", "run_id": run["run_id"]}

        async def started():
            tasks = (await call(session, "get_dag_status", arguments))["tasks"]
            return any(task.get("state") in ("running", "success") for task in tasks)

        await until(started)
        log = await call(
            session, "get_task_logs", arguments | {"task_id": "work", "follow_seconds": 100}, progress_callback=report
        )
        assert "Second 25 of 25" in log["text"] and log["state"] == "success" and "next_cursor" not in log
        assert len(progress) > 1 and any("Second" in message for message in progress)


async def test_logs_are_searched_with_context_level_and_in_parts(airflow):
    async with airflow.session() as session:
        run = await run_of(session, "audit_log_export", {"lines": 3000})
        task = {"dag_id": "audit_log_export", "run_id": run["run_id"], "task_id": "export"}
        hit = await call(session, "get_task_logs", task | {"grep": "002000 WARNING", "context": 1})
        shown = [line for line in hit["text"].splitlines() if "client=operator" in line]
        assert [line.split()[1] for line in shown] == ["001999", "002000", "002001"], hit["text"]
        head = await call(session, "get_task_logs", task | {"head": 10})
        assert head["from_line"] == 1 and head["to_line"] == 10 and head["next_cursor"] == "10"
        following = await call(session, "get_task_logs", task | {"cursor": "10", "tail": 10})
        assert following["from_line"] == 11


async def test_mapped_tasks_and_retries_keep_their_logs_apart(airflow):
    async with airflow.session() as session:
        run = await run_of(session, "host_inventory", {"hosts": 2, "flaky": True})
        assert run["state"] == "success"
        task = {"dag_id": "host_inventory", "run_id": run["run_id"]}
        one = await call(session, "get_task_logs", task | {"task_id": "look_at", "map_index": 1})
        assert "host-2.lab.example" in one["text"] and "host-1.lab.example" not in one["text"]
        every = await call(session, "get_task_logs", task | {"task_id": "look_at", "map_index": -1})
        assert "host-1.lab.example" in every["text"] and "host-2.lab.example" in every["text"]
        first = await call(session, "get_task_logs", task | {"task_id": "reach", "try_number": 1})
        assert "Connection refused by host-1.lab.example" in first["text"]
        status = await call(session, "get_dag_status", task)
        assert {one["state"] for one in status["tasks"] if one["task_id"].startswith("report_")} == {"success", "skipped"}


async def test_a_repeated_trigger_gives_the_first_run(airflow):
    run_id = f"e2e-{uuid.uuid4()}"
    arguments = {"dag_id": "provision_vm", "run_id": run_id, "conf": {"vm_name": "twice"}}
    async with airflow.session() as session:
        first = (await call(session, "trigger_dag", arguments))["run"]
        again = await call(session, "trigger_dag", arguments)
        assert again["run"]["run_id"] == first["run_id"] == run_id and again["note"]
        assert (await refusal(session, "trigger_dag", arguments | {"conf": {"vm_name": "other"}})).startswith("already_exists: ")
        found = await call(session, "list_dag_runs", {"dag_id": "provision_vm", "since": "1h", "limit": 100})
        assert [run["run_id"] for run in found["runs"]].count(run_id) == 1


async def test_a_dag_is_a_tool_of_its_own(airflow):
    async with airflow.session() as session:

        async def listed():
            return {tool.name: tool for tool in (await session.list_tools()).tools}.get("dag_host_inventory")

        tool = await until(listed)
        hosts = tool.input_schema["properties"]["hosts"]
        assert (hosts["type"], hosts["minimum"], hosts["maximum"], hosts["default"]) == ("integer", 1, 20, 3)
        assert tool.input_schema["properties"]["format"]["enum"] == ["short", "long"]
        assert (await refusal(session, "dag_host_inventory", {"hosts": 21})).startswith("invalid_argument: ")
        messages = []

        async def report(done, total, message):
            messages.append(message)

        answer = await call(session, "dag_host_inventory", {"hosts": 2}, progress_callback=report)
        assert answer["run"]["state"] == "success" and answer["result"] == {"hosts": 2}
        assert answer["run"]["run_id"] in messages[0], messages


async def test_tools_come_and_go_with_their_dags_and_clients_are_told(airflow):
    told = anyio.Event()

    async def heard(message):
        if "list_changed" in str(getattr(message, "method", "")):
            told.set()

    async with airflow.session(message_handler=heard) as session:

        async def names():
            return {tool.name for tool in (await session.list_tools()).tools}

        async def there():
            return "dag_host_inventory" in await names()

        async def gone():
            return not await there()

        await until(there)
        try:
            await call(session, "pause_dag", {"dag_id": "host_inventory"})
            await until(gone)
            with anyio.fail_after(10):
                await told.wait()
        finally:
            await call(session, "unpause_dag", {"dag_id": "host_inventory"})
        await until(there)


async def test_one_service_serves_several_airflows_by_name(airflow_whole):
    async with airflow_whole.session() as session:
        (tool,) = [tool for tool in (await session.list_tools()).tools if tool.name == "get_airflow_health"]
        assert tool.input_schema["properties"]["instance"]["enum"] == ["default", "legacy"]
        assert (await call(session, "get_airflow_health"))["version"].startswith("3.")
        legacy = await call(session, "get_airflow_health", {"instance": "legacy"})
        assert legacy["version"].startswith("2.") and legacy["instance"] == "legacy"
        run = await call(session, "trigger_dag", {"dag_id": "provision_vm", "instance": "legacy", "conf": {"vm_name": "there"}, "wait_seconds": 120})
        assert run["run"]["state"] == "success"
        here = {"dag_id": "provision_vm", "run_id": run["run"]["run_id"]}
        assert (await call(session, "get_dag_status", here | {"instance": "legacy"}))["run"]["state"] == "success"
        assert (await refusal(session, "get_dag_status", here)).startswith("not_found: ")


async def test_answers_are_as_small_as_promised(airflow):
    async with airflow.session() as session:
        assert size(await session.call_tool("list_dags", {"limit": 3})) < 1_000
        run = await run_of(session, "certificate_check")
        failed = await session.call_tool("get_task_logs", {"dag_id": "certificate_check", "run_id": run["run_id"], "task_id": "check_dates"})
        assert size(failed) < 1_500, failed
        text = failed.structured_content["text"]
        assert "LabNotTrusted: " in text and "CertificateExpired: " in text, text
        assert "::group::" not in text and "/deploy/" not in text and "site-packages" not in text, text
        run = await run_of(session, "audit_log_export", {"lines": 20_000})
        last = await session.call_tool("get_task_logs", {"dag_id": "audit_log_export", "run_id": run["run_id"], "task_id": "export", "tail": 100})
        assert size(last) < 12_000 and "Exported 20000 lines" in last.structured_content["text"]


def size(result):
    """In bytes, as a model reads it."""
    return len(result.content[0].text.encode())
