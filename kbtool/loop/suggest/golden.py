"""What a change does to the golden queries: the place of each answer before and after."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from kbtool.frozen import dataclass
from kbtool.model import GoldenQuery

__all__ = ["Effect", "Moved", "effect"]

LOOKED_AT = 10  # hits
FIVE = 5

First = Callable[[str, str, int], Sequence[str]]
"""Language, query and limit -> the ids of the first hits."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A golden query whose answer changes its place."""

    query: str
    lang: str
    expect: tuple[str, ...]
    before: int | None  # from 1; None: not among the first ten
    after: int | None
    worse: bool  # it is lost, or no longer comes first
    lost: bool  # it was found within its bound and is no longer
    passed_by: tuple[str, ...]  # ids that come before the answer now and did not


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does to all golden queries."""

    queries: int  # that have an answer
    first: tuple[int, int]  # answers on the first place, before and after
    five: tuple[int, int]  # among the first five
    moved: tuple[Moved, ...]

    @property
    def worse(self) -> bool:
        """True when an answer leaves its bound, or fewer are first or among the first five."""
        less = self.first[1] < self.first[0] or self.five[1] < self.five[0]
        return less or any(one.lost for one in self.moved)

    def costs(self, one: Moved) -> bool:
        """Return whether a query has to be answered as before, or the change is for the worse.

        An answer that is no longer first costs nothing where another query makes up for it.
        """
        fewer = (self.first[1] < self.first[0], self.five[1] < self.five[0])
        left = [_within(one.before, n) and not _within(one.after, n) for n in (1, FIVE)]
        return one.lost or any(less and gone for less, gone in zip(fewer, left, strict=True))


def _within(rank: int | None, places: int) -> bool:
    return rank is not None and rank <= places


def effect(queries: Sequence[GoldenQuery], before: First, after: First) -> Effect:
    """Return what changes for the golden queries between two searches."""
    asked = [one for one in queries if one.expect]
    hits = [(_found(one, before), _found(one, after)) for one in asked]
    ranks = [
        (_rank(one, old), _rank(one, new)) for one, (old, new) in zip(asked, hits, strict=True)
    ]
    moved = tuple(
        Moved(
            *(one.query, one.lang, one.expect, old, new),
            *(_lost(one, old, new) or (old == 1 and new != 1), _lost(one, old, new)),
            _ahead(found[1], new, {*one.expect, *_ahead(found[0], old, ())}),
        )
        for one, (old, new), found in zip(asked, ranks, hits, strict=True)
        if old != new
    )

    def within(place: int) -> tuple[int, int]:
        old = sum(one is not None and one <= place for one, _ in ranks)
        return old, sum(one is not None and one <= place for _, one in ranks)

    return Effect(len(asked), within(1), within(FIVE), moved)


def _found(golden: GoldenQuery, first: First) -> Sequence[str]:
    return first(golden.lang, golden.query, max(LOOKED_AT, golden.within))


def _rank(golden: GoldenQuery, found: Sequence[str]) -> int | None:
    places = [place for place, id in enumerate(found, 1) if id in golden.expect]
    return min(places, default=None)


def _ahead(found: Sequence[str], rank: int | None, without: Collection[str]) -> tuple[str, ...]:
    """Return what comes before a place, or all where the answer has none."""
    return tuple(id for id in found[: None if rank is None else rank - 1] if id not in without)


def _lost(golden: GoldenQuery, before: int | None, after: int | None) -> bool:
    """Return whether an answer was found within its bound, or at all, and is no longer."""
    return before is not None and (after is None or before <= golden.within < after)
