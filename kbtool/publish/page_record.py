"""The page of a question without its text, as bytes: enough to make it again with another text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from operator import attrgetter
from typing import Any

from kbtool.publish.page import Page, Targets
from kbtool.publish.views import (
    Alternate,
    ArticleView,
    BannerView,
    ContactView,
    Item,
    NavItem,
    PageView,
)
from kbtool.read.kept import admit, from_bytes, to_bytes

__all__ = ["flat_nav", "pack", "unflat_nav", "unpack"]

_Flat = tuple[tuple[Any, ...], ...]
"""Entries of a sidebar by their fields, the entries below last."""

admit(Alternate, ArticleView, BannerView, ContactView, Item, NavItem, Page, PageView)


def pack(page: Page, on_page: Targets, in_markdown: Targets) -> bytes:
    """Return the page of a question, and where its links lead.

    Args:
        page: with whatever text, which is left out.
        on_page: the targets of its links on the page.
        in_markdown: those in its Markdown.
    """
    around = replace(
        page,
        view=replace(page.view, description="", nav=()),
        body="",
        markdown="",
        meta=dict(page.meta),
        targets=((), ()),
    )
    return to_bytes((around, flat_nav(page.view.nav), on_page, in_markdown))


def unpack(content: bytes) -> tuple[Page, Targets, Targets]:
    """Return what `pack` was given, without the text.

    Raises:
        Damaged: the bytes are something else.
    """
    around, nav, on_page, in_markdown = from_bytes(content)
    page = replace(around, view=replace(around.view, nav=unflat_nav(nav)))
    return page, on_page, in_markdown


_plain = attrgetter("title", "url", "current", "open", "is_category", "children")


def flat_nav(items: Iterable[NavItem]) -> _Flat:
    """Return entries as tuples: a page has dozens, and these take a fifth of the time."""
    return tuple(
        [
            (*_plain(one)[:-1], flat_nav(one.children)) if one.children else _plain(one)
            for one in items
        ]
    )


def unflat_nav(flat: _Flat) -> tuple[NavItem, ...]:
    """Return the entries that `flat_nav` was given."""
    return tuple([NavItem(*(*one[:-1], unflat_nav(one[-1]))) for one in flat])
