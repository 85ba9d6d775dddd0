"""What was asked, month by month, and which questions rise and fall."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from math import sqrt

from kbtool.loop.report.articles import Named
from kbtool.loop.report.figures import Asked, MonthAsks, Move, Period
from kbtool.loop.report.spans import written
from kbtool.model import Ask

__all__ = ["asked", "surprise"]

SHOWN = 10  # questions of a list
CLEAR = 2.0  # standard deviations from which a move is no chance


def asked(asks: Iterable[Ask], named: Named, period: Period) -> Asked:
    """Return what was asked in the period."""
    moves = list(_moves(named, period))
    rising = [one for one in moves if one.score >= CLEAR and one.later > one.earlier]
    falling = [one for one in moves if one.score <= -CLEAR and one.later < one.earlier]
    public = [one for one in moves if one.id in named.by_id]
    return Asked(
        months=tuple(_months(asks, period)),
        top=tuple(sorted(public, key=lambda one: (-sum(one.months), one.id))[:SHOWN]),
        rising=tuple(sorted(rising, key=lambda one: (-one.score, one.id))[:SHOWN]),
        falling=tuple(sorted(falling, key=lambda one: (one.score, one.id))[:SHOWN]),
    )


def surprise(earlier: int, later: int, all_earlier: int, all_later: int) -> float:
    """Return how far a change is from what all questions together did.

    If a question only went along with the others, its later asks would be binomial: of its own
    asks in both spans, the part that all asks have in the later one. The answer is the distance
    from that mean in standard deviations, 0.0 where nothing can be said.

    Args:
        earlier: asks of the question in the earlier span.
        later: the same in the later one.
        all_earlier: asks of all questions in the earlier span.
        all_later: the same in the later one.
    """
    own, everything = earlier + later, all_earlier + all_later
    if not own or not all_earlier or not all_later:
        return 0.0
    part = all_later / everything
    return (later - own * part) / sqrt(own * part * (1 - part))


def _moves(named: Named, period: Period) -> Iterator[Move]:
    sums = {
        id: (
            sum(months.get(one, 0) for one in period.earlier),
            sum(months.get(one, 0) for one in period.later or period.months),
        )
        for id, months in named.asks.items()
    }
    all_earlier = sum(earlier for earlier, _ in sums.values())
    all_later = sum(later for _, later in sums.values())
    for id, (earlier, later) in sums.items():
        score = surprise(earlier, later, all_earlier, all_later)
        months = tuple(named.asks[id].get(month, 0) for month in period.months)
        yield Move(id, named.title(id), named.url(id), earlier, later, months, round(score, 2))


def _months(asks: Iterable[Ask], period: Period) -> Iterator[MonthAsks]:
    counts: dict[str, Counter[str]] = {month: Counter() for month in period.months}
    usual: Counter[str] = Counter()
    for ask in asks:
        if (month := written(ask.month)) in counts:
            counts[month][ask.source] += ask.asks
            usual[ask.source] += ask.asks
    sources = sorted(usual, key=lambda one: (-usual[one], one))
    for month, found in counts.items():
        rows = tuple((source, found[source]) for source in sources)
        yield MonthAsks(month, rows, found.total())
