"""Whatever is sent to a tool, the answer is the promised error and the audit trail knows of it."""
import itertools
import json

import pytest

MEGABYTE = "x" * 1_000_000
STRINGS = ("../../etc/passwd", "a;rm -rf /", "$(id)", "<name>&\"'", "名前", "x" * 10_000, MEGABYTE)

# A right call of every tool, and those of its arguments that are names of things.
AIRFLOW = {
    "list_dags": ({}, ["cursor"]),
    "trigger_dag": ({"dag_id": "long_run"}, ["dag_id", "run_id"]),
    "get_dag_status": ({"dag_id": "long_run"}, ["dag_id", "run_id"]),
    "get_task_logs": ({"dag_id": "long_run", "task_id": "work"}, ["dag_id", "task_id", "run_id", "cursor"]),
    "list_vms": ({}, ["state", "cursor"]),
    "get_vm_info": ({"vm_name": "no-such"}, ["vm_name"]),
    "create_vm": ({"name": "no-such", "image": "no-such"}, ["name", "image", "ssh_key"]),
    "delete_vm": ({"name": "no-such"}, ["name"]),
}
AI = {"query_documents": ({"query": "dns"}, []), "chat_with_context": ({"message": "dns"}, []), "get_project_status": ({}, [])}

# The first counts as left out.
WRONG_TYPES = (None, True, 7.5, [], {"a": 1}, [[[[]]]])


def wrong_calls(tools):
    for tool, (right, names) in tools.items():
        yield tool, right | {"no_such_argument": 1}
        for argument in right:
            # Without an image create_vm has one, which it would download.
            if argument != "image":
                yield tool, {name: value for name, value in right.items() if name != argument}
            for value in WRONG_TYPES[argument == "image" :]:
                yield tool, right | {argument: value}
        for name, value in itertools.product(names, STRINGS):
            yield tool, right | {name: value}
    yield "no_such_tool", {}
    yield "../../list_dags", {}


BODIES = ("[]", "7", "{} trailing", "null", "{", "not json", '{"a":' * 2_000, "\x00")


def ended(service):
    """How many calls have their end in the audit trail; those that reached a changing tool have a start beside it."""
    return sum(record["event"] == "ended" and "action" not in record for record in service.records())


def short(value):
    return json.dumps(value)[:60]


def check(status, text):
    assert 400 <= status < 500, (status, text[:500])
    problem = json.loads(text)
    assert problem["code"] in ("invalid_argument", "not_found"), problem
    assert problem["detail"] and len(text) < 2_000
    for leak in ("Exception", "\tat ", ".java", "/usr/", "io.qubinode"):
        assert leak not in text, text


# Every argument of every tool: BadInputTest; every rule at every door: EveryDoorTest.
def test_every_wrong_call_is_a_problem_at_the_rest_door(airflow, ai):
    for service, tools in ((airflow, AIRFLOW), (ai, AI)):
        before, calls = ended(service), 0
        for tool, arguments in wrong_calls(tools):
            calls += 1
            answer = service.rest(tool.replace("/", "%2F"), arguments)
            check(answer.status_code, answer.text)
        assert ended(service) == before + calls


@pytest.mark.parametrize("text", STRINGS, ids=short)
def test_any_text_is_a_question_unless_it_is_too_long(ai, text):
    for tool, argument in (("query_documents", "query"), ("chat_with_context", "message")):
        answer = ai.rest(tool, {argument: text})
        if len(text) < 2_000:
            assert answer.status_code == 200, answer.text
        else:
            check(answer.status_code, answer.text)


def test_a_body_that_is_no_json_object_is_refused(airflow, ai):
    for body, (service, tool) in itertools.product(BODIES, ((airflow, "list_dags"), (ai, "query_documents"))):
        answer = service.rest(tool, content=body)
        check(answer.status_code, answer.text)


@pytest.mark.smoke
@pytest.mark.anyio
@pytest.mark.parametrize("transport", ("streamable_http", "sse"))
async def test_every_wrong_call_is_a_result_or_protocol_error_at_the_mcp_doors(airflow, ai, transport):
    from mcp import MCPError

    for service, tools in ((airflow, AIRFLOW), (ai, AI)):
        before, calls = ended(service), 0
        async with service.session(transport) as session:
            for tool, arguments in wrong_calls(tools):
                calls += 1
                try:
                    # The client's own check of an answer needs the listing; a refusal must not depend on it.
                    result = await session.call_tool(tool, arguments)
                    assert result.is_error, (tool, short(arguments))
                    text = result.content[0].text
                    assert text.startswith(("invalid_argument: ", "not_found: ")), text
                    assert result.meta["code"] in text
                except MCPError as e:
                    assert tool not in tools and "There is no tool" in str(e)
                    text = str(e)
                assert len(text) < 2_000 and "Exception" not in text
        assert ended(service) == before + calls


@pytest.mark.smoke
def test_secrets_and_long_values_do_not_enter_the_trail(airflow):
    airflow.rest("trigger_dag", {"dag_id": "no-such-dag", "conf": {"db_password": "s3cr3t-value", "note": MEGABYTE}})
    text = airflow.audit.read_text()
    assert "s3cr3t-value" not in text and MEGABYTE[:5_000] not in text
