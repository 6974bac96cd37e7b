"""Replicas of ai-assistant-mcp that share their documents in a real PostgreSQL with pgvector."""
import contextlib
import dataclasses
import json
import pathlib
import random
import re
import shutil
import string
import time

import pytest
import stack as stacks
from assistant import DOCUMENTS
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


@dataclasses.dataclass
class Replicas:
    """One that has the folder, and one that has no folder at all."""

    reader: stacks.Service
    follower: stacks.Service
    folder: pathlib.Path
    database: PostgreSQL

    def __iter__(self):
        return iter((self.reader, self.follower))


@contextlib.contextmanager
def replicas(documents, folder, database_port, ports):
    shutil.copytree(documents, folder, copy_function=shutil.copyfile)
    database = PostgreSQL(database_port)
    with contextlib.ExitStack() as running:
        running.callback(database.stop)
        database.create()
        reader, follower = (
            running.enter_context(started(database, port, paths)) for port, paths in zip(ports, (folder, "/nonexistent/documents"))
        )
        until(lambda: "being indexed" not in detail(reader), SECONDS_TO_READ, detail(reader))
        whole = re.search(r"\d+ passages", detail(reader)).group()
        until(lambda: whole in detail(follower) and "being indexed" not in detail(follower), SECONDS_TO_SEE, detail(follower))
        yield Replicas(reader, follower, folder, database)


@contextlib.contextmanager
def started(database, port, paths):
    home = stacks.ROOT / ".qubinode" / f"e2e-replica-{port}"
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
def both(tmp_path_factory):
    with replicas(DOCUMENTS, tmp_path_factory.mktemp("few") / "docs", 27432, ("27186", "27187")) as replicas_of_few:
        yield replicas_of_few


@pytest.fixture
def with_all(tmp_path):
    """As the services of the whole system have them."""
    with replicas(SOURCES, tmp_path / "docs", 27433, ("27182", "27183")) as replicas_of_all:
        yield replicas_of_all


def test_all_stores_rank_the_same(indexed, with_all):
    asked = questions()
    assert len(asked) >= 20
    for question in asked:
        own = found(indexed, question)
        for replica in with_all:
            assert found(replica, question) == own, question


def test_what_one_replica_reads_changes_and_takes_out_shows_in_the_other(both):
    reader, follower = both
    file = both.folder / "zebra.md"
    file.write_text("# Zebracorn\n\nThe quokkafish eats at noon.\n")
    until(lambda: mentions(follower, "quokkafish"), SECONDS_TO_SEE, detail(follower))
    file.write_text("# Zebracorn\n\nThe wombatbird eats at noon.\n")
    until(lambda: mentions(follower, "wombatbird"), SECONDS_TO_SEE, detail(follower))
    assert not mentions(follower, "quokkafish")
    file.unlink()
    until(lambda: not mentions(follower, "wombatbird"), SECONDS_TO_SEE, detail(follower))


def test_a_database_that_is_killed_stops_no_search_and_is_used_again_when_it_is_back(both):
    reader, follower = both
    folder, database = both.folder, both.database
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


def test_a_document_that_the_database_refuses_is_left_out_alone(both):
    reader, follower = both
    numbers = random.Random(1)
    # Longer than what PostgreSQL indexes, which is 2,704 bytes.
    deep = both.folder.joinpath("aaa", *("".join(numbers.choices(string.ascii_letters + string.digits, k=240)) for _ in range(12)))
    deep.mkdir(parents=True)
    (deep / "refused.md").write_text("# Refused\n\nThe okapiworm hides.\n")
    cell = {"cell_type": "markdown", "source": ["# Zero\n", "\n", "The emu\0moth and the ibexfly rest."]}
    (both.folder / "zero.ipynb").write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    (both.folder / "zzz.md").write_text("# Last\n\nThe llamabee works.\n")
    try:
        for word in ("ibexfly", "llamabee"):
            for each in both:
                until(lambda: mentions(each, word), SECONDS_TO_SEE, detail(each))
        until(lambda: "refused by the shared store" in detail(reader), SECONDS_TO_SEE, detail(reader))
        assert not any(mentions(each, "okapiworm") for each in both)
    finally:
        shutil.rmtree(both.folder / "aaa")
        for name in ("zero.ipynb", "zzz.md"):
            (both.folder / name).unlink()
