"""Judges what virtual machines need: libvirt's client library and daemons, and KVM."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping, Optional, Sequence

from launcher import distribution
from launcher.distribution import Distribution
from launcher.doctor.finding import BAD, OK, WARNING, Finding, without_passwords
from launcher.hypervisor import GROUP, SYSTEM, Look

ABSENT, REFUSED, DENIED, ANSWERS = "absent", "refused", "denied", "answers"
POOL_AND_NETWORK = "default"


@dataclass(frozen=True)
class User:
    """``listed`` in the group libvirt, and whether this session has it already."""

    name: str
    is_root: bool
    listed: bool
    has_group: bool


@dataclass(frozen=True)
class Access:
    """
    Who may open a device.

    :param mode: the permission bits
    :param named: the users and groups beside them that an access list lets read and write, as ``user:alice`` and ``group:kvm``
    """

    mode: int
    owner: str
    group: str
    named: Sequence[str] = ()


@dataclass(frozen=True)
class Account:
    """The account as which libvirt's system daemon runs QEMU, with the groups that it is in."""

    name: str
    groups: Sequence[str]


@dataclass(frozen=True)
class Kvm:
    """
    :param problem: why this user cannot open it
    :param flags: those of the CPU that tell of virtualization
    :param access: none where there is no device
    :param qemu: none where no account of a name that libvirt uses exists
    """

    exists: bool
    problem: str
    flags: Sequence[str]
    architecture: str
    access: Optional[Access] = None
    qemu: Optional[Account] = None


def judge_library(there: bool, wanted: bool, here: Distribution) -> list[Finding]:
    """
    :param wanted: whether an operator has set ``LIBVIRT_URI``
    """
    if there:
        return [Finding(OK, "the client library libvirt.so.0 is there")]
    what = "The client library libvirt.so.0 is missing, so no machine tool works."
    return [Finding(BAD if wanted else WARNING, what, here.install(distribution.LIBVIRT_CLIENT))]


def judge_others(looks: Mapping[str, Look]) -> list[Finding]:
    """
    :param looks: what each URI that the operator has set shows; without this machine's own daemon
    """
    return [
        Finding(BAD, without_passwords(f"{uri} cannot be used: {look.error}."), "Correct LIBVIRT_URI, or start that libvirt")
        if look.error
        else Finding(OK, without_passwords(f"{uri} answers{_pools(look)}"))
        for uri, look in looks.items()
    ]


def judge_daemon(look: Look, sockets: Mapping[str, str], user: User, wanted: bool, here: Distribution) -> list[Finding]:
    """
    :param sockets: by path what happens when one connects
    :param wanted: whether an operator has set ``LIBVIRT_URI`` to this machine's
    """
    if not look.error:
        return [Finding(OK, f"{SYSTEM} answers{_pools(look)}"), *_lacking(look)]
    mark = BAD if wanted else WARNING
    end = "" if wanted else " Without it ./qubinode up uses libvirt's simulation, on which nothing boots."
    states = set(sockets.values())
    if states <= {ABSENT}:
        advice = f"{here.install(distribution.LIBVIRT_DAEMON)} && {here.start_libvirt}"
        return [Finding(mark, f"No libvirt daemon runs on this machine.{end}", advice)]
    if states <= {ABSENT, REFUSED}:
        paths = " and ".join(path for path, state in sockets.items() if state == REFUSED)
        return [Finding(mark, f"No libvirt daemon listens at {paths}.{end}", here.start_libvirt)]
    if user.is_root or user.has_group:
        return [Finding(mark, f"{SYSTEM} cannot be used: {look.error}.{end}", "journalctl -u libvirtd -u virtqemud")]
    if user.listed:
        why = f"this session began before {user.name} was in the group {GROUP}"
        what = f"libvirt does not let {user.name} in ({look.error}): {why}.{end}"
        return [Finding(mark, what, "Log in again, or newgrp libvirt")]
    what = f"libvirt does not let {user.name} in ({look.error}): {user.name} is not in the group {GROUP}.{end}"
    return [Finding(mark, what, f"usermod -aG {GROUP} {user.name}, then log in again")]


