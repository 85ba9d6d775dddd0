"""The columns in which everything that was read goes to an engine, and comes back from it.

A row of `EVENTS` is one thing that was asked, or one line that was not taken: then its
`kind` is one of `LEFT_OUT`. A bad one has its reason as its text; a note is about a line
that was taken nevertheless.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

import pyarrow as pa

from kbtool.frozen import dataclass
from kbtool.loop.logs.values import Month

__all__ = [
    "BAD",
    "BOTS",
    "EVENTS",
    "LEFT_OUT",
    "LINES",
    "NOTE",
    "OTHER",
    "SLOTS",
    "STAFF",
    "Event",
    "batches",
    "month_number",
    "month_of",
]

BAD, NOTE, BOTS, STAFF, OTHER = "bad", "note", "bots", "staff", "other"
LEFT_OUT = frozenset({BAD, NOTE, BOTS, STAFF, OTHER})

SLOTS = 64
"""The examples of a fault are the first lines of so many groups: engines have no "first five"."""

LINES = pa.schema(
    [
        ("file", pa.int32()),
        ("line", pa.int64()),
        ("staff", pa.bool_()),
        ("kind", pa.string()),  # BAD or NOTE where `text` is no line but what is to be told of it
        ("text", pa.string()),
    ]
)
"""Lines of access logs, parsed by the engine."""

EVENTS = pa.schema(
    [
        ("file", pa.int32()),
        ("line", pa.int64()),
        ("month", pa.int32()),  # see month_number
        ("kind", pa.string()),
        ("text", pa.string()),
        ("via", pa.string()),  # of a view: the address of the page that led there
        ("visitor", pa.int64()),  # of such a view: tells visitors apart within an engine, else 0
        ("count", pa.int64()),
        ("clicks", pa.int64()),  # null: not known
        ("helpful", pa.int8()),  # 1, 0, or -1 where nobody was asked
        ("reason", pa.string()),
        ("lang", pa.string()),
        ("source", pa.string()),
    ]
)
"""Everything else, parsed by Python."""


@dataclass(frozen=True, slots=True)
class Event:
    """A row of `EVENTS` without its file."""

    line: int
    kind: str
    text: str = ""
    month: int = 0
    count: int = 1
    clicks: int | None = None
    helpful: int = -1
    reason: str = ""
    lang: str = ""
    source: str = ""
    via: str = ""
    visitor: int = 0


def month_number(month: Month) -> int:
    """Return a month as one number."""
    return month[0] * 12 + month[1] - 1


def month_of(number: int) -> Month:
    """Return the month of such a number."""
    return number // 12, number % 12 + 1


def batches(file: int, events: Iterable[Event], size: int = 8192) -> Iterator[pa.RecordBatch]:
    """Yield events as record batches of `EVENTS`."""
    events = iter(events)
    names = [name for name in EVENTS.names if name != "file"]
    while some := list(islice(events, size)):
        columns = [pa.array([file] * len(some), pa.int32())]
        columns += [
            pa.array([getattr(event, name) for event in some], EVENTS.field(name).type)
            for name in names
        ]
        yield pa.RecordBatch.from_arrays(columns, schema=EVENTS)
