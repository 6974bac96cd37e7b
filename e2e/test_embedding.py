"""An embedding service in place of the models within: a real model, present, gone, and back."""
import json
import shutil

import pytest
import stack as stacks
from assistant import Model, assistant, part
from stack import until

HOME = stacks.ROOT / ".qubinode" / "e2e-embedding"
MODEL_PORT, PORT = 27401, 27196
QUESTION = "Which port must the firewall open for the web interface of Airflow?"
SECONDS_TO_GO_ON = 90  # it is tried every 30


@pytest.fixture(scope="module")
def model():
    model = Model(HOME / "model.log", MODEL_PORT, ("--embeddings",))
    model.start()
    yield model
    model.stop()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("documents")


@pytest.fixture(scope="module")
def service(model, folder):
    shutil.rmtree(HOME / "index", ignore_errors=True)
    with assistant(HOME, PORT, folder, RAG_EMBEDDING_URL=f"{model.url}/v1", RAG_EMBEDDING_NAME="smollm2") as service:
        yield service


def sources(answer):
    return [passage["source"] for passage in answer["results"]]


def test_passages_are_found_by_its_meaning_too(service, model):
    answer = service.ask("query_documents", query=QUESTION)
    assert "firewall.md" in sources(answer)[:2] and "words alone" not in answer.get("note", "")
    assert service.ask("query_documents", query=QUESTION, mode="semantic")["results"]
    assert "stop processing" in model.log.read_text()  # it was asked


def test_while_it_is_gone_words_find_new_documents_too_and_their_meaning_waits_for_it(service, model, folder):
    model.stop()
    try:
        answer = service.ask("query_documents", query=QUESTION)
        assert sources(answer)[0] == "firewall.md" and "Found by words alone" in answer["note"]
        status, problem = service.refusal("query_documents", query=QUESTION, mode="semantic")
        assert (status, problem["code"]) == (503, "backend_unavailable") and "RAG_EMBEDDING_URL" in problem["hint"]
        (folder / "new.md").write_text("# Outage\n\nThe gnuhopper was seen.\n")
        until(lambda: "new.md" in sources(service.ask("query_documents", query="gnuhopper", mode="keyword")), "its words are found")
        until(lambda: "embedding service" in json.dumps(part(service, "documents")), "the status names it")
    finally:
        model.start()
    asked = {"query": "gnuhopper", "mode": "semantic", "max_results": 20}

    def is_embedded():
        """A model that has just started can take longer than an answer may."""
        answer = service.rest("query_documents", asked)
        assert answer.status_code in (200, 503), answer.text
        return answer.status_code == 200 and "new.md" in sources(answer.json())

    until(is_embedded, "it is embedded", SECONDS_TO_GO_ON)
    assert "words alone" not in service.ask("query_documents", query=QUESTION).get("note", "")
