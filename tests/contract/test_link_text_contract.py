"""A title is text: a link that shows it shows every letter as it is, and nothing more."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kbtool.model import Article, Config, Link, LinkKind, Source
from kbtool.publish.body import page_targets, publishable_body
from kbtool.resolve import Outcome, ResolvedLink
from tests.contract.test_scan_contract import renderer

WIKI = Link(LinkKind.WIKI, "t", "", "", 5, 10, Source("a.md"))
BODY = "See: [[t]], please."


class Text(HTMLParser):
    """The text of a page, and of its links apart."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = self.linked = ""
        self.tags: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data
        self.linked += data if self.tags == ["p", "a"] and not self.closed else ""

    def handle_endtag(self, tag: str) -> None:
        self.closed = True

    closed = False


def article(title: str, body: str = "") -> Article:
    return Article("t", "en", title, Source("t.md"), "t.md", (), "t", body=body)


TITLES = st.text(alphabet="ab退 ]['\"\\`*_{}()<>#+-.!|&;:~=^/1^", min_size=1, max_size=12)


@given(TITLES.map(str.strip).filter(bool))
@example("a < b & c &lt; d")
@example("<script>alert(1)</script>")
@example("one  two\nthree\n\nfour")
@example("*[x]: y")
@settings(deadline=None, max_examples=150)
def test_a_link_shows_the_title_of_its_target_letter_by_letter(title: str) -> None:
    links = [ResolvedLink(WIKI, Outcome.ARTICLE, article(title))]
    here = replace(article("From", BODY), links=(WIKI,))

    body = publishable_body(here, page_targets(here, links, Config()))
    page = Text(renderer().reset().convert(body))

    assert page.tags == ["p", "a"]
    assert page.linked == " ".join(title.split())
    assert page.text == f"See: {page.linked}, please."
