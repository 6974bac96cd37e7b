"""The variables of ai-assistant-mcp, set in the environment of a service that starts: its documents, its models, its sister."""
import contextlib
import json
import os
import re
import subprocess

import pytest
import stack as stacks
from alone import authority, running, server

from launcher import services

PORT, OTHER_PORT = 27243, 27244
STATUS_KEY = "status-0123456789-0123456789-0123"
TEXT = "# {name}\n\nThe gnuhopper of {name} was seen here.\n"


def answer_of_models(path, body):
    """What a server with OpenAI's API answers, as llama.cpp does."""
    if path == "/v1/embeddings":
        texts = json.loads(body)["input"]
        return {"data": [{"index": index, "embedding": [0.1, 0.2]} for index in range(len(texts) if isinstance(texts, list) else 1)]}
    if path == "/v1/chat/completions":
        chunks = ({"delta": {"content": "So it is [1]."}, "finish_reason": None}, {"delta": {}, "finish_reason": "stop"})
        common = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "lab-model"}
        events = [json.dumps(common | {"choices": [{"index": 0} | chunk]}) for chunk in chunks]
        return "".join(f"data: {event}\n\n" for event in (*events, "[DONE]")).encode(), "text/event-stream"
    if path == "/v1/rerank":
        texts = json.loads(body)["documents"]
        return {"results": [{"index": index, "relevance_score": text.count("also.md")} for index, text in enumerate(texts)]}
    return {"data": []} if path == "/v1/models" else None


def answer_of_the_sister(path, body):
    """What airflow-mcp tells a caller whom it knows."""
    return {
        "/health": {"status": "up", "version": "1", "components": {"airflow": {"state": "up", "version": "9.9.9"}}},
        "/tools/list_dags": {"dags": [], "total": 0},
        "/tools/list_vms": {"vms": [], "total": 0},
    }.get(path)


def parts(alone):
    """Who asks all the time is throttled."""
    answer = stacks.until(lambda: (one := alone.call("get_project_status")).status_code != 429 and one, "it is answered")
    return {part["name"]: part for part in answer.json()["components"]}


def until_read(alone):
    stacks.until(lambda: "being indexed" not in parts(alone)["documents"].get("detail", "being indexed"), "documents are read")


@pytest.fixture(scope="module")
def lab(built, tmp_path_factory):
    """The service, and what its models and its sister were asked."""
    folder = tmp_path_factory.mktemp("lab")
    tls = authority(folder / "tls", ("server", "127.0.0.1"))
    for name in ("kept.md", "also.md", "private/secret.md", "other.txt"):
        file = folder / "documents" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(TEXT.format(name=name))
    with contextlib.ExitStack() as held:
        models, of_models = held.enter_context(server(answer_of_models))
        sister, of_sister = held.enter_context(server(answer_of_the_sister, (tls / "server.pem", tls / "server.key")))
        alone = held.enter_context(running(
            services.ASSISTANT, folder, PORT, RAG_PATHS=folder / "documents", RAG_INDEX=folder / "kept", RAG_INCLUDE="**/*.md", RAG_EXCLUDE="**/private/**",
            RAG_EMBEDDING_URL=f"http://127.0.0.1:{models}/v1", RAG_EMBEDDING_NAME="lab-embedder", RAG_EMBEDDING_API_KEY="key-of-the-embedder",
            RAG_RERANK_URL=f"http://127.0.0.1:{models}/v1", RAG_RERANK_NAME="lab-reranker", RAG_RERANK_API_KEY="key-of-the-reranker",
            AI_MODEL_URL=f"http://127.0.0.1:{models}/v1", AI_MODEL_NAME="lab-model", AI_MODEL_API_KEY="key-of-the-model",
            AIRFLOW_MCP_URL=f"https://127.0.0.1:{sister}", AIRFLOW_MCP_CA_FILE=tls / "ca.pem", AIRFLOW_MCP_STATUS_KEY=STATUS_KEY,
        ))
        until_read(alone)
        yield alone, of_models, of_sister


def test_documents_are_those_of_the_folders_that_the_globs_let_in(lab):
    alone, _, _ = lab
    found = alone.call("query_documents", query="gnuhopper", max_results=20).json()["results"]
    assert {passage["source"] for passage in found} == {"kept.md", "also.md"}
    assert any(file.name.startswith("segments") for file in (alone.folder / "kept").rglob("*"))


def test_meanings_are_asked_of_the_embedding_service(lab):
    alone, of_models, _ = lab
    assert alone.call("query_documents", query="gnuhopper", mode="semantic").json()["results"]
    asked = [(headers["authorization"], json.loads(body)["model"]) for path, headers, body in of_models.queue if path == "/v1/embeddings"]
    assert set(asked) == {("Bearer key-of-the-embedder", "lab-embedder")}


def test_the_best_are_looked_at_once_more_by_the_reranking_service(lab):
    alone, of_models, _ = lab
    for mode, first in (("keyword", "kept.md"), ("hybrid", "also.md")):
        found = alone.call("query_documents", query="the gnuhopper of kept.md", mode=mode).json()["results"]
        assert [passage["source"] for passage in found][0] == first
        assert sorted((passage["score"] for passage in found), reverse=True) == [passage["score"] for passage in found]
    asked = [(headers["authorization"], json.loads(body)["model"]) for path, headers, body in of_models.queue if path == "/v1/rerank"]
    assert set(asked) == {("Bearer key-of-the-reranker", "lab-reranker")}


