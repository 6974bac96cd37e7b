"""The document, chat and status tools on real documents."""
import anyio
import pytest
from assistant import part
from mcp import MCPError
from mcp.types import PaginatedRequestParams, ResourceTemplateReference
from stack import CORPUS, ROOT, TRANSPORTS, until

pytestmark = pytest.mark.anyio

# A question whose answer stands in one file only, for either set of documents.
QUESTION, SOURCE, EVIDENCE = (
    ("kcli: error: unrecognized arguments --memory 2048 --cpus 2", "BUGFIX-KCLI-SYNTAX.md", "unrecognized arguments")
    if CORPUS.is_dir()
    else ("How is a tampered audit trail found?", "MCP-SECURITY.md", "audit")
)


async def call(session, tool, **arguments):
    result = await session.call_tool(tool, arguments)
    assert not result.is_error, result.content
    return result.structured_content


@pytest.mark.smoke
@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_a_question_finds_the_right_file(indexed, transport):
    async with indexed.session(transport) as session:
        found = await call(session, "query_documents", query=QUESTION)
        assert 0 < len(found["results"]) <= 5
        sources = [passage["source"] for passage in found["results"]]
        assert SOURCE in sources[:2], sources
        assert any(EVIDENCE in passage["text"] for passage in found["results"])


@pytest.mark.smoke
@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_without_a_model_chat_quotes_with_citations_and_says_so(indexed, transport):
    async with indexed.session(transport) as session:
        answer = await call(session, "chat_with_context", message=QUESTION, context="I am on CentOS Stream 10.")
        assert answer["mode"] == "extractive" and "[1]" in answer["answer"]
        assert SOURCE in [citation["source"] for citation in answer["citations"]]


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_the_status_names_every_part_with_its_state(ai, transport):
    await anyio.to_thread.run_sync(lambda: until(lambda: part(ai, "airflow-mcp")["state"] == "up", "airflow-mcp is up"))
    async with ai.session(transport) as session:
        status = await call(session, "get_project_status")
        states = {component["name"]: component["state"] for component in status["components"]}
        assert {"airflow-mcp", "airflow", "libvirt"} <= states.keys(), states
        assert states["airflow-mcp"] == "up" and states["airflow"] == "up"
        assert any("model" in name and state == "not_configured" for name, state in states.items()), states


def test_asks_for_as_many_passages_as_are_wanted(indexed):
    assert len(indexed.ask("query_documents", query="libvirt network", max_results=1)["results"]) == 1


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_whole_documents_are_resources(indexed, transport):
    folder = CORPUS if CORPUS.is_dir() else ROOT / "docs"
    async with indexed.session(transport) as session:
        listed, cursor = [], None
        while True:
            page = await session.list_resources(params=PaginatedRequestParams(cursor=cursor))
            listed += [str(resource.uri) for resource in page.resources]
            cursor = page.next_cursor
            if not cursor:
                break
        assert f"docs://{SOURCE}" in listed and len(listed) == len(set(listed))
        templates = (await session.list_resource_templates()).resource_templates
        assert [template.uri_template for template in templates] == ["docs://{+path}"]

        read = (await session.read_resource(f"docs://{SOURCE}")).contents[0]
        assert (read.text, read.mime_type) == ((folder / SOURCE).read_text(), "text/markdown")

        found = await call(session, "query_documents", query=QUESTION, max_results=1)
        passage = found["results"][0]
        part = (await session.read_resource(passage["uri"])).contents[0].text
        assert part in read.text and passage["text"].strip() == part.strip()

        reference = ResourceTemplateReference(type="ref/resource", uri=templates[0].uri_template)
        start = SOURCE.rsplit("/", 1)[-1][:8].lower()
        completion = (await session.complete(reference, {"name": "path", "value": start})).completion
        assert SOURCE in completion.values

        for uri in ("docs://no/such.md", "docs://../../../etc/passwd", "file:///etc/passwd"):
            with pytest.raises(MCPError) as refusal:
                await session.read_resource(uri)
            assert refusal.value.error.code == -32002


async def test_reading_a_resource_is_on_record(indexed):
    async with indexed.session() as session:
        await session.read_resource(f"docs://{SOURCE}")
    records = [record for record in indexed.records() if record.get("tool") == "resources/read"]
    assert records[-1]["arguments"] == {"uri": f"docs://{SOURCE}"} and records[-1]["outcome"] == "ok"
