"""The ask log: good rows, told rows, and how asks grow old."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.model import Ask, Source
from kbtool.read.asks import Month, decayed_asks, months_between, newest_month, read_asks

HEADER = "month,id,asks,source\n"
MONTHS = st.tuples(st.integers(2020, 2026), st.integers(1, 12))


def rows(text: str) -> list[Ask]:
    asks, problems = read_asks(HEADER + text, "kb/asks/a.csv", (2026, 6))
    assert problems == []
    return asks


def told(text: str) -> list[tuple[str, int, int, str]]:
    _, problems = read_asks(text, "kb/asks/a.csv", (2026, 6))
    return [(p.rule.id, p.source.line, p.source.column, p.message) for p in problems]


def test_a_row_says_what_was_asked_when_how_often_and_where() -> None:
    assert rows("2026-03,refund-time,12,search\n") == [
        Ask((2026, 3), "refund-time", 12, "search", Source("kb/asks/a.csv", 2, 9, 11))
    ]


def test_blank_lines_and_spaces_do_no_harm() -> None:
    assert [(a.id, a.asks) for a in rows("\n 2026-03 , a , 1 , chat \n\n , , , \n")] == [("a", 1)]


def test_ids_of_any_script_and_quoted_cells_are_read() -> None:
    assert [(a.id, a.source) for a in rows('2026-03,退款,0,"shop, north"\n')] == [
        ("退款", "shop, north")
    ]


def test_the_month_of_the_build_is_not_the_future() -> None:
    assert [a.month for a in rows("2026-06,a,1,chat\n")] == [(2026, 6)]


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        ("2026-13,a,1,chat", 1, "'2026-13' is no month"),
        ("2026-3,a,1,chat", 1, "'2026-3' is no month"),
        ("2026-07,a,1,chat", 1, "the month '2026-07' has not begun yet"),
        ("2026-03,,1,chat", 9, "the row names no article"),
        ("2026-03,a,-1,chat", 11, "'-1' is no count"),
        ("2026-03,a,1.5,chat", 11, "'1.5' is no count"),
        ("2026-03,a,²,chat", 11, "'²' is no count"),
        ("2026-03,a,١,chat", 11, "'١' is no count"),
        ("2026-03,a,1000000001,chat", 11, "'1000000001' is no count"),
        ("2026-03,a,1", 1, "the row has 3 cells, not 4"),
        ("2026-03,a,1,chat,x", 1, "the row has 5 cells, not 4"),
    ],
)
def test_a_bad_row_is_told_at_its_cell(row: str, column: int, message: str) -> None:
    assert told(HEADER + row) == [("KB311", 2, column, message)]


def test_a_bad_row_does_not_hide_the_others() -> None:
    asks, problems = read_asks(
        HEADER + "bad\n2026-03,a,1,chat\nworse\n", "kb/asks/a.csv", (2026, 6)
    )

    assert [a.id for a in asks] == ["a"]
    assert [p.source.line for p in problems] == [2, 4]


@pytest.mark.parametrize("text", ["", "id,month,asks,source\n2026-03,a,1,x", "2026-03,a,1,chat\n"])
def test_a_log_without_its_header_is_told_once(text: str) -> None:
    assert [place[:3] for place in told(text)] == [("KB315", 1, 1)]


def test_a_cell_beyond_all_limits_is_a_problem() -> None:
    assert [p[0] for p in told(HEADER + "2026-03," + "x" * 200_000 + ",1,chat\n")] == ["KB311"]


def test_a_row_below_a_quoted_line_break_is_told_on_its_own_line() -> None:
    assert [p[1] for p in told(HEADER + '2026-03,a,1,"two\nlines"\nbad\n')] == [4]


@given(st.text(alphabet='2026-03,a"\n \t;1²', max_size=80))
@settings(deadline=None, max_examples=100)
def test_no_log_brings_the_reader_down(text: str) -> None:
    asks, problems = read_asks(HEADER + text, "kb/asks/a.csv", (2026, 6))

    assert all(ask.asks >= 0 and ask.month <= (2026, 6) for ask in asks)
    assert all(2 <= p.source.line <= text.count("\n") + 2 for p in problems)


def test_months_are_counted_over_years() -> None:
    assert months_between((2025, 11), (2026, 2)) == 3
    assert months_between((2026, 2), (2025, 11)) == -3


def test_a_month_one_half_life_back_counts_half() -> None:
    assert decayed_asks({(2026, 1): 80}, (2026, 1), 6) == 80
    assert decayed_asks({(2025, 7): 80}, (2026, 1), 6) == 40
    assert decayed_asks({(2025, 1): 80}, (2026, 1), 6) == 20


def test_a_question_nobody_asked_has_no_asks() -> None:
    assert decayed_asks({}, (2026, 1), 6) == 0.0


def test_asks_of_the_future_are_an_error() -> None:
    with pytest.raises(ValueError, match="lies after"):
        decayed_asks({(2026, 2): 1}, (2026, 1), 6)


@given(st.dictionaries(MONTHS, st.integers(0, 10**9), max_size=40), st.floats(0.1, 1200))
@settings(deadline=None, max_examples=60)
def test_decayed_asks_are_the_plain_sum(monthly: dict[Month, int], half_life: float) -> None:
    naive = 0.0
    for (year, month), asks in monthly.items():
        naive += asks * 0.5 ** (((2026 - year) * 12 + 12 - month) / half_life)

    assert decayed_asks(monthly, (2026, 12), half_life) == pytest.approx(naive, rel=1e-12)


@given(st.dictionaries(MONTHS, st.integers(0, 10**9), max_size=20), st.integers())
@settings(deadline=None, max_examples=60)
def test_decayed_asks_never_depend_on_the_order_of_the_log(
    monthly: dict[Month, int], seed: int
) -> None:
    shuffled = list(monthly.items())
    random.Random(seed).shuffle(shuffled)

    same = decayed_asks(dict(shuffled), (2026, 12), 6)

    assert decayed_asks(monthly, (2026, 12), 6) == same


def test_the_newest_month_of_a_log() -> None:
    assert newest_month(rows("2025-12,a,1,x\n2026-03,a,1,x\n2026-01,a,1,x\n")) == (2026, 3)
    assert newest_month([]) is None
