"""Questions like a question, by the rarest and heaviest of its own words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from heapq import nlargest
from itertools import chain

from kbtool.frozen import dataclass
from kbtool.read.halves import in_halves
from kbtool.search.analyzer import analyse, function_terms
from kbtool.search.corpus import Part
from kbtool.search.documents import Document
from kbtool.search.postings import ASKS, DOCUMENT
from kbtool.search.updated import Changes

__all__ = ["Like", "Likeness", "all_similar", "similar"]

# They bound the work to a few thousand postings a document, whatever the corpus.
MAX_TERMS = 12
MAX_POSTINGS = 600
# A question counts what asks alike above what only answers alike.
ASKED, TOLD = 10, 3
SHARED = 1_000  # questions from which a second process is worth its start
MANY = 300  # candidates from which bounds are worth their price


@dataclass(frozen=True, slots=True)
class Like:
    """The questions most like one, and the terms by which they were found."""

    ids: tuple[str, ...]  # best first
    terms: tuple[str, ...]
    limit: int  # how many were wanted


def similar(part: Part, id: str, limit: int) -> list[str]:
    """Return the ids of the `limit` documents most like one, best first.

    It may be fewer: a document without a word in common is not like this one.

    Raises:
        KeyError: there is no such document.
    """
    return list(Likeness(part).of(id, limit).ids)


def all_similar(
    part: Part,
    limits: Mapping[str, int],
    before: Mapping[str, Like] | None = None,
    changes: Changes | None = None,
) -> dict[str, Like]:
    """Return what is most like each of some documents.

    Args:
        part: the documents of a language.
        limits: how many are wanted for each document, by id.
        before: what was most like them, when `changes` came.
        changes: between then and now; None where anything may have changed.
    """
    likeness = Likeness(part)
    known: Mapping[str, Like] = {}
    if before and changes is not None and not changes.everything:
        known = likeness.still_like(before, changes)
    due = [id for id, limit in limits.items() if id not in known or known[id].limit != limit]

    def found(ids: Sequence[str]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        likes = [likeness.of(id, limits[id]) for id in ids]
        return [(like.ids, like.terms) for like in likes]

    of_due = chain.from_iterable(in_halves(found, due, SHARED, apart=True))
    new = {id: Like(*like, limits[id]) for id, like in zip(due, of_due, strict=True)}
    return {id: new[id] if id in new else known[id] for id in limits}


class Likeness:
    """Answers what is like the documents of one language; it remembers what it reads."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._numbers = list(range(len(part.documents)))  # each once, however many hold it
        self._worths: dict[str, int] = {}  # 0 for a term that tells nothing
        self._held: dict[str, dict[int, int]] = {}  # term -> document -> points

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
        least = min(nlargest(limit, found.values()), default=0)
        nearest = sorted((-score, one) for one, score in found.items() if score >= least)
        ids = tuple(self._part.ids[document] for _, document in nearest[:limit])
        return Like(ids, tuple(term for _, term in telling), limit)

    def still_like(self, before: Mapping[str, Like], changes: Changes) -> dict[str, Like]:
        """Return what is like documents of which nothing that counts has changed."""
        part, changed = self._part, changes.terms
        edited = {part.ids[number] for number in changes.documents}
        # A changed term may be telling now where it was not: then it is one of its own.
        asking = {
            part.ids[number]
            for term in changed
            if self._worth(term)
            for number, asked in part.asking(term)
            if asked
        }
        return {
            id: like
            for id, like in before.items()
            if id not in edited and id not in asking and changed.isdisjoint(like.terms)
        }

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

    def _points(self, term: str, worth: int) -> dict[int, int]:
        known = self._held.get(term)
        if known is None:
            asked, told, numbers = ASKED * worth, TOLD * worth, self._numbers
            known = self._held[term] = {
                numbers[value >> DOCUMENT]: asked if value & ASKS else told
                for value in self._part.postings.of(term)
            }
        return known

    def _scores(
        self, telling: Sequence[tuple[int, str]], number: int, limit: int
    ) -> dict[int, int]:
        """Return the scores of the first `limit` documents besides one, and of some others."""
        scores: dict[int, int] = {}
        whole = rest = ASKED * sum(worth for worth, _ in telling)
        for place, (worth, term) in enumerate(telling):
            if 2 * rest < whole and place % 2 == 0 and len(scores) > MANY:
                # The first ones may have so much that whoever holds but the rest is behind.
                least = nlargest(limit + 1, scores.values())[-1]
                if least > rest:
                    kept = {one: had for one, had in scores.items() if had + rest >= least}
                    return self._finished(kept, telling[place:])
            rest -= ASKED * worth
            _add(self._points(term, worth), scores)
        return scores

    def _finished(
        self, scores: dict[int, int], telling: Sequence[tuple[int, str]]
    ) -> dict[int, int]:
        """Return the whole scores of some documents, which lack those of some terms."""
        for worth, term in telling:
            points = self._points(term, worth)
            for document in scores.keys() & points.keys():
                scores[document] += points[document]
        return scores


def _add(points: Mapping[int, int], scores: dict[int, int]) -> None:
    """Add points to scores; few documents have some already, so that most are taken over as one."""
    both = [(one, scores[one] + points[one]) for one in points.keys() & scores.keys()]
    scores.update(points)
    scores.update(both)


def _asked(document: Document) -> set[str]:
    """Return the terms with which a document asks."""
    phrasings = {term for text in (document.title, *document.also_asked) for term in analyse(text)}
    keywords = {term for text in document.keywords for term in analyse(text)}
    return phrasings | (keywords - function_terms())
