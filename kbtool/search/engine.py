"""A query and what is known of one language -> the answer. `engine.js` repeats this module."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Protocol

from kbtool.frozen import dataclass
from kbtool.search.analyzer import function_terms, normalise, pieces
from kbtool.search.confidence import Bounds, fit, verdict
from kbtool.search.expand import Correction, Lookup, expand
from kbtool.search.query import Phrase, Query, read_query
from kbtool.search.ranking import Group, Scored, rank

__all__ = ["Answer", "Known", "answer", "ranked"]


class Known(Lookup, Protocol):
    """What answers need: the documents of one language, and what fit is enough in it."""

    @property
    def bounds(self) -> Bounds:
        """Below which fit a query has no answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one language answers to a query."""

    found: tuple[Scored, ...]  # best first
    verdict: str  # found, unsure: these may not be it, nothing: these are but near, or empty
    groups: tuple[Group, ...] = ()
    corrections: tuple[Correction, ...] = ()
    cut: bool = False  # the query was longer than its limits


def answer(text: str, known: Known, limit: int, *, typing: bool = False) -> Answer:
    """Return the first `limit` documents for what a customer typed.

    Args:
        text: what was typed.
        known: the documents of a language.
        limit: at most so many documents; the first of all, not a guess at them.
        typing: the last word may go on.
    """
    query = read_query(text)
    if not query.terms:
        return Answer((), "empty", cut=query.cut)
    expansion = expand(query, known, typing=typing)
    found = tuple(ranked(query, expansion.groups, known, limit))
    best = fit(expansion.groups, found[0].document, known) if found else None
    return Answer(
        found,
        verdict(best, known.bounds, typing=typing),
        expansion.groups,
        expansion.corrections,
        query.cut,
    )


def ranked(query: Query, groups: Sequence[Group], lookup: Lookup, limit: int) -> Iterable[Scored]:
    """Return the first `limit` documents for the groups of a query, best first."""
    if not query.phrases and not query.excluded:
        return rank(groups, lookup.impacts, lookup.priors, limit)
    found = rank(groups, lookup.impacts, lookup.priors)
    kept = list(islice(_kept(found, query, lookup), limit))
    if not kept and query.phrases:
        # Quotes often mark a word of the shop, or a message: better its words than nothing.
        return list(islice(_kept(found, replace(query, phrases=()), lookup), limit))
    return kept


def _kept(ranked: Iterable[Scored], query: Query, lookup: Lookup) -> Iterator[Scored]:
    """Yield the documents that hold every phrase and nothing that is excluded."""
    wanted = [(phrase, _holders(phrase, lookup)) for phrase in query.phrases]
    unwanted = [(phrase, _holders(phrase, lookup)) for phrase in query.excluded]
    for scored in ranked:
        number = scored.document
        # Texts are read only of documents that hold every piece.
        if (
            all(number in holders for _, holders in wanted)
            and all(_holds(number, phrase, lookup) for phrase, _ in wanted)
            and not any(
                number in holders and _holds(number, phrase, lookup) for phrase, holders in unwanted
            )
        ):
            yield scored


def _holds(document: int, phrase: Phrase, lookup: Lookup) -> bool:
    return len(phrase) == 1 or any(_follows(phrase, text) for text in lookup.texts(document))


def _holders(phrase: Phrase, lookup: Lookup) -> set[int]:
    """Return the documents that may hold a phrase: those that hold each of its words."""
    # Answers are not known to hold function words: these tell only where they are alone.
    telling = set(phrase) - function_terms() or set(phrase)
    held = [{document for document, _ in lookup.impacts(piece)} for piece in telling]
    return set.intersection(*held)


def _follows(phrase: Phrase, text: str) -> bool:
    """Return whether the pieces of a phrase follow each other in a text."""
    terms = tuple(piece.term for piece in pieces(normalise(text)))
    size = len(phrase)
    return any(
        terms[start : start + size] == phrase
        for start, term in enumerate(terms)
        if term == phrase[0]
    )
