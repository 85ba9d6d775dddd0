"""Words that differ from a title or phrasing in one letter: typed wrong, not asked anew.

Search corrects words with letters; of Chinese characters, which sound alike, it cannot
know. Two texts are one letter apart when they share what is left of them without one
(Garbe's symmetric delete, limited to one).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kbtool.loop.match import same_words
from kbtool.model import Article

__all__ = ["Slips", "one_letter_apart"]

FEWEST = 4  # letters of a text; fewer are another word as soon as one differs


class Slips:
    """The titles and phrasings of articles, to be found by what is one letter apart."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._known: dict[tuple[str, str], set[str]] = {}  # language and rest -> ids
        for one in articles:
            for text in (one.title, *one.also_asked):
                for rest in _rests(same_words(text)):
                    self._known.setdefault((one.lang, rest), set()).add(one.id)

    def of(self, text: str, lang: str) -> str:
        """Return the id of the one article that has nearly this text, "" without or with more."""
        found: set[str] = set()
        for rest in _rests(same_words(text)):
            found |= self._known.get((lang, rest), set())
        return found.pop() if len(found) == 1 else ""


def one_letter_apart(texts: Sequence[str]) -> list[int]:
    """Return for each text the place of the first that differs from it in one letter or in none.

    Signs and letter case do not count.
    """
    first: dict[str, int] = {}
    found = []
    for number, text in enumerate(texts):
        words = same_words(text)
        rests = [words, *_rests(words)]
        place = min((first[rest] for rest in rests if rest in first), default=number)
        if place == number:
            first.update(dict.fromkeys(rests, number))
        found.append(place)
    return found


def _rests(word: str) -> Iterator[str]:
    """Yield a text, and what is left of it without each of its letters."""
    if len(word) >= FEWEST:
        yield word
        yield from {word[:place] + word[place + 1 :] for place in range(len(word))}
