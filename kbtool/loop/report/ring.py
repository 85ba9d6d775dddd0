"""The ways between questions, as a ring."""

from __future__ import annotations

from collections import Counter
from typing import Any

from kbtool.loop.report.charts import COLOURS
from kbtool.loop.report.figures import Report
from kbtool.loop.report.pictures import Spec, frame

__all__ = ["by_category", "links", "ring_names"]

SIZE = 620  # pixels
MOST = 400  # questions on a ring; more are shown by category
MOST_WAYS = 1500  # lines; of more, those that stand for most ways


def _id(path: tuple[str, ...]) -> str:
    return f"/{'/'.join(path)}"


def ring_names(report: Report) -> tuple[str, ...]:
    """Return the names of the parts of the ring, in the order of their numbers."""
    return tuple(one.title for one in report.shape.categories if len(one.path) == 1)


def links(report: Report) -> Spec:
    """Draw the questions on a ring, in the parts of its categories, and the ways between them.

    Ways are bundled along the tree (Holten, Hierarchical Edge Bundles, 2006).
    """
    rows, ways = _ring(report)
    return frame(
        SIZE,
        SIZE,
        signals=[
            {"name": "middle", "value": SIZE / 2},
            {"name": "radius", "value": SIZE / 2 - 44},
        ],
        data=[
            {
                "name": "tree",
                "values": rows,
                "transform": [
                    {"type": "stratify", "key": "id", "parentKey": "parent"},
                    {
                        "type": "tree",
                        "method": "cluster",
                        "size": [1, 1],
                        "separation": False,
                        "as": ["alpha", "beta", "depth", "children"],
                    },
                    {"type": "formula", "as": "angle", "expr": "datum.alpha * 2 * PI"},
                    {"type": "formula", "as": "inside", "expr": "datum.beta * radius"},
                    _formula("x", "middle + datum.inside * sin(datum.angle)"),
                    _formula("y", "middle - datum.inside * cos(datum.angle)"),
                ],
            },
            {
                "name": "leaves",
                "source": "tree",
                "transform": [{"type": "filter", "expr": "datum.leaf"}],
            },
            {
                "name": "ways",
                "values": ways,
                "transform": [
                    {
                        "type": "formula",
                        "as": "path",
                        "expr": "treePath('tree', datum.source, datum.target)",
                    }
                ],
            },
            {
                "name": "parts",
                "source": "leaves",
                "transform": [
                    {
                        "type": "aggregate",
                        "groupby": ["part", "number"],
                        "fields": ["angle", "angle"],
                        "ops": ["min", "max"],
                        "as": ["first", "last"],
                    },
                    {"type": "formula", "as": "half", "expr": "(datum.first + datum.last) / 2"},
                ],
            },
        ],
        marks=[
            {
                "type": "group",
                "from": {"facet": {"name": "path", "data": "ways", "field": "path"}},
                "marks": [_way()],
            },
            _point(),
            _arc(),
            _number(),
        ],
    )


def by_category(report: Report) -> bool:
    """Tell whether there are too many questions for a ring, so that it shows categories."""
    return len(report.shape.leaves) > MOST


