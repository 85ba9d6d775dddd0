"""kb/searches/*.csv -> how often each query was searched."""

from __future__ import annotations

from kbtool.model import SearchCount
from kbtool.problems import Problem
from kbtool.read.asks import Month
from kbtool.read.counts import Row, month_text, read_rows, sorted_out, to_csv

__all__ = ["read_searches", "searches_csv"]

HEADER = ("month", "query", "count", "clicks", "results")


def read_searches(text: str, path: str, today: Month) -> tuple[list[SearchCount], list[Problem]]:
    """Return the good rows of a file, and a problem for every other row.

    Args:
        text: CSV with the header `month,query,count,clicks,results`.
        path: of the file, for the sources.
        today: the current month; rows of a later month are refused.
    """
    return sorted_out(read_rows(text, path, HEADER), lambda row: _row(row, today))


def _row(row: Row, today: Month) -> SearchCount | Problem:
    month, count = row.month(0, today), row.count(2)
    clicks, results = row.known(3), row.known(4)
    query = row.text(1)
    if not query:
        return row.bad(1, "the row names no query")
    for found in (month, count, clicks, results):
        if isinstance(found, Problem):
            return found
    assert isinstance(month, tuple) and isinstance(count, int)
    assert not isinstance(clicks, Problem) and not isinstance(results, Problem)
    return SearchCount(month, query, count, clicks, results, row.at(1))


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
            )
            for one in sorted(rows, key=lambda one: (one.month, one.query))
        ),
    )


def _known(number: int | None) -> str:
    return "" if number is None else str(number)
