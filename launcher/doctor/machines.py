"""Judges what virtual machines need: libvirt's client library and daemons, and KVM."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping, Sequence

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
class Kvm:
    """``problem`` is why this user cannot open it; ``flags`` are those of the CPU that tell of virtualization."""

    exists: bool
    problem: str
    flags: Sequence[str]
    architecture: str


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
