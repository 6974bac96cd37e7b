"""
### Check of the lab's certificates

Looks at the dates of the lab's certificates and fails when one has expired. In this demo one of them **has expired on
purpose**, so every run fails in `check_dates` with a chained exception: something to ask "why did it fail?" about.
"""

from __future__ import annotations

from datetime import datetime, timezone

try:
    from airflow.sdk import dag, task
except ImportError:  # Airflow 2
    from airflow.decorators import dag, task

CERTIFICATES = {
    "CN=registry.lab.example": "2099-01-01",
    "CN=idm.lab.example": "2024-03-31",
}


class CertificateExpired(Exception):
    """A certificate's notAfter date has passed."""


class LabNotTrusted(Exception):
    """At least one service of the lab cannot be trusted."""


def check(subject: str, not_after: str) -> None:
    end = datetime.fromisoformat(not_after).replace(tzinfo=timezone.utc)
    print(f"{subject}: valid until {not_after}")
    if end < datetime.now(timezone.utc):
        raise CertificateExpired(f"{subject} expired on {not_after}")


@dag(
    dag_id="certificate_check",
    description="Check the lab's certificates (demo: fails on purpose, one has expired)",
    doc_md=__doc__,
    schedule=None,
    catchup=False,
    tags=["qubinode", "certificates"],
    default_args={"owner": "qubinode", "retries": 0},
)
def certificate_check():
    @task
    def read_certificates() -> dict[str, str]:
        return CERTIFICATES

    @task
    def check_dates(certificates: dict[str, str]) -> None:
        try:
            for subject, not_after in certificates.items():
                check(subject, not_after)
        except CertificateExpired as expired:
            raise LabNotTrusted("The lab's identity service cannot be trusted: renew its certificate") from expired

    @task
    def report() -> None:
        print("All certificates are valid.")

    check_dates(read_certificates()) >> report()


certificate_check()
