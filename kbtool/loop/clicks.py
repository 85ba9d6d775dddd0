"""What clicks on results say: the article that customers took who typed some words.

People take what stands first because it stands first (Joachims and others, Accurately
interpreting clickthrough data as implicit feedback, SIGIR 2005), so such a visitor counts
half; few visitors prove little, so one more is thought of who took something else; and who
takes nothing may have found nothing, or read all he wanted on the page of results.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from kbtool.loop.match import Match, same_words
from kbtool.loop.question import question
from kbtool.model import SearchCount

__all__ = ["FEWEST", "Clicks", "Taken", "clicks_by_words", "judged"]

FIRST = 0.5  # of a visitor who took what search shows first
DOUBT = 1.0  # visitors who took something else, beside those that were seen
IDLE = 0.1  # of a search after which nothing was taken, beside a visitor who took something else
FEWEST = 2  # visitors who took the same article; one alone says nothing, whatever his clicks


@dataclass(slots=True)
class Clicks:
    """What became of the searches for some words, where that is known."""

    searches: int = 0  # with results
    taken: Counter[str] = field(default_factory=Counter)  # id -> visitors

    def add(self, one: SearchCount) -> None:
        """Add the searches of a month."""
        # What found nothing could lead nowhere: no click on it says nothing.
        if one.clicks is not None and (one.clicks or one.results != 0):
            self.searches += one.count
        self.taken.update(one.taken)


@dataclass(frozen=True, slots=True)
class Taken:
    """The article that most customers took who typed some words."""

    id: str
    visitors: int  # who took it
    of: int  # visitors who took any
    confidence: float  # 0 to 1, that it is meant


def clicks_by_words(searches: Iterable[SearchCount]) -> dict[str, Clicks]:
    """Return what became of searches, by the words that were typed.

    Args:
        searches: of any months; a visitor counts once in each import that read his clicks.
    """
    found: dict[str, Clicks] = {}
    for one in searches:
        known = one.taken or one.clicks is not None
        if known and (words := same_words(question(one.query))):
            found.setdefault(words, Clicks()).add(one)
    return found


def judged(clicks: Clicks, match: Match) -> Taken | None:
    """Return the article that visitors meant, None where too few took the same one.

    Args:
        clicks: on the results of a search.
        match: what search makes of the same words.
    """
    taken = clicks.taken
    weights = {id: n * (FIRST if id == match.first else 1.0) for id, n in taken.items()}
    id = min(weights, key=lambda one: (-weights[one], one), default="")
    if not id or taken[id] < FEWEST:
        return None
    idle = max(0, clicks.searches - taken.total())
    share = weights[id] / (sum(weights.values()) + DOUBT + IDLE * idle)
    if id == match.id:  # two who do not know of each other agree
        share = match.confidence + (1 - match.confidence) * share
        share *= taken.total() / (taken.total() + IDLE * idle)
    return Taken(id, taken[id], taken.total(), share)
