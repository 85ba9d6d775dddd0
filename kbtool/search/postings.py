"""Which documents hold which term: millions of numbers in two arrays."""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain, compress
from typing import NamedTuple

from kbtool.frozen import dataclass

__all__ = [
    "ASKS",
    "DOCUMENT",
    "Column",
    "Packed",
    "Postings",
    "beginning",
    "joined",
    "packed",
    "unpacked",
]

Column = tuple[str, list[int], bytes]
"""A term, the documents that hold it, in order, and the impact on each."""

ASKS = 256  # set where a field of `ASKED` holds the term; below it stands the impact
DOCUMENT = 9  # bits that a document's number is shifted by
_LOWEST = 0 if sys.byteorder == "little" else array("I").itemsize - 1  # byte: the impact


class Packed(NamedTuple):
    """The postings of some documents by term, in two arrays."""

    sizes: array[int]  # term -> how many
    flat: array[int]


@dataclass(frozen=True, slots=True)
class Postings:
    """The postings of terms: each one number, of document, whether it asks, and impact."""

    terms: tuple[str, ...]  # sorted by code point
    starts: array[int]  # term -> where its postings start; one more at the end
    flat: array[int]  # by term, in it by document

    def of(self, term: str) -> array[int]:
        """Return the postings of a term, none where no document holds it."""
        place = bisect_left(self.terms, term)
        if place < len(self.terms) and self.terms[place] == term:
            return self.flat[self.starts[place] : self.starts[place + 1]]
        return self.flat[:0]

    def holding(self, term: str) -> int:
        """Return how many documents hold a term."""
        place = bisect_left(self.terms, term)
        found = place < len(self.terms) and self.terms[place] == term
        return self.starts[place + 1] - self.starts[place] if found else 0

    def columns(self, first: int = 0, end: int | None = None) -> Iterator[Column]:
        """Yield terms in order, from the place of the first on, with what `Column` has."""
        terms = self.terms[first:end]
        if not terms:
            return
        starts = self.starts[first : first + len(terms) + 1]
        at, flat = starts[0], self.flat[starts[0] : starts[-1]]
        impacts = flat.tobytes()[_LOWEST :: flat.itemsize]
        for term, start, stop in zip(terms, starts, starts[1:], strict=False):
            if stop - start == 1:  # most terms
                place = start - at
                yield term, [flat[place] >> DOCUMENT], impacts[place : place + 1]
                continue
            held = flat[start - at : stop - at]
            yield term, [value >> DOCUMENT for value in held], impacts[start - at : stop - at]

    def columns_of(self, terms: Sequence[str]) -> Iterator[Column]:
        """Yield what `Column` has for each of these terms; documents need not hold them."""
        place = bisect_left(self.terms, terms[0]) if terms else 0
        if self.terms[place : place + len(terms)] == tuple(terms):
            yield from self.columns(place, place + len(terms))
            return
        for term in terms:
            held = self.of(term)
            yield term, [value >> DOCUMENT for value in held], bytes(value & 255 for value in held)

    def edited(self, edits: Mapping[str, Mapping[int, int]]) -> Postings:
        """Return postings after some of them have changed.

        Args:
            edits: term -> document -> impact (and `ASKS`), 0 where it holds the term no more.
        """
        changes: dict[str, array[int]] = {}
        for term, values in edits.items():
            held = changes[term] = self.of(term)
            for document, value in values.items():
                place = bisect_left(held, document << DOCUMENT)
                if place < len(held) and held[place] >> DOCUMENT == document:
                    del held[place]
                if value:
                    held.insert(place, (document << DOCUMENT) + value)
        return self._changed(changes) if changes else self

    def moved(self, numbers: Sequence[int]) -> Postings:
        """Return the postings of the same documents under other numbers, in the same order."""
        by = [(new - old) << DOCUMENT for old, new in enumerate(numbers)]
        flat = array("I", [value + by[value >> DOCUMENT] for value in self.flat])
        return Postings(self.terms, self.starts, flat)

    def _changed(self, changes: Mapping[str, array[int]]) -> Postings:
        """Return postings in which those of some terms are replaced; none removes the term."""
        terms = list(self.terms)
        lengths = array("I", (e - s for s, e in zip(self.starts, self.starts[1:], strict=False)))
        flat = array("I")
        done = 0  # so much of the old postings is taken over
        shift = 0  # places that the terms behind have moved
        for term in sorted(changes):
            old = bisect_left(self.terms, term)
            held = old < len(self.terms) and self.terms[old] == term
            flat += self.flat[done : self.starts[old]]
            done = self.starts[old + held]
            new = changes[term]
            flat += new
            place = old + shift
            if held and new:
                lengths[place] = len(new)
            elif held:
                del terms[place], lengths[place]
                shift -= 1
            elif new:
                terms.insert(place, term)
                lengths.insert(place, len(new))
                shift += 1
        flat += self.flat[done:]
        return Postings(tuple(terms), array("I", accumulate(lengths, initial=0)), flat)


def unpacked(posting: int) -> tuple[int, int]:
    """Return document and impact of a posting."""
    return posting >> DOCUMENT, posting & (ASKS - 1)


def packed(postings: Sequence[array[int]]) -> Packed:
    """Return the postings of some documents out of those of each term."""
    return Packed(array("I", map(len, postings)), array("I", b"".join(postings)))


def joined(parts: Sequence[tuple[Sequence[str], Packed]]) -> Postings:
    """Return postings out of those of documents that follow each other.

    Args:
        parts: of documents, each with its terms, sorted by code point; terms that no document
            holds are left out.
    """
    if len(parts) == 1:
        ((terms, (lengths, flat)),) = parts
    else:
        terms = sorted({term for own, _ in parts for term in own})
        sizes = [_sizes_of(terms, own, held) for own, held in parts]
        lengths = array("I", map(sum, zip(*sizes, strict=True)))
        columns = [
            _columns(of, memoryview(held.flat)) for of, (_, held) in zip(sizes, parts, strict=True)
        ]
        flat = array("I", b"".join(chain.from_iterable(zip(*columns, strict=True))))
    starts = array("I", accumulate(filter(None, lengths), initial=0))
    return Postings(tuple(compress(terms, lengths)), starts, flat)


def _sizes_of(terms: Iterable[str], own: Iterable[str], held: Packed) -> list[int]:
    """Return how many postings each of some terms has."""
    sizes = dict(zip(own, held.sizes, strict=True))
    return [sizes.get(term, 0) for term in terms]


def _columns(sizes: Iterable[int], held: memoryview) -> Iterator[memoryview]:
    start = 0
    for size in sizes:
        yield held[start : start + size]
        start += size


def beginning(terms: Sequence[str], letters: str) -> Sequence[str]:
    """Return those of sorted terms that begin with these letters."""
    first = bisect_left(terms, letters)
    return terms[first : bisect_left(terms, letters + chr(0x10FFFF), first)]
