"""The white space of a finished page, against a reference that goes line by line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kbtool.publish.whitespace import without_indentation

texts = st.text(alphabet="ab<> \t\n\r\x0b\x85\u3000", max_size=30)


def line_by_line(text: str) -> str:
    first, *lines = text.split("\n")
    if not lines:
        return text
    last = lines.pop().lstrip()
    between = [bare for line in lines if (bare := line.lstrip())]
    return "\n".join([one.rstrip(" \t") for one in (first, *between)] + [last])


@given(texts)
def test_every_gap_over_a_line_end_becomes_one_line_end(text: str) -> None:
    expected = line_by_line(text)

    actual = without_indentation(text)

    assert expected == actual


@given(texts, texts)
def test_code_keeps_its_white_space(around: str, code: str) -> None:
    expected = f"{line_by_line(around)}<pre>{code}</pre>"

    actual = without_indentation(f"{around}<pre>{code}</pre>")

    assert expected == actual
