"""The formats that programs read: GitHub's annotations, SARIF, JUnit."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import fastjsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kbtool.verdict
from kbtool.checks.formats import Report, as_github, as_json, as_junit, as_sarif, job_summary
from kbtool.checks.formats.github import MAX_SUMMARY
from kbtool.model import Source
from kbtool.problems import RULES, Problem, Rule, Severity

assert kbtool.verdict  # importing it brings every rule

SCHEMA = Path(__file__).parent / "schemas" / "sarif-2.1.0-rtm.5.json"
"""As the npm package @microsoft/jest-sarif 1.0.0-beta.0 (MIT) ships it: the whole schema."""

ERROR = Rule("KB999", "made-up", Severity.ERROR, "It is so.\n\nBad:  a\nGood: b")
INFO = Rule("KB998", "made-up-too", Severity.INFO)
WARNING = Rule("KB997", "made-up-as-well", Severity.WARNING)
MOVING = {*map(chr, range(32)), *map(chr, range(127, 160)), *"\u200e\u200f\u202d\u202e\u2066"} - {
    "\n"
}
NASTY = "::error::x%0A\r\n##[add-mask]\x1b]0;y\x07,a:b|`<script>`\ud800\u202e"


def report(*problems: Problem, files: tuple[str, ...] = (), prefix: str = "") -> Report:
    return Report(Path("/nonexistent"), problems, files, prefix)


@pytest.fixture(scope="module")
def validate() -> Any:
    return fastjsonschema.compile(json.loads(SCHEMA.read_text(encoding="utf-8")))


PROBLEMS = st.lists(
    st.builds(
        Problem,
        st.sampled_from([ERROR, INFO, *RULES.values()]),
        st.builds(
            Source,
            st.text(min_size=1, max_size=20).filter(lambda path: "\0" not in path),
            st.integers(1, 9999),
            st.integers(1, 999),
            st.integers(0, 99),
        ),
        st.text(max_size=40) | st.just(NASTY),
        st.text(max_size=40) | st.just(NASTY),
    ),
    max_size=5,
)


@given(PROBLEMS)
@settings(deadline=None, max_examples=60)
def test_json_is_what_was_found_and_holds_nothing_that_steers_a_terminal(
    found: list[Problem],
) -> None:
    nasty = Problem(ERROR, Source("kb/\x9b31m.md"), NASTY + "\x9b31m\u2066 退款", "\x85")
    problems = [*found, nasty]

    text = as_json(problems)

    assert [row["message"] for row in json.loads(text)["problems"]] == [p.message for p in problems]
    assert [char for char in text if not char.isprintable() and char in MOVING] == []
    assert "退款" in text


# --- GitHub ----------------------------------------------------------------------


def test_an_annotation_has_its_place_its_check_and_its_hint() -> None:
    found = Problem(ERROR, Source("kb/a.md", 2, 3, 4), "50% wrong", "mend it")

    assert as_github(report(found, prefix="help/")) == (
        "::error file=help/kb/a.md,line=2,col=3,endLine=2,endColumn=7,"
        "title=KB999 made-up::50%25 wrong%0Ahint: mend it"
    )


def test_a_warning_about_a_file_has_no_column() -> None:
    found = Problem(WARNING, Source("kb/退货,a:b.md"), "it is so")

    assert as_github(report(found)) == (
        "::warning file=kb/退货%2Ca%3Ab.md,line=1,title=KB997 made-up-as-well::it is so"
    )


def test_errors_are_annotated_first_and_infos_not_at_all() -> None:
    problems = [Problem(rule, Source("a.md"), "x") for rule in (INFO, WARNING, ERROR)]

    assert re.findall(r"KB\d+", as_github(report(*problems))) == ["KB999", "KB997"]


@settings(deadline=None, max_examples=100)
@given(PROBLEMS)
def test_content_never_begins_a_command(problems: list[Problem]) -> None:
    text = as_github(report(*problems))

    lines = re.split(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]", text) if text else []
    assert len(lines) == sum(one.severity > Severity.INFO for one in problems)
    for line in lines:
        assert re.match(r"::(error|warning) file=[^:]*,title=KB\d{3} [\w-]+::", line)
        assert line.isprintable()


@settings(deadline=None, max_examples=60)
@given(PROBLEMS)
def test_no_line_of_any_format_begins_like_a_command_of_content(problems: list[Problem]) -> None:
    found = report(*problems)

    for text in (as_json(found.problems), as_sarif(found), as_junit(found), job_summary(found)):
        assert [line for line in text.splitlines() if line.lstrip().startswith("::")] == []


def test_the_summary_of_a_job_lists_all_and_escapes_markdown() -> None:
    found = Problem(ERROR, Source("kb/a|b.md", 2, 3), "no `x` <b> [a](javascript:b)", "h")

    text = job_summary(report(found, files=("kb/a|b.md",)))

    assert text.splitlines()[0] == "### kbtool check: 1 error in 1 file"
    row = text.splitlines()[-1]
    assert row.count("|") == 6
    assert not re.search(r"[<>`\[\]]", row)
    assert "kb/a&#124;b.md&#58;2&#58;3" in row


def test_the_summary_of_a_job_stays_below_the_limit_of_github() -> None:
    found = [Problem(ERROR, Source("kb/a.md", line), "退" * 500) for line in range(1, 1000)]

    text = job_summary(report(*found))

    assert len(text.encode()) < MAX_SUMMARY + 100
    assert re.search(r"… and \d+ more; the log has them all\.\n\Z", text)


def test_the_summary_of_a_clean_job_is_one_line() -> None:
    assert job_summary(report(files=("a", "b"))) == "### kbtool check: no problems in 2 files\n"


# --- SARIF -----------------------------------------------------------------------


@settings(deadline=None, max_examples=60)
@given(problems=PROBLEMS)
def test_sarif_is_valid_whatever_was_found(validate: Any, problems: list[Problem]) -> None:
    text = as_sarif(report(*problems))

    validate(json.loads(text.encode("utf-8")))


def test_the_schema_is_one_that_refuses(validate: Any) -> None:
    log = json.loads(as_sarif(report(Problem(ERROR, Source("a.md"), "x"))))
    log["runs"][0]["results"][0]["level"] = "bad"

    with pytest.raises(fastjsonschema.JsonSchemaException):
        validate(log)


def test_a_result_of_sarif_has_its_rule_its_place_and_a_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "怎 么.md").write_text("one\ntwo words\n", encoding="utf-8")
    found = Problem(ERROR, Source("怎 么.md", 2, 5, 5), "it is wrong", "mend it")

    run = json.loads(as_sarif(Report(tmp_path, (found,), (), "help/")))["runs"][0]

    result = run["results"][0]
    rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
    assert (rule["id"], rule["name"], rule["help"]["text"]) == ("KB999", "MadeUp", ERROR.help)
    assert rule["help"]["markdown"] == "It is so.\n\n```text\nBad:  a\nGood: b\n```"
    assert (result["level"], result["message"]["text"]) == ("error", "it is wrong\nhint: mend it")
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {
            "uri": "help/%E6%80%8E%20%E4%B9%88.md",
            "uriBaseId": "%SRCROOT%",
        },
        "region": {"startLine": 2, "startColumn": 5, "endColumn": 10},
    }
    assert re.fullmatch(r"[0-9a-f]{32}", result["partialFingerprints"]["kbtool/v1"])


def test_a_fingerprint_of_sarif_stays_when_lines_move(tmp_path: Path) -> None:
    prints = []
    for above in (0, 3):
        (tmp_path / "a.md").write_text("\n" * above + "two words\n")
        found = Problem(ERROR, Source("a.md", 1 + above, 5, 5), "it is wrong")
        log = json.loads(as_sarif(Report(tmp_path, (found,))))
        prints.append(log["runs"][0]["results"][0]["partialFingerprints"])

    assert prints[0] == prints[1]


def test_sarif_has_every_rule_with_its_help() -> None:
    rules = json.loads(as_sarif(report()))["runs"][0]["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in rules] == sorted(RULES)
    assert [rule["id"] for rule in rules if not rule["help"]["text"]] == []


# --- JUnit -----------------------------------------------------------------------


def test_junit_fails_for_errors_and_passes_for_the_rest() -> None:
    error = Problem(ERROR, Source("b.md", 2, 3, 4), "wrong", "mend it")
    info = Problem(INFO, Source("c.md"), "odd")

    suites = ElementTree.fromstring(as_junit(report(error, info, files=("a.md", "b.md", "c.md"))))

    assert (suites.get("tests"), suites.get("failures")) == ("3", "1")
    cases = {
        case.get("classname"): [child.tag for child in case] for case in suites.iter("testcase")
    }
    assert cases == {"a.md": [], "b.md": ["failure"], "c.md": ["system-out"]}
    failure = next(suites.iter("failure"))
    assert (failure.get("type"), failure.get("message")) == ("KB999", "wrong")
    assert failure.text == "b.md:2:3: error KB999 made-up: wrong\n  hint: mend it"


@settings(deadline=None, max_examples=60)
@given(PROBLEMS)
def test_junit_is_xml_whatever_was_found(problems: list[Problem]) -> None:
    suites = ElementTree.fromstring(as_junit(report(*problems)).encode("utf-8"))

    assert suites.get("tests") == str(len(problems))
