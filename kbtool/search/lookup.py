"""An analysed corpus as the engine asks for it."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import overload

from kbtool.search.confidence import Asked, Bounds, ask_titles, bounds_of
from kbtool.search.corpus import Part
from kbtool.search.postings import ASKS, DOCUMENT, beginning, unpacked
from kbtool.search.ranking import Impacts, prior_unit
from kbtool.search.spelling import Spellings

__all__ = ["PartLookup"]

REMEMBERED = 1 << 16  # terms


class _Impacts(Sequence[tuple[int, int]]):
    """Documents and impacts, unpacked one by one: mostly it is asked whether there are any."""

    __slots__ = ("_held",)

    def __init__(self, held: array[int]) -> None:
        self._held = held

    def __len__(self) -> int:
        return len(self._held)

    @overload
    def __getitem__(self, place: int) -> tuple[int, int]: ...
    @overload
    def __getitem__(self, place: slice) -> list[tuple[int, int]]: ...
    def __getitem__(self, place: int | slice) -> tuple[int, int] | list[tuple[int, int]]:
        if isinstance(place, slice):
            return [unpacked(value) for value in self._held[place]]
        return unpacked(self._held[place])

    def __iter__(self) -> Iterator[tuple[int, int]]:
        held = self._held
        return zip(
            [one >> DOCUMENT for one in held], [one & (ASKS - 1) for one in held], strict=True
        )


class PartLookup:
    """The documents of one language, in memory."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.words: Mapping[str, int] = part.words
        self.synonyms = part.synonyms
        self.near = Spellings(part.words).near
        self.worth = lru_cache(REMEMBERED)(part.worth)
        self._impacts: dict[str, Impacts] = {}

    def impacts(self, term: str) -> Impacts:
        """Return the documents that hold a term."""
        if term not in self._impacts:
            self._impacts[term] = _Impacts(self.part.postings.of(term))
        return self._impacts[term]

    def beginning(self, letters: str) -> Sequence[str]:
        """Return the terms that begin with these letters."""
        return beginning(self.part.terms, letters)

    def texts(self, document: int) -> Iterator[str]:
        """Return every text of a document, for phrases."""
        yield from (text for texts in self.part.documents[document].texts() for text in texts)

    @cached_property
    def priors(self) -> Sequence[int]:
        """The prior of every document, as a score."""
        one = prior_unit(self.part.ranking)
        return [one * value for value in self.part.priors]

    @cached_property
    def bounds(self) -> Bounds:
        """Below which fit a query has no answer."""
        return bounds_of(self.asked, self.title)

    @cached_property
    def asked(self) -> Mapping[int, Asked]:
        """What titles get, by document."""
        return ask_titles(len(self.part.documents), self.title, self)

    def title(self, document: int) -> str:
        """Return the title of a document."""
        return self.part.documents[document].title
