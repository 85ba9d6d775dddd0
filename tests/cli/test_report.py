from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run, Start


def test_a_report_is_tables_when_nothing_else_is_asked_for(small: Path, run: Run) -> None:
    result = run("-C", small, "report", "--lang", "en")

    assert result.exit_code == 0
    assert "Help: how we are helping" in result.output
    assert "When is my money back?" in result.output


def test_the_ending_of_the_file_names_the_format(small: Path, run: Run, tmp_path: Path) -> None:
    page, figures, text = (tmp_path / f"out.{ending}" for ending in ("html", "json", "md"))

    results = [run("-C", small, "report", "-o", one) for one in (page, figures, text)]

    assert [one.exit_code for one in results] == [0, 0, 0]
    assert page.read_text("utf-8").startswith("<!doctype html>\n")
    assert json.loads(figures.read_text("utf-8"))["lang"] == "zh"
    assert text.read_text("utf-8").startswith("## 帮助中心")
    assert "0 of 0 goals met" in results[0].output
    assert list(tmp_path.glob(".*.new")) == []


def test_bad_goals_are_named_at_their_lines_and_nothing_is_written(
    small: Path, run: Run, tmp_path: Path
) -> None:
    (small / "kb" / "goals.yml").write_text("helpful: lots\nowned: 120 %\n", "utf-8")
    page = tmp_path / "report.html"

    result = run("-C", small, "report", "-o", page)

    assert (result.exit_code, page.exists()) == (1, False)
    assert "kb/goals.yml:1:10: error KB313" in result.output
    assert "kb/goals.yml:2:8: error KB313" in result.output
    assert "2 errors" in result.output


def test_a_language_that_it_has_not_is_hinted_at(small: Path, run: Run) -> None:
    result = run("-C", small, "report", "--lang", "fr")

    assert result.exit_code == 2
    assert "no language 'fr'" in result.output


def test_a_file_that_cannot_be_written_is_named(small: Path, run: Run, tmp_path: Path) -> None:
    result = run("-C", small, "report", "-o", tmp_path / "no" / "report.json")

    assert result.exit_code == 2
    assert "cannot be written" in result.output


def test_without_the_library_a_page_says_how_to_get_it_and_text_needs_none(
    small: Path, start: Start, tmp_path: Path
) -> None:
    (tmp_path / "vl_convert.py").write_text("raise ImportError\n", "utf-8")
    where = {"PYTHONPATH": f"{tmp_path}:{Path(__file__).parent.parent.parent}"}

    page = start("-C", small, "report", "--format", "html", **where)
    text = start("-C", small, "report", "--format", "markdown", **where)

    assert (page.returncode, text.returncode) == (2, 0)
    assert "pip install 'kbtool[report]'" in page.stderr
