"""Texts read as numbers of terms, and the words that they spell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from itertools import chain

from kbtool.frozen import dataclass
from kbtool.search.analyzer import MAX_REMEMBERED, analyse_once, function_terms, words
from kbtool.search.documents import ASKED, FIELDS, Document

__all__ = ["Spelt", "Vocabulary", "Words", "spelt", "words_of"]

MAX_RUNS = 16_384  # that are remembered: more cost memory and spare no time (m)


class Vocabulary:
    """Numbers terms as it meets them; the same term has one number."""

    def __init__(self) -> None:
        self._numbers = _Numbers()
        self._runs = _Runs(self._numbers)
        self.functions = frozenset(map(self._numbers.__getitem__, sorted(function_terms())))

    def analysed(self, document: Document) -> list[list[list[int]]]:
        """Return the terms of each text of each field, as in `FIELDS`, and of the category."""
        texts = (*document.texts(), document.category)
        return [[self._read(text) for text in of] for of in texts]

    def _read(self, text: str) -> list[int]:
        """Return the terms of `text` in its order, repeated as often as they occur."""
        # Nothing joins over a blank, so that words which come again need no second look.
        return list(chain.from_iterable(map(self._runs.__getitem__, text.split())))

    @property
    def terms(self) -> list[str]:
        """Every term that was met, by number."""
        return list(self._numbers)


class _Runs(dict[str, Sequence[int]]):
    """What stands between blanks -> the numbers of its terms; it remembers what it has met."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self._numbers = numbers

    def __missing__(self, run: str) -> Sequence[int]:
        found = tuple(map(self._numbers.__getitem__, analyse_once(run)))
        if len(run) <= MAX_REMEMBERED and len(self) < MAX_RUNS:
            self[run] = found
        return found


class _Numbers(dict[str, int]):
    """Term -> its number."""

    def __missing__(self, term: str) -> int:
        self[term] = number = len(self)
        return number


@dataclass(frozen=True, slots=True)
class Words:
    """How many documents hold each word, and how many of them ask with it."""

    held: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)

    def add(self, held: Iterable[str], asked: Iterable[str]) -> None:
        """Count the words of a document."""
        self.held.update(held)
        self.asked.update(asked)

    def remove(self, held: Iterable[str], asked: Iterable[str]) -> None:
        """Count the words of a document no more."""
        for counts, gone in ((self.held, held), (self.asked, asked)):
            counts.subtract(gone)
            for word in gone:
                if not counts[word]:
                    del counts[word]

    def copy(self) -> Words:
        """Return what may be changed without changing this."""
        return Words(self.held.copy(), self.asked.copy())

    def spelt(self) -> dict[str, int]:
        """Return the words that spelling may lead to, sorted, and how many documents hold each.

        They are normalised, but not stemmed. A word that one answer alone holds is left
        out: it is as likely wrong as right.
        """
        asked = self.asked
        return {
            word: count for word, count in sorted(self.held.items()) if count > 1 or word in asked
        }


class Spelt(dict[str, tuple[str, ...]]):
    """What stands between blanks -> its words; it remembers what it has met."""

    def __missing__(self, run: str) -> tuple[str, ...]:
        found = tuple(words(run))
        if len(run) <= MAX_REMEMBERED:
            self[run] = found
        return found


def words_of(document: Document, of_run: Spelt) -> tuple[set[str], set[str]]:
    """Return the words of a document, and those that it asks with."""
    held: set[str] = set()
    asked: set[str] = set()
    for name, texts in zip(FIELDS, document.texts(), strict=True):
        runs = set(chain.from_iterable(map(str.split, texts)))
        found = asked if name in ASKED else held
        found.update(chain.from_iterable(map(of_run.__getitem__, runs)))
    return held | asked, asked


def spelt(documents: Iterable[Document]) -> Mapping[str, int]:
    """Return the words that spelling may lead to, as `Words.spelt` does."""
    of_run = Spelt()
    counts = Words()
    for document in documents:
        counts.add(*words_of(document, of_run))
    return counts.spelt()
