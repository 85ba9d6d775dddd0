"""Article files and category files become values."""

from __future__ import annotations

import datetime as dt

import pytest

from kbtool.model import AliasRef, Article, Ref, Source, Status
from kbtool.problems import Problem
from kbtool.read.article import Spot, read_category, read_markdown, read_yaml_articles

TODAY = dt.date(2026, 6, 15)
SPOT = Spot("kb/articles/returns/how-to.md", "en", ("returns",), TODAY)
LIST = Spot("kb/articles/returns/faq.yml", "en", ("returns",), TODAY)


def article(fields: str, body: str = "") -> Article:
    articles, problems = read_markdown(f"---\nid: how\ntitle: How?\n{fields}\n---\n{body}", SPOT)
    assert problems == []
    return articles[0]


def questions(text: str) -> list[Article]:
    articles, problems = read_yaml_articles(text, LIST)
    assert problems == []
    return articles


def told(problems: list[Problem]) -> list[tuple[str, int, int]]:
    return [(p.rule.id, p.source.line, p.source.column) for p in problems]


def test_a_markdown_file_is_one_article() -> None:
    found = article("answer: In 3 days.\nalso_asked: [When?]\ntags: refunds", "\nText [a](b.md)\n")

    assert (found.id, found.title, found.lang, found.slug) == ("how", "How?", "en", "how-to")
    assert (found.answer, found.also_asked, found.tags) == ("In 3 days.", ("When?",), ("refunds",))
    assert (found.category, found.path) == (("returns",), SPOT.path)
    assert (found.body, found.body_line) == ("\nText [a](b.md)\n", 8)
    assert found.links[0].source == Source(SPOT.path, 9, 10, 4)


def test_an_article_stands_where_its_title_stands() -> None:
    assert article("").source == Source(SPOT.path, 3, 8, 4)


def test_related_and_aliases_know_where_they_stand() -> None:
    found = article("related: [a, b]\naliases:\n  - old\n  - zh/old.html")

    assert found.related == (
        Ref("a", Source(SPOT.path, 4, 11, 1)),
        Ref("b", Source(SPOT.path, 4, 14, 1)),
    )
    assert found.aliases == (
        AliasRef("old", Source(SPOT.path, 6, 5, 3)),
        AliasRef("zh/old.html", Source(SPOT.path, 7, 5, 11)),
    )


def test_a_slug_by_hand_wins_over_the_file_name() -> None:
    assert article("slug: 怎么退").slug == "怎么退"


@pytest.mark.parametrize("slug", ["a/b", "..", ".hidden", "a?b", "a b", "a%20b", "x" * 201])
def test_a_slug_that_is_no_url_part_is_told(slug: str) -> None:
    _, problems = read_markdown(f"---\nid: a\ntitle: b\nslug: {slug}\n---\n", SPOT)

    assert told(problems) == [("KB316", 4, 7)]


@pytest.mark.parametrize("id", ["a b", "a/b", "-a", ".a", "a#b", '"a|b"', "x" * 101])
def test_an_id_is_made_of_letters_digits_and_few_signs(id: str) -> None:
    articles, problems = read_markdown(f"---\nid: {id}\ntitle: b\n---\n", SPOT)

    assert ([one.faulty for one in articles], told(problems)) == ([True], [("KB308", 2, 5)])


@pytest.mark.parametrize("id", ["refund-time", "退款-多久", "a.b_c", "2026", "x" * 100])
def test_ids_of_any_script_are_fine(id: str) -> None:
    articles, problems = read_markdown(f"---\nid: {id}\ntitle: b\n---\n", SPOT)

    assert ([one.id for one in articles], problems) == ([id], [])


def test_every_fault_of_an_article_is_told_at_once() -> None:
    text = "---\ntitel: x\nasks: many\ndate: soon\ntype: polcy\n---\n"

    articles, problems = read_markdown(text, SPOT)

    assert [one.faulty for one in articles] == [True]
    assert sorted(told(problems)) == [
        ("KB303", 2, 1),
        ("KB304", 3, 7),
        ("KB305", 4, 7),
        ("KB306", 2, 1),
        ("KB307", 2, 1),
        ("KB313", 5, 7),
    ]


# --- who may see it ---------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ("", Status.PUBLIC),
        ("draft: false", Status.PUBLIC),
        ("draft: true", Status.DRAFT),
        ("unlisted: true", Status.UNLISTED),
        ("audience: customers", Status.PUBLIC),
        ("audience: internal", Status.INTERNAL),
        ("publish_date: 2026-06-15", Status.PUBLIC),
        ("publish_date: 2026-06-16", Status.SCHEDULED),
        ("expiry_date: 2026-06-16", Status.PUBLIC),
        ("expiry_date: 2026-06-15", Status.EXPIRED),
        ("draft: true\nunlisted: true", Status.DRAFT),
        ("unlisted: true\nexpiry_date: 2026-06-01", Status.EXPIRED),
        ("unlisted: true\naudience: internal", Status.INTERNAL),
    ],
)
def test_the_strictest_answer_says_who_may_see_an_article(fields: str, status: Status) -> None:
    assert article(fields).status is status


