from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kbtool.loop.report.searched import FEW, searched
from kbtool.loop.report.spans import period_of
from kbtool.model import SearchCount
from tests.loop.report.making import search

PERIOD = period_of([(2026, 1)], (2026, 10))
MONTHS = st.tuples(st.just(2026), st.integers(1, 10))
KNOWN = st.none() | st.integers(0, 50)
ROWS = st.lists(
    st.builds(
        search, st.sampled_from(["退货", "refund", "cat"]), st.integers(1, 60), KNOWN, KNOWN, MONTHS
    )
)


def test_a_query_without_results_is_unanswered_however_often_it_was_clicked() -> None:
    found = searched([search("humidifier", 12, 0, 0), search("refund", 30, 20, 4)], PERIOD)

    assert [one.query for one in found.without_result] == ["humidifier"]
    assert (found.searches, found.judged, found.unanswered) == (42, 42, 12)


def test_results_that_one_visitor_in_twenty_opens_are_not_taken() -> None:
    rows = [search("a", 100, 5, 9), search("b", 100, 6, 9), search("c", 100, None, 9)]

    found = searched(rows, PERIOD)

    assert [one.query for one in found.not_taken] == ["a"]


def test_the_newest_month_that_knows_says_how_many_results_there_are() -> None:
    rows = [
        search("sofa", 10, 0, 0, (2026, 7)),
        search("sofa", 10, 8, 5, (2026, 9)),
        search("sofa", 10, None, None, (2026, 10)),
    ]

    found = searched(rows, PERIOD)

    assert [(q.query, q.count, q.clicks, q.results) for q in found.top] == [("sofa", 30, 8, 5)]
    assert found.without_result == ()


def test_what_few_searched_is_in_no_list_of_faults() -> None:
    found = searched([search("rare", FEW - 1, 0, 0)], PERIOD)

    assert (found.without_result, found.unanswered) == ((), FEW - 1)


def test_months_before_the_period_do_not_count() -> None:
    assert searched([search("old", 9, month=(2024, 1))], PERIOD).searches == 0


@given(ROWS)
def test_the_sums_are_those_of_the_rows(rows: list[SearchCount]) -> None:
    found = searched(rows, PERIOD)

    assert sum(one.count for one in rows) == found.searches
    assert sum(one.count for one in found.top) == found.searches
    assert 0 <= found.unanswered <= found.judged <= found.searches
    assert 0 <= found.untaken <= found.clicked <= found.searches
    assert list(found.top) == sorted(found.top, key=lambda one: (-one.count, one.query))
