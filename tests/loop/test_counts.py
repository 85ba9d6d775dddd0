"""Files of counts: read with places, written the same each time, safe in a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.model import FeedbackCount, SearchCount, Source
from kbtool.read.counts import Row, guarded, read_rows, to_csv, unguarded
from kbtool.read.feedback_counts import REASONS, feedback_csv, read_feedback_counts
from kbtool.read.searches import read_searches, searches_csv

TODAY = (2026, 11)
HERE = Source("")
MONTHS = st.tuples(st.integers(2000, 2025), st.integers(1, 12))
COUNTS = st.integers(0, 10**9)
# What a cell can hold: text on one line, without blanks around it.
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1).filter(
    lambda text: text == text.strip() and text.splitlines() == [text]
)
FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "＝1",
    "＋1",
    "＠x",
    "－1",
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_spreadsheet_calculates_a_cell(formula: str) -> None:
    assert guarded(formula) == "'" + formula


@given(st.text())
def test_a_guarded_cell_reads_back_the_same(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(st.text())
def test_a_guarded_cell_begins_like_no_formula(text: str) -> None:
    assert guarded(text)[:1] not in {*"=+-@\t\r\n＝＋－＠"}


def test_a_search_is_read_with_its_place() -> None:
    text = "month,query,count,clicks,results\n2026-03,money back,12,3,\n"

    rows, problems = read_searches(text, "kb/searches/2026.csv", TODAY)

    at = Source("kb/searches/2026.csv", 2, 9, 10)
    assert ([SearchCount((2026, 3), "money back", 12, 3, None, at)], []) == (rows, problems)


@given(
    st.dictionaries(
        st.tuples(MONTHS, TEXTS),
        st.tuples(COUNTS, st.none() | COUNTS, st.none() | COUNTS),
        max_size=8,
    )
)
@settings(deadline=None)
def test_searches_read_back_as_they_were_written(
    counts: dict[tuple[tuple[int, int], str], tuple[int, int | None, int | None]],
) -> None:
    given_rows = [
        SearchCount(month, query, count, clicks, results, HERE)
        for (month, query), (count, clicks, results) in counts.items()
    ]

    rows, problems = read_searches(searches_csv(given_rows), "a.csv", TODAY)

    read = {(one.month, one.query): (one.count, one.clicks, one.results) for one in rows}
    assert (counts, []) == (read, problems)


@given(
    st.dictionaries(
        st.tuples(MONTHS, st.from_regex(r"[\w.][\w.-]{0,9}", fullmatch=True)),
        st.tuples(COUNTS, st.dictionaries(st.sampled_from(REASONS), st.integers(1, 10**8))),
        max_size=8,
    )
)
@settings(deadline=None)
def test_feedback_reads_back_as_it_was_written(
    counts: dict[tuple[tuple[int, int], str], tuple[int, dict[str, int]]],
) -> None:
    given_rows = [
        FeedbackCount(*key, helpful, sum(reasons.values()), reasons, HERE)
        for key, (helpful, reasons) in counts.items()
    ]

    rows, problems = read_feedback_counts(feedback_csv(given_rows), "a.csv", TODAY)

    read = {(one.month, one.id): (one.helpful, dict(one.reasons)) for one in rows}
    assert (counts, []) == (read, problems)


@given(st.dictionaries(st.from_regex(r"\w[\w.-]{0,9}", fullmatch=True), COUNTS, max_size=5))
def test_what_was_taken_reads_back_as_it_was_written(taken: dict[str, int]) -> None:
    given_rows = [SearchCount((2026, 3), "money back", 12, 3, 1, HERE, taken)]

    rows, problems = read_searches(searches_csv(given_rows), "a.csv", TODAY)

    read = {id: count for one in rows for id, count in one.taken.items()}
    assert ({id: count for id, count in taken.items() if count}, []) == (read, problems)


def test_no_more_than_five_articles_of_a_query_are_kept_the_most_taken() -> None:
    taken = {f"id-{n}": n for n in range(9)}

    text = searches_csv([SearchCount((2026, 3), "money back", 12, 3, 1, HERE, taken)])

    assert text.endswith(",id-8:8 id-7:7 id-6:6 id-5:5 id-4:4\n")


@pytest.mark.parametrize("cell", ["refund", "refund:", ":3", "refund:-1", "refund:²", "a:3 b"])
def test_a_cell_that_does_not_say_what_was_taken_is_told_at_its_place(cell: str) -> None:
    text = f"month,query,count,clicks,results,taken\n2026-03,money back,12,3,1,{cell}\n"

    rows, problems = read_searches(text, "a.csv", TODAY)

    assert (rows, [(one.rule.id, one.source.column) for one in problems]) == ([], [("KB341", 27)])


def test_rows_are_sorted_so_that_a_new_month_is_new_lines_alone() -> None:
    old = [SearchCount((2026, 1), "b", 1, None, None, HERE)]
    old += [SearchCount((2026, 1), "a", 1, None, None, HERE)]
    new = [SearchCount((2026, 2), "a", 1, None, None, HERE)]

    assert searches_csv([*old, *new]).startswith(searches_csv(old))


@given(
    st.lists(st.lists(st.text(st.characters(exclude_characters="\0\r")), min_size=2, max_size=2))
)
@settings(deadline=None)
def test_a_spreadsheet_reads_the_cells_that_were_written(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(to_csv(("a", "b"), rows), newline="")))

    assert [[guarded(cell) for cell in row] for row in rows] == read[1:]


@given(st.text(alphabet="2026-03,a\"\n \t;1²'=", max_size=80))
@settings(deadline=None)
def test_no_file_brings_the_reader_down(text: str) -> None:
    for row in read_rows("a,b\n" + text, "x.csv", ("a", "b")):
        place = row.at(0) if isinstance(row, Row) else row.source

        assert 2 <= place.line <= text.count("\n") + 2
