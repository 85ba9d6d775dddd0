"""What belongs together is the same for the same texts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kbtool.loop.suggest.closeness import Space, closeness, groups
from kbtool.loop.suggest.slips import Slips
from kbtool.model import Article, Source

WORDS = st.lists(
    st.sampled_from(["refund", "sofa", "late", "how", "do", "退款", "多久", "怎么", "parcel"]),
    max_size=5,
).map(" ".join)


def test_words_in_another_order_are_the_same() -> None:
    space = Space(["refund for a sofa", "late parcel"])

    assert round(closeness(space.vector("sofa refund"), space.vector("refund sofa")), 9) == 1.0


def test_texts_about_the_same_thing_are_a_group_that_its_first_leads() -> None:
    texts = ["student discount", "late parcel", "discount for students", "parcel is late"]

    assert groups(texts, 0.4) == [[0, 2], [1, 3]]


@given(st.lists(WORDS, max_size=12))
def test_every_text_is_in_one_group_and_as_close_to_its_leader_as_is_asked(
    texts: list[str],
) -> None:
    found = groups(texts, 0.4)

    assert sorted(place for group in found for place in group) == list(range(len(texts)))
    space = Space(texts)
    for leader, *others in found:
        for one in others:
            assert closeness(space.vectors[leader], space.vectors[one]) >= 0.4


@given(st.lists(WORDS, max_size=12))
def test_no_text_could_join_an_earlier_leader_that_is_closer(texts: list[str]) -> None:
    space = Space(texts)
    found = groups(texts, 0.4)
    leaders = [group[0] for group in found]
    for leader, *others in found:
        for one in others:
            best = max(
                closeness(space.vectors[one], space.vectors[other])
                for other in leaders
                if other < one
            )
            assert best == closeness(space.vectors[one], space.vectors[leader])


def _article(id: str, title: str) -> Article:
    return Article(id, "zh", title, Source("x"), "x", (), id)


def test_a_phrasing_with_one_wrong_letter_is_its_article() -> None:
    slips = Slips([_article("return", "怎么退货？"), _article("change", "怎么换货？")])

    assert (slips.of("怎么退获", "zh"), slips.of("怎么退获", "en")) == ("return", "")


def test_what_is_one_letter_from_two_articles_is_neither() -> None:
    slips = Slips([_article("return", "怎么退货？"), _article("change", "怎么换货？")])

    assert slips.of("怎么寄货", "zh") == ""
