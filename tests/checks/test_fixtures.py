"""Every rule, shown on small knowledge bases: what breaks it, and what only looks as if it did.

`fixtures/KB201-<behaviour>/` holds a `kb/` and `expected/problems.txt`, the text output
of `kbtool check`. A folder whose expectation names its rule breaks it; one whose
expectation is empty is the near miss. A folder with a `mkdocs.yml` is rendered, too; a
`baseline.yml` accepts what it lists. A folder with a file `external` has its links asked at
`external_server.py`, which stands where the fixture says 127.0.0.1:00000; the file says
whether private addresses are allowed.

After a change of wording, write the expectations anew and read the difference:

    KBTOOL_UPDATE_GOLDEN=1 pytest tests/checks/test_fixtures.py && git diff tests/checks
"""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import kbtool.checks.families
from kbtool import verdict
from kbtool.build import build
from kbtool.checks.formats import as_text
from kbtool.compiler import Examined, examine, examine_external
from kbtool.problems import RULES, Problem, Rule, Severity
from kbtool.verdict import Options
from tests.checks.external_server import MisbehavingServer

FIXTURES = sorted(p for p in (Path(__file__).parent / "fixtures").iterdir() if p.is_dir())
ENVIRON = {"SOURCE_DATE_EPOCH": "1793491200"}  # 2026-11-01, the day on which fixtures are judged
UPDATE = os.environ.get("KBTOOL_UPDATE_GOLDEN")

assert kbtool.checks.families  # importing it registers the checks


def expected_text(fixture: Path) -> str:
    return (fixture / "expected" / "problems.txt").read_text(encoding="utf-8")


def judged(fixture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Examined:
    if (fixture / "external").exists():
        return asked(fixture, tmp_path)
    if not (fixture / "mkdocs.yml").exists():
        return accepted(examine(fixture, ENVIRON))
    root = shutil.copytree(fixture, tmp_path / fixture.name)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", ENVIRON["SOURCE_DATE_EPOCH"])
    examined = examine(root, ENVIRON)
    return replace(examined, problems=build(root).problems)


def asked(fixture: Path, tmp_path: Path) -> Examined:
    """Return what asking the links finds, with the port of the server as the fixture writes it."""
    root = shutil.copytree(fixture, tmp_path / fixture.name)
    written, allowed = "127.0.0.1:00000", (root / "external").read_text() == "allow-private\n"
    articles = {path: path.read_text("utf-8") for path in (root / "kb").rglob("*.md")}
    with MisbehavingServer() as server:
        real = f"127.0.0.1:{server.port:05}"
        for path, text in articles.items():
            path.write_text(text.replace(written, real), "utf-8")
        examined = examine_external(
            examine(root, ENVIRON), lambda *_: None, in_all=10.0, allow_private=allowed
        )
    for path, text in articles.items():
        path.write_text(text, "utf-8")
    problems = [
        replace(
            one, message=one.message.replace(real, written), hint=one.hint.replace(real, written)
        )
        for one in examined.problems
    ]
    return replace(examined, problems=tuple(problems))


def accepted(examined: Examined) -> Examined:
    """Return what is left when the fixture's baseline has accepted what it lists."""
    path = examined.root / "baseline.yml"
    report = verdict.report(examined, Options(baseline=path if path.exists() else None), {})
    return replace(examined, problems=report.problems)


def to_the_point(fixture: Path, problems: tuple[Problem, ...]) -> list[Problem]:
    """Leave out what a small knowledge base cannot help: infos of other rules than its own."""
    return [
        one
        for one in problems
        if one.severity > Severity.INFO or one.rule.id == fixture.name.partition("-")[0]
    ]


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.name)
def test_a_fixture_gives_exactly_the_problems_it_expects(
    fixture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    examined = judged(fixture, tmp_path, monkeypatch)
    text = as_text(to_the_point(fixture, examined.problems), examined.root)
    if UPDATE:
        (fixture / "expected").mkdir(exist_ok=True)
        content = text + "\n" if text else ""
        (fixture / "expected" / "problems.txt").write_text(content, encoding="utf-8", newline="\n")

    assert expected_text(fixture).removesuffix("\n") == text


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: f"{rule.id}-{rule.name}")
def test_a_rule_has_a_fixture_that_breaks_it(rule: Rule) -> None:
    broken = [one.name for one in FIXTURES if f" {rule.id} {rule.name}: " in expected_text(one)]

    assert [name for name in broken if name.startswith(f"{rule.id}-")] != []


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: f"{rule.id}-{rule.name}")
def test_a_rule_has_a_near_miss_that_stays_silent(rule: Rule) -> None:
    silent = [one.name for one in FIXTURES if expected_text(one) == ""]

    assert [name for name in silent if name.startswith(f"{rule.id}-")] != []


def test_a_fixture_breaks_the_rule_in_its_name_or_none() -> None:
    odd = [
        one.name
        for one in FIXTURES
        if expected_text(one) and f" {one.name[:5]} " not in expected_text(one)
    ]

    assert odd == []


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: f"{rule.id}-{rule.name}")
def test_a_rule_says_in_a_sentence_what_it_wants(rule: Rule) -> None:
    first = rule.help.split("\n")[0]

    assert (first[:1].isupper() or not first[:1].isalpha(), first[-1:]) == (True, ".")


def test_a_check_shows_a_bad_and_a_good_example() -> None:
    from kbtool.checks import register

    examples = {
        one.rule.id: ("\nBad:  " in one.rule.help, "\nGood: " in one.rule.help)
        for one in register._CHECKS
    }

    assert dict.fromkeys(examples, (True, True)) == examples
