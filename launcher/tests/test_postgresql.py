import contextlib
import io
import tempfile
import unittest
from pathlib import Path

from launcher.postgresql import PROGRAMS, PostgreSQL


def programs(venv: Path, initdb: str) -> None:
    """A folder as the wheel has it, with an ``initdb`` of these shell commands; ``$data`` is where it shall make a cluster."""
    folder = venv / PROGRAMS.replace("python3*", "python3.11")
    folder.mkdir(parents=True)
    (folder / "initdb").write_text(f"#!/bin/sh\nfor data; do :; done\n{initdb}\n")
    (folder / "initdb").chmod(0o700)


class Database(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = Path(folder.name)

    def make(self) -> tuple[bool, str]:
        with contextlib.redirect_stdout(io.StringIO()) as said:
            made = PostgreSQL(self.home / "venv", self.home, 18083).make(self.home / "log")
        return made, said.getvalue()

    def test_is_made_once_with_a_password_that_only_its_owner_reads(self) -> None:
        programs(self.home / "venv", 'mkdir "$data" && echo made')
        self.assertTrue(self.make()[0])
        database = PostgreSQL(self.home / "venv", self.home, 18083)
        password = database.password_file.read_text()
        self.assertEqual(database.password_file.stat().st_mode & 0o777, 0o600)
        self.assertEqual(database.url, f"postgresql+psycopg2://airflow:{password}@127.0.0.1:18083/postgres")
        self.assertEqual(self.make(), (True, ""))
        self.assertEqual(database.password_file.read_text(), password)

    def test_is_made_again_where_that_was_interrupted(self) -> None:
        programs(self.home / "venv", 'mkdir "$data"')
        (self.home / "postgresql.unfinished").mkdir()
        self.assertTrue(self.make()[0])

    def test_is_not_there_where_it_may_not_run_and_that_is_said(self) -> None:
        programs(self.home / "venv", "echo 'ERROR: not permitted'; exit 1")
        made, said = self.make()
        self.assertFalse(made)
        self.assertIn("SQLite", said)
        self.assertIn("ERROR: not permitted", said)

    def test_is_not_there_where_there_is_none_for_the_machine(self) -> None:
        made, said = self.make()
        self.assertFalse(made)
        self.assertIn("SQLite", said)
        self.assertFalse((self.home / "postgresql").exists())
