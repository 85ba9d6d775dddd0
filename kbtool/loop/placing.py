"""Every text of an import placed once; of very many, those that are asked most."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import chain

from kbtool.loop.clicks import Clicks, clicks_by_words, judged
from kbtool.loop.data import LoopData
from kbtool.loop.gather import Gathered
from kbtool.loop.match import SURE, Match, Matcher, same_words
from kbtool.loop.question import question
from kbtool.model import KnowledgeBase, SearchCount, Source
from kbtool.read.halves import in_halves

__all__ = ["SHARED", "Learned", "leave_rare", "placed"]

SHARED = 1_000
"""Texts from which two processes place them: each takes 1 to 2 ms (m)."""


def leave_rare(got: Gathered, least: int, most: int) -> Counter[str]:
    """Leave out what came up too rarely in all months together, and tell how often, by reason.

    Args:
        got: what logs say.
        least: asks of a text; rare words may be somebody's.
        most: different texts, the most asked.
    """
    often: Counter[str] = Counter({text: 0 for _, text in got.searches})
    for (_, text, _), count in got.asked.items():
        often[text] += count
    left: Counter[str] = Counter()
    if least > 1:
        few = {text for text, count in often.items() if count < least}
        left[f"words that came up less than {least} times"] = _leave(few, got)
    if len(often) > most:
        by_rank = sorted(often, key=lambda text: (-often[text], text))
        left[f"words beyond the {most:,} that are asked most"] = _leave({*by_rank[most:]}, got)
    return left


def _leave(rare: set[str], got: Gathered) -> int:
    left = sum(got.asked.pop(key) for key in [key for key in got.asked if key[1] in rare])
    for at in [at for at in got.searches if at[1] in rare]:
        del got.searches[at]
    return left


def placed(
    got: Gathered, matcher: Matcher, progress: Callable[[int, int], None]
) -> dict[str, Match]:
    """Return what search makes of every text.

    Args:
        got: what logs say.
        matcher: of the knowledge base.
        progress: told how many of how many texts are placed.
    """
    texts = sorted({text for _, text, _ in got.asked} | {text for _, text in got.searches})
    told = os.getpid()  # of two processes one tells how far they are

    def place(some: Sequence[str]) -> list[Match]:
        found = []
        for number, text in enumerate(some):
            if os.getpid() == told:
                progress(number * len(texts) // len(some), len(texts))
            found.append(matcher.match(text, got.langs.get(text, ())))
        return found

    matches = chain.from_iterable(in_halves(place, texts, SHARED))
    progress(len(texts), len(texts))
    return dict(zip(texts, matches, strict=True))


class Learned:
    """What visitors took, in this import and before."""

    def __init__(self, kb: KnowledgeBase, data: LoopData, got: Gathered) -> None:
        """Take what was searched before, and what logs say."""
        new = [
            SearchCount(month, query, one.count, one.clicks, None, Source(""), one.taken)
            for (month, query), one in got.searches.items()
        ]
        self._clicks = clicks_by_words((*data.searches, *new))
        self._ids = {article.id for article in kb.articles}

    def sure(self, text: str, match: Match) -> str:
        """Return the article that visitors surely meant by the words of a text, "" without one.

        What was taken after a search tells what a letter in the same words means, too.
        """
        found = judged(self._clicks.get(same_words(question(text)), Clicks()), match)
        if found is None or match.confidence == 1.0 or found.id not in self._ids:
            return ""
        return found.id if found.confidence >= SURE else ""
