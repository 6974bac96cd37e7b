"""Collects facts about this machine. Nothing here changes anything, and every command has a time-out."""

from __future__ import annotations

import grp
import os
import platform
import pwd
import re
import shutil
import socket
import stat
import struct
import subprocess
from datetime import datetime, timezone
from pathlib import Path
from typing import Iterable, Mapping, Optional
from xml.etree import ElementTree

from launcher import hypervisor, jdk
from launcher.doctor.finding import without_credentials
from launcher.doctor.host import ENFORCING, GIB, PERMISSIVE, Clock, Place, SeLinux
from launcher.doctor.machines import ABSENT, ANSWERS, DENIED, REFUSED, Access, Account, Kvm, User
from launcher.doctor.network import Firewall, Proxies
from launcher.doctor.tools import Java, Maven
from launcher.jdk import Jdk

SECONDS = 10
KVM = "/dev/kvm"
QEMU_SETTINGS = "/etc/libvirt/qemu.conf"
QEMU_ACCOUNTS = ("libvirt-qemu", "qemu")  # Debian's, Fedora's
# Its form: acl(5), include/uapi/linux/posix_acl_xattr.h
ACCESS_LIST = "system.posix_acl_access"
ACL_USER, ACL_GROUP, ACL_MASK, READ_WRITE = 0x02, 0x08, 0x10, 0o6
POOL_GIB = 20  # two machines of the default size
QUADLETS = ("/etc/containers/systemd", "~/.config/containers/systemd")
PROXIES = ("http_proxy", "https_proxy", "all_proxy")
BLOCKER = "maven-default-http-blocker"  # a mirror that every Maven brings, to nowhere


def java(environment: Mapping[str, str]) -> Java:
    homes = jdk.candidates(environment)
    inspected = [jdk.inspect(home) for home in homes]
    too_old = sorted({str(one) for one in inspected if one and one.version[0] < jdk.MINIMUM})
    bare = sorted({str(home) for home in homes if not jdk.inspect(home) and os.access(home / "bin" / "java", os.X_OK)})
    return Java(jdk.choose(inspected), too_old, bare)


def maven(environment: Mapping[str, str], java_home: Optional[Jdk]) -> Optional[Maven]:
    command = shutil.which("mvn", path=environment.get("PATH", os.defpath))
    if not command:
        return None
    home = {"JAVA_HOME": str(java_home.home)} if java_home else {}
    return parse_maven(output([command, "-v"], {**environment, **home, "MAVEN_OPTS": ""}) or "")


def parse_maven(about: str) -> Optional[Maven]:
    """What ``mvn -v`` prints; none where it did not run."""
    version = re.search(r"Apache Maven (\d+(?:\.\d+)*)", about)
    java_version = re.search(r"Java version: (\d+)", about)
    if not version:
        return None
    return Maven(tuple(int(part) for part in version.group(1).split(".")), int(java_version.group(1)) if java_version else 0)


def user() -> User:
    name = pwd.getpwuid(os.geteuid()).pw_name
    try:
        group = grp.getgrnam(hypervisor.GROUP)
    except KeyError:
        return User(name, os.geteuid() == 0, False, False)
    return User(name, os.geteuid() == 0, name in group.gr_mem, group.gr_gid in (*os.getgroups(), os.getegid()))


def libvirt_sockets() -> dict[str, str]:
    return {path: connect(path) for path in hypervisor.SOCKETS}


def connect(path: str) -> str:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(3)
        try:
            connection.connect(path)
        except FileNotFoundError:
            return ABSENT
        except PermissionError:
            return DENIED
        except OSError:
            return REFUSED
    return ANSWERS


def kvm() -> Kvm:
    flags = re.search(r"^flags\s*:(.*)$", _text(Path("/proc/cpuinfo")), re.MULTILINE)
    known = set(flags.group(1).split()) if flags else set()
    problem = ""
    try:
        os.close(os.open(KVM, os.O_RDWR))
    except OSError as e:
        problem = e.strerror or str(e)
    flags_of_cpu = [one for one in ("vmx", "svm") if one in known]
    return Kvm(os.path.exists(KVM), problem, flags_of_cpu, platform.machine(), device_access(KVM), qemu_account(_text(Path(QEMU_SETTINGS))))


def device_access(path: str) -> Optional[Access]:
    """Who may open it; none where it is not there."""
    try:
        about = os.stat(path)
    except OSError:
        return None
    try:
        named = parse_acl(os.getxattr(path, ACCESS_LIST))
    except OSError:  # it has no access list
        named = []
    return Access(stat.S_IMODE(about.st_mode), _user_name(about.st_uid), _group_name(about.st_gid), named)


