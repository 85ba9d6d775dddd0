"""The accessibility statement: what came out when the design of the pages was last tested.

The result is a file beside this module, which `make accessibility` of this repository renews.
It is about the templates and styles of this version, whoever's help centre they draw.
"""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from pathlib import Path

from kbtool.publish.page import Page
from kbtool.publish.page_parts import PageParts
from kbtool.publish.views import StatementView
from kbtool.urls import ACCESSIBILITY_PAGE

__all__ = ["RESULT", "statement_page", "tested"]

RESULT = Path(__file__).with_name("accessibility.json")


@cache
def tested() -> StatementView:
    """Return the result of the last test."""
    found = json.loads(RESULT.read_text(encoding="utf-8"))
    return StatementView(
        day=dt.date.fromisoformat(found["day"]),
        axe=found["axe"],
        browser=found["browser"],
        pages=found["pages"],
        violations=found["violations"],
    )


def statement_page(parts: PageParts, lang: str) -> Page:
    """Return the accessibility statement in a language."""
    title = parts.strings[lang]("statement.title")
    shown = tested()
    return parts.once(
        "statement", ACCESSIBILITY_PAGE, lang, title, lastmod=shown.day, statement=shown
    )
