"""`search` of kb.yml: what is read of it, and what the manual says of it."""

from __future__ import annotations

import re
from dataclasses import asdict

import pytest

from kbtool.model import Ranking
from kbtool.read.config import SEARCH, read_config
from tests.conftest import REPOSITORY

MANUAL = REPOSITORY / "docs" / "search.md"


def test_what_is_left_out_keeps_its_default() -> None:
    config, problems = read_config("search: {title: 3, thesaurus: false}\n", "kb/kb.yml")

    assert problems == []
    assert {**asdict(Ranking()), "title": 3.0, "thesaurus": False} == asdict(config.search)


@pytest.mark.parametrize("name", SEARCH)
def test_every_number_has_bounds(name: str) -> None:
    low, high = SEARCH[name]
    for value in (low, high):
        config, problems = read_config(f"search: {{{name}: {value}}}\n", "kb/kb.yml")
        assert (problems, getattr(config.search, name)) == ([], value)

    _, problems = read_config(f"search: {{{name}: {high + 1}}}\n", "kb/kb.yml")

    assert [(one.rule.id, one.source.line) for one in problems] == [("KB310", 1)]


def test_an_unknown_setting_is_told_with_the_nearest_known() -> None:
    _, problems = read_config("search:\n  titel: 3\n", "kb/kb.yml")

    assert [(one.rule.id, one.source.line, one.hint) for one in problems] == [
        ("KB303", 2, "did you mean 'title'?")
    ]


def test_the_manual_names_every_setting_with_its_default_and_bounds() -> None:
    text = MANUAL.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \|([^|]*)\|([^|]*)\|", text.split("## Settings")[1], re.M)

    expected = [
        (name, f"{getattr(Ranking(), name):g}", f"{low:g}–{high:.7g}")
        for name, (low, high) in SEARCH.items()
    ]
    assert [*expected, ("thesaurus", "true", "")] == [tuple(map(str.strip, row)) for row in rows]
