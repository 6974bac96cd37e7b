"""Replicas of ai-assistant-mcp that share their documents in a real PostgreSQL with pgvector."""
import json
import re
import shutil
import time

import pytest
import stack as stacks
from postgresql import PostgreSQL

SOURCES = stacks.CORPUS if stacks.CORPUS.is_dir() else stacks.ROOT / "docs"
EVALUATION = stacks.ROOT.parent / "shared" / "eval" / "rag-dev.jsonl"
SECONDS_TO_READ = 900
SECONDS_TO_SEE = 60


def questions():
    """The evaluation's where it is there, otherwise the documents' headings."""
    if EVALUATION.exists():
        return [json.loads(line)["question"] for line in EVALUATION.read_text().splitlines() if line.strip()]
    texts = "\n".join(file.read_text() for file in sorted(SOURCES.rglob("*.md")))
    return re.findall(r"^#+ (.{10,80})$", texts, re.MULTILINE)[:60]


def until(condition, seconds, what):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.3)


def found(replica, query):
    return [passage["uri"] for passage in replica.ask("query_documents", query=query, max_results=10)["results"]]


def detail(replica):
    parts = {part["name"]: part for part in replica.ask("get_project_status")["components"]}
    return json.dumps(parts["documents"])


def mentions(replica, word):
    return any(word in passage["text"] for passage in replica.ask("query_documents", query=word, mode="keyword")["results"])


@pytest.fixture(scope="module")
def database():
    server = PostgreSQL()
    try:
        server.create()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    copy = tmp_path_factory.mktemp("documents") / "docs"
    shutil.copytree(SOURCES, copy, copy_function=shutil.copyfile)
    return copy


def replica(database, name, port, paths):
    home = stacks.ROOT / ".qubinode" / f"e2e-{name}"
    shutil.rmtree(home / "index", ignore_errors=True)
    variables = stacks.environment(
        home, QUBINODE_SERVICES="ai-assistant-mcp", MCP_SERVER_PORT=port, AIRFLOW_API_URL="http://127.0.0.1:9", RAG_PATHS=str(paths), RAG_STORE_URL=database.url
    )
    stacks.launcher(variables, "down")
    try:
        yield stacks.started(variables).ai
    finally:
        stacks.launcher(variables, "down")
        assert stacks.processes_of(home) == {}


@pytest.fixture(scope="module")
def reader(database, folder):
    """A replica that has the folder."""
    yield from replica(database, "reader", "27186", folder)


@pytest.fixture(scope="module")
def follower(database, reader):
    """A replica that has no folder at all."""
    yield from replica(database, "follower", "27187", "/nonexistent/documents")


@pytest.fixture(scope="module")
def both(reader, follower):
    until(lambda: "being indexed" not in detail(reader), SECONDS_TO_READ, detail(reader))
    whole = re.search(r"\d+ passages", detail(reader)).group()
    until(lambda: whole in detail(follower), SECONDS_TO_SEE, detail(follower))
    return reader, follower


def test_all_stores_rank_the_same(both, indexed):
    reader, follower = both
    asked = questions()
    assert len(asked) >= 20
    for question in asked:
        own = found(indexed, question)
        assert found(reader, question) == own, question
        assert found(follower, question) == own, question


def test_what_one_replica_reads_changes_and_takes_out_shows_in_the_other(both, folder):
    reader, follower = both
    file = folder / "zebra.md"
    file.write_text("# Zebracorn\n\nThe quokkafish eats at noon.\n")
    until(lambda: mentions(follower, "quokkafish"), SECONDS_TO_SEE, detail(follower))
    file.write_text("# Zebracorn\n\nThe wombatbird eats at noon.\n")
    until(lambda: mentions(follower, "wombatbird"), SECONDS_TO_SEE, detail(follower))
    assert not mentions(follower, "quokkafish")
    file.unlink()
    until(lambda: not mentions(follower, "wombatbird"), SECONDS_TO_SEE, detail(follower))


def test_a_database_that_is_killed_stops_no_search_and_is_used_again_when_it_is_back(both, folder, database):
    reader, follower = both
    before = {question: found(follower, question) for question in questions()[:5]}
    database.kill()
    (folder / "outage.md").write_text("# Outage\n\nThe gnuhopper was seen.\n")
    until(lambda: "RAG_STORE_URL" in detail(reader), SECONDS_TO_SEE, detail(reader))
    assert "secret" not in detail(reader) and "127.0.0.1" not in detail(reader)
    for each in both:
        assert {question: found(each, question) for question in before} == before
    database.start()
    for each in both:
        until(lambda: mentions(each, "gnuhopper"), SECONDS_TO_SEE, detail(each))
    until(lambda: "RAG_STORE_URL" not in detail(reader), SECONDS_TO_SEE, detail(reader))
