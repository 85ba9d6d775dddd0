"""How well a document answers a query: the one formula of both engines.

BM25F (Robertson, Zaragoza and Taylor, CIKM 2004; Zaragoza et al., TREC 2004): the
counts of a term t in the fields f of a document d are weighted, then saturated once,

    x(t, d) = sum over f of  weight_f * count(t, f, d) / (1 - b_f + b_f * length(f, d) / average_f)
    score(d) = sum over t of  kind(t) * idf(t) * x / (k1 + x)  +  prior(d)
    idf(t) = ln(1 + (N - n(t) + 0.5) / (n(t) + 0.5))
    prior(d) = asks_factor * ln(1 + min(asks(d), asks_limit))

with N documents in the language, n(t) of them holding t in any field, and kind(t)
the weight of a word, a CJK character or pair, halved for function words. Terms are
OR-ed: a document needs one of them. Equal scores go to the document asked more,
then to the lower id.

`engine.js` repeats this module. Both add terms in the order of the query and
fields in the order of `FIELDS`, and compare scores in millionths, so that the
last bit of a logarithm cannot change an order.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kbtool.search.analyzer import Kind, function_terms, kind
from kbtool.search.corpus import Posting
from kbtool.search.documents import FIELDS

__all__ = [
    "Ranking",
    "Scored",
    "Statistics",
    "explain",
    "millionths",
    "prior",
    "rank",
    "ranking_from",
    "saturated",
    "statistics",
    "term_factor",
]

MILLIONTHS = 1_000_000


@dataclass(frozen=True, slots=True)
class Ranking:
    """The numbers of the formula; field tuples follow `FIELDS`."""

    weights: tuple[float, ...] = (5.0, 2.0, 2.0, 1.0, 1.0)
    b: tuple[float, ...] = (0.75, 0.5, 0.3, 0.5, 0.75)
    k1: float = 2.0
    word: float = 1.0
    unigram: float = 1.5
    bigram: float = 0.3
    function_word: float = 0.5
    asks_factor: float = 0.3
    asks_limit: int = 1000

    def term_weight(self, term: str) -> float:
        """Return kind(t) of the formula."""
        weights = {Kind.WORD: self.word, Kind.UNIGRAM: self.unigram, Kind.BIGRAM: self.bigram}
        return weights[kind(term)] * (self.function_word if term in function_terms() else 1.0)


def ranking_from(values: Mapping[str, Any]) -> Ranking:
    """Return the ranking whose `asdict` went through JSON."""
    known: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in values.items()
    }
    return Ranking(**known)


@dataclass(frozen=True, slots=True)
class Statistics:
    """What the formula needs to know of the documents of one language."""

    count: int
    scales: tuple[tuple[float, ...], ...]  # field -> document -> weight / length norm
    priors: Sequence[int]  # document -> prior in millionths


@dataclass(frozen=True, slots=True)
class Scored:
    """A document and its score in millionths."""

    document: int
    score: int


def prior(asks: float, ranking: Ranking) -> int:
    """Return the prior of a document in millionths; computed at the build only, and shipped."""
    bounded = min(max(asks, 0.0), ranking.asks_limit)
    return millionths(ranking.asks_factor * math.log1p(bounded))


def statistics(
    lengths: Sequence[Sequence[int]], priors: Sequence[int], ranking: Ranking
) -> Statistics:
    """Return the statistics of documents with these field lengths (field -> document)."""
    scales = tuple(
        _scales(field, ranking.weights[number], ranking.b[number])
        for number, field in enumerate(lengths)
    )
    return Statistics(len(priors), scales, priors)


def _scales(lengths: Sequence[int], weight: float, b: float) -> tuple[float, ...]:
    average = sum(lengths) / len(lengths) if any(lengths) else 1.0
    return tuple(weight / (1 - b + b * (length / average)) for length in lengths)


def rank(
    terms: Iterable[str],
    postings: Callable[[str], Iterable[Posting]],
    stats: Statistics,
    ranking: Ranking,
    limit: int,
) -> list[Scored]:
    """Return the best `limit` documents for distinct `terms`, best first.

    `postings` gives the postings of a term by field, then by document.
    """
    scores: dict[int, float] = {}
    for term in terms:
        weighted = _weighted(postings(term), stats)
        factor = term_factor(term, len(weighted), stats, ranking)
        for document, x in weighted.items():
            scores[document] = scores.get(document, 0.0) + saturated(factor, x, ranking)
    scored = (
        (-(millionths(score) + stats.priors[document]), document)
        for document, score in scores.items()
    )
    return [Scored(document, -score) for score, document in heapq.nsmallest(limit, scored)]


def explain(
    terms: Iterable[str],
    postings: Callable[[str], Iterable[Posting]],
    stats: Statistics,
    ranking: Ranking,
    documents: Iterable[int],
) -> Mapping[int, tuple[tuple[str, str, float], ...]]:
    """Return for each document the share of every term and field in its score.

    A term's share is split over the fields as its weighted counts are. The last
    share of a document that was asked is `("", "asks", prior)`.
    """
    shares: dict[int, list[tuple[str, str, float]]] = {number: [] for number in documents}
    for term in terms:
        found = list(postings(term))
        weighted = _weighted(found, stats)
        factor = term_factor(term, len(weighted), stats, ranking)
        for field, document, count in found:
            if document in shares:
                part = count * stats.scales[field][document]
                share = factor * part / (ranking.k1 + weighted[document])
                shares[document].append((term, FIELDS[field], share))
    for document, parts in shares.items():
        if stats.priors[document]:
            parts.append(("", "asks", stats.priors[document] / MILLIONTHS))
    return {document: tuple(parts) for document, parts in shares.items()}


def _weighted(postings: Iterable[Posting], stats: Statistics) -> dict[int, float]:
    weighted: dict[int, float] = {}
    for field, document, count in postings:
        weighted[document] = weighted.get(document, 0.0) + count * stats.scales[field][document]
    return weighted


def term_factor(term: str, holding: int, stats: Statistics, ranking: Ranking) -> float:
    """Return kind(t) * idf(t) of the formula: what a term adds at most to a score."""
    idf = math.log(1 + (stats.count - holding + 0.5) / (holding + 0.5))
    return ranking.term_weight(term) * idf


def saturated(factor: float, x: float, ranking: Ranking) -> float:
    """Return what a term with `factor` adds to the score of a document with x(t, d)."""
    return factor * x / (ranking.k1 + x)


def millionths(score: float) -> int:
    """Return a score as the whole number in which scores are compared."""
    return math.floor(score * MILLIONTHS + 0.5)
