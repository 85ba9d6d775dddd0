"""Problems -> JSON for programs."""

from __future__ import annotations

from collections.abc import Sequence

from kbtool.problems import Problem, Severity
from kbtool.terminal import json_text

__all__ = ["as_json", "as_rows"]


def as_json(problems: Sequence[Problem]) -> str:
    """Return problems as a JSON object with a count and a list."""
    rows = as_rows(problems)
    errors = sum(found.severity is Severity.ERROR for found in problems)
    document = {"errors": errors, "count": len(rows), "problems": rows}
    return json_text(document)


def as_rows(problems: Sequence[Problem]) -> list[dict[str, str | int]]:
    """Return problems as values that JSON can carry."""
    return [
        {
            "path": found.source.path,
            "line": found.source.line,
            "column": found.source.column,
            "length": found.source.length,
            "id": found.rule.id,
            "name": found.rule.name,
            "severity": str(found.severity),
            "message": found.message,
            "hint": found.hint,
        }
        for found in problems
    ]