def judge_kvm(kvm: Kvm, is_root: bool) -> list[Finding]:
    end = "machines are emulated, which is slow"
    if kvm.exists and kvm.problem and is_root:
        return [Finding(WARNING, f"/dev/kvm cannot be opened ({kvm.problem}): {end}.", "In a container, pass the device; else dmesg | grep kvm")]
    if kvm.exists and kvm.access and kvm.qemu and not _opens(kvm.qemu, kvm.access):
        return [_closed(kvm.qemu, kvm.access)]
    if kvm.exists:
        hint = "; this user cannot open it, which libvirt's system daemon does not need" if kvm.problem else ""
        return [Finding(OK, f"/dev/kvm{hint}")]
    if kvm.flags:
        module = {"vmx": "kvm_intel", "svm": "kvm_amd"}.get(kvm.flags[0], "kvm")
        return [Finding(WARNING, f"There is no /dev/kvm, although the CPU has {kvm.flags[0]}: {end}.", f"modprobe {module}")]
    if kvm.architecture != "x86_64":
        return [Finding(WARNING, f"There is no /dev/kvm: {end}.", "modprobe kvm")]
    advice = "Switch virtualization on in the firmware; in a VM, nested virtualization on its host"
    return [Finding(WARNING, f"There is no /dev/kvm, and the CPU shows neither vmx nor svm: {end}.", advice)]


def _opens(account: Account, access: Access) -> bool:
    """As the kernel decides: the first class that fits the account counts, even where a later one would let it in."""
    if account.name == "root" or f"user:{account.name}" in access.named:
        return True
    if account.name == access.owner:
        return access.mode & 0o600 == 0o600
    if access.group in account.groups or any(f"group:{group}" in access.named for group in account.groups):
        return access.mode & 0o060 == 0o060
    return access.mode & 0o006 == 0o006


def _closed(account: Account, access: Access) -> Finding:
    shown = f"mode {access.mode & 0o777:04o}, {access.owner}:{access.group}"
    what = (
        f"/dev/kvm ({shown}) is closed to {account.name}, as which libvirt runs QEMU: machines are emulated, and libvirt asks QEMU"
        " again what it can do at each use, so create_vm takes 20 s and longer."
    )
    if access.mode & 0o060 == 0o060 and access.group != "root":
        return Finding(WARNING, what, f"usermod -aG {access.group} {account.name}, then restart libvirtd")
    rule = 'KERNEL=="kvm", GROUP="kvm", MODE="0660"'
    join = "" if "kvm" in account.groups else f" && usermod -aG kvm {account.name}"
    advice = f"echo '{rule}' >/etc/udev/rules.d/65-kvm.rules && udevadm control --reload && udevadm trigger --name-match=kvm{join}"
    return Finding(WARNING, what, f"{advice}, then restart libvirtd")


def _pools(look: Look) -> str:
    active = [f"{pool.name} ({pool.path})" if pool.path else pool.name for pool in look.pools if pool.active]
    return f"; pools: {', '.join(active)}" if active else "; it has no active pool"


def _lacking(look: Look) -> list[Finding]:
    """``create_vm`` needs both unless ``airflow.libvirt.pool`` and ``network`` name others, which only the services read."""
    pools = {pool.name: pool.active for pool in look.pools}
    lacking = []
    if not pools.get(POOL_AND_NETWORK):
        there = POOL_AND_NETWORK in pools
        make = f"virsh pool-define-as {POOL_AND_NETWORK} dir --target /var/lib/libvirt/images && "
        start = f"virsh pool-start {POOL_AND_NETWORK} && virsh pool-autostart {POOL_AND_NETWORK}"
        lacking.append(_lacks("pool", there, start if there else make + start))
    networks = dict(look.networks)
    if not networks.get(POOL_AND_NETWORK):
        there = POOL_AND_NETWORK in networks
        make = "virsh net-define /usr/share/libvirt/networks/default.xml && "
        start = f"virsh net-start {POOL_AND_NETWORK} && virsh net-autostart {POOL_AND_NETWORK}"
        lacking.append(_lacks("network", there, start if there else make + start))
    return lacking


def _lacks(kind: str, there: bool, command: str) -> Finding:
    what = f"The {kind} {POOL_AND_NETWORK} {'is not started' if there else 'does not exist'}; create_vm uses it."
    return Finding(WARNING, what, f"{command}; or name another: airflow.libvirt.{kind}")
