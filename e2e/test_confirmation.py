"""What deletes machines asks the user of a client, the official Python SDK, first."""
import pytest
import stack as stacks
from conftest import airflow_alone
from mcp import types

pytestmark = pytest.mark.anyio

# The machine that libvirt's test driver begins with.
MACHINE = {"name": "test", "force": True}


@pytest.fixture(scope="module")
def service():
    """airflow-mcp alone, without an Airflow, whose tools for machines are to be confirmed."""
    nowhere = stacks.RawAirflow("http://127.0.0.1:9", "nobody", "nobody", is_2=False)
    settings = {"mcp": {"tools": {"vm_operations": {"enabled": True, "confirm": True}}}}
    with airflow_alone("e2e-confirmation", "27203", settings, nowhere) as service:
        yield service


def machines(service):
    return [vm["name"] for vm in service.ask("list_vms")["vms"]]


def outcomes(service):
    return [(record["event"], record.get("outcome")) for record in service.records() if record.get("tool") == "delete_vm"]


def answering(action, **content):
    """A user who always says the same, and what was asked."""
    asked = []

    async def answer(context, params):
        asked.append(params.message)
        return types.ElicitResult(action=action, content=content or None)

    return asked, answer


async def delete(service, callback=None, **more):
    async with service.session(elicitation_callback=callback) as session:
        result = await session.call_tool("delete_vm", MACHINE | more)
        return result.is_error, result.content[0].text


async def test_a_machine_is_deleted_only_when_the_user_says_yes(service):
    assert "test" in machines(service)
    for action, content in (("decline", {}), ("cancel", {}), ("accept", {"confirm": False})):
        asked, callback = answering(action, **content)
        failed, text = await delete(service, callback)
        assert failed and text.startswith("denied: The user did not confirm delete_vm; nothing was done."), text
        assert len(asked) == 1 and 'force = true, name = "test"' in asked[0], asked
        assert "test" in machines(service)
    assert outcomes(service)[-3:] == [("ended", "denied")] * 3
    asked, callback = answering("accept", confirm=True)
    failed, text = await delete(service, callback, dry_run=True)
    assert not failed and asked == [], text
    failed, text = await delete(service, callback)
    assert not failed and len(asked) == 1, text
    assert "test" not in machines(service)
    assert outcomes(service)[-2:] == [("started", None), ("ended", "ok")]


async def test_without_a_session_the_question_ends_the_call_and_its_repetition_is_carried_out(service):
    service.ask("create_vm", name="era", memory=128, cpus=1, disk_size=1)
    for action, content, there in (("decline", {}, True), ("accept", {"confirm": True}, False)):
        asked, callback = answering(action, **content)
        async with service.client(elicitation_callback=callback) as client:
            result = await client.call_tool("delete_vm", {"name": "era", "force": True})
        assert len(asked) == 1 and 'name = "era"' in asked[0], asked
        assert result.is_error == there, result
        assert ("era" in machines(service)) == there
    assert outcomes(service)[-5:] == [("ended", "asked"), ("ended", "denied"), ("ended", "asked"), ("started", None), ("ended", "ok")]


async def test_who_cannot_ask_a_user_is_refused_and_told_how_to_go_on(service):
    failed, text = await delete(service)
    assert failed and "an operator can set confirm: false for vm_operations" in text
    status, problem = service.refusal("delete_vm", **MACHINE)
    assert (status, problem["code"]) == (403, "denied")
    assert "an MCP client with elicitation" in problem["hint"]
