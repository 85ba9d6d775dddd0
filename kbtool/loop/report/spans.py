"""Which months a report is about, and which two spans of them it compares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kbtool.loop.report.figures import Period
from kbtool.read.asks import Month

__all__ = ["MONTHS", "SPAN", "period_of", "written"]

MONTHS = 12
"""Of a report at most; a year, so that every season is in it once."""

SPAN = 3
"""Months that are compared with as many before: one alone is too much chance."""


def written(month: Month) -> str:
    """Return a month as 2026-03."""
    return f"{month[0]:04d}-{month[1]:02d}"


def period_of(known: Iterable[Month], last: Month) -> Period:
    """Return the months up to `last`, as far back as something is known.

    Args:
        known: months of which some log tells; later ones than `last` do not count.
        last: the month of the build.
    """
    first = min((month for month in known if month <= last), default=last)
    months = tuple(map(written, _backwards(last, first)))[:MONTHS][::-1]
    span = min(SPAN, len(months) // 2)
    later = months[len(months) - span :]
    earlier = months[len(months) - 2 * span : len(months) - span]
    return Period(months, span, earlier, later)


def _backwards(last: Month, first: Month) -> Iterator[Month]:
    year, month = last
    while (year, month) >= first:
        yield year, month
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
