import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from launcher import report, services
from launcher.connection import Connection
from launcher.places import Places

KEY = "0123456789abcdef0123456789abcdef"


class Connections(unittest.TestCase):
    """What ``up`` prints fits what the services ask for, and gives no key away."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="the lab's ")
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.places = Places.of(self.root, {"QUBINODE_HOME": f"{self.root}/state"})
        self.places.state.mkdir()
        launcher = Path(services.__file__).resolve().parents[1] / "qubinode"
        self.places.command.symlink_to(launcher)

    def printed(self, methods: str = "api_key", env_file: str = f"AIRFLOW_MCP_API_KEY={KEY}\n") -> str:
        self.places.env_file.write_bytes(env_file.encode())
        one = Connection(services.AIRFLOW, "https://127.0.0.1:8889", "/lab's/server.pem", methods.split(","), KEY)
        text = report.connections([one], self.places)
        self.assertNotIn(KEY, text)
        return text

    def pasted(self, text: str, **environment: str) -> list:
        """The arguments that curl would get in a folder where nothing is."""
        (line,) = [line.strip() for line in text.splitlines() if line.strip().startswith("curl ")]
        program = self.root / "curl"
        program.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
        program.chmod(0o755)
        variables = {"PATH": f"{self.root}:{os.environ['PATH']}", **environment}
        return subprocess.run(["/bin/sh", "-c", line], cwd="/", env=variables, capture_output=True, check=True).stdout.decode().split("\n")[:-1]

    def test_a_pasted_line_reads_the_key_from_dot_env(self) -> None:
        text = self.printed()
        self.assertIn("sed -n", text)
        arguments = self.pasted(text)
        self.assertIn(f"X-API-Key: {KEY}", arguments)
        self.assertEqual(arguments[-2:], ["--cacert", "/lab's/server.pem"])

    def test_a_pasted_line_reads_the_key_from_the_environment(self) -> None:
        for env_file in ("", "AIRFLOW_MCP_API_KEY=another\n"):
            self.assertIn(f"X-API-Key: {KEY}", self.pasted(self.printed(env_file=env_file), AIRFLOW_MCP_API_KEY=KEY))

    def test_a_pasted_line_asks_the_launcher_where_dot_env_is_less_plain(self) -> None:
        for line in (f"export AIRFLOW_MCP_API_KEY={KEY}", f'AIRFLOW_MCP_API_KEY="{KEY}"', f"AIRFLOW_MCP_API_KEY=old\nAIRFLOW_MCP_API_KEY={KEY}",
                     f"AIRFLOW_MCP_API_KEY={KEY}\r", f"AIRFLOW_MCP_API_KEY = {KEY}"):
            with self.subTest(line):
                arguments = self.pasted(self.printed(env_file=f"# mine\n{line}\n"))
                self.assertIn(f"X-API-Key: {KEY}", arguments)

    def test_a_token_is_asked_for_where_keys_are_not_taken(self) -> None:
        text = self.printed("jwt,mtls")
        self.assertIn("Authorization: Bearer TOKEN", self.pasted(text))
        self.assertIn("TOKEN is what your issuer gives", text)
        self.assertIn(f"QUBINODE_AUTHORIZATION='Bearer TOKEN' '{self.root}".replace("lab's", """lab'"'"'s"""), text)

    def test_certificates_alone_go_by_curl(self) -> None:
        text = self.printed("mtls")
        arguments = self.pasted(text)
        self.assertIn("CLIENT.pem", arguments)
        self.assertFalse([argument for argument in arguments if "Authorization" in argument or "X-API-Key" in argument])
        self.assertIn("CA.pem is the authority", text)

    def test_tells_how_to_connect_a_client_to_this_very_instance(self) -> None:
        (line,) = [line.strip() for line in self.printed().splitlines() if " connect " in line]
        done = subprocess.run(["/bin/sh", "-c", line], cwd="/", capture_output=True, text=True, check=False)
        self.assertIn("No service runs", done.stderr)
        self.assertIn("claude-desktop, cursor, vscode, gemini", self.printed())


class Times(unittest.TestCase):
    def test_durations_have_two_units(self) -> None:
        self.assertEqual(report.duration(42.9), "42 s")
        self.assertEqual(report.duration(7500), "2 h 5 min")
        self.assertEqual(report.duration(3 * 86400 + 14400), "3 d 4 h")
        self.assertEqual(report.duration(0), "0 s")


if __name__ == "__main__":
    unittest.main()
