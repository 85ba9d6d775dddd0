"""Problems -> annotations of GitHub Actions, and the summary of a job.

Every line begins with a command of ours. What comes from content is escaped as
`@actions/core` does it, so that no text can begin a command of its own.
"""

from __future__ import annotations

import re

from kbtool.checks.formats.report import Report, summary
from kbtool.problems import Problem, Severity
from kbtool.terminal import visible

__all__ = ["MAX_SUMMARY", "as_github", "job_summary"]

MAX_SUMMARY = 1_000_000
"""Bytes; GitHub drops the summary of a step that is larger than 1 MiB."""

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning"}
_MARKS = re.compile(r"[&<>|`*_\[\]~\\:@#!$]")


def as_github(report: Report) -> str:
    """Return one annotation an error or a warning, the errors first; infos are in the summary.

    GitHub shows ten annotations of a kind a step, and fifty a job.
    """
    worst_first = sorted(report.problems, key=lambda found: -found.severity)
    return "\n".join(
        _annotation(found, report.prefix) for found in worst_first if found.severity > Severity.INFO
    )


def _annotation(found: Problem, prefix: str) -> str:
    at = found.source
    properties = {"file": prefix + at.path, "line": str(at.line)}
    if at.length or at.column > 1:
        properties["col"] = str(at.column)
        properties["endLine"] = str(at.line)
        properties["endColumn"] = str(at.column + max(at.length, 1))
    properties["title"] = f"{found.rule.id} {found.rule.name}"
    told = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    text = _data(visible(found.message))
    if found.hint:
        text += f"%0Ahint: {_data(visible(found.hint))}"
    return f"::{_COMMANDS[found.severity]} {told}::{text}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")


def job_summary(report: Report) -> str:
    """Return the full list as a Markdown table."""
    head = f"### kbtool check: {summary(report.problems)} in {report.extent}\n"
    if not report.problems:
        return head
    lines = [head, "| place | severity | check | what | hint |", "| --- | --- | --- | --- | --- |"]
    size = len("\n".join(lines).encode())
    for done, found in enumerate(report.problems):
        line = _row(found, report.prefix)
        size += len(line.encode()) + 1
        if size > MAX_SUMMARY:
            lines.append(f"\n… and {len(report.problems) - done} more; the log has them all.")
            break
        lines.append(line)
    return "\n".join(lines) + "\n"


def _row(found: Problem, prefix: str) -> str:
    at = found.source
    cells = (
        _cell(f"{prefix}{at.path}:{at.line}:{at.column}"),
        str(found.severity),
        f"{found.rule.id} {found.rule.name}",
        _cell(found.message),
        _cell(found.hint),
    )
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    """Return `text` so that Markdown and HTML leave it as it is."""
    # Numeric references, because a reference is text and never markup, whatever stands around it.
    return _MARKS.sub(lambda mark: f"&#{ord(mark[0])};", visible(text))
