"""Which findings count: settings of kb.yml, ignores in the files, and strictness."""

from __future__ import annotations

import pytest

from kbtool.checks.select import made_strict
from kbtool.compiler import examine
from kbtool.model import Source
from kbtool.problems import Problem, Rule, Severity
from tests.conftest import Project

LINK = "---\nid: a\ntitle: How?\n---\n\nSee [b](b.md).\n"


def findings(project: Project, checks: str, body: str = LINK) -> list[tuple[str, str]]:
    root = project({"kb/kb.yml": f"checks: {checks}\n", "kb/articles/a.md": body})
    problems = examine(root).problems
    return [(one.rule.id, str(one.severity)) for one in problems if one.rule.id != "KB108"]


@pytest.mark.parametrize(
    ("checks", "expected"),
    [
        ("{}", [("KB201", "error")]),
        ("{ignore: [KB201]}", []),
        ("{ignore: [KB2]}", []),
        ("{ignore: [KB2], select: [KB201]}", [("KB201", "error")]),
        ("{ignore: [KB201], select: [KB2]}", []),
        ("{select: [KB3]}", []),
        ("{select: [KB3, KB2]}", [("KB201", "error")]),
        ("{ignore: [KB201], select: [KB201]}", []),
        ("{severity: {KB201: warning}}", [("KB201", "warning")]),
        ("{severity: {KB201: info}}", [("KB201", "info")]),
    ],
)
def test_settings_choose_what_counts_and_how_much(
    checks: str, expected: list[tuple[str, str]], project: Project
) -> None:
    assert findings(project, checks) == expected


@pytest.mark.parametrize(
    ("checks", "column", "message", "hint"),
    [
        ("{ignore: [KB20l]}", 19, "no check has an id that begins with 'KB20l'", "KB201"),
        ("{select: [KB, kb2]}", 23, "no check has an id that begins with 'kb2'", "KB2"),
        ("{ignore: broken-link}", 18, "no check has an id that begins with 'broken-link'", "KB201"),
        ("{severity: {KB2O1: info}}", 21, "no check has the id 'KB2O1'", "KB201"),
    ],
)
def test_an_unknown_id_is_told_at_its_place(
    checks: str, column: int, message: str, hint: str, project: Project
) -> None:
    root = project({"kb/kb.yml": f"checks: {checks}\n"})

    (found,) = [one for one in examine(root).problems if one.rule.id == "KB313"]

    assert (found.source.line, found.source.column, found.message) == (1, column, message)
    assert found.hint == f"did you mean '{hint}'?"


@pytest.mark.parametrize("checks", ["{ignore: [KB105]}", "{severity: {KB105: info}}"])
def test_what_no_site_can_do_without_is_never_let_be(checks: str, project: Project) -> None:
    article = "---\nid: a\ntitle: How?\nanswer: So.\n---\n"
    root = project(
        {
            "kb/kb.yml": f"checks: {checks}\n",
            "kb/articles/a.md": article,
            "kb/articles/b.md": article,
        }
    )

    found = {(one.rule.id, str(one.severity)) for one in examine(root).problems}

    assert {("KB105", "error"), ("KB313", "error")} <= found


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("KB201 it comes soon", []),
        ("KB201", ["KB331"]),
        ("KB999 it comes soon", ["KB201", "KB331"]),
        ("KB201 KB203 it comes soon", ["KB330"]),
        ("KB203 it comes soon", ["KB201", "KB330"]),
        ("KB105 it comes soon", ["KB201", "KB331"]),
        ("", ["KB201", "KB331"]),
    ],
)
def test_an_ignore_hides_what_it_names_and_is_judged_itself(
    comment: str, expected: list[str], project: Project
) -> None:
    body = LINK.rstrip() + f" <!-- kbtool: ignore {comment} -->\n"

    assert [id for id, _ in findings(project, "{}", body)] == expected


def test_another_word_than_ignore_is_told(project: Project) -> None:
    body = LINK.rstrip() + " <!-- kbtool: ingore KB201 it comes soon -->\n"

    assert [id for id, _ in findings(project, "{}", body)] == ["KB201", "KB331"]


def test_an_ignore_of_a_check_that_a_setting_drops_is_used(project: Project) -> None:
    body = LINK.rstrip() + " <!-- kbtool: ignore KB201 it comes soon -->\n"

    assert findings(project, "{ignore: [KB201]}", body) == []


def test_strictness_makes_warnings_errors_and_leaves_infos() -> None:
    problems = [
        Problem(Rule("KB999", "made-up", severity), Source("a.md"), "wrong")
        for severity in Severity
    ]

    assert [str(one.severity) for one in made_strict(problems)] == ["info", "error", "error"]
