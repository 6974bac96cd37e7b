"""Which checks there are, and what each is given."""

from __future__ import annotations

import functools
import json
import os
import platform
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.client import HTTPException
from typing import Mapping, Sequence

from launcher import build, distribution, environment, hypervisor, jdk, pythons, services
from launcher.airflow import ACCOUNT, PORT_VARIABLE, DemoAirflow
from launcher.airflow import NAME as AIRFLOW_NAME
from launcher.doctor import access, host, listeners, machines, network, probes, tools
from launcher.doctor.access import IN_FILE, MISSING, Access
from launcher.doctor.airflow_probe import Airflow, why
from launcher.doctor.finding import BAD, OK, Finding, lines, summary, without_credentials
from launcher.doctor.network import LOOPBACK, Port
from launcher.doctor.runner import Check, examine
from launcher.hypervisor import SYSTEM, Look
from launcher.places import Places
from launcher.processes import Register, leads, living
from launcher.progress import say
from launcher.web import bind_problem, port_number

SECONDS = 30.0
MANAGEMENT = {services.ASSISTANT.name: "MCP_MANAGEMENT", services.AIRFLOW.name: "AIRFLOW_MCP_MANAGEMENT"}
MANAGEMENT_DISTANCE = 1000
ELSEWHERE = "Set QUBINODE_HOME to another folder"
MAVEN_ELSEWHERE = "Set MAVEN_OPTS=-Dmaven.repo.local=FOLDER"


def run(places: Places, given: Mapping[str, str]) -> bool:
    """Prints what all checks find.

    :return: whether nothing has to be corrected
    """
    examination = Examination(places, given)
    say(f"{examination.here.name}, {platform.machine()}")
    found: list[Finding] = []
    for checks in ({"Settings": examination.read_settings}, examination.checks()):
        for topic, findings in examine(checks, SECONDS):
            found += findings
            for finding in findings:
                say("\n".join(lines(topic, finding)))
    say(summary(found, os.geteuid() == 0))
    return not any(finding.mark == BAD for finding in found)


