"""Real Airflows beside the launcher's, each with an empty home and an empty PostgreSQL at each start."""
import contextlib
import hashlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import time

import httpx2 as httpx
import stack as stacks

from launcher import postgresql

SECONDS_TO_START = 240
DEMO = stacks.ROOT / "deploy" / "airflow-demo" / "dags"


class Standalone:
    """Installed once. It listens on its port and the two after it, its database on the third."""

    packages: list
    name: str

    def __init__(self, folder: pathlib.Path, port, dags=DEMO, known_by="provision_vm"):
        self.venv = None
        self.home = folder / "home"
        self.log = folder / "airflow.log"
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.dags = dags
        self.known_by = known_by
        self.process = None
        self.database = None
        self.database_process = None

    def install(self):
        self.venv = stacks.environment_of(self.name, self.packages, postgresql.PACKAGES)

    def start(self, keep_home=False):
        """:param keep_home: goes on with what an earlier one has left there"""
        if not keep_home:
            shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir(parents=True, exist_ok=True)
        self._start_database()
        settings = {
            "DATABASE__SQL_ALCHEMY_CONN": self.database.url,
            "CORE__LOAD_EXAMPLES": "False",
            "CORE__DAGS_FOLDER": str(self.dags),
            "CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
            "CORE__PARALLELISM": "4",
            "LOGGING__WORKER_LOG_SERVER_PORT": str(self.port + 1),
            "LOGGING__TRIGGER_LOG_SERVER_PORT": str(self.port + 2),
            "USAGE_DATA_COLLECTION__ENABLED": "False",
        } | self.settings()
        environment = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")}
        environment |= {f"AIRFLOW__{name}": value for name, value in settings.items()}
        environment |= {
            "AIRFLOW_HOME": str(self.home),
            "PATH": f"{self.venv / 'bin'}:{environment['PATH']}",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self.prepare(environment)
        with open(self.log, "wb") as output:
            self.process = subprocess.Popen(
                self.command(),
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + SECONDS_TO_START
        while not self._knows_its_dags():
            assert self.process.poll() is None and time.monotonic() < deadline, self.log.read_text()[-4000:]
            time.sleep(1)

    def _start_database(self):
        self.database = postgresql.PostgreSQL(self.venv, self.home, self.port + 3)
        log = self.log.with_name("postgresql.log")
        assert self.database.make(log), log.read_text()[-4000:]
        with open(log, "ab") as output:
            self.database_process = subprocess.Popen(
                [*self.database.server(), "-c", "fsync=off"],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        ready = [self.database.is_ready, "-q", "-h", "127.0.0.1", "-p", str(self.database.port)]
        stacks.until(lambda: subprocess.run(ready, check=False).returncode == 0, "PostgreSQL serves")

    def sql(self, statement):
        psql = self.database.programs / "psql"
        subprocess.run([psql, "-q", "-c", statement, self.database.url.replace("+psycopg2", "")], check=True)

    def prepare(self, environment):
        """What is to be done before the start."""

    def command(self):
        return [str(self.venv / "bin" / "airflow"), "standalone"]

    @property
    def raw(self):
        return stacks.RawAirflow(self.url, "admin", self.password(), is_2=self.is_2)

    def _knows_its_dags(self):
        with contextlib.suppress(OSError, ValueError, KeyError, AssertionError, httpx.HTTPError):
            health = httpx.get(f"{self.url}/{self.health}", timeout=10).json()
            return health["scheduler"]["status"] == "healthy" and self.raw.get(f"dags/{self.known_by}")["dag_id"] == self.known_by
        return False

    def stop(self):
        """Its processes rename themselves and outlive the first one, so the whole session is ended."""
        deadline = time.monotonic() + 30
        while pids := self._session():
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGTERM if time.monotonic() < deadline - 15 else signal.SIGKILL)
            self.process.poll()
            assert time.monotonic() < deadline, pids
            time.sleep(0.5)
        if self.database_process:
            self.database_process.send_signal(signal.SIGINT)
            self.database_process.wait(30)

    def _session(self):
        pids = []
        if self.process is None:
            return pids
        for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                state, _, _, session = stat.read_text().rpartition(")")[2].split()[:4]
                if int(session) == self.process.pid and state not in "ZX":
                    pids.append(int(stat.parent.name))
        return pids


class Airflow2(Standalone):
    name = "apache-airflow-2"
    packages = ["apache-airflow==2.11.2"]
    is_2 = True
    health = "health"

    def settings(self):
        return {
            "SCHEDULER__DAG_DIR_LIST_INTERVAL": "5",
            "WEBSERVER__WEB_SERVER_HOST": "127.0.0.1",
            "WEBSERVER__WEB_SERVER_PORT": str(self.port),
            "WEBSERVER__WORKERS": "1",
            "WEBSERVER__WEB_SERVER_MASTER_TIMEOUT": "600",  # after 120 s on a busy machine it ends for good
            "API__AUTH_BACKENDS": "airflow.api.auth.backend.basic_auth,airflow.api.auth.backend.session",
        }

    def start(self, keep_home=False):
        """Airflow 2 has no tokens: it proves the password at each call, which with scrypt takes most of the call."""
        super().start(keep_home)
        quick = hashlib.pbkdf2_hmac("sha256", self.password().encode(), b"salt", 1).hex()
        self.sql(f"UPDATE ab_user SET password = 'pbkdf2:sha256:1$salt${quick}'")

    def password(self):
        return (self.home / "standalone_admin_password.txt").read_text().strip()


class Airflow3(Standalone):
    name = "apache-airflow-3"
    packages = ["apache-airflow==3.3.2"]
    is_2 = False
    health = "api/v2/monitor/health"

    def settings(self):
        return {
            "CORE__EXECUTION_API_SERVER_URL": f"{self.url}/execution/",
            "DAG_PROCESSOR__REFRESH_INTERVAL": "5",
            "API__HOST": "127.0.0.1",
            "API__PORT": str(self.port),
        }

    def password(self):
        return json.loads((self.home / "simple_auth_manager_passwords.json.generated").read_text())["admin"]


class Airflow30WithFab(Airflow3):
    """The oldest Airflow 3; its accounts are those of Flask-AppBuilder, as Airflow 2's are. In its home an Airflow 2 is upgraded."""

    name = "apache-airflow-3.0-fab"
    # FastAPI and Cadwyn are of its time: a later FastAPI reads no body without a media type, which its workers do not send.
    packages = ["apache-airflow==3.0.6", "apache-airflow-providers-fab==2.4.1", "fastapi==0.116.1", "cadwyn==5.4.4"]
    admin = "for-the-tests-alone"

    def settings(self):
        return super().settings() | {
            "CORE__AUTH_MANAGER": "airflow.providers.fab.auth_manager.fab_auth_manager.FabAuthManager",
            "API_AUTH__JWT_ISSUER": "airflow",  # by default it is none, which PyJWT has refused since
            # The settings' file of an Airflow 2 has none, and then each process makes one of its own and refuses the others' tokens.
            "API_AUTH__JWT_SECRET": self.admin * 4,
        }

    def command(self):
        """Not `standalone`, which forces its own accounts."""
        return ["sh", "-c", "airflow scheduler & airflow dag-processor & airflow triggerer & exec airflow api-server --workers 1"]

    def prepare(self, environment):
        account = ("--username", "admin", "--password", self.password())
        names = ("--firstname", "A", "--lastname", "B", "--role", "Admin", "--email", "admin@lab.example")
        # An upgraded database has the account, with a hash that this version's libraries may be too old for.
        known = self._of_airflow_2().exists()
        commands = (("db", "migrate"), ("users", "reset-password", *account) if known else ("users", "create", *account, *names))
        for command in commands:
            done = subprocess.run(["airflow", *command], env=environment, capture_output=True, text=True, timeout=300, check=False)
            assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]

    def _of_airflow_2(self):
        return self.home / "standalone_admin_password.txt"

    def password(self):
        before = self._of_airflow_2()
        return before.read_text().strip() if before.exists() else self.admin
