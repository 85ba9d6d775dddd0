"""How good answers are: figures over queries whose right answers are known.

Pure figures: who asked the queries, and which engine answered, is not known here.
A figure is the mean of one number a query, 0.0 to 1.0, and comes with the interval
in which it would lie for other queries of the same kind: the percentile bootstrap
(Efron & Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13).
Recall@k counts a query as answered when *any* of its right answers is among the
first k hits, because one right answer is all that a customer wants.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Sequence
from math import log2

from kbtool.frozen import dataclass

__all__ = ["FIGURES", "Figure", "Outcome", "figures", "outcome", "percentile"]

RESAMPLES = 1000
SEED = 4
CUT = 10  # hits that MRR and nDCG look at


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one query with an answer came to; every number is 0.0 to 1.0."""

    recall_at_1: float
    recall_at_5: float
    mrr_at_10: float
    ndcg_at_10: float
    zero_results: float  # 1.0 when nothing was found at all


FIGURES = (
    ("recall_at_1", "Recall@1"),
    ("recall_at_5", "Recall@5"),
    ("mrr_at_10", "MRR@10"),
    ("ndcg_at_10", "nDCG@10"),
    ("zero_results", "zero results"),
)
"""The figures in the order in which they are printed: the field of `Outcome`, and its name."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean, and the interval that holds 95 % of the means of resampled queries."""

    value: float
    low: float
    high: float


def outcome(found: Sequence[str], relevant: Collection[str]) -> Outcome:
    """Return what one query came to.

    Args:
        found: ids of the hits, best first, each once.
        relevant: ids of the right answers, at least one.

    Raises:
        ValueError: there is no right answer.
    """
    wanted = frozenset(relevant)
    if not wanted:
        raise ValueError("a query without a right answer has no outcome")
    ranks = [rank for rank, id in enumerate(found[:CUT], start=1) if id in wanted]
    first = ranks[0] if ranks else None
    gain = sum(1 / log2(rank + 1) for rank in ranks)
    ideal = sum(1 / log2(rank + 1) for rank in range(1, min(len(wanted), CUT) + 1))
    return Outcome(
        recall_at_1=float(first == 1),
        recall_at_5=float(first is not None and first <= 5),
        mrr_at_10=1 / first if first else 0.0,
        ndcg_at_10=gain / ideal,
        zero_results=float(not found),
    )


def figures(outcomes: Sequence[Outcome], resamples: int = RESAMPLES) -> dict[str, Figure]:
    """Return every figure of `FIGURES` with its interval; the same for the same outcomes.

    Raises:
        ValueError: there are no outcomes.
    """
    if not outcomes:
        raise ValueError("no outcomes, no figures")
    # Few outcomes differ (a right answer stands in one of eleven places): a resample is a
    # count of each kind, and thousands of queries take well under a second.
    kinds = list(dict.fromkeys(outcomes))
    number = {kind: place for place, kind in enumerate(kinds)}
    numbers = [number[one] for one in outcomes]
    generator = random.Random(SEED)
    drawn = [Counter(generator.choices(numbers, k=len(numbers))) for _ in range(resamples)]
    found = {}
    for name, _ in FIGURES:
        values = [float(getattr(kind, name)) for kind in kinds]
        means = sorted(_mean(values, counts) for counts in drawn)
        value = _mean(values, Counter(numbers))
        found[name] = Figure(value, percentile(means, 0.025), percentile(means, 0.975))
    return found


def _mean(values: Sequence[float], counts: Counter[int]) -> float:
    return sum(values[kind] * times for kind, times in counts.items()) / counts.total()


def percentile(numbers: Sequence[float], share: float) -> float:
    """Return the smallest of the sorted `numbers` that at least `share` of them do not exceed."""
    place = -(-len(numbers) * share // 1)  # rounded up
    return numbers[min(max(int(place), 1), len(numbers)) - 1]