class Examination:
    """One run of ``doctor``. ``settings`` are complete once ``read_settings`` has run; the other checks come after it."""

    def __init__(self, places: Places, given: Mapping[str, str]) -> None:
        self.places = places
        self.given = given
        self.here = distribution.at_hand()
        self.settings: dict[str, str] = dict(given)
        self.register = Register(places.run)
        self.airflow_is_from_file = False

    def checks(self) -> dict[str, Check]:
        return {
            "JDK": lambda: tools.judge_java(self._java, self.here),
            "Maven": lambda: tools.judge_maven(probes.maven(self.given, self._java.usable), self.here),
            "Python": self._python,
            "libvirt": self._libvirt,
            "KVM": self._kvm,
            "Ports": self._ports,
            "Airflow": self._airflow,
            "Disk": self._disk,
            "Clock": lambda: host.judge_clock(probes.clock(self.places.root), self.here),
            "Firewall": self._firewall,
            "Proxy": lambda: network.judge_proxy(probes.proxies(self.given), self.here),
            "SELinux": lambda: host.judge_selinux(probes.selinux(pool.path for pool in self._local.pools if pool.path)),
        }

    def read_settings(self) -> Sequence[Finding]:
        """What the file says only the built services can read: they do, where there are any."""
        try:
            self.settings = environment.load(self.places.env_file, self.given)
        except OSError as e:
            return [Finding(BAD, f"{self.places.env_file} cannot be read: {e.strerror}.", "Run this as the user that it belongs to")]
        source = ", ".join(["the environment", *([str(self.places.env_file)] if self.places.env_file.exists() else [])])
        chosen = services.chosen(self.settings)
        java = self._java.usable
        if not java or not all(build.program(self.places.root, service.name).is_file() for service in chosen):
            return [Finding(OK, f"from {source}; mcp-servers.yml is not read yet, because the services that read it are not built")]
        keys = environment.parse_env(environment.with_keys(""))  # as `up` makes them, for a service checks those too
        from_file = services.file_settings(chosen, java, self.places.root, {**keys, **self.settings})
        self.airflow_is_from_file = "AIRFLOW_API_URL" in from_file and self._needs_demo
        self.settings = {**from_file, **self.settings}
        return [Finding(OK, f"from {source} and mcp-servers.yml")]

    @functools.cached_property
    def _java(self) -> tools.Java:
        return probes.java(self.given)

    @functools.cached_property
    def _local(self) -> Look:
        """What libvirt of this machine shows, where it is used."""
        if not hypervisor.has_client_library():
            return Look("the client library is missing")
        return hypervisor.look(SYSTEM) if SYSTEM in self._uris.values() else Look("not used")

    @property
    def _uris(self) -> dict[str, str]:
        return hypervisor.named_uris(self.settings.get("LIBVIRT_URI", SYSTEM))

    @property
    def _needs_demo(self) -> bool:
        return "AIRFLOW_API_URL" not in self.settings

    def _python(self) -> Sequence[Finding]:
        suitable = pythons.suitable(self.given.get("PATH", os.defpath)) if self._needs_demo else None
        return tools.judge_python(platform.python_version(), suitable, self._needs_demo, self.here)

    def _libvirt(self) -> Sequence[Finding]:
        wanted = "LIBVIRT_URI" in self.settings
        there = hypervisor.has_client_library()
        found = machines.judge_library(there, wanted, self.here)
        if SYSTEM in self._uris.values():
            found += machines.judge_daemon(self._local, probes.libvirt_sockets(), probes.user(), wanted, self.here)
        others = [uri for uri in self._uris.values() if uri != SYSTEM]
        if there and others:
            with ThreadPoolExecutor(len(others)) as pool:
                found += machines.judge_others(dict(zip(others, pool.map(hypervisor.look, others))))
        return found

    def _kvm(self) -> Sequence[Finding]:
        if not any(uri.startswith("qemu:///") for uri in self._uris.values()):
            return [Finding(OK, "not needed: LIBVIRT_URI names no hypervisor of this machine")]
        return machines.judge_kvm(probes.kvm(), os.geteuid() == 0)

    def _ports(self) -> Sequence[Finding]:
        own = {pid for name in self._names for record in [self.register.find(name)] if record for pid in living(record)}
        return network.judge_ports([self._port(own, *wanted) for wanted in self._wanted_ports()])

    @property
    def _names(self) -> list[str]:
        return [*(service.name for service in services.ALL), AIRFLOW_NAME]

    def _wanted_ports(self) -> list[tuple[int, str, str, str]]:
        """Number, host, what listens there, the variable that sets it."""
        wanted = []
        for service in services.chosen(self.settings):
            number = service.port(self.settings)
            wanted.append((number, service.host(self.settings), service.name, service.port_variable))
            prefix = MANAGEMENT[service.name]
            beside = self.settings.get(f"{prefix}_PORT", str(number + MANAGEMENT_DISTANCE))
            if beside != "0" and number + MANAGEMENT_DISTANCE <= 65535:  # else any free port is taken
                metrics = self.settings.get(f"{prefix}_HOST", "127.0.0.1")
                wanted.append((port_number(beside, f"{prefix}_PORT"), metrics, f"{service.name}'s metrics", f"{prefix}_PORT"))
        if self._needs_demo:
            first = DemoAirflow(self.places, self.settings).port
            wanted += [(first + offset, "127.0.0.1", "the demo Airflow", PORT_VARIABLE) for offset in range(4)]
        return wanted

    def _port(self, own: set[int], number: int, address: str, what: str, variable: str) -> Port:
        problem = bind_problem(number, address)
        return Port(number, address, what, variable, problem, listeners.find(number, own) if problem else None)

    def _airflow(self) -> Sequence[Finding]:
        settings, is_demo = self.settings, False
        record = self.register.find(AIRFLOW_NAME)
        if self._needs_demo:
            if not record or not leads(record):
                return access.judge(Access(), False)
            passwords = json.loads(DemoAirflow(self.places, self.settings).passwords.read_text())
            login = {"AIRFLOW_USERNAME": ACCOUNT, "AIRFLOW_PASSWORD": passwords[ACCOUNT]}
            settings, is_demo = {"AIRFLOW_API_URL": record.url, **login}, True
        try:
            shown = Airflow(settings, self.places.root).access()
            return access.judge(replace(shown, login=IN_FILE) if shown.login == MISSING and self.airflow_is_from_file else shown, is_demo)
        except (OSError, ValueError, HTTPException) as e:
            return access.judge(Access(url=without_credentials(settings["AIRFLOW_API_URL"]), problem=why(e)), is_demo)

    def _disk(self) -> Sequence[Finding]:
        repository = probes.maven_repository(self.given)
        installs_airflow = self._needs_demo and not DemoAirflow(self.places, self.settings).venv.exists()
        state = probes.place("state folder", self.places.state, *((2, 5) if installs_airflow else (0.5, 2)), ELSEWHERE)
        maven = probes.place("Maven repository", repository, *((0.2, 1) if repository.exists() else (1, 2)), MAVEN_ELSEWHERE)
        own = [pool for pool in self._local.pools if pool.name == machines.POOL_AND_NETWORK and os.path.isdir(pool.path)]
        return host.judge_disk([state, maven, *map(probes.pool_place, own)])

    def _firewall(self) -> Sequence[Finding]:
        exposed = {
            service.name: service.port(self.settings)
            for service in services.chosen(self.settings)
            if service.host(self.settings) not in LOOPBACK
        }
        return network.judge_firewall(probes.firewall(), exposed)
