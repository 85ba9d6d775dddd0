"""A query that was read -> the groups that both engines score. `expand.js` repeats this module.

Every term of the query is a group. What may stand for it is added as alternatives:

- of a word that no document holds, its four likeliest corrections, which are no
  function words, and the two words that it may be run together from;
- of two words that one is torn into, that one; where documents hold both, only one that
  is made of two words that documents hold;
- of a word, its family: stems of which one begins the other, none worth more than it;
- of the word that is being typed, what it may become, none worth more than the least;
- of words that have synonyms, those of which documents hold every term.

DESIGN.md says what each of them won and how that was measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Protocol

from kbtool.frozen import dataclass
from kbtool.search.analyzer import Piece, function_terms, stemmed
from kbtool.search.query import Phrase, Query, Term
from kbtool.search.ranking import SHARE, Alternative, Group, Impacts
from kbtool.search.thesaurus import Thesaurus

__all__ = ["FAMILY_FROM", "Correction", "Expansion", "Lookup", "expand", "parted"]

MAX_ALTERNATIVES = 64
# Corrections, by their distance: the share of the likeliest, and how likely they are.
CORRECTED = {1: 256, 2: 128}
LIKELY = {1: 16, 2: 2}  # times the documents that hold the word, up to COMMON
COMMON = 64
CORRECTIONS = 4
# Words run together or torn apart.
WHOLE_FROM = 5  # letters of the whole
PART_FROM = 2
PART_HELD = 2  # documents that hold each part
JOINED = {True: 128, False: 256}  # where documents hold both parts, too; where not
# What is being typed.
TYPED_FROM = 2  # letters
COMPLETIONS = 16
COMPLETED = {True: 128, False: 256}  # where what was typed is a word already; where not
SYNONYM_PIECES = 8
# Words of one family: "deliver", "delivery".
FAMILY = 192
FAMILY_FROM = 4  # letters of the shorter stem, which the longer begins with
FAMILY_MORE = 4  # letters of the longer


_DIGIT = re.compile("[0-9]")  # codes have no family


class Lookup(Protocol):
    """What is known of the documents of one language."""

    @property
    def priors(self) -> Sequence[int]:
        """The score that every document has before any query."""

    @property
    def words(self) -> Mapping[str, int]:
        """The words that spelling may lead to, sorted, and how many documents hold each."""

    def near(self, word: str) -> Iterable[tuple[str, int]]:
        """Return those of `words` that a word may stand for, each with its distance."""

    def beginning(self, letters: str) -> Iterable[str]:
        """Return the terms that begin with these letters; some may be of another language."""

    @property
    def synonyms(self) -> Thesaurus:
        """What words find besides themselves."""

    def worth(self, term: str) -> int:
        """Return what a term is worth; that of a term which no document holds, too."""

    def impacts(self, term: str) -> Impacts:
        """Return the documents that hold a term."""

    def texts(self, document: int) -> Iterable[str]:
        """Return every text of a document, for phrases."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A word that no document holds, and the likeliest one that it stands for."""

    typed: str
    meant: str


@dataclass(frozen=True, slots=True)
class Expansion:
    """What is scored, and what spelling replaced."""

    groups: tuple[Group, ...]
    corrections: tuple[Correction, ...] = ()


def expand(query: Query, lookup: Lookup, *, typing: bool = False) -> Expansion:
    """Return the groups of a query.

    Args:
        query: what was typed.
        lookup: what is known of the language.
        typing: the last word may go on.
    """
    return _Expander(query, lookup, typing).expansion()


def parted(word: str, words: Mapping[str, int]) -> int:
    """Return where a word is likeliest run together from two that documents hold; 0 for nowhere.

    Args:
        word: as it is spelt.
        words: words, and how many documents hold each.
    """
    if len(word) < WHOLE_FROM:
        return 0
    held, at = max(
        (min(words.get(word[:at], 0), words.get(word[at:], 0)), at)
        for at in range(PART_FROM, len(word) - PART_FROM + 1)
    )
    return at if held >= PART_HELD else 0


