"""Reads ``text/event-stream`` as it comes.

https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
"""

from __future__ import annotations

from typing import Iterable, Iterator


def messages(lines: Iterable[bytes]) -> Iterator[str]:
    """The data of each event that has any. An event that the stream breaks off in is none."""
    data: list[str] = []
    for raw in lines:
        line = raw.decode("utf-8", errors="replace").rstrip("\r\n")
        if not line:
            if data:
                yield "\n".join(data)
            data = []
            continue
        field, _, value = line.partition(":")
        if field == "data":
            data.append(value[1:] if value.startswith(" ") else value)
