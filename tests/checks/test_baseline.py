"""A baseline accepts what is known, and only shrinks."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kbtool.checks.families
from kbtool.checks.baseline import Baseline, accept, read_baseline, written
from kbtool.checks.quotes import Quotes
from kbtool.model import Source
from kbtool.problems import RULES, KbtoolError, Problem

assert kbtool.checks.families  # importing it brings every rule

TODAY = dt.date(2026, 11, 1)
BROKEN = RULES["KB201"]


def broken(line: int, text: str = "b.md") -> Problem:
    return Problem(BROKEN, Source("a.md", line, 1, len(text)), f"no article at '{text}'")


def left(root: Path, text: str, problems: list[Problem], name: str = "known.yml") -> list[str]:
    (root / name).write_text(text, encoding="utf-8")
    found = accept(read_baseline(root, name), problems, Quotes(root), TODAY)
    return [f"{one.rule.id} {one.source.path}:{one.source.line}" for one in found]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "a.md").write_text("b.md\nc.md\nb.md\n", encoding="utf-8")
    return tmp_path


ENTRY = 'findings:\n  - rule: KB201\n    path: a.md\n    text: "b.md"\n'


def test_a_known_finding_is_accepted_on_any_line(root: Path) -> None:
    assert [left(root, ENTRY, [broken(line)]) for line in (1, 3)] == [[], []]


def test_another_finding_fails(root: Path) -> None:
    assert left(root, ENTRY, [broken(1), broken(2, "c.md")]) == ["KB201 a.md:2"]


def test_a_second_finding_of_the_same_words_fails(root: Path) -> None:
    assert left(root, ENTRY, [broken(1), broken(3)]) == ["KB201 a.md:3"]


def test_a_count_accepts_as_many(root: Path) -> None:
    assert left(root, ENTRY + "    count: 2\n", [broken(1), broken(3)]) == []


def test_an_entry_without_its_finding_is_told_at_its_line(root: Path) -> None:
    assert left(root, ENTRY, []) == ["KB332 known.yml:2"]


def test_an_entry_that_counts_too_many_is_told(root: Path) -> None:
    assert left(root, ENTRY + "    count: 2\n", [broken(1)]) == ["KB332 known.yml:2"]


def test_an_entry_is_good_on_its_last_day(root: Path) -> None:
    assert left(root, ENTRY + "    expires: 2026-11-01\n", [broken(1)]) == []


def test_an_entry_whose_day_is_over_accepts_nothing_and_is_told(root: Path) -> None:
    found = left(root, ENTRY + "    expires: 2026-10-31\n", [broken(1)])

    assert found == ["KB201 a.md:1", "KB333 known.yml:2"]


def test_a_day_in_json_is_a_day(root: Path) -> None:
    entry = {"rule": "KB201", "path": "a.md", "text": "b.md", "expires": "2026-10-31"}

    found = left(root, json.dumps({"findings": [entry]}), [broken(1)], "known.json")

    assert [one.split()[0] for one in found] == ["KB201", "KB333"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a\n", "a baseline is a mapping"),
        ("findings: many\n", "'findings' is a list"),
        ("finding: []\n", "no key 'finding'"),
        ("findings:\n  - rule: KB999\n    path: a.md\n", "no check has the id 'KB999'"),
        ("findings:\n  - rule: KB201\n", "an entry has no 'path'"),
        (ENTRY + "    expires: soon\n", "'expires' is a date"),
        (ENTRY + "    count: -1\n", "'count' is -1"),
        ("findings: [\n", "known.yml:"),
    ],
)
def test_a_baseline_that_cannot_be_used_is_a_wrong_command(
    text: str, message: str, root: Path
) -> None:
    with pytest.raises(
        KbtoolError, match=r"the baseline known\.yml:\d+:\d+ cannot be used"
    ) as told:
        left(root, text, [])

    assert message in told.value.message


@pytest.mark.parametrize("text", ["", "findings:\n", "findings: []\n", "{}\n"])
def test_an_empty_baseline_accepts_nothing(text: str, root: Path) -> None:
    assert left(root, text, [broken(1)]) == ["KB201 a.md:1"]


def test_infos_pass_by(root: Path) -> None:
    info = Problem(RULES["KB209"], Source("a.md"), "old")

    assert left(root, "findings: []\n", [info]) == ["KB209 a.md:1"]
    assert "KB209" not in written("x.yml", [info], Quotes(root), Baseline())


def test_what_is_written_anew_keeps_days_and_reasons(root: Path) -> None:
    (root / "known.yml").write_text(ENTRY + "    expires: 2026-12-31\n    reason: spring\n")
    before = read_baseline(root, "known.yml")

    text = written("known.yml", [broken(1), broken(2, "c.md")], Quotes(root), before)

    assert text == (
        'findings:\n  - rule: "KB201"\n    path: "a.md"\n    text: "b.md"\n'
        '    expires: 2026-12-31\n    reason: "spring"\n'
        '  - rule: "KB201"\n    path: "a.md"\n    text: "c.md"\n'
    )


TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("'\"#: -{}&*\\退"),
    min_size=1,
    max_size=30,
).filter(lambda text: text.isprintable())


@settings(
    deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(TEXT, min_size=1, max_size=6), st.sampled_from(["x.yml", "x.json"]))
def test_what_was_written_accepts_exactly_what_there_was(
    tmp_path: Path, texts: list[str], name: str
) -> None:
    (tmp_path / "a.md").write_text("\n".join(texts), encoding="utf-8")
    problems = [broken(line, text) for line, text in enumerate(texts, start=1)]
    quotes = Quotes(tmp_path)

    (tmp_path / name).write_text(written(name, problems, quotes, Baseline()), encoding="utf-8")

    assert accept(read_baseline(tmp_path, name), problems, quotes, TODAY) == []
