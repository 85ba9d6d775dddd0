"""Curves of the year as SVG files: readable in both languages, on light and dark pages.

Drawn as the report's pictures are. A file has no page around it, so it brings its colours
along, and a card below, because a site's scheme may differ from that of the reader's system.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from kbtool.loop.report.pictures import Spec, axis_text, frame, svg
from tests.conftest import REPOSITORY

__all__ = ["Panel", "curves"]

WIDTH, HEIGHT = 360, 200  # pixels of a panel's field
LEFT, TOP, BETWEEN, BELOW = 48, 74, 64, 44
COLOURS = REPOSITORY / "theme/kb/report.css"


@dataclass(frozen=True, slots=True)
class Panel:
    """Curves over the same months."""

    title: str
    lines: Mapping[str, Sequence[float]]  # by the words of the legend; a value a month, from 0
    goal: float | None = None  # a dashed line


def curves(title: str, panels: Sequence[Panel], number: str) -> str:
    """Return a file with the panels side by side, below one legend.

    Args:
        title: what all of them show.
        panels: with lines of the same names and lengths.
        number: a format of d3's for the axis.
    """
    values = [value for one in panels for line in one.lines.values() for value in line]
    values += [one.goal for one in panels if one.goal is not None]
    low, high = min(values), max(values)
    width = LEFT + len(panels) * WIDTH + (len(panels) - 1) * BETWEEN + 16
    height = TOP + HEIGHT + BELOW
    up = {"name": "up", "type": "linear", "domain": [low, high], "nice": True, "zero": False}
    months = max(len(line) for one in panels for line in one.lines.values()) - 1
    across = {"name": "across", "type": "linear", "domain": [0, months], "range": [0, WIDTH]}
    spec = frame(
        width,
        height,
        scales=[{**up, "range": [HEIGHT, 0]}, across],
        marks=[
            _card(width, height),
            _text(LEFT, 24, title, bold=True),
            *_legend(list(panels[0].lines)),
            *(_panel(one, place, number) for place, one in enumerate(panels)),
        ],
    )
    return _as_file(svg(spec), title, width, height)


def _panel(panel: Panel, place: int, number: str) -> Spec:
    marks: list[Spec] = [_text(0, -10, panel.title)]
    if panel.goal is not None:
        marks += _goal(panel.goal)
    for order, line in enumerate(panel.lines.values()):
        marks += _line(line, f"var(--kb-{order + 1})")
    below = {**axis_text(), "orient": "bottom", "scale": "across", "format": "d", "tickCount": 12}
    beside = {**axis_text(), "orient": "left", "scale": "up", "grid": True, "tickCount": 5}
    named = {"title": "month 月", "titleColor": "var(--kb-muted)", "titleFontWeight": "normal"}
    return {
        "type": "group",
        "encode": {
            "enter": {
                "x": {"value": LEFT + place * (WIDTH + BETWEEN)},
                "y": {"value": TOP},
                "width": {"value": WIDTH},
                "height": {"value": HEIGHT},
            }
        },
        "axes": [{**below, **named}, {**beside, "format": number}],
        "marks": marks,
    }


def _line(line: Sequence[float], colour: str) -> list[Spec]:
    """Return points and what joins them, without a table: positions are told one by one."""
    points = [
        {"x": {"scale": "across", "value": month}, "y": {"scale": "up", "value": value}}
        for month, value in enumerate(line)
    ]
    joined = [
        {
            "type": "rule",
            "encode": {
                "enter": {
                    **one,
                    "x2": {**other["x"]},
                    "y2": {**other["y"]},
                    "stroke": {"value": colour},
                    "strokeWidth": {"value": 2.5},
                    "strokeCap": {"value": "round"},
                }
            },
        }
        for one, other in pairwise(points)
    ]
    dots = [
        {
            "type": "symbol",
            "encode": {"enter": {**one, "fill": {"value": colour}, "size": {"value": 40}}},
        }
        for one in points
    ]
    return [*joined, *dots]


def _goal(value: float) -> list[Spec]:
    at = {"scale": "up", "value": value}
    rule: dict[str, Any] = {
        "x": {"value": 0},
        "x2": {"value": WIDTH},
        "y": at,
        "stroke": {"value": "var(--kb-text)"},
        "strokeDash": {"value": [4, 4]},
    }
    label: dict[str, Any] = {
        "x": {"value": 4},
        "y": {**at, "offset": 13},  # above it stands what the panel shows
        "text": {"value": "goal 目标"},
        "fill": {"value": "var(--kb-text)"},
    }
    return [
        {"type": "rule", "encode": {"enter": rule}},
        {"type": "text", "encode": {"enter": label}},
    ]


def _legend(names: Sequence[str]) -> list[Spec]:
    found: list[Spec] = []
    for place, name in enumerate(names):
        left = LEFT + place * 230
        mark: dict[str, Any] = {
            "x": {"value": left + 5},
            "y": {"value": 42},
            "fill": {"value": f"var(--kb-{place + 1})"},
            "size": {"value": 70},
        }
        found += [{"type": "symbol", "encode": {"enter": mark}}, _text(left + 16, 46, name)]
    return found


def _card(width: int, height: int) -> Spec:
    box = {
        "width": {"value": width},
        "height": {"value": height},
        "fill": {"value": "var(--kb-card)"},
    }
    return {"type": "rect", "encode": {"enter": box}}


def _text(x: int, y: int, text: str, *, bold: bool = False) -> Spec:
    said = {
        "x": {"value": x},
        "y": {"value": y},
        "text": {"value": text},
        "fill": {"value": "var(--kb-text)"},
        "fontSize": {"value": 14 if bold else 12},
        "fontWeight": {"value": "bold" if bold else "normal"},
    }
    return {"type": "text", "encode": {"enter": said}}


def _as_file(picture: str, title: str, width: int, height: int) -> str:
    """Return an element of a page as a file of its own."""
    css = COLOURS.read_text("utf-8")
    schemes = re.findall(r":root \{(.*?)\}", css, re.S)
    used = sorted(set(re.findall(r"var\((--kb-[a-z0-9]+)\)", picture)))
    light, dark = (
        "".join(f"{name}:{re.findall(rf'{name}: (.*?);', one)[0]};" for name in used)
        for one in schemes[:2]
    )
    style = (
        f"<title>{title}</title><style>:root{{{light}font-family:system-ui,sans-serif}}"
        f"@media(prefers-color-scheme:dark){{:root{{{dark}}}}}</style>"
    )
    head = f'<svg role="img" width="{width}" height="{height}" '
    picture = picture.replace('<svg aria-hidden="true" focusable="false" ', head, 1)
    return re.sub(r">", f">{style}", picture, count=1).replace("><", ">\n<") + "\n"
