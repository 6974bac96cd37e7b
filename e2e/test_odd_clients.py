"""Clients as they are in the field: what they accept, how they ask who they are, and arguments that a model wrote as text."""
import httpx2 as httpx
import pytest
import stack as stacks

INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "e2e", "version": "1"}},
}


@pytest.fixture(params=["airflow", "ai"])
def service(request, stack):
    return getattr(stack, request.param)


def initialize(service, **headers):
    return httpx.post(service.url, json=INITIALIZE, headers={"X-API-Key": service.key} | headers, timeout=stacks.SECONDS)


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/*", "text/event-stream", "text/html, */*;q=0.1"])
def test_whatever_can_be_served_is_accepted(service, accept):
    answer = initialize(service, Accept=accept)
    assert answer.status_code == 200 and "protocolVersion" in answer.text, answer.text


def test_what_cannot_be_served_is_refused_with_a_sentence(service):
    answer = initialize(service, Accept="text/html")
    assert answer.status_code == 406 and answer.json()["code"] == "not_acceptable" and answer.json()["detail"], answer.text


def test_where_keys_are_all_there_is_nobody_is_sent_to_an_issuer(service):
    for path in ("/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/mcp", "/.well-known/oauth-authorization-server", "/register"):
        for method in ("GET", "POST"):
            answer = httpx.request(method, service.base + path, timeout=stacks.SECONDS)
            assert answer.status_code == 404 and answer.content, (method, path, answer.status_code, answer.text)


def test_a_refused_key_is_told_from_none(service):
    without = httpx.post(service.url, json=INITIALIZE, timeout=stacks.SECONDS)
    wrong = httpx.post(service.url, json=INITIALIZE, headers={"X-API-Key": "0" * 64}, timeout=stacks.SECONDS)
    assert without.status_code == wrong.status_code == 401
    assert without.json()["detail"] != wrong.json()["detail"], wrong.text
    assert "Bearer" not in without.headers["www-authenticate"]


@pytest.mark.anyio
async def test_arguments_that_a_model_wrote_as_text_are_taken(stack):
    async with stack.airflow.session() as session:
        listed = await session.call_tool("list_dags", {"limit": "1", "tags": "[]"})
        assert not listed.is_error and len(listed.structured_content["dags"]) == 1, listed.content
        arguments = {"dag_id": "provision_vm", "conf": '{"vm_name": "as-text"}', "dry_run": "true"}
        shown = await session.call_tool("trigger_dag", arguments)
        assert not shown.is_error and shown.structured_content["conf"]["vm_name"] == "as-text", shown.content
        assert "run" not in shown.structured_content
        refused = await session.call_tool("list_dags", {"limit": "five"})
        assert refused.is_error and "limit" in refused.content[0].text
