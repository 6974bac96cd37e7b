"""``stdio``: one service for a client that starts its servers itself."""

from __future__ import annotations

import os
import signal
import ssl
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import BinaryIO, Mapping, NoReturn

from launcher import environment, services
from launcher.bridge import Bridge
from launcher.certificate import trusting
from launcher.connection import AUTHORIZATION, CLIENT_CERTIFICATE
from launcher.mcp_endpoint import Endpoint
from launcher.places import Places
from launcher.problem import Problem
from launcher.processes import Register, leads
from launcher.progress import last_lines, say

BY_SHORT_NAME = {service.short_name: service for service in services.ALL}
PARENT_LOOK_SECONDS = 1.0


def serve(places: Places, short_name: str, url: str) -> None:
    """Bridges stdin and stdout to the service until stdin ends or the parent is gone.

    :param url: of a service elsewhere; empty for that of this machine, which is started if it does not run
    """
    output = _take_stdout()
    _end_with(os.getppid())
    service = BY_SHORT_NAME[short_name]
    endpoint = _remote(service, url, os.environ) if url else _local(places, service)
    bridge = Bridge(endpoint, _Lines(output).write)
    try:
        bridge.run(sys.stdin.buffer)
    except KeyboardInterrupt:
        pass  # SIGTERM is how a client ends a server that is slow to end by itself.
    bridge.close()


def _take_stdout() -> BinaryIO:
    """Whatever else is printed, here or by a child, goes to stderr: stdout is for the protocol alone."""
    output = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    return output


def _end_with(parent: int) -> None:
    """Ends this process when its parent has, even if somebody else still holds stdin open."""

    def watch() -> NoReturn:
        while os.getppid() == parent:
            time.sleep(PARENT_LOOK_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)
        raise SystemExit

    threading.Thread(target=watch, daemon=True).start()


class _Lines:
    """Writes each message as one line, whole."""

    def __init__(self, output: BinaryIO) -> None:
        self._output = output
        self._lock = threading.Lock()

    def write(self, message: str) -> None:
        # Between the tokens of JSON a line break is a space, and inside of them there is none.
        line = message.replace("\r", " ").replace("\n", " ").encode() + b"\n"
        with self._lock:
            try:
                while line:
                    line = line[self._output.write(line) or 0 :]
            except BrokenPipeError:
                os.kill(os.getpid(), signal.SIGTERM)


def _remote(service: services.Service, url: str, variables: Mapping[str, str]) -> Endpoint:
    """Only the environment's credentials are sent elsewhere, never those that ``.env`` holds for this machine."""
    headers = {"X-API-Key": variables.get(service.key_variable), "Authorization": variables.get(AUTHORIZATION)}
    certificate = variables.get(CLIENT_CERTIFICATE, "")
    given = {name: value for name, value in headers.items() if value}
    if not given and not certificate:
        names = f"{service.key_variable}, {AUTHORIZATION} or {CLIENT_CERTIFICATE}"
        raise Problem(f"There is no credential for {url}.", f"Set {names} in the environment.", exit_code=78)
    tls = ssl.create_default_context()
    if certificate:
        tls.load_cert_chain(certificate)
    return Endpoint(url.rstrip("/"), given, tls)


def _local(places: Places, service: services.Service) -> Endpoint:
    register = Register(places.run)
    if not _answers(register, service):
        _start(places, register, service)
    record = register.find(service.name)
    key = environment.load(places.env_file, os.environ).get(service.key_variable)
    if not record or not key:
        raise Problem(f"{service.name} does not run.", "Start it with ./qubinode up")
    return Endpoint(f"{record.url}/mcp", {"X-API-Key": key}, trusting(record.certificate) if record.certificate else None)


def _start(places: Places, register: Register, service: services.Service) -> None:
    """By an ``up`` of its own, which goes on after us: the service stays, and the demo Airflow follows it."""
    places.make()
    log = places.log("up")
    say(f"Starting {service.name} (log: {log})")
    # A log and not stderr, because it may go on after us.
    with open(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as output:
        up = subprocess.Popen(
            [sys.executable, str(places.root / "qubinode"), "up", "--wait"],
            cwd=places.root,
            env={**os.environ, "QUBINODE_SERVICES": service.name},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    ended = False
    while not _answers(register, service):
        if ended:
            raise Problem("\n".join([f"{service.name} could not be started.", *last_lines(log, 6)]), f"The whole log: {log}")
        ended = up.poll() is not None
        time.sleep(0.2)


def _answers(register: Register, service: services.Service) -> bool:
    record = register.find(service.name)
    return bool(record and leads(record) and services.health(record, None))
