"""The analyzer contract: text becomes terms, the same here and in `analyzer.js`.

1. Unknown characters become spaces, joiners and variation selectors go.
2. NFKC, lower case, diacritics of Latin letters folded, traditional Chinese
   characters and variants folded to the simplified one.
3. Latin words become Porter2 stems; words of other scripts stay whole.
4. Numbers stay whole ("1,000" is "1000", "19.99" is "19.99"). Pieces joined by
   nothing, "-", "_" or "." also become one term: "A-100" is "a", "100", "a100".
5. Chinese, Japanese and Korean text becomes single characters and overlapping
   pairs; a number or a single letter before it pairs with it ("7天", "t恤").

Whatever changes a term for any text changes `ANALYZER_VERSION`, in both engines.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from enum import Enum
from functools import cache, lru_cache
from operator import add

from kbtool.search import tables
from kbtool.search.porter2 import stem

__all__ = [
    "ANALYZER_VERSION",
    "MAX_QUERY_CHARS",
    "MAX_QUERY_TERMS",
    "Kind",
    "analyse",
    "function_terms",
    "kind",
    "normalise",
    "query_terms",
]

ANALYZER_VERSION = 1
MAX_TERM_CHARS = 64  # a longer word is cut
MAX_REMEMBERED = 24  # characters; longer runs are sentences without blanks
MAX_JOINED = 4  # pieces; more are a path or an address, which nobody types as one word
MAX_QUERY_CHARS = 256
MAX_QUERY_TERMS = 32  # pairs come on top

_PIECE = re.compile(r"(?P<number>d+(?:[.,]d+)*)|(?P<word>l[lm]*(?:'l[lm]*)*)|(?P<cjk>c+)")
_MARKS = re.compile("([a-z])[\u0300-\u036f]+")
_STEMMED = re.compile(r"[a-z']+\Z")
_LETTERS = str.maketrans(
    {
        **dict(zip("øđłıħŧ", "odliht", strict=True)),
        **{"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ς": "σ"},
        **{"’": "'", "ʼ": "'", "‐": "-", "‑": "-"},
    }
)


class Kind(Enum):
    """What a term is; its weight depends on it."""

    WORD = "word"  # words, numbers, codes
    UNIGRAM = "unigram"  # one Chinese, Japanese or Korean character
    BIGRAM = "bigram"  # a pair that ends in such a character


class _Classes(dict[int, str]):
    """Code point -> its class letter, for `str.translate`; filled as text is met."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._letters: list[str] = []
        start = 0
        for letter, length in re.findall(r"([A-Z])([0-9a-z]*)", tables.character_runs()):
            self._starts.append(start)
            self._letters.append(letter.lower())
            start += int(length, 36) if length else 1
        # Signs that the grammar of a piece names stand for themselves.
        self.update({ord("."): ".", ord(","): ",", ord("'"): "'"})

    def __missing__(self, code: int) -> str:
        self[code] = letter = self._letters[bisect_right(self._starts, code) - 1]
        return letter


class _Cleaning(dict[int, str]):
    """Code point -> what step 1 makes of it, for `str.translate`."""

    def __missing__(self, code: int) -> str:
        letter = _classes()[code]
        self[code] = kept = " " if letter == "u" else "" if letter == "i" else chr(code)
        return kept


@cache
def _classes() -> _Classes:
    return _Classes()


@cache
def _cleaning() -> _Cleaning:
    return _Cleaning()


@cache
def _folding() -> dict[int, str]:
    return str.maketrans(tables.folding())


def normalise(text: str) -> str:
    """Return `text` in the one form in which it is searched (steps 1 and 2)."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", text.translate(_cleaning())).lower()
    text = unicodedata.normalize("NFD", text).translate(_LETTERS)
    return unicodedata.normalize("NFC", _MARKS.sub(r"\1", text)).translate(_folding())


def analyse(text: str) -> list[str]:
    """Return the terms of `text` in its order, repeated as often as they occur."""
    terms: list[str] = []
    # Nothing joins over a blank, so that words which come again need no second look.
    for run in text.split():
        terms += _remembered(run) if len(run) <= MAX_REMEMBERED else _terms(normalise(run))
    return terms


@lru_cache(maxsize=65536)
def _remembered(run: str) -> list[str]:
    return _terms(normalise(run))


def query_terms(query: str) -> tuple[str, ...]:
    """Return the distinct terms of a query in its order, within the limits of a query."""
    terms: dict[str, None] = {}
    count = 0
    for term in _terms(normalise(query[:MAX_QUERY_CHARS])):
        if term in terms:
            continue
        count += kind(term) is not Kind.BIGRAM
        if count > MAX_QUERY_TERMS:
            break
        terms[term] = None
    return tuple(terms)


def kind(term: str) -> Kind:
    """Return what a term is, told by its form."""
    if _classes()[ord(term[-1])] != "c":
        return Kind.WORD
    return Kind.UNIGRAM if len(term) == 1 else Kind.BIGRAM


@cache
def function_terms() -> frozenset[str]:
    """Return the terms of the function words."""
    return frozenset(
        _word(word) if kind(word) is Kind.WORD else word for word in tables.function_words()
    )


def _terms(text: str) -> list[str]:
    classes = text.translate(_classes())
    terms: list[str] = []
    compound: list[str] = []
    end = -2  # where the last piece ended
    for match in _PIECE.finditer(classes):
        start = match.start()
        gap = text[end:start] if end >= 0 else " "
        piece = text[start : match.end()]
        if compound and (match.lastgroup == "cjk" or gap not in ("", "-", "_", ".")):
            terms += _joined(compound)
            compound = compound[-1:] if match.lastgroup == "cjk" and not gap else []
        if match.lastgroup == "cjk":
            terms += _characters(piece, compound[0] if compound else "")
            compound = []
        else:
            piece = piece.replace(",", "")[:MAX_TERM_CHARS]
            terms.append(_word(piece))
            compound.append(piece)
        end = match.end()
    return terms + _joined(compound)


def _characters(run: str, before: str) -> list[str]:
    """Return the characters of a run, each followed by its pair with the one before."""
    previous = before if len(before) == 1 or before[:1] in "0123456789" else ""
    first = [run[0], previous + run[0]] if previous else [run[0]]
    rest = [""] * (2 * len(run) - 2)
    rest[::2] = run[1:]
    rest[1::2] = map(add, run, run[1:])
    return first + rest


def _joined(pieces: list[str]) -> list[str]:
    if 2 <= len(pieces) <= MAX_JOINED:
        return [_word("".join(pieces)[:MAX_TERM_CHARS])]
    return []


def _word(piece: str) -> str:
    if not _STEMMED.match(piece):
        return piece
    return stem(piece).replace("'", "") or piece
