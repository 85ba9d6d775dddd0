"""More texts in an author's list: every other byte stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbtool.loop.suggest.edits import articles_in, with_synonym, with_texts
from kbtool.model import Article, Source

FRONT = "---\nid: a\ntitle: How do I pay?\n{}---\n\nBody.\n"


def article(path: str = "kb/articles/a.md", id: str = "a") -> Article:
    return Article(id, "en", "", Source(path), path, (), id)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "also_asked:  # words of customers\n  - pay now # the first\nweight: 1\n",
            "also_asked:  # words of customers\n  - pay now # the first\n  - new one\nweight: 1\n",
        ),
        ("also_asked:\n- pay now\n", "also_asked:\n- pay now\n- new one\n"),
        ("also_asked: [pay now]  # why\n", "also_asked: [pay now, new one]  # why\n"),
        ("also_asked: ['pay, now' ]\n", "also_asked: ['pay, now', new one ]\n"),
        ('also_asked: [\n  "pay now",\n]\n', 'also_asked: [\n  "pay now", "new one",\n]\n'),
        ("also_asked: []\n", "also_asked: [new one]\n"),
        ("also_asked:\nweight: 1\n", "also_asked: [new one]\nweight: 1\n"),
        ("also_asked: pay now\n", "also_asked: [pay now, new one]\n"),
        (
            "answer: |\n  At once.\n\nweight: 1\n",
            "answer: |\n  At once.\nalso_asked:\n  - new one\n\nweight: 1\n",
        ),
        ("weight: 1\n", "also_asked:\n  - new one\nweight: 1\n"),
    ],
)
def test_a_phrasing_stands_where_its_author_writes_them(before: str, after: str) -> None:
    assert FRONT.format(after) == with_texts(
        FRONT.format(before), article(), "also_asked", ["new one"]
    )


def test_line_ends_and_a_byte_order_mark_stay() -> None:
    text = "\ufeff---\r\nid: a\r\ntitle: How?\r\nalso_asked:\r\n  - one\r\n---\r\nBody.\r\n"

    edited = with_texts(text, article(), "also_asked", ["two"])

    assert text.replace("  - one\r\n", "  - one\r\n  - two\r\n") == edited


def test_a_question_of_a_list_is_changed_and_no_other() -> None:
    text = (
        "# ours\n- id: a\n  question: How?\n  answer: So.\n- {id: b, question: Why?}\n"
        "- question: Where?\n  id: c\n  also_asked: [there]\n"
    )
    path = "kb/articles/faq.yml"

    for id, old, new in [
        ("a", "  answer: So.\n", "  answer: So.\n  also_asked:\n    - x y\n"),
        ("b", "question: Why?}", "question: Why?, also_asked: [x y]}"),
        ("c", "[there]", "[there, x y]"),
    ]:
        edited = with_texts(text, article(path, id), "also_asked", ["x y"])
        assert text.replace(old, new) == edited


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"title": "How?"}', '"title": "How?", "also_asked": ["x y"]}'),
        ('"also_asked": ["a"], "title": "?"}', '"also_asked": ["a", "x y"], "title": "?"}'),
    ],
)
def test_json_stays_json(before: str, after: str) -> None:
    text = '- {{"id": "a", {}\n'

    edited = with_texts(text.format(before), article("kb/a.yml"), "also_asked", ["x y"])

    assert edited == text.format(after)


def test_related_ids_are_written_the_same_way() -> None:
    text = FRONT.format("related: [b]\n")

    assert FRONT.format("related: [b, c, d]\n") == with_texts(
        text, article(), "related", ["c", "d"]
    )


def test_a_file_with_errors_is_left_alone() -> None:
    assert with_texts("---\nid: a\ntitle: [\n---\n", article(), "also_asked", ["x"]) is None


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).filter(
    lambda text: text == " ".join(text.split()) and text.isprintable()
)
LISTS = st.sampled_from(
    ["", "also_asked: [one]\n", "also_asked:\n  - one\n", "also_asked: []\n", "also_asked: one\n"]
)


@given(LISTS, st.lists(TEXTS, min_size=1, max_size=3, unique=True))
def test_whatever_customers_say_the_file_says_it_and_keeps_the_rest(
    before: str, new: list[str]
) -> None:
    text = FRONT.format(f"# first\n{before}weight: 1  # last\n")

    edited = with_texts(text, article(), "also_asked", new)

    assert edited is not None
    found = (articles_in(edited, article()) or {})["a"]
    assert ([*(["one"] if "one" in before else []), *new], 1) == (
        list(found.also_asked),
        found.weight,
    )
    kept = [line for line in text.splitlines() if not line.startswith("also_asked")]
    assert [line for line in kept if line not in edited.splitlines()] == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "en:\n  - sofa bed: futon\n"),
        (
            "# words\nen:\n  - [a b, c]  # why\nzh:\n  - [退款, 退钱]\n",
            "# words\nen:\n  - [a b, c]  # why\n  - sofa bed: futon\nzh:\n  - [退款, 退钱]\n",
        ),
        ("zh:\n  - [退款, 退钱]", "zh:\n  - [退款, 退钱]\nen:\n  - sofa bed: futon\n"),
        ("en:\r\n  - x: y\r\n", "en:\r\n  - x: y\r\n  - sofa bed: futon\r\n"),
    ],
)
def test_a_synonym_stands_behind_the_last_of_its_language(before: str, after: str) -> None:
    edited = with_synonym(before, "kb/synonyms.yml", ("zh", "en"), "en", "sofa bed", "futon")

    assert after == edited


def test_with_one_language_synonyms_are_a_list_alone() -> None:
    edited = with_synonym("- [a b, c d]\n", "kb/synonyms.yml", ("en",), "en", "x y", "z w")

    assert edited == "- [a b, c d]\n- x y: z w\n"
