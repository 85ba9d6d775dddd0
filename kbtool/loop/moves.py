"""Which questions and categories move between two ask logs, and why."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kbtool.frozen import dataclass
from kbtool.model import KnowledgeBase
from kbtool.order import Branch, Order
from kbtool.read.asks import Month, decayed_asks
from kbtool.read.counts import month_text
from kbtool.terminal import cut, table

__all__ = ["Move", "Moves", "moves", "moves_text"]


@dataclass(frozen=True, slots=True)
class Move:
    """A question or category that changes its place among its siblings."""

    lang: str
    level: tuple[str, ...]  # titles of the categories above, outermost first
    kind: str  # question, category
    id: str  # of a question; of a category, its folders
    title: str
    before: int  # place, from 1
    after: int
    of: int  # siblings
    asks_before: float  # decayed
    asks_after: float
    why: Mapping[str, float]  # source -> change of decayed asks
    passed: bool  # only others have moved past it


@dataclass(frozen=True, slots=True)
class Moves:
    """All moves, and the months between which they lie."""

    month_before: str
    month_after: str
    moves: tuple[Move, ...]  # those that travel furthest first


def moves(before: tuple[KnowledgeBase, Order], after: tuple[KnowledgeBase, Order]) -> Moves:
    """Return what moves on every level.

    Args:
        before: the same articles with the asks of then, and their order.
        after: the knowledge base now, and its order.
    """
    why = _Why(before[0], after[0])
    found = [
        move
        for lang, tree in after[1].trees.items()
        for move in _on_levels(lang, before[1].trees[lang], tree, (before[1], after[1]), why)
    ]
    found.sort(
        key=lambda one: (one.passed, -abs(one.after - one.before), one.lang, one.level, one.id)
    )
    return Moves(month_text(before[0].month), month_text(after[0].month), tuple(found))


class _Why:
    """What each source adds to the asks of a question, before and after."""

    def __init__(self, before: KnowledgeBase, after: KnowledgeBase) -> None:
        self._shares = (_shares(before), _shares(after))

    def of(self, ids: Iterable[str]) -> dict[str, float]:
        """Return the change by source of some questions together; the largest first."""
        change: dict[str, float] = defaultdict(float)
        for id in ids:
            for sign, shares in zip((-1, 1), self._shares, strict=True):
                for source, share in shares.get(id, {}).items():
                    change[source] += sign * share
        told = {source: value for source, value in change.items() if abs(value) >= 0.05}
        return dict(sorted(told.items(), key=lambda item: (-abs(item[1]), item[0])))


def _shares(kb: KnowledgeBase) -> dict[str, dict[str, float]]:
    monthly: dict[tuple[str, str], dict[Month, int]] = defaultdict(lambda: defaultdict(int))
    for ask in kb.asks:
        if ask.month <= kb.month:
            monthly[ask.id, ask.source][ask.month] += ask.asks
    shares: dict[str, dict[str, float]] = defaultdict(dict)
    for (id, source), months in monthly.items():
        shares[id][source] = decayed_asks(months, kb.month, kb.config.half_life_months)
    return shares


def _on_levels(
    lang: str, before: Branch, after: Branch, orders: tuple[Order, Order], why: _Why
) -> Iterator[Move]:
    old = {branch.category.path: branch for branch in before.walk()}
    titles = {branch.category.path: branch.category.title for branch in after.walk()}
    for branch in after.walk():
        path = branch.category.path
        level = tuple(titles[path[:n]] for n in range(1, len(path) + 1))
        was = old[path]
        was_below = {one.category.path: one for one in was.branches}
        places = _places(
            [one.category.path for one in was.branches],
            [one.category.path for one in branch.branches],
        )
        for one in branch.branches:
            if (found := places.get(one.category.path)) is not None:
                ids = {article.id for article in one.all_articles()}
                yield Move(
                    *(lang, level, "category", "/".join(one.category.path), one.category.title),
                    *(found[0], found[1], len(branch.branches)),
                    *(was_below[one.category.path].asks, one.asks),
                    *(why.of(ids), found[2]),
                )
        places = _places([one.key for one in was.articles], [one.key for one in branch.articles])
        for article in branch.articles:
            if (found := places.get(article.key)) is not None:
                yield Move(
                    *(lang, level, "question", article.id, article.title),
                    *(found[0], found[1], len(branch.articles)),
                    *(orders[0].asks[article.key], orders[1].asks[article.key]),
                    *(why.of([article.id]), found[2]),
                )


def _places(
    before: Sequence[object], after: Sequence[object]
) -> dict[object, tuple[int, int, bool]]:
    """Return the places from 1 of what changes its place, and whether it was only passed.

    What stays in order is the longest row that both have in common; the others move past it.
    """
    old = {one: place for place, one in enumerate(before)}
    row = [old[one] for one in after]
    staying = set(_longest_rise(row))
    return {
        one: (old[one] + 1, place + 1, old[one] in staying)
        for place, one in enumerate(after)
        if old[one] != place
    }


def _longest_rise(row: Sequence[int]) -> list[int]:
    """Return a longest rising part of different numbers."""
    ends: list[int] = []  # the lowest end of a rise of each length
    lengths = []
    for number in row:
        length = bisect_left(ends, number)
        ends[length : length + 1] = [number]
        lengths.append(length)
    rise: list[int] = []
    wanted = len(ends) - 1
    for number, length in zip(reversed(row), reversed(lengths), strict=True):
        if length == wanted:
            rise.append(number)
            wanted -= 1
    return rise[::-1]


def moves_text(value: Moves, limit: int) -> str:
    """Return moves as a table, at most so many rows; those that were only passed are a number."""
    real = [one for one in value.moves if not one.passed]
    if not real:
        return f"nothing moves between {value.month_before} and {value.month_after}"
    rows = [
        (
            f"{one.before} → {one.after}",
            f"{one.asks_before:.1f} → {one.asks_after:.1f}",
            _why_text(one.why),
            cut(one.title, 44),
            one.id,
            cut(" › ".join((one.lang, *one.level)), 40),
        )
        for one in real[:limit]
    ]
    head = ("place", "asks", "why", "question or category", "id", "in")
    lines = [table(head, rows, right={"place", "asks"})]
    if len(real) > limit:
        lines.append(f"and {len(real) - limit:,} more; --limit shows them")
    if passed := len(value.moves) - len(real):
        lines.append(f"{passed:,} others shift because these pass them")
    return "\n".join(lines)


def _why_text(why: Mapping[str, float]) -> str:
    parts = [f"{source or 'unnamed'} {change:+.1f}" for source, change in why.items()]
    return ", ".join(parts[:3]) or "the others change"
