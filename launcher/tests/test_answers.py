import os
import sys
import tempfile
import unittest
from pathlib import Path

from launcher import answers, build, services
from launcher.jdk import Jdk
from launcher.problem import Problem
from launcher.tests.checkout import Checkout

# Answers with what is beside it, and counts how often it was asked.
JAVA = f"""#!{sys.executable}
import pathlib, sys
here = pathlib.Path(__file__).parent
with open(here / "asked", "a") as asked:
    asked.write("x")
if (here / "wrong").exists():
    sys.exit("Wrong configuration: mcp.port is x")
print((here / "answer").read_text())
"""
KEY = "0123456789abcdef" * 4


class Answers(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.checkout = Checkout(self.root)
        self.java = self.checkout.jdk.java
        self.java.write_text(JAVA)
        self.answer = self.java.with_name("answer")
        self.answer.write_text('{"MCP_SERVER_PORT": "8181", "MCP_TLS_KEY_FILE": "tls/server.key", "MCP_AUDIT_LOCK": "x"}')
        self.settings = {"PATH": "/usr/bin", "MCP_RATE_LIMIT": "7"}

    def ask(self, **more: str) -> "dict[str, str]":
        return services.file_settings([services.ASSISTANT], self.checkout.jdk, self.root, {**self.settings, **more}, self.checkout.servers_file)

    def asked(self) -> int:
        """How often since the last time."""
        counter = self.java.with_name("asked")
        count = len(counter.read_text()) if counter.exists() else 0
        counter.unlink(missing_ok=True)
        return count

    def test_the_same_question_is_asked_once(self) -> None:
        first = self.ask()
        self.assertEqual(({"MCP_SERVER_PORT": "8181"}, 1), (first, self.asked()))
        self.assertEqual((first, 0), (self.ask(TERM="dumb"), self.asked()))

    def test_each_service_is_asked_for_itself(self) -> None:
        self.ask()
        services.file_settings(services.ALL, self.checkout.jdk, self.root, self.settings, self.checkout.servers_file)
        self.assertEqual(3, self.asked())

    def test_another_question_is_asked(self) -> None:
        self.ask()
        self.asked()
        self.ask(MCP_RATE_LIMIT="8")
        self.checkout.servers_file.write_text("ai_assistant:\n  mcp:\n    port: ${LAB_PORT}\n")
        self.ask()
        self.ask(LAB_PORT="8182")
        os.utime(build.program(self.root, services.ASSISTANT.name), ns=(1, 1))
        self.ask()
        self.assertEqual(4, self.asked())
        self.checkout.jdk = Jdk(self.checkout.jdk.home, (25, 0, 9))
        self.ask()
        self.assertEqual(1, self.asked())

    def test_a_file_that_has_changed_is_read_again(self) -> None:
        for name, settings in (("tls/server.key", {}), ("clients.json", {"MCP_CLIENTS_FILE": "clients.json"})):
            with self.subTest(name):
                file = self.root / name
                file.parent.mkdir(exist_ok=True)
                file.write_text("a")
                self.ask(**settings)
                self.asked()
                self.ask(**settings)
                self.assertEqual(0, self.asked())
                file.write_text("another")
                self.ask(**settings)
                file.unlink()
                self.ask(**settings)
                self.assertEqual(2, self.asked())

    def test_a_key_that_up_made_is_like_any_other_that_it_makes(self) -> None:
        self.ask(MCP_API_KEY=KEY)
        self.ask(MCP_API_KEY=KEY[::-1])
        self.assertEqual(1, self.asked())
        self.ask(MCP_API_KEY="of-the-operator")
        self.assertEqual(1, self.asked())

    def test_no_secret_is_kept(self) -> None:
        self.ask(MCP_API_KEY="of-the-operator", AI_MODEL_API_KEY="of-the-model")
        for file in (self.root / services.ASSISTANT.name / "target" / answers.FOLDER).iterdir():
            self.assertNotIn("of-the", file.read_text())
            self.assertEqual(0o600, file.stat().st_mode & 0o777)

    def test_what_is_wrong_is_said_each_time(self) -> None:
        wrong = self.java.with_name("wrong")
        wrong.touch()
        for _ in range(2):
            with self.assertRaisesRegex(Problem, "mcp.port is x"):
                self.ask()
        self.assertEqual(2, self.asked())
        wrong.unlink()
        self.ask()
        self.assertEqual(1, self.asked())

    def test_a_damaged_answer_is_none(self) -> None:
        self.ask()
        for file in (self.root / services.ASSISTANT.name / "target" / answers.FOLDER).iterdir():
            file.write_text("{")
        self.ask()
        self.assertEqual(2, self.asked())

    def test_the_oldest_are_forgotten(self) -> None:
        for number in range(answers.MOST + 2):
            self.ask(MCP_RATE_LIMIT=str(number))
        self.assertEqual(answers.MOST, len(list((self.root / services.ASSISTANT.name / "target" / answers.FOLDER).iterdir())))

    def test_the_doctor_asks_each_time(self) -> None:
        for _ in range(2):
            services.file_settings([services.ASSISTANT], self.checkout.jdk, self.root, self.settings)
        self.assertEqual(2, self.asked())


if __name__ == "__main__":
    unittest.main()
