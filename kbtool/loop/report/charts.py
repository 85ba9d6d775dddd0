"""The figures as pictures: each is drawn for wide pages and for narrow ones."""

from __future__ import annotations

from typing import Any

from kbtool.loop.report.figures import Report
from kbtool.loop.report.pictures import Spec, axis_text, frame
from kbtool.loop.report.said import outcome_shares
from kbtool.loop.report.words import Words

__all__ = ["WIDTHS", "asks", "helped", "outcomes", "trend"]

WIDTHS = (880, 340)
"""Of a page on a desk and on a phone, in pixels."""

NARROW = 340
COLOURS = 8  # --kb-1 to --kb-8
LEFT = 52  # pixels for the numbers of an axis


def colour(place: int) -> str:
    """Return the colour of the series at a place, from 0."""
    return f"var(--kb-{place % COLOURS + 1})"


def asks(report: Report, words: Words, width: int) -> Spec:
    """Draw a bar a month, in the parts of its sources."""
    rows = [
        {"month": one.month, "n": n, "place": place}
        for one in report.asked.months
        for place, (_, n) in enumerate(one.sources)
    ]
    months = {"name": "month", "type": "band", "range": "width", "padding": 0.25}
    bars = {
        "type": "rect",
        "from": {"data": "asks"},
        "encode": {
            "enter": {
                "x": {"scale": "month", "field": "month"},
                "width": {"scale": "month", "band": 1},
                "y": {"scale": "n", "field": "y1"},
                "y2": {"scale": "n", "field": "y0"},
                "fill": {"signal": f"'var(--kb-' + (datum.place % {COLOURS} + 1) + ')'"},
            }
        },
    }
    stack = {"type": "stack", "groupby": ["month"], "sort": {"field": "place"}, "field": "n"}
    return _by_month(
        report,
        words,
        width,
        data=[{"name": "asks", "values": rows, "transform": [stack]}],
        scales=[
            {**months, "domain": list(report.period.months)},
            {**_upwards("n"), "domain": {"data": "asks", "field": "y1"}, "nice": True},
        ],
        marks=[bars],
        number=",d",
    )


def helped(report: Report, words: Words, width: int) -> Spec:
    """Draw the share of helpful answers as a line, and the goal as another."""
    rows = [
        {"month": month, "share": yes / (yes + no)}
        for month, yes, no in report.helped.months
        if yes + no
    ]
    place = {"scale": "month", "field": "month"}
    height = {"scale": "share", "field": "share"}
    line = {
        "type": "line",
        "from": {"data": "shares"},
        "encode": {
            "enter": {
                "x": place,
                "y": height,
                "stroke": {"value": colour(0)},
                "strokeWidth": {"value": 2.5},
            }
        },
    }
    point = {
        "type": "symbol",
        "from": {"data": "shares"},
        "encode": {
            "enter": {
                "x": place,
                "y": height,
                "fill": {"value": colour(0)},
                "size": {"value": 50},
            }
        },
    }
    marks: list[Spec] = [line, point]
    for goal in report.goals:
        if goal.key == "helped" or goal.key == "helpful":
            marks = [*_goal_line(words.say("helped.goal"), goal.target), *marks]
    months = {"name": "month", "type": "point", "range": "width", "padding": 0.5}
    return _by_month(
        report,
        words,
        width,
        data=[{"name": "shares", "values": rows}],
        scales=[
            {**months, "domain": list(report.period.months)},
            {**_upwards("share"), "domain": [0, 1]},
        ],
        marks=marks,
        number=".0%",
    )


def _goal_line(text: str, share: float) -> list[Spec]:
    at = {"scale": "share", "value": share}
    rule = {
        "type": "rule",
        "encode": {
            "enter": {
                "x": {"value": 0},
                "x2": {"signal": "width"},
                "y": at,
                "stroke": {"value": "var(--kb-text)"},
                "strokeDash": {"value": [4, 4]},
            }
        },
    }
    label = {
        "type": "text",
        "encode": {
            "enter": {
                "x": {"signal": "width"},
                "y": {**at, "offset": 16},
                "align": {"value": "right"},
                "text": {"value": text},
                "fill": {"value": "var(--kb-text)"},
            }
        },
    }
    return [rule, label]


