"""What a body holds: headings, anchors, links, words. tests/contract compares it with pages."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.model import Link, LinkKind, LooseKind, Source
from kbtool.read.scan import scan, slugify


def links(body: str) -> list[tuple[LinkKind, str, str, str]]:
    return [(one.kind, one.target, one.fragment, one.text) for one in scan(body, "a.md").links]


def targets(body: str) -> list[str]:
    return [one.target for one in scan(body, "a.md").links]


def anchors(body: str) -> list[str]:
    return [heading.anchor for heading in scan(body, "a.md").headings]


def words(body: str) -> str:
    return scan(body, "a.md").text


# --- links ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "link"),
    [
        ("[[refund-time]]", (LinkKind.WIKI, "refund-time", "", "")),
        ("[[refund-time|so long]]", (LinkKind.WIKI, "refund-time", "", "so long")),
        ("[[refund-time#Cards]]", (LinkKind.WIKI, "refund-time", "Cards", "")),
        ("[[#Cards|below]]", (LinkKind.WIKI, "", "Cards", "below")),
        ("[[ 退款 | 多久 ]]", (LinkKind.WIKI, "退款", "", "多久")),
        ("[text](a.md)", (LinkKind.INLINE, "a.md", "", "text")),
        ("[text](a.md#b%20c)", (LinkKind.INLINE, "a.md", "b c", "text")),
        ("[text](#top)", (LinkKind.INLINE, "", "top", "text")),
        ("![alt](a.png)", (LinkKind.IMAGE, "a.png", "", "alt")),
        ("[name]: a.md", (LinkKind.REFERENCE, "a.md", "", "name")),
        ('<a href="a.md">x</a>', (LinkKind.HTML, "a.md", "", "")),
        ("<https://example.com/>", (LinkKind.AUTO, "https://example.com/", "", "")),
    ],
)
def test_every_form_of_a_link_is_found(body: str, link: tuple[LinkKind, str, str, str]) -> None:
    assert links(body) == [link]


@pytest.mark.parametrize(
    "body",
    [
        "`[[a]]`",
        "```\n[[a]]\n```",
        "    [[a]]",
        "<!-- [[a]] -->",
        "\\[[a]]",
        "![[a]]",
        "<div>[[a]]</div>",
        "[[]]",
        "[[a\nb]]",
        "[a] (b.md)",
    ],
)
def test_what_only_looks_like_a_link_is_none(body: str) -> None:
    assert links(body) == []


def test_double_brackets_with_a_target_are_an_ordinary_link() -> None:
    assert links("[[1]](a.md)") == [(LinkKind.INLINE, "a.md", "", "[1]")]


def test_double_brackets_as_a_target_are_that_target() -> None:
    assert links("[text]([[refund]])") == [(LinkKind.INLINE, "[[refund]]", "", "text")]


def test_a_link_is_told_at_its_target() -> None:
    found = scan("First line.\nSee [退款](refund.md) now.", "a.md", first_line=7)

    assert found.links[0].source == Source("a.md", 8, 10, 9)


def test_a_link_in_an_indented_block_is_told_at_its_column_of_the_file() -> None:
    found = scan("See [x](y.md)", "a.yml", first_line=3, first_column=5)

    assert found.links[0].source == Source("a.yml", 3, 13, 4)


def test_links_come_in_the_order_of_the_text() -> None:
    assert targets("<a href='1'>x</a> [b](2) [[3]] ![d](4)\n\n[e]: 5.md") == [*"1234", "5.md"]


def test_a_target_without_its_escapes_is_the_name_of_the_file() -> None:
    assert targets("[x](snake\\_case.md)") == ["snake_case.md"]


WRITTEN = st.sampled_from(
    [
        "[[refund]]",
        "[[refund#part|退款]]",
        "[a](b.md)",
        "![a](b(1).png)",
        "[a](<b c.md> 'd')",
        "<img src='b.png'>",
        "<https://example.com/a>",
        "`[a](b)`",
        "\\[a](b)",
        "退款\t",
        "\n",
        "\n\n",
        "    ",
        "- ",
        "> ",
        "## ",
        "```\n",
        "<div>",
        "</div>",
        "[",
        "](",
        ")",
        "<!--",
        "-->",
        "[r]: a.md",
        "`",
        "{#id}",
        "|",
    ]
)
BODIES = st.lists(WRITTEN, max_size=30).map("".join)


def spanned(link: Link, body: str) -> str:
    return body[link.start : link.end]


@given(BODIES)
@settings(deadline=None, max_examples=200)
def test_the_offsets_of_a_link_hold_its_target(body: str) -> None:
    for link in scan(body, "a.md").links:
        if link.kind is LinkKind.WIKI:
            assert (spanned(link, body)[:2], spanned(link, body)[-2:]) == ("[[", "]]")
            assert link.target in spanned(link, body)
        else:
            assert spanned(link, body).partition("#")[0] == link.target


@given(BODIES)
@settings(deadline=None, max_examples=100)
def test_links_never_overlap_but_for_a_picture_in_the_text_of_a_link(body: str) -> None:
    ends = [(link.start, link.end) for link in scan(body, "a.md").links]

    assert ends == sorted(ends)
    assert all(before[1] <= after[0] for before, after in pairwise(ends))


@given(BODIES, st.integers(1, 50), st.integers(1, 9))
@settings(deadline=None, max_examples=100)
def test_the_source_of_a_link_is_its_place_in_the_file(body: str, line: int, column: int) -> None:
    lines = body.split("\n")

    for link in scan(body, "a.md", line, column).links:
        text = lines[link.source.line - line]
        begin = link.source.column - column
        assert text[begin:].startswith(link.target.split("\n")[0].strip())


# --- loose ends -------------------------------------------------------------


def loose(body: str) -> list[tuple[LooseKind, str]]:
    return [(one.kind, one.name) for one in scan(body, "a.md").loose]


@pytest.mark.parametrize(
    ("body", "kind", "name"),
    [
        ("[text][nope]", LooseKind.REFERENCE, "nope"),
        ("[nope][]", LooseKind.REFERENCE, "nope"),
        ("- [nope][]", LooseKind.REFERENCE, "nope"),
        ("| a |\n|---|\n| [x][nope] |", LooseKind.REFERENCE, "nope"),
        ("## Head [x][nope]", LooseKind.REFERENCE, "nope"),
        ("见[退款][没有]。", LooseKind.REFERENCE, "没有"),
        ("x[^nope]", LooseKind.NOTE, "nope"),
        ("[r]: a.md", LooseKind.UNUSED_REFERENCE, "r"),
        ("[^n]: a", LooseKind.UNUSED_NOTE, "n"),
        ("![[a]]", LooseKind.EMBED, "![[a]]"),
        ("[退款]（退款.md）", LooseKind.FULL_WIDTH, "[退款]（退款.md）"),
        ("【退款】(https://a.example)", LooseKind.FULL_WIDTH, "【退款】(https://a.example)"),
        ("［［退款］］", LooseKind.FULL_WIDTH, "［［退款］］"),
    ],
)
def test_a_loose_end_is_found(body: str, kind: LooseKind, name: str) -> None:
    assert loose(body) == [(kind, name)]


@pytest.mark.parametrize(
    "body",
    [
        "[text][r] and [R][] and [r]\n\n[r]: a.md",
        "[text][a  b]\n\n[A B]: a.md",
        "[text]\n[r]\n\n[r]: a.md",
        "list[0][1], f()[a][b], [1][2], [a] [b], [a][b](c.md)",
        "- [ ] [x] tick",
        "[[a]][[b]] and [[a]][b]",
        "x[^n]\n\n[^n]: a",
        "x[^n]\n\n[^n]:\n    a",
        "`[a][b]` `[^c]` `![[d]]`",
        "    [a][b]",
        "```\n[a][b] [^c]\n```",
        "\\[a][b] \\[^c]",
        "<!-- [a][b] [^c] -->",
        "（见[下文]）与【注意】（重要）以及[说明]（见下文）",
        "[![a](b.png)][r]\n\n[r]: c.md",
        "[^1](a.md)",
    ],
)
def test_what_only_looks_like_a_loose_end_is_none(body: str) -> None:
    assert loose(body) == []


def test_a_loose_end_is_told_at_its_name() -> None:
    found = scan("x\n\nSee [退款][nope].", "a.md", first_line=4).loose[0]

    assert found.source == Source("a.md", 6, 10, 4)


# --- headings and anchors ---------------------------------------------------


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("Bank cards", "bank-cards"),
        ("退款多久到账？", "退款多久到账"),
        ("7 天无理由", "7-天无理由"),
        ("What's C++?", "whats-c"),
        ("snake_case", "snake_case"),
        ("Café", "café"),
        ("Cafe\u0301", "café"),
        ("？！", ""),
    ],
)
def test_an_anchor_keeps_the_letters_and_digits_of_any_script(text: str, anchor: str) -> None:
    assert slugify(text) == anchor


def test_a_heading_knows_its_level_its_words_and_its_place() -> None:
    heading = scan("Text.\n\n## Bank *cards* ##\n", "a.md", first_line=5).headings[0]

    assert (heading.level, heading.text, heading.anchor) == (2, "Bank cards", "bank-cards")
    assert heading.source == Source("a.md", 7, 1, 16)


def test_equal_headings_are_numbered() -> None:
    assert anchors("## A\n\n## A\n\n## A") == ["a", "a_1", "a_2"]


def test_a_heading_without_letters_is_numbered_too() -> None:
    assert anchors("## ？\n\n## ！") == ["_1", "_2"]


def test_ten_thousand_equal_headings_have_as_many_anchors() -> None:
    found = anchors("## Same\n\n" * 10_000)

    assert len(set(found)) == 10_000
    assert found[-1] == "same_9999"


def test_an_id_by_hand_wins_over_the_words() -> None:
    assert anchors("## Cards {#cards .wide}\n\n## Cards") == ["cards", "cards_1"]


def test_ids_of_html_and_of_attribute_lists_are_anchors() -> None:
    body = (
        '<div id="box"></div>\n\n<a name="old"></a> [x](y){#link}\n\npara\n{: #para }\n\n'
        "x[^n]\n\n[^n]: y"
    )

    assert scan(body, "a.md").anchors == {"box", "old", "link", "para", "fn:n", "fnref:n"}


# --- words ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Refunds take **3 days**.", "Refunds take 3 days."),
        ("See [the _list_](a.md) and ![a picture](b.png).", "See the list and a picture."),
        ("See [the list](a_(b).md) and ![it](c_(d).png).", "See the list and it."),
        ("[![a picture](b.png)](c.md) and [a](b(c", "a picture and [a](b(c"),
        ("See [[refund|refunds]] or [[refund]].", "See refunds or ."),
        ("- one\n- two\n\n1. three", "one two three"),
        ("> quoted\n> ## head", "quoted ## head"),
        ("## Title {#id}\n\nText", "Title Text"),
        ("| A | B |\n|---|:-:|\n| c | d |", "A B c d"),
        ("```bash\npip install\n```", "pip install"),
        ("`snake_case` and `__init__`", "snake_case and __init__"),
        ("snake_case stays, 2*3*4 stays", "snake_case stays, 2*3*4 stays"),
        ("a \\*star\\* &amp; &lt;tag&gt;", "a *star* & <tag>"),
        ("<b>bold</b><br>line", "bold line"),
        ("a <!-- hidden --> b", "a b"),
        ("Text[^1].\n\n[^1]: The note.", "Text. The note."),
        ('!!! note "Please note"\n    Inside', "Please note Inside"),
        ('=== "App"\n\n    Tap it', "App Tap it"),
        ("[ref]: https://example.com/\n\nText", "Text"),
        ("a\n\n---\n\nb", "a b"),
        ("[x](y){target=_blank} {literal} stays", "x {literal} stays"),
        ("退款**3天**到账", "退款3天到账"),
    ],
)
def test_the_words_of_a_body_are_free_of_marks(body: str, text: str) -> None:
    assert words(body) == text


# --- hostile texts ----------------------------------------------------------

HOSTILE = {
    "open links": "[a](" * 20_000,
    "stars": "*" * 40_000,
    "headings": "".join(f"## {n % 7}\n\n" for n in range(10_000)),
    "nested lists": "\n".join("    " * n + "- x" for n in range(500)),
    "spaces before a last character": "# " + " " * 80_000 + "x",
    "dashes before a last character": "-" * 80_000 + "x",
    "hashes": "#" * 80_000 + "x",
    "braces": "# " + "{#" * 40_000,
    "comments": "<!--" * 20_000,
    "quotes": ">" * 80_000,
    "brackets": "[" * 40_000 + "]" * 40_000,
    "nested links": "[" * 10_000 + "](b)" * 10_000,
    "backticks": "".join("`" * n + " " for n in range(400)),
    "tags": "<a href='" * 9_000,
    "blocks": "<div>\n" * 10_000 + "</p>" * 10_000,
    "definitions": "[a]: b\n" * 10_000,
    "parentheses": "[a](" + "()" * 40_000,
    "titles": '[](x"' * 16_000,
    "underlines": "a\n-\n" * 10_000,
    "scripts": "<script>" * 9_000,
    "fences": "```a\n" * 15_000,
    "underscores": "_a " * 30_000,
    "backslashes": "\\" * 80_000,
    "references": "[a][b]" * 12_000,
    "commas in srcset": f'<img srcset="{"," * 80_000}">',
    "attributes": f"<a {'x ' * 40_000}>",
    "full-width brackets": "【a】(" * 20_000,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_is_scanned_to_its_end(body: str) -> None:
    found = scan(body + "\n\n</script></div>-->\n\n[the end](end.md)", "a.md")

    assert found.text is not None


@given(
    st.text(max_size=300)
    | st.text(alphabet="[](){}<>!#`*_-=|:~\\>&;\"' \t\n\0\1ab1.^", max_size=300)
)
@settings(deadline=None, max_examples=300)
def test_no_text_brings_the_scan_down(body: str) -> None:
    found = scan(body, "a.md")

    assert all(body[link.start : link.end] or not link.target for link in found.links)
    assert {heading.anchor for heading in found.headings} <= found.anchors
    assert "\n" not in found.text


def test_tabs_have_the_anchors_that_their_page_gives_them() -> None:
    body = (
        '=== "A"\n\n    one\n\n    === "deep"\n\n        x\n\n=== "B"\n    two\n\n'
        'between\n\n=== "C"\n    three\n===! "D"\n    four\n\n    === "not a tab\n'
    )

    anchors = scan(body, "x.md").anchors

    assert {"__tabbed_1_1", "__tabbed_2_1", "__tabbed_1_2", "__tabbed_3_1", "__tabbed_4_1"} == (
        anchors
    )


def test_a_fence_with_an_id_is_an_anchor_and_one_in_a_code_block_is_none() -> None:
    body = (
        "``` {.python #one}\nx\n```\n\n    ```{#two}\n    x\n    ```\n\n"
        "~~~~{#three}\n```{#four}\n~~~~\n"
    )

    assert {"one", "three"} == scan(body, "x.md").anchors


def test_a_footnote_beside_another_or_before_parentheses_is_used() -> None:
    body = "x[^1][^2] y[^3](on working days)\n\n[^1]: a\n\n[^2]: b\n\n[^3]: c\n"

    found = scan(body, "x.md")

    assert (found.loose, found.links) == ((), ())
    assert {"fnref:1", "fnref:2", "fnref:3"} < found.anchors


def test_the_first_of_two_footnotes_without_a_text_is_missed_too() -> None:
    assert [one.name for one in scan("x[^1][^2]", "x.md").loose] == ["1", "2"]


def test_a_footnote_without_a_name_is_one_where_it_has_a_text_and_else_two_brackets() -> None:
    assert {"fn:", "fnref:"} == scan("x[^]\n\n[^]: note\n", "x.md").anchors
    assert scan("x[^]\n", "x.md").loose == ()


def test_a_footnote_with_code_in_its_name_is_quoted_as_written() -> None:
    assert [one.name for one in scan("x[^`a`]\n", "x.md").loose] == ["`a`"]
