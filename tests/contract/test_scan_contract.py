"""`scan` never renders, and must still see what Python-Markdown would show.

Every fixture and every body of the sample is rendered as MkDocs would render
it; anchors, headings and links of the HTML are compared with the scan's.
"""

from __future__ import annotations

import html
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown

from kbtool.compiler import examine
from kbtool.model import Link, LinkKind
from kbtool.publish.body import page_targets, publishable_body
from kbtool.read.scan import Scan, scan, slugify

REPOSITORY = Path(__file__).parents[2]
FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("*.md"))
MKDOCS_BUILTINS = ["toc", "tables", "fenced_code"]
MKDOCS_EPOCH = {"SOURCE_DATE_EPOCH": "1790000000"}
GENERATED = ("fn:", "fnref", "__span-", "__codelineno-")
FOOTNOTE_CLASSES = {"footnote-ref", "footnote-backref"}
LINK_ATTRIBUTES = ("href", "src", "poster", "data")
LINKING_TAGS = (
    *("a", "area", "img", "source", "video", "audio", "track", "iframe", "link"),
    *("embed", "object", "input"),
)


@cache
def renderer() -> Markdown:
    """Return Python-Markdown with what `mkdocs.yml` asks for, and the plugin's slugs."""
    names = list(MKDOCS_BUILTINS)
    options: dict[str, dict[str, object]] = {}
    for entry in yaml.safe_load((REPOSITORY / "mkdocs.yml").read_text())["markdown_extensions"]:
        for name, values in entry.items() if isinstance(entry, dict) else [(entry, {})]:
            names.append(name)
            options[name] = dict(values)
    options["toc"]["slugify"] = slugify
    return Markdown(extensions=list(dict.fromkeys(names)), extension_configs=options)


