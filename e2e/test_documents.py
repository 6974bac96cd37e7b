"""The document, chat and status tools on real documents."""
import pytest
from stack import CORPUS, TRANSPORTS

pytestmark = pytest.mark.anyio

# A question whose answer stands in one file only, for either set of documents.
QUESTION, SOURCE, EVIDENCE = (
    ("kcli: error: unrecognized arguments --memory 2048 --cpus 2", "airflow/BUGFIX-KCLI-SYNTAX.md", "unrecognized arguments")
    if CORPUS.is_dir()
    else ("How is a tampered audit trail found?", "MCP-SECURITY.md", "audit")
)


async def call(session, tool, **arguments):
    result = await session.call_tool(tool, arguments)
    assert not result.is_error, result.content
    return result.structured_content


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_a_question_finds_the_right_file(indexed, transport):
    async with indexed.session(transport) as session:
        found = await call(session, "query_documents", query=QUESTION)
        assert len(found["results"]) <= 5 and found["confident"]
        sources = [passage["source"] for passage in found["results"]]
        assert SOURCE in sources[:2], sources
        assert any(EVIDENCE in passage["text"] for passage in found["results"])


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_without_a_model_chat_quotes_with_citations_and_says_so(indexed, transport):
    async with indexed.session(transport) as session:
        answer = await call(session, "chat_with_context", message=QUESTION, context="I am on CentOS Stream 10.")
        assert answer["mode"] == "extractive" and "[1]" in answer["answer"]
        assert SOURCE in [citation["source"] for citation in answer["citations"]]


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_the_status_names_every_part_with_its_state(ai, transport):
    async with ai.session(transport) as session:
        status = await call(session, "get_project_status")
        states = {component["name"]: component["state"] for component in status["components"]}
        assert {"airflow-mcp", "airflow", "libvirt"} <= states.keys(), states
        assert states["airflow-mcp"] == "up" and states["airflow"] == "up"
        assert any("model" in name and state == "not_configured" for name, state in states.items()), states


def test_asks_for_as_many_passages_as_are_wanted(indexed):
    assert len(indexed.ask("query_documents", query="libvirt network", max_results=1)["results"]) == 1
