"""Patterns that are tried only where they can match give what all patterns give."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from kbtool.publish.inline_patterns import hasten, needed

BODIES = sorted((Path(__file__).parents[1] / "contract" / "fixtures").glob("*.md"))
EXTENSIONS = (
    *("abbr", "admonition", "attr_list", "def_list", "fenced_code", "footnotes", "md_in_html"),
    *("nl2br", "smarty", "tables", "toc", "wikilinks", "pymdownx.arithmatex"),
    *("pymdownx.betterem", "pymdownx.caret", "pymdownx.critic", "pymdownx.emoji", "pymdownx.keys"),
    *("pymdownx.inlinehilite", "pymdownx.magiclink", "pymdownx.mark", "pymdownx.smartsymbols"),
    *("pymdownx.superfences", "pymdownx.tasklist", "pymdownx.tilde"),
)
MARKS = (
    *("a", "b ", " ", "  \n", "\n", "\\", "`", "``", "*", "**", "_", "[", "]", "(", ")", "![", "<"),
    *(
        ">",
        "&",
        "amp;",
        "&#65;",
        ":",
        ":smile:",
        "~",
        "~~",
        "^",
        "==",
        "{",
        "}",
        "++",
        "http://a.b",
    ),
    *(
        "<b>",
        "</b>",
        "a@b.example",
        "[^1]",
        '"',
        "'",
        "...",
        "--",
        "$",
        "$x$",
        "(c)",
        "1/2",
        "#!py",
    ),
)


@cache
def parsers() -> tuple[Markdown, Markdown]:
    """Return a parser as it is made, and a hasty one."""
    one, hasty = (Markdown(extensions=list(EXTENSIONS)) for _ in range(2))
    hasten(hasty)
    return one, hasty


@pytest.mark.parametrize("path", BODIES, ids=lambda path: path.stem)
def test_a_body_is_the_same_html(path: Path) -> None:
    body = path.read_bytes().decode("utf-8", "replace")
    one, hasty = parsers()

    assert one.reset().convert(body) == hasty.reset().convert(body)


@given(st.lists(st.sampled_from(MARKS), max_size=30).map("".join))
def test_any_text_of_marks_is_the_same_html(body: str) -> None:
    one, hasty = parsers()

    assert one.reset().convert(body) == hasty.reset().convert(body)


@pytest.mark.parametrize(
    ("expression", "characters"),
    [
        ("ab", "a"),
        (r"\*|_", "*_"),
        ("(?:x|yz)+w?", "xy"),
        ("(?<!a)b*c", "c"),
        ("[ab]", "ab"),
        ("a|.", ""),
        ("a*", ""),
        ("[^a]", ""),
        ("[a-z]", ""),
        ("(?i)ab", ""),
        ("(?i:a)b", "b"),
        ("(?=a)b", "b"),
        ("a{2,3}", "a"),
    ],
)
def test_what_an_expression_needs_is_read_from_it(expression: str, characters: str) -> None:
    found = needed(re.compile(expression))

    assert "".join(found) == characters
