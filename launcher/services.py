"""The two services: what they are called, what they are given, and how they are started."""

from __future__ import annotations

import hashlib
import json
import re
import shlex
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Collection, Mapping, Optional, Sequence

from launcher import answers, native_image
from launcher.build import JAR, OPTIONS, built, fingerprint
from launcher.jdk import Jdk
from launcher.places import Places
from launcher.problem import Problem
from launcher.processes import Record, Register
from launcher.progress import Step, last_lines
from launcher.web import call, port_number

SECONDS_TO_START = 120
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}
# Of what the file says, only this concerns the launcher.
FROM_FILE = (
    "MCP_SERVER_PORT", "AIRFLOW_MCP_PORT", "AIRFLOW_API_URL", "LIBVIRT_URI", "MCP_CLIENTS_FILE", "AIRFLOW_MCP_CLIENTS_FILE",
    "MCP_TLS_CERTIFICATE_FILE", "AIRFLOW_MCP_TLS_CERTIFICATE_FILE", "MCP_AUTH_METHOD", "AIRFLOW_MCP_AUTH_METHOD",
)
# What the services, Quarkus, libvirt's client and Java read.
SETTING_PREFIXES = (
    "AI_", "AIRFLOW_", "AUDIT_", "LIBVIRT_", "MCP_", "OTEL_", "QUARKUS_", "RAG_", "RATE_LIMIT_", "VM_",
    "QUBINODE_CONFIRM_TIMEOUT", "QUBINODE_JAVA_OPTS", "QUBINODE_REQUEST_TIMEOUT",
    "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS",
)
# Of what .env sets, only this is for the launcher alone.
LAUNCHER_ONLY = ("GRAALVM_HOME", "QUBINODE_AIRFLOW_PORT", "QUBINODE_HOME", "QUBINODE_NATIVE", "QUBINODE_SERVICES")
# What both services read of the variables that are called like those of one.
FOR_BOTH = ("AIRFLOW_API_URL", "AIRFLOW_MCP_CA_FILE", "AIRFLOW_MCP_STATUS_KEY", "AIRFLOW_MCP_URL", "MCP_CONFIG")
REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)")
WRONG_CONFIGURATION = "Wrong configuration:"


@dataclass(frozen=True)
class Service:
    """One service and the names of the variables that set it."""

    name: str
    short_name: str
    client_name: str
    default_port: int
    host_variable: str
    port_variable: str
    key_variable: str
    method_variable: str
    enabled_variable: str
    audit_variable: str
    clients_variable: str
    certificate_variable: str
    prefixes: tuple[str, ...]
    example_tool: str
    example_arguments: str

    def host(self, settings: Mapping[str, str]) -> str:
        return settings.get(self.host_variable, "127.0.0.1")

    def port(self, settings: Mapping[str, str]) -> int:
        return port_number(settings.get(self.port_variable, str(self.default_port)), self.port_variable)

    def methods(self, settings: Mapping[str, str]) -> list[str]:
        """How callers may prove who they are: ``api_key``, ``jwt``, ``mtls``, one or several."""
        return [method.strip() for method in settings.get(self.method_variable, "api_key").split(",")]

    def certificate(self, settings: Mapping[str, str], root: Path) -> str:
        """The file of the certificate that it shows; none without TLS."""
        named = settings.get(self.certificate_variable)
        return str((root / named).absolute()) if named else ""

    def url(self, settings: Mapping[str, str]) -> str:
        host = self.host(settings)
        scheme = "https" if settings.get(self.certificate_variable) else "http"
        return f"{scheme}://{ANYWHERE.get(host, f'[{host}]' if ':' in host else host)}:{self.port(settings)}"


