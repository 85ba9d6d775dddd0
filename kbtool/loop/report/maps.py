"""The tree of categories and the ways between questions, as pictures."""

from __future__ import annotations

from typing import Any

from kbtool.loop.report.charts import COLOURS, NARROW
from kbtool.loop.report.figures import CategoryShare, Report
from kbtool.loop.report.pictures import FONT, Spec, frame
from kbtool.loop.report.words import Words
from kbtool.terminal import width as columns

__all__ = ["STEPS", "links", "ring_names", "tree"]

STEPS = 5  # --kb-step-1 to --kb-step-5: how many asks an answer carries
HEAD = 22  # pixels above the areas of a category, for its name
MOST = 400  # questions on a ring; more are shown by category

_ROOM = "(datum.x1 - datum.x0 - 12)"


def tree(report: Report, words: Words, width: int) -> Spec:
    """Draw two levels of categories as nested areas, sized by asks."""
    rows = _areas(report, words)
    height = 460 if width > NARROW else 620
    layout = {
        "type": "treemap",
        "field": "size",
        "sort": {"field": "value", "order": "descending"},
        "round": True,
        "paddingInner": 3,
        "paddingTop": HEAD,
        "paddingLeft": 0,
        "size": [width, height + HEAD],
    }
    stratify = {"type": "stratify", "key": "id", "parentKey": "parent"}
    return frame(
        width,
        height,
        data=[
            {"name": "tree", "values": rows, "transform": [stratify, layout]},
            _only("heads", "datum.depth === 1"),
            _only("leaves", "datum.leaf"),
        ],
        marks=[
            _text("heads", y=f"datum.y0 - {HEAD} + 15", x="datum.x0 + 1", field="title", bold=True),
            {
                "type": "rect",
                "from": {"data": "leaves"},
                "encode": {
                    "enter": {
                        "x": {"field": "x0"},
                        "x2": {"field": "x1"},
                        "y": {"signal": f"datum.y0 - {HEAD}"},
                        "y2": {"signal": f"datum.y1 - {HEAD}"},
                        "fill": {"field": "fill"},
                        "cornerRadius": {"value": 3},
                    }
                },
            },
            _text("leaves", y=f"datum.y0 - {HEAD} + 17", x="datum.x0 + 6", field="title", room=20),
            _text("leaves", y=f"datum.y0 - {HEAD} + 33", x="datum.x0 + 6", field="asks", room=38),
        ],
    )


def _areas(report: Report, words: Words) -> list[dict[str, Any]]:
    categories = [one for one in report.shape.categories if len(one.path) <= 2]
    paths = {one.path for one in categories}
    rest: dict[tuple[str, ...], int] = {
        one.path: one.asks
        - sum(other.asks for other in categories if other.path[:-1] == one.path and other.path)
        for one in categories
    }
    heaviest = max((one.asks / one.questions for one in categories if one.path), default=0.0)
    rows: list[dict[str, Any]] = []
    for one in categories:
        parent = _id(one.path[:-1]) if one.path else None
        divided = any(other[:-1] == one.path for other in paths if other)
        row = _area(_id(one.path), parent, one, words, heaviest)
        if not divided:
            rows.append({**row, "size": one.asks, "leaf": True})
            continue
        rows.append({**row, "size": 0, "leaf": False})
        if rest[one.path] > 0 and one.path:  # its own questions, beside those of its parts
            own = {**row, "id": f"{row['id']}?", "parent": row["id"], "title": "", "asks": ""}
            rows.append({**own, "size": rest[one.path], "leaf": True})
    return rows


def _area(
    id: str, parent: str | None, one: CategoryShare, words: Words, heaviest: float
) -> dict[str, Any]:
    part = one.asks / one.questions / heaviest if heaviest else 0.0
    step = min(STEPS, int(part * STEPS) + 1)
    return {
        "id": id,
        "parent": parent,
        "title": one.title,
        "asks": words.number(one.asks),
        "fill": f"var(--kb-step-{step})",
        "on": f"var(--kb-step-{step}-on)",
        # pixels of a character, by our own measure: that of the library depends on its fonts
        "px": FONT * 0.56 * columns(one.title) / max(1, len(one.title)),
    }


def _id(path: tuple[str, ...]) -> str:
    return f"/{'/'.join(path)}"


def _only(name: str, test: str) -> Spec:
    return {"name": name, "source": "tree", "transform": [{"type": "filter", "expr": test}]}


def _text(
    data: str, *, x: str, y: str, field: str, bold: bool = False, room: int = 0
) -> dict[str, Any]:
    fits = f"floor({_ROOM} / datum.px)"
    shown = f"length(datum.{field}) > {fits} ? truncate(datum.{field}, {fits}) : datum.{field}"
    test = f"{_ROOM} > 24 && datum.y1 - datum.y0 > {room}"
    return {
        "type": "text",
        "from": {"data": data},
        "encode": {
            "enter": {
                "x": {"signal": x},
                "y": {"signal": y},
                "text": {"signal": f"{test} ? ({shown}) : ''"},
                "fontWeight": {"value": "bold" if bold else "normal"},
                "fill": {"value": "var(--kb-text)"} if bold else {"field": "on"},
            }
        },
    }


def ring_names(report: Report) -> tuple[str, ...]:
    """Return the names of the parts of the ring, in the order of their numbers."""
    return tuple(one.title for one in report.shape.categories if len(one.path) == 1)


def links(report: Report, words: Words, width: int) -> Spec:
    """Draw the questions on a ring, in the parts of its categories, and the ways between them.

    Ways are bundled along the tree (Holten, Hierarchical Edge Bundles, 2006).
    """
    size = 620
    rows, ways = _ring(report)
    return frame(
        size,
        size,
        signals=[
            {"name": "middle", "value": size / 2},
            {"name": "radius", "value": size / 2 - 44},
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
            _only("leaves", "datum.leaf"),
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


def _ring(report: Report) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    shape = report.shape
    top = [one.path[0] for one in shape.categories if len(one.path) == 1]
    dead = {one.id for one in shape.no_way_out if one.lang == report.lang}
    lonely = {one.id for one in shape.no_way_in if one.lang == report.lang}
    rows: list[dict[str, Any]] = [
        {
            "id": _id(one.path),
            "parent": _id(one.path[:-1]) if one.path else None,
            "leaf": False,
        }
        for one in shape.categories
    ]
    for id, path in shape.leaves:
        place = top.index(path[0]) if path else len(top)
        colour = f"var(--kb-{place % COLOURS + 1})"
        rows.append(
            {
                "id": f"?{id}",
                "parent": _id(path),
                "leaf": True,
                "part": place,
                "number": str(place + 1),
                "fill": "var(--kb-bad)" if id in dead | lonely else colour,
                "size": 90 if id in dead else 60 if id in lonely else 10,
                "shape": "circle" if id in dead else "diamond" if id in lonely else "circle",
            }
        )
    colours = {row["id"]: f"var(--kb-{row['part'] % COLOURS + 1})" for row in rows if row["leaf"]}
    # once for both directions: they would lie upon each other
    pairs = {tuple(sorted((one.source, one.target))): one.source for one in shape.ways}
    ways = [
        {"source": f"?{a}", "target": f"?{b}", "stroke": colours[f"?{source}"]}
        for (a, b), source in pairs.items()
    ]
    return rows, ways


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
