"""What was searched: the most frequent queries, those that found nothing, those nobody took."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from kbtool.loop.privacy import tells_who
from kbtool.loop.report.figures import Period, Query, Searched
from kbtool.loop.report.spans import written
from kbtool.model import SearchCount

__all__ = ["searched"]

SHOWN = 12  # queries of a list
FEW = 5  # searches from which a list names a query: fewer are one visitor's
TAKEN = 0.05  # of the searches for a query; where fewer led anywhere, nobody took it


@dataclass(slots=True)
class _Sum:
    count: int = 0
    clicked: int = 0  # searches with known clicks
    clicks: int = 0
    results: int | None = None

    def query(self, text: str) -> Query:
        return Query(text, self.count, self.clicks if self.clicked else None, self.results)


def searched(searches: Iterable[SearchCount], period: Period) -> Searched:
    """Return what was searched in the period; a query is the same in all months."""
    shown = set(period.months)
    sums: dict[str, _Sum] = {}
    for one in sorted(searches, key=lambda one: one.month):
        if written(one.month) not in shown:
            continue
        found = sums.setdefault(one.query, _Sum())
        found.count += one.count
        if one.clicks is not None:
            found.clicked += one.count
            found.clicks += one.clicks
        if one.results is not None:
            found.results = one.results
    frequent = sorted(sums, key=lambda text: (-sums[text].count, text))
    listed = [text for text in frequent if sums[text].count >= FEW]
    answered = [one for one in sums.values() if one.results and one.clicked]
    return Searched(
        searches=sum(one.count for one in sums.values()),
        judged=sum(one.count for one in sums.values() if one.results is not None),
        unanswered=sum(one.count for one in sums.values() if one.results == 0),
        clicked=sum(one.clicked for one in answered),
        untaken=sum(max(0, one.clicked - one.clicks) for one in answered),
        top=_shown(sums, frequent),
        without_result=_shown(sums, (text for text in listed if sums[text].results == 0)),
        not_taken=_shown(sums, (text for text in listed if _untaken(sums[text]))),
    )


def _shown(sums: dict[str, _Sum], texts: Iterable[str]) -> tuple[Query, ...]:
    """Return the first queries; one that tells who asked, written by hand, is counted alone."""
    return tuple(islice((sums[text].query(text) for text in texts if not tells_who(text)), SHOWN))


def _untaken(one: _Sum) -> bool:
    return bool(one.results and one.clicked >= FEW and one.clicks <= TAKEN * one.clicked)
