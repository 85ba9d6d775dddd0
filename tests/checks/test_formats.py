"""How problems are shown: carets under what is meant, nothing that steers a terminal, JSON."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbtool.checks.formats import FRAME_WIDTH, as_json, as_text, sort_problems, summary
from kbtool.model import Source
from kbtool.problems import Problem, Rule, Severity
from kbtool.terminal import cut, table, visible, width

ERROR = Rule("KB999", "made-up", Severity.ERROR)
WARNING = Rule("KB998", "made-up-too", Severity.WARNING)
INFO = Rule("KB997", "made-up-as-well", Severity.INFO)


def framed(root: Path, line: str, column: int, length: int) -> list[str]:
    """Return the text of one problem on the second line of a file, line by line."""
    (root / "a.md").write_text(f"first\n{line}\nthird\n", encoding="utf-8", newline="")
    found = Problem(ERROR, Source("a.md", 2, column, length), "it is wrong", "do it right")
    return as_text([found], root).split("\n")


def test_a_problem_is_its_place_a_frame_and_a_hint(tmp_path: Path) -> None:
    assert framed(tmp_path, "See your [invoice](invoces.md) first.", 20, 10) == [
        "a.md:2:20: error KB999 made-up: it is wrong",
        "    2 | See your [invoice](invoces.md) first.",
        "      |                    ^^^^^^^^^^",
        "  hint: do it right",
    ]


def test_a_chinese_character_takes_two_carets(tmp_path: Path) -> None:
    assert framed(tmp_path, "先看[退款](退款.md)。", 8, 2)[1:3] == [
        "    2 | 先看[退款](退款.md)。",
        "      |            ^^^^",
    ]


@pytest.mark.parametrize(
    ("line", "column", "space", "carets"),
    [
        ("e\u0301t\u00e9 x", 6, 4, 1),  # a combining accent takes no column
        ("☺️ x", 4, 2, 1),  # a variation selector, neither
        ("😀 x", 3, 3, 1),
        ("ＡＢ x", 4, 5, 1),
        ("ｱ x", 3, 2, 1),
        ("\tx", 2, 1, 1),
        ("abc", 4, 3, 1),  # behind the end
        ("abc", 2, 1, 2),
    ],
)
def test_carets_stand_right_under_characters_of_every_width(
    line: str, column: int, space: int, carets: int, tmp_path: Path
) -> None:
    length = carets if line == "abc" and column == 2 else 1

    assert framed(tmp_path, line, column, length)[2] == "      | " + " " * space + "^" * carets


TEXT = st.text(st.sampled_from("ab 退款，(é😀\t\x1b\u200b"), min_size=1, max_size=250).filter(
    str.strip
)


@settings(
    deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(TEXT, st.data())
def test_carets_begin_where_the_text_before_them_ends(
    tmp_path: Path, line: str, data: st.DataObject
) -> None:
    begin = data.draw(st.integers(0, len(line) - 1))
    length = data.draw(st.integers(1, len(line) - begin))

    _, shown, carets, _ = framed(tmp_path, line, begin + 1, length)

    # A cut line begins with an ellipsis, and what is meant may go on behind the frame.
    first = 0 if len(line) <= FRAME_WIDTH else max(0, begin - FRAME_WIDTH // 2)
    meant = visible(line[begin : min(begin + length, first + FRAME_WIDTH)])
    before = len("    2 | ") + bool(first) + width(visible(line[first:begin]))
    assert (before, max(1, width(meant))) == (carets.index("^"), carets.count("^"))
    assert visible(line[first : first + FRAME_WIDTH]) in shown


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_nothing_in_a_problem_breaks_its_line_or_steers_a_terminal(
    path: str, message: str, hint: str
) -> None:
    found = Problem(ERROR, Source(path.replace("\0", ""), 1, 1), message, hint)

    text = as_text([found], Path("/nonexistent"))

    assert text.count("\n") == bool(hint)
    assert all(char.isprintable() for char in text if char != "\n")


@pytest.mark.parametrize(
    "source",
    [Source("a.md"), Source("gone.md", 3, 4, 5), Source("a.md", 99, 1, 5), Source("a.md", 1, 1, 5)],
)
def test_there_is_no_frame_without_a_line_to_show(source: Source, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("\nb\n")

    assert as_text([Problem(ERROR, source, "wrong")], tmp_path).count("\n") == 0


def test_a_named_pipe_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")

    text = as_text([Problem(ERROR, Source("pipe.md", 1, 2, 3), "wrong")], tmp_path)

    assert text == "pipe.md:1:2: error KB999 made-up: wrong"


def test_a_line_is_counted_as_an_editor_counts_it(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xef\xbb\xbfone\r\ntwo\x0bstill\xe2\x80\xa8two\rthree\n")

    text = as_text([Problem(ERROR, Source("a.md", 3, 1, 5), "wrong")], tmp_path)

    assert text.split("\n")[1] == "    3 | three"


def test_the_json_of_problems_has_every_part() -> None:
    document = json.loads(as_json([Problem(WARNING, Source("怎\x1b.md", 2, 3, 4), "m\n", "h")]))

    assert document == {
        "errors": 0,
        "count": 1,
        "problems": [
            {
                "path": "怎\x1b.md",
                "line": 2,
                "column": 3,
                "length": 4,
                "id": "KB998",
                "name": "made-up-too",
                "severity": "warning",
                "message": "m\n",
                "hint": "h",
            }
        ],
    }


def test_problems_are_sorted_by_place_each_once() -> None:
    late = Problem(ERROR, Source("b.md", 1), "x")
    early = Problem(WARNING, Source("a.md", 10), "x")
    first = Problem(ERROR, Source("a.md", 9, 2), "x")

    assert sort_problems([late, early, first, early]) == [first, early, late]


@pytest.mark.parametrize(
    ("rules", "text"),
    [
        ([], "no problems"),
        ([ERROR], "1 error"),
        ([WARNING, ERROR, ERROR, INFO, INFO], "2 errors, 1 warning, 2 info"),
    ],
)
def test_a_summary_counts_the_worst_first(rules: list[Rule], text: str) -> None:
    assert text == summary([Problem(rule, Source("a.md"), "x") for rule in rules])


# --- terminal ------------------------------------------------------------------


@settings(deadline=None, max_examples=60)
@given(st.text(st.sampled_from("ab退é😀\u0301"), max_size=30), st.integers(1, 20))
def test_a_cut_text_is_never_wider_than_its_columns(text: str, columns: int) -> None:
    shown = cut(text, columns)

    assert width(shown) <= columns
    assert shown == text if width(text) <= columns else shown.endswith("…")


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(*[st.text(st.sampled_from("ab退é\n\x1b"), max_size=9)] * 2), max_size=5))
def test_the_cells_of_a_table_stand_in_columns(rows: list[tuple[str, str]]) -> None:
    lines = table(("name", "x"), rows, right="x").split("\n")

    column = max(width("name"), *(width(visible(name)) for name, _ in rows), 0)
    last = max(width("x"), *(width(visible(x)) for _, x in rows), 0)
    expected = [
        visible(name)
        + " " * (column - width(visible(name)))
        + "  "
        + " " * (last - width(visible(x)))
        + visible(x)
        for name, x in [("name", "x"), *rows]
    ]
    assert [line.rstrip() for line in expected] == lines
