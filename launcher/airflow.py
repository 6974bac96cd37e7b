"""The demo Airflow: a real one from PyPI with small workflows, for operators who have none at hand."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import time
from datetime import datetime, timedelta, timezone
from typing import Mapping, Optional

from launcher import postgresql, pythons, venvs
from launcher.places import Places
from launcher.postgresql import PostgreSQL
from launcher.problem import Problem
from launcher.processes import Record, Register, leads, uptime_seconds
from launcher.progress import Step, last_lines
from launcher.web import call, port_number, require_free

NAME = "airflow"
VERSION = "3.3.2"
ACCOUNT = "mcp"
PORT_VARIABLE = "QUBINODE_AIRFLOW_PORT"
SECONDS_TO_START = 240
# Slow machines need longer than `up` waits; what does not answer after this time has failed.
SECONDS_UNTIL_IT_HAS_FAILED = 900
A_DAG = "provision_vm"
ALONE = 'umask 077; exec "$0" standalone'
# Ends with its database, so that the next `up` starts both again.
WITH_DATABASE = """umask 077
is_ready=$1 port=$2
shift 2
("$@"; kill $$) &
until "$is_ready" -q -h 127.0.0.1 -p "$port"; do sleep 0.1; done
exec "$0" standalone"""


class DemoAirflow:
    """Installed once per state folder; serves ``deploy/airflow-demo/dags`` on this machine only."""

    def __init__(self, places: Places, settings: Mapping[str, str]) -> None:
        self.places = places
        self.port = port_number(settings.get(PORT_VARIABLE, "18080"), PORT_VARIABLE)
        self.url = f"http://127.0.0.1:{self.port}"
        self.database_port = self.port + 3
        self.venv = places.airflow / "venv"
        self.airflow = self.venv / "bin" / "airflow"
        self.home = places.airflow / "home"
        self.passwords = self.home / "simple_auth_manager_passwords.json.generated"

    def install(self, search_path: str) -> None:
        """Makes the virtual environment, which all instances of this user share."""
        done = self.venv / f"apache-airflow-{VERSION}-postgresql.installed"
        if done.exists():
            return
        name, log = f"apache-airflow-{VERSION}", self.places.log("airflow-install")
        made = venvs.ensure(
            venvs.cache(os.environ), name, pythons.find(search_path), [[f"apache-airflow=={VERSION}"]], log,
            optional=postgresql.PACKAGES,  # Not every machine has it; the start says what comes of that.
        )
        if self.venv.is_symlink():
            self.venv.unlink()
        shutil.rmtree(self.venv, ignore_errors=True)
        self.venv.symlink_to(made)
        done.touch()

    def start(self, register: Register, environment: Mapping[str, str]) -> Record:
        """Starts it without waiting for it."""
        log = self.places.log(NAME)
        given = self._environment(environment)
        command = ["/bin/sh", "-c", ALONE, str(self.airflow)]
        database = PostgreSQL(self.venv, self.home, self.database_port)
        if database.make(self.places.log("airflow-database")):
            given["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] = database.url
            command[2:] = [WITH_DATABASE, str(self.airflow), str(database.is_ready), str(database.port), *database.server()]
        _, record = register.start(NAME, self.url, command, self.home, given, log)
        return record

    def wait(self, record: Record) -> bool:
        """Waits for one that was started, by this ``up`` or by another.

        :return: whether it serves; if not, it is still starting
        :raises Problem: when it has ended
        """
        step = Step("Starting the demo Airflow")
        while not (healthy_since(_health(record), _began(record)) and self._knows_dags()):
            if not leads(record):
                step.failed()
                tail = "\n".join(f"  {line}" for line in last_lines(self.places.log(NAME), 8))
                raise Problem(f"The demo Airflow ended early.\n{tail}", f"The whole log: {self.places.log(NAME)}")
            if step.seconds > SECONDS_TO_START:
                step.failed()
                return False
            step.tick()
            time.sleep(0.5)
        step.done(f"The demo Airflow serves at {self.url}")
        return True

    def require_ports(self) -> None:
        for port in (self.port, self.port + 1, self.port + 2, self.database_port):
            require_free(port, "127.0.0.1", "The demo Airflow", f"{PORT_VARIABLE}, the first of four in a row,")

    def password(self) -> str:
        """The account's password, made here the first time: Airflow keeps those that it finds."""
        self.home.mkdir(mode=0o700, exist_ok=True)
        if not self.passwords.exists():
            with open(os.open(self.passwords, os.O_WRONLY | os.O_CREAT, 0o600), "w") as output:
                json.dump({name: secrets.token_urlsafe(24) for name in ("admin", ACCOUNT)}, output)
        try:
            return json.loads(self.passwords.read_text())[ACCOUNT]
        except (ValueError, KeyError):
            raise Problem(f"{self.passwords} has no password for {ACCOUNT}.", "Remove that file; the next up makes a new one.")

    def _knows_dags(self) -> bool:
        """Logged in as the services will be, so that a wrong password shows here and not in the first tool call."""
        token = call(f"{self.url}/auth/token", body={"username": ACCOUNT, "password": self.password()})
        if not token:
            return False
        return call(f"{self.url}/api/v2/dags/{A_DAG}", {"Authorization": f"Bearer {token['access_token']}"}) is not None

    def _environment(self, environment: Mapping[str, str]) -> dict[str, str]:
        """Neither settings of another Airflow nor the services' keys get into the demo."""
        kept = {name: value for name, value in environment.items() if not name.startswith(("AIRFLOW", "MCP_", "AI_"))}
        return {
            **kept,
            "PATH": f"{self.venv / 'bin'}:{environment.get('PATH', os.defpath)}",
            "AIRFLOW_HOME": str(self.home),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__DAGS_FOLDER": str(self.places.root / "deploy" / "airflow-demo" / "dags"),
            "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
            "AIRFLOW__CORE__PARALLELISM": "4",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"admin:admin,{ACCOUNT}:user",
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{self.url}/execution/",
            "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "5",
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__PORT": str(self.port),
            "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(self.port + 1),
            "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(self.port + 2),
            "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
            "PYTHONDONTWRITEBYTECODE": "1",
        }


def state(record: Record) -> str:
    """Of one that runs: up, starting, or what is wrong with it."""
    health = _health(record)
    if healthy_since(health, _began(record)):
        return "up"
    if uptime_seconds(record) < SECONDS_UNTIL_IT_HAS_FAILED:
        return "starting"
    return "unhealthy" if health else "no answer"


def _health(record: Record) -> Optional[dict]:
    return call(f"{record.url}/api/v2/monitor/health")


def _began(record: Record) -> datetime:
    return datetime.now(timezone.utc) - timedelta(seconds=uptime_seconds(record))


def healthy_since(health: Optional[dict], began: datetime) -> bool:
    """Whether every part is healthy by a heartbeat of this start.

    Airflow reports the heartbeats in its database, so a dead one looks healthy for a while.
    """
    if not health or health.get("metadatabase", {}).get("status") != "healthy":
        return False
    for name in ("scheduler", "triggerer", "dag_processor"):
        part = health.get(name) or {}
        beat = part.get(f"latest_{name}_heartbeat")
        if part.get("status") != "healthy" or not beat or datetime.fromisoformat(beat) < began:
            return False
    return True
