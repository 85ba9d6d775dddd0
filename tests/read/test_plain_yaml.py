"""What is read without a parser is read as libyaml reads it, to the last column."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kbtool.read.plain_yaml import read_plain
from kbtool.read.yaml_source import STRANGE, parse, read_yaml

FRONT = """\
id: refund-time
title: "How long does a refund take?"
keywords: [refund, "money back", 'later', 7]
also_asked:
  - Where is my money
  - 'When do I get it?'

asks: 12
date: 2026-02-28
icon:
- a
weight: 99999999999999999999
"""

WORDS = (
    "a", "id", "title", "Où", "退款", "12", "2026-02-30", "2026-02-28", "1e5", "true", "null", "~",
    "no", "-", "- ", "--", "---", "...", "?", "? ", ":", ": ", "#", " #", "'", '"', "''", '""', "[",
    "]", "[]", "{", "}", ",", ", ", " ", "  ", "\n", "\n", "\n  ", "\n- ", "\n  - ", "\n\n", "\t",
    "&a", "*a", "!t", "|", ">", "%", "@", "`", "\\", "\\n", "a: b\n", "k: ", "x: [", "tags:\n  - ",
    "y: \"", "z: '", "\u00a0", "\ufeff", "\u2028", "\x85", "é", "_", "0", ".", "=", "<<", "<<: ",
)  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=14).map("".join), st.integers(1, 3))
@settings(max_examples=1500, deadline=None)
@example(FRONT, 2)
def test_libyaml_reads_the_same(text: str, first_line: int) -> None:
    parsed = parse(text, "a.md", first_line)

    found = read_yaml(text, "a.md", first_line)

    assert repr(parsed) == repr(found)


def lines() -> st.SearchStrategy[str]:
    """Return lines as authors write them, right or nearly right."""
    letters = st.text("ab7 -_.,'\"[]:#?é退&", max_size=8)
    value = st.one_of(
        letters,
        letters.map('"{}"'.format),
        letters.map("'{}'".format),
        st.lists(letters, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.lists(letters, max_size=3).map(lambda items: f"[{','.join(map(repr, items))} ]"),
        st.lists(letters, min_size=1, max_size=3).map(
            lambda items: "".join(f"\n  - {item}" for item in items)
        ),
    )
    key = st.sampled_from(("id", "title", "tags", "x_a", "null", "a b", "7"))
    gap = st.sampled_from((" ", "  ", ""))
    return st.tuples(key, gap, value).map(lambda one: f"{one[0]}:{one[1]}{one[2]}\n")


@given(st.lists(lines(), max_size=4).map("".join))
@settings(max_examples=1500, deadline=None)
def test_libyaml_reads_the_same_front_matter(text: str) -> None:
    parsed = parse(text, "a.md", 2)

    found = read_yaml(text, "a.md", 2)

    assert repr(parsed) == repr(found)


def test_usual_front_matter_takes_no_parser() -> None:
    assert STRANGE.search(FRONT) is None
    assert read_plain(FRONT, "a.md", 2) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a:",
        "a:\n  b: c\n",
        "a: &b c\n",
        "a: b\na: c\n",
        'a: "\\n"\n',
        "a: b # c\n",
        "- a\n",
    ],
)
def test_more_than_that_is_left_to_the_parser(text: str) -> None:
    assert read_plain(text, "a.md", 1) is None
