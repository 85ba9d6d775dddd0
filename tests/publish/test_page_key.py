"""A page's key tells two pages apart, and nothing else."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from kbtool.publish.page import Page
from kbtool.publish.page_key import page_key
from kbtool.publish.views import (
    Alternate,
    ArticleView,
    BannerView,
    ContactView,
    Item,
    NavItem,
    PageView,
)

DAY = dt.date(2026, 2, 28)


def page() -> Page:
    """Return a page with something in every part, made of parts that nothing else holds."""
    item = Item("".join(("A", "?")), "a.html", "Yes.", "Billing")
    below = NavItem("B?", "b.html", current=True, open=True, is_category=False, children=())
    top = NavItem("Billing", "b/", current=False, open=True, is_category=True, children=(below,))
    article = ArticleView(
        id="a",
        answer="Yes.",
        also_asked=("a?",),
        related=(item,),
        backlinks=(item,),
        previous=item,
        next=None,
        tags=("money",),
        tag_links=(item,),
        updated=DAY,
        reviewed=None,
        unlisted=False,
        draft=False,
        feedback="",
    )
    view = PageView(
        **{one.name: "text" for one in fields(PageView) if one.type == "str"},  # type: ignore[arg-type]
        banner=BannerView("Closed", "en", "info", "", None, DAY),
        crumbs=(item, item),
        nav=(top,),
        alternates=(Alternate("en", "English", "a.html", exact=True, current=True),),
        contact=ContactView("Team", "9-5", "a day", "a@example.com", "", ""),
        article=article,
    )
    meta = {"hide": ["toc"], "date": DAY, "deep": {"weight": 1.5, "on": True, "none": None}}
    return Page("a.html", view, "body", "markdown", "a.md", DAY, listed=True, meta=meta)


def others(value: Any) -> Iterator[Any]:
    """Yield `value` with one thing in it changed, for every thing in it."""
    if is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            for other in others(getattr(value, one.name)):
                yield replace(value, **{one.name: other})
    elif isinstance(value, dict):
        for key, one in value.items():
            yield {name: kept for name, kept in value.items() if name != key}
            yield from ({**value, key: other} for other in others(one))
    elif isinstance(value, tuple | list):
        yield value[1:] if value else type(value)([""])
        for place, one in enumerate(value):
            for other in others(one):
                yield type(value)([*value[:place], other, *value[place + 1 :]])
    elif isinstance(value, bool):
        yield from (not value, int(value))
    elif isinstance(value, dt.date):
        yield from (value + dt.timedelta(1), str(value), None)
    else:
        yield from ({"other", "", 1} - {value})


def test_equal_pages_have_one_key() -> None:
    assert page_key(page()) == page_key(page())


def test_whatever_changes_in_a_page_changes_its_key() -> None:
    pages = [page(), *others(page())]

    keys = {page_key(one) for one in pages}

    assert len(pages) == len(keys)


def test_another_process_with_other_hashes_finds_the_same_key() -> None:
    program = "from tests.publish.test_page_key import *; print(page_key(page()).hex())"

    told = subprocess.run(
        [sys.executable, "-P", "-c", program],
        env={**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=True,
        text=True,
    )

    assert told.stdout.strip() == page_key(page()).hex()


def test_what_no_key_could_tell_is_refused() -> None:
    with pytest.raises(ValueError, match="set has no place"):
        page_key(replace(page(), meta={"hide": {"toc"}}))
