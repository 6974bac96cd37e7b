"""Judges ports, firewall and proxies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping, Optional, Sequence

from launcher.distribution import Distribution
from launcher.doctor.finding import BAD, OK, WARNING, Finding

LOOPBACK = ("127.0.0.1", "::1", "localhost")
MAVEN_PROXIES = "https://maven.apache.org/guides/mini/guide-proxies.html"


@dataclass(frozen=True)
class Listener:
    """Who listens at a port; ``process`` is empty where this user may not see it."""

    user: str
    process: str = ""
    ours: bool = False

    def __str__(self) -> str:
        return f"{self.process} of user {self.user}" if self.process else f"a process of user {self.user}"


@dataclass(frozen=True)
class Port:
    """A port that ``up`` would listen on. ``problem`` says why nobody can listen there now; empty when one can."""

    number: int
    host: str
    what: str
    variable: str
    problem: str = ""
    listener: Optional[Listener] = None


@dataclass(frozen=True)
class Firewall:
    """``zones`` is what ``firewall-cmd --list-all-zones`` prints; none where this user may not ask."""

    running: bool
    zones: Optional[str] = None


@dataclass(frozen=True)
class Proxies:
    """Proxy variables of the environment, by name in lower case and without credentials."""

    variables: Mapping[str, str]
    exempt: str = ""
    maven_has_one: bool = False


def judge_ports(ports: Sequence[Port]) -> list[Finding]:
    ours = [port for port in ports if port.listener and port.listener.ours]
    free = [port for port in ports if not port.problem]
    fine = []
    if free:
        fine.append(f"free: {_by_use(free)}")
    if ours:
        fine.append(f"in use by this instance: {_by_use(ours)}")
    found = [Finding(OK, line) for line in fine]
    return [*found, *(_taken(port) for port in ports if port not in ours and port not in free)]


def _by_use(ports: Sequence[Port]) -> str:
    numbers: dict[str, list[str]] = {}
    for port in ports:
        numbers.setdefault(port.what, []).append(str(port.number))
    return "; ".join(f"{', '.join(those)} for {what}" for what, those in numbers.items())


def _taken(port: Port) -> Finding:
    what = f"{port.what} cannot listen on port {port.number} of {port.host}: "
    if not port.listener:
        return Finding(BAD, f"{what}{port.problem}.", f"Set {port.variable} to another port")
    if port.listener.user == port.what:  # deploy/install.sh gives each service a user of its name
        advice = f"Use that one, or systemctl stop {port.what}, or set {port.variable} to another port"
        return Finding(BAD, f"{what}the installed {port.what}.service has it.", advice)
    return Finding(BAD, f"{what}{port.listener} has it.", f"Stop that, or set {port.variable} to another port")


def judge_firewall(firewall: Firewall, exposed: Mapping[str, int]) -> list[Finding]:
    """
    :param exposed: the ports of the services that listen beyond loopback, by name
    """
    if not exposed:
        return [Finding(OK, "nothing to open: the services listen on this machine only")]
    ports = ", ".join(f"{number}/tcp" for number in exposed.values())
    if not firewall.running:
        return [Finding(OK, f"firewalld does not run here; whether another firewall lets {ports} through was not looked at")]
    if firewall.zones is None:
        what = f"firewalld runs; this user may not ask whether it lets {ports} through."
        return [Finding(WARNING, what, "Run ./qubinode doctor as root")]
    closed = {name: number for name, number in exposed.items() if not is_open(firewall.zones, number)}
    if not closed:
        return [Finding(OK, f"firewalld lets {ports} through")]
    options = " ".join(f"--add-port={number}/tcp" for number in closed.values())
    what = f"{' and '.join(closed)} listen beyond this machine, but firewalld lets nobody in."
    advice = f"firewall-cmd --permanent {options} && firewall-cmd --reload; for one network only see docs/MCP-SERVER-SETUP.md"
    return [Finding(WARNING, what, advice)]


def is_open(zones: str, port: int) -> bool:
    """Whether any zone in use (``(active)``, or with sources) opens the port."""
    for zone in zones.split("\n\n"):
        fields = dict(line.strip().split(":", 1) for line in zone.splitlines()[1:] if ":" in line)
        in_use = "active" in zone.partition("\n")[0] or fields.get("sources", "").strip()
        if in_use and (fields.get("target", "").strip() == "ACCEPT" or any(map(_holds(port), fields.get("ports", "").split()))):
            return True
    return False


def _holds(port: int):
    def holds(entry: str) -> bool:
        span, _, protocol = entry.partition("/")
        first, _, last = span.partition("-")
        return protocol == "tcp" and int(first) <= port <= int(last or first)

    return holds


def judge_proxy(proxies: Proxies, here: Distribution) -> list[Finding]:
    if not proxies.variables:
        return [Finding(OK, "none is set")]
    shown = ", ".join(f"{name} is {value}" for name, value in sorted(proxies.variables.items()))
    found = []
    if not exempts_localhost(proxies.exempt):
        what = "no_proxy does not name localhost and 127.0.0.1, so curl and MCP clients call our services through the proxy."
        found.append(Finding(WARNING, what, "export no_proxy=localhost,127.0.0.1,::1 (beside what it holds)"))
    if "https_proxy" not in proxies.variables and "all_proxy" not in proxies.variables:
        what = "https_proxy is not set, and pip fetches the demo Airflow by HTTPS."
        found.append(Finding(WARNING, what, "export https_proxy, if HTTPS needs the proxy too"))
    if not proxies.maven_has_one:
        what = "Maven does not read these variables, and no settings.xml names a proxy or a mirror."
        found.append(Finding(WARNING, what, f"Write <proxies> into ~/.m2/settings.xml: {MAVEN_PROXIES}"))
    installer = "dnf (/etc/dnf/dnf.conf)" if here.has_dnf else "apt-get (/etc/apt/apt.conf.d)"
    return [Finding(OK, f"{shown}; {installer} has a setting of its own"), *found]


def exempts_localhost(no_proxy: str) -> bool:
    names = {name.strip() for name in no_proxy.split(",")}
    return "*" in names or ("localhost" in names and not names.isdisjoint({"127.0.0.1", "127.0.0.0/8"}))
