"""What a change does to the golden queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from kbtool.loop.suggest.golden import Effect, First, effect
from kbtool.model import GoldenQuery, Source


def golden(expect: str, within: int = 3) -> GoldenQuery:
    return GoldenQuery("q", "en", (expect,), within, Source("kb/queries.yml"))


def search(hits: Sequence[str]) -> First:
    answers: Mapping[str, Sequence[str]] = {"q": hits}
    return lambda lang, query, limit: answers[query][:limit]


def change(before: str, after: str, within: int = 3) -> Effect:
    return effect([golden("a", within)], search(before), search(after))


@pytest.mark.parametrize(
    ("before", "after", "worse"),
    [
        ("abc", "abc", False),
        ("bac", "abc", False),
        ("abc", "bac", True),  # no longer first
        ("bca", "bcda", True),  # no longer within its bound
        ("bac", "bca", False),  # still within
        ("bcdea", "bcdefa", True),  # fewer among the first five
        ("bcdefa", "bcdefga", False),
        ("abc", "bcd", True),
        ("bcd", "bcda", False),
    ],
)
def test_a_query_is_worse_when_a_good_answer_is_less_so(
    before: str, after: str, worse: bool
) -> None:
    assert worse == change(before, after).worse


def test_a_moved_answer_is_told_with_what_passed_it() -> None:
    (moved,) = change("bac", "bcda").moved

    assert (moved.before, moved.after, moved.passed_by) == (2, 4, ("c", "d"))


def test_figures_count_first_places_and_the_first_five() -> None:
    found = change("bac", "abc")

    assert (found.queries, found.first, found.five) == (1, (0, 1), (1, 1))


def test_queries_that_nothing_answers_are_not_asked() -> None:
    nothing = GoldenQuery("q", "en", (), 3, Source("kb/queries.yml"))

    assert effect([nothing], search("a"), search("b")).queries == 0
