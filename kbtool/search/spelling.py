"""Words that a word typed wrong may stand for. `spelling.js` repeats this module.

Distance is that of optimal string alignment (Damerau 1964): a letter too many,
too few, another, or two neighbours swapped, each one step.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache

__all__ = ["Spellings", "distance", "near", "reach"]

REMEMBERED = 1 << 14  # words typed wrong
ONE_FROM = 3  # letters; shorter words are never corrected
TWO_FROM = 8


def reach(word: str) -> int:
    """Return how many steps away a correction of `word` may lie."""
    return 0 if len(word) < ONE_FROM else 1 if len(word) < TWO_FROM else 2


class Spellings:
    """Words, for those who look for what is near many others: by their lengths, and remembered."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = words
        self.near = lru_cache(REMEMBERED)(self._near)

    def _near(self, word: str) -> tuple[tuple[str, int], ...]:
        """Return what `near` yields, in any order."""
        limit, letters = reach(word), _letters(word)
        found = []
        for size in range(len(word) - limit, len(word) + limit + 1) if limit else ():
            for bits, other in self._by_length.get(size, ()):
                if (letters ^ bits).bit_count() <= 2 * limit:
                    steps = distance(word, other, limit)
                    if 0 < steps <= limit:
                        found.append((other, steps))
        return tuple(found)

    @cached_property
    def _by_length(self) -> dict[int, list[tuple[int, str]]]:
        found: dict[int, list[tuple[int, str]]] = {}
        for word in self._words:
            found.setdefault(len(word), []).append((_letters(word), word))
        return found


def near(word: str, words: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Yield those of `words` that `word` may stand for, each with its distance, in their order."""
    limit = reach(word)
    if not limit:
        return
    letters = _letters(word)
    for other in words:
        # Each step changes the set of letters by two at most.
        if (
            abs(len(other) - len(word)) <= limit
            and (letters ^ _letters(other)).bit_count() <= 2 * limit
        ):
            steps = distance(word, other, limit)
            if 0 < steps <= limit:
                yield other, steps


def distance(word: str, other: str, limit: int) -> int:
    """Return the steps from one word to another, or `limit` + 1 where it takes more."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(word, 1):
        line = [row]
        for column, against in enumerate(other, 1):
            steps = min(above[column] + 1, line[-1] + 1, above[column - 1] + (letter != against))
            if row > 1 and column > 1 and letter == other[column - 2] and word[row - 2] == against:
                steps = min(steps, before[column - 2] + 1)
            line.append(steps)
        if min(line) > limit:
            return limit + 1
        before, above = above, line
    return min(above[-1], limit + 1)


@lru_cache(maxsize=1 << 16)  # each word of the articles is compared with each word typed wrong
def _letters(word: str) -> int:
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 31)
    return bits
