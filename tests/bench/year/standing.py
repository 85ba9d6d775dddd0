"""How a help centre stands at the end of a month: what search finds, in which order it shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import combinations
from math import sqrt
from typing import Any

from kbtool.engines import WhooshEngine
from kbtool.model import KnowledgeBase
from kbtool.order import order
from kbtool.read.asks import decayed_asks
from kbtool.search.index import Index
from kbtool.search.measure import outcome
from tests.bench.year.editor import Truth
from tests.bench.year.visitors import Crowd
from tests.bench.year.world import Unseen

__all__ = ["Standing", "kendall", "searched", "standing"]

TOP = 10


@dataclass(frozen=True, slots=True)
class Standing:
    """What was measured at the end of a month; shares are 0 to 1."""

    month: int  # 0: before anything was asked
    recall_at_1: float  # of unseen queries, each once
    recall_at_5: float
    mrr: float
    asked_at_1: float  # Recall@1 of unseen queries, each question as often as it is asked
    order: float  # Kendall's tau-b of the order of the site with what was asked, -1 to 1
    top: float  # of the ten questions that were asked most, those among the first ten
    found: float  # of searches that have an answer, those to which it was shown among five
    unanswered: float  # of all searches, those to which search said that it has no answer
    phrasings: int  # in also_asked
    right: float  # of these, those in the article that visitors meant
    decided: int  # texts by an editor, so far
    waiting: int  # texts

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Standing:
        """Return what JSON holds of one."""
        return cls(**{one.name: values[one.name] for one in fields(cls)})


def standing(
    month: int,
    kb: KnowledgeBase,
    index: Index,
    crowd: Crowd,
    asked: Mapping[int, Mapping[str, int]],
    truth: Truth,
    counts: Mapping[str, float],
) -> Standing:
    """Return how a help centre stands.

    Args:
        month: the last one.
        kb: as it is then.
        index: of its last build.
        crowd: its visitors.
        asked: what was asked in truth, by month and id.
        truth: what visitors meant by their words.
        counts: `found`, `unanswered`, `decided` and `waiting` of the month.
    """
    parts = dict(zip(_keys(crowd), crowd.asked(max(month, 1)), strict=True))
    one, five, mrr, weighed = searched(index, crowd.world.unseen, parts)
    right = [
        truth.of(text) == article.id
        for article in kb.articles
        for text in article.also_asked
        if truth.of(text)
    ]
    tau, top = _order(kb, crowd, asked, month)
    return Standing(
        month=month,
        recall_at_1=one,
        recall_at_5=five,
        mrr=mrr,
        asked_at_1=weighed,
        order=tau,
        top=top,
        found=counts["found"],
        unanswered=counts["unanswered"],
        phrasings=sum(len(article.also_asked) for article in kb.articles),
        right=sum(right) / len(right) if right else 1.0,
        decided=int(counts["decided"]),
        waiting=int(counts["waiting"]),
    )


def _keys(crowd: Crowd) -> list[tuple[str, str]]:
    return [(one.lang, one.id) for one in crowd.world.intents]


def searched(
    index: Index, unseen: Sequence[Unseen], parts: Mapping[tuple[str, str], float]
) -> tuple[float, float, float, float]:
    """Return Recall@1, Recall@5 and MRR@10 of queries, and Recall@1 by how often they are asked.

    Args:
        index: that answers.
        unseen: queries with their answers.
        parts: how often each question is asked, by language and id.
    """
    engine = WhooshEngine(index)
    found = [
        outcome(next(iter(engine.answers(one.lang, [one.query]))).found, one.ids) for one in unseen
    ]
    texts: dict[tuple[str, str], int] = {}  # of each question
    for one in unseen:
        texts[one.lang, one.ids[0]] = texts.get((one.lang, one.ids[0]), 0) + 1
    weights = [
        parts.get((one.lang, one.ids[0]), 0.0) / texts[one.lang, one.ids[0]] for one in unseen
    ]
    first = [one.recall_at_1 for one in found]
    count, weight = len(found) or 1, sum(weights) or 1.0
    return (
        sum(first) / count,
        sum(one.recall_at_5 for one in found) / count,
        sum(one.mrr_at_10 for one in found) / count,
        sum(one * part for one, part in zip(first, weights, strict=True)) / weight,
    )


def _order(
    kb: KnowledgeBase, crowd: Crowd, asked: Mapping[int, Mapping[str, int]], month: int
) -> tuple[float, float]:
    """Return how well the order of the site agrees with what was asked, decayed alike."""
    ids = sorted({one.id for one in crowd.world.intents})
    site = order(kb)
    place: dict[str, int] = {}
    for tree in site.trees.values():
        for number, article in enumerate(site.by_asks(tree)):
            place[article.id] = min(number, place.get(article.id, number))
    true = dict.fromkeys(ids, 0.0)
    if not asked:  # what will be asked first
        for (_, id), part in zip(_keys(crowd), crowd.asked(1), strict=True):
            true[id] += part
    for id in ids if asked else ():
        monthly = {(0, one): asked[one].get(id, 0) for one in asked}
        true[id] = decayed_asks(monthly, (0, month), kb.config.half_life_months)
    tau = kendall([-place[id] for id in ids], [true[id] for id in ids])
    most = sorted(ids, key=lambda id: (-true[id], id))[:TOP]
    first = sorted(ids, key=lambda id: (place[id], id))[:TOP]
    return tau, len(set(most) & set(first)) / len(most)


def kendall(some: Sequence[float], others: Sequence[float]) -> float:
    """Return Kendall's tau-b of two rankings, 0 where one says nothing.

    M. G. Kendall, The treatment of ties in ranking problems, Biometrika 33, 1945.
    """
    agreed = [_sign(a - b) * _sign(c - d) for (a, c), (b, d) in _pairs(some, others)]
    ties = [sum(a != b for a, b in combinations(one, 2)) for one in (some, others)]
    return sum(agreed) / sqrt(ties[0] * ties[1]) if all(ties) else 0.0


def _pairs(
    some: Sequence[float], others: Sequence[float]
) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    return combinations(zip(some, others, strict=True), 2)


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)
