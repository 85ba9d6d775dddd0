"""Which logs are counted already: `kb/imports.csv`, digests in git.

A log is known by its content, never by its name: rotated, compressed or copied it is the
same log. Entries are digests of whole files as they were imported. A file that begins
with the content of an entry is that log, grown since: only what follows is new. What
follows may again begin with an entry, as when old logs are joined into one file. A file
that only begins like an entry is counted, and told: an export made anew, or a part of a log.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from kbtool.frozen import dataclass
from kbtool.loop.files import shown_name
from kbtool.loop.logs.stream import Watch, pieces
from kbtool.problems import Problem
from kbtool.read.counts import Row, read_rows, sorted_out, to_csv

__all__ = ["LEDGER", "Entry", "Seen", "ledger_csv", "look", "read_ledger"]

LEDGER = "kb/imports.csv"

_HEADER = ("imported", "file", "bytes", "sha256", "begins")
_DAY = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\Z")
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_BEGINS = re.compile(r"[0-9a-f]{16}\Z")


@dataclass(frozen=True, slots=True)
class Entry:
    """A log that was imported."""

    imported: str  # day, as 2026-03-31
    file: str  # what may be told of its name then, for people
    size: int  # bytes of the log, decompressed
    sha256: str  # of these bytes
    begins: str = ""  # a digest of the first two lines


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a file before it is imported."""

    path: Path
    name: str  # what may be told of it
    size: int  # bytes, decompressed
    sha256: str
    known: int  # so many bytes at its beginning are counted already
    known_lines: int  # and so many lines; one that ends behind them is counted, too
    like: str  # name of the log that these are of, "" for a new one
    begins: str  # a digest of the first two lines
    resembles: str  # name of another log that begins like this new one, and goes on otherwise

    @property
    def new(self) -> int:
        """How many bytes are to be read."""
        return self.size - self.known


def read_ledger(text: str, path: str) -> tuple[list[Entry], list[Problem]]:
    """Return the entries of kb/imports.csv, and a problem for every other row."""
    return sorted_out(read_rows(text, path, _HEADER), _entry)


def _entry(row: Row) -> Entry | Problem:
    day, size, digest, begins = row.cells[0], *row.cells[2:]
    if not _DAY.match(day):
        return row.bad(0, f"'{day[:40]}' is no day", "write it 2026-03-31")
    if not (size.isascii() and size.isdigit() and len(size) < 19):
        return row.bad(2, f"'{size[:40]}' is no number of bytes")
    if not _SHA256.match(digest):
        hint = "restore the line from git; without it the log would be counted again"
        return row.bad(3, f"'{digest[:80]}' is no SHA-256", hint)
    if begins and not _BEGINS.match(begins):
        return row.bad(4, f"'{begins[:80]}' is no digest of 16 digits")
    return Entry(day, row.text(1), int(size), digest, begins)


def ledger_csv(entries: Iterable[Entry]) -> str:
    """Return the ledger as a file, oldest imports first."""
    ordered = sorted(entries, key=lambda one: (one.imported, one.file, one.size, one.sha256))
    rows = [
        (one.imported, shown_name(one.file), str(one.size), one.sha256, one.begins)
        for one in ordered
    ]
    return to_csv(_HEADER, rows)


def look(path: Path, entries: Iterable[Entry], name: str = "") -> Seen:
    """Return how much of a file the ledger knows.

    A gzip file is looked into; one that is damaged counts as far as it can be read.

    Args:
        path: of the file; it is read once, and once more for each log that it begins with.
        entries: of the ledger.
        name: what may be told of the file; its own name when left out.

    Raises:
        KbtoolError: the file cannot be read.
    """
    known: dict[int, dict[str, str]] = {}  # size -> SHA-256 -> name
    beginnings: dict[str, str] = {"": ""}
    for entry in entries:
        file = shown_name(entry.file)  # others may have written the ledger
        beginnings.setdefault(entry.begins, file)
        if entry.size:
            known.setdefault(entry.size, {})[entry.sha256] = file
    digest = hashlib.sha256()
    size = 0
    begins = ""
    for block in pieces(path, Watch()):
        begins = begins or _begins(block)
        digest.update(block)
        size += len(block)
    start, like = 0, ""
    while start < size and (found := _longest(path, start, known)):
        start, like = start + found[0], found[1]
    lines = _lines(path, start) if 0 < start < size else 0
    resembles = "" if start else beginnings.get(begins, "")
    known_as = name or path.name
    return Seen(path, known_as, size, digest.hexdigest(), start, lines, like, begins, resembles)


def _begins(block: bytes) -> str:
    """Return a digest of the first two lines: of an export the names of its columns, and a row."""
    first = b"\n".join(block.split(b"\n", 2)[:2])
    return hashlib.sha256(first).hexdigest()[:16]


def _lines(path: Path, end: int) -> int:
    """Return how many lines begin within the first `end` bytes."""
    lines, passed, last = 0, 0, b"\n"
    for block in pieces(path, Watch()):
        part = block[: end - passed]
        lines += part.count(b"\n")
        passed += len(part)
        last = part[-1:]
        if passed == end:
            break
    return lines + (last != b"\n")


def _longest(
    path: Path, start: int, known: Mapping[int, Mapping[str, str]]
) -> tuple[int, str] | None:
    """Return size and name of the longest log that a file continues with at `start`."""
    sizes = sorted(known)
    digest = hashlib.sha256()
    hashed = 0
    found = None
    for block in _from(path, start):
        at = 0
        while sizes and sizes[0] <= hashed + len(block):
            size = sizes.pop(0)
            digest.update(block[at : size - hashed])
            at = size - hashed
            if (name := known[size].get(digest.hexdigest())) is not None:
                found = (size, name)
        if not sizes:
            break
        digest.update(block[at:])
        hashed += len(block)
    return found


def _from(path: Path, start: int) -> Iterator[bytes]:
    """Yield the content of a file from a byte on."""
    passed = 0
    for block in pieces(path, Watch()):
        if passed + len(block) > start:
            yield block[max(0, start - passed) :]
        passed += len(block)
