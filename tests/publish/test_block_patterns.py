"""Steps that are left out where they can do nothing give what all steps give."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown

from kbtool.publish.block_patterns import hasten_blocks
from tests.publish.test_inline_patterns import EXTENSIONS

BODIES = sorted((Path(__file__).parents[1] / "contract" / "fixtures").glob("*.md"))
MORE = ("pymdownx.details", "pymdownx.tabbed", "sane_lists")
LINES = (
    *("", "", "a", "b c", "# A", "a #", "## B {: #b }", "A\n=", "B\n-", "---", "-  - -", "_ _ _"),
    *("* a", "+ b", "- c", "1. d", "2. e\n   f", "> g", ">> h", "a\n: b", ":   c", "| a | b |"),
    *("|---|:-:|", "| 1 | 2 |", "|x", "|-", "!!! note", "    in", "        deep", "??? tip"),
    *('=== "T"', "[a]: b", "[a]", "[^1]", "[^1]: c", "*[a]: d", "[TOC]", "`[TOC]`", "*[TOC]*"),
    *("```", "~~~ py", "<div markdown>", "</div>", "<p>x", "&amp; <", "  # x", "\ta", "    - i"),
)


@cache
def parsers(more: tuple[str, ...]) -> tuple[Markdown, Markdown]:
    """Return a parser as it is made, and a hasty one."""
    one, hasty = (Markdown(extensions=[*EXTENSIONS, *more]) for _ in range(2))
    hasten_blocks(hasty)
    return one, hasty


@pytest.mark.parametrize("path", BODIES, ids=lambda path: path.stem)
def test_a_body_is_the_same_html(path: Path) -> None:
    body = path.read_bytes().decode("utf-8", "replace")
    one, hasty = parsers(MORE)

    assert one.reset().convert(body) == hasty.reset().convert(body)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(LINES), max_size=12).map("\n".join), st.sampled_from([(), MORE[:2]])
)
def test_any_text_of_blocks_is_the_same_html(body: str, more: tuple[str, ...]) -> None:
    one, hasty = parsers(more)

    expected, html = one.reset().convert(body), hasty.reset().convert(body)

    assert expected == html
    assert getattr(one, "toc_tokens", []) == getattr(hasty, "toc_tokens", [])
