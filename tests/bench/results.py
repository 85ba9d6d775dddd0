"""What a run of `make bench` found, as values and as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.measure import Cost
from tests.bench.steps import BASE, WITH_PLUGIN

__all__ = ["COSTS", "RELOADED", "WEIGHTS", "Result", "Weight", "cost_rows", "weight_rows"]

COSTS = ("questions", "what", "wall s", "CPU s", "memory MB", "wall", "CPU")
"""The last two: how many times less than `mkdocs build` of the same run."""

WEIGHTS = ("questions", "what", "median KB", "99 % KB", "largest KB")
RELOADED = "kbtool serve, save to reload"


@dataclass(frozen=True, slots=True)
class Result:
    """What a step cost on a corpus."""

    size: str
    name: str
    cost: Cost


@dataclass(frozen=True, slots=True)
class Weight:
    """The HTML of the pages of questions, in bytes."""

    size: str
    name: str
    sizes: tuple[int, ...]  # sorted

    def at(self, share: float) -> int:
        """Return the size that this share of the pages does not exceed."""
        return self.sizes[min(int(share * len(self.sizes)), len(self.sizes) - 1)]


def cost_rows(results: Sequence[Result]) -> list[tuple[str, ...]]:
    """Return a row for each result, cells in the order of `COSTS`."""
    bases = {one.size: one.cost for one in results if one.name in (BASE, WITH_PLUGIN)}
    return [(one.size, one.name, *_cells(one.cost, bases.get(one.size))) for one in results]


def _cells(cost: Cost, base: Cost | None) -> tuple[str, ...]:
    if cost.stopped:
        return (f"stopped after {cost.wall:.0f}", *_measures(cost)[1:], "–", "–")
    if cost.exit:
        said = f": {cost.said[:60]}" if cost.said else ""
        return (f"failed ({cost.exit}{said})", "–", "–", "–", "–")
    return (*_measures(cost), *_times(cost, base))


def _measures(cost: Cost) -> tuple[str, str, str]:
    cpu = f"{cost.cpu:.2f}" if cost.cpu else "–"
    return f"{cost.wall:.2f}", cpu, f"{cost.memory:.0f}" if cost.memory else "–"


def _times(cost: Cost, base: Cost | None) -> tuple[str, str]:
    if base is None or base.exit or not cost.cpu:  # what a browser waits for is no build
        return "–", "–"
    return f"{base.wall / cost.wall:.1f}×", f"{base.cpu / cost.cpu:.1f}×"


def weight_rows(weights: Sequence[Weight]) -> list[tuple[str, ...]]:
    """Return a row for each tool and size, cells in the order of `WEIGHTS`."""
    return [
        (one.size, one.name, *(f"{one.at(share) / 1000:.1f}" for share in (0.5, 0.99, 1)))
        for one in weights
    ]
