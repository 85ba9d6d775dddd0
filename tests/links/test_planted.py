"""The planted site: every broken link found at its place, no good one accused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kbtool.compiler import examine
from kbtool.problems import Severity
from tests.planted.plant import TRUTH, Planted, plant, table

EPOCH = {"SOURCE_DATE_EPOCH": "1793491200"}
Place = tuple[str, int, int]


@pytest.fixture
def truth(tmp_path: Path) -> list[Planted]:
    return plant(tmp_path)


def accused(root: Path, lowest: Severity) -> set[Place]:
    return {
        (one.source.path, one.source.line, one.source.column)
        for one in examine(root, EPOCH).problems
        if one.rule.id.startswith("KB2") and one.severity >= lowest
    }


def test_every_broken_link_is_told_at_its_path_line_and_column(
    tmp_path: Path, truth: list[Planted]
) -> None:
    broken = {(one.path, one.line, one.column) for one in truth if one.broken}

    assert broken - accused(tmp_path, Severity.ERROR) == set()


def test_no_link_that_works_is_called_broken(tmp_path: Path, truth: list[Planted]) -> None:
    broken = {(one.path, one.line, one.column) for one in truth if one.broken}

    assert accused(tmp_path, Severity.ERROR) - broken == set()


def test_the_truth_table_is_that_of_the_site(truth: list[Planted]) -> None:
    assert TRUTH.read_text(encoding="utf-8") == table(truth)


def test_the_planted_site_is_as_large_as_the_manual_says(truth: list[Planted]) -> None:
    broken = sum(one.broken for one in truth)
    manual = (Path(__file__).parents[2] / "docs" / "links.md").read_text(encoding="utf-8")

    assert f"{len(truth)} links, {broken} of them broken" in " ".join(manual.split())


def test_every_planted_target_stands_at_its_place(tmp_path: Path, truth: list[Planted]) -> None:
    for row in json.loads(TRUTH.read_text(encoding="utf-8")):
        line = (tmp_path / row["path"]).read_text(encoding="utf-8").split("\n")[row["line"] - 1]
        assert line[row["column"] - 1 :].startswith(row["target"])