def _ring(report: Report) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """Return the tree with the points of the ring as its leaves, and the ways between points."""
    shape = report.shape
    top = [one.path[0] for one in shape.categories if len(one.path) == 1]
    depth = _depth(report)
    shown = [one.path for one in shape.categories if len(one.path) <= depth]
    rows: list[dict[str, Any]] = [
        {"id": _id(path), "parent": _id(path[:-1]) if path else None, "leaf": False}
        for path in shown
    ]
    points: dict[str, dict[str, Any]] = {}
    point_of: dict[str, str] = {}
    marks = {} if by_category(report) else _marks(report)
    for id, path in shape.leaves:
        place = top.index(path[0]) if path else len(top)
        point_of[id] = point = f"?{_id(path[:depth]) if by_category(report) else id}"
        points[point] = {
            "id": point,
            "parent": _id(path[:depth]),
            "leaf": True,
            "part": place,
            "number": str(place + 1),
            "fill": _colour(place),
            "size": 10,
            "shape": "circle",
            **marks.get(id, {}),
        }
    # once for both directions: they would lie upon each other
    pairs: Counter[tuple[str, ...]] = Counter()
    stroke: dict[tuple[str, ...], str] = {}
    for one in shape.ways:
        source, target = point_of[one.source], point_of[one.target]
        pair = tuple(sorted((source, target)))
        pairs[pair] += source != target
        stroke.setdefault(pair, _colour(points[source]["part"]))
    ways = [
        {"source": pair[0], "target": pair[1], "stroke": stroke[pair]}
        for pair, n in sorted(pairs.items(), key=lambda one: (-one[1], one[0]))[:MOST_WAYS]
        if n
    ]
    return [*rows, *points.values()], ways


def _depth(report: Report) -> int:
    """Return how many levels of categories the ring has: as many as leave few enough points."""
    paths = [path for _, path in report.shape.leaves]
    deepest = max(map(len, paths), default=0)
    if not by_category(report):
        return deepest
    fits = (depth for depth in range(deepest, 1, -1) if len({p[:depth] for p in paths}) <= MOST)
    return next(fits, 1)


def _marks(report: Report) -> dict[str, dict[str, Any]]:
    """Return how questions without a way are shown, by id."""
    shape = report.shape
    lonely = {"fill": "var(--kb-bad)", "size": 60, "shape": "diamond"}
    dead = {"fill": "var(--kb-bad)", "size": 90, "shape": "circle"}
    marks = {one.id: lonely for one in shape.no_way_in if one.lang == report.lang}
    return marks | {one.id: dead for one in shape.no_way_out if one.lang == report.lang}


def _colour(place: int) -> str:
    return f"var(--kb-{place % COLOURS + 1})"


def _formula(name: str, expr: str) -> Spec:
    return {"type": "formula", "as": name, "expr": expr}


def _way() -> Spec:
    return {
        "type": "line",
        "interactive": False,
        "from": {"data": "path"},
        "encode": {
            "enter": {
                "interpolate": {"value": "bundle"},
                "tension": {"value": 0.85},
                "stroke": {"signal": "parent.stroke"},
                "strokeWidth": {"value": 1},
                "x": {"field": "x"},
                "y": {"field": "y"},
            }
        },
    }


def _point() -> Spec:
    return {
        "type": "symbol",
        "from": {"data": "leaves"},
        "encode": {
            "enter": {
                "x": {"field": "x"},
                "y": {"field": "y"},
                "shape": {"field": "shape"},
                "size": {"field": "size"},
                "fill": {"field": "fill"},
            }
        },
    }


def _arc() -> Spec:
    return {
        "type": "arc",
        "from": {"data": "parts"},
        "encode": {
            "enter": {
                "x": {"signal": "middle"},
                "y": {"signal": "middle"},
                "startAngle": {"signal": "datum.first - 0.005"},
                "endAngle": {"signal": "datum.last + 0.005"},
                "innerRadius": {"signal": "radius + 8"},
                "outerRadius": {"signal": "radius + 14"},
                "fill": {"signal": f"'var(--kb-' + (datum.part % {COLOURS} + 1) + ')'"},
            }
        },
    }


def _number() -> Spec:
    return {
        "type": "text",
        "from": {"data": "parts"},
        "encode": {
            "enter": {
                "x": {"signal": "middle + (radius + 30) * sin(datum.half)"},
                "y": {"signal": "middle - (radius + 30) * cos(datum.half)"},
                "align": {"value": "center"},
                "baseline": {"value": "middle"},
                "fontSize": {"value": 18},
                "fontWeight": {"value": "bold"},
                "fill": {"value": "var(--kb-text)"},
                "text": {"field": "number"},
            }
        },
    }
