"""Sanitising leaves alone what Python-Markdown and its extensions write for an author."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from kbtool.allowed_html import words
from kbtool.publish.render import markdown_parser
from kbtool.publish.sanitise import publishable_html
from kbtool.read.load import load
from tests.conftest import REPOSITORY
from tests.contract.test_scan_contract import FIXTURES, renderer

VOID = words("area base br col embed hr img input link meta source track wbr")

CHANGED = {
    "autolinks.md": "an ftp: link, which KB208 refuses",
    "fence-right-below-text.md": "a <div> within a <p>, which every browser takes apart",
    "fence-with-info.md": "a table without its <tbody>, which every browser adds",
    "media.md": "an <object>",
    "raw-html-never-closed.md": "a <div> that is never closed",
    "raw-html-video.md": "an <iframe>",
}


class Tokens(HTMLParser):
    """A document as tags, attributes by name, and texts with their references resolved."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[object] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, sorted((key, value or "") for key, value in attrs)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self.seen.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        before = self.seen[-1] if self.seen else None
        if isinstance(before, list):  # texts around a comment are one
            before.append(data)
            before[:] = ["".join(before)]
        else:
            self.seen.append([data])


def same(html: str) -> bool:
    """Tell whether sanitising changes nothing but how the document is written."""
    styled = re.sub(r' style="text-align: (\w+);"', r' align="\1"', html)
    return Tokens(styled).seen == Tokens(publishable_html(html)).seen


def test_no_answer_of_the_sample_changes(sample: Path) -> None:
    markdown = markdown_parser(REPOSITORY)()
    changed = [
        article.path
        for article in load(sample)[0].articles
        if not same(markdown.reset().convert(article.body))
    ]

    assert changed == []


def test_what_the_extensions_write_stays_but_for_what_no_answer_may_hold() -> None:
    markdown = renderer()
    changed = [
        path.name
        for path in FIXTURES
        if not same(markdown.reset().convert(path.read_text(encoding="utf-8")))
    ]

    assert changed == sorted(CHANGED)
