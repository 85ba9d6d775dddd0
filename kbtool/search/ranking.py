"""How well a document answers a query: the one formula of both engines.

For a term t in a document d, with the fields of d weighted before saturation
(BM25F: Zaragoza et al., TREC 2004; BM25: Robertson and Zaragoza, 2009):

    bm25(x, length, average; k1, b) = x * (k1 + 1) / (x + k1 * (1 - b + b * length / average))
    x(t, d)    = sum over fields of  weight_f * count(t, f, d)
    near(t, d) = x(t, d) with the densest 150 terms of the body in its place
    said(t, p) = bm25(count(t, p), length(p); k1_asked, b_asked)
    asked(t, d) = (sum over phrasings p of said(t, p) ^ 3) ^ (1/3) / phrasings ^ 0.15 / 2
                  +  mean over phrasings p of said(t, p) / 2
    v(t, d)    = bm25(x, weighted length of d; k1, b) / 2  +  bm25(near, ...; k1, b) / 2
                 +  asked_weight * (1 + part of the documents with also_asked) * asked(t, d)
    impact(t, d) = v / its highest value         as 1 ... 255, without phrasings in steps of 4
    worth(t)   = kind(t) * ln(1 + N / n(t))                                in thousandths
    prior(d)   = asks_factor * ln(1 + min(asks(d), asks_limit))            in hundredths of v
    score(d)   = sum over groups g of  max over alternatives a in g of
                     sum over t in a of  share(a) * worth(t) * impact(t, d)    +  prior(d)

Averages of lengths count as the nearest power of 2^(1/16), the part with also_asked in
sixteenths: one edit seldom moves them, and with them every impact.
Words of the category titles, which are no function words, add their weight to x once,
and nothing to the length. The phrasings are the title and each text of `also_asked`:
an article that lists many should neither drown in its own words nor win by their
number. N documents are in the language, n(t) of them hold t; kind(t) is the weight of a
word, a CJK character or pair, less for function words, which count in phrasings alone.
A group is a part of the query with what may stand for it (`expand.py`). Groups are
OR-ed: a document needs one. Equal scores go to the lower document number.

At query time there are whole numbers only, and Python alone makes them, at the
build. So both engines agree to the last digit.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterable, Mapping, Sequence

from kbtool.frozen import dataclass
from kbtool.model import Ranking
from kbtool.search.analyzer import Kind, function_terms, kind

__all__ = [
    "COARSE",
    "IMPACT",
    "SHARE",
    "Alternative",
    "Averages",
    "Group",
    "Impacts",
    "Scored",
    "Weigher",
    "gain",
    "prior",
    "prior_unit",
    "rank",
    "unit",
    "worth",
]

SHARE = 256  # of a term as the customer typed it; what stands for it has less
WORTH = 1000  # of a term with kind * idf = 1
IMPACT = 255  # of a term with the highest v
COARSE = 4  # steps of impacts in answers: most of what a browser loads, and the least telling
NORM = 3.0
SPREAD = 0.15

Impacts = Sequence[tuple[int, int]]
"""The documents that hold a term, in order, each with its impact."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """What may stand for a part of a query: the sum of its terms counts."""

    terms: tuple[tuple[str, int], ...]  # term, share * worth
    whole: bool = False  # only where a document holds all of them


@dataclass(frozen=True, slots=True)
class Group:
    """A part of a query; of its alternatives the one that gives most counts."""

    name: str  # as the customer typed it
    alternatives: tuple[Alternative, ...]  # that of the customer first


@dataclass(frozen=True, slots=True)
class Scored:
    """A document and its score."""

    document: int
    score: int


@dataclass(frozen=True, slots=True)
class Averages:
    """The usual lengths in a language."""

    document: float  # weighted
    phrasing: float
    near: float  # weighted, of the body no more than a passage
    logged: float = 0.0  # the part of the documents with `also_asked`


class Weigher:
    """Makes impacts out of counts."""

    def __init__(self, ranking: Ranking, averages: Averages) -> None:
        self._ranking = ranking
        self._averages = averages
        self._highest = _highest(ranking)

    def value(
        self,
        x: tuple[float, float],
        length: tuple[float, float],
        phrasings: Sequence[tuple[int, int]],
        of: int,
    ) -> float:
        """Return v(t, d) of the formula.

        Args:
            x: of the term in the document, and near.
            length: of the document, and near, weighted.
            phrasings: those that hold the term: its count there, and their length.
            of: so many phrasings.
        """
        r, usual = self._ranking, self._averages
        v = _bm25(x[0], length[0], usual.document, r.k1, r.b) / 2
        v += _bm25(x[1], length[1], usual.near, r.k1, r.b) / 2
        if phrasings:
            said = [
                _bm25(count, size, usual.phrasing, r.k1_asked, r.b_asked)
                for count, size in phrasings
            ]
            best = sum(one**NORM for one in said) ** (1 / NORM) / of**SPREAD
            asked = (best + sum(said) / of) / 2
            v += r.asked_weight * (1 + usual.logged) * asked
        return v

    def impact(self, value: float, *, asked: bool) -> int:
        """Return v(t, d) as an impact.

        Args:
            value: v(t, d).
            asked: a phrasing holds the term; elsewhere impacts go in steps of `COARSE`.
        """
        step = 1 if asked else COARSE
        steps = _rounded(IMPACT * value / self._highest / step)
        return step * min(IMPACT // step, max(1, steps))


def _bm25(count: float, length: float, average: float, k1: float, b: float) -> float:
    if not count:  # fields of weight 0 may leave no length either
        return 0.0
    return count * (k1 + 1) / (count + k1 * (1 - b + b * length / average))


def _highest(ranking: Ranking) -> float:
    """Return what no v(t, d) of a single phrasing exceeds, and hardly any of several."""
    return ranking.k1 + 1 + ranking.asked_weight * (ranking.k1_asked + 1)


def worth(term: str, holding: int, count: int, ranking: Ranking) -> int:
    """Return what a term is worth, at least 1, where `holding` of `count` documents hold it.

    A term that none holds is worth more than one that a single document holds.
    """
    idf = math.log(1 + count / max(holding, 0.5))
    return max(1, _rounded(WORTH * _kind(term, ranking) * idf))


def _kind(term: str, ranking: Ranking) -> float:
    known = kind(term)
    if known is Kind.WORD:
        weight, serving = 1.0, ranking.function_word
    elif known is Kind.UNIGRAM:
        weight, serving = ranking.unigram, ranking.function_unigram
    else:
        weight, serving = ranking.bigram, ranking.function_bigram
    return weight * serving if term in function_terms() else weight


def prior(asks: float, ranking: Ranking) -> int:
    """Return the prior of a document with so many asks, in hundredths."""
    bounded = min(max(asks, 0.0), ranking.asks_limit)
    return _rounded(100 * ranking.asks_factor * math.log1p(bounded))


def unit(ranking: Ranking) -> float:
    """Return the score that one is in the formula."""
    return SHARE * WORTH * IMPACT / _highest(ranking)


def prior_unit(ranking: Ranking) -> int:
    """Return the score of a prior of one hundredth."""
    return _rounded(unit(ranking) / 100)


def rank(
    groups: Iterable[Group],
    impacts_of: Callable[[str], Impacts],
    priors: Sequence[int],
    limit: int | None = None,
) -> list[Scored]:
    """Return the best `limit` documents, or all that hold a term of a group, best first.

    Args:
        groups: of the query.
        impacts_of: returns the impacts of a term.
        priors: document -> the score that it has before any query.
        limit: at most so many.
    """
    scores: dict[int, int] = {}
    for group in groups:
        gains = _gains(group, impacts_of)
        if not scores:
            scores = gains
            continue
        for document, gain in gains.items():
            scores[document] = scores.get(document, 0) + gain
    found = [(-(score + priors[document]), document) for document, score in scores.items()]
    best = sorted(found) if limit is None else heapq.nsmallest(limit, found)
    return [Scored(document, -score) for score, document in best]


def gain(alternative: Alternative, held: Mapping[str, int]) -> int:
    """Return what an alternative adds to the score of a document that holds terms so much."""
    total = 0
    for term, weight in alternative.terms:
        impact = held.get(term, 0)
        if alternative.whole and not impact:
            return 0
        total += weight * impact
    return total


def _gains(group: Group, impacts_of: Callable[[str], Impacts]) -> dict[int, int]:
    """Return what a group adds to the score of every document that it finds."""
    first, *others = group.alternatives
    best = _gained(first, impacts_of)
    for alternative in others:
        for number, points in _gained(alternative, impacts_of).items():
            if points > best.get(number, 0):
                best[number] = points
    return best


def _gained(alternative: Alternative, impacts_of: Callable[[str], Impacts]) -> dict[int, int]:
    """Return what an alternative adds to the score of every document that it finds."""
    gains: dict[int, int] = {}
    for place, (term, weight) in enumerate(alternative.terms):
        held = impacts_of(term)
        if not place:  # nearly all have one term
            gains = {number: weight * impact for number, impact in held}
        elif alternative.whole:
            gains = {
                number: gains[number] + weight * impact
                for number, impact in held
                if number in gains
            }
        else:
            for number, impact in held:
                gains[number] = gains.get(number, 0) + weight * impact
    return gains


def _rounded(value: float) -> int:
    return math.floor(value + 0.5)
