"""Files of counts in git: CSV with a fixed head, read with places, written the same way each time.

A cell that a spreadsheet would take for a formula is written with an apostrophe before
it, which spreadsheets hide and the reader takes away again. What the columns of a file
mean is its own module's business.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from kbtool.frozen import dataclass
from kbtool.model import Source
from kbtool.problems import Problem, problem
from kbtool.read import rules
from kbtool.read.asks import MAX_ASKS, Month

__all__ = [
    "MAX_BYTES",
    "Row",
    "guarded",
    "month_text",
    "read_rows",
    "sorted_out",
    "to_csv",
    "unguarded",
]

MAX_BYTES = 50_000_000
"""Of a file of counts: ten thousand questions from four sources make 20 MB a year."""

_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])\Z")
# Excel takes the full-width forms for the signs, too; a tab or line break is dropped before one.
_FORMULA = "=+-@\t\r\n＝＋－＠"
_GUARD = "'"


def guarded(text: str) -> str:
    """Return a cell that no spreadsheet calculates; `unguarded` gives `text` back."""
    risky = text[:1] in _FORMULA if text else False
    looks_guarded = text[:1] == _GUARD and text[1:2] != "" and text[1] in _FORMULA + _GUARD
    return _GUARD + text if risky or looks_guarded else text


def unguarded(cell: str) -> str:
    """Return what a cell says."""
    if cell[:1] == _GUARD and cell[1:2] != "" and cell[1] in _FORMULA + _GUARD:
        return cell[1:]
    return cell


def month_text(month: Month) -> str:
    """Return a month as files and tables write it."""
    return f"{month[0]:04d}-{month[1]:02d}"


Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Row:
    """A row with the place of each cell; its readers tell at the cell what they cannot take."""

    path: str
    line: int
    cells: tuple[str, ...]  # as written, but for the blanks around them

    def at(self, column: int) -> Source:
        """Return the place of a cell, counted from 0."""
        start = 1 + sum(len(cell) + 1 for cell in self.cells[:column])
        return Source(self.path, self.line, start, len(self.cells[column]))

    def bad(self, column: int, message: str, hint: str = "") -> Problem:
        """Return what is wrong with a cell."""
        return problem(rules.BAD_COUNTS, self.at(column), message, hint)

    def text(self, column: int) -> str:
        """Return what a cell says."""
        return unguarded(self.cells[column])

    def month(self, column: int, today: Month) -> Month | Problem:
        """Return the month in a cell; one that has not begun is a problem."""
        cell = self.cells[column]
        match = _MONTH.match(cell)
        if match is None:
            return self.bad(column, f"'{cell[:40]}' is no month", "write it 2026-03")
        month = (int(match[1]), int(match[2]))
        if month > today:
            return self.bad(column, f"the month '{cell}' has not begun yet")
        return month

    def count(self, column: int) -> int | Problem:
        """Return the whole number in a cell."""
        cell = self.cells[column]
        # isascii: str.isdigit takes digits of every script, and int() superscripts not
        if cell.isascii() and cell.isdigit() and len(cell) < 11 and int(cell) <= MAX_ASKS:
            return int(cell)
        return self.bad(column, f"'{cell[:40]}' is no count", "write a whole number, 0 or more")

    def known(self, column: int) -> int | Problem | None:
        """Return the whole number in a cell, None where it is empty: not known."""
        return self.count(column) if self.cells[column] else None


def sorted_out(
    rows: Iterable[Row | Problem], read: Callable[[Row], Value | Problem]
) -> tuple[list[Value], list[Problem]]:
    """Return what the good rows say, and what is wrong with the others."""
    good: list[Value] = []
    problems: list[Problem] = []
    for row in rows:
        found = read(row) if isinstance(row, Row) else row
        if isinstance(found, Problem):
            problems.append(found)
        else:
            good.append(found)
    return good, problems


def read_rows(text: str, path: str, header: Sequence[str]) -> Iterator[Row | Problem]:
    """Yield the rows of a file that are not blank, and what is wrong with its form.

    Args:
        text: with plain line feeds.
        path: of the file, for the places.
        header: the names of the columns.
    """
    lines = text.split("\n")
    # strict=False: csv never raises on quotes, it only reads them its own way
    reader = csv.reader(lines, strict=False)
    line = 1
    try:
        if [name.strip() for name in next(reader, [])] != list(header):
            at = Source(path, 1, 1, len(lines[0]))
            message = "the first line does not name the columns"
            yield problem(rules.COUNTS_HEADER, at, message, f"write '{','.join(header)}'")
            return
        line = reader.line_num + 1
        for cells in reader:
            begin, line = line, reader.line_num + 1  # a quoted cell may span lines
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                at = Source(path, begin, 1, len(lines[begin - 1]))
                message = f"the row has {len(cells)} cells, not {len(header)}"
                yield problem(rules.BAD_COUNTS, at, message, f"write '{','.join(header)}'")
                continue
            yield Row(path, begin, tuple(cell.strip() for cell in cells))
    except csv.Error as error:  # a field over csv's own limit
        yield problem(rules.BAD_COUNTS, Source(path, line), f"the row cannot be read: {error}")


def to_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return rows of plain texts as a file, in the order in which they come."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([guarded(cell) for cell in row])
    return out.getvalue()
