"""What clicks on results say: the article that customers took who typed some words.

People take what stands first because it stands first (Joachims and others, Accurately
interpreting clickthrough data as implicit feedback, SIGIR 2005), so such a visitor counts
half; and few visitors prove little, so one more is thought of who took something else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kbtool.loop.match import Match, same_words
from kbtool.loop.question import question
from kbtool.model import SearchCount

__all__ = ["FEWEST", "Taken", "judged", "taken_by_words"]

FIRST = 0.5  # of a visitor who took what search shows first
DOUBT = 1.0  # visitors who took something else, beside those that were seen
FEWEST = 2  # visitors who took the same article; one alone says nothing, whatever his clicks


@dataclass(frozen=True, slots=True)
class Taken:
    """The article that most customers took who typed some words."""

    id: str
    visitors: int  # who took it
    of: int  # visitors who took any
    confidence: float  # 0 to 1, that it is meant


def taken_by_words(searches: Iterable[SearchCount]) -> dict[str, Counter[str]]:
    """Return how many visitors took which article, by the words that they typed.

    Args:
        searches: of any months; a visitor counts once in each import that read his clicks.
    """
    found: dict[str, Counter[str]] = {}
    for one in searches:
        if one.taken and (words := same_words(question(one.query))):
            found.setdefault(words, Counter()).update(one.taken)
    return found


def judged(taken: Mapping[str, int], match: Match) -> Taken | None:
    """Return the article that visitors meant, None where too few took the same one.

    Args:
        taken: visitors by article.
        match: what search makes of the same words.
    """
    weights = {id: n * (FIRST if id == match.first else 1.0) for id, n in taken.items()}
    id = min(weights, key=lambda one: (-weights[one], one), default="")
    if not id or taken[id] < FEWEST:
        return None
    share = weights[id] / (sum(weights.values()) + DOUBT)
    if id == match.id:  # two who do not know of each other agree
        share = match.confidence + (1 - match.confidence) * share
    return Taken(id, taken[id], sum(taken.values()), share)
