"""Whether the best hit answers a query at all. `confidence.js` repeats this module.

What the groups of a query gave the best hit, against what they are worth, with a
few unknown words on top that a short query has to outweigh:

    fit = sum of gains / (sum of worths + GHOSTS * worth of an unknown word)    in 1/4096

In Chinese a character alone is weak evidence: it counts half unless a pair that
is met holds it, and what only serves grammar counts on neither side. What fit is
enough differs from one knowledge base to another, so the build asks for titles
and takes parts of the median. Where the best hit meets every word that is no
function word, it stands whatever its fit: "order" alone asks for little.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from kbtool.search.analyzer import Kind, function_terms, kind
from kbtool.search.expand import Lookup, expand
from kbtool.search.query import read_query
from kbtool.search.ranking import IMPACT, SHARE, Group, gain

__all__ = ["UNKNOWN", "Bounds", "Fit", "fit", "usual_bounds", "verdict"]

UNKNOWN = "~"
"""A word that no document can hold."""
FIT = 4096  # of a document that gives all that a query is worth
GHOSTS = 6
TITLES = 150  # are asked at most
# Parts of the median fit of titles below which nothing is found, or unsure:
# of a language with letters; with characters.
PARTS = {False: ((2, 9), (3, 8)), True: ((1, 9), (1, 4))}


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a document fits a query."""

    points: int  # in 1/4096
    whole: bool  # it meets every word that is no function word: one common word is no evidence


@dataclass(frozen=True, slots=True)
class Bounds:
    """Below which fit a query has no answer, and below which it may have none."""

    nothing: int
    unsure: int


def verdict(fit: Fit | None, bounds: Bounds, *, typing: bool) -> str:
    """Return "found", "unsure" or "nothing".

    Args:
        fit: of the best hit; None without one.
        bounds: of the language.
        typing: half a word is no proof that there is no answer.
    """
    if fit is None:
        return "nothing"
    if fit.whole or fit.points >= bounds.unsure:
        return "found"
    return "unsure" if typing or fit.points >= bounds.nothing else "nothing"


def usual_bounds(titles: Sequence[str], lookup: Lookup) -> Bounds:
    """Return the bounds of a language.

    Args:
        titles: of its documents, in their order.
        lookup: the documents.
    """
    numbers = range(0, len(titles), len(titles) // TITLES + 1)
    fits = [
        fit(expand(read_query(titles[number]), lookup).groups, number, lookup).points
        for number in numbers
    ]
    usual = sorted(fits)[(len(fits) - 1) // 2] if fits else 0
    in_characters = sum(_is_cjk(titles[number][:1]) for number in numbers)
    parts = PARTS[2 * in_characters > len(numbers)]
    return Bounds(*(usual * part // of for part, of in parts))


def fit(groups: Sequence[Group], document: int, lookup: Lookup) -> Fit:
    """Return how well a document fits the groups of a query."""
    terms = {term for group in groups for one in group.alternatives for term, _ in one.terms}
    held = {term: impact for term in terms if (impact := _impact(term, document, lookup))}
    best = [max(group.alternatives, key=lambda one: gain(one, held)) for group in groups]
    met = {
        character
        for one in best
        for term, _ in one.terms
        if len(term) > 1 and term in held and _is_cjk(term) and not _is_function(term)
        for character in term
    }
    own = {term for group in groups for term, _ in group.alternatives[0].terms}
    several = sum(kind(term) is Kind.UNIGRAM for term in own) > 1
    evidence = 0
    for one in best:
        for term, weight in one.terms if gain(one, held) else ():
            points = weight * held.get(term, 0)
            if not _is_cjk(term):
                evidence += points
            elif not _is_function(term):
                lonely = several and len(term) == 1 and term not in met
                evidence += points // 2 if lonely else points
    asked = (group for group in groups if not _is_grammar(group))
    wanted = GHOSTS * lookup.worth(UNKNOWN) + sum(_worth(group, lookup) for group in asked)
    telling = [
        all(term in held or _is_function(term) for term, _ in one.terms)
        for group, one in zip(groups, best, strict=True)
        if not all(_is_function(term) for term, _ in group.alternatives[0].terms)
    ]
    points = FIT * evidence // (SHARE * IMPACT * wanted)
    return Fit(points, bool(telling) and all(telling))


def _impact(term: str, document: int, lookup: Lookup) -> int:
    found = lookup.impacts(term)
    place = bisect_left(found, (document, 0))
    return found[place][1] if place < len(found) and found[place][0] == document else 0


def _worth(group: Group, lookup: Lookup) -> int:
    """Return what the best alternative is worth that some document holds, else the first."""
    known = [
        sum(weight for _, weight in one.terms)
        for one in group.alternatives
        if any(lookup.impacts(term) for term, _ in one.terms)
    ]
    return max(known or [sum(weight for _, weight in group.alternatives[0].terms)]) // SHARE


def _is_grammar(group: Group) -> bool:
    """Return whether a part of a Chinese query says nothing of what is asked."""
    own = [term for term, _ in group.alternatives[0].terms]
    return all(_is_cjk(term) and _is_function(term) for term in own)


def _is_cjk(term: str) -> bool:
    return bool(term) and kind(term) is not Kind.WORD


def _is_function(term: str) -> bool:
    known = function_terms()
    # Of characters alone: "ai" is a word, though "a" and "i" serve.
    return term in known or (kind(term) is Kind.BIGRAM and all(one in known for one in term))
