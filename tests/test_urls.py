"""Where pages live: paths on the site, and URLs that lead there."""

from __future__ import annotations

import pytest

from kbtool.model import Article, Config, Source
from kbtool.urls import (
    LIST_PAGE,
    SEARCH_PAGE,
    above,
    alias_path,
    article_path,
    category_path,
    folded,
    page_path,
    to_url,
)

ONE = Config()
TWO = Config(languages=("zh", "en"))


def article(*category: str, lang: str = "en", slug: str = "refund-time") -> Article:
    return Article("r", lang, "R?", Source("a.md"), "a.md", category, slug)


def test_the_page_of_an_article_lies_in_the_folders_of_its_categories() -> None:
    assert article_path(article("returns", "money"), ONE) == "returns/money/refund-time.html"


def test_with_several_languages_a_page_lies_below_its_language() -> None:
    assert article_path(article("退货", lang="zh"), TWO) == "zh/退货/refund-time.html"


def test_an_article_at_the_top_needs_no_folder() -> None:
    assert article_path(article(), ONE) == "refund-time.html"


@pytest.mark.parametrize(
    ("path", "config", "page"),
    [
        ((), ONE, "index.html"),
        (("a",), ONE, "a/index.html"),
        ((), TWO, "en/index.html"),
        (("a", "b"), TWO, "en/a/b/index.html"),
    ],
)
def test_the_page_of_a_category_is_the_index_of_its_folder(
    path: tuple[str, ...], config: Config, page: str
) -> None:
    assert category_path("en", path, config) == page


def test_every_language_has_a_page_of_all_questions() -> None:
    assert [page_path(LIST_PAGE, lang, TWO) for lang in TWO.languages] == [
        "zh/all-questions.html",
        "en/all-questions.html",
    ]


def test_every_language_has_a_page_of_results() -> None:
    assert [page_path(SEARCH_PAGE, lang, TWO) for lang in TWO.languages] == [
        "zh/search.html",
        "en/search.html",
    ]


@pytest.mark.parametrize(
    ("alias", "page"),
    [
        ("refund-days", "en/returns/refund-days.html"),
        ("refund-days.html", "en/returns/refund-days.html"),
        ("en/old/refund.html", "en/old/refund.html"),
        ("/en/old/refund", "en/old/refund.html"),
        ("old/page.htm", "old/page.htm"),
        ("help/refunds/", "help/refunds/index.html"),
        ("/", "index.html"),
        ("faq/v1.2", "faq/v1.2.html"),
    ],
)
def test_an_alias_is_an_old_id_beside_the_article_or_an_old_path(alias: str, page: str) -> None:
    assert alias_path(alias, article("returns"), TWO) == page


def test_a_url_is_percent_encoded_utf_8() -> None:
    assert to_url("zh/退货/a b#c?.html") == "zh/%E9%80%80%E8%B4%A7/a%20b%23c%3F.html"


def test_folders_above_a_path_come_nearest_first() -> None:
    assert above("en/returns/a.html") == ["en/returns", "en"]
    assert above("index.html") == []


def test_paths_that_some_file_systems_confuse_fold_to_one() -> None:
    assert folded("Café/A.html") == folded("cafe\u0301/a.html")
