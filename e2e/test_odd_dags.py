"""Workflows as they are in the field: names, params, logs and shapes that a tidy demo does not have, on real Airflows."""
import contextlib
import datetime
import json
import os
import pathlib
import random
import re
import shutil
import signal
import sys
import unicodedata
import urllib.parse
import uuid
import zoneinfo

import httpx2 as httpx
import pytest
import schemas
import stack as stacks
from airflows import Airflow3
from conftest import EVERY_GROUP, airflow_alone
from test_confirmation import answering

ODD = stacks.ROOT / "e2e" / "odd_dags"
SEED = int(os.environ.get("ODD_SEED", random.randrange(10**9)))
GROUPS = {"mcp": EVERY_GROUP["mcp"] | {"dag_tools": ["odd_params", "odd_required", "odd_date"]}}
LONGEST_FOLDER = 255  # where Airflow cannot keep a log, it answers 500 when it is asked for it


def generated(count):
    """Names by Airflow's own rule: letters and digits of any script, dots, dashes and underscores."""
    word = [chr(c) for c in range(sys.maxunicode) if unicodedata.category(chr(c))[0] in "LN" and re.match(r"\w", chr(c))]
    chance = random.Random(SEED)

    def name():
        made = "".join(chance.choice("._-" if chance.random() < 0.2 else word) for _ in range(chance.randint(1, 30)))
        return name() if made in (".", "..") else made  # which no path of Airflow's API can name

    return [(name() + f"_{number}", name()) for number in range(count)]


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((Airflow3, 27320, "27221"), id="Airflow 3", marks=pytest.mark.xdist_group("odd")),
    ],
)
def odd(request, built):
    """airflow-mcp with every tool for Airflow, on an Airflow with the odd workflows."""
    generation, port, service_port = request.param
    home = stacks.ROOT / ".qubinode" / f"e2e-odd-{port}"
    airflow = generation(home, port, odd_folder(home), known_by="odd_template")
    airflow.install()
    try:
        airflow.start()
        with airflow_alone(f"e2e-odd-on-{port}", service_port, GROUPS, airflow.raw) as service:
            is_known(service)
            yield service
    finally:
        airflow.stop()


def odd_folder(home, longest=250):
    """The odd workflows, among them those with generated names and one with the longest."""
    print(f"ODD_SEED={SEED}")
    dags = home / "dags"
    shutil.rmtree(dags, ignore_errors=True)
    shutil.copytree(ODD, dags)
    (dags / "made.json").write_text(json.dumps([*generated(6), ("x" * longest, "y" * longest)]))
    return dags


def is_known(service):
    """Waits until Airflow has read all of them."""
    for last_of_its_file in ("odd_groups", "odd_display", "odd_retry"):
        stacks.until(lambda name=last_of_its_file: service.ask("list_dags", search=name)["total"] == 1, f"{last_of_its_file} is parsed")
    stacks.until(lambda: service.ask("list_import_errors")["total"] >= 1, "the broken file is known")


def run(service, dag, wait=120, **arguments):
    return service.ask("trigger_dag", dag_id=dag, wait_seconds=wait, **arguments)["run"]


def log_of(service, dag, task, date=None, **arguments):
    made = run(service, dag, **({"logical_date": date} if date else {}))
    return service.ask("get_task_logs", dag_id=dag, run_id=made["run_id"], task_id=task, tail=2000, **arguments)


# What fails before, after and beside a task's own code


def test_a_failure_before_the_tasks_own_code_is_shown_in_every_tool(odd):
    made = run(odd, "odd_template")
    assert made["state"] == "failed"
    named = {"dag_id": "odd_template", "run_id": made["run_id"]}
    log = odd.ask("get_task_logs", **named, task_id="copy")
    assert "nope" in log["text"], log
    assert re.search(r"\d+ lines of Airflow's own preparation are hidden", log["note"]), log
    assert "nope" in odd.ask("get_dag_status", **named)["failures"][0]["log"]
    diagnosis = odd.ask("diagnose_dag_run", **named)
    assert "nope" in diagnosis["failed"][0]["log"]
    assert any("list_variables" in step for step in diagnosis["next"]), diagnosis["next"]