ASSISTANT = Service(
    name="ai-assistant-mcp",
    short_name="ai",
    client_name="qubinode-assistant",
    default_port=8081,
    host_variable="MCP_SERVER_HOST",
    port_variable="MCP_SERVER_PORT",
    key_variable="MCP_API_KEY",
    method_variable="MCP_AUTH_METHOD",
    enabled_variable="MCP_SERVER_ENABLED",
    audit_variable="MCP_AUDIT_FILE",
    clients_variable="MCP_CLIENTS_FILE",
    certificate_variable="MCP_TLS_CERTIFICATE_FILE",
    prefixes=("AI_", "MCP_", "RAG_"),
    example_tool="query_documents",
    example_arguments=json.dumps({"query": "How do I add a tool?"}),
)
AIRFLOW = Service(
    name="airflow-mcp",
    short_name="airflow",
    client_name="qubinode-airflow",
    default_port=8889,
    host_variable="AIRFLOW_MCP_HOST",
    port_variable="AIRFLOW_MCP_PORT",
    key_variable="AIRFLOW_MCP_API_KEY",
    method_variable="AIRFLOW_MCP_AUTH_METHOD",
    enabled_variable="AIRFLOW_MCP_ENABLED",
    audit_variable="AIRFLOW_MCP_AUDIT_FILE",
    clients_variable="AIRFLOW_MCP_CLIENTS_FILE",
    certificate_variable="AIRFLOW_MCP_TLS_CERTIFICATE_FILE",
    prefixes=("AIRFLOW_", "LIBVIRT_", "VM_"),
    example_tool="list_dags",
    example_arguments="{}",
)
ALL = (AIRFLOW, ASSISTANT)
# By what operators may call them.
BY_NAME = {name: service for service in ALL for name in (service.name, service.short_name)}


def chosen(settings: Mapping[str, str]) -> list[Service]:
    """The services of this instance: both, or those that ``QUBINODE_SERVICES`` names."""
    names = settings.get("QUBINODE_SERVICES", ",".join(service.name for service in ALL))
    by_name = {service.name: service for service in ALL}
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    if not wanted or not set(wanted) <= set(by_name):
        allowed = ", ".join(sorted(by_name))
        raise Problem(f"QUBINODE_SERVICES is {names}; allowed is a list of: {allowed}.", exit_code=78)
    return [service for service in ALL if service.name in wanted]


def with_defaults(settings: Mapping[str, str], places: Places) -> dict[str, str]:
    """What the services are given, by :func:`only_for` each its own: the operator's settings, and for the rest what makes this instance complete."""
    defaults = {
        "RAG_PATHS": "docs",
        "RAG_INDEX": str(places.state / "index"),
        "VM_JOURNAL": str(places.state / "journal"),
        "VM_DOWNLOADS": str(places.state / "downloads"),
        "AIRFLOW_MCP_URL": AIRFLOW.url(settings),
    }
    certificate = AIRFLOW.certificate(settings, places.root)
    if certificate:
        defaults["AIRFLOW_MCP_CA_FILE"] = certificate
    for service in ALL:
        defaults[service.enabled_variable] = "true"
        defaults[service.host_variable] = service.host(settings)
        defaults[service.port_variable] = str(service.port(settings))
        defaults[service.audit_variable] = str(places.audit(service.name))
        defaults[service.clients_variable] = str(places.clients)
    return {**defaults, **settings}


def only_for(service: Service, settings: Mapping[str, str]) -> dict[str, str]:
    """The settings without those of the other services, whose keys and passwords this one does not need."""
    others = tuple(prefix for other in ALL if other is not service for prefix in other.prefixes)
    return {name: value for name, value in settings.items() if name in FOR_BOTH or not name.startswith(others)}


def clients_file(settings: Mapping[str, str], places: Places) -> Path:
    """The file of clients that both services read unless they are set to two."""
    named = {settings.get(service.clients_variable, str(places.clients)) for service in ALL}
    if len(named) > 1:
        raise Problem(f"The services have two files of clients: {', '.join(sorted(named))}.", "Set one variable at a time.")
    return (places.root / named.pop()).absolute()


def file_settings(
    chosen_services: Sequence[Service], jdk: Jdk, root: Path, settings: Mapping[str, str], servers_file: Optional[Path] = None
) -> dict[str, str]:
    """What ``mcp-servers.yml`` says, by environment name. The services read it, and check all settings on the way.

    :param servers_file: where it is; when given, a service whose answer cannot have changed is not asked again
    :raises Problem: with the one line that a wrong setting gets
    """
    given = {**{service.enabled_variable: "true" for service in chosen_services}, **settings}
    text = _text(servers_file) if servers_file else ""
    read = _read_by_services(given, text)
    found: dict[str, str] = {}
    asked: list[tuple[Service, subprocess.Popen]] = []
    for service in chosen_services:
        kept = answers.find(root, service.name, str(jdk), text, read) if servers_file else None
        if kept is None:
            asked.append((service, _ask(service, jdk, root, given)))
        else:
            found.update(kept)
    for service, process in asked:
        output, errors = process.communicate()
        if process.returncode != 0:
            raise _ended_early(service, process.returncode, errors.splitlines(), "")
        answer = json.loads(output)
        wanted = {name: value for name, value in answer.items() if name in FROM_FILE}
        found.update(wanted)
        if servers_file:
            answers.keep(root, service.name, str(jdk), text, read, wanted, [*read.values(), *answer.values()])
    return found


