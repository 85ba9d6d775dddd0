"""`kbtool eval`: which queries it asks, what it prints, what it refuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run

LINES = (
    '{"query": "衣服不想要了怎么退", "relevant": ["return-how-to"]}\n'
    '{"query": "退款多久到账", "relevant": ["no-such-article"]}\n'
    '{"query": "zzzzqqqq", "relevant": []}\n'
)


@pytest.fixture
def logged(tmp_path: Path) -> Path:
    path = tmp_path / "logged.jsonl"
    path.write_text(LINES, encoding="utf-8")
    return path


def test_without_a_file_the_golden_queries_are_asked(built: Path, run: Run) -> None:
    result = run("-C", built, "eval", "--json")

    shown = json.loads(result.stdout)
    assert (result.exit_code, shown["engine"]) == (0, "whoosh")
    assert shown["answerable"] > 100
    assert shown["figures"]["recall_at_5"]["value"] > 0.9


def test_a_language_chooses_among_the_golden_queries(built: Path, run: Run) -> None:
    def asked(*arguments: str) -> int:
        result = run("-C", built, "eval", "--json", *arguments)
        return int(json.loads(result.stdout)["answerable"])

    assert asked() == asked("--lang", "zh") + asked("--lang", "en")


def test_a_query_that_nothing_answers_is_counted_apart(built: Path, logged: Path, run: Run) -> None:
    shown = json.loads(run("-C", built, "eval", logged, "--lang", "zh", "--json").stdout)

    assert (shown["answerable"], shown["unanswerable"], shown["recognised"]) == (2, 1, 1)
    assert shown["figures"]["recall_at_5"]["value"] == 0.5


def test_the_table_names_every_figure(built: Path, logged: Path, run: Run) -> None:
    output = run("-C", built, "eval", logged).output

    names = ("Recall@1", "Recall@5", "MRR@10", "nDCG@10", "zero results", "recognised")
    assert [name for name in names if name not in output] == []


def test_the_faults_of_a_file_are_shown_at_their_places(
    built: Path, logged: Path, run: Run
) -> None:
    logged.write_text('{"query": 3, "relevant": []}\n{"query": "a", "relevant": "b"}\n')

    result = run("-C", built, "eval", logged)

    assert result.exit_code == 1
    assert f"{logged}:1:3: error KB322 bad-query: 'query' is a number, not text" in result.output
    assert f"{logged}:2:17: error KB322" in result.output
    assert 'hint: write "relevant": ["b"]' in result.output


def test_ids_that_no_article_has_are_named(built: Path, logged: Path, run: Run) -> None:
    output = run("-C", built, "eval", logged).output

    assert "1 expected ids belong to no public article, such as 'no-such-article'" in output


def test_queries_for_another_knowledge_base_are_refused(
    built: Path, logged: Path, run: Run
) -> None:
    logged.write_text('{"query": "a", "relevant": ["no-such-article"]}\n')

    result = run("-C", built, "eval", logged)

    assert (result.exit_code, "an id such as 'no-such-article'" in result.output) == (2, True)


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_a_file_without_queries_is_an_error(built: Path, logged: Path, run: Run, text: str) -> None:
    logged.write_text(text)

    result = run("-C", built, "eval", logged)

    assert (result.exit_code, "holds no query" in result.output) == (2, True)


def test_an_unknown_language_is_refused_by_name(built: Path, logged: Path, run: Run) -> None:
    result = run("-C", built, "eval", logged, "--lang", "fr")

    assert (result.exit_code, "the index has no language 'fr'" in result.output) == (2, True)


@pytest.mark.browser
def test_the_browser_is_asked_like_the_index(built: Path) -> None:
    def figures(engine: str) -> object:
        # In a process of its own: the browser of other tests keeps this one's event loop.
        command = [sys.executable, "-m", "kbtool", "-C", str(built), "eval", "--json"]
        result = subprocess.run([*command, "--engine", engine], capture_output=True, text=True)
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)["figures"]

    assert figures("whoosh") == figures("browser")
