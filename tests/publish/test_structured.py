"""What pages say of themselves to search engines equals what readers see."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.conftest import Project
from tests.test_build import ONE, compile_project

SITE = "https://help.muyu-home.example/"
SETTINGS = """
site_name: x
site_url: https://help.example/
plugins: [kbtool]
theme: {name: material, font: false}
"""


class Read(HTMLParser):
    """The head of a page, and the text of its main part."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[dict[str, str]] = []
        self.meta: dict[str, str] = {}
        self.data: list[dict[str, Any]] = []
        self.text = ""
        self._in = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        self._in = f"{tag} {given.get('type', '')}"
        if tag == "link":
            self.links.append(given)
        elif tag == "meta":
            self.meta[given.get("property") or given.get("name", "")] = given.get("content", "")

    def handle_endtag(self, tag: str) -> None:
        self._in = ""
        self.text += "\n"

    def handle_data(self, data: str) -> None:
        if self._in == "script application/ld+json":
            self.data += json.loads(data)["@graph"]
        elif not self._in.startswith(("script", "style")):
            self.text += data


def read(path: Path) -> Read:
    return Read(path.read_text("utf-8"))


def texts(data: object, key: str = "") -> list[str]:
    """Return every text that is told as visible: names, headlines and answers."""
    if isinstance(data, dict):
        return [one for key, value in data.items() for one in texts(value, key)]
    if isinstance(data, list):
        return [one for value in data for one in texts(value, key)]
    return [str(data)] if key in ("name", "headline", "text") else []


