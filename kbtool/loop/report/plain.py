"""The report as text: tables for a terminal, Markdown for a pull request, JSON for programs."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from kbtool.loop.report.figures import Report
from kbtool.loop.report.sections import sections
from kbtool.loop.report.tables import Cell, Section, Table
from kbtool.loop.report.words import Words
from kbtool.terminal import cut, json_text, table, visible

__all__ = ["as_json", "as_markdown", "as_text"]

VERSION = 1
WIDE = 60  # columns of a cell on a terminal
SPARKS = "▁▂▃▄▅▆▇█"

Style = Callable[[str], str]

_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&:@])")


def as_json(report: Report) -> str:
    """Return every figure under the name that `figures.py` gives it."""
    figures = json.loads(json.dumps(asdict(report), default=_day))
    return json_text({"version": VERSION, **figures})


def _day(value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(type(value))


def as_text(report: Report, words: Words, bold: Style) -> str:
    """Return the report as tables for a terminal; `bold` marks a title."""
    blocks = [bold(visible(_heading(report, words))), _lead(report, words)]
    for section in sections(report, words):
        blocks.append(f"\n{bold(section.title)}")
        for one in section.tables:
            blocks.append(_text_table(section, one, bold))
    return "\n".join(blocks)


def _text_table(section: Section, one: Table, bold: Style) -> str:
    lines = [bold(one.title)] if len(section.tables) > 1 else []
    if not one.rows:
        return "\n".join([*lines, one.empty, ""])
    rows = [[cut(_plain(cell), WIDE) for cell in row] for row in one.rows]
    right = {name for i, name in enumerate(one.head) if i in one.numbers}
    lines.append(table(one.head, rows, right))
    return "\n".join([*lines, *([one.more] if one.more else []), ""])


def _plain(cell: Cell) -> str:
    return _sparks(cell.trend) if cell.trend else cell.text


def _sparks(counts: tuple[int, ...]) -> str:
    most = max(1, *counts)
    return "".join(SPARKS[min(7, n * 8 // most)] for n in counts)


def as_markdown(report: Report, words: Words) -> str:
    """Return the report for a pull request: goals first, the rest to be opened.

    Words of visitors stand in code, so that none of them is a mention, a link or a picture.
    """
    lines = [f"## {_escaped(_heading(report, words))}", "", _escaped(_lead(report, words)), ""]
    for number, section in enumerate(sections(report, words)):
        if number:
            lines += ["<details>", f"<summary>{_escaped_html(section.title)}</summary>", ""]
        for one in section.tables:
            if len(section.tables) > 1:
                lines += [f"#### {_escaped(one.title)}", ""]
            lines += [*_markdown_table(one), ""]
        if number:
            lines += ["</details>", ""]
    return "\n".join(lines)


def _markdown_table(one: Table) -> list[str]:
    if not one.rows:
        return [_escaped(one.empty)]
    rule = ["--:" if i in one.numbers else "---" for i in range(len(one.head))]
    lines = [_row([_escaped(name) for name in one.head]), _row(rule)]
    lines += [_row([_markdown_cell(cell) for cell in row]) for row in one.rows]
    return [*lines, *(["", _escaped(one.more)] if one.more else [])]


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _markdown_cell(cell: Cell) -> str:
    if cell.trend:
        return _sparks(cell.trend)
    if cell.code:
        text = visible(cell.text).replace("`", "\N{MODIFIER LETTER GRAVE ACCENT}")
        return f"`{text}`".replace("|", "\\|")
    marks = {"good": "✅ ", "bad": "❌ "}
    text = marks.get(cell.tone, "") + _escaped(cell.text)
    return f"[{text}](<{cell.url}>)" if cell.url else text


def _escaped(text: str) -> str:
    return _MARKS.sub(r"\\\1", visible(text)).replace("@", "@\u2060")


def _escaped_html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _heading(report: Report, words: Words) -> str:
    return words.heading(report.title)


def _lead(report: Report, words: Words) -> str:
    return words.lead(report.period.months, report.day.isoformat())
