"""Where the comments of a body stand."""

from __future__ import annotations

import pytest

from kbtool.read.prose import comments


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("a <!-- b --> c", ["<!-- b -->"]),
        ("<!-- a\n\nb -->\nc", ["<!-- a\n\nb -->"]),
        ("<!-- a --><!-- b -->", ["<!-- a -->", "<!-- b -->"]),
        ("`<!-- a -->` <!-- b -->", ["<!-- b -->"]),
        ("a ` b\n\n<!-- c -->\n\nd ` e", ["<!-- c -->"]),
        ("<!-- a ` b --> `c`", ["<!-- a ` b -->"]),
        ("```\n<!-- a -->\n```\n<!-- b -->", ["<!-- b -->"]),
        ("<div>\n<!-- a -->\n</div>", ["<!-- a -->"]),
        ("<!-- never closed", []),
        ("no comment", []),
    ],
)
def test_comments_are_found_where_they_are_no_code(body: str, found: list[str]) -> None:
    assert found == [body[start:end] for start, end in comments(body)]


@pytest.mark.parametrize("piece", ["<!--", "<!-- -->", "`<!--`", "` <!-- ", "`<!--\n\n"])
def test_comments_are_found_in_any_text(piece: str) -> None:
    body = piece * 20_000

    spans = list(comments(body))

    assert all(body[start:end].endswith("-->") for start, end in spans)
