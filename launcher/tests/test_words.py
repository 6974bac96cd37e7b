import os
import tempfile
import unittest
from pathlib import Path

from launcher import words

ROOT = Path(__file__).resolve().parent.parent.parent
BENT = {
    "BecauseNotFor": "It stays closed, for it is for Prometheus.",
    "NotA": "The body of the request is no JSON.",
    "Rates": "An address may make 20 calls a minute.",
    "Subjects": "That would help who wants to exhaust the server.",
    "Verbs": "This path does not take this method.",
    "Words": "Changes are found by themselves.",
}
PLAIN = (
    "It stays closed, because only Prometheus uses it.",
    "There is no machine named web1, and there are no more pages.",
    "The body of the request is not JSON.",
    "It waits for the run, for at most 60 seconds.",
    "An address may make 20 calls per minute.",
)


class SentencesTest(unittest.TestCase):
    def test_joins_the_parts_of_a_sentence_and_keeps_its_line(self):
        java = """package a;
// "a comment is not a text"
class A {
    String of(int left) {
        return "The pool has " + left + " GiB left, and"
                + " that is \\"too little\\".";
    }
}
"""
        lines = words.java_sentences(java).splitlines()
        self.assertEqual(len(java.splitlines()) + 1, len(lines))
        self.assertEqual('The pool has X GiB left, and that is "too little".', lines[4])
        self.assertEqual([lines[4]], [line for line in lines if line])

    def test_leaves_out_what_is_not_a_sentence(self):
        java = 'class A { String key = "airflow.mcp.port", uri = "http://localhost:80/a"; }'
        self.assertEqual("", words.java_sentences(java).strip())

    def test_reads_settings_over_the_lines_of_a_comment(self):
        settings = "# It stays closed, for\n  # it is new.\nport: 80   # the port\n{{- /* A StatefulSet. */ -}}\n"
        self.assertEqual("It stays closed, for\nit is new.\nport: 80   # the port\nA StatefulSet. */ -}}\n", words.settings_sentences(settings))

    def test_reads_the_texts_of_python_without_docstrings(self):
        python = '''"""A docstring is not a text."""

def refuse(name):
    raise Problem(f"{name} is not a name.", "Choose"
                  " another name.")
'''
        lines = words.python_sentences(python).splitlines()
        self.assertEqual("X is not a name. Choose another name.", lines[3])
        self.assertEqual([lines[3]], [line for line in lines if line])


class RulesTest(unittest.TestCase):
    def setUp(self):
        vale = words.installed(os.environ)
        if vale is None:
            self.skipTest("Vale is not installed: python3 -m launcher.words install")
        self.vale = vale

    def found_in(self, text):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "text.md").write_text(text + "\n")
            return words._run(self.vale, ROOT, [folder])

    def test_finds_nothing_in_documents_and_texts(self):
        self.assertEqual([], words.findings(ROOT, self.vale))

    def test_every_rule_finds_its_example(self):
        self.assertEqual(sorted(BENT), sorted(file.stem for file in (ROOT / ".vale" / "styles" / "Qubinode").glob("*.yml")))
        for rule, sentence in BENT.items():
            self.assertTrue(any(f"Qubinode.{rule}:" in line for line in self.found_in(sentence)), f"{rule}: {sentence}")

    def test_no_rule_finds_plain_sentences(self):
        for sentence in PLAIN:
            self.assertEqual([], self.found_in(sentence))
