"""How close short texts are, and which belong together.

A text is a vector of the analyzer's terms, rare ones heavier (tf-idf over the texts
that are compared); closeness is the cosine. Groups have a leader each: texts come in
order, and join the leader that is closest, or lead themselves (Hartigan, Clustering
Algorithms, 1975, chapter 3). The same texts in the same order give the same groups.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from kbtool.search.analyzer import Kind, analyse, function_terms, kind

__all__ = ["Space", "Vector", "closeness", "groups"]

FUNCTION = 0.15  # weight of words that serve grammar
CHARACTER = 0.5  # weight of a Chinese character alone, beside that of a pair

Vector = dict[str, float]


class Space:
    """Some texts as vectors; closeness to each other, and of others to them."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Take the texts by whose terms all are weighed."""
        terms = [sorted(set(analyse(text))) for text in texts]
        spread = Counter(term for some in terms for term in some)
        self._count = len(texts)
        self._spread = spread
        self.vectors = [self._vector(some) for some in terms]
        self._holding: dict[str, list[int]] = defaultdict(list)
        for number, vector in enumerate(self.vectors):
            for term in vector:
                self._holding[term].append(number)

    def vector(self, text: str) -> Vector:
        """Return the vector of any text, of length 1 unless it has no terms."""
        return self._vector(sorted(set(analyse(text))))

    def _vector(self, terms: Sequence[str]) -> Vector:
        weights = {term: self._weight(term) for term in terms}
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        return {term: weight / length for term, weight in weights.items()} if length else {}

    def _weight(self, term: str) -> float:
        weight = math.log(1 + (self._count + 1) / (self._spread[term] + 1))
        if term in function_terms():
            weight *= FUNCTION
        return weight * CHARACTER if kind(term) is Kind.UNIGRAM else weight

    def pairs(self, least: float, most_holders: int = 400) -> Iterator[tuple[int, int, float]]:
        """Yield every two texts that are at least so close: the earlier, the later, how close.

        Args:
            least: above 0.
            most_holders: terms of more texts than this bring no two together by themselves.
        """
        for number, vector in enumerate(self.vectors):
            near = {
                other
                for term in vector
                if len(self._holding[term]) <= most_holders
                for other in self._holding[term]
                if other < number
            }
            for other in sorted(near):
                close = closeness(vector, self.vectors[other])
                if close >= least:
                    yield other, number, close


def closeness(one: Vector, other: Vector) -> float:
    """Return the cosine of two vectors, 0 to 1."""
    if len(other) < len(one):
        one, other = other, one
    return min(1.0, sum(weight * other.get(term, 0.0) for term, weight in one.items()))


def groups(texts: Sequence[str], least: float) -> list[list[int]]:
    """Return the places of texts that belong together, each group by its leader first.

    Args:
        texts: the more important first; a group is led by its first.
        least: closeness to the leader, above 0.
    """
    space = Space(texts)
    leading: dict[str, list[int]] = defaultdict(list)  # term -> leaders that hold it
    found: dict[int, list[int]] = {}
    for number, vector in enumerate(space.vectors):
        near = sorted({leader for term in vector for leader in leading[term]})
        best = max(
            ((closeness(vector, space.vectors[leader]), -leader) for leader in near),
            default=(0.0, 0),
        )
        if best[0] >= least:
            found[-best[1]].append(number)
            continue
        found[number] = [number]
        for term in vector:
            leading[term].append(number)
    return list(found.values())