def outcomes(report: Report, words: Words, width: int) -> Spec:
    """Draw what became of searches as one bar."""
    rows: list[dict[str, Any]] = []
    start = 0.0
    for place, (_, _, share) in enumerate(outcome_shares(report)):
        end = start + (share or 0.0)
        rows.append(
            {
                "from": start,
                "to": end,
                "fill": f"var(--kb-outcome-{place + 1})",
                "text": words.share(share, 0) if (share or 0) * width > 40 else "",
                "on": f"var(--kb-outcome-{place + 1}-on)",
            }
        )
        start = end
    bar = {
        "type": "rect",
        "from": {"data": "parts"},
        "encode": {
            "enter": {
                "x": {"scale": "x", "field": "from"},
                "x2": {"scale": "x", "field": "to", "offset": -2},
                "y": {"value": 0},
                "height": {"signal": "height"},
                "fill": {"field": "fill"},
            }
        },
    }
    text = {
        "type": "text",
        "from": {"data": "parts"},
        "encode": {
            "enter": {
                "x": {"signal": "scale('x', (datum.from + datum.to) / 2)"},
                "y": {"signal": "height / 2"},
                "align": {"value": "center"},
                "baseline": {"value": "middle"},
                "fontWeight": {"value": "bold"},
                "text": {"field": "text"},
                "fill": {"field": "on"},
            }
        },
    }
    return frame(
        width,
        44,
        data=[{"name": "parts", "values": rows}],
        scales=[{"name": "x", "domain": [0, 1], "range": "width"}],
        marks=[bar, text],
    )


def trend(months: tuple[int, ...]) -> Spec:
    """Draw the asks of one question as a small line."""
    rows = [{"x": place, "y": n} for place, n in enumerate(months)]
    line = {
        "type": "line",
        "from": {"data": "asks"},
        "encode": {
            "enter": {
                "x": {"scale": "x", "field": "x"},
                "y": {"scale": "y", "field": "y"},
                "stroke": {"value": colour(0)},
                "strokeWidth": {"value": 1.5},
            }
        },
    }
    return frame(
        84,
        20,
        padding=2,
        data=[{"name": "asks", "values": rows}],
        scales=[
            {"name": "x", "domain": [0, max(1, len(months) - 1)], "range": "width"},
            {**_upwards("y"), "domain": [0, max(1, *months)]},
        ],
        marks=[line],
    )


def _upwards(name: str) -> dict[str, Any]:
    return {"name": name, "type": "linear", "range": "height", "zero": True}


def _by_month(
    report: Report, words: Words, width: int, *, number: str, **parts: Any
) -> dict[str, Any]:
    """Return a picture with the months below it and numbers at its left."""
    years = {
        month: month[:4]
        for place, month in enumerate(report.period.months)
        if place == 0 or month.endswith("-01")
    }
    labels = {month: [words.month(month), years.get(month, "")] for month in report.period.months}
    height = 240 if width > NARROW else 190
    below = {
        **axis_text(),
        "orient": "bottom",
        "scale": "month",
        "encode": {"labels": {"update": {"text": {"signal": f"({_js(labels)})[datum.value]"}}}},
        "labelFontSize": 12 if width > NARROW else 9.5,
        "labelOverlap": False,
    }
    beside = {
        **axis_text(),
        "orient": "left",
        "scale": parts["scales"][1]["name"],
        "grid": True,
        "tickCount": 4,
        "format": number,
    }
    return frame(
        width - LEFT - 4,
        height,
        padding={"left": LEFT, "right": 4, "top": 10, "bottom": 40},
        axes=[below, beside],
        **parts,
    )


def _js(labels: dict[str, list[str]]) -> str:
    """Return a mapping as an expression of Vega; names of months come from the strings file."""
    import json

    return json.dumps(labels)