class _Expander:
    def __init__(self, query: Query, lookup: Lookup, typing: bool) -> None:
        self.query = query
        self.lookup = lookup
        self.open = len(query.pieces) - 1 if typing and query.open else -1
        self.corrections: list[Correction] = []

    def expansion(self) -> Expansion:
        groups: list[Group] = []
        spans = self.spans()
        done: set[tuple[int, int]] = set()
        for term in self.query.terms:
            span = next((s for s in spans if s[0] <= term.first and term.last <= s[1]), None)
            if span is None or span[0] == span[1]:
                own = self.alternative([term.term])
                others = [*self.others(term), *self.synonyms(spans.get(span or (-1, -1), ()), own)]
                groups.append(self.group(term.term, own, others))
            elif span not in done:
                done.add(span)
                groups.append(self.stretch(span, spans[span]))
        return Expansion((*groups, *self.joined()), tuple(self.corrections))

    def group(self, name: str, own: Alternative, others: Iterable[Alternative]) -> Group:
        return Group(name, (own, *others)[:MAX_ALTERNATIVES])

    def alternative(
        self, terms: Iterable[str], share: int = SHARE, *, most: int | None = None
    ) -> Alternative:
        worths = ((term, self.lookup.worth(term)) for term in terms)
        return Alternative(
            tuple(
                (term, share * (worth if most is None else min(worth, most)))
                for term, worth in worths
            )
        )

    def held(self, term: str) -> bool:
        return bool(self.lookup.impacts(term))

    def others(self, term: Term) -> Iterator[Alternative]:
        """Yield what may stand for a term besides itself."""
        piece = self.query.pieces[term.first]
        if term.first != term.last or piece.kind == "cjk" or term.first in self.query.exact:
            return
        completions = self.completions(piece) if term.first == self.open else []
        if completions:
            yield from completions
        elif piece.kind == "word" and piece.term not in function_terms():
            if not self.held(piece.term):
                yield from self.corrected(piece)
                yield from self.split(piece)
            yield from self.family(piece)

    def family(self, piece: Piece) -> Iterator[Alternative]:
        """Yield the terms that a stem begins or that begin it, none worth more than itself."""
        own, most = piece.term, self.lookup.worth(piece.term)
        if len(own) >= FAMILY_FROM:
            for term in sorted(self.lookup.beginning(own[:FAMILY_FROM])):
                short, long = sorted((own, term), key=len)
                if (
                    0 < len(long) - len(short) <= FAMILY_MORE
                    and long.startswith(short)
                    and not _DIGIT.search(term)
                    and term not in function_terms()
                    and self.held(term)
                ):
                    yield self.alternative([term], FAMILY, most=most)

    def completions(self, piece: Piece) -> list[Alternative]:
        if len(piece.spelt) < TYPED_FROM:
            return []
        words = self.lookup.words
        longer = [word for word in words if word.startswith(piece.spelt) and word != piece.spelt]
        longer.sort(key=lambda word: (-words[word], word))
        terms = dict.fromkeys(stemmed(word) for word in longer[:COMPLETIONS])
        terms.pop(piece.term, None)
        known = self.held(piece.term)
        # What is rare would outweigh what is likely.
        least = [self.lookup.worth(term) for term in (*terms, *([piece.term] if known else ()))]
        return [self.alternative([term], COMPLETED[known], most=min(least)) for term in terms]

    def corrected(self, piece: Piece) -> Iterator[Alternative]:
        words = self.lookup.words
        likely = sorted(
            (-LIKELY[steps] * min(words[word], COMMON), steps, word)
            for word, steps in self.lookup.near(piece.spelt)
            if stemmed(word) not in function_terms()
        )[:CORRECTIONS]
        shares: dict[str, int] = {}
        for points, steps, word in likely:
            share = CORRECTED[steps] * points // likely[0][0]
            term = stemmed(word)
            shares[term] = max(share, shares.get(term, 0))
        if likely:
            self.corrections.append(Correction(piece.spelt, likely[0][2]))
        for term, share in shares.items():
            if share:
                yield self.alternative([term], share)

    def split(self, piece: Piece) -> Iterator[Alternative]:
        word = piece.spelt
        if at := parted(word, self.lookup.words):
            yield self.alternative([stemmed(word[:at]), stemmed(word[at:])])

    def joined(self) -> Iterator[Group]:
        """Yield the words that two words of the query may be torn from."""
        have = {term.term for term in self.query.terms}
        for one, two in pairwise(self.query.pieces):
            word = one.spelt + two.spelt
            if (
                one.kind == two.kind == "word"
                and two.start == one.end + 1
                and len(word) >= WHOLE_FROM
                and word in self.lookup.words
                and stemmed(word) not in have
            ):
                known = self.held(one.term) and self.held(two.term)
                if not known or parted(word, self.lookup.words):
                    have.add(stemmed(word))
                    yield self.group(word, self.alternative([stemmed(word)], JOINED[known]), ())

    def stretch(self, span: tuple[int, int], others: Sequence[tuple[Phrase, int]]) -> Group:
        """Return the group of several pieces that have synonyms."""
        terms = [t for t in self.query.terms if span[0] <= t.first and t.last <= span[1]]
        pieces = self.query.pieces[span[0] : span[1] + 1]
        name = ("" if pieces[0].kind == "cjk" else " ").join(piece.spelt for piece in pieces)
        own = self.alternative([term.term for term in terms])
        return self.group(name, own, self.synonyms(others, own))

    def synonyms(
        self, others: Sequence[tuple[Phrase, int]], own: Alternative
    ) -> Iterator[Alternative]:
        """Yield the synonyms of a part of the query, none worth more than itself."""
        most = sum(weight for _, weight in own.terms)
        for terms, share in others:
            weighted = self.alternative(terms, share).terms
            full = SHARE * sum(weight for _, weight in weighted) // share
            if full > most:
                weighted = tuple((term, weight * most // full) for term, weight in weighted)
            yield Alternative(weighted, whole=True)

    def meant(self, typed: Phrase) -> Sequence[tuple[Phrase, int]]:
        others = self.lookup.synonyms[typed]
        return [(terms, share) for terms, share in others if all(map(self.held, terms))]

    def spans(self) -> dict[tuple[int, int], Sequence[tuple[Phrase, int]]]:
        """Return the stretches of the query that have synonyms: the longest, from the left."""
        found: dict[tuple[int, int], Sequence[tuple[Phrase, int]]] = {}
        pieces, exact = self.query.pieces, self.query.exact
        terms = tuple(piece.term for piece in pieces)
        start = 0
        while start < len(pieces):
            step = 1
            for end in range(min(len(pieces), start + SYNONYM_PIECES), start, -1):
                if (
                    terms[start:end] in self.lookup.synonyms
                    and (others := self.meant(terms[start:end]))
                    and _together(pieces[start:end])
                    and not exact.intersection(range(start, end))
                ):
                    found[start, end - 1] = others
                    step = end - start
                    break
            start += step
        return found


def _together(pieces: Sequence[Piece]) -> bool:
    """Return whether no two characters of a stretch are apart; words always are."""
    return all(
        one.end == two.start or "cjk" not in (one.kind, two.kind) for one, two in pairwise(pieces)
    )