def test_a_group_of_airflows_ends_with_the_first_warning(odd):
    log = log_of(odd, "odd_groups", "talk")
    assert "mind the gap" in log["text"] and "after the warning" in log["text"], log


def test_a_group_of_airflows_without_an_end_ends_with_the_next_group(odd):
    text = log_of(odd, "odd_groups", "talk_on")["text"]
    assert "their preparation" not in text and "Details" in text and "inside the next group" in text, text


def test_what_a_task_gave_its_logger_beside_the_text_is_shown(odd):
    text = log_of(odd, "odd_fields", "copy")["text"]
    assert 'copied files=3 folder="/srv/web 1" hosts=["a","b"]' in text, text
    assert "dag_id=" not in text and "ti_id" not in text, text


def test_the_code_of_an_exit_is_shown(odd):
    text = log_of(odd, "odd_exit", "leave")["text"]
    assert "exit_code=3" in text and "dag_id=" not in text and "ti_id" not in text, text


def test_notes_groups_and_contexts_of_exceptions_are_shown(odd):
    assert "free 3 GiB on /srv first" in log_of(odd, "odd_notes", "fail")["text"]
    group = log_of(odd, "odd_group", "fail")["text"]
    assert "web1 is down" in group and "web2 is full" in group, group
    made = run(odd, "odd_context")
    named = {"dag_id": "odd_context", "run_id": made["run_id"]}
    context = odd.ask("get_task_logs", **named, task_id="fail")["text"]
    assert re.search(r"while handling KeyError: '?\"?'web1'", context) and "caused by" not in context, context
    assert re.search(r"caused by KeyError: '?\"?'web2'", odd.ask("get_task_logs", **named, task_id="caused")["text"])


def test_lines_are_searched_whole_masked_and_cleaned(odd):
    made = run(odd, "odd_lines")
    named = {"dag_id": "odd_lines", "run_id": made["run_id"], "task_id": "talk"}
    text = odd.ask("get_task_logs", **named, tail=2000)["text"]
    assert "red and link" in text and "\\u{1b}" not in text, text
    assert "100% copied" in text and "50%" not in text, text
    assert "beep bell, space" in text, text
    for line in ("after the mention", "done", "after the key"):
        assert line in text, text
    assert "MIIEow" not in text and "Qw==" not in text, text
    hit = odd.ask("get_task_logs", **named, grep="NEEDLE at the end")
    assert hit["matching_lines"] == 1 and "needle at the end of a long line" in hit["text"], hit
    cursor = re.search(r'cursor \\?"(\d+:\d+)\\?"', hit["text"]).group(1)
    assert odd.ask("get_task_logs", **named, cursor=cursor)["text"].count("x") > 7_000
    assert odd.ask("get_task_logs", **named, grep="hunter2")["matching_lines"] == 0
    assert "lines of private keys are masked" in odd.ask("get_task_logs", **named)["note"]


