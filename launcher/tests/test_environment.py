import stat
import tempfile
import unittest
from pathlib import Path

from launcher import environment

class DotEnv(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / ".env"

    def test_reads_exports_quotes_and_comments(self) -> None:
        text = "# A=1\nexport B='two words'\nC = \"3\"\nD=\nE=a=b\nnot an assignment\n"
        self.assertEqual(environment.parse_env(text), {"B": "two words", "C": "3", "E": "a=b"})

    def test_makes_strong_keys_for_the_owner_only(self) -> None:
        self.assertEqual(environment.ensure_keys(self.file), ["MCP_API_KEY", "AIRFLOW_MCP_API_KEY", "AIRFLOW_MCP_STATUS_KEY"])
        values = environment.parse_env(self.file.read_text())
        self.assertEqual({len(value) for value in values.values()}, {64})
        self.assertEqual(len(set(values.values())), 3)
        self.assertEqual(stat.S_IMODE(self.file.stat().st_mode), 0o600)

    def test_keeps_what_is_there_and_adds_what_is_missing(self) -> None:
        self.file.write_text("# mine\nMCP_API_KEY=kept\nLIBVIRT_URI=test:///default")
        self.assertEqual(environment.ensure_keys(self.file), ["AIRFLOW_MCP_API_KEY", "AIRFLOW_MCP_STATUS_KEY"])
        text = self.file.read_text()
        self.assertTrue(text.startswith("# mine\nMCP_API_KEY=kept\nLIBVIRT_URI=test:///default\nAIRFLOW_MCP_API_KEY="))

    def test_a_complete_file_is_not_touched(self) -> None:
        environment.ensure_keys(self.file)
        before = self.file.read_bytes()
        self.assertEqual(environment.ensure_keys(self.file), [])
        self.assertEqual(self.file.read_bytes(), before)

    def test_a_key_that_is_set_to_nothing_is_missing(self) -> None:
        completed = environment.with_keys("MCP_API_KEY=\nAIRFLOW_MCP_API_KEY=x\n")
        self.assertEqual(len(environment.parse_env(completed)["MCP_API_KEY"]), 64)

    def test_the_environment_wins_over_dot_env(self) -> None:
        self.file.write_text("LIBVIRT_URI=from-dot-env\nAIRFLOW_MCP_PORT=2\n")
        settings = environment.load(self.file, {"LIBVIRT_URI": "from-shell", "AIRFLOW_API_URL": " "})
        self.assertEqual(settings, {"LIBVIRT_URI": "from-shell", "AIRFLOW_MCP_PORT": "2"})


if __name__ == "__main__":
    unittest.main()
