"""What readers said of the answers, and which of the unhelpful ones are asked most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from math import sqrt

from kbtool.loop.report.articles import Named
from kbtool.loop.report.figures import Helped, Period, Unhelpful
from kbtool.loop.report.spans import written
from kbtool.model import FeedbackCount

__all__ = ["Votes", "at_least", "helped", "votes_of"]

SHOWN = 10
UNHELPFUL = 0.25  # share of "no" from which an answer does not help, whatever else is usual
NORMAL = 1.96  # standard deviations that hold 95 %

Votes = Mapping[str, tuple[int, int]]
"""Helpful and unhelpful by id."""


def at_least(part: int, whole: int) -> float:
    """Return the lower bound of the share that `part` of `whole` stands for, 0.0 for nothing.

    Wilson's score interval (Wilson, Probable Inference, 1927): 1 "no" of 1 says little, 30 of
    40 much.
    """
    if not part:
        return 0.0  # without what rounding leaves
    share, z = part / whole, NORMAL
    centre = share + z * z / (2 * whole)
    spread = z * sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    return max(0.0, (centre - spread) / (1 + z * z / whole))


def votes_of(feedback: Iterable[FeedbackCount], period: Period) -> dict[str, tuple[int, int]]:
    """Return what readers said of every id in the period."""
    votes: dict[str, tuple[int, int]] = {}
    for one in _within(feedback, period):
        yes, no = votes.get(one.id, (0, 0))
        votes[one.id] = (yes + one.helpful, no + one.unhelpful)
    return votes


def helped(feedback: Iterable[FeedbackCount], named: Named, period: Period) -> Helped:
    """Return what readers said in the period."""
    rows = list(_within(feedback, period))
    months = {month: [0, 0] for month in period.months}
    reasons: dict[str, Counter[str]] = {}
    for one in rows:
        months[written(one.month)][0] += one.helpful
        months[written(one.month)][1] += one.unhelpful
        reasons.setdefault(one.id, Counter()).update(dict(one.reasons))
    votes = votes_of(rows, period)
    found = [
        Unhelpful(
            id=id,
            title=named.title(id),
            url=named.url(id),
            asks=named.asked(id),
            helpful=yes,
            unhelpful=no,
            at_least=round(at_least(no, yes + no), 4),
            reasons=_sorted(reasons.get(id, Counter())),
        )
        for id, (yes, no) in votes.items()
        if id in named.by_id and at_least(no, yes + no) >= UNHELPFUL
    ]
    # asks times share: how many visitors go away without help
    found.sort(key=lambda one: (-one.asks * one.at_least, one.id))
    return Helped(
        months=tuple((month, yes, no) for month, (yes, no) in months.items()),
        helpful=sum(yes for yes, _ in votes.values()),
        unhelpful=sum(no for _, no in votes.values()),
        reasons=_sorted(sum(reasons.values(), Counter())),
        unhelpful_and_hot=tuple(found[:SHOWN]),
    )


def _within(feedback: Iterable[FeedbackCount], period: Period) -> Iterator[FeedbackCount]:
    months = set(period.months)
    return (one for one in feedback if written(one.month) in months)


def _sorted(reasons: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0])))
