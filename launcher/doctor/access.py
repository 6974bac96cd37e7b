"""Judges what the configured account may do in Airflow."""

from __future__ import annotations

from dataclasses import dataclass

from launcher.doctor.finding import BAD, OK, WARNING, Finding

ACCEPTED, REFUSED, MISSING, EXPIRED, IN_FILE = "accepted", "refused", "missing", "expired", "in the file"
LOGIN = "AIRFLOW_USERNAME and AIRFLOW_PASSWORD, or AIRFLOW_TOKEN"


@dataclass(frozen=True)
class Access:
    """What an Airflow answers to reading calls.

    :param url: without credentials; empty where none is configured
    :param problem: why it does not answer
    :param status: the HTTP status of what answers and is no Airflow
    :param version: empty where what answers is no Airflow
    :param login: how it answers to the account
    :param role: in lower case; empty where Airflow does not tell
    :param sees_connections: whether it shows connections, which roles below "Op" may not see
    """

    url: str = ""
    problem: str = ""
    status: int = 0
    version: str = ""
    account: str = ""
    login: str = ""
    reads_dags: bool = False
    role: str = ""
    sees_connections: bool = False


def judge(access: Access, is_demo: bool) -> list[Finding]:
    if not access.url:
        return [Finding(OK, "AIRFLOW_API_URL is not set: ./qubinode up starts a demo Airflow")]
    if access.problem:
        advice = "./qubinode up" if is_demo else "Start that Airflow, or correct AIRFLOW_API_URL"
        return [Finding(BAD, f"{access.url} does not answer: {access.problem}.", advice)]
    if not access.version:
        what = f"{access.url} answers with status {access.status}, not as an Airflow 2 or 3 does."
        return [Finding(BAD, what, "Correct AIRFLOW_API_URL: it has no path /api/…")]
    airflow = f"{'the demo ' if is_demo else ''}Airflow {access.version} at {access.url}"
    if access.login == MISSING:
        return [Finding(BAD, f"{airflow} wants a login, and none is set.", f"Set {LOGIN}")]
    if access.login == IN_FILE:
        return [Finding(OK, f"{airflow}; its login, in mcp-servers.yml, was not tried: get_project_status does")]
    if access.login == EXPIRED:
        return [Finding(BAD, f"{airflow} refuses AIRFLOW_TOKEN, which has expired.", f"Renew it: set {LOGIN}")]
    if access.login == REFUSED:
        return [Finding(BAD, f"{airflow} refuses {access.account}.", f"Correct {LOGIN}")]
    if not access.reads_dags:
        return [Finding(BAD, f"{airflow} does not let {access.account} list DAGs.", "Give the account Airflow's role User")]
    return [_judge_role(access, airflow)]


def _judge_role(access: Access, airflow: str) -> Finding:
    too_much = "Give the account the role User: it can trigger DAGs, and anybody who gets our password can do no more"
    if access.role == "user":
        return Finding(OK, f"{airflow}; {access.account} has the role User and may trigger DAGs")
    if access.role in ("viewer", "public"):
        advice = "Give the account the role User, unless this server shall only read"
        return Finding(WARNING, f"{airflow}; {access.account} has the role {access.role.title()} and may not trigger DAGs.", advice)
    if access.role:
        return Finding(WARNING, f"{airflow}; {access.account} has the role {access.role.title()}, which is more than is needed.", too_much)
    if access.sees_connections:
        return Finding(WARNING, f"{airflow}; {access.account} sees connections, so its role is Op or Admin: more than is needed.", too_much)
    return Finding(OK, f"{airflow}; {access.account} may read. Whether it may trigger DAGs, Airflow tells only when one does")
