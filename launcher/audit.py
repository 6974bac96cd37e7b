"""Verifies audit trails: which record was altered, taken out, put elsewhere or cut off.

Needs nothing but Python, neither the services nor this launcher, so that an auditor can read and run it elsewhere:
``python3 launcher/audit.py FILE…``. The services write the records; ``launcher/tests/audit`` holds examples that both must agree on.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import json
import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Iterator, Mapping, Optional, Sequence

KEY_VARIABLE = "AUDIT_HMAC_KEY"
ARCHIVE = re.compile(r"(?P<trail>.+)\.\d{4}-\d\d-\d\d\.(?P<first>\d+)\.jsonl")


@dataclass(frozen=True)
class Head:
    """A published end of the chain: this record was there. The hash may be cut."""

    sequence: int
    hash: str

    @staticmethod
    def parse(text: str) -> "Head":
        """:raises ValueError: when it is not SEQ:HASH"""
        found = re.fullmatch(r"(\d+):([0-9a-f]{12,64})", text.strip())
        if not found:
            raise ValueError(f"{text} is not a head; a head looks like 1024:9f86d081884c…, as the service's log shows it")
        return Head(int(found.group(1)), found.group(2))


@dataclass
class Findings:
    """What is wrong with one trail, and how far it goes."""

    problems: list[str] = field(default_factory=list)
    records: int = 0
    lost: int = 0
    first: int = 0
    last: int = 0
    last_hash: str = ""


def canonical(value: object) -> str:
    """RFC 8785 for what records hold: text, whole numbers, booleans, null, lists and objects.

    :raises ValueError: for other numbers, which no record holds
    """
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{canonical(name)}:{canonical(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, float):
        raise ValueError("a number that is not whole")
    return json.dumps(value, ensure_ascii=False)


def seal(record: Mapping[str, object], key: Optional[bytes]) -> str:
    body = canonical({name: value for name, value in record.items() if name != "event_hash"}).encode()
    return hmac.new(key, body, "sha256").hexdigest() if key else hashlib.sha256(body).hexdigest()


def verify(files: Sequence[Path], key: Optional[bytes] = None, heads: Sequence[Head] = ()) -> Findings:
    """Checks the files of one trail, the oldest first, as one chain."""
    found = Findings()
    expected_hash: Optional[str] = None
    wanted = {head.sequence: head for head in heads}
    for where, text in _lines(files):
        record = _parse(text)
        if record is None:
            found.problems.append(f"{where}: this is not a complete record")
            continue
        number, hashed = record["seq"], record["event_hash"]
        if found.records == 0:
            found.first = number
            if number == 1 and record.get("previous_hash") is not None:
                found.problems.append(f"{where}: record 1 names a record before it")
        elif number != found.last + 1:
            found.problems.append(f"{where}: {_order(found.last, number)}")
        elif record.get("previous_hash") != expected_hash:
            found.problems.append(f"{where}: record {number} does not follow the record {found.last} before it: one of the two was replaced")
        if not hmac.compare_digest(_seal_or_none(record, key), hashed):
            hint = "" if key else f", or sealed with a key ({KEY_VARIABLE})"
            found.problems.append(f"{where}: record {number} was altered{hint}")
        head = wanted.pop(number, None)
        if head and not hashed.startswith(head.hash):
            found.problems.append(f"{where}: record {number} is not the one that was published as a head")
        if record.get("event") == "lost":
            found.lost += int(record.get("records", 0))
        found.records += 1
        found.last, expected_hash = number, hashed
    found.last_hash = expected_hash or ""
    for head in wanted.values():
        if head.sequence > found.last:
            found.problems.append(f"the end was cut off: record {head.sequence} was published as a head, the last one here is {found.last}")
        elif head.sequence >= found.first:
            found.problems.append(f"record {head.sequence}, which was published as a head, is missing")
    return found


def _order(last: int, number: int) -> str:
    if number > last + 1:
        missing = f"record {last + 1} is" if number == last + 2 else f"records {last + 1} to {number - 1} are"
        return f"{missing} missing before record {number}"
    return f"record {number} stands after record {last}: records were swapped or repeated"


def _lines(files: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    for file in files:
        with open(file, "rb") as lines:
            for number, line in enumerate(lines, 1):
                yield f"{file.name}:{number}", line


def _parse(line: bytes) -> Optional[dict]:
    try:
        record = json.loads(line.decode()) if line.endswith(b"\n") else None
    except ValueError:
        return None
    whole = isinstance(record, dict) and type(record.get("seq")) is int and isinstance(record.get("event_hash"), str)
    return record if whole else None


def _seal_or_none(record: Mapping[str, object], key: Optional[bytes]) -> str:
    try:
        return seal(record, key)
    except ValueError:
        return ""


def trails(files: Sequence[Path]) -> dict[Path, list[Path]]:
    """The files by trail, each trail's in the order in which they were written; a trail's own file stands for all of it."""
    found: dict[Path, set[Path]] = {}
    for file in files:
        archived = ARCHIVE.fullmatch(file.name)
        trail = file.with_name(f"{archived['trail']}.jsonl") if archived else file
        found.setdefault(trail, set()).add(file)
        if not archived:
            beside = (other for other in file.parent.iterdir() if _is_archive_of(other, trail))
            found[trail].update(beside)
    return {trail: sorted(parts, key=_first_sequence) for trail, parts in found.items()}


def _is_archive_of(file: Path, trail: Path) -> bool:
    archived = ARCHIVE.fullmatch(file.name)
    return bool(archived) and f"{archived['trail']}.jsonl" == trail.name


def _first_sequence(file: Path) -> float:
    archived = ARCHIVE.fullmatch(file.name)
    return int(archived["first"]) if archived else float("inf")


def published(trail: Path) -> list[Head]:
    """The head that the service left beside its trail."""
    try:
        head = json.loads(trail.with_name(trail.name + ".head").read_text())
        return [Head(int(head["seq"]), str(head["event_hash"]))]
    except FileNotFoundError:
        return []


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="audit.jsonl stands for its full files too")
    parser.add_argument("--head", action="append", default=[], metavar="SEQ:HASH", help="a head from the log, to see whether the end was cut off")


def run(files: Sequence[Path], heads: Sequence[str], environment: Mapping[str, str]) -> int:
    """:return: 0 when all is as it was written, 1 when not, 2 when there is nothing to look at"""
    key = environment.get(KEY_VARIABLE, "").strip().encode() or None
    missing = [str(file) for file in files if not file.is_file()]
    if missing or not files:
        print(f"There is no audit trail {', '.join(missing)}".rstrip() + ".", file=sys.stderr)
        return 2
    try:
        given = [Head.parse(text) for text in heads]
    except ValueError as e:
        print(e, file=sys.stderr)
        return 2
    if given and len(trails(files)) > 1:
        print("Name the one audit trail that the head is of.", file=sys.stderr)
        return 2
    wrong = False
    for trail, parts in trails(files).items():
        found = verify(parts, key, [*given, *(published(trail) if trail in parts else [])])
        for problem in found.problems:
            print(f"✗ {problem}")
        lost = f", which say that {found.lost} could not be written" if found.lost else ""
        keyed = "with the key" if key else "without a key: anybody who can write the file can make another chain"
        verdict = "✗" if found.problems else "✓"
        if found.first > 1:
            print(f"• {trail.name}: the records before {found.first} are not here")
        print(f"{verdict} {trail.name}: {found.records} records from {found.first} to {found.last}{lost}, checked {keyed}; head {found.last}:{found.last_hash}")
        wrong |= bool(found.problems)
    return 1 if wrong else 0


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="Verifies audit trails.")
    add_arguments(parser)
    options = parser.parse_args(arguments)
    return run(options.files, options.head, os.environ)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
