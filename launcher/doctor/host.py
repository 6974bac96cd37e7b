"""Judges the host itself: disk, clock, SELinux."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Mapping, Optional, Sequence

from launcher.distribution import Distribution
from launcher.doctor.finding import BAD, OK, WARNING, Finding

GIB = 1 << 30
EARLIEST = datetime(2026, 1, 1, tzinfo=timezone.utc)
IMAGE_TYPES = ("virt_image_t", "svirt_image_t", "virt_content_t")
ENFORCING, PERMISSIVE = "enforcing", "permissive"


@dataclass(frozen=True)
class Place:
    """A folder that must have room. Under ``enough`` it may not do for long; under ``least`` nothing works.

    ``elsewhere`` says how to have it in another place.
    """

    what: str
    path: str
    free: int
    writable: bool
    least: int
    enough: int
    elsewhere: str


@dataclass(frozen=True)
class Clock:
    """``newest`` is when the newest file of the checkout was written; ``synchronised`` is none where nobody knows."""

    now: datetime
    newest: datetime
    synchronised: Optional[bool]


@dataclass(frozen=True)
class SeLinux:
    """``mode`` is empty where there is none; ``pools`` are types of the pools' folders by path, ``quadlets`` texts by path."""

    mode: str
    pools: Mapping[str, str]
    quadlets: Mapping[str, str]


def judge_disk(places: Sequence[Place]) -> list[Finding]:
    found = []
    for place in places:
        room = f"{place.what} {place.path}: {place.free / GIB:.1f} GiB free"
        advice = f"Make room, or {place.elsewhere[0].lower()}{place.elsewhere[1:]}"
        if not place.writable:
            found.append(Finding(BAD, f"{place.what} {place.path}: this user may not write there.", place.elsewhere))
        elif place.free < place.least:
            found.append(Finding(BAD, f"{room}; at least {place.least / GIB:g} GiB is needed.", advice))
        elif place.free < place.enough:
            found.append(Finding(WARNING, f"{room}; {place.enough / GIB:g} GiB is safe.", advice))
        else:
            found.append(Finding(OK, room))
    return found


def judge_clock(clock: Clock, here: Distribution) -> list[Finding]:
    now = f"{clock.now:%Y-%m-%d %H:%M} UTC"
    service = "chrony && systemctl enable --now chronyd" if here.has_dnf else "systemd-timesyncd && timedatectl set-ntp true"
    synchronise = f"{'dnf' if here.has_dnf else 'apt-get'} install {service}"
    floor = max(EARLIEST, clock.newest - timedelta(days=1))
    if clock.now < floor:
        what = f"{now} cannot be right: files of this checkout are of {clock.newest:%Y-%m-%d}. Certificates and tokens will be refused."
        return [Finding(BAD, what, synchronise)]
    if clock.synchronised is False:
        return [Finding(WARNING, f"{now}, but nothing synchronises this clock.", synchronise)]
    hint = ", synchronised" if clock.synchronised else "; whether it is synchronised is not known here"
    return [Finding(OK, f"{now}{hint}")]


def judge_selinux(selinux: SeLinux) -> list[Finding]:
    if not selinux.mode:
        return [Finding(OK, "not in use")]
    if selinux.mode == PERMISSIVE:
        return [Finding(OK, "permissive: it logs and forbids nothing")]
    found = [Finding(OK, "enforcing; deploy/quadlet and deploy/compose.yml label what their containers read")]
    for path, kind in selinux.pools.items():
        if kind and kind not in IMAGE_TYPES:
            label = f"semanage fcontext -a -t virt_image_t '{path}(/.*)?' && restorecon -R {path}"
            found.append(Finding(WARNING, f"QEMU may not read images in {path}, whose type is {kind}.", label))
    for path, text in selinux.quadlets.items():
        found += judge_quadlet(path, text)
    return found


def judge_quadlet(path: str, text: str) -> list[Finding]:
    """The socket of libvirt is the host's: to relabel it breaks libvirt, and without a word a container may not connect to it."""
    volume = re.search(r"^Volume=(?:/var)?/run/libvirt[^:\n]*:[^:\n]*(?::(\S*))?", text, re.MULTILINE)
    if not volume:
        return []
    if {"z", "Z"} & set((volume.group(1) or "").split(",")):
        what = f"{path} relabels /run/libvirt, which takes it away from libvirt."
        return [Finding(BAD, what, "Remove its z or Z, then restorecon -R /run/libvirt")]
    if not re.search(r"^SecurityLabelDisable=true", text, re.MULTILINE):
        what = f"{path} mounts /run/libvirt, but SELinux does not let its container connect."
        return [Finding(WARNING, what, "Add SecurityLabelDisable=true to its [Container]")]
    return []