def shown(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def pages(built: Path) -> dict[str, Read]:
    site = built / "site"
    return {
        path.relative_to(site).as_posix(): read(path)
        for lang in ("zh", "en")
        for path in sorted((site / lang).rglob("*.html"))
    }


def test_every_text_is_one_that_readers_see(pages: dict[str, Read]) -> None:
    told = 0
    unseen = []
    for path, page in pages.items():
        visible = shown(page.text)
        told += len(texts(page.data))
        unseen += [(path, text) for text in texts(page.data) if shown(text) not in visible]

    assert unseen == []
    assert told > 1000


def test_an_article_is_about_its_question(pages: dict[str, Read]) -> None:
    page = pages["en/aftersale/returns/process/return-how-to.html"]
    article, way = page.data

    assert (article["@type"], article["inLanguage"]) == ("Article", "en")
    question = article["mainEntity"]
    assert article["headline"] == question["name"]
    assert question["@type"] == "Question"
    assert page.meta["og:title"] == question["name"]
    assert question["acceptedAnswer"]["@type"] == "Answer"
    steps = way["itemListElement"]
    assert list(range(1, len(steps) + 1)) == [one["position"] for one in steps]
    assert f"{SITE}en/index.html" == steps[0]["item"]
    assert "item" not in steps[-1]  # the page itself
    assert article["mainEntityOfPage"].startswith(steps[-2]["item"].removesuffix("index.html"))


def test_a_category_tells_the_questions_that_it_answers(pages: dict[str, Read]) -> None:
    page = pages["zh/aftersale/returns/process/index.html"]
    faq = page.data[0]

    assert faq["@type"] == "FAQPage"
    assert len(faq["mainEntity"]) > 1
    assert all(one["acceptedAnswer"]["text"] for one in faq["mainEntity"])


def test_addresses_are_those_of_pages(pages: dict[str, Read]) -> None:
    told = set(re.findall(rf"{SITE}[^\"']*", json.dumps([page.data for page in pages.values()])))

    assert set() == {address.removeprefix(SITE) for address in told} - set(pages)


def test_nothing_ends_the_element_that_holds_the_data(project: Project) -> None:
    title = "</script><!--<script>x&amp;y"
    text = f"---\nid: odd\ntitle: '{title}?'\nanswer: '{title}'\n---\n"
    root = project({**ONE, "mkdocs.yml": SETTINGS, "kb/articles/returns/odd.md": text})

    assert compile_project(root) == ()
    page = read(root / "site/returns/odd.html")
    assert f"{title}?" == page.data[0]["mainEntity"]["name"]
    assert f"{title}?" == page.meta["og:title"]
    assert title == page.data[0]["mainEntity"]["acceptedAnswer"]["text"]


def test_without_an_address_only_the_questions_are_told(project: Project) -> None:
    root = project(ONE)

    assert compile_project(root) == ()
    (article,) = read(root / "site/returns/how.html").data
    assert "mainEntityOfPage" not in article
    (faq,) = read(root / "site/returns/index.html").data
    answer = {"@type": "Answer", "text": "So."}
    told = {"@type": "Question", "name": "How?", "acceptedAnswer": answer}
    assert faq["mainEntity"] == [told]


def test_an_unlisted_question_says_nothing_to_search_engines(project: Project) -> None:
    text = "---\nid: quiet\ntitle: Quiet?\nanswer: Yes.\nunlisted: true\n---\n"
    root = project({**ONE, "kb/articles/returns/quiet.md": text})

    assert compile_project(root) == ()
    page = read(root / "site/returns/quiet.html")
    assert page.data == []
    assert page.meta["robots"] == "noindex"
    assert not [one for one in page.links if one["rel"].strip() == "alternate"]


# --- links and cards --------------------------------------------------------------


def test_every_page_names_its_canonical_address(pages: dict[str, Read]) -> None:
    redirects = {path for path, page in pages.items() if "generator" not in page.meta}
    wrong = [
        path
        for path, page in pages.items()
        if path not in redirects
        and [SITE + path] != [one["href"] for one in page.links if one["rel"] == "canonical"]
    ]

    assert wrong == []
    assert len(redirects) < len(pages) / 10


def test_translations_name_each_other(pages: dict[str, Read]) -> None:
    named = {
        path: {
            one["hreflang"]: one["href"].removeprefix(SITE)
            for one in page.links
            if one["rel"].strip() == "alternate" and one.get("hreflang")
        }
        for path, page in pages.items()
    }
    one_sided = [
        (path, other)
        for path, others in named.items()
        for lang, other in others.items()
        if lang != "x-default" and named[other].get(path.split("/")[0]) != path
    ]

    assert one_sided == []
    assert named["en/index.html"] == {"zh": "zh/index.html", "en": "en/index.html", "x-default": ""}


def test_a_shared_link_shows_title_text_and_language(pages: dict[str, Read]) -> None:
    meta = pages["zh/aftersale/returns/process/return-how-to.html"].meta

    assert meta["og:type"] == "article"
    assert meta["og:title"] == "怎么退货？"
    assert "退货" in meta["description"]  # cards take it where there is no og:description
    assert meta["og:locale"] == "zh_CN"
    assert meta["og:site_name"] == "木屿家居帮助中心"
    assert f"{SITE}zh/aftersale/returns/process/return-how-to.html" == meta["og:url"]
    assert meta["twitter:card"] == "summary"


def test_the_sitemap_keeps_to_its_schema(built: Path, pages: dict[str, Read]) -> None:
    """The rules of sitemap.xsd 0.9, in words: element names, their order, dates, limits."""
    text = (built / "site/sitemap.xml").read_bytes()
    root = ElementTree.fromstring(text)
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    addresses = []
    for url in root:
        names = [one.tag for one in url]
        assert f"{space}url" == url.tag
        assert re.fullmatch(
            rf"{space}loc( {space}lastmod)?( {{http://www.w3.org/1999/xhtml}}link)*",
            " ".join(names),
        )
        addresses.append(url.findtext(f"{space}loc", ""))
        assert re.fullmatch(r"(\d{4}-\d\d-\d\d)?", url.findtext(f"{space}lastmod", ""))

    assert f"{space}urlset" == root.tag
    assert len(addresses) == len(set(addresses)) <= 50_000
    assert len(text) < 52_428_800
    assert all(12 <= len(one) <= 2048 for one in addresses)
    listed = {
        p for p, page in pages.items() if "generator" in page.meta and "robots" not in page.meta
    }
    assert listed == {one.removeprefix(SITE) for one in addresses}
