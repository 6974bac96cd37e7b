"""Airflow is killed and comes back while many call."""
import concurrent.futures
import os
import signal
import threading
import time
import uuid

import stack as stacks

CALLERS = 100
CALLERS_MEANWHILE = 10
# Beyond all time-outs of one call: two tries of ten seconds each, the login before, and a machine under load.
LONGEST = 60
PAUSE_SECONDS = 10
# One client gets half of the calls that may run at once, the 100 of rate_limit.concurrent_calls_per_tool.
PROMISED = {"backend_unavailable", "backend_timeout", "backend_refused", "already_exists", "throttled"}


def kill_airflow(stack):
    for pid, command in stacks.processes_of(stack.home).items():
        if "java" not in command.split(" ")[0]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass


def caller(service, until, answers):
    """Calls until told to stop; what each call answered, how long it took, and the runs it asked for."""
    wanted = []
    while not until.is_set():
        run = f"outage-{uuid.uuid4()}"
        for tool, arguments in (
            ("list_dags", {"search": "long"}),
            ("trigger_dag", {"dag_id": "paused_maintenance", "run_id": run, "if_paused": "queue"}),
        ):
            began = time.monotonic()
            answer = service.rest(tool, arguments)
            answers.append((answer.status_code, answer.json().get("code"), time.monotonic() - began))
            if tool == "trigger_dag" and answer.status_code == 200:
                wanted.append(run)
        until.wait(PAUSE_SECONDS)
    return wanted


def test_no_call_hangs_no_run_is_doubled_and_the_service_recovers_by_itself(stack):
    service, answers, killed, stop = stack.airflow, [], threading.Event(), threading.Event()
    # All call at once when it is killed; after that it must be able to come up beside them on two cores.
    until = [stop] * CALLERS_MEANWHILE + [killed] * (CALLERS - CALLERS_MEANWHILE)
    with concurrent.futures.ThreadPoolExecutor(CALLERS) as pool:
        futures = [pool.submit(caller, service, event, answers) for event in until]
        try:
            while len(answers) < CALLERS:
                time.sleep(0.1)
            kill_airflow(stack)
            before = len(answers)
            while len(answers) < before + CALLERS:
                time.sleep(0.1)
            killed.set()
            stack.launcher("up")
        finally:
            killed.set()
            stop.set()
        wanted = [run for future in futures for run in future.result()]
    assert {code for status, code, _ in answers if status != 200} <= PROMISED
    assert max(seconds for *_, seconds in answers) < LONGEST
    deadline = time.monotonic() + LONGEST
    while service.get("/health").json()["components"]["airflow"]["state"] != "up":
        assert time.monotonic() < deadline
        time.sleep(0.2)
    # A run id is there once or not at all, so a second trigger under it must give the first run or say that it exists.
    for run in wanted[:: max(1, len(wanted) // 20)]:
        assert service.ask("get_dag_status", dag_id="paused_maintenance", run_id=run)["run"]["run_id"] == run
