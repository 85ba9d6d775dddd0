"""The table of all checks, as the manual prints it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kbtool.problems import Rule

__all__ = ["BEGIN", "END", "table_of_checks", "with_table"]

BEGIN = "<!-- checks: written by tests/checks/test_manual.py -->"
END = "<!-- end of checks -->"

_EXAMPLE = re.compile(r"^(Bad|Good): +(.*?)$", re.M)


def table_of_checks(rules: Iterable[Rule]) -> str:
    """Return a Markdown table of `rules` by their ids."""
    lines = [
        "| id | name | severity | what it wants | bad | good |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for rule in sorted(rules, key=lambda rule: rule.id):
        what = " ".join(rule.help.split("\n\n")[0].split("\n"))
        examples = dict(_EXAMPLE.findall(rule.help))
        bad, good = (_code(examples.get(key, "")) for key in ("Bad", "Good"))
        lines.append(
            f"| {rule.id} | {rule.name} | {rule.severity} | {_cell(what)} | {bad} | {good} |"
        )
    return "\n".join(lines) + "\n"


def with_table(text: str, rules: Iterable[Rule]) -> str:
    """Return the manual `text` with the table between its marks written anew.

    Raises:
        ValueError: the marks are missing.
    """
    head, begin, rest = text.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError("the manual has no marks around its table")
    return f"{head}{BEGIN}\n\n{table_of_checks(rules)}\n{END}{tail}"


def _cell(text: str) -> str:
    parts = text.replace("|", "\\|").split("`")
    parts[::2] = [part.replace("<", "\\<") for part in parts[::2]]  # the others are code
    return "`".join(parts)


def _code(example: str) -> str:
    """Return an example as code, and what is said of it behind three blanks as words."""
    shown, _, said = re.sub(r" {2,}", "\0", example).partition("\0")
    if not shown:
        return ""
    ticks = "``" if "`" in shown else "`"
    space = " " if ticks == "``" else ""
    said = f" {_cell(said.replace(chr(0), ' '))}" if said else ""
    return f"{ticks}{space}{shown.replace('|', chr(92) + '|')}{space}{ticks}{said}"
