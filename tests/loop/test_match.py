"""Words are placed by search, surely or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbtool.loop.match import Matcher, curve, same_words
from kbtool.search.documents import Document

DOCUMENTS = [
    Document("refund", "en", "r", "When is my money back?", ("how long does a refund take",)),
    Document("return", "en", "t", "How do I return a sofa?", (), asks=500.0),
    Document("parcel", "en", "p", "Where is my parcel?"),
    Document("refund", "zh", "zr", "退款多久到账？"),
    Document("invoice", "zh", "zi", "怎么开发票？"),
]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(DOCUMENTS)


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("WHERE IS MY PARCEL", "parcel"),
        ("how long does a refund take?", "refund"),
        ("怎么开 发票", "invoice"),
    ],
)
def test_the_words_of_a_title_or_phrasing_are_sure(matcher: Matcher, text: str, id: str) -> None:
    match = matcher.match(text)

    assert (match.id, match.confidence, match.sure) == (id, 1.0, True)


def test_what_nothing_answers_has_no_article_and_no_results(matcher: Matcher) -> None:
    match = matcher.match("qwertz uiop")

    assert (match.id, match.confidence, match.results) == ("", 0.0, 0)


def test_a_word_that_stands_in_half_of_all_questions_is_not_sure(matcher: Matcher) -> None:
    assert not matcher.match("my").sure


def test_words_in_another_language_than_the_page_are_placed(matcher: Matcher) -> None:
    match = matcher.match("where is my parcel", {"zh"})

    assert (match.id, match.results) == ("parcel", 0)


def test_what_is_asked_often_does_not_draw_words_to_itself() -> None:
    often = [Document("a", "en", "a", "How do I return a chair?", asks=9e9)]
    often += [Document("b", "en", "b", "How do I return a table?")]

    one, other = Matcher(often), Matcher(often[::-1])

    assert one.match("return") == other.match("return")
    assert one.match("return").confidence < 0.75


def test_a_title_that_two_articles_have_is_placed_in_neither_by_name() -> None:
    twins = [Document(id, "en", id, "How do I pay?") for id in ("a", "b")]

    assert not Matcher(twins).match("how do i pay").sure


def test_without_articles_nothing_matches() -> None:
    assert Matcher([]).match("money").id == ""


@given(st.floats(0, 3), st.floats(0, 1), st.floats(0, 1))
def test_confidence_grows_with_fit_and_lead(fit: float, lead: float, more: float) -> None:
    assert 0 < curve(fit, lead) < 1
    assert curve(fit, lead) <= curve(fit + more, lead)
    assert curve(fit, lead * more) <= curve(fit, lead)


def test_signs_and_case_make_no_other_words() -> None:
    assert same_words("When is my money back?") == same_words("when is, my MONEY back")