@pytest.mark.parametrize(
    "fields",
    ["draft: yes", "unlisted: 1", "publish_date: 2026-13-01", "expiry_date: soon", "audience: vip"],
)
def test_what_cannot_be_read_hides_an_article_rather_than_publishing_it(fields: str) -> None:
    articles, problems = read_markdown(f"---\nid: a\ntitle: b\n{fields}\n---\n", SPOT)

    assert (articles[0].status, len(problems)) == (Status.DRAFT, 1)


def test_a_preview_shows_drafts_and_nothing_else_that_is_hidden() -> None:
    spot = Spot(SPOT.path, "en", ("returns",), TODAY, drafts=True)

    def status(fields: str) -> Status:
        return read_markdown(f"---\nid: a\ntitle: b\n{fields}\n---\n", spot)[0][0].status

    assert status("draft: true") is Status.PUBLIC
    assert status("draft: true\naudience: internal") is Status.INTERNAL
    assert status("draft: true\nunlisted: true") is Status.UNLISTED


# --- YAML files -------------------------------------------------------------


def test_a_yaml_file_may_be_one_article_named_after_its_file() -> None:
    found = questions("id: a\ntitle: b\nbody: Text\n")

    assert [(one.id, one.title, one.slug, one.body) for one in found] == [("a", "b", "faq", "Text")]


def test_a_list_of_questions_is_as_many_articles_named_after_their_ids() -> None:
    found = questions("- id: a\n  question: A?\n- id: b\n  title: B?\n")

    assert [(one.id, one.title, one.slug, one.source.line) for one in found] == [
        ("a", "A?", "a", 2),
        ("b", "B?", "b", 4),
    ]


def test_a_link_in_a_yaml_body_is_told_at_its_place_in_the_file() -> None:
    found = questions("- id: a\n  question: A?\n  body: |\n    First.\n\n    See [x](y.md).\n")

    assert found[0].links[0].source == Source(LIST.path, 6, 13, 4)


def test_a_yaml_body_that_begins_with_blank_lines_keeps_its_places() -> None:
    found = questions("- id: a\n  question: A?\n  body: |\n\n\n    See [x](y.md).\n")

    assert found[0].links[0].source == Source(LIST.path, 6, 13, 4)


def test_a_yaml_body_on_one_line_keeps_its_places() -> None:
    found = questions("- id: a\n  question: A?\n  body: See [x](y.md).\n")

    assert found[0].links[0].source == Source(LIST.path, 3, 17, 4)


def test_a_yaml_body_in_quotes_keeps_its_places() -> None:
    found = questions('- id: a\n  question: A?\n  body: "See [x](y.md)."\n')

    assert found[0].links[0].source == Source(LIST.path, 3, 18, 4)


def test_one_bad_entry_of_a_list_does_not_hide_the_others() -> None:
    articles, problems = read_yaml_articles(
        "- id: a\n  title: A\n- only text\n- id: c\n  title: C\n", LIST
    )

    assert [one.id for one in articles if not one.faulty] == ["a", "c"]
    assert told(problems) == [("KB304", 3, 3)]


def test_body_is_no_key_of_a_markdown_file() -> None:
    _, problems = read_markdown("---\nid: a\ntitle: b\nbody: c\n---\n", SPOT)

    assert told(problems) == [("KB303", 4, 1)]


# --- categories -------------------------------------------------------------


def test_a_category_file_is_read() -> None:
    spot = Spot("kb/articles/returns/_category.yml", "en", ("returns",), TODAY)

    category, problems = read_category("title: Returns\nweight: 2\ncontact: shop\n", spot)

    assert problems == []
    assert (category.title, category.weight, category.contact, category.declared) == (
        "Returns",
        2,
        "shop",
        True,
    )


def test_an_empty_category_file_keeps_the_name_of_the_folder() -> None:
    spot = Spot("kb/articles/returns/_category.yml", "en", ("returns",), TODAY)

    category, problems = read_category("", spot)

    assert (category.title, problems) == ("returns", [])


# --- what cannot be used ----------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "---\nid: how\ntitel: How?\n---\n",
        "---\nid: how\ntitle: [\n---\n",
        "---\nid: how\ntitle: How?\n",
        "id: how\n\nText.\n",
    ],
)
def test_an_article_that_cannot_be_used_keeps_its_id_for_links(text: str) -> None:
    articles, _ = read_markdown(text, SPOT)

    assert [(one.id, one.faulty) for one in articles] == [("how", True)]


def test_a_list_that_cannot_be_read_keeps_its_ids_for_links() -> None:
    articles, _ = read_yaml_articles("- id: a\n  title: [\n- id: c\n  title: C\n", LIST)

    assert [(one.id, one.faulty) for one in articles] == [("a", True), ("c", True)]


@pytest.mark.parametrize("text", ["[]\n", "# questions to come\n"])
def test_an_empty_list_is_no_article(text: str) -> None:
    assert questions(text) == []


@pytest.mark.parametrize("text", ["", "\n", " \n\n"])
def test_a_file_of_questions_that_is_empty_is_told(text: str) -> None:
    articles, problems = read_yaml_articles(text, LIST)

    assert (articles, told(problems)) == ([], [("KB304", 1, 1)])