def _ask(service: Service, jdk: Jdk, root: Path, environment: Mapping[str, str]) -> subprocess.Popen:
    command = [*java(jdk, built(root, service.name), {}), "--settings"]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=root, env=environment, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, text=True)


def _text(servers_file: Path) -> str:
    return servers_file.read_text(errors="replace") if servers_file.is_file() else ""


def _read_by_services(environment: Mapping[str, str], text: str, in_env_file: Collection[str] = ()) -> dict[str, str]:
    """The variables that the services read, or that ``mcp-servers.yml``, whose text this is, names."""
    named = {*in_env_file, *REFERENCE.findall(text)} - {*LAUNCHER_ONLY}
    return {name: value for name, value in environment.items() if name in named or name.startswith(SETTING_PREFIXES)}


def digest(service: Service, environment: Mapping[str, str], root: Path, servers_file: Path, in_env_file: Collection[str] = ()) -> str:
    """Tells whether a running service has other settings or other code than it would have now.

    :param in_env_file: the names that ``.env`` sets: all of them are for the services, whatever they are called
    """
    text = _text(servers_file)
    relevant = sorted(_read_by_services(only_for(service, environment), text, in_env_file).items())
    return hashlib.sha256(json.dumps([fingerprint(root, service.name), relevant, text]).encode()).hexdigest()


def java(jdk: Jdk, app: Path, environment: Mapping[str, str]) -> list[str]:
    """The command that runs the built service in a folder. ``QUBINODE_JAVA_OPTS`` adds to its options, and the last one holds."""
    more = shlex.split(environment.get("QUBINODE_JAVA_OPTS", ""))
    for name, bound in native_image.BOUNDS.items():
        if (app / name).is_file():
            return [str(app / name), *bound.split(), *more]
    return [str(jdk.java), f"@{app / OPTIONS}", *more, "-jar", str(app / JAR)]


def start(
    service: Service, jdk: Jdk, places: Places, register: Register, environment: Mapping[str, str], state: str
) -> tuple[subprocess.Popen, Record]:
    """:param environment: all settings; the service gets its own"""
    command = java(jdk, places.app(service.name), environment)
    log = places.log(service.name)
    certificate, methods = service.certificate(environment, places.root), ",".join(service.methods(environment))
    return register.start(service.name, service.url(environment), command, places.root, only_for(service, environment), log, state, certificate, methods)


def wait(service: Service, process: subprocess.Popen, record: Record, places: Places) -> None:
    """:raises Problem: when the service ends early or does not answer in time."""
    step = Step(f"Starting {service.name}")
    log = places.log(service.name)
    while not call(f"{record.url}/health", certificate=record.certificate):
        if process.poll() is not None:
            step.failed()
            raise _ended_early(service, process.returncode, last_lines(log, 8), f"The whole log: {log}")
        if step.seconds > SECONDS_TO_START:
            step.failed()
            raise Problem(f"{service.name} does not answer at {record.url}/health.", f"Its log: {log}")
        step.tick()
        time.sleep(0.1)
    step.done(f"{service.name} serves at {record.url}")


def _ended_early(service: Service, status: int, tail: list[str], hint: str) -> Problem:
    wrong = [line for line in tail if line.startswith(WRONG_CONFIGURATION)]
    if wrong:
        return Problem(wrong[-1], "Correct it in the environment, in .env or in config/mcp-servers.yml.", exit_code=78)
    lines = "\n".join(f"  {line}" for line in tail)
    return Problem(f"{service.name} ended early with status {status}.\n{lines}", hint)


def health(record: Record, key: Optional[str]) -> dict:
    """All that the service tells us; empty when it does not answer. Another key than ours still leaves the status."""
    url = f"{record.url}/health"
    own = record.certificate
    return (call(url, {"X-API-Key": key}, certificate=own) if key else None) or call(url, certificate=own) or {}
