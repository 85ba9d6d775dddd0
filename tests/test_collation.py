"""How titles sort, on every machine alike."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin

from kbtool.collation import collation_key


def in_order(lang: str, *titles: str) -> list[str]:
    shuffled = list(titles)
    random.Random(1).shuffle(shuffled)
    return sorted(shuffled, key=lambda title: collation_key(title, lang))


@pytest.mark.parametrize(
    ("lang", "titles"),
    [
        ("zh", ("安装", "保修", "查物流", "发票", "退货", "退款", "支付")),
        ("zh", ("妈", "麻", "马", "骂", "吗")),  # tones 1 to 5
        ("zh", ("7 天无理由", "VIP 会员", "安装", "发 SMS", "发票")),
        ("en", ("Apple", "banana", "Cherry")),
        ("en", ("cafe", "café", "Cafes")),
        ("de", ("Ärger", "Beschwerde", "über", "Umtausch")),
    ],
)
def test_titles_sort_as_in_a_dictionary_of_their_language(
    lang: str, titles: tuple[str, ...]
) -> None:
    assert in_order(lang, *titles) == list(titles)


def test_chinese_titles_with_one_pronunciation_still_have_one_order() -> None:
    assert in_order("zh", "事", "是") == in_order("zh", "是", "事")


def test_a_regional_language_sorts_like_its_own() -> None:
    assert in_order("zh-TW", "支付", "安装") == ["安装", "支付"]


@given(st.lists(st.text(max_size=6), max_size=6, unique=True), st.sampled_from(["zh", "en"]))
@settings(deadline=None, max_examples=60)
def test_different_titles_never_tie(titles: list[str], lang: str) -> None:
    keys = [collation_key(title, lang) for title in titles]

    assert len(set(keys)) == len(titles)
    assert len(sorted(keys)) == len(titles)  # every two keys can be compared


@settings(deadline=None)
@given(
    st.text(st.sampled_from("重长行了着地得都还中心音乐银行订单退货会员发票怎么 abc7"), max_size=20)
)
def test_word_by_word_is_the_pinyin_of_the_whole(title: str) -> None:
    whole = lazy_pinyin(
        title,
        style=Style.TONE3,
        neutral_tone_with_five=True,
        errors=lambda run: [f"\0{char}" for char in run],  # type: ignore[arg-type,return-value]
    )

    assert collation_key(title, "zh") == (tuple(whole), title)
