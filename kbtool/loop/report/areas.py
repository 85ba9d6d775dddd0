"""The tree of categories as nested areas."""

from __future__ import annotations

from typing import Any

from kbtool.loop.report.charts import NARROW
from kbtool.loop.report.figures import CategoryShare, Report
from kbtool.loop.report.pictures import FONT, Spec, frame
from kbtool.loop.report.words import Words
from kbtool.terminal import width as columns

__all__ = ["STEPS", "tree"]

STEPS = 5  # --kb-step-1 to --kb-step-5: how many asks an answer carries
HEAD = 22  # pixels above the areas of a category, for its name

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
            _text(
                "leaves",
                y=f"datum.y0 - {HEAD} + 33",
                x="datum.x0 + 6",
                field="asks",
                room=38,
                cut=False,
            ),
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
            asks, title = rest[one.path], words.say("shape.own")
            own = {"id": f"{row['id']}?", "parent": row["id"], "title": title, "px": _px(title)}
            rows.append({**row, **own, "asks": words.number(asks), "size": asks, "leaf": True})
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
        "px": _px(one.title),
    }


def _px(text: str) -> float:
    """Return the pixels of a character: the library's own measure depends on its fonts."""
    return FONT * 0.56 * columns(text) / max(1, len(text))


def _id(path: tuple[str, ...]) -> str:
    return f"/{'/'.join(path)}"


def _only(name: str, test: str) -> Spec:
    return {"name": name, "source": "tree", "transform": [{"type": "filter", "expr": test}]}


def _text(
    data: str, *, x: str, y: str, field: str, bold: bool = False, room: int = 0, cut: bool = True
) -> dict[str, Any]:
    fits = f"floor({_ROOM} / datum.px)" if cut else f"floor({_ROOM} / {FONT * 0.56})"
    less = f"truncate(datum.{field}, {fits})" if cut else "''"
    shown = f"length(datum.{field}) > {fits} ? {less} : datum.{field}"
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
