"""A knowledge base with its logs -> every number of the report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kbtool.loop.report.articles import named
from kbtool.loop.report.asked import asked
from kbtool.loop.report.figures import GoalState, Helped, Report, Searched, Shape, Totals, Upkeep
from kbtool.loop.report.helped import helped, votes_of
from kbtool.loop.report.searched import searched
from kbtool.loop.report.shape import shape
from kbtool.loop.report.spans import period_of
from kbtool.loop.report.upkeep import upkeep
from kbtool.model import FeedbackCount, KnowledgeBase, SearchCount
from kbtool.order import Order
from kbtool.read.goals import Goal, Goals
from kbtool.resolve import Resolution

__all__ = ["goal_states", "report", "share"]


def report(
    kb: KnowledgeBase,
    order: Order,
    resolution: Resolution,
    searches: Sequence[SearchCount],
    feedback: Sequence[FeedbackCount],
    goals: Goals,
    lang: str,
) -> Report:
    """Return the report in `lang`, one of the languages of `kb`."""
    months = [{one.month for one in kb.asks}, {one.month for one in searches}]
    known = set().union(*months, {one.month for one in feedback})
    # Feedback may be imported later than asks are; no log tells of months to come.
    period = period_of(known, max({kb.month, *known}))
    names = named(kb, lang, period)
    votes = votes_of(feedback, period)
    was_asked = asked(kb.asks, names, period)
    was_searched = searched(searches, period)
    did_help = helped(feedback, names, period)
    has_shape = shape(names, order, resolution, votes)
    kept = upkeep(kb, names, votes, goals.reviewed_within)
    asks = was_asked.months
    newest = max((place for place, one in enumerate(asks) if one.asks), default=len(asks) - 1)
    return Report(
        title=kb.config.title.in_lang(lang),
        lang=lang,
        day=kb.today,
        period=period,
        totals=Totals(
            questions=len(has_shape.leaves),
            articles=kept.articles,
            month=asks[newest].month,
            asks=asks[newest].asks,
            asks_before=asks[newest - 1].asks if newest else None,
            searches=was_searched.searches,
            unanswered=share(was_searched.unanswered, was_searched.judged),
            helpful=share(did_help.helpful, did_help.helpful + did_help.unhelpful),
            reviewed=share(kept.reviewed, kept.articles),
        ),
        goals=goal_states(goals.goals, was_searched, did_help, has_shape, kept),
        asked=was_asked,
        searched=was_searched,
        helped=did_help,
        shape=has_shape,
        upkeep=kept,
    )


def share(part: int, whole: int) -> float | None:
    """Return a share, None of nothing."""
    return round(part / whole, 4) if whole else None


def goal_states(
    goals: Iterable[Goal], searched: Searched, helped: Helped, shape: Shape, upkeep: Upkeep
) -> tuple[GoalState, ...]:
    """Return what is true of every goal."""
    behind = len({(one.id, one.lang) for one in upkeep.behind})
    values = {
        "unanswered_searches": share(searched.unanswered, searched.judged),
        "untaken_searches": share(searched.untaken, searched.clicked),
        "dead_ends": share(len(shape.no_way_out), shape.questions),
        "helpful": share(helped.helpful, helped.helpful + helped.unhelpful),
        "reviewed": share(upkeep.reviewed, upkeep.articles),
        "owned": share(upkeep.owned, upkeep.articles),
        "translated": share(upkeep.translations - behind, upkeep.translations),
    }
    states = []
    for goal in goals:
        value = values[goal.key]
        met = None
        if value is not None:
            met = value <= goal.share if goal.at_most else value >= goal.share
        states.append(GoalState(goal.key, goal.share, goal.at_most, value, met))
    return tuple(states)
