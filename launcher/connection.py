"""How a client reaches a service that runs, and what it shows there."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Mapping, Optional, Sequence

from launcher import services
from launcher.places import Places
from launcher.problem import Problem
from launcher.processes import Register, leads

# What `stdio` reads: docs/MCP-SECURITY.md, "Certificates of clients".
AUTHORIZATION, CLIENT_CERTIFICATE, AUTHORITIES = "QUBINODE_AUTHORIZATION", "QUBINODE_CLIENT_CERTIFICATE", "SSL_CERT_FILE"
PLACEHOLDERS = {
    "api_key": {},
    "jwt": {AUTHORIZATION: "Bearer TOKEN"},
    "mtls": {CLIENT_CERTIFICATE: "CLIENT.pem", AUTHORITIES: "CA.pem"},
}
MEANINGS = {
    "api_key": "",
    "jwt": "TOKEN is what your issuer gives",
    "mtls": "CLIENT.pem is a certificate that your authority gave a client, and its key; CA.pem is the authority",
}


@dataclass(frozen=True)
class Connection:
    """One service that runs. The certificate is the file of the one that it shows; the key is empty where none is known."""

    service: services.Service
    url: str
    certificate: str
    methods: Sequence[str]
    key: str

    @property
    def mcp(self) -> str:
        return f"{self.url}/mcp"

    @property
    def method(self) -> str:
        """The simplest way to show who one is, of those that the service accepts."""
        return next(method for method in ("api_key", "jwt", "mtls") if method in self.methods)

    @property
    def placeholders(self) -> dict[str, str]:
        """The variables that carry what only the operator has, each with what stands for it."""
        return PLACEHOLDERS[self.method]

    def credentials(self, environment: Mapping[str, str]) -> Optional[dict[str, str]]:
        """Those variables as they are set, files by their whole path; none when the one that counts is not set."""
        needed = next(iter(self.placeholders), "")
        if not needed:
            return {}
        if not environment.get(needed):
            return None
        given = {name: environment[name] for name in (needed, AUTHORITIES) if environment.get(name)}
        return {name: value if name == AUTHORIZATION else os.path.abspath(value) for name, value in given.items()}


def find(places: Places, settings: Mapping[str, str], wanted: Sequence[services.Service]) -> list[Connection]:
    """Those of the services that run."""
    register = Register(places.run)
    records = [(service, register.find(service.name)) for service in wanted]
    return [
        Connection(
            service,
            record.url,
            record.certificate,
            record.methods.split(",") if record.methods else service.methods(settings),
            settings.get(service.key_variable, ""),
        )
        for service, record in records
        if record and leads(record)
    ]


def require(places: Places, settings: Mapping[str, str], names: Sequence[str]) -> list[Connection]:
    """
    :param names: of services that must run; when empty, those of this instance that run
    :raises Problem: when one does not run, or none
    """
    wanted = [service for service in services.ALL if service in {services.BY_NAME[name] for name in names}]
    found = find(places, settings, wanted or services.chosen(settings))
    missing = [service.name for service in wanted if service not in [one.service for one in found]]
    if missing or not found:
        raise Problem(f"{' and '.join(missing)} does not run." if missing else "No service runs.", "Start with ./qubinode up")
    return found
