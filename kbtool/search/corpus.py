"""The analysed documents of a build: every text analysed once, for all who need its terms.

Whoosh, the export and the similar questions read the counts kept here; nothing
here ranks or writes.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kbtool.search.analyzer import analyse
from kbtool.search.documents import FIELDS, Document

__all__ = ["Corpus", "Part", "Posting", "corpus"]

Posting = tuple[int, int, int]
"""Field (its place in `FIELDS`), document number, how often the term occurs there."""


@dataclass(frozen=True, slots=True)
class Part:
    """The documents of one language, most asked first, then by id.

    A document's number is its place here, so among equal scores the lower
    number comes first.
    """

    lang: str
    documents: tuple[Document, ...]
    terms: tuple[str, ...]  # sorted by code point
    counts: tuple[tuple[array[int], ...], ...]  # document -> field -> term, count, term, count
    lengths: tuple[array[int], ...]  # field -> document -> number of terms
    _postings: tuple[array[int], ...]  # term -> field, document, count, field, ...
    _numbers: Mapping[str, int]  # id -> document

    def number(self, id: str) -> int | None:
        """Return the document number of an id, None where there is none."""
        return self._numbers.get(id)

    def postings(self, term: str) -> Iterator[Posting]:
        """Yield the postings of a term by field, then by document."""
        place = bisect_left(self.terms, term)
        if place < len(self.terms) and self.terms[place] == term:
            flat = iter(self._postings[place])
            yield from zip(flat, flat, flat, strict=True)

    def sorted_postings(self, field: int, start: int) -> Iterator[tuple[str, int, int]]:
        """Yield all postings of a field: term, document number plus `start`, count."""
        for term, postings in zip(self.terms, self._postings, strict=True):
            flat = iter(postings)
            for each, document, count in zip(flat, flat, flat, strict=True):
                if each == field:
                    yield term, start + document, count

    def frequency(self, term: str) -> int:
        """Return an upper bound of the documents that hold a term: its postings."""
        place = bisect_left(self.terms, term)
        found = place < len(self.terms) and self.terms[place] == term
        return len(self._postings[place]) // 3 if found else 0

    def field_terms(self, document: int, field: int) -> Iterator[tuple[str, int]]:
        """Yield the terms of one field of one document with their counts."""
        flat = iter(self.counts[document][field])
        for term, count in zip(flat, flat, strict=True):
            yield self.terms[term], count


@dataclass(frozen=True, slots=True)
class Corpus:
    """The analysed documents by language, languages in alphabetical order."""

    parts: Mapping[str, Part]

    def __len__(self) -> int:
        return sum(len(part.documents) for part in self.parts.values())


def corpus(documents: Iterable[Document]) -> Corpus:
    """Analyse `documents`; their order does not matter.

    Raises:
        ValueError: two documents share language and id.
    """
    by_lang: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        by_lang[document.lang].append(document)
    return Corpus({lang: _part(lang, by_lang[lang]) for lang in sorted(by_lang)})


def _part(lang: str, documents: list[Document]) -> Part:
    documents.sort(key=lambda document: (-document.asks, document.id))
    numbers = {document.id: number for number, document in enumerate(documents)}
    if len(numbers) < len(documents):
        raise ValueError(f"two documents in '{lang}' share an id")
    counted = [[_count(texts) for texts in document.texts()] for document in documents]
    terms = tuple(sorted({term for fields in counted for field in fields for term in field}))
    places = {term: place for place, term in enumerate(terms)}
    counts = tuple(
        tuple(_flat((places[t], n) for t, n in sorted(field.items())) for field in fields)
        for fields in counted
    )
    lengths = tuple(
        array("I", [fields[field].total() for fields in counted]) for field in range(len(FIELDS))
    )
    return Part(lang, tuple(documents), terms, counts, lengths, _invert(counts, terms), numbers)


def _count(texts: Iterable[str]) -> Counter[str]:
    return Counter(term for text in texts for term in analyse(text))


def _flat(pairs: Iterable[tuple[int, int]]) -> array[int]:
    # Arrays of machine integers: ten thousand documents have millions of counts.
    return array("I", [number for pair in pairs for number in pair])


def _invert(
    counts: tuple[tuple[array[int], ...], ...], terms: tuple[str, ...]
) -> tuple[array[int], ...]:
    postings = tuple(array("I") for _ in terms)
    for field in range(len(FIELDS)):
        for document, fields in enumerate(counts):
            flat = iter(fields[field])
            for term, count in zip(flat, flat, strict=True):
                postings[term].extend((field, document, count))
    return postings
