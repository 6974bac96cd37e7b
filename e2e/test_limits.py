"""Replicas of ai-assistant-mcp whose limits are counted in a real Redis."""
import collections
import concurrent.futures
import re
import shutil
import time

import httpx2 as httpx
import pytest
import stack as stacks
from redis_server import Redis

LIMIT = 6
SECONDS_OF_LOAD = 10
CALLERS = 4


@pytest.fixture(scope="module")
def redis():
    server = Redis()
    server.start()
    try:
        yield server
    finally:
        server.stop()


def replica(redis, folder, name, port):
    home = stacks.ROOT / ".qubinode" / f"e2e-{name}"
    shutil.rmtree(home, ignore_errors=True)
    variables = stacks.environment(
        home,
        QUBINODE_SERVICES="ai-assistant-mcp",
        MCP_SERVER_PORT=port,
        MCP_RATE_LIMIT=str(LIMIT),
        AIRFLOW_API_URL="http://127.0.0.1:9",
        RAG_PATHS=str(folder),
        RATE_LIMIT_REDIS_URL=redis.url,
    )
    stacks.launcher(variables, "down")
    try:
        yield stacks.started(variables).ai
    finally:
        stacks.launcher(variables, "down")
        assert stacks.processes_of(home) == {}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    documents = tmp_path_factory.mktemp("documents")
    (documents / "one.md").write_text("# Limits\n\nA bucket of tokens.\n")
    return documents


@pytest.fixture(scope="module")
def one(redis, folder):
    yield from replica(redis, folder, "limits-one", "27201")


@pytest.fixture(scope="module")
def both(redis, folder, one):
    for other in replica(redis, folder, "limits-other", "27202"):
        yield one, other


def part(replica):
    return replica.get("/health").json()["components"]["rate_limit"]


def shared(replica):
    """By its metrics: looks at the health are limited too."""
    text = httpx.get(f"http://127.0.0.1:{httpx.URL(replica.url).port + 1000}/q/metrics").text
    return re.search(r"^mcp_limits_shared(?:{.*})? (.+)$", text, re.MULTILINE)[1] == "1.0"


def until_shared(both, redis):
    for replica in both:
        stacks.until(lambda: shared(replica), "Redis is used")
        assert part(replica)["state"] == "up"


def load(both):
    """Status and Retry-After of all answers that callers who never rest get of both, and how long that took."""
    began = time.monotonic()

    def call(replica):
        answers = []
        with httpx.Client(headers={"X-API-Key": replica.key}, timeout=stacks.SECONDS) as client:
            while time.monotonic() < began + SECONDS_OF_LOAD:
                answer = client.post(f"{replica.base}/tools/query_documents", content='{"query": "bucket"}')
                answers.append((answer.status_code, answer.headers.get("retry-after")))
        return answers

    with concurrent.futures.ThreadPoolExecutor(CALLERS * len(both)) as callers:
        running = [callers.submit(call, replica) for replica in both for _ in range(CALLERS)]
        answers = [answer for done in running for answer in done.result()]
    return answers, time.monotonic() - began


def counted_alone(both):
    """How often they had no answer of Redis in time, as may happen on a machine that stalls, and counted for themselves."""
    texts = [httpx.get(f"http://127.0.0.1:{httpx.URL(replica.url).port + 1000}/q/metrics").text for replica in both]
    return sum(int(float(re.search(r"^mcp_limits_alone_total(?:{.*})? (.+)$", text, re.MULTILINE)[1])) for text in texts)


def assert_one_limit(both):
    before = counted_alone(both)
    answers, seconds = load(both)
    alone = counted_alone(both) - before
    count = collections.Counter(status for status, _ in answers)
    # 409 while the documents are read: a call that was granted all the same.
    assert set(count) <= {200, 409, 429}, count
    granted = count[200] + count[409]
    # A full bucket, and what dripped into it meanwhile: one call in ten seconds.
    dripped = int(seconds * LIMIT / 60)
    assert dripped <= 1 and alone < len(answers) / 10, (seconds, alone)
    assert LIMIT - alone <= granted <= LIMIT + dripped + alone, (count, seconds, alone)
    assert count[429] > 10 * LIMIT
    assert all(1 <= int(wait) <= 60 / LIMIT for status, wait in answers if status == 429)


def test_replicas_share_one_limit_exactly(both, redis):
    until_shared(both, redis)
    assert_one_limit(both)


def test_calls_go_on_while_redis_is_gone_and_share_again_when_it_is_back(both, redis):
    redis.kill()
    for replica in both:
        stacks.until(lambda: not shared(replica), "Redis is found to be gone")
        assert part(replica)["state"] == "down"
        assert redis.password not in replica.get("/health").text
        assert replica.get("/health").json()["status"] == "degraded"
        assert replica.get("/health", headers={}).json() == {"status": "up"}
    # What it granted before it keeps in mind; a new minute's calls it counts alone.
    for replica in both:
        stacks.until(lambda: replica.rest("query_documents", {"query": "bucket"}).status_code != 429, "a call is granted")
    redis.start()
    until_shared(both, redis)
    assert_one_limit(both)
    for replica in both:
        log = (replica.audit.parent.parent / "logs" / "ai-assistant-mcp.log").read_text()
        assert "limits are counted by each replica alone" in log
        assert redis.password not in log + replica.audit.read_text()
