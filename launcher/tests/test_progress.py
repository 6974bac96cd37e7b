import contextlib
import io
import tempfile
import unittest
from pathlib import Path

from launcher.problem import Problem
from launcher.progress import run_logged, telling_lines


class LoggedCommands(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.log = self.folder / "x.log"

    def test_shows_errors_before_the_advice_that_follows_them(self) -> None:
        self.log.write_text("[INFO] a\n[ERROR] A.java:[1,2] missing ;\n[ERROR] \n[INFO] advice\n")
        self.assertEqual(telling_lines(self.log, 6), ["[ERROR] A.java:[1,2] missing ;"])

    def test_shows_the_errors_of_the_build_before_those_that_tested_code_logged(self) -> None:
        self.log.write_text("2026-11-24 12:00:00 ERROR [WireMock] none\n[ERROR] ATest.a:7\n")
        self.assertEqual(telling_lines(self.log, 6), ["[ERROR] ATest.a:7"])

    def test_shows_the_end_of_a_log_without_errors(self) -> None:
        self.log.write_text("a\n\nb\nc\n\n")
        self.assertEqual(telling_lines(self.log, 2), ["b", "c"])

    def test_a_failed_command_is_a_problem_with_its_words(self) -> None:
        with self.assertRaises(Problem) as raised, contextlib.redirect_stdout(io.StringIO()):
            run_logged("Doing", ["sh", "-c", "echo because; exit 3"], self.folder, self.log)
        self.assertIn("because", raised.exception.message)
        self.assertIn(str(self.log), raised.exception.next_step)


if __name__ == "__main__":
    unittest.main()