def test_questions_are_answered_by_the_model(lab):
    alone, of_models, _ = lab
    answer = alone.call("chat_with_context", message="Where was the gnuhopper?").json()
    assert (answer["mode"], answer["model"], answer["answer"]) == ("model", "lab-model", "So it is [1]."), answer
    asked = [(headers["authorization"], json.loads(body)["model"]) for path, headers, body in of_models.queue if path == "/v1/chat/completions"]
    assert asked == [("Bearer key-of-the-model", "lab-model")]


def test_the_sister_is_asked_by_its_key_when_it_proves_who_it_is(lab):
    alone, _, of_sister = lab
    told = parts(alone)
    assert told["airflow-mcp"]["state"] == "up" and told["airflow"]["version"] == "9.9.9", told
    assert {headers.get("x-api-key") for _, headers, _ in of_sister.queue} == {STATUS_KEY}


def test_qubinodes_own_assistant_and_airflow_itself_are_asked_where_nobody_else_is_named(built, tmp_path):
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "one.md").write_text(TEXT.format(name="one"))
    with server(lambda path, body: {"response": "It was [1]."} if path == "/chat" else {"status": "healthy"}) as (assistant, asked), \
            server(lambda path, body: {"version": "9.9.9"} if path == "/api/v2/version" else None) as (airflow, _), \
            running(
                services.ASSISTANT, tmp_path, OTHER_PORT, RAG_PATHS=tmp_path / "documents",
                AI_SERVICE_URL=f"http://127.0.0.1:{assistant}", AIRFLOW_API_URL=f"http://127.0.0.1:{airflow}",
            ) as alone:
        until_read(alone)
        assert alone.call("chat_with_context", message="Where was the gnuhopper?").json()["answer"] == "It was [1]."
        assert "gnuhopper" in str([body for path, _, body in asked.queue if path == "/chat"])
        assert parts(alone)["airflow"]["version"] == "9.9.9"


def repository(folder):
    """The answers of git's own server, which has all repositories of a folder."""
    def answer(path, body):
        path, _, query = path.partition("?")
        kind = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": "application/x-git-upload-pack-request"} if body else {"REQUEST_METHOD": "GET"}
        environment = {
            "PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": str(folder), "GIT_HTTP_EXPORT_ALL": "1", "PATH_INFO": path, "QUERY_STRING": query,
            "CONTENT_LENGTH": str(len(body)),
        }
        if body.startswith(b"\x1f\x8b"):
            kind |= {"HTTP_CONTENT_ENCODING": "gzip"}
        # It ends with 1 where a shallow client asks for more in its next request.
        done = subprocess.run(["git", "http-backend"], input=body, env=environment | kind, capture_output=True, check=False)
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        kind = re.search(r"Content-Type: (\S+)", head.decode())
        return kind and (content, kind[1])
    return answer


def test_documents_are_those_of_the_repository_at_its_newest_commit(built, tmp_path):
    work, served, tls = tmp_path / "work", tmp_path / "served" / "docs.git", authority(tmp_path / "tls", ("server", "127.0.0.1"))

    def git(*arguments, folder=work):
        command = ["git", "-C", str(folder), "-c", "user.name=Lab", "-c", "user.email=lab@localhost", *map(str, arguments)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def push(name):
        (work / "guides").mkdir(exist_ok=True)
        (work / "guides" / f"{name}.md").write_text(TEXT.format(name=name))
        git("add", "--all")
        git("commit", "--quiet", "--message", name)
        git("push", "--quiet", served, "HEAD:refs/heads/lab")
        return git("rev-parse", "HEAD")

    for folder in (work, tmp_path / "documents"):
        folder.mkdir()
    git("init", "--quiet")
    git("init", "--quiet", "--bare", served)
    first = push("one")
    with server(repository(served.parent), (tls / "server.pem", tls / "server.key")) as (port, _), \
            running(
                services.ASSISTANT, tmp_path, OTHER_PORT, MCP_RATE_LIMIT=100_000, RAG_PATHS=tmp_path / "documents", RAG_GIT_INTERVAL="1s",
                RAG_GIT_CA_FILE=tls / "ca.pem", RAG_GIT=f"https://reader:swordfish@127.0.0.1:{port}/docs.git#lab:guides",
            ) as alone:
        def found():
            # There is nothing to search in before the first pull.
            return {passage["source"]: passage["link"] for passage in alone.call("query_documents", query="gnuhopper").json().get("results", ())}

        def link(commit, name):
            return f"https://127.0.0.1:{port}/docs.git#{commit}:guides/{name}.md"

        stacks.until(lambda: found() == {"one.md": link(first, "one")}, "the first commit is read")
        second = push("two")
        stacks.until(lambda: found() == {name + ".md": link(second, name) for name in ("one", "two")}, "the second commit is read")
        assert alone.call("chat_with_context", message="Where was the gnuhopper?").json()["citations"][0]["link"].startswith(link(second, "")[:-3])
        assert second[:10] in parts(alone)["documents"]["detail"]
        served.rename(tmp_path / "away.git")
        stacks.until(lambda: "docs.git" in json.dumps(parts(alone)["documents"].get("problem", "")), "the status says that it is away")
        assert set(found()) == {"one.md", "two.md"}
        assert "swordfish" not in alone.log + (tmp_path / "audit.jsonl").read_text() + json.dumps(parts(alone))


def test_a_repository_by_another_way_ends_the_start_and_shows_no_credentials(built, tmp_path):
    address = "https://git.lab.example/docs.git,http://reader:swordfish@git.lab.example/docs.git"
    with pytest.raises(AssertionError, match="RAG_GIT.*allowed is an address such as https://"), \
            running(services.ASSISTANT, tmp_path, OTHER_PORT, RAG_GIT=address):
        pass
    assert "swordfish" not in (tmp_path / "log").read_text()
