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
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence

from kbtool.frozen import dataclass
from kbtool.search.analyzer import Kind, function_terms, kind
from kbtool.search.expand import Lookup, expand
from kbtool.search.query import read_query
from kbtool.search.ranking import IMPACT, SHARE, Group, Impacts, gain
from kbtool.search.spelling import near

__all__ = [
    "UNKNOWN",
    "Asked",
    "Bounds",
    "Fit",
    "ask_titles",
    "bounds_of",
    "fit",
    "still_known",
    "usual_bounds",
    "verdict",
]

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


@dataclass(frozen=True, slots=True)
class Asked:
    """What a title got when it was asked, and what that depends on."""

    points: int
    terms: frozenset[str]
    beginnings: frozenset[str]  # of terms
    words: frozenset[str] | None  # None for all of them


def usual_bounds(count: int, title_of: Callable[[int], str], lookup: Lookup) -> Bounds:
    """Return the bounds of a language.

    Args:
        count: of its documents.
        title_of: returns the title of a document.
        lookup: the documents.
    """
    return bounds_of(ask_titles(count, title_of, lookup), title_of)


def ask_titles(
    count: int,
    title_of: Callable[[int], str],
    lookup: Lookup,
    known: Mapping[int, Asked] | None = None,
) -> dict[int, Asked]:
    """Return what the titles of some documents get, by document.

    Args:
        count: of the documents.
        title_of: returns the title of a document.
        lookup: the documents.
        known: what some of them get, so that they need not be asked.
    """
    found = dict(known or {})
    for number in range(0, count, count // TITLES + 1):
        if number not in found:
            watched = _Watched(lookup)
            groups = expand(read_query(title_of(number)), watched).groups
            found[number] = watched.asked(fit(groups, number, watched).points)
    return dict(sorted(found.items()))


def bounds_of(asked: Mapping[int, Asked], title_of: Callable[[int], str]) -> Bounds:
    """Return the bounds of a language whose titles get so much."""
    fits = sorted(one.points for one in asked.values())
    usual = fits[(len(fits) - 1) // 2] if fits else 0
    in_characters = sum(_is_cjk(title_of(number)[:1]) for number in asked)
    parts = PARTS[2 * in_characters > len(asked)]
    return Bounds(*(usual * part // of for part, of in parts))


def still_known(
    asked: Mapping[int, Asked],
    documents: Container[int],
    terms: Iterable[str],
    words: Collection[str],
) -> dict[int, Asked]:
    """Return those of the asked titles that get the same after a change of these."""
    changed = frozenset(terms)
    return {
        number: one
        for number, one in asked.items()
        if number not in documents
        and changed.isdisjoint(one.terms)
        and not any(term.startswith(tuple(one.beginnings)) for term in changed)
        and (one.words.isdisjoint(words) if one.words is not None else not words)
    }


class _Watched:
    """The documents of a language; it notes what is asked of them."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._terms: set[str] = set()
        self._beginnings: set[str] = set()
        self.words = _WatchedWords(lookup.words)
        self.synonyms = lookup.synonyms
        self.texts = lookup.texts

    @property
    def priors(self) -> Sequence[int]:
        return self._lookup.priors

    def near(self, word: str) -> Iterable[tuple[str, int]]:
        return near(word, self.words)

    def beginning(self, letters: str) -> Iterable[str]:
        self._beginnings.add(letters)
        return self._lookup.beginning(letters)

    def worth(self, term: str) -> int:
        self._terms.add(term)
        return self._lookup.worth(term)

    def impacts(self, term: str) -> Impacts:
        self._terms.add(term)
        return self._lookup.impacts(term)

    def asked(self, points: int) -> Asked:
        """Return the points of a title with all that was asked for them."""
        words = None if self.words.all else frozenset(self.words.asked)
        return Asked(points, frozenset(self._terms), frozenset(self._beginnings), words)


class _WatchedWords(Mapping[str, int]):
    """Words; it notes which are asked for."""

    def __init__(self, words: Mapping[str, int]) -> None:
        self._words = words
        self.asked: set[str] = set()
        self.all = False

    def __getitem__(self, word: str) -> int:
        self.asked.add(word)
        return self._words[word]

    def __iter__(self) -> Iterator[str]:
        self.all = True
        return iter(self._words)

    def __len__(self) -> int:
        self.all = True
        return len(self._words)


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
