"""The analyzer contract: text becomes terms, the same here and in `analyzer.js`.

1. Unknown characters become spaces, joiners and variation selectors go.
2. NFKC, lower case, diacritics of Latin letters folded, traditional Chinese
   characters and variants folded to the simplified one.
3. Latin words become Porter2 stems; words of other scripts stay whole.
4. Numbers stay whole ("1,000" is "1000", "19,99" is "19.99"). Pieces joined by
   nothing, "-", "_" or "." also become one term: "A-100" is "a", "100", "a100".
5. Chinese, Japanese and Korean text becomes single characters and overlapping
   pairs; a number or a single letter before it pairs with it ("7天", "t恤").

Whatever changes a term for any text changes `ANALYZER_VERSION`, in both engines.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from enum import Enum
from functools import cache
from itertools import chain
from operator import add
from string import punctuation
from typing import NamedTuple

from kbtool.search import tables
from kbtool.search.porter2 import stem

__all__ = [
    "ANALYZER_VERSION",
    "MAX_REMEMBERED",
    "Kind",
    "Piece",
    "analyse",
    "analyse_once",
    "characters",
    "function_terms",
    "kind",
    "letters",
    "normalise",
    "pieces",
    "stemmed",
    "tokens",
    "words",
]

ANALYZER_VERSION = 2
MAX_TERM_CHARS = 64  # a longer word is cut
MAX_REMEMBERED = 24  # characters; longer runs are sentences without blanks
MAX_RUNS = 65_536  # that are remembered
MAX_JOINED = 4  # parts between signs; more are an address, which nobody types as one word

_PIECE = re.compile(r"(?P<number>d+(?:[.,]d+)*)|(?P<word>l[lm]*(?:'l[lm]*)*)|(?P<cjk>c+)")
_WORD = re.compile(r"l[lm]*(?:'l[lm]*)*")
_LETTER = re.compile(r"[^\W\d_\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff]")
_THOUSANDS = re.compile(r",(?=[0-9]{3}(?![0-9]))")
# Characters that become the same whatever stands beside them: nearly all of a Chinese text.
_ALONE = re.compile("[\x00-\x7f\u2010-\u2027\u3000-\u3029\u4e00-\u9fff\uff01-\uff5e]*")
_OTHER = "\0"
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


class Piece(NamedTuple):
    """A word, a number or a single character of a normalised text."""

    term: str
    spelt: str
    kind: str  # "word", "number", "cjk"
    start: int
    end: int


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


class _Normal(dict[int, str]):
    """Code point of one of `_ALONE` -> what becomes of it, for `str.translate`."""

    def __missing__(self, code: int) -> str:
        self[code] = normal = _normalised(chr(code))
        return normal


@cache
def _normal() -> _Normal:
    return _Normal()


class _Characters(dict[int, str]):
    """Code point -> what becomes of it where only such characters are pieces, for `str.translate`.

    That is a blank where it is no piece, and `_OTHER` where it may be one of another kind.
    """

    def __missing__(self, code: int) -> str:
        found = _OTHER
        if _ALONE.fullmatch(chr(code)):
            normal = _normalised(chr(code))
            letters = normal.translate(_classes())
            piece = _PIECE.search(letters)
            found = " " if letters and not piece else normal if not letters.strip("c") else _OTHER
        self[code] = found
        return found


@cache
def _characters_alone() -> _Characters:
    return _Characters()


@cache
def _folding() -> dict[int, str]:
    return str.maketrans(tables.folding())


def normalise(text: str) -> str:
    """Return `text` in the one form in which it is searched (steps 1 and 2)."""
    if text.isascii():
        return text.lower()
    if _ALONE.fullmatch(text):
        return text.translate(_normal())
    return _normalised(text)


def _normalised(text: str) -> str:
    text = unicodedata.normalize("NFKC", text.translate(_cleaning())).lower()
    text = unicodedata.normalize("NFD", text).translate(_LETTERS)
    return unicodedata.normalize("NFC", _MARKS.sub(r"\1", text)).translate(_folding())


def analyse(text: str) -> list[str]:
    """Return the terms of `text` in its order, repeated as often as they occur."""
    # Nothing joins over a blank, so that words which come again need no second look.
    return list(chain.from_iterable(map(_runs.__getitem__, text.split())))


class _Runs(dict[str, Sequence[str]]):
    """What stands between blanks -> its terms; it remembers what it has met."""

    def __missing__(self, run: str) -> Sequence[str]:
        terms = analyse_once(run)
        if len(run) <= MAX_REMEMBERED and len(self) < MAX_RUNS:
            self[run] = tuple(terms)
        return terms


_runs = _Runs()


def analyse_once(run: str) -> list[str]:
    """Return the terms of a text without blanks, for those who remember them themselves."""
    if run.isascii() and (word := run.strip(punctuation)).isalpha():
        return [_word(word.lower()[:MAX_TERM_CHARS])]
    alone = characters(run)
    if alone:
        return list(chain.from_iterable(_paired(one, "") for one in alone.split()))
    return _terms(normalise(run))


def characters(run: str) -> str:
    """Return the CJK characters of a text as they are searched, parted by blanks.

    Most Chinese sentences hold nothing else but signs; for all other texts it is nothing.
    """
    if run.isascii():
        return ""
    alone = run.translate(_characters_alone())
    return "" if _OTHER in alone else alone


def pieces(text: str) -> list[Piece]:
    """Return the words, numbers and single characters of a text that `normalise` returned."""
    found: list[Piece] = []
    for match in _PIECE.finditer(text.translate(_classes())):
        start, end = match.span()
        if match.lastgroup == "cjk":
            found += [Piece(text[at], text[at], "cjk", at, at + 1) for at in range(start, end)]
        else:
            spelt = _plain(text[start:end])
            found.append(Piece(_word(spelt), spelt, match.lastgroup or "", start, end))
    return found


def tokens(text: str) -> list[tuple[str, int, int]]:
    """Return the terms of a text that `normalise` returned, each with its start and end."""
    spans: list[tuple[int, int]] = []
    return [(term, *span) for term, span in zip(_terms(text, spans), spans, strict=True)]


def words(text: str) -> list[str]:
    """Return the words of `text` as they are spelt, normalised but not stemmed.

    Numbers, codes, CJK text and words too long to be typed wrong by a letter are none.
    """
    if text.isascii() and (word := text.strip(punctuation)).isalpha():
        return [word.lower()] if len(word) <= MAX_REMEMBERED else []
    if not _LETTER.search(text):
        return []
    text = normalise(text)
    found = _WORD.finditer(text.translate(_classes()))
    return [text[m.start() : m.end()] for m in found if m.end() - m.start() <= MAX_REMEMBERED]


def stemmed(word: str) -> str:
    """Return the term of one of the `words` of a text."""
    return _word(word)


@cache
def letters() -> str:
    """Return all letters, CJK characters too, as the inside of a class of a regular expression."""
    found, start = [], 0
    for letter, length in re.findall(r"([A-Z])([0-9a-z]*)", tables.character_runs()):
        end = start + (int(length, 36) if length else 1)
        if letter in "LC":
            found.append(f"{chr(start)}-{chr(end - 1)}")
        start = end
    return "".join(found)


def kind(term: str) -> Kind:
    """Return what a term is, told by its form."""
    last = term[-1]
    if last < "\u2e80" or _classes()[ord(last)] != "c":
        return Kind.WORD
    return Kind.UNIGRAM if len(term) == 1 else Kind.BIGRAM


@cache
def function_terms() -> frozenset[str]:
    """Return the terms of the function words."""
    return frozenset(
        _word(word) if kind(word) is Kind.WORD else word for word in tables.function_words()
    )


def _terms(text: str, spans: list[tuple[int, int]] | None = None) -> list[str]:
    """Return the terms of a normalised text; where each stands goes to `spans`."""
    classes = text.translate(_classes())
    terms: list[str] = []
    compound: list[str] = []
    first = last = 0  # where the first and the last piece of the compound start
    signs = 0  # between the pieces of the compound
    end = -2  # where the last piece ended
    for match in _PIECE.finditer(classes):
        start = match.start()
        gap = text[end:start] if end >= 0 else " "
        piece = text[start : match.end()]
        if compound and (match.lastgroup == "cjk" or gap not in ("", "-", "_", ".")):
            terms += _joined(compound, signs)
            if spans is not None:
                spans += [(first, end)] * (len(terms) - len(spans))
            compound = compound[-1:] if match.lastgroup == "cjk" and not gap else []
        if match.lastgroup == "cjk":
            found = _paired(piece, compound[0] if compound else "")
            if spans is not None:
                before = last if len(found) == 2 * len(piece) else start
                spans += _spans(start, before, len(found))
            terms += found
            compound = []
        else:
            piece = _plain(piece)
            terms.append(_word(piece))
            if spans is not None:
                spans.append((start, match.end()))
            first = first if compound else start
            last = start
            signs = signs + bool(gap) if compound else 0
            compound.append(piece)
        end = match.end()
    terms += _joined(compound, signs)
    if spans is not None:
        spans += [(first, end)] * (len(terms) - len(spans))
    return terms


def _spans(start: int, before: int, count: int) -> list[tuple[int, int]]:
    """Return where the terms of a run of characters stand.

    Args:
        start: of the run.
        before: of the piece that the first character pairs with; `start` when it pairs with none.
        count: of the terms.
    """
    spans = [(start, start + 1)]
    if before < start:
        spans.append((before, start + 1))
    while len(spans) < count:
        at = spans[-1][1]
        spans += [(at, at + 1), (at - 1, at + 1)]
    return spans


def _paired(run: str, before: str) -> list[str]:
    """Return the characters of a run, each followed by its pair with the one before."""
    previous = before if len(before) == 1 or before[:1] in "0123456789" else ""
    single = list(run)
    found = single[:1] * (2 * len(run) - 1)
    found[1::2] = others = single[1:]
    found[2::2] = map(add, single, others)
    if previous:
        found.insert(1, previous + run[0])
    return found


def _joined(pieces: list[str], signs: int) -> list[str]:
    if len(pieces) > 1 and signs < MAX_JOINED:
        return [_word("".join(pieces)[:MAX_TERM_CHARS])]
    return []


def _plain(piece: str) -> str:
    """Return a word as it is, a number without its thousands' commas and with a decimal point."""
    if "," in piece:
        piece = _THOUSANDS.sub("", piece).replace(",", ".")
    return piece[:MAX_TERM_CHARS]


def _word(piece: str) -> str:
    if not _STEMMED.match(piece):
        return piece
    return stem(piece).replace("'", "") or piece
