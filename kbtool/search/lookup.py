"""An analysed corpus as the engine asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from kbtool.search.confidence import Bounds, usual_bounds
from kbtool.search.corpus import Part
from kbtool.search.postings import beginning
from kbtool.search.ranking import Impacts, prior_unit

__all__ = ["PartLookup"]


class PartLookup:
    """The documents of one language, in memory."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.words: Mapping[str, int] = part.words
        self.synonyms = part.synonyms
        self.worth = part.worth
        self._impacts: dict[str, Impacts] = {}

    def impacts(self, term: str) -> Impacts:
        """Return the documents that hold a term."""
        if term not in self._impacts:
            self._impacts[term] = self.part.impacts(term)
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
        return usual_bounds([document.title for document in self.part.documents], self)
