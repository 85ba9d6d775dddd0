"""Lines of queries with their right answers: what is read, and what is told."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.read.labelled import read_labelled

PATH = "logged.jsonl"


def _told(text: str) -> list[tuple[int, int, str]]:
    _, problems = read_labelled(text, PATH, "en")
    return [(one.source.line, one.source.column, one.message) for one in problems]


def test_a_line_needs_a_query_and_the_ids_that_answer_it() -> None:
    text = '{"qid": 7, "query": "退款", "relevant": ["refund", "return", "refund"]}\n'

    (query,), problems = read_labelled(text, PATH, "zh")

    assert problems == []
    assert (query.query, query.lang, query.expect) == ("退款", "zh", ("refund", "return"))


def test_an_empty_list_says_that_nothing_answers_the_query() -> None:
    (query,), problems = read_labelled('{"query": "weather", "relevant": []}', PATH, "en")

    assert (query.expect, problems) == ((), [])


def test_blank_lines_and_separators_inside_texts_end_nothing() -> None:
    text = '\n{"query": "a\u2028b", "relevant": []}\n\n'

    queries, problems = read_labelled(text, PATH, "en")

    assert ([query.query for query in queries], problems) == (["a\u2028b"], [])


def test_every_faulty_line_is_told_in_one_run_and_hides_no_good_one() -> None:
    text = '{"query": 3}\n[1]\n{"query": "a", "relevant": ["x"]}\n{"query": "b", "relevant": "y"}\n'

    queries, problems = read_labelled(text, PATH, "en")

    assert [query.query for query in queries] == ["a"]
    assert [(one.source.line, one.source.column) for one in problems] == [
        (1, 1),
        (1, 3),
        (2, 1),
        (4, 17),
    ]
    assert all(one.hint for one in problems)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{bad", (1, 2, "the line is no JSON: Expecting property name enclosed in double quotes")),
        ('"text"', (1, 1, "the line is text, not a mapping")),
        ('{"relevant": []}', (1, 1, "the line has no 'query'")),
        ('{"query": " ", "relevant": []}', (1, 3, "'query' is empty")),
        ('{"query": "a"}', (1, 1, "the line has no 'relevant'")),
        ('{"query": "a", "relevant": null}', (1, 17, "'relevant' is nothing, not a list")),
        ('{"query": "a", "relevant": [4]}', (1, 17, "'relevant' holds a number, not an id")),
        ('{"query": "\\ud83d", "relevant": []}', (1, 3, "'query' holds half a character")),
        ("[" * 100_000, (1, 1, "the line is no JSON that can be read")),
        (f'{{"n": {"9" * 5000}}}', (1, 1, "the line is no JSON that can be read")),
    ],
)
def test_what_is_wrong_with_a_line_is_told_at_its_place(
    line: str, told: tuple[int, int, str]
) -> None:
    assert [told] == _told(line)


@settings(deadline=None, max_examples=60)
@given(st.text(st.sampled_from('{}[]":,\\ \n1equryrlvant\ud800'), max_size=60))
def test_no_text_raises(text: str) -> None:
    queries, problems = read_labelled(text, PATH, "en")

    assert len(queries) + len({one.source.line for one in problems}) == sum(
        1 for line in text.split("\n") if line.strip()
    )


@settings(deadline=None, max_examples=60)
@given(st.text(min_size=1).filter(str.strip), st.sets(st.text()))
def test_what_json_writes_is_read_back(query: str, relevant: set[str]) -> None:
    line = json.dumps({"query": query, "relevant": sorted(relevant)})

    (found,), problems = read_labelled(line, PATH, "en")

    assert (query, tuple(sorted(relevant)), []) == (found.query, found.expect, problems)
