"""What clicks on results say of the words that were searched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbtool.loop import clicks
from kbtool.loop.clicks import FEWEST, Clicks, Taken, clicks_by_words
from kbtool.loop.match import Match
from kbtool.model import SearchCount, Source

UNSURE = Match("first", "en", 0.4, 3, first="first")
TAKEN = st.dictionaries(st.sampled_from(["first", "second", "third"]), st.integers(0, 50))


def judged(taken: Mapping[str, int], match: Match, searches: int = 0) -> Taken | None:
    return clicks.judged(Clicks(searches, Counter(taken)), match)


def searched(query: str, taken: Mapping[str, int]) -> SearchCount:
    return SearchCount((2026, 3), query, 9, 9, 3, Source(""), taken)


def test_what_most_visitors_took_is_meant() -> None:
    found = judged({"second": 5, "third": 1}, UNSURE)

    assert found is not None
    assert (found.id, found.visitors, found.of, round(found.confidence, 2)) == (
        "second",
        5,
        6,
        round(5 / 7, 2),
    )


def test_one_visitor_says_nothing() -> None:
    assert judged({"second": FEWEST - 1}, UNSURE) is None


def test_what_stands_first_is_taken_because_it_stands_there() -> None:
    found = judged({"first": 3, "second": 2}, UNSURE)

    assert found is not None
    assert found.id == "second"


def test_visitors_and_search_that_agree_are_surer_than_search_alone() -> None:
    found = judged({"first": 2}, UNSURE)

    assert found is not None
    assert found.confidence > UNSURE.confidence


@given(TAKEN)
def test_one_more_visitor_never_makes_an_article_less_likely(taken: dict[str, int]) -> None:
    before = judged(taken, UNSURE)
    more = judged({**taken, before.id: taken[before.id] + 1} if before else {}, UNSURE)

    assert before is None or (more is not None and more.confidence >= before.confidence)


@pytest.mark.parametrize("article", ["first", "second"])
def test_many_who_take_nothing_make_the_few_who_took_something_doubtful(article: str) -> None:
    few, most = judged({article: 9}, UNSURE, 118), judged({article: 9}, UNSURE, 12)

    assert few is not None and most is not None
    assert few.confidence < 0.6 < most.confidence


@given(TAKEN)
def test_clicks_are_never_proof(taken: dict[str, int]) -> None:
    found = judged(taken, UNSURE)

    assert found is None or (0 < found.confidence < 1 and found.visitors <= found.of)


@pytest.mark.parametrize("other", ["Money back?", "hi, money back", "money back, thanks"])
def test_the_same_words_are_counted_together(other: str) -> None:
    found = clicks_by_words([searched("money back", {"a": 2}), searched(other, {"a": 1, "b": 1})])

    assert list(found.values()) == [Clicks(18, Counter({"a": 3, "b": 1}))]
