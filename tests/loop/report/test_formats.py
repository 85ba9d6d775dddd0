from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbtool.loop.report.html import as_html
from kbtool.loop.report.plain import as_json, as_markdown, as_text
from kbtool.loop.report.sections import sections
from kbtool.loop.report.words import Words
from kbtool.publish.strings import load_strings, own_strings
from kbtool.publish.theme import theme_folder
from tests.conftest import Project
from tests.loop.report.making import SHOP, feedback, report_of, search

HOSTILE = [
    '<script src="//evil">alert()</script>',
    "<img src=x onerror=alert(1)>",
    "@ all [free](//evil) #1 ![x](//evil)",
    "a | b ` c `` d",
    "=cmd|'/c calc'!A1",
    "\x1b[31mred\u202egnp.exe",
    "</style></svg>{{ 7 * 7 }}{% raw %}",
]
LANGUAGES = ("en", "zh")


def _words(lang: str) -> Words:
    return Words(load_strings([theme_folder()], lang, "report"))


@pytest.fixture
def shop(project: Project) -> Path:
    return project(SHOP)


def test_both_languages_have_the_same_strings_with_the_same_placeholders() -> None:
    placeholders = {
        lang: {
            key: sorted(re.findall(r"\{\w+\}", one.raw))
            for key, one in own_strings([theme_folder()], f"report/{lang}").items()
        }
        for lang in LANGUAGES
    }

    assert placeholders["en"] == placeholders["zh"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_string_that_is_said_exists(shop: Path, lang: str) -> None:
    goals = "helpful: 80 %\nunanswered_searches: 5 %\n"
    rows = [search("cat", 30, 0, 0), search("refund", 80, 1, 5)]
    votes = [feedback("refund", 1, 30, {"unclear": 3}), feedback("return", 3, 0)]
    report = report_of(shop, rows, votes, goals, lang)

    text = as_text(report, _words(lang), str) + as_html(report, _words(lang), [theme_folder()])

    assert (
        re.findall(r"\b(?:report|column|goal|asked|searched|helped|shape|upkeep)\.\w+", text) == []
    )


def test_json_says_every_figure_by_its_name(shop: Path) -> None:
    told = json.loads(as_json(report_of(shop, [search("cat", 30, None, 0)])))

    assert (told["version"], told["day"], told["shape"]["questions"] * 0.0) == (
        1,
        "2026-11-22",
        0.0,
    )
    assert told["searched"]["top"][0] == {"query": "cat", "count": 30, "clicks": None, "results": 0}


@pytest.mark.parametrize("query", HOSTILE)
def test_words_of_visitors_are_nothing_but_code_in_markdown(shop: Path, query: str) -> None:
    text = as_markdown(report_of(shop, [search(query, 30, 0, 0)]), _words("en"))

    row = next(line for line in text.splitlines() if "evil" in line or line.startswith("| `"))
    code = re.match(r"\| `([^`]*)` \|", row)
    assert code and not re.search(r"(?<!\\)\|", code[1])
    assert "\x1b" not in text


@pytest.mark.parametrize("query", HOSTILE)
def test_words_of_visitors_are_nothing_but_text_on_the_page(shop: Path, query: str) -> None:
    page = _Page()

    page.feed(as_html(report_of(shop, [search(query, 30, 0, 0)]), _words("en"), [theme_folder()]))

    assert query in page.texts
    assert set() == page.tags & {"script", "img", "iframe", "object", "link"}
    assert [name for name in page.attributes if name.startswith("on") or name == "src"] == []


def test_the_page_asks_no_host_and_says_so(shop: Path) -> None:
    text = as_html(report_of(shop), _words("en"), [theme_folder()])

    assert "default-src 'none'; style-src 'unsafe-inline'" in text
    assert re.findall(r"url\(|@import|xlink:href|data:|<link", text) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_format_says_the_same_tables(shop: Path, lang: str) -> None:
    report = report_of(shop, [search("refund", 80, 1, 5)], [feedback("refund", 7, 3)], lang=lang)
    texts = (
        as_text(report, _words(lang), str),
        as_markdown(report, _words(lang)).replace("\\", ""),
        as_html(report, _words(lang), [theme_folder()]),
    )

    numbers = {
        row[place].text
        for section in sections(report, _words(lang))
        for table in section.tables
        for row in table.rows
        for place in table.numbers
    }

    assert [(n, text[:20]) for n in numbers for text in texts if n not in text] == []


def test_a_page_is_the_same_when_it_is_made_again(shop: Path) -> None:
    first, second = (as_html(report_of(shop), _words("zh"), [theme_folder()]) for _ in range(2))

    assert first == second


@given(st.integers(1, 10**7), st.integers(0, 10**7))
def test_a_change_is_written_with_its_sign(earlier: int, later: int) -> None:
    said = _CHANGES.change(earlier, later)

    assert said[0] == ("+" if later > earlier else "\N{MINUS SIGN}" if later < earlier else "0")


_CHANGES = Words(load_strings([theme_folder()], "en", "report"))


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
