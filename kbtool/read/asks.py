"""How often a question is asked, weighted towards the present.

Reads the ask log that importers wrote, knows nothing of pages or search.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping

from kbtool.frozen import maker
from kbtool.model import Ask, Source
from kbtool.problems import Problem, problem
from kbtool.read import rules

__all__ = ["Month", "asks_csv", "decayed_asks", "months_between", "newest_month", "read_asks"]

Month = tuple[int, int]
"""Year and month of the calendar, in UTC."""

HEADER = ["month", "id", "asks", "source"]
MAX_ASKS = 1_000_000_000

_ask, _source = maker(Ask), maker(Source)  # a log has many rows
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])\Z")


def months_between(earlier: Month, later: Month) -> int:
    """Return how many months `later` comes after `earlier`; negative when before."""
    return (later[0] - earlier[0]) * 12 + later[1] - earlier[1]


def decayed_asks(monthly: Mapping[Month, int], now: Month, half_life_months: float) -> float:
    """Return the asks of one question, recent months counting more.

    A month one half-life back counts half, two half-lives back a quarter:
    `sum(asks * 0.5 ** (age / half_life))`, summed from the oldest month so that
    the result never depends on the order of the log.

    Args:
        monthly: asks per calendar month (UTC); a missing month means no asks.
        now: the month of the build.
        half_life_months: greater than 0.

    Returns:
        Weighted asks, 0.0 or more.

    Raises:
        ValueError: a month of the log lies after `now`.
    """
    total = 0.0
    for month in sorted(monthly):
        age = months_between(month, now)
        if age < 0:
            raise ValueError(f"{month} lies after {now}")
        total += monthly[month] * 0.5 ** (age / half_life_months)
    return total


def newest_month(asks: Iterable[Ask]) -> Month | None:
    """Return the newest month of a log, None for an empty one."""
    return max((ask.month for ask in asks), default=None)


def read_asks(text: str, path: str, today: Month) -> tuple[list[Ask], list[Problem]]:
    """Return the good rows of one ask log, and a problem for every other row.

    Args:
        text: CSV with the header `month,id,asks,source`.
        path: of the file, for the sources.
        today: the current month; rows of a later month are refused.
    """
    asks: list[Ask] = []
    problems: list[Problem] = []
    lines = text.split("\n")
    # strict=False: csv never raises on quotes, it only reads them its own way
    reader = csv.reader(lines, strict=False)
    try:
        header = next(reader, [])
        if [name.strip() for name in header] != HEADER:
            hint = f"write '{','.join(HEADER)}'"
            message = "the first line does not name the columns"
            return [], [
                problem(rules.ASKS_HEADER, Source(path, 1, 1, len(lines[0])), message, hint)
            ]
        line = reader.line_num + 1
        months: dict[str, Month] = {}
        for row in reader:
            begin, line = line, reader.line_num + 1  # a quoted cell may span lines
            if (good := _good_row(row, path, begin, months)) is not None:
                asks.append(good)
                continue
            if not any(cell.strip() for cell in row):
                continue
            found = _row(row, path, begin, len(lines[begin - 1]), today)
            if isinstance(found, Ask):
                asks.append(found)
                months[row[0]] = found.month
            else:
                problems.append(found)
    except csv.Error as error:  # a field over csv's own limit
        source = Source(path, line)
        problems.append(problem(rules.BAD_ASKS, source, f"the row cannot be read: {error}"))
    return asks, problems


def asks_csv(asks: Mapping[tuple[Month, str, str], int]) -> str:
    """Return an ask log, sorted.

    Args:
        asks: by month, id and source; ids and sources are plain words.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for (month, id, source), count in sorted(asks.items()):
        writer.writerow([f"{month[0]:04d}-{month[1]:02d}", id, count, source])
    return out.getvalue()


def _good_row(row: list[str], path: str, line: int, months: Mapping[str, Month]) -> Ask | None:
    """Return what a row says, or None where it takes a closer look; most logs are all good.

    Args:
        row: its cells.
        path: of the file.
        line: of the file on which the row begins.
        months: known by what stands in the first cell.
    """
    if len(row) != len(HEADER):
        return None
    written, id, count, source = row
    month = months.get(written)
    if month is None or not id or id != id.strip() or len(count) > 9:
        return None
    if not (count.isascii() and count.isdigit()):
        return None
    place = _source(path, line, len(written) + 2, len(id))
    return _ask(month, id, int(count), source.strip(), place)


def _row(row: list[str], path: str, line: int, length: int, today: Month) -> Ask | Problem:
    if len(row) != len(HEADER):
        at = Source(path, line, 1, length)
        message = f"the row has {len(row)} cells, not {len(HEADER)}"
        return problem(rules.BAD_ASKS, at, message, f"write '{','.join(HEADER)}'")

    def cell(index: int) -> Source:
        return Source(path, line, 1 + sum(len(c) + 1 for c in row[:index]), len(row[index]))

    month, id, count, source = (value.strip() for value in row)
    match = _MONTH.match(month)
    if match is None:
        return problem(rules.BAD_ASKS, cell(0), f"'{month}' is no month", "write it 2026-03")
    when = (int(match[1]), int(match[2]))
    if when > today:
        return problem(rules.BAD_ASKS, cell(0), f"the month '{month}' has not begun yet")
    if not id:
        return problem(rules.BAD_ASKS, cell(1), "the row names no article")
    # isascii: str.isdigit takes digits of every script, and int() superscripts not
    if not (count.isascii() and count.isdigit() and len(count) < 11 and int(count) <= MAX_ASKS):
        hint = "write a whole number, 0 or more"
        return problem(rules.BAD_ASKS, cell(2), f"'{count[:40]}' is no count", hint)
    return Ask(when, id, int(count), source, cell(1))
