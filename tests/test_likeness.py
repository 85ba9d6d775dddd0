"""Texts that say nearly the same, against the naive comparison of each with each."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.likeness import _marks, alike, normalised, parts

TEXTS = st.lists(
    st.lists(
        st.sampled_from(
            ["how", "do", "I", "cancel", "orders", "order", "退货", "怎么", "申请", "7"]
        ),
        min_size=1,
        max_size=6,
    ).map(" ".join),
    max_size=12,
)


@settings(deadline=None, max_examples=200)
@given(TEXTS, st.sampled_from([0.5, 0.6, 0.75, 0.85, 1.0]))
def test_every_pair_is_found_that_comparing_each_with_each_finds(
    texts: list[str], least: float
) -> None:
    naive = {}
    for number, text in enumerate(texts):
        for other in range(number):
            one, two = parts(text), parts(texts[other])
            likeness = len(one & two) / len(one | two)
            if likeness >= least and _marks(text) == _marks(texts[other]):
                naive[number, other] = likeness

    found = {(number, other): likeness for number, other, likeness in alike(texts, least)}

    assert naive == found


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("How do I cancel my order?", "how can I cancel orders"),
        ("怎么申请退货？", "请问退货如何申请"),
        ("Where’s the refund?", "where's my REFUND"),
        ("ＡＢＣ 怎么用", "abc怎么用？"),
    ],
)
def test_small_words_order_and_signs_make_no_difference(one: str, two: str) -> None:
    assert [likeness for _, _, likeness in alike([one, two], 0.85)] == [1.0]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Which case fits the iPhone 14?", "Which case fits the iPhone 15?"),
        ("支持七天无理由退货的商品", "不支持七天无理由退货的商品"),
        ("Can I return it with the box?", "Can I return it without the box?"),
        ("怎么退货", "怎么换货"),
    ],
)
def test_a_number_or_a_negation_sets_two_questions_apart(one: str, two: str) -> None:
    assert list(alike([one, two], 0.85)) == []


def test_texts_of_signs_alone_are_compared_as_they_are() -> None:
    assert (normalised(" ?! "), normalised("怎么退货？"), normalised("A-1")) == (
        "?!",
        "怎么退货",
        "a1",
    )


def test_texts_without_parts_are_like_nothing() -> None:
    assert list(alike(["?", "!", ""], 0.5)) == []
