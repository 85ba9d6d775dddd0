"""Exports -> records: mappings of lower-case names to text, each with its line.

CSV in any usual dialect, JSON lines, a JSON array, or an object that holds one. All
are read as streams. A record that cannot be read is its fault, as text, and the next
one is looked for behind it; ijson lost, because it ends at the first fault and knows no lines.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kbtool.loop.logs.lines import texts

__all__ = [
    "LONGEST_RECORD",
    "Record",
    "csv_records",
    "delimiter_of",
    "json_records",
    "line_records",
]

Record = tuple[int, Mapping[str, str] | str]
"""The line on which a record begins, and the record, or what is wrong with it."""

LONGEST_RECORD = 8 << 20  # bytes of one conversation
DELIMITERS = ",;\t|"
DEPTH = 6  # of objects within an object

NO_JSON = "this is no JSON object"
TOO_LONG = "the record is longer than 8 MB"
LINE_TOO_LONG = "the line is longer than 64 KB"
NUL = "the line holds NUL bytes"
QUOTES = "a quote is not closed"

_TALK = ("messages", "transcript", "comments", "conversation", "events", "notes", "chat", "history")


def delimiter_of(header: str) -> str:
    """Return what separates the cells of a header."""
    return max(DELIMITERS, key=header.count)


def csv_records(
    pieces: Iterable[bytes], header: tuple[str, ...], start: int, delimiter: str, encoding: str
) -> Iterator[Record]:
    """Yield the rows below the header of a CSV file.

    A row that swallows others because a quote is not closed is one fault, and
    those others are read again as rows of their own.

    Args:
        pieces: of the file.
        header: the names of the columns, in lower case.
        start: the line of the first row.
        delimiter: between cells.
        encoding: of the file.
    """
    source = _Lines(texts(pieces, encoding))
    for number, _ in source:
        if number == start - 1:
            break
    while True:
        source.begin()
        row: list[str] = []
        fault = ""
        try:  # strict: a cell that goes on behind its closing quote has met another row's
            row = next(csv.reader(source.cells(), delimiter=delimiter, strict=True), row)
        except csv.Error:
            fault = QUOTES
        if not source.taken:
            return
        line, text = source.taken[0]
        if text is None:
            fault = LINE_TOO_LONG
        elif "\0" in text:
            fault = NUL
        elif not fault and len(row) != len(header):
            fault = f"the row has {len(row)} cells, not {len(header)}"
        if not fault:
            yield line, dict(zip(header, row, strict=True))
        elif len(source.taken) > 1:
            source.back()
            yield line, QUOTES
        elif any(row) or text is None:
            yield line, fault


class _Lines:
    """Lines that can be given back."""

    def __init__(self, lines: Iterator[tuple[int, str | None]]) -> None:
        self.lines = lines
        self.given: list[tuple[int, str | None]] = []  # back, the next one last
        self.taken: list[tuple[int, str | None]] = []  # since `begin`

    def __iter__(self) -> Iterator[tuple[int, str | None]]:
        return self

    def __next__(self) -> tuple[int, str | None]:
        return self.given.pop() if self.given else next(self.lines)

    def begin(self) -> None:
        self.taken = []

    def back(self) -> None:
        """Give back all that was taken since `begin` but the first."""
        self.given += reversed(self.taken[1:])

    def cells(self) -> Iterator[str]:
        """Yield lines for one row; a line that is none ends it."""
        for line in self:
            self.taken.append(line)
            if line[1] is None or "\0" in line[1] or len(self.taken) > 2000:
                return
            yield line[1] + "\n"


def line_records(pieces: Iterable[bytes], encoding: str) -> Iterator[Record]:
    """Yield the objects of a file that has one on every line."""
    for line, text in texts(pieces, encoding, LONGEST_RECORD):
        if text is None:
            yield line, TOO_LONG
        elif text.strip():
            try:
                found = json.loads(text)
            except (ValueError, RecursionError):
                found = None
            yield line, flat(found) if isinstance(found, dict) else NO_JSON


_LIST = re.compile(r"\[\s*(?=\{)")
_NEXT = re.compile(r"[\s,]*")
_RESUME = re.compile(r"\n\s*\{|\}\s*,\s*(?=\{)")


def json_records(pieces: Iterable[bytes], encoding: str) -> Iterator[Record]:
    """Yield the objects of the first list of objects in a JSON text."""
    source = _Text((text or "") + "\n" for _, text in texts(pieces, encoding, LONGEST_RECORD))
    begin = None
    while begin is None:
        begin = _LIST.search(source.text)
        if begin is None and not source.more():
            yield 1, NO_JSON
            return
    source.drop(begin.end())
    decoder = json.JSONDecoder()
    while source.skip(_NEXT) == "{":
        try:
            found, end = decoder.raw_decode(source.text)
        except (ValueError, RecursionError):
            if len(source.text) < LONGEST_RECORD and source.more():
                continue
            yield source.line, NO_JSON
            after = _RESUME.search(source.text, 1)
            source.drop(after.end() - (source.text[after.end() - 1] == "{") if after else None)
            continue
        yield source.line, flat(found)
        source.drop(end)


class _Text:
    """Text that is read on when it is needed, and dropped when it is not."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines = lines
        self.text = ""
        self.line = 1  # on which `text` begins

    def more(self) -> bool:
        """Read as much again, and at least some; return False at the end."""
        wanted, found = max(1 << 16, len(self.text)), [self.text]
        size = 0
        for line in self.lines:
            found.append(line)
            size += len(line)
            if size >= wanted:
                break
        self.text = "".join(found)
        return size > 0

    def drop(self, end: int | None) -> None:
        """Forget the text before `end`, all of it when None."""
        gone = self.text[:end]
        self.line += gone.count("\n")
        self.text = "" if end is None else self.text[end:]

    def skip(self, what: re.Pattern[str]) -> str:
        """Drop what matches, and return the character behind it; "" at the end."""
        while True:
            found = what.match(self.text)
            self.drop(found.end() if found else 0)
            if self.text or not self.more():
                return self.text[:1]


def flat(record: Mapping[str, Any]) -> dict[str, str]:
    """Return an object without depth: names joined by dots, and every value as text.

    Of a list of messages within it only those are told that a customer may have
    written: they stay JSON, for `exports.py`.
    """
    found: dict[str, str] = {}
    _flatten(record, "", found, DEPTH)
    return found


def _flatten(record: Mapping[str, Any], before: str, found: dict[str, str], depth: int) -> None:
    for key, value in record.items():
        name = f"{before}{key}".lower()
        if isinstance(value, dict) and depth:
            _flatten(value, f"{name}.", found, depth - 1)
        elif isinstance(value, list) and key.lower() in _TALK:
            found[name] = json.dumps(value, ensure_ascii=False)
        elif isinstance(value, str):
            found[name] = value
        elif isinstance(value, bool):
            found[name] = "true" if value else "false"
        elif isinstance(value, int | float):
            found[name] = repr(value)
