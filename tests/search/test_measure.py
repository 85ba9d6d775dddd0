"""The figures of `kbtool eval`, against their definitions written out plainly."""

from __future__ import annotations

import random
from math import log2

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.search.measure import (
    FIGURES,
    RESAMPLES,
    SEED,
    Outcome,
    figures,
    outcome,
    percentile,
)

IDS = [f"id-{number}" for number in range(14)]
found_lists = st.permutations(IDS).flatmap(
    lambda ids: st.integers(0, 14).map(lambda length: ids[:length])
)
relevant_sets = st.sets(st.sampled_from([*IDS, "gone"]), min_size=1)
outcome_lists = st.lists(st.builds(outcome, found_lists, relevant_sets), min_size=1, max_size=20)


def test_the_right_answer_in_the_third_place() -> None:
    came = outcome(["a", "b", "c"], ["c"])

    assert Outcome(0.0, 1.0, 1 / 3, 1 / log2(4), 0.0) == came


def test_one_of_several_right_answers_is_enough_for_recall() -> None:
    came = outcome(["a", "b"], ["a", "x", "y"])

    assert (came.recall_at_1, came.recall_at_5, came.mrr_at_10) == (1.0, 1.0, 1.0)
    assert came.ndcg_at_10 == pytest.approx(1 / (1 + 1 / log2(3) + 1 / 2))


def test_nothing_found_is_a_zero_result_and_no_recall() -> None:
    assert Outcome(0.0, 0.0, 0.0, 0.0, 1.0) == outcome([], ["a"])


def test_the_eleventh_place_counts_for_nothing_but_is_no_zero_result() -> None:
    assert Outcome(0.0, 0.0, 0.0, 0.0, 0.0) == outcome(IDS, [IDS[10]])


def test_a_query_without_a_right_answer_has_no_outcome() -> None:
    with pytest.raises(ValueError, match="no outcome"):
        outcome(["a"], [])


@settings(deadline=None, max_examples=60)
@given(found_lists, relevant_sets)
def test_an_outcome_is_what_the_definitions_say(found: list[str], relevant: set[str]) -> None:
    gains = [1.0 if id in relevant else 0.0 for id in found[:10]]
    best = sorted([1.0] * len(relevant) + [0.0] * 10, reverse=True)[:10]

    def dcg(gains: list[float]) -> float:
        return sum(gain / log2(place + 2) for place, gain in enumerate(gains))

    came = outcome(found, relevant)

    assert came.recall_at_1 == max(gains[:1], default=0.0)
    assert came.recall_at_5 == max(gains[:5], default=0.0)
    assert came.mrr_at_10 == max((g / (i + 1) for i, g in enumerate(gains)), default=0.0)
    assert came.ndcg_at_10 == pytest.approx(dcg(gains) / dcg(best))
    assert came.zero_results == (0.0 if found else 1.0)


@settings(deadline=None, max_examples=20)
@given(outcome_lists)
def test_intervals_are_those_of_queries_drawn_again_one_by_one(outcomes: list[Outcome]) -> None:
    generator = random.Random(SEED)
    resamples = [generator.choices(outcomes, k=len(outcomes)) for _ in range(RESAMPLES)]
    expected = {}
    for name, _ in FIGURES:
        means = sorted(sum(getattr(o, name) for o in one) / len(one) for one in resamples)
        value = sum(getattr(o, name) for o in outcomes) / len(outcomes)
        expected[name] = [value, means[24], means[974]]

    found = figures(outcomes)

    assert {
        name: pytest.approx([one.value, one.low, one.high]) for name, one in found.items()
    } == expected


def test_the_interval_of_queries_that_all_came_to_the_same_is_a_point() -> None:
    found = figures([outcome(["a"], ["a"])] * 50)["recall_at_1"]

    assert (found.value, found.low, found.high) == (1.0, 1.0, 1.0)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(), min_size=1), st.sampled_from([0.025, 0.5, 0.95, 1.0]))
def test_a_percentile_is_the_first_number_that_enough_do_not_exceed(
    numbers: list[int], share: float
) -> None:
    numbers.sort()

    expected = next(
        one for one in numbers if sum(n <= one for n in numbers) >= share * len(numbers)
    )

    assert expected == percentile(numbers, share)
