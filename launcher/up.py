"""``up``: everything from a fresh checkout to two services that answer."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Mapping, Optional

from launcher import build, connection, distribution, environment, hypervisor, jdk, keys, packages, report, services
from launcher.airflow import ACCOUNT, PORT_VARIABLE, DemoAirflow
from launcher.airflow import NAME as AIRFLOW_NAME
from launcher.places import Places
from launcher.problem import Problem
from launcher.processes import Register, leads
from launcher.progress import Step, say
from launcher.web import require_free


class Up:
    """One run of ``up``. What it started it also stops when it cannot finish."""

    def __init__(self, places: Places, servers_file: Path, settings: Mapping[str, str]) -> None:
        self.places = places
        self.servers_file = servers_file
        self.settings = dict(settings)
        self.register = Register(places.run)
        self.wanted = services.chosen(settings)
        self.started: list[str] = []

    def run(self, rebuild: bool, no_airflow: bool) -> None:
        """:raises Problem: with the services left running when only the demo Airflow failed"""
        try:
            trouble = self._bring_up(rebuild, no_airflow)
        except BaseException:
            self._undo()
            raise
        say(report.connections(connection.find(self.places, self.settings, self.wanted), self.places))
        if trouble:
            raise trouble

    def _bring_up(self, rebuild: bool, no_airflow: bool) -> Optional[Exception]:
        """What fails fast comes first; the demo Airflow comes last, because it takes longest and the services find it later.

        :return: why there is no demo Airflow, when it failed
        """
        search_path = os.environ.get("PATH", os.defpath)
        packages.ensure(self.places, packages.missing(self._wants_demo(no_airflow), search_path, self._needs_libvirt))
        step = Step("Looking for a JDK")
        java = jdk.find(os.environ)
        step.done(f"JDK {java}")
        self._ensure_keys()
        names = [service.name for service in self.wanted]
        if rebuild or not all(build.is_current(self.places.root, name) for name in names):
            build.build(self.places, java, names)
        elif not all(build.is_finished(self.places.root, java, name) for name in names):
            build.finish(self.places.root, java, names, self.places.log("java-options"))
        else:
            say("✓ Built already from these sources")
        from_file = services.file_settings(self.wanted, java, self.places.root, self.settings, self.servers_file)
        self.settings = {**from_file, **self.settings}
        self._clear_leftovers()
        demo = self._prepare_airflow() if self._wants_demo(no_airflow) else None
        if self._needs_libvirt:
            self._choose_hypervisor()
        keys.ensure(self.places.clients)
        given = services.with_defaults(self.settings, self.places)
        self._stop_outdated(given)
        self._require_ports()
        self._start(java, given)
        trouble = self._bring_up_airflow(demo, search_path) if demo else None
        for service in self._missing():
            raise Problem(f"{service.name} has ended again.", f"Its log: {self.places.log(service.name)}")
        return trouble

    @property
    def _needs_libvirt(self) -> bool:
        return services.AIRFLOW in self.wanted

    def _wants_demo(self, no_airflow: bool) -> bool:
        return services.AIRFLOW in self.wanted and not no_airflow and "AIRFLOW_API_URL" not in self.settings

    def _clear_leftovers(self) -> None:
        """Ends the children of a component that was killed, for they keep its ports."""
        demo = [AIRFLOW_NAME] if services.AIRFLOW in self.wanted else []
        for name in [*(service.name for service in self.wanted), *demo]:
            if not self._runs(name) and self.register.stop(name):
                say(f"✓ Ended what a killed {name} had left")

    def _prepare_airflow(self) -> DemoAirflow:
        demo = DemoAirflow(self.places, self.settings)
        account = {"AIRFLOW_USERNAME": ACCOUNT, "AIRFLOW_PASSWORD": demo.password(), "AIRFLOW_TOKEN": ""}
        self.settings.update({"AIRFLOW_API_URL": demo.url, **account})
        record = self.register.find(AIRFLOW_NAME)
        if record and record.url != demo.url:
            self.register.stop(AIRFLOW_NAME)
            say(f"✓ Stopped the demo Airflow because {PORT_VARIABLE} has changed")
        if not self._runs(AIRFLOW_NAME):
            demo.require_ports()
        return demo

    def _bring_up_airflow(self, demo: DemoAirflow, search_path: str) -> Optional[Exception]:
        """The services do without it until it is there.

        :return: why it is not coming, when it failed
        """
        try:
            record = self.register.find(AIRFLOW_NAME)
            if not record or not leads(record):
                demo.install(search_path)
                self.started.append(AIRFLOW_NAME)
                record = demo.start(self.register, os.environ)
            if not demo.wait(record):
                say(f"Note: the demo Airflow is still starting. ./qubinode status shows when it is up. Its log: {self.places.log(AIRFLOW_NAME)}")
        except (Problem, OSError) as trouble:
            return trouble
        return None

    def _require_ports(self) -> None:
        for service in self._missing():
            port, host = service.port(self.settings), service.host(self.settings)
            require_free(port, host, service.name, service.port_variable)

    def _stop_outdated(self, given: Mapping[str, str]) -> None:
        """What runs with other settings or code starts anew, so that ``up`` always ends with those of now."""
        for service in self.wanted:
            record = self.register.find(service.name)
            if record and record.state != self._state(service, given) and self.register.stop(service.name):
                say(f"✓ Stopped {service.name} because its settings or its code have changed")

    def _state(self, service: services.Service, given: Mapping[str, str]) -> str:
        return services.digest(service, given, self.places.root, self.servers_file, environment.names(self.places.env_file))

    def _start(self, java: jdk.Jdk, given: Mapping[str, str]) -> None:
        missing = self._missing()
        if not missing:
            say(f"Running already: {', '.join(service.name for service in self.wanted)}")
        starting = []
        for service in missing:
            self.started.append(service.name)
            build.install(self.places, service.name)
            state = self._state(service, given)
            starting.append((service, *services.start(service, java, self.places, self.register, given, state)))
        for service, process, record in starting:
            services.wait(service, process, record, self.places)

    def _ensure_keys(self) -> None:
        added = environment.ensure_keys(self.places.env_file)
        if added:
            say(f"✓ Made {' and '.join(added)} in {self.places.env_file}")
            self.settings = {**environment.parse_env(self.places.env_file.read_text()), **self.settings}

    def _choose_hypervisor(self) -> None:
        if "LIBVIRT_URI" not in self.settings:
            self.settings["LIBVIRT_URI"], line = hypervisor.choose()
            say(f"✓ {line}")
        if not hypervisor.has_client_library():
            install = distribution.at_hand().install(distribution.LIBVIRT_CLIENT)
            say(f"Note: libvirt.so.0 is missing, so the machine tools do not work. As root: {install}")

    def _missing(self) -> list[services.Service]:
        return [service for service in self.wanted if not self._runs(service.name)]

    def _runs(self, name: str) -> bool:
        record = self.register.find(name)
        return record is not None and leads(record)

    def _undo(self) -> None:
        """Not to be interrupted: a second Ctrl-C would leave half of it running."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for name in reversed(self.started):
            if self.register.stop(name):
                say(f"Stopped {name}")
