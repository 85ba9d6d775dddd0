"""Text on a terminal: how wide it is, what of it is safe, and tables."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Sequence
from typing import Any

__all__ = ["cut", "json_text", "table", "visible", "width"]

# What `visible` hides and JSON need not escape: controls of eight bits, marks that turn text.
_STEERING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def json_text(value: Any) -> str:
    """Return `value` as JSON that people can read, too; no character of it steers a terminal."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return _STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def visible(text: str) -> str:
    """Return `text` on one line, without characters that could steer a terminal."""
    return "".join(
        char if char.isprintable() else " " if char in "\t\n" else "\N{REPLACEMENT CHARACTER}"
        for char in text
    )


def width(text: str) -> int:
    """Return the columns that `text` takes: two for a wide (CJK) character, none for an accent."""
    return sum(
        0
        if unicodedata.category(char) in ("Mn", "Me")
        else 2
        if unicodedata.east_asian_width(char) in "WF"
        else 1
        for char in text
    )


def cut(text: str, columns: int) -> str:
    """Return `text`, cut with an ellipsis when it is wider than `columns`."""
    if width(text) <= columns:
        return text
    kept = ""
    for char in text:
        if width(kept + char) > columns - 1:
            break
        kept += char
    return kept + "…"


def table(head: Sequence[str], rows: Sequence[Sequence[str]], right: Collection[str] = ()) -> str:
    """Return an aligned table.

    Args:
        head: the titles of the columns.
        rows: cells, plain text.
        right: the titles of columns that are aligned to the right.
    """
    lines = [list(head), *([visible(cell) for cell in row] for row in rows)]
    widths = [max(width(line[i]) for line in lines) for i in range(len(head))]

    def cell(text: str, place: int) -> str:
        space = " " * (widths[place] - width(text))
        return space + text if head[place] in right else text + space

    return "\n".join(
        "  ".join(cell(text, place) for place, text in enumerate(line)).rstrip() for line in lines
    )