class Rendered(HTMLParser):
    """Headings, ids and links of a page."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.headings: list[str] = []
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.feed(renderer().reset().convert(body))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        if "headerlink" in values.get("class", ""):  # only headings of the body carry one
            self.headings.append(values["href"].removeprefix("#"))
            return
        name = values.get("name", "") if tag == "a" else ""
        ids = {values.get("id", ""), name} - {""}
        self.ids |= {one for one in ids if not one.startswith(GENERATED)}
        if tag in LINKING_TAGS and not FOOTNOTE_CLASSES & set(values.get("class", "").split()):
            self.links += [values[key] for key in LINK_ATTRIBUTES if key in values]
            candidates = values.get("srcset", "").split(",")
            self.links += [one.split()[0] for one in candidates if one.strip()]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)


def href(link: Link) -> str:
    return f"{link.target}#{link.fragment}" if link.fragment else link.target


def comparable(links: list[str]) -> Counter[str]:
    """Return links without what a scan may write otherwise: escapes, and mail addresses."""
    plain = [unquote(html.unescape(link)).removesuffix("#") for link in links]
    return Counter(link for link in plain if not link.startswith("mailto:"))


def rendered_links(page: Rendered) -> Counter[str]:
    return comparable(page.links)


def scanned_links(found: Scan, page: Rendered) -> Counter[str]:
    """Return the links of a scan; a definition counts as often as the page uses it."""
    written = [link for link in found.links if link.kind is not LinkKind.WIKI]
    direct = comparable([href(one) for one in written if one.kind is not LinkKind.REFERENCE])
    uses = rendered_links(page) - direct
    defined = comparable([href(one) for one in written if one.kind is LinkKind.REFERENCE])
    return direct + Counter({one: max(uses[one], 1) for one in defined})


def ids(found: Scan) -> set[str]:
    return {anchor for anchor in found.anchors if not anchor.startswith(GENERATED)}


NOTE = "[^1]: note [n](n.md)\n\n    more [m](m.md)"
INDENTED_TAB = '    === "code"\n\n        [no](no.md)'
BLOCKS = [
    "[a](a.md) and ![p](p.png){ #picture }",
    "## Heading",
    "## Own {#own}",
    "Title\n---",
    "- item [i](i.md)\n- two",
    "- item\n    - sub [s](s.md)\n    - other",
    "1. one\n2. two\n\n    para [p](p.md)",
    "    [c](c.md)\n    ## here?",
    "        deep [l](l.md)",
    "    ## here too?",
    "    - sub item",
    "> quote [q](q.md)\n> more",
    "> a\n>\n> ## b\n>\n>     code [x](x.md)",
    "```\n[f](f.md)\n\n## no\n```",
    "    ```\n    [f](f.md)\n    ```",
    "!!! note\n    text [n](n.md)\n\n    ## deep\n\n        [d](d.md)",
    '??? tip "x"\n    - a\n        - b [b](b.md)',
    '=== "A"\n\n    text [t](t.md)\n\n=== "B"\n\n    - x',
    '=== "C"\n    one\n=== "D"\n    two\n\n        [no](no.md)',
    '===! "E"\n\n    === "F"\n\n        deep\n\n    === "G"\n\n        deep',
    INDENTED_TAB,
    '- item\n\n    === "H"\n\n        one\n\n    === "I"\n\n        two\n\n- item',
    "``` {.python #fence}\n[no](no.md)\n```",
    "x[^] and [^][^]",
    "[^]: a note without a name",
    "| a | [t](t.md) |\n|---|---|\n| `[no](n.md)` | b |",
    "`a` [l](l.md) `[no](no.md)`",
    "<div>\n[no](no.md)\n</div>",
    "<div markdown>\n\n[y](y.md)\n\n</div>",
    "<details><summary>s</summary>\n\n[d](d.md)\n\n</details>",
    "<!-- c\n\n[x](x.md) -->",
    "[r]: r.md\n\nsee [r]",
    "x[^1]",
    NOTE,
    "Term\n: def [e](e.md)\n\n    more",
    "***",
    '<b id="k">[k](k.md)</b>',
    "para\n{: #pid}",
]


@given(st.lists(st.sampled_from(BLOCKS), max_size=8, unique=True))
@settings(deadline=None, max_examples=150)
def test_blocks_in_any_order_have_the_anchors_and_links_of_their_page(parts: list[str]) -> None:
    body = "\n\n".join(parts)

    page, found = Rendered(body), scan(body, "any.md")

    # Footnotes move to the end of the page, and their headings with them.
    assert sorted(page.headings) == sorted(heading.anchor for heading in found.headings)
    # How tabs are numbered around notes and fences the scanner does not follow to the end; the
    # fixtures hold it to the usual cases.
    assert _without_tabs(page.ids) == _without_tabs(ids(found))
    assert rendered_links(page) == scanned_links(found, page)


def _without_tabs(ids: set[str]) -> set[str]:
    return {id for id in ids if not id.startswith("__tabbed_")}


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_fixture_has_the_anchors_of_its_page(path: Path) -> None:
    body = path.read_text(encoding="utf-8")

    page, found = Rendered(body), scan(body, path.name)

    assert page.headings == [heading.anchor for heading in found.headings]
    assert page.ids == ids(found)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_fixture_has_the_links_of_its_page(path: Path) -> None:
    body = path.read_text(encoding="utf-8")

    page, found = Rendered(body), scan(body, path.name)

    assert rendered_links(page) == scanned_links(found, page)


def test_every_answer_of_the_sample_has_the_anchors_and_links_of_its_page(sample: Path) -> None:
    examined = examine(sample, MKDOCS_EPOCH)
    articles = [article for article in examined.kb.articles if article.status.published]

    for article in articles:
        links = examined.resolution.links[article.source]
        body = publishable_body(article, page_targets(article, links, examined.kb.config))
        page, found = Rendered(body), scan(body, article.path)

        assert (article.path, page.headings) == (article.path, [h.anchor for h in found.headings])
        assert (article.path, page.ids) == (article.path, ids(found))
        assert (article.path, rendered_links(page)) == (article.path, scanned_links(found, page))
    assert len(articles) > 150


def test_links_to_pages_change_no_anchor_of_the_sample(sample: Path) -> None:
    examined = examine(sample, MKDOCS_EPOCH)

    for article in examined.kb.articles:
        links = examined.resolution.links[article.source]
        body = publishable_body(article, page_targets(article, links, examined.kb.config))

        assert article.anchors == scan(body, article.path).anchors
