"""Questions like a question, by the rarest and heaviest of its own words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nlargest

from kbtool.search.analyzer import analyse, function_terms
from kbtool.search.corpus import Part
from kbtool.search.documents import Document

__all__ = ["Likeness", "similar"]

# They bound the work to a few thousand postings a document, whatever the corpus.
MAX_TERMS = 12
MAX_POSTINGS = 600
# A question counts what asks alike above what only answers alike.
ASKED, TOLD = 10, 3
MANY = 300  # candidates from which bounds are worth their price


@dataclass(frozen=True, slots=True)
class Like:
    """The questions most like one, and the terms by which they were found."""

    ids: tuple[str, ...]  # best first
    terms: tuple[str, ...]


def similar(part: Part, id: str, limit: int) -> list[str]:
    """Return the ids of the `limit` documents most like one, best first.

    It may be fewer: a document without a word in common is not like this one.

    Raises:
        KeyError: there is no such document.
    """
    return list(Likeness(part).of(id, limit).ids)


class Likeness:
    """Answers what is like the documents of one language; it remembers what it reads."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._worths: dict[str, int] = {}  # 0 for a term that tells nothing
        self._held: dict[str, dict[int, int]] = {}  # term -> document -> points for a worth of 1

    def of(self, id: str, limit: int) -> Like:
        """Return what is most like a document.

        Args:
            id: of the document.
            limit: at most so many.

        Raises:
            KeyError: there is no such document.
        """
        number = self._part.number(id)
        if number is None:
            raise KeyError(id)
        telling = self._telling(_asked(self._part.documents[number]))
        found = self._scores(telling, number, limit)
        found.pop(number, None)
        nearest = sorted(found.items(), key=lambda one: (-one[1], one[0]))[:limit]
        ids = tuple(self._part.ids[document] for document, _ in nearest)
        return Like(ids, tuple(term for _, term in telling))

    def _telling(self, terms: Iterable[str]) -> Sequence[tuple[int, str]]:
        """Return the heaviest terms with what they are worth, heaviest first."""
        weighted = [(-worth, term) for term in terms if (worth := self._worth(term))]
        return [(-worth, term) for worth, term in sorted(weighted)[:MAX_TERMS]]

    def _worth(self, term: str) -> int:
        known = self._worths.get(term)
        if known is None:
            # A word that only this question has finds nothing else; a word of many says little.
            telling = 1 < self._part.holding(term) <= MAX_POSTINGS
            known = self._worths[term] = self._part.worth(term) if telling else 0
        return known

    def _points(self, term: str) -> dict[int, int]:
        known = self._held.get(term)
        if known is None:
            known = self._held[term] = {
                document: ASKED if asked else TOLD for document, asked in self._part.asking(term)
            }
        return known

    def _scores(
        self, telling: Sequence[tuple[int, str]], number: int, limit: int
    ) -> dict[int, int]:
        """Return the scores of the first `limit` documents besides one, and of some others."""
        scores: dict[int, int] = {}
        rest = ASKED * sum(worth for worth, _ in telling)
        for place, (worth, term) in enumerate(telling):
            if len(scores) > MANY and limit:
                # The first ones have so much that whoever holds but the rest is behind.
                least = nlargest(limit + 1, scores.values())[-1]
                if least > rest:
                    kept = [one for one, score in scores.items() if score + rest >= least]
                    return self._finished(scores, kept, telling[place:])
            rest -= ASKED * worth
            asked, told = ASKED * worth, TOLD * worth
            for document, points in self._points(term).items():
                more = asked if points == ASKED else told
                scores[document] = scores.get(document, 0) + more
        return scores

    def _finished(
        self,
        scores: dict[int, int],
        kept: Sequence[int],
        telling: Sequence[tuple[int, str]],
    ) -> dict[int, int]:
        """Return the whole scores of some documents."""
        held = [(worth, self._points(term)) for worth, term in telling]
        return {
            one: scores[one] + sum(worth * points.get(one, 0) for worth, points in held)
            for one in kept
        }


def _asked(document: Document) -> set[str]:
    """Return the terms with which a document asks."""
    phrasings = {term for text in (document.title, *document.also_asked) for term in analyse(text)}
    keywords = {term for text in document.keywords for term in analyse(text)}
    return phrasings | (keywords - function_terms())
