"""The little HTTP that the launcher needs, never through a proxy: all of it stays on this machine."""

from __future__ import annotations

import json
import socket
import time
import urllib.error
import urllib.request
from typing import Any, Mapping, Optional

from launcher.certificate import trusting
from launcher.problem import Problem

SECONDS_TO_FREE = 3.0

_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def call(
    url: str,
    headers: Optional[Mapping[str, str]] = None,
    body: Optional[object] = None,
    timeout: float = 10,
    certificate: str = "",
) -> Optional[Any]:
    """The JSON that is answered; none when nothing useful is.

    :param certificate: the file of the one that the other side must show
    :raises Problem: when there is no certificate in that file
    """
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", **(headers or {})})
    try:
        with _opener(certificate).open(request, timeout=timeout) as answer:
            return json.load(answer)
    except (OSError, ValueError):
        return None


def _opener(certificate: str) -> urllib.request.OpenerDirector:
    if not certificate:
        return _DIRECT
    https = urllib.request.HTTPSHandler(context=trusting(certificate))
    return urllib.request.build_opener(urllib.request.ProxyHandler({}), https)


def require_free(port: int, host: str, what: str, variable: str) -> None:
    """Waits a little, for a process that was just killed keeps its port until all of its threads are gone.

    :raises Problem: when somebody else listens there
    """
    deadline = time.monotonic() + SECONDS_TO_FREE
    reason = bind_problem(port, host)
    while reason and time.monotonic() < deadline:
        time.sleep(0.2)
        reason = bind_problem(port, host)
    if reason:
        raise Problem(f"{what} cannot use port {port} on {host}: {reason}.", f"Set {variable} to a free port.")


def bind_problem(port: int, host: str) -> str:
    """Why one cannot listen there; empty when one can."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as e:
            return e.strerror or str(e)
    return ""


def port_number(text: str, variable: str) -> int:
    if text.isdigit() and 1 <= int(text) <= 65535:
        return int(text)
    raise Problem(f"{variable} is {text}; allowed is a port from 1 to 65535.", exit_code=78)