def test_counts_levels_and_dates_of_a_log_are_told(odd):
    made = run(odd, "odd_lines")
    named = {"dag_id": "odd_lines", "run_id": made["run_id"], "task_id": "talk"}
    counted = odd.ask("get_task_logs", **named, grep="error", count_only=True)
    assert counted["text"] == "" and counted["matching_lines"] == 2 and counted["note"], counted
    level = odd.ask("get_task_logs", **named, level="error")
    assert level["matching_lines"] == 1 and "1 other lines hold the word error" in level["note"], level
    none = odd.ask("get_task_logs", **named, grep="no such text")
    assert none["text"] == "" and "None of the" in none["note"], none
    assert re.search(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ ", odd.ask("get_task_logs", **named, dates=True, grep="bell")["text"])


# Dates, params and results


def test_a_run_is_for_now_for_another_date_or_for_none(odd):
    made = run(odd, "odd_date")
    assert made["state"] == "success"
    date = f"2025-0{random.randint(1, 9)}-{random.randint(10, 28)}T{random.randint(10, 23)}:{random.randint(10, 59)}:00Z"
    other = run(odd, "odd_date", logical_date=date)
    text = odd.ask("get_task_logs", dag_id="odd_date", run_id=other["run_id"], task_id="say")["text"]
    assert f"for {date[:10]}" in text, text
    status, problem = odd.refusal("trigger_dag", dag_id="odd_date", logical_date=date)
    assert (status, problem["code"]) == (409, "already_exists") and date in problem["detail"], problem
    assert run(odd, "odd_date", logical_date="none")["state"] == "failed"
    as_tool = odd.ask("dag_odd_date", logical_date=date.replace(":00Z", ":30Z"))
    assert as_tool["run"]["state"] == "success", as_tool
    # The newest run is the one that was made last, whatever it is for.
    assert odd.ask("get_dag_status", dag_id="odd_date")["run"]["run_id"] == as_tool["run"]["run_id"]


def test_what_airflow_accepts_as_a_value_is_accepted(odd):
    for conf in (
        {},
        {"start": "01:02:03"},
        {"env": "prod"},
        {"user": "alice", "word": "größer"},
        {"nested": {"a": "x"}, "anything": [1, {"b": None}]},
        {"größe": 7},
    ):
        assert run(odd, "odd_params", conf=conf)["state"] == "success", conf
        answer = odd.ask("dag_odd_params", **conf)
        assert answer["run"]["state"] == "success", conf
        # RE2 has no look-around: whether the value fits is for Airflow to say, and the caller is told so.
        assert ("Only Airflow checks the pattern of user," in answer.get("note", "")) == ("user" in conf), answer
    for conf in ({"env": "stage"}, {"user": "root"}, {"memory": "lots"}, {"memory": 5}, {"start": "noon"}):
        status, problem = odd.refusal("trigger_dag", dag_id="odd_params", conf=conf)
        assert (status, problem["code"]) == (400, "invalid_argument"), problem
        assert odd.refusal("dag_odd_params", **conf)[1]["code"] == "invalid_argument"


@pytest.mark.anyio
async def test_the_tools_that_are_made_of_odd_params_compile_where_clients_compile_them(odd, node_modules):
    await schemas.compile_where_clients_do(odd, node_modules, {"dag_odd_params", "dag_odd_required", "dag_odd_date"})


def test_a_name_that_no_param_has_is_refused_and_a_dry_run_shows_the_conf(odd):
    before = odd.ask("list_dag_runs", dag_id="odd_params")["total"]
    status, problem = odd.refusal("trigger_dag", dag_id="odd_params", conf={"memroy": 4096})
    assert (status, problem["code"]) == (400, "invalid_argument") and "memory" in problem["hint"], problem
    preview = odd.ask("trigger_dag", dag_id="odd_params", conf={"memory": 4096}, dry_run=True)
    assert "run" not in preview and preview["conf"]["memory"] == 4096 and preview["conf"]["env"] == "dev", preview
    assert odd.ask("list_dag_runs", dag_id="odd_params")["total"] == before
    assert run(odd, "odd_params", conf={"memroy": 4096}, allow_unknown=True)["state"] == "success"
    missing = odd.ask("trigger_dag", dag_id="odd_required", dry_run=True)
    assert "name is missing" in missing["note"], missing


def test_labels_retries_and_results_are_told(odd):
    made = run(odd, "odd_labels")
    status = odd.ask("get_dag_status", dag_id="odd_labels", run_id=made["run_id"])
    assert {task.get("label") for task in status["tasks"]} == {"web1", "web2", "web3"}, status["tasks"]
    assert status["results"] == {f"look_at[{i}]": {"host": f"web{i + 1}", "password": "***"} for i in (0, 2)}, status
    retried = run(odd, "odd_retry")
    status = odd.ask("get_dag_status", dag_id="odd_retry", run_id=retried["run_id"])
    (first,) = status["earlier_tries"]
    assert first["try_number"] == 1 and first["reason"].startswith("ConnectionError: refused by web1"), first
    assert status["results"] == {"flaky": {"tries": 2}}


# Many tasks


def test_of_more_than_a_thousand_tasks_each_can_be_asked_for(odd):
    each_of_many_tasks_can_be_asked_for(odd)


def each_of_many_tasks_can_be_asked_for(service):
    run_id = f"many-{uuid.uuid4().hex[:8]}"
    service.ask("trigger_dag", dag_id="odd_many", run_id=run_id, if_paused="queue")
    named = {"dag_id": "odd_many", "run_id": run_id}
    stacks.until(lambda: service.ask("get_dag_status", **named)["total_tasks"] == 2_050, "all tasks are there")
    status = service.ask("get_dag_status", **named)
    assert "of 2050 tasks" in status["note"], status["note"]
    assert any("paused" in wait for wait in status["waits_for"]), status
    for index in (900, 2_000):
        code, problem = service.refusal("get_task_logs", **named, task_id="one", map_index=index)
        assert (code, problem["code"]) == (409, "wrong_state") and "has not started" in problem["detail"], problem
    assert "2050 instances" in service.refusal("get_task_logs", **named, task_id="one", map_index=2_050)[1]["detail"]
    service.raw.patch(f"dags/odd_many/dagRuns/{run_id}/taskInstances/one/2000", {"new_state": "failed"} | ({"dry_run": False} if service.raw.is_2 else {}))
    status = service.ask("get_dag_status", **named)
    assert status["tasks"][0]["map_index"] == 2_000 and status["tasks"][0]["state"] == "failed", status["tasks"][:2]
    failed = service.ask("get_dag_status", **named, task_id="one", states=["failed"])
    assert [task["map_index"] for task in failed["tasks"]] == [2_000] and failed["total_tasks"] == 1, failed
    cleared = service.ask("clear_tasks", **named, task_ids=["one"], downstream=False)
    assert cleared["total"] == 1, cleared
    assert service.refusal("get_task_logs", **named, task_id="on")[1]["hint"] == "Did you mean one?"


# Names


def test_display_names_are_shown_and_searched_and_the_zone_stands_beside_the_schedule(odd):
    for text in ("nightly REPORT", "(Berlin)", "50%", '"a_b"', "% |", "display"):
        found = odd.ask("list_dags", search=text)
        assert [dag["dag_id"] for dag in found["dags"]] == ["odd_display"] and found["total"] == 1, (text, found)
    (dag,) = found["dags"]
    assert dag["display_name"].startswith("Nightly report (Berlin)"), dag
    assert (dag["schedule"], dag["timezone"]) == ("30 3 * * *", "Europe/Berlin" if odd.raw.is_2 else berlin(dag["next_run"])), dag
    details = odd.ask("get_dag_details", dag_id="odd_display")
    assert (details["display_name"], details["timezone"]) == (dag["display_name"], dag["timezone"])
    assert details["graph"] == 'report "Write the report!"', details["graph"]
    made = odd.ask("trigger_dag", dag_id="odd_display")["run"]["run_id"]
    (task,) = stacks.until(lambda: odd.ask("get_dag_status", dag_id="odd_display", run_id=made)["tasks"], "its task is there")
    assert (task["task_id"], task["display_name"]) == ("report", "Write the report!"), task
    for text in ("5_%", "größe%", "\\", "'; drop", "~", "|"):
        assert odd.ask("list_dags", search=text)["total"] == (1 if text in dag["display_name"] else 0), text
    assert [dag["dag_id"] for dag in odd.ask("list_dags", search="GRÖSSE".replace("SS", "ß"))["dags"]] == ["ft_größe_数据"]


def berlin(moment):
    """Airflow 3's API names no timezone of a DAG; the next run tells the offset."""
    there = datetime.datetime.fromisoformat(moment.replace("Z", "+00:00")).astimezone(zoneinfo.ZoneInfo("Europe/Berlin"))
    return f"UTC{there.isoformat()[-6:]}"


def test_a_backfill_goes_by_the_zone_of_the_dag(odd):
    """In winter and in summer, whichever it is now."""
    for day, date, offset in (("2026-02-03", "2026-02-03T02:30:00Z", "UTC+01:00"), ("2026-07-03", "2026-07-03T01:30:00Z", "UTC+02:00")):
        would = odd.ask("backfill", **{"dag_id": "odd_display", "from": day, "to": day})
        assert would["dates"] == [date] and ("Europe/Berlin" if odd.raw.is_2 else offset) in would["note"], would
    would = odd.ask("backfill", **{"dag_id": "odd_midnight", "from": "2026-07-03", "to": "2026-07-04"})
    assert would["dates"] == ["2026-07-02T22:15:00Z", "2026-07-03T22:15:00Z"], would
    made = odd.ask("backfill", **{"dag_id": "odd_midnight", "from": "2026-03-28", "to": "2026-03-30", "dry_run": False})
    assert made["dates"] == ["2026-03-27T23:15:00Z", "2026-03-28T23:15:00Z", "2026-03-29T22:15:00Z"], made
    stacks.until(lambda: odd.ask("list_dag_runs", dag_id="odd_midnight")["total"] == 3, "its runs are made")


def processes_titled(part):
    """By what they call themselves, which Airflow's write over their environment."""
    found = []
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if part.encode() in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
    return found


def test_of_what_only_reads_nothing_may_still_happen_when_airflow_hangs(odd):
    """Of a change that hangs it is said: AirflowFaultsTest."""
    servers = processes_titled(f"port:{httpx.URL(odd.raw.url).port}")
    assert servers
    for pid in servers:
        os.kill(pid, signal.SIGSTOP)
    try:
        for tool, arguments in (("get_dag_details", {}), ("backfill", {"from": "2026-02-03", "to": "2026-02-03"})):
            status, problem = odd.refusal(tool, dag_id="odd_display", **arguments)
            assert (status, problem["code"]) == (504, "backend_timeout"), problem
            assert "may still" not in problem["detail"] and problem["hint"].startswith("Try again"), problem
    finally:
        for pid in servers:
            os.kill(pid, signal.SIGCONT)
        stacks.until(lambda: odd.rest("list_dags").status_code == 200, "Airflow answers again")


def test_broken_files_are_told_of_in_the_list(odd):
    listed = odd.ask("list_dags", limit=5)
    assert "cannot be read" in listed["note"], listed
    assert "note" not in odd.ask("list_dags", limit=5, cursor="5")
    (broken,) = odd.ask("list_import_errors")["files"]
    assert broken["file"] == "broken.py" and "no_such_module_of_the_lab" in broken["error"]


# A person in the loop


def test_a_question_is_shown_and_answered(odd):
    made = run(odd, "odd_approval", wait=0)
    named = {"dag_id": "odd_approval", "run_id": made["run_id"]}
    stacks.until(lambda: "questions" in odd.ask("get_dag_status", **named), "the question is asked")
    status = odd.ask("get_dag_status", **named)
    (question,) = status["questions"]
    assert question["subject"] == "Delete web1?" and question["options"] == ["Approve", "Reject"], question
    assert question["link"].startswith(odd.raw.url) and made["run_id"].split("+")[0][:8] in urllib.parse.unquote(question["link"])
    assert any("respond_to_task" in wait for wait in status["waits_for"]), status
    answer = named | {"task_id": "may_i", "options": ["Approve"]}
    assert "Approve, Reject" in odd.refusal("respond_to_task", **answer | {"options": ["Maybe"]})[1]["hint"]
    assert odd.refusal("respond_to_task", **answer | {"task_id": "may"})[1]["code"] == "not_found"
    assert odd.ask("respond_to_task", **answer)["options"] == ["Approve"]
    assert odd.refusal("respond_to_task", **answer)[1]["code"] == "wrong_state"
    stacks.until(lambda: odd.ask("get_dag_status", **named)["run"]["state"] == "success", "the run goes on")


def test_several_choices_and_values_are_given(odd):
    made = run(odd, "odd_choice", wait=0)
    named = {"dag_id": "odd_choice", "run_id": made["run_id"]}
    (question,) = stacks.until(lambda: odd.ask("get_dag_status", **named).get("questions"), "the question is asked")
    assert question["multiple"] and question["params"]["reason"]["value"] == "", question
    answer = named | {"task_id": "which", "options": ["web 2", "größe"]}
    # For any of these Airflow would take the answer, and then fail the task.
    for params, text in (({"raeson": "old"}, "reason"), ({"reason": 5}, "does not fit")):
        status, problem = odd.refusal("respond_to_task", **answer, params=params)
        assert (status, problem["code"]) == (400, "invalid_argument") and text in problem["detail"] + problem["hint"], problem
    odd.ask("respond_to_task", **answer, params={"reason": "old"})
    done = stacks.until(lambda: (s := odd.ask("get_dag_status", **named))["run"]["state"] in ("success", "failed") and s, "the run ends")
    assert done["run"]["state"] == "success", done
    result = done["results"]["which"]
    assert (result["chosen_options"], result["params_input"]) == (["web 2", "größe"], {"reason": "old"}), done


@pytest.mark.anyio
async def test_only_who_may_answers_and_where_the_operator_wants_that_a_person_confirms(odd):
    made = run(odd, "odd_approval", wait=0)
    named = {"dag_id": "odd_approval", "run_id": made["run_id"]}
    stacks.until(lambda: "questions" in odd.ask("get_dag_status", **named), "the question is asked")
    answer = named | {"task_id": "may_i", "options": ["Approve"]}
    tools = {"dag_management": {"enabled": True}, "dag_control": {"enabled": True, "confirm": True}}
    with airflow_alone("e2e-odd-confirmed", "27255", {"mcp": {"tools": tools}}, odd.raw) as service:
        (reader,) = re.findall("AIRFLOW_MCP_STATUS_KEY=(.+)", (stacks.ROOT / ".qubinode" / "e2e-odd-confirmed" / ".env").read_text())
        assert service.rest("get_dag_status", named, key=reader).status_code == 200
        assert service.rest("respond_to_task", answer, key=reader).json()["code"] == "not_found"
        assert service.refusal("respond_to_task", **answer)[1]["code"] == "denied"
        for action, content, failed in (("decline", {}, True), ("accept", {"confirm": True}, False)):
            assert "questions" in odd.ask("get_dag_status", **named)
            asked, callback = answering(action, **content)
            async with service.session(elicitation_callback=callback) as session:
                result = await session.call_tool("respond_to_task", answer)
            assert result.is_error == failed and "may_i" in asked[0] and "Approve" in asked[0], (result, asked)
    stacks.until(lambda: odd.ask("get_dag_status", **named)["run"]["state"] == "success", "the run goes on")


# Ended from outside, deleted, cleared


def test_a_cancelled_run_does_not_look_failed(odd):
    queued = odd.ask("trigger_dag", dag_id="odd_paused", if_paused="queue")["run"]
    named = {"dag_id": "odd_paused", "run_id": queued["run_id"]}
    assert "had not started" in odd.ask("cancel_dag_run", **named)["note"]
    diagnosis = odd.ask("diagnose_dag_run", **named)
    assert diagnosis["summary"].startswith("Ended from outside: cancelled by "), diagnosis
    assert diagnosis["failed"] == [] and not any("clear_tasks" in step for step in diagnosis["next"]), diagnosis
    assert "Ended from outside" in odd.ask("get_dag_status", **named)["note"]
    (dag,) = odd.ask("list_dags", search="odd_paused")["dags"]
    assert dag["last_run_state"] == "failed" and dag["last_run_ended_by"], dag
    (line,) = odd.ask("list_dag_runs", dag_id="odd_paused", limit=1)["runs"]
    assert "started_at" not in line and line["run_after"], line


def test_a_run_is_deleted_when_it_has_ended(odd):
    queued = odd.ask("trigger_dag", dag_id="odd_paused", if_paused="queue")["run"]
    named = {"dag_id": "odd_paused", "run_id": queued["run_id"]}
    assert odd.refusal("delete_dag_run", **named)[1]["code"] == "wrong_state"
    odd.ask("cancel_dag_run", **named)
    assert odd.ask("delete_dag_run", **named)["run_id"] == queued["run_id"]
    assert odd.refusal("get_dag_status", **named)[1]["code"] == "not_found"
    assert odd.refusal("delete_dag_run", **named)[1]["code"] == "not_found"


def test_every_tool_handles_every_dag_that_is_listed(odd):
    walk_over_all(odd)


def walk_over_all(service):
    """No 5xx, no `internal`, and nothing is listed that cannot be named."""
    print(f"ODD_SEED={SEED}")
    dags, cursor = [], None
    while True:
        page = service.ask("list_dags", limit=7, **({"cursor": cursor} if cursor else {}))
        dags += page["dags"]
        cursor = page.get("next_cursor")
        if not cursor:
            break
    assert len(dags) == page["total"]
    for dag in dags:
        walk(service, dag["dag_id"])


def walk(service, dag):
    def named(tool, **arguments):
        answer = service.rest(tool, {"dag_id": dag} | arguments)
        assert answer.status_code == 200, (tool, dag, arguments, answer.text)
        return answer.json()

    def asked(tool, **arguments):
        answer = service.rest(tool, {"dag_id": dag} | arguments)
        if tool == "get_task_logs" and answer.status_code == 502 and len(f"dag_id={dag}") > LONGEST_FOLDER:
            assert answer.json()["detail"] == "Airflow answered with status 500.", answer.text
            return answer
        assert answer.status_code < 500 and answer.json().get("code") != "internal", (tool, dag, arguments, answer.text)
        return answer

    found = service.ask("list_dags", search=dag)
    assert dag in [one["dag_id"] for one in found["dags"]], (dag, found)
    details = named("get_dag_details")
    named("get_dag_details", graph="mermaid")
    named("get_dag_source")
    named("trigger_dag", dry_run=True)
    conf = {"name": "web1"} if dag == "odd_required" else {}
    made = named("trigger_dag", conf=conf, if_paused="queue")["run"]["run_id"]
    named("list_dag_runs")
    named("list_dag_runs", conf_contains='"')
    status = named("get_dag_status", run_id=made)
    assert status["run"]["run_id"] == made
    for task in {task["task_id"] for task in status["tasks"]}:
        asked("get_task_logs", run_id=made, task_id=task)
        asked("get_task_logs", run_id=made, task_id=task, map_index=-1, try_number=-1)
        named("clear_tasks", run_id=made, task_ids=[task], only_failed=False)
        link = "/".join(urllib.parse.quote(part, safe="") for part in (dag, "runs", made, "tasks", task))
        target = service.ask("resolve_airflow_url", url=f"{service.raw.url}/dags/{link}")
        assert (target["dag_id"], target["run_id"], target["task_id"]) == (dag, made, task)
    assert status["total_tasks"] >= details["tasks"]
    asked("diagnose_dag_run", run_id=made)
    asked("backfill", **{"from": "2026-02-03", "to": "2026-02-03"})
    asked("respond_to_task", run_id=made, task_id=next(iter(status["tasks"]))["task_id"], options=["Approve"])
    named("pause_dag")
    named("unpause_dag" if dag not in ("odd_many", "odd_paused") else "pause_dag")
    if service.rest("cancel_dag_run", {"dag_id": dag, "run_id": made}).status_code == 200:
        diagnosis = named("diagnose_dag_run", run_id=made)
        # Airflow's scheduler can overwrite the state of a run that it starts at the same moment.
        assert "Ended from outside" in diagnosis["summary"] or diagnosis["state"] != "failed", (dag, diagnosis)
    named("mark_dag_run", run_id=made, state="success")
    named("delete_dag_run", run_id=made)
    gone = asked("get_dag_status", run_id=made).status_code == 404
    # Airflow 2 writes a run anew when one of its tasks starts while it is deleted.
    assert gone or service.raw.is_2, (dag, made)
