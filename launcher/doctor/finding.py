"""What a check found, and how the operator reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

OK, WARNING, BAD = "✓", "!", "✗"
WIDTH = 9


@dataclass(frozen=True)
class Finding:
    """One line, and for what is not fine what to do about it. ``BAD`` stops ``up`` or what was configured; ``WARNING`` does not."""

    mark: str
    what: str
    advice: str = ""


def lines(topic: str, finding: Finding) -> list[str]:
    first = f"{finding.mark} {topic:<{WIDTH}} {finding.what}"
    return [first, f"  {'':<{WIDTH}} → {finding.advice}"] if finding.advice else [first]


def summary(found: list[Finding], is_root: bool) -> str:
    bad, warnings = (sum(finding.mark == mark for finding in found) for mark in (BAD, WARNING))
    if not bad and not warnings:
        return "Everything is fine."
    counts = [f"{bad} to correct (✗)"] * bool(bad) + [f"{warnings} to know about (!)"] * bool(warnings)
    end = "" if is_root else " Commands that install or start something need root: sudo."
    return f"{', '.join(counts)}.{end}"


def without_passwords(text: str) -> str:
    """The text with its addresses' passwords left out; the users stay, as in ``qemu+ssh://root@kvm2/system``."""
    return re.sub(r"//([^/@:\s]*):[^/@\s]*@", r"//\1@", text)


def without_credentials(url: str) -> str:
    """The address without the user and password that it may hold."""
    parts = urlsplit(url if "//" in url else f"//{url}")
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl().removeprefix("//" if "//" not in url else "")
