"""Who gets through which door."""
import httpx2 as httpx
import pytest
from stack import SECONDS


@pytest.fixture(params=["airflow", "ai"])
def service(request, stack):
    return getattr(stack, request.param)


@pytest.mark.smoke
@pytest.mark.parametrize("headers", ({}, {"X-API-Key": "0" * 64}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic YTpi"}))
def test_without_the_right_key_nothing_can_be_learned(service, headers):
    for method, path in (("GET", "/tools"), ("POST", "/tools/list_dags"), ("POST", "/mcp"), ("GET", "/mcp/sse"), ("GET", "/nope")):
        answer = httpx.request(method, service.base + path, headers=headers, timeout=SECONDS)
        assert answer.status_code == 401 and answer.headers["www-authenticate"].startswith("ApiKey")
        assert answer.json()["code"] == "unauthenticated"


@pytest.mark.smoke
def test_health_tells_everybody_the_status_and_a_client_the_parts(service):
    assert service.get("/health", headers={}).json() == {"status": "up"}
    known = service.get("/health").json()
    assert known["version"] and known["components"], known


def test_a_bearer_token_is_a_key_too(service):
    assert service.get("/tools", headers={"Authorization": f"Bearer {service.key}"}).status_code == 200


def test_a_web_page_that_rebinds_its_name_is_kept_out(service):
    for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}):
        answer = service.get("/tools", headers={"X-API-Key": service.key} | headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "denied")


def test_a_page_of_this_machine_may_call(service):
    asked = httpx.options(
        service.base + "/mcp",
        headers={
            "Origin": "http://localhost:6274",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "x-api-key,content-type,mcp-protocol-version",
        },
        timeout=SECONDS,
    )
    assert asked.is_success and asked.headers["access-control-allow-origin"] == "http://localhost:6274"


@pytest.mark.smoke
def test_the_listing_of_a_service_is_small(service):
    answer = service.get("/tools")
    assert answer.status_code == 200 and answer.json()["tools"]
    listing = httpx.post(
        service.url,
        json={"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
            "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "e2e", "version": "1"}}},
        headers={"X-API-Key": service.key, "Accept": "application/json, text/event-stream"},
        timeout=SECONDS,
    )
    session = {"X-API-Key": service.key, "Accept": "application/json, text/event-stream", "Mcp-Session-Id": listing.headers["mcp-session-id"]}
    httpx.post(service.url, json={"jsonrpc": "2.0", "method": "notifications/initialized"}, headers=session, timeout=SECONDS)
    tools = httpx.post(service.url, json={"jsonrpc": "2.0", "id": 2, "method": "tools/list"}, headers=session, timeout=SECONDS)
    most = 12_000 if b"list_dags" in tools.content else 6_000
    assert tools.status_code == 200 and len(tools.content) < most, len(tools.content)


def test_a_path_that_no_door_takes_says_which_there_are(service):
    answer = service.get("/nope")
    assert answer.status_code == 404 and "/tools/{tool}" in answer.json()["hint"]


def test_a_body_beyond_the_limit_is_refused(service):
    answer = service.rest("list_dags", content="x" * 20_000_000)
    assert answer.status_code == 413, answer.text[:200]
