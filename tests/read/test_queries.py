"""Golden queries: what is read of them, and what is told."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.model import Source
from kbtool.read.queries import read_queries

PATH = "kb/queries.yml"


def test_an_entry_needs_no_more_than_a_query_and_an_id() -> None:
    queries, problems = read_queries("- {query: 退款, expect: refund}\n", PATH, ("zh", "en"))

    (golden,) = queries
    assert problems == []
    assert (golden.query, golden.lang, golden.expect, golden.within) == (
        "退款",
        "zh",
        ("refund",),
        3,
    )
    assert golden.source == Source(PATH, 1, 11, 2)


def test_one_bad_entry_hides_no_other() -> None:
    text = "- {query: a}\n- {query: b, expect: [x, y], lang: en, within: 1}\n"

    queries, problems = read_queries(text, PATH, ("zh", "en"))

    assert [(golden.query, golden.expect, golden.within) for golden in queries] == [
        ("b", ("x", "y"), 1)
    ]
    assert [(problem.rule.id, problem.source.line) for problem in problems] == [("KB322", 1)]


def test_an_empty_file_asks_nothing() -> None:
    assert read_queries("# nothing yet\n", PATH, ("en",)) == ((), [])


@settings(deadline=None, max_examples=100)
@given(st.text(st.sampled_from("-{}[]:, \nquery expect within lang 1é退\"'|"), max_size=80))
def test_no_text_raises(text: str) -> None:
    queries, problems = read_queries(text, PATH, ("en",))

    assert all(golden.query and golden.expect for golden in queries)
    assert all(problem.source.path == PATH for problem in problems)
