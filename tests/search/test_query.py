"""A query as both engines read it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.search.analyzer import analyse
from kbtool.search.query import MAX_CHARS, MAX_WORDS, Query, read_query


def terms(text: str) -> list[str]:
    return [term.term for term in read_query(text).terms]


def test_words_become_terms_in_their_order_each_once() -> None:
    assert terms("Return my returned order") == ["return", "my", "order"]


def test_a_phrase_is_searched_and_demanded() -> None:
    query = read_query('lost "gift card" code')

    assert [term.term for term in query.terms] == ["lost", "gift", "card", "code"]
    assert query.phrases == (("gift", "card"),)


@pytest.mark.parametrize("text", ['"gift card"', "“gift card”", "”gift card“", "＂gift card＂"])
def test_quotation_marks_may_be_of_any_kind(text: str) -> None:
    assert read_query(text).phrases == (("gift", "card"),)


def test_a_quotation_mark_alone_is_a_blank() -> None:
    assert read_query('5" screen') == read_query("5  screen")


def test_chinese_phrases_are_single_characters_that_follow_each_other() -> None:
    assert read_query("“运费险”怎么退").phrases == (("运", "费", "险"),)


def test_what_is_excluded_is_not_searched() -> None:
    query = read_query('refund -coupon -"late fee"')

    assert [term.term for term in query.terms] == ["refund"]
    assert query.excluded == (("coupon",), ("late", "fee"))


@pytest.mark.parametrize(
    "text", ["A-100", "a - b", "-5 degrees", "gift -a", "-a-b", "pre--order", "-", "--"]
)
def test_a_hyphen_that_excludes_nothing_is_part_of_the_words(text: str) -> None:
    query = read_query(text)

    assert query.excluded == ()
    assert terms(text) == list(dict.fromkeys(analyse(text)))


def test_only_what_ends_the_query_may_go_on() -> None:
    assert read_query("my shippin").open
    assert not read_query("my shippin ").open
    assert not read_query('"my shippin"').open


def test_pieces_keep_their_spelling_for_the_speller() -> None:
    assert [(piece.spelt, piece.term) for piece in read_query("Shipping COSTS").pieces] == [
        ("shipping", "ship"),
        ("costs", "cost"),
    ]


def test_a_term_knows_the_pieces_that_it_stands_for() -> None:
    found = [(term.term, term.first, term.last) for term in read_query("7天 A-100").terms]

    assert found == [
        ("7", 0, 0),
        ("天", 1, 1),
        ("7天", 0, 1),
        ("a", 2, 2),
        ("100", 3, 3),
        ("a100", 2, 3),
    ]


def test_a_query_is_cut_after_its_last_allowed_character() -> None:
    assert not read_query("a" * MAX_CHARS).cut
    assert read_query("a" * (MAX_CHARS + 1)).cut


def test_words_beyond_the_limit_are_left_out_but_function_words_are_free() -> None:
    named = [f"w{chr(97 + number)}q" for number in range(MAX_WORDS + 1)]

    query = read_query("how do i the " + " ".join(named))

    assert query.cut
    found = {term.term for term in query.terms}
    assert len([term for term in found if term.startswith("w")]) == MAX_WORDS
    assert {"how", "do", "i", "the"} <= found


def test_two_chinese_characters_count_as_a_word() -> None:
    distinct = "".join(
        dict.fromkeys("退货换款票订单物流快递优惠券积分员支付宝微信址修改取消申保修维洗衣机冰箱")
    )
    text = distinct[: 2 * MAX_WORDS]

    assert not read_query(text).cut
    assert read_query(text + "龙").cut


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab -\"“”＂退货A1'\t", max_size=30))
def test_no_text_brings_the_reader_down(text: str) -> None:
    query = read_query(text)

    assert isinstance(query, Query)
    assert len({term.term for term in query.terms}) == len(query.terms)
    assert all(0 <= term.first <= term.last < len(query.pieces) for term in query.terms)
    assert all(query.phrases) and all(query.excluded)
