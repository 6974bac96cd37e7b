"""Documents as they are in the field, in the running service: what stands in them is found, and what is left out is told."""
import unicodedata

import pytest
import stack as stacks
from assistant import assistant, part

EXACT = "AIRFLOW__CORE__MAX_ACTIVE_TASKS_PER_DAG"
ROWS = 120


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """ai-assistant-mcp on a folder of odd files, beside the documents that it has in tests."""
    folder = tmp_path_factory.mktemp("odd") / "docs"
    folder.mkdir()

    def write(name, text):
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())

    write("limits.md", f"# Limits\n\n{EXACT}\n")
    for number in range(8):
        write(f"tuning{number}.md", f"# Tuning {number}\n\n" + "Airflow core: max active tasks per DAG. " * 20)
    write("bom.md", b"\xef\xbb\xbf# Zebra crossing\r\n\r\nThe quokkafish eats at noon.\r\n")
    write("front.md", "---\ntitle: Wombat care\ntags: [secretkey]\n---\n\nThe wombatbird sleeps by day.\n")
    table = "# Rates\n\n| Currency | Obolrate |\n| --- | --- |\n" + "".join(f"| coin{row} | {row} |\n" for row in range(ROWS))
    write("table.md", table)
    write("ligature.md", "# Oﬃce\n\nThe ﬁrewall of the oﬃce is a marmosetwall.\n")
    write(unicodedata.normalize("NFD", "größe.md"), "# Größe\n\n" + unicodedata.normalize("NFD", "Die Größe der Platte heißt Diskgröße.") + "\n")
    for name in ("README", "Makefile", "setup.sh", "pyproject.toml", "package.json", "tox.ini"):
        write(name, {"package.json": '{"about": "pangolinpackage"}'}.get(name, f"# about\npangolin{name.lower().replace('.', '')} = 1\n"))
    write("note.ipynb", '{"cells": [{"cell_type": "markdown", "metadata": {}, "source": ["The pangolinnotebook counts."]}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    write("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(200))
    write("sound.mp3", bytes(200))
    with assistant(stacks.ROOT / ".qubinode" / "e2e-odd-documents", 27470, folder) as service:
        yield service


def first(service, query, **arguments):
    return service.ask("query_documents", query=query, max_results=1, **arguments)["results"][0]


@pytest.mark.parametrize("mode", ["hybrid", "keyword"])
def test_a_name_is_found_first_where_it_stands_alone(odd, mode):
    assert first(odd, EXACT, mode=mode)["source"] == "limits.md"


def test_the_first_heading_is_read_behind_a_byte_order_mark_and_front_matter_is_no_text(odd):
    assert first(odd, "quokkafish")["heading"] == "Zebra crossing"
    wombat = first(odd, "wombatbird")
    assert wombat["source"] == "front.md" and "secretkey" not in wombat["text"] and "title:" not in wombat["text"]
    assert first(odd, "Wombat care")["source"] == "front.md"


def test_a_row_of_a_table_is_shown_below_the_names_of_its_columns(odd):
    row = first(odd, f"Obolrate of coin{ROWS - 1}")
    assert row["source"] == "table.md" and f"coin{ROWS - 1}" in row["text"] and "Obolrate" in row["text"], row


@pytest.mark.parametrize("query", ["marmosetwall", "firewall office", "ﬁrewall oﬃce", "Diskgröße", unicodedata.normalize("NFD", "Diskgröße")])
def test_letters_are_the_same_however_they_are_encoded(odd, query):
    wanted = "ligature.md" if "gr" not in query else unicodedata.normalize("NFD", "größe.md")
    found = first(odd, query)["source"]
    assert unicodedata.normalize("NFC", found) == unicodedata.normalize("NFC", wanted)


@pytest.mark.parametrize("word", ["readme", "makefile", "setupsh", "pyprojecttoml", "package", "toxini", "notebook"])
def test_text_is_read_whatever_it_is_called(odd, word):
    assert f"pangolin{word}" in first(odd, f"pangolin{word}", mode="keyword")["text"]


def test_what_is_left_out_is_counted_and_named(odd):
    detail = part(odd, "documents")["detail"]
    assert "Skipped 2 files: picture.png (not a document), sound.mp3 (not a document)." in detail, detail
