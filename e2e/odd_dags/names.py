"""Workflows of an airflow whose names are odd: those of a dag, and those that a test has made."""
import json
import pathlib

import pendulum
from compat import DAG, BashOperator

SAMPLES = [
    ("ft_größe_数据", "prüfen"),
    ("a.b-c_d", "e.f-g_h"),
    ("-dash", "--"),
    ("...", "..."),
    ("١٢٣", "ⅷ"),
    ("list", "tries"),
    ("details", "listMapped"),
    ("_", "0"),
]
made = pathlib.Path(__file__).with_name("made.json")
GENERATED = [tuple(names) for names in json.loads(made.read_text())] if made.exists() else []

for dag_id, task_id in SAMPLES + GENERATED:
    with DAG(dag_id, schedule=None, tags=["odd_name"]) as dag:
        BashOperator(task_id=task_id, bash_command="echo $0 ran")
    globals()[f"dag_{dag_id}"] = dag

with DAG(
    "odd_display",
    dag_display_name="Nightly report (Berlin) 50% | \"a_b\"",
    schedule="30 3 * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz="Europe/Berlin"),
    catchup=False,
):
    BashOperator(task_id="report", task_display_name="Write the report!", bash_command="echo reported")

with DAG("odd_midnight", schedule="15 0 * * *", start_date=pendulum.datetime(2026, 1, 1, tz="Europe/Berlin"), catchup=False, is_paused_upon_creation=True):
    BashOperator(task_id="report", bash_command="echo reported")
