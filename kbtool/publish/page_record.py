"""The page of a question without its text, as bytes: enough to make it again with another text."""

from __future__ import annotations

from dataclasses import replace

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

__all__ = ["pack", "unpack"]

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
        view=replace(page.view, description=""),
        body="",
        markdown="",
        meta=dict(page.meta),
        targets=((), ()),
    )
    return to_bytes((around, on_page, in_markdown))


def unpack(content: bytes) -> tuple[Page, Targets, Targets]:
    """Return what `pack` was given, without the text.

    Raises:
        Damaged: the bytes are something else.
    """
    page, on_page, in_markdown = from_bytes(content)
    return page, on_page, in_markdown
