"""What the pages hold that lead to questions: lists, tags, categories, the home page."""

from __future__ import annotations

from pathlib import Path

import pytest

from kbtool.collation import initial
from kbtool.compiler import examine, plan
from kbtool.model import Article, Source
from kbtool.publish.overview_pages import CATEGORY_QUESTIONS
from kbtool.publish.tags import tags_of
from kbtool.publish.views import PageView
from tests.conftest import Project


def file(id: str, title: str, more: str = "") -> str:
    return f'---\nid: {id}\ntitle: "{title}"\n{more}---\n\nThis.\n'


def views(root: Path) -> dict[str, PageView]:
    site, _ = plan(examine(root))
    return {page.path: page.view for page in site.pages}


def sections(view: PageView) -> list[tuple[str, list[str]]]:
    assert view.list
    return [(one.title, [item.title for item in one.questions]) for one in view.list.sections]


@pytest.mark.parametrize(
    ("title", "lang", "letter"),
    [
        ("怎么退货？", "zh", "Z"),
        ("长度是多少？", "zh", "C"),
        ("重新下单", "zh", "C"),
        ("“退货”是什么？", "zh", "T"),
        ("App 打不开", "zh", "A"),
        ("7 天无理由", "zh", "#"),
        ("？", "zh", "#"),
        ("Élan?", "en", "E"),
        ("“How” is it?", "en", "H"),
        ("3 days?", "en", "#"),
        ("Ωmega?", "el", "Ω"),
    ],
)
def test_a_title_is_filed_under_its_letter(title: str, lang: str, letter: str) -> None:
    assert letter == initial(title, lang)


def test_chinese_questions_stand_by_the_letters_of_their_pinyin(project: Project) -> None:
    titles = {"a": "怎么退货？", "b": "安装要多久？", "c": "在哪里付款？", "d": "3 天能到吗？"}
    files = {f"kb/articles/{id}.md": file(id, title) for id, title in titles.items()}

    found = views(project({"kb/kb.yml": "languages: [zh]\n", **files}))

    assert sections(found["all-questions-a-z.html"]) == [
        ("A", ["安装要多久？"]),
        ("Z", ["在哪里付款？", "怎么退货？"]),
        ("#", ["3 天能到吗？"]),
    ]


def test_questions_stand_by_asks_in_hundreds(project: Project) -> None:
    files = {
        f"kb/articles/q{n}.md": file(f"q{n}", f"What of {n}?", f"asks: {n}\n") for n in range(101)
    }

    first, second = sections(views(project(files))["all-questions-by-asks.html"])

    assert (
        first[0],
        first[1][0],
        second[0],
        second[1],
    ) == ("1–100", "What of 100?", "101–101", ["What of 0?"])


def test_every_order_of_the_list_leads_to_the_others(project: Project) -> None:
    found = views(project({"kb/articles/a.md": file("a", "What?")}))
    pages = ["all-questions.html", "all-questions-a-z.html", "all-questions-by-asks.html"]

    lists = [view for path in pages if (view := found[path].list)]

    assert [one.by for one in lists] == ["topic", "title", "asks"]
    assert [[("topic", pages[0]), ("title", pages[1]), ("asks", pages[2])]] * 3 == [
        list(one.orders) for one in lists
    ]


def test_anchors_of_topics_are_unique_where_names_join(project: Project) -> None:
    files = {
        "kb/articles/a/b/x.md": file("x", "X?"),
        "kb/articles/a-b/y.md": file("y", "Y?"),
    }

    shown = views(project(files))["all-questions.html"].list

    assert shown
    assert sorted(one.anchor for one in shown.sections) == ["topic/a", "topic/a-b", "topic/a/b"]


def tagged(id: str, *tags: str) -> Article:
    return Article(id, "zh", f"{id}?", Source("a.md"), "a.md", (), id, tags=tags)


def test_tags_sort_in_their_language_and_count_a_question_once() -> None:
    found = tags_of([tagged("a", "退货", "App", "退货"), tagged("b", "安装", "退货")], "zh")

    assert {name: [one.id for one in tag.articles] for name, tag in found.items()} == {
        "App": ["a"],
        "安装": ["b"],
        "退货": ["a", "b"],
    }
    assert list(found) == ["App", "安装", "退货"]


def test_anchors_of_tags_are_unique_and_hold_no_blank() -> None:
    found = tags_of([tagged("a", "a b", "a-b", "a  b")], "en")

    assert sorted(one.anchor for one in found.values()) == ["tag-a-b", "tag-a-b-2", "tag-a-b-3"]


def test_a_tag_of_an_article_leads_to_its_place(project: Project) -> None:
    files = {
        "kb/articles/a.md": file("a", "A?", "tags: [money back]\n"),
        "kb/articles/b.md": file("b", "B?", "tags: [quiet]\nunlisted: true\n"),
    }

    found = views(project(files))

    links = [
        (path, link)
        for path, view in found.items()
        if view.article
        for link in view.article.tag_links
    ]
    assert [(path, link.url) for path, link in links] == [
        ("a.html", "tags.html#tag-money-back"),
        ("b.html", ""),
    ]


def test_without_public_tags_there_is_no_page_of_tags(project: Project) -> None:
    found = views(project({"kb/articles/b.md": file("b", "B?", "tags: [t]\nunlisted: true\n")}))

    assert ("tags.html" in found, found["index.html"].tags_url) == (False, "")


def test_a_category_with_categories_shows_what_is_asked_most_below(project: Project) -> None:
    files = {
        f"kb/articles/top/low/q{n}.md": file(f"q{n}", f"What of {n}?", f"asks: {n}\n")
        for n in range(7)
    }

    found = views(project(files))
    top, low = found["top/index.html"].category, found["top/low/index.html"].category

    assert top and low
    assert ([f"What of {n}?" for n in (6, 5, 4, 3, 2)], ()) == (
        [item.title for item in top.most_asked],
        low.most_asked,
    )


@pytest.mark.parametrize(("count", "more"), [(0, ""), (1, "all-questions.html#topic/top")])
def test_a_large_category_leads_to_the_rest_of_its_questions(
    project: Project, count: int, more: str
) -> None:
    files = {
        f"kb/articles/top/q{n}.md": file(f"q{n}", f"What of {n}?")
        for n in range(CATEGORY_QUESTIONS + count)
    }

    shown = views(project(files))["top/index.html"].category

    assert shown
    assert (CATEGORY_QUESTIONS, more) == (
        len(shown.questions),
        shown.more.url if shown.more else "",
    )


def test_the_path_of_a_page_names_only_what_has_a_page(project: Project) -> None:
    files = {"kb/articles/hidden/a.md": file("a", "A?", "unlisted: true\n")}

    view = views(project(files))["hidden/a.html"]

    assert [crumb.url for crumb in view.crumbs] == ["index.html"]


def test_the_home_page_tells_the_contact_of_the_site_and_where_the_others_are(
    project: Project,
) -> None:
    files = {
        "kb/kb.yml": "contact: desk\n",
        "kb/contacts.yml": "boss: {title: The boss}\nvan: {title: The van, reply: in a day}\n"
        "desk: {title: The desk}\n",
        "kb/articles/send/_category.yml": "contact: van\n",
        "kb/articles/send/a.md": file("a", "A?"),
    }

    home = views(project(files))["index.html"].home

    assert home
    assert (
        [one.title for one in home.contacts],
        [(one.title, one.url, one.answer) for one in home.teams],
    ) == (["The desk", "The boss"], [("The van", "send/index.html#kb-contact", "in a day")])
