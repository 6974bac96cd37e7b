#!/usr/bin/env python3
"""32 list_dags at once beside 32 times the raw REST calls that they make, on a real Airflow on PostgreSQL.

    ./qubinode up && ./qubinode down          # makes the demo Airflow in .qubinode/airflow
    pg_virtualenv bench/airflow_parallel.py   # of Debian's postgresql-common: a PostgreSQL of its own, gone afterwards

An Airflow on SQLite answers so many with 500 "Database error". Raw and ours take turns in one run, for RESULTS.md.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import airflow_scale as scale
import results

CALLERS = 32
ACCOUNT = {"mcp": "bench-only-password"}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--state", default=str(scale.ROOT / ".qubinode"), help="the launcher's state folder")
    arguments.add_argument("--rounds", type=int, default=7)
    options = arguments.parse_args()
    if "PGHOST" not in os.environ:
        sys.exit("run it by pg_virtualenv")
    python = pathlib.Path(options.state) / "airflow" / "venv" / "bin" / "python"
    with tempfile.TemporaryDirectory() as folder:
        environment = airflow_environment(pathlib.Path(folder))
        airflow = [str(python), "-m", "airflow"]
        for step in (["db", "migrate"], ["dags", "reserialize"]):
            subprocess.run([*airflow, *step], env=environment, check=True, stdout=subprocess.DEVNULL)
        api_server = [*airflow, "api-server", "--host", "127.0.0.1", "--port", str(scale.AIRFLOW_PORT)]
        command, given = scale.service(folder, ACCOUNT["mcp"], f"airflow.api.max_connections={CALLERS}\n")
        with scale.started(api_server, environment, f"{folder}/airflow.log"), scale.started(command, given, f"{folder}/mcp.log"):
            scale.waited_for(scale.AIRFLOW_PORT, "/api/v2/version")
            scale.waited_for(scale.PORT, "/health")
            raw = scale.Airflow(ACCOUNT["mcp"])
            raw.login()
            rows = [row(raw, options.rounds, callers) for callers in (1, 8, CALLERS)]
    results.save(
        "airflow_parallel",
        title="Callers at once",
        section="Beside the raw REST calls",
        command=f"pg_virtualenv bench/airflow_parallel.py --rounds {options.rounds}",
        line=f"Seconds of the raw REST calls and of `list_dags`, in turn, medians of {options.rounds} rounds, on a real Airflow on PostgreSQL with "
        f"the demo's DAGs and `max_connections: {CALLERS}`.",
        columns=["what", "raw", "airflow-mcp", "ratio"],
        rows=rows,
        software=[results.java(scale.jdk.find(os.environ))],
    )


def airflow_environment(home):
    (home / "simple_auth_manager_passwords.json.generated").write_text(json.dumps(ACCOUNT))
    host, port = os.environ["PGHOST"], os.environ["PGPORT"]
    account = f"{os.environ['PGUSER']}:{os.environ['PGPASSWORD']}"
    return os.environ | {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"postgresql+psycopg2://{account}@{host}:{port}/postgres",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_POOL_SIZE": str(CALLERS + 8),
        "AIRFLOW__CORE__DAGS_FOLDER": str(scale.ROOT / "deploy" / "airflow-demo" / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "mcp:user",
        "AIRFLOW__API__PORT": str(scale.AIRFLOW_PORT),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def row(raw, rounds, callers):
    theirs, mine = scale.in_turns(
        rounds,
        lambda: scale.parallel(lambda: scale.listing(raw), callers),
        lambda: scale.parallel(lambda: scale.ours("list_dags"), callers),
    )
    return [f"{callers} list_dags at once", f"{theirs:.2f} s", f"{mine:.2f} s", f"{mine / theirs:.2f}"]


if __name__ == "__main__":
    main()
