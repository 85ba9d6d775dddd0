"""The manual's table of checks is that of the program.

After a new check, or a change of its help, write the table anew and read the difference:

    KBTOOL_UPDATE_GOLDEN=1 pytest tests/checks/test_manual.py && git diff docs
"""

from __future__ import annotations

import os
import re

import pytest
from click.testing import CliRunner

import kbtool.publish.site
import kbtool.verdict
from kbtool.checks.manual import table_of_checks, with_table
from kbtool.checks.select import VITAL
from kbtool.cli import main
from kbtool.problems import RULES, Rule, Severity
from tests.conftest import REPOSITORY

assert kbtool.verdict, kbtool.publish.site  # importing these brings every rule

MANUAL = REPOSITORY / "docs" / "checks.md"
UPDATE = os.environ.get("KBTOOL_UPDATE_GOLDEN")


def test_the_manual_has_a_row_for_every_check() -> None:
    text = MANUAL.read_text(encoding="utf-8")
    expected = with_table(text, RULES.values())
    if UPDATE:
        MANUAL.write_text(expected, encoding="utf-8", newline="\n")
        text = expected

    assert expected == text


def test_the_manual_names_every_option_of_check() -> None:
    documented = set(re.findall(r"^\| `(-[-\w]+)", MANUAL.read_text(encoding="utf-8"), re.M))
    options = {option.opts[0] for option in main.commands["check"].params}

    assert options - {"--json"} - documented == set()


def test_the_manual_names_the_checks_that_cannot_be_ignored() -> None:
    text = MANUAL.read_text(encoding="utf-8")
    sentence = text[text.index("Errors with which") :].split("cannot be ignored")[0]
    named = set(re.findall(r"KB\d{3}", sentence.replace("KB105 to KB107", "KB105, KB106, KB107")))

    assert set(VITAL) == named


def test_an_example_with_a_bar_stays_in_its_cell() -> None:
    rule = Rule(
        "KB999", "made-up", Severity.INFO, "It is so.\n\nBad:  [[a|b]]    in code\nGood: `c`"
    )

    row = table_of_checks([rule]).splitlines()[2]

    assert row == "| KB999 | made-up | info | It is so. | `[[a\\|b]]` in code | `` `c` `` |"


@pytest.mark.parametrize("id", sorted(RULES))
def test_every_check_explains_itself(id: str) -> None:
    output = CliRunner().invoke(main, ["explain", id]).output

    assert output.startswith(f"{id} {RULES[id].name} ({RULES[id].severity})\n\n")
    assert RULES[id].help in output
