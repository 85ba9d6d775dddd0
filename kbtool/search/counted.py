"""What counts of one document: its terms, how often its fields hold them, how long it is.

Terms are texts, or the numbers that a vocabulary gave them: a number is counted as fast, and
takes no room of its own.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Container, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import lru_cache
from itertools import chain
from math import floor, fsum, log2
from typing import Generic, NamedTuple, TypeVar

from kbtool.frozen import dataclass
from kbtool.model import Ranking
from kbtool.search.analyzer import analyse
from kbtool.search.documents import ASKED, FIELDS, Document
from kbtool.search.postings import ASKS
from kbtool.search.ranking import Averages, Weigher

__all__ = [
    "Counted",
    "Lengths",
    "Value",
    "analysed",
    "averages",
    "counted",
    "impacts_of",
    "weighed",
]

PHRASINGS = ("title", "also_asked")
LENGTH_STEPS = 16  # to twice the length
LOGGED_STEPS = 16

NEAR = 150  # terms of a body that count as one passage
TIMES = 40  # bits for how often a body holds a term

Term = TypeVar("Term", bound=Hashable)  # a text or a number


class Value(NamedTuple):
    """What the impact of a term depends on besides its document."""

    x: float
    near: float
    phrasings: tuple[tuple[int, int], ...]  # that hold it: its count there, and their length
    asks: bool  # a field of `ASKED` holds it


@dataclass(frozen=True, slots=True)
class Counted(Generic[Term]):
    """What counts of one document, see `ranking.py`."""

    terms: Sequence[Term]  # distinct
    kinds: Sequence[int]  # term -> place in `values`: many have the same
    values: tuple[Value, ...]
    length: float
    near_length: float
    sizes: tuple[int, ...]  # of the phrasings
    functions: frozenset[Term]  # function terms in any field

    def of(self) -> dict[Term, Value]:
        """Return the value of every term."""
        return {term: self.values[kind] for term, kind in zip(self.terms, self.kinds, strict=True)}


def analysed(document: Document) -> list[list[list[str]]]:
    """Return the terms of each text of each field, as in `FIELDS`, and of the category."""
    texts = (*document.texts(), document.category)
    return [[analyse(text) for text in of] for of in texts]


def counted(
    fields: Sequence[Sequence[Sequence[Term]]],
    ranking: Ranking,
    functions: frozenset[Term],
    wanted: Container[Term] | None = None,
) -> Counted[Term]:
    """Count the terms of a document.

    Args:
        fields: the terms of each text of each field, as `analysed` returns them.
        ranking: the weights of the fields.
        functions: the function terms.
        wanted: count only these terms; all without it.
    """
    *told, bodies, category = fields
    x: dict[Term, float] = {}  # of the terms that stand not only in the body
    if ranking.category:
        named = {term for terms in category for term in terms} - functions
        x = {term: ranking.category for term in named if wanted is None or term in wanted}
    phrasings: list[tuple[Mapping[Term, int], int]] = []
    asked: set[Term] = set()
    held: set[Term] = set()
    length = 0.0
    weights = (ranking.title, ranking.also_asked, ranking.keywords, ranking.answer)
    for name, weight, texts in zip(FIELDS, weights, told, strict=False):
        for terms in texts:
            counts = _count(terms, wanted)
            length += weight * len(terms)
            held |= functions.intersection(counts)
            if name in PHRASINGS:
                phrasings.append((counts, len(terms)))
            else:
                _drop(functions, counts)
            if name in ASKED:
                asked.update(counts)
            for term, times in counts.items():
                x[term] = x.get(term, 0.0) + weight * times
    body = list(chain.from_iterable(bodies))
    counts = _count(body, wanted)
    held |= _drop(functions, counts)
    length += ranking.body * len(body)
    more = max(0, len(body) - NEAR)
    near = _near(body, counts) if more else {}
    values = _Values(ranking.body, phrasings, asked)
    return Counted(
        *values.of(x, counts, near),
        length,
        length - ranking.body * more,
        tuple(size for _, size in phrasings),
        frozenset(held),
    )


def _count(terms: Iterable[Term], wanted: Container[Term] | None) -> dict[Term, int]:
    return Counter(terms if wanted is None else [term for term in terms if term in wanted])


def _drop(functions: frozenset[Term], counts: dict[Term, int]) -> set[Term]:
    """Take the function terms out of counts and return them."""
    held = functions.intersection(counts)
    for term in held:
        del counts[term]
    return set(held)


class _Values(Generic[Term]):
    """Finds the distinct values of a document."""

    def __init__(
        self,
        weight: float,
        phrasings: Sequence[tuple[Mapping[Term, int], int]],
        asked: Container[Term],
    ) -> None:
        self._weight = weight  # of the body
        self._phrasings = phrasings
        self._asked = asked
        self._places: dict[Value, int] = {}

    def of(
        self, x: Mapping[Term, float], body: Mapping[Term, int], near: Mapping[Term, int]
    ) -> tuple[Sequence[Term], Sequence[int], tuple[Value, ...]]:
        """Return terms, kinds and values, as `Counted` has them.

        Args:
            x: of the terms that stand not only in the body.
            body: how often the body holds its terms.
            near: how often its densest passage does, where that is less.
        """
        # Nearly all terms stand in the body alone: how often they do tells their kind, and how
        # often near. For the others the kind itself is put down, as a negative number.
        kinds: dict[Term, int] = dict(body)
        for term, densest in near.items():
            kinds[term] += densest << TIMES
        for term, told in x.items():
            kinds[term] = ~self._place(self._value(term, told, body.get(term, 0), near.get(term)))
        kind_of = {
            one: self._place(_of_body(self._weight, one)) if one > 0 else ~one
            for one in set(kinds.values())
        }
        places = array("H", map(kind_of.__getitem__, kinds.values()))
        return list(kinds), places, tuple(self._places)

    def _value(self, term: Term, x: float, times: int, near: int | None) -> Value:
        whole = x + self._weight * times if times else x
        return Value(
            whole,
            whole if near is None else whole - self._weight * (times - near),
            tuple((found[term], size) for found, size in self._phrasings if term in found),
            term in self._asked,
        )

    def _place(self, value: Value) -> int:
        return self._places.setdefault(value, len(self._places))


@lru_cache(maxsize=4096)
def _of_body(weight: float, kind: int) -> Value:
    """Return the value of a term that only the body holds, as all documents share it."""
    densest, times = divmod(kind, 1 << TIMES)
    return Value(weight * times, weight * (densest or times), (), False)


def _near(body: Sequence[Term], counts: Mapping[Term, int]) -> dict[Term, int]:
    """Return how often the densest passage of a long body holds a term, where that is less."""
    places: dict[Term, list[int]] = {term: [] for term, times in counts.items() if times > 1}
    for place, term in enumerate(body):
        if term in places:
            places[term].append(place)
    return {
        term: 1 if len(at) == 2 else _densest(at)
        for term, at in places.items()
        if at[-1] - at[0] >= NEAR
    }


def _densest(at: Sequence[int]) -> int:
    """Return how many of these places the fullest passage has."""
    start = 0
    for place in at:
        # The passage grows, or moves on as full as it is: it never need be less full again.
        if place - at[start] >= NEAR:
            start += 1
    return len(at) - start


def weighed(one: Counted[Term], weigher: Weigher) -> Iterator[tuple[Term, int]]:
    """Yield the counted terms of a document, each with its impact."""
    impacts = [value & (ASKS - 1) for value in impacts_of(one, weigher)]
    yield from zip(one.terms, map(impacts.__getitem__, one.kinds), strict=True)


def impacts_of(one: Counted[Term], weigher: Weigher) -> list[int]:
    """Return the impact of each of the values of a document, `ASKS` more where it asks."""
    lengths = (one.length, one.near_length)
    of = len(one.sizes)
    return [
        weigher.impact(
            weigher.value((value.x, value.near), lengths, value.phrasings, of),
            asked=bool(value.phrasings),
        )
        + ASKS * value.asks
        for value in one.values
    ]


@dataclass(frozen=True, slots=True)
class Lengths:
    """What averages are made of, document by document."""

    whole: array[float] = field(default_factory=lambda: array("d"))
    near: array[float] = field(default_factory=lambda: array("d"))
    phrasings: array[int] = field(default_factory=lambda: array("H"))
    said: array[int] = field(default_factory=lambda: array("I"))  # terms of all phrasings

    def copy(self) -> Lengths:
        """Return what may be changed without changing this."""
        return Lengths(self.whole[:], self.near[:], self.phrasings[:], self.said[:])

    def followed_by(self, others: Lengths) -> Lengths:
        """Return these documents and others behind them."""
        return Lengths(
            self.whole + others.whole,
            self.near + others.near,
            self.phrasings + others.phrasings,
            self.said + others.said,
        )

    def add(self, one: Counted[Term]) -> None:
        """Add a document behind the others."""
        self.insert(len(self.whole), one)

    def insert(self, place: int, one: Counted[Term]) -> None:
        """Put a document at a place."""
        self.whole.insert(place, one.length)
        self.near.insert(place, one.near_length)
        self.phrasings.insert(place, len(one.sizes))
        self.said.insert(place, sum(one.sizes))

    def remove(self, place: int) -> None:
        """Take the document at a place out."""
        for column in (self.whole, self.near, self.phrasings, self.said):
            del column[place]

    def averages(self) -> Averages:
        """Return the usual lengths of documents and phrasings, in steps; 1 where there are none."""
        count = len(self.whole) or 1
        logged = sum(several > 1 for several in self.phrasings) / count
        return Averages(
            _step(fsum(self.whole) / count),
            _step(sum(self.said) / (sum(self.phrasings) or 1)),
            _step(fsum(self.near) / count),
            floor(logged * LOGGED_STEPS + 0.5) / LOGGED_STEPS,
        )


def averages(counts: Iterable[Counted[Term]]) -> Averages:
    """Return the usual lengths of documents."""
    lengths = Lengths()
    for one in counts:
        lengths.add(one)
    return lengths.averages()


def _step(length: float) -> float:
    """Return about a length: one of few, so that an edit seldom changes every impact."""
    if not length:
        return 1.0
    return float(2 ** (floor(log2(length) * LENGTH_STEPS + 0.5) / LENGTH_STEPS))
