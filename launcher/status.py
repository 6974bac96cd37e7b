"""``status``: what runs, as it says of itself."""

from __future__ import annotations

from typing import Mapping, Optional

from launcher import airflow, report, services
from launcher.places import Places
from launcher.processes import Record, Register, leads, uptime_seconds
from launcher.progress import say
from launcher.web import call

HEADER = ("COMPONENT", "STATE", "PID", "URL", "VERSION", "UPTIME")


def show(places: Places, settings: Mapping[str, str]) -> bool:
    """Prints the table.

    :return: whether everything is up
    """
    register = Register(places.run)
    rows = []
    notes: list[str] = []
    demo = register.find(airflow.NAME)
    if demo:
        health = {"status": airflow.state(demo), **(call(f"{demo.url}/api/v2/version") or {})} if leads(demo) else {}
        rows.append(_row(airflow.NAME, demo, health))
    for service in services.chosen(settings):
        record = register.find(service.name)
        health = services.health(record, settings.get(service.key_variable)) if record and leads(record) else {}
        rows.append(_row(service.name, record, health))
        notes += [
            f"{service.name}: {name} is down: {part.get('problem', '')}"
            for name, part in health.get("components", {}).items()
            if part.get("state") == "down"
        ]
    say(report.table([HEADER, *rows]))
    for note in notes:
        say(note)
    return all(row[1] == "up" for row in rows)


def _row(name: str, record: Optional[Record], health: Mapping[str, str]) -> tuple[str, ...]:
    if record is None:
        return (name, "stopped", "-", "-", "-", "-")
    if not leads(record):
        return (name, "dead", "-", record.url, "-", "-")
    state = health.get("status", "no answer")
    return (name, state, str(record.pid), record.url, health.get("version", "-"), report.duration(uptime_seconds(record)))