def parse_acl(value: bytes) -> list[str]:
    """Whom an access list lets read and write by name."""
    entries = [struct.unpack_from("<HHI", value, at) for at in range(4, len(value) - 7, 8)]
    mask = next((rights for tag, rights, _ in entries if tag == ACL_MASK), READ_WRITE)
    open_to = [(tag, number) for tag, rights, number in entries if tag in (ACL_USER, ACL_GROUP) and rights & mask & READ_WRITE == READ_WRITE]
    return [f"user:{_user_name(number)}" if tag == ACL_USER else f"group:{_group_name(number)}" for tag, number in open_to]


def qemu_account(settings: str) -> Optional[Account]:
    """
    :param settings: the text of libvirt's qemu.conf; empty where only root may read it
    """
    set_there = re.search(r'^\s*user\s*=\s*"\+?([^"]+)"', settings, re.MULTILINE)
    for name in [set_there.group(1)] if set_there else QEMU_ACCOUNTS:
        try:
            known = pwd.getpwuid(int(name)) if name.isdigit() else pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(known.pw_name, [_group_name(number) for number in os.getgrouplist(known.pw_name, known.pw_gid)])
    return None


def _user_name(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def _group_name(number: int) -> str:
    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return str(number)


def place(what: str, path: Path, least_gib: float, enough_gib: float, elsewhere: str) -> Place:
    """Of a folder that does not exist yet, the one that it will be made in counts."""
    there = next(folder for folder in (path, *path.parents) if folder.exists())
    usage = shutil.disk_usage(there)
    return Place(what, str(path), usage.free, os.access(there, os.W_OK), int(least_gib * GIB), int(enough_gib * GIB), elsewhere)


def pool_place(pool: hypervisor.Pool) -> Place:
    """Libvirt's daemon writes there, whoever we are."""
    free = shutil.disk_usage(pool.path).free
    return Place(f"libvirt pool {pool.name}", pool.path, free, True, 0, POOL_GIB * GIB, "Move the pool to a larger disk")


def maven_repository(environment: Mapping[str, str]) -> Path:
    named = re.search(r"-Dmaven\.repo\.local=(\S+)", environment.get("MAVEN_OPTS", ""))
    return Path(named.group(1)) if named else Path.home() / ".m2" / "repository"


def clock(root: Path) -> Clock:
    told = (output(["timedatectl", "show", "--property=NTPSynchronized", "--value"]) or "").strip()
    newest = max(file.stat().st_mtime for file in (root / "pom.xml", root / "qubinode", root / "launcher"))
    return Clock(
        datetime.now(timezone.utc), datetime.fromtimestamp(newest, timezone.utc), {"yes": True, "no": False}.get(told)
    )


def firewall() -> Firewall:
    if (output(["systemctl", "is-active", "firewalld"]) or "").strip() != "active":
        return Firewall(False)
    return Firewall(True, output(["firewall-cmd", "--list-all-zones"]))


def proxies(environment: Mapping[str, str]) -> Proxies:
    lower = {name.lower(): value for name, value in environment.items() if value.strip()}
    shown = {name: without_credentials(lower[name]) for name in PROXIES if name in lower}
    files = (Path.home() / ".m2" / "settings.xml", Path("/etc/maven/settings.xml"))
    named = any(names_way_out(_text(file)) for file in files)
    options = f"{environment.get('MAVEN_OPTS', '')} {environment.get('JAVA_TOOL_OPTIONS', '')}"
    return Proxies(shown, lower.get("no_proxy", ""), named or "proxyHost=" in options)


def names_way_out(maven_settings: str) -> bool:
    """Whether Maven's settings name a proxy or a mirror."""
    try:
        elements = list(ElementTree.fromstring(maven_settings).iter())
    except ElementTree.ParseError:
        return False
    ways = [element for element in elements if element.tag.rpartition("}")[2] in ("proxy", "mirror")]
    return any(BLOCKER not in [part.text for part in way] for way in ways)


def selinux(pool_paths: Iterable[str]) -> SeLinux:
    enforcing = _text(Path("/sys/fs/selinux/enforce")).strip()
    mode = {"1": ENFORCING, "0": PERMISSIVE}.get(enforcing, "")
    if not mode:
        return SeLinux("", {}, {})
    files = [file for folder in QUADLETS for file in Path(folder).expanduser().glob("*.container")]
    return SeLinux(mode, {path: _type(path) for path in pool_paths}, {str(file): _text(file) for file in files})


def _type(path: str) -> str:
    try:
        label = os.getxattr(path, "security.selinux").rstrip(b"\0").decode(errors="replace")
    except OSError:
        return ""
    parts = label.split(":")
    return parts[2] if len(parts) > 2 else ""


def output(command: list[str], environment: Optional[Mapping[str, str]] = None) -> Optional[str]:
    """What a command prints; none when it is not there, fails to end in time, or says that it failed and prints nothing."""
    try:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SECONDS,
            start_new_session=True,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 or done.stdout else None


def _text(file: Path) -> str:
    try:
        return file.read_text(errors="replace")
    except OSError:
        return ""
