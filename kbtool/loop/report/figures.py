"""Every number of the report as frozen values; each format shows these and computes none.

A share is 0.0 to 1.0, and None where nothing is known of it. Months are written 2026-03.
"""

from __future__ import annotations

import datetime as dt

from kbtool.frozen import dataclass

__all__ = [
    "Asked",
    "CategoryShare",
    "DeadEnd",
    "GoalState",
    "Helped",
    "MonthAsks",
    "Move",
    "Owner",
    "Period",
    "Query",
    "Report",
    "Searched",
    "Shape",
    "Stale",
    "Totals",
    "Translation",
    "Unhelpful",
    "Upkeep",
    "Way",
]


@dataclass(frozen=True, slots=True)
class Period:
    """The months that the report is about, and the two spans that it compares."""

    months: tuple[str, ...]  # oldest first, without a gap
    span: int  # months of each of the two spans; 0: there are too few to compare
    earlier: tuple[str, ...]
    later: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MonthAsks:
    """The asks of one month by where they were asked, the most usual source first."""

    month: str
    sources: tuple[tuple[str, int], ...]
    asks: int


@dataclass(frozen=True, slots=True)
class Move:
    """A question that was asked more or less than before."""

    id: str
    title: str
    url: str
    earlier: int  # asks
    later: int
    months: tuple[int, ...]  # asks in each month of the period
    score: float  # how far from chance, in standard deviations


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked."""

    months: tuple[MonthAsks, ...]
    top: tuple[Move, ...]  # the most asked of all months
    rising: tuple[Move, ...]
    falling: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """What visitors typed, in all months of the period."""

    query: str
    count: int
    clicks: int | None
    results: int | None  # by the newest month that knows


@dataclass(frozen=True, slots=True)
class Searched:
    """What was searched."""

    searches: int
    judged: int  # of these, how many have known results
    unanswered: int  # of the judged, how many found nothing
    clicked: int  # how many found something, and have known clicks
    untaken: int  # of these, how many were left without a click
    top: tuple[Query, ...]
    without_result: tuple[Query, ...]
    not_taken: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Unhelpful:
    """A question whose answer did not help."""

    id: str
    title: str
    url: str
    asks: int  # in the period
    helpful: int
    unhelpful: int
    at_least: float  # the share that it does not help, by the lower bound of its interval
    reasons: tuple[tuple[str, int], ...]  # the most frequent first


@dataclass(frozen=True, slots=True)
class Helped:
    """What readers said of the answers."""

    months: tuple[tuple[str, int, int], ...]  # month, helpful, unhelpful
    helpful: int
    unhelpful: int
    reasons: tuple[tuple[str, int], ...]
    unhelpful_and_hot: tuple[Unhelpful, ...]


@dataclass(frozen=True, slots=True)
class CategoryShare:
    """A category with what it holds and what was asked of it, itself and all below."""

    path: tuple[str, ...]
    title: str
    questions: int
    asks: int
    helpful: int
    unhelpful: int


@dataclass(frozen=True, slots=True)
class Way:
    """A way that an author made from one question to another, by their ids."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class DeadEnd:
    """A question from which, or to which, no author made a way."""

    id: str
    lang: str
    title: str
    url: str
    asks: int


@dataclass(frozen=True, slots=True)
class Shape:
    """How the questions of the report's language hang together."""

    categories: tuple[CategoryShare, ...]  # in reading order, each before those below it
    leaves: tuple[tuple[str, tuple[str, ...]], ...]  # id and category of every question
    ways: tuple[Way, ...]
    questions: int  # in all languages
    no_way_out: tuple[DeadEnd, ...]
    no_way_in: tuple[DeadEnd, ...]


@dataclass(frozen=True, slots=True)
class Stale:
    """An answer that was not looked at in time."""

    id: str
    lang: str
    title: str
    url: str
    owner: str
    asks: int
    seen: dt.date | None  # the last day somebody did
    late: int | None  # days since it was due; None: nobody ever did


@dataclass(frozen=True, slots=True)
class Translation:
    """A question that a language lacks, or has in an old state."""

    id: str
    title: str
    url: str
    lang: str  # the language that is behind
    outdated: bool  # there, but its original has changed since
    asks: int


@dataclass(frozen=True, slots=True)
class Owner:
    """Who answers for how much, and how well it is kept; "" for nobody."""

    name: str
    langs: tuple[str, ...]
    articles: int
    asks: int
    reviewed: int  # articles that were looked at in time
    unhelpful: int
    helpful: int


@dataclass(frozen=True, slots=True)
class Upkeep:
    """How the answers are kept."""

    articles: int
    reviewed: int
    owned: int
    within: int  # days in which an answer is to be looked at; its own `review_in` may be less
    stale: tuple[Stale, ...]  # the most asked first
    behind: tuple[Translation, ...]
    translations: int  # pairs of a question and a language that should be there
    owners: tuple[Owner, ...]


@dataclass(frozen=True, slots=True)
class GoalState:
    """A goal, and what is true of it."""

    key: str
    target: float
    at_most: bool
    value: float | None
    met: bool | None  # None: nothing is known


@dataclass(frozen=True, slots=True)
class Totals:
    """What stands above everything else."""

    questions: int  # in the report's language
    articles: int  # in all languages
    month: str  # the newest in which anything was asked
    asks: int  # in that month
    asks_before: int | None  # in the month before
    searches: int
    unanswered: float | None
    helpful: float | None
    reviewed: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report."""

    title: str  # of the help centre
    lang: str
    day: dt.date
    period: Period
    totals: Totals
    goals: tuple[GoalState, ...]
    asked: Asked
    searched: Searched
    helped: Helped
    shape: Shape
    upkeep: Upkeep
