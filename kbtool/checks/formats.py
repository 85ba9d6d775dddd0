"""Problems -> text for people, JSON for programs. Wording never depends on the format."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from kbtool.problems import Problem, Severity
from kbtool.terminal import visible, width

__all__ = ["as_json", "as_text", "plain", "sort_problems", "summary"]

Style = Callable[[str, str], str]
"""Colours a text by a role: "error", "warning", "info", "hint" or "dim"."""

FRAME_WIDTH = 100


def sort_problems(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems by place, each once."""
    return sorted(set(problems), key=lambda p: (p.source, p.rule.id, p.message))


def plain(text: str, role: str) -> str:
    """Return `text` without colour."""
    return text


def as_text(problems: Sequence[Problem], root: Path, style: Style = plain) -> str:
    """Return problems as `path:line:column: severity ID name: message`, a code frame and a hint."""
    files: dict[str, list[str]] = {}
    blocks = []
    for found in problems:
        at = found.source
        place = f"{visible(at.path)}:{at.line}:{at.column}"
        severity = style(str(found.severity), str(found.severity))
        name = f"{found.rule.id} {found.rule.name}"
        lines = [f"{place}: {severity} {name}: {visible(found.message)}"]
        if at.length or at.column > 1:  # else the whole file is meant
            lines += _frame(found, _lines(root, at.path, files), style)
        if found.hint:
            lines.append(f"  {style('hint', 'hint')}: {visible(found.hint)}")
        blocks.append("\n".join(lines))
    return "\n".join(blocks)


def as_json(problems: Sequence[Problem]) -> str:
    """Return problems as a JSON object with a count and a list."""
    rows = [
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
    errors = sum(found.severity is Severity.ERROR for found in problems)
    document = {"errors": errors, "count": len(rows), "problems": rows}
    return json.dumps(document, ensure_ascii=False, indent=2)


def summary(problems: Sequence[Problem]) -> str:
    """Return one line such as `2 errors, 1 warning`."""
    counts = []
    for severity in sorted(Severity, reverse=True):
        count = sum(found.severity is severity for found in problems)
        if count:
            plural = "" if count == 1 or severity is Severity.INFO else "s"
            counts.append(f"{count} {severity}{plural}")
    return ", ".join(counts) or "no problems"


def _lines(root: Path, path: str, files: dict[str, list[str]]) -> list[str]:
    if path not in files:
        try:
            # A named pipe would wait for a writer, a device never end.
            raw = (root / path).read_bytes() if (root / path).is_file() else b""
        except OSError:
            raw = b""
        text = raw.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
        files[path] = text.split("\n")
    return files[path]


def _frame(found: Problem, lines: list[str], style: Style) -> list[str]:
    """Return the line meant, with carets below it, right under wide characters too."""
    at = found.source
    if at.line > len(lines) or not lines[at.line - 1].strip():
        return []
    line = lines[at.line - 1]
    begin = at.column - 1
    cut = max(0, begin - FRAME_WIDTH // 2) if len(line) > FRAME_WIDTH else 0
    shown = line[cut : cut + FRAME_WIDTH]
    before = visible(line[cut:begin])
    meant = visible(shown[begin - cut : begin - cut + max(at.length, 1)])
    carets = "^" * max(1, width(meant))
    number = f"{at.line:>5}"
    return [
        f"{style(f'{number} |', 'dim')} {'…' if cut else ''}{visible(shown)}",
        f"{style('      |', 'dim')} {' ' * (width(before) + bool(cut))}{style(carets, 'error')}",
    ]
