"""kb/searches/*.csv -> how often each query was searched, and which articles were taken."""

from __future__ import annotations

from collections.abc import Mapping

from kbtool.model import SearchCount
from kbtool.problems import Problem
from kbtool.read.asks import MAX_ASKS, Month
from kbtool.read.counts import Row, month_text, read_rows, sorted_out, to_csv

__all__ = ["MOST_TAKEN", "read_searches", "searches_csv"]

HEADER = ("month", "query", "count", "clicks", "results", "taken")
FORMER = HEADER[:-1]  # before it was counted what visitors took

MOST_TAKEN = 5
"""Articles of a query that are kept, most taken first: more of them say nothing of any."""


def read_searches(text: str, path: str, today: Month) -> tuple[list[SearchCount], list[Problem]]:
    """Return the good rows of a file, and a problem for every other row.

    Args:
        text: CSV with the header `month,query,count,clicks,results,taken`, or without the last.
        path: of the file, for the sources.
        today: the current month; rows of a later month are refused.
    """
    begins = text.partition("\n")[0].replace(" ", "")
    header = FORMER if begins == ",".join(FORMER) else HEADER
    return sorted_out(read_rows(text, path, header), lambda row: _row(row, today))


def _row(row: Row, today: Month) -> SearchCount | Problem:
    month, count = row.month(0, today), row.count(2)
    clicks, results = row.known(3), row.known(4)
    taken = _taken(row) if len(row.cells) == len(HEADER) else {}
    query = row.text(1)
    if not query:
        return row.bad(1, "the row names no query")
    for found in (month, count, clicks, results, taken):
        if isinstance(found, Problem):
            return found
    assert isinstance(month, tuple) and isinstance(count, int)
    assert not isinstance(clicks, Problem) and not isinstance(results, Problem)
    assert not isinstance(taken, Problem)
    return SearchCount(month, query, count, clicks, results, row.at(1), taken)


def _taken(row: Row) -> Mapping[str, int] | Problem:
    taken: dict[str, int] = {}
    for word in row.text(5).split():
        id, _, count = word.rpartition(":")
        known = count.isascii() and count.isdigit() and len(count) < 11 and int(count) <= MAX_ASKS
        if not id or not known:
            message = f"'{word[:40]}' does not say how many took an article"
            return row.bad(5, message, "write it 'refund-time:3'")
        taken[id] = taken.get(id, 0) + int(count)
    return taken


def searches_csv(rows: list[SearchCount]) -> str:
    """Return rows as a file, sorted by month and query."""
    return to_csv(
        HEADER,
        (
            (
                month_text(one.month),
                one.query,
                str(one.count),
                _known(one.clicks),
                _known(one.results),
                _said(one.taken),
            )
            for one in sorted(rows, key=lambda one: (one.month, one.query))
        ),
    )


def _known(number: int | None) -> str:
    return "" if number is None else str(number)


def _said(taken: Mapping[str, int]) -> str:
    """Return the articles that most visitors took, most first."""
    rows = sorted(((-count, id) for id, count in taken.items() if count))[:MOST_TAKEN]
    return " ".join(f"{id}:{-count}" for count, id in rows)
