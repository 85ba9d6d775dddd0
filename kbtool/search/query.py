"""What a customer typed, read the same by both engines: words, phrases, exclusions.

    refund time         words; a document needs one of them
    "gift card"         a phrase: these words, one after the other
    -coupon, -"..."     documents that hold this do not count

Quotation marks may be typographic, one alone is a blank, and a hyphen counts
only between a blank and a letter. `query.js` repeats this module.
"""

from __future__ import annotations

import re

from kbtool.frozen import dataclass
from kbtool.search.analyzer import (
    Kind,
    Piece,
    function_terms,
    kind,
    letters,
    normalise,
    pieces,
    tokens,
)

__all__ = ["MAX_CHARS", "MAX_WORDS", "Phrase", "Query", "Term", "read_query"]

MAX_CHARS = 256
MAX_WORDS = 16  # two Chinese characters count as one; function words and pairs are free

Phrase = tuple[str, ...]
"""Terms of pieces that follow each other."""

# Not \s and \w: what these mean differs from the browser's, and from Python to Python.
_BLANK = r" \t\n\v\f\r"
_SPECIAL = re.compile(
    rf"(?:(?<![^{_BLANK}])(?P<minus>-))?[\"“”](?P<phrase>[^\"“”]+)[\"“”]"
    rf"|(?<![^{_BLANK}])-(?P<word>[{letters()}]{{2}}[^{_BLANK}]*)"
)


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a query and the pieces that it stands for."""

    term: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Query:
    """A query that was read."""

    pieces: tuple[Piece, ...] = ()  # all that is searched, in order
    terms: tuple[Term, ...] = ()  # distinct, in order
    phrases: tuple[Phrase, ...] = ()
    excluded: tuple[Phrase, ...] = ()
    exact: frozenset[int] = frozenset()  # pieces in quotes: nothing may stand for them
    open: bool = False  # it ends in its last piece, which may go on
    cut: bool = False  # it was longer than the limits


def read_query(text: str) -> Query:
    """Read what was typed; what lies beyond the limits is left out."""
    text, cut = normalise(text[:MAX_CHARS]), len(text) > MAX_CHARS
    searched = list(text)
    phrases: list[Phrase] = []
    excluded: list[Phrase] = []
    quoted: set[int] = set()
    for match in _SPECIAL.finditer(text):
        phrase = match["phrase"]
        if match["minus"] or phrase is None:
            excluded.append(_phrase(phrase or match["word"]))
            searched[match.start() : match.end()] = " " * len(match[0])
        else:
            phrases.append(_phrase(phrase))
            quoted.update(range(*match.span("phrase")))
    text = "".join(searched)
    found = pieces(text)
    terms, short = _bounded(text, found)
    return Query(
        tuple(found),
        terms,
        tuple(filter(None, phrases)),
        tuple(filter(None, excluded)),
        frozenset(place for place, piece in enumerate(found) if piece.start in quoted),
        bool(found) and found[-1].end == len(text),
        cut or short,
    )


def _phrase(text: str) -> Phrase:
    return tuple(piece.term for piece in pieces(text))


def _bounded(text: str, found: list[Piece]) -> tuple[tuple[Term, ...], bool]:
    """Return the distinct terms within the limit, and whether that left some out."""
    starts = {piece.start: place for place, piece in enumerate(found)}
    ends = {piece.end: place for place, piece in enumerate(found)}
    terms: dict[str, Term] = {}
    halves = 0
    for term, start, end in tokens(text):
        if term in terms:
            continue
        if term not in function_terms():
            halves += {Kind.WORD: 2, Kind.UNIGRAM: 1, Kind.BIGRAM: 0}[kind(term)]
        if halves > 2 * MAX_WORDS:
            return tuple(terms.values()), True
        terms[term] = Term(term, starts[start], ends[end])
    return tuple(terms.values()), False
