"""Raw HTML and prose of a body, in place."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.model import Article, Source
from kbtool.read.markup import place, prose, tags


def written(body: str) -> list[str]:
    return [body[tag.start : tag.end] for tag in tags(body)]


def test_tags_are_found_in_prose_and_in_raw_blocks() -> None:
    body = "A <kbd>B</kbd>\n\n<div>\n<b>x</b>\n</div>\n"

    assert written(body) == ["<kbd>", "<div>", "<b>"]


def test_what_only_looks_like_a_tag_is_none() -> None:
    body = "`<b>`, 1 < 2, <https://a.example/>\n\n    <i>\n\n```\n<u>\n```\n\n<!-- <s> -->\n"

    assert written(body) == []


def test_attributes_have_their_values_and_places() -> None:
    body = "<img SRC='a.png' hidden title=\"a &amp; b\">"

    (tag,) = tags(body)

    assert [(one.key, one.value) for one in tag.attributes] == [
        ("src", "a.png"),
        ("hidden", None),
        ("title", "a & b"),
    ]
    assert [body[one.start : one.end] for one in tag.attributes] == [
        "SRC='a.png'",
        "hidden",
        'title="a &amp; b"',
    ]
    assert (tag.value("hidden"), tag.value("alt")) == ("", None)


def test_a_place_is_counted_from_where_the_body_stands() -> None:
    article = Article(
        id="a",
        lang="en",
        title="A?",
        source=Source("a.yml"),
        path="a.yml",
        category=(),
        slug="a",
        body="one\ntwo <b>",
        body_line=7,
        body_column=5,
    )

    assert [place(article, 0, 3), place(article, 8, 11)] == [
        Source("a.yml", 7, 5, 3),
        Source("a.yml", 8, 9, 3),
    ]


@settings(deadline=None, max_examples=200)
@given(st.text(st.sampled_from("<>/ab=\"' `\n!-&;退"), max_size=60))
def test_prose_keeps_every_offset_and_tags_are_where_they_are_said_to_be(body: str) -> None:
    assert len(prose(body)) == len(body)
    assert all(body[tag.start] == "<" and body[tag.end - 1] == ">" for tag in tags(body))
