"""Comments that let a finding be: what they name, why, and which lines they are about."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.model import Source
from kbtool.read.ignores import EVER, read_ignores

FRONT = "---\nid: a\ntitle: How?\n---\n"  # four lines
NOTE = "<!-- kbtool: ignore KB201 the page comes soon -->"


def lines(text: str, path: str = "a.md") -> list[tuple[int, int]]:
    return [(one.first, one.last) for one in read_ignores(text, path)]


@pytest.mark.parametrize(
    ("body", "covered"),
    [
        (f"one\n\nSee [b](b.md). {NOTE}\nthree\n", [(7, 7)]),
        (f"one\n\n{NOTE}\nthree\nfour\n\nsix\n", [(7, 9)]),
        (f"one\n\n{NOTE}\n\nfour\nfive\n", [(7, 10)]),
        (f"one\n\n{NOTE}\n```\na\n\nb\n```\nafter\n", [(7, 12)]),
        (f"one\n\n{NOTE}\n", [(7, 8)]),
        (f"\n{NOTE}\n\nfour\n", [(1, EVER)]),
        (f"{NOTE}\n{NOTE}\nfour\n", [(1, EVER), (1, EVER)]),
        (f"one\n\n{NOTE} {NOTE}\nfour\n", [(7, 8), (7, 8)]),
        (f"```\n{NOTE}\n```\n", []),
        (f"```\na\n```\n\n{NOTE}\nb\n", [(9, 10)]),
        (f"~~~\na\n\n{NOTE}\n~~~\n{NOTE}\nb\n", [(10, 11)]),
        (f"Write `{NOTE}` behind it.\n", []),
        (f"`code` and {NOTE} `more`\n", [(5, 5)]),
        ("a <!-- another comment -->\n", []),
        (f"退货，见[这里](b.md)。{NOTE}\n", [(5, 5)]),
    ],
)
def test_a_comment_of_a_body_is_about_its_line_its_block_or_the_file(
    body: str, covered: list[tuple[int, int]]
) -> None:
    assert lines(FRONT + body) == covered


HASH = "# kbtool: ignore KB309 it comes soon"


@pytest.mark.parametrize(
    ("text", "path", "covered"),
    [
        (f"---\nid: a\ntags: [b] {HASH}\n---\n", "a.md", [(3, 3)]),
        (f"---\n{HASH}\ntags:\n  - b\n  - c\ntitle: x\n---\n", "a.md", [(2, 5)]),
        (f"---\n{HASH}\ntags:\n- b\n- c\ntitle: x\n---\n", "a.md", [(2, 5)]),
        (f"{HASH}\nid: a\n", "a.yml", [(1, EVER)]),
        (f"# words\n\n{HASH}\n- id: a\n", "a.yml", [(1, EVER)]),
        (f"- id: a\n  tags: b\n{HASH}\n- id: c\n  tags: d\n- id: e\n", "a.yml", [(3, 5)]),
        (f'title: "why {HASH}"\n', "a.yml", []),
        (f"title: why{HASH}\n", "a.yml", []),
        (f"---\nid: a\n---\n{HASH}\n", "a.md", []),
    ],
)
def test_a_comment_of_yaml_is_about_its_line_its_entry_or_the_file(
    text: str, path: str, covered: list[tuple[int, int]]
) -> None:
    assert lines(text, path) == covered


@pytest.mark.parametrize(
    ("words", "ids", "reason"),
    [
        ("ignore KB201 it comes soon", ["KB201"], "it comes soon"),
        ("ignore KB201, KB203: it comes soon", ["KB201", "KB203"], "it comes soon"),
        ("ignore KB201 KB203 – it comes soon", ["KB201", "KB203"], "it comes soon"),
        ("ignore KB201", ["KB201"], ""),
        ("ignore broken-link soon", ["broken-link"], "soon"),
        ("ignore KB201 页面还没有写好", ["KB201"], "页面还没有写好"),
        ("ignore", [], ""),
    ],
)
def test_a_comment_names_checks_and_a_reason(words: str, ids: list[str], reason: str) -> None:
    (ignore,) = read_ignores(f"{FRONT}a <!-- kbtool: {words} -->\n", "a.md")

    assert ([id for id, _ in ignore.ids], ignore.reason) == (ids, reason)


def test_an_id_and_its_comment_have_their_places() -> None:
    (ignore,) = read_ignores(f"{FRONT}退货 {NOTE}\n", "a.md")

    assert (ignore.source, ignore.ids) == (
        Source("a.md", 5, 4, len(NOTE)),
        (("KB201", Source("a.md", 5, 24, 5)),),
    )


@settings(deadline=None, max_examples=100)
@given(
    st.lists(
        st.sampled_from(
            ["---", NOTE, HASH, "```", "~~~", "> ```", "a", "- b", "", "  c: d", f"x {NOTE} `"]
        ),
        max_size=20,
    ),
    st.sampled_from(["a.md", "a.yml"]),
)
def test_any_text_gives_ignores_that_lie_in_it(parts: list[str], path: str) -> None:
    text = "\n".join(parts)

    for ignore in read_ignores(text, path):
        line = text.split("\n")[ignore.source.line - 1]
        begin = ignore.source.column - 1
        assert "kbtool: ignore" in line[begin : begin + ignore.source.length]
        assert 1 <= ignore.first <= ignore.source.line <= ignore.last
