"""Plain bodies are what Python-Markdown and the sanitiser make of them, or they are left alone."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import settings as rules
from hypothesis import strategies as st
from markdown import Markdown

from kbtool.publish.bodies import Bodies
from kbtool.publish.plain import Plain, is_plain_dialect
from kbtool.publish.rendered import Heading
from kbtool.publish.sanitise import publishable_html
from kbtool.publish.settings import Settings, settings
from kbtool.read.scan import slugify
from tests.conftest import Project

EXTENSIONS = (
    *("toc", "tables", "fenced_code", "abbr", "admonition", "attr_list", "def_list", "footnotes"),
    *("md_in_html", "pymdownx.details", "pymdownx.highlight", "pymdownx.superfences"),
    "pymdownx.tabbed",
)
OPTIONS = {"toc": {"permalink": True, "slugify": slugify}}
TEXTS = (
    *("a", "B c", "步骤一", "1~3 days", "a: b", "x = y - z", "it's", 'say "so"', "50%", "100 %"),
    *("[a](b.md)", "[词 语](../c/d_e.html#f)", "![a](b.png)", "[a](https://h.example/?q=1#z)"),
    *("[a](javascript:x)", "[a]( b )", "[a][b]", "[a](b 'c')", "[^1]", "[TOC]", "!", "wow! [a](b)"),
    *("`code`", "`a > b`", "` x`", "``", "**bold**", "**b** ", "** b**", "*em*", "a**b**c", "_e_"),
    *("snake_case", "a > b", "&amp;", "<b>", "\\*", "{: .c }", "http://a.b", "a | b", "\xa0", "\t"),
    *("\u2028", "\u3000", "#", "##", "1.", "-", "+", ":", "|", "(", ")", "]", "  ", "$x$"),
    *("^", "~"),
)
STARTS = (
    *("", "", "", "", "# ", "## ", "### ", "#", "1. ", "2. ", "1) ", "- ", "* ", "+ ", "> ", ": "),
    *("    ", "    - ", "  ", "| ", "=== ", "--- ", "~~~", "```", "*[a]: ", "[a]: ", "... ", "**"),
)
BLOCKS = (
    *("", "", "", "", "text", "# One", "## One", "#### Two", "- a\n- b", "1. a\n2. b", "* a\n+ b"),
    *(
        "| a | b |\n|---|---|\n| 1 | **2** |\n| 3 |",
        "| a |\n|---|\n| 1 | 2 |",
        "|a|b|\n|:-|-|\n|c|d|",
    ),
    *(
        "!!! note",
        '!!! Tip "词"',
        '!!! note ""',
        "!!! a b",
        "    in it",
        "    - a\n    - b",
        "    ## c",
    ),
    *(
        "!!! note\n    in it\n    more",
        "!!! note\nout of it",
        "---",
        "A\n=",
        "a\nb",
        "a\n- b",
        "a  \nb",
    ),
)
LINES = st.builds(
    str.__add__, st.sampled_from(STARTS), st.lists(st.sampled_from(TEXTS)).map("".join)
)
GAPS = ("\n\n", "\n\n", "\n\n\n", "\n")
BODIES = st.lists(st.sampled_from(BLOCKS) | LINES, max_size=9).flatmap(
    lambda parts: st.sampled_from(GAPS).map(lambda gap: gap.join(parts))
)


@cache
def parser() -> Markdown:
    return Markdown(extensions=EXTENSIONS, extension_configs=OPTIONS)


def headings(tokens: list[dict[str, object]], *, first: bool = True) -> tuple[Heading, ...]:
    """Return the entries of Python-Markdown's contents list."""
    return tuple(
        Heading(
            str(one["name"]),
            str(one["id"]),
            int(str(one["level"])),
            headings(one["children"], first=False),  # type: ignore[arg-type]
            active=first and place == 0,
        )
        for place, one in enumerate(tokens)
    )


@rules(deadline=None, max_examples=400)
@given(BODIES)
def test_a_plain_body_is_what_all_steps_make_of_it(body: str) -> None:
    plain = Plain(lambda url: url, permalink=True).render(body)

    if plain is not None:
        expected = publishable_html(parser().reset().convert(body))
        assert (expected, headings(parser().toc_tokens)) == plain  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "One line.\nAnother.\n\n\nA **strong** word, `a > b`, [a page](b/c.md#d).\n",
        "## 步骤\n\n1. one\n2. two\n\n## 步骤\n\n- [a](b.md)\n- c\n\n#### Deep\n\n### Less deep",
        '!!! note "Mind"\n\n    One.\n\n    - two\n\nOut.',
        "| a | b |\n|---|---|\n| 1 | |\n| `x` |",
    ],
)
def test_what_most_answers_hold_is_plain(body: str) -> None:
    plain = Plain(lambda url: url, permalink=True).render(body)

    expected = publishable_html(parser().reset().convert(body))
    assert (expected, headings(parser().toc_tokens)) == plain  # type: ignore[attr-defined]


def test_links_of_a_plain_body_lead_where_those_of_others_do(project: Project) -> None:
    found = settings(project({}))
    assert isinstance(found, Settings)
    body = "[a](../c.md#d), [b](gone.md), [e](f.png), [g](/h.md), [i](#j)"
    bodies = Bodies(found, {"c.md", "a/f.png"})

    plain, none = (bodies.plain("a/b.md", text) for text in (body, f"{body}\n\n***"))
    other = bodies.parsed("a/b.md", f"{body}\n\n***")

    assert plain is not None
    assert none is None
    assert f"{plain.html}\n<hr>" == publishable_html(other.html)
    assert plain.warnings == other.warnings


def test_a_body_that_is_trusted_is_left_to_the_renderer(project: Project) -> None:
    found = settings(project({}))
    assert isinstance(found, Settings)
    bodies = Bodies(found, frozenset(), trusted=True)

    plain, other = bodies.plain("a.md", "# a"), bodies.parsed("a.md", "# a")

    assert plain is None
    assert "&para;" in other.html


@pytest.mark.parametrize(
    ("extensions", "options"),
    [
        ((*EXTENSIONS, "smarty"), OPTIONS),
        (EXTENSIONS[1:], OPTIONS),
        (EXTENSIONS, {**OPTIONS, "abbr": {"glossary": {"HTML": "x"}}}),
        (EXTENSIONS, {"toc": {**OPTIONS["toc"], "baselevel": 2}}),
        (EXTENSIONS, {"toc": {**OPTIONS["toc"], "permalink": "#"}}),
        (EXTENSIONS, {"toc": {"slugify": str}}),
    ],
)
def test_in_another_dialect_nothing_is_plain(
    extensions: tuple[str, ...], options: dict[str, dict[str, object]]
) -> None:
    assert not is_plain_dialect(extensions, options)
    assert is_plain_dialect(EXTENSIONS, OPTIONS)


def test_a_long_body_takes_no_longer_than_it_is_long() -> None:
    deadly = ["[a](" * 20_000, "**" * 40_000, "| " * 40_000, "|-" * 40_000, "a " * 40_000 + " "]

    rendered = [Plain(str, permalink=True).render(body) for body in deadly]

    assert rendered == [None] * len(deadly)
