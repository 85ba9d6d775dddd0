from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbtool.loop.report.helped import at_least
from tests.conftest import Project
from tests.loop.report.making import SHOP, feedback, report_of


@pytest.mark.parametrize(
    ("part", "whole", "bound"), [(0, 0, 0.0), (1, 1, 0.2065), (30, 40, 0.5981), (0, 225, 0)]
)
def test_the_lower_bound_is_that_of_wilson(part: int, whole: int, bound: float) -> None:
    assert at_least(part, whole) == (pytest.approx(bound, abs=1e-4) if bound else 0)


@given(st.integers(0, 400), st.integers(0, 400))
def test_the_lower_bound_lies_below_the_share_and_rises_with_it(part: int, other: int) -> None:
    whole = part + other

    bound = at_least(part, whole)

    assert 0 <= bound <= (part / whole if whole else inf)
    assert at_least(part + 1, whole + 1) >= bound


def test_an_answer_that_helps_few_is_named_by_how_many_go_away(project: Project) -> None:
    rows = [
        feedback("return", 10, 30, {"unclear": 20, "outdated": 4}),
        feedback("refund", 10, 30, {"incomplete": 9}),
        feedback("invoice", 90, 10),
        feedback("gone", 0, 40),
    ]

    found = report_of(project(SHOP), feedback=rows).helped

    # refund is asked 130 times, return 95 times
    assert [one.id for one in found.unhelpful_and_hot] == ["refund", "return"]
    assert found.unhelpful_and_hot[1].reasons == (("unclear", 20), ("outdated", 4))
    assert (found.helpful, found.unhelpful) == (110, 110)


def test_one_reader_who_was_not_helped_says_nothing(project: Project) -> None:
    found = report_of(project(SHOP), feedback=[feedback("return", 0, 1)]).helped

    assert found.unhelpful_and_hot == ()
