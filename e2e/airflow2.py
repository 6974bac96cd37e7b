"""A real Airflow 2.11 with the demo's workflows, beside the launcher's Airflow 3."""
import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import time

import httpx2 as httpx
import stack as stacks

VERSION = "2.11.2"
PORT = 27280  # and the two after it
SECONDS_TO_START = 240


class Airflow2:
    """Installed once; its home is new at each start."""

    def __init__(self, folder: pathlib.Path):
        self.venv = None
        self.home = folder / "home"
        self.log = folder / "airflow.log"
        self.url = f"http://127.0.0.1:{PORT}"
        self.process = None

    def install(self):
        self.venv = stacks.environment_of("apache-airflow-2", [f"apache-airflow=={VERSION}"])

    def start(self):
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir(parents=True)
        settings = {
            "CORE__LOAD_EXAMPLES": "False",
            "CORE__DAGS_FOLDER": str(stacks.ROOT / "deploy" / "airflow-demo" / "dags"),
            "CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
            "CORE__PARALLELISM": "4",
            "SCHEDULER__DAG_DIR_LIST_INTERVAL": "5",
            "WEBSERVER__WEB_SERVER_HOST": "127.0.0.1",
            "WEBSERVER__WEB_SERVER_PORT": str(PORT),
            "WEBSERVER__WORKERS": "1",
            "WEBSERVER__WEB_SERVER_MASTER_TIMEOUT": "600",  # after 120 s on a busy machine it ends for good
            "LOGGING__WORKER_LOG_SERVER_PORT": str(PORT + 1),
            "LOGGING__TRIGGER_LOG_SERVER_PORT": str(PORT + 2),
            "API__AUTH_BACKENDS": "airflow.api.auth.backend.basic_auth,airflow.api.auth.backend.session",
        }
        environment = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")}
        environment |= {f"AIRFLOW__{name}": value for name, value in settings.items()}
        environment |= {"AIRFLOW_HOME": str(self.home), "PATH": f"{self.venv / 'bin'}:{environment['PATH']}"}
        with open(self.log, "wb") as output:
            self.process = subprocess.Popen(
                [str(self.venv / "bin" / "airflow"), "standalone"],
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

    def password(self):
        return (self.home / "standalone_admin_password.txt").read_text().strip()

    def _knows_its_dags(self):
        with contextlib.suppress(OSError, httpx.HTTPError):
            dag = httpx.get(f"{self.url}/api/v1/dags/provision_vm", auth=("admin", self.password()), timeout=10)
            health = httpx.get(f"{self.url}/health", timeout=10).json()
            return dag.status_code == 200 and health["scheduler"]["status"] == "healthy"
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

    def _session(self):
        pids = []
        for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                state, _, _, session = stat.read_text().rpartition(")")[2].split()[:4]
                if int(session) == self.process.pid and state not in "ZX":
                    pids.append(int(stat.parent.name))
        return pids
