"""In which category a question belongs: where the nearest answers stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kbtool.loop.match import Matcher
from kbtool.order import Branch

__all__ = ["Belonging", "category_for", "titles"]

NEIGHBOURS = 5
"""Articles that say where a question belongs, each as much as it is likely meant.

Of 1,036 phrasings whose own article was left out, the category holds the right one for 48 of 100;
by rank alone (1, 1/2, 1/3 ...) for 39 (m).
"""

AGREED = 0.6
"""Share of the votes up to which a category is a guess: right for 40 of 100, above for 63 (m)."""

FAINT = 0.25
"""Confidence of the nearest answer below which it is one, too, and of the first level alone.

What is really missing shares less with what is there than the phrasings that were measured.
"""


@dataclass(frozen=True, slots=True)
class Belonging:
    """A category, and how much speaks for it."""

    path: tuple[str, ...] = ()  # () without any category
    share: float = 0.0  # of the votes; 0 when nothing is near
    near: str = ""  # the id of the nearest answer in it, "" where none is near
    guess: bool = True  # the nearest answers do not agree, or are not near


def category_for(
    asked: Sequence[tuple[str, int]], lang: str, tree: Branch, matcher: Matcher
) -> Belonging:
    """Return the category in which most of the nearest answers stand.

    Args:
        asked: texts and how often.
        lang: of the category.
        tree: the categories of that language.
        matcher: of its articles.
    """
    place = {one.id: one.category for one in tree.all_articles()}
    votes: dict[str, float] = defaultdict(float)
    nearest = 0.0
    for text, count in asked:
        for hit in matcher.nearest(text, lang, NEIGHBOURS, doubtful=True):
            if hit.id in place:
                nearest = max(nearest, hit.confidence)
                votes[hit.id] += max(1, count) * hit.confidence
    if not votes:
        first = max(tree.branches, key=lambda one: (one.count, one.category.path), default=None)
        return Belonging(first.category.path if first else ())
    by_path: dict[tuple[str, ...], float] = defaultdict(float)
    for id, weight in votes.items():
        by_path[place[id]] += weight
    path, share = _deepest(by_path)
    inside = [id for id in votes if place[id][: len(path)] == path]
    if nearest < FAINT:
        return Belonging(path[:1], share)
    near = max(inside, key=lambda id: (votes[id], id))
    return Belonging(path, share, near, share <= AGREED)


def _deepest(votes: Mapping[tuple[str, ...], float]) -> tuple[tuple[str, ...], float]:
    """Return the deepest category that holds most of the votes, and its share.

    The first level is the one that has most, whatever its share.
    """
    whole = sum(votes.values())
    below: dict[tuple[str, ...], float] = defaultdict(float)
    for path, weight in votes.items():
        for level in range(1, len(path) + 1):
            below[path[:level]] += weight
    best: tuple[str, ...] = ()
    share = 0.0
    while True:
        next_ = [path for path in below if len(path) == len(best) + 1 and path[:-1] == best]
        top = max(next_, key=lambda path: (below[path], path), default=None)
        if top is None or (best and below[top] <= whole / 2):
            return best, share
        best, share = top, below[top] / whole


def titles(tree: Branch, path: tuple[str, ...]) -> list[str]:
    """Return the titles of a category and those above it, outermost first."""
    known = {branch.category.path: branch.category.title for branch in tree.walk()}
    return [known[path[:n]] for n in range(1, len(path) + 1) if path[:n] in known]
