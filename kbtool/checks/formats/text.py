"""Problems -> text for people: a place, a code frame, a hint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from kbtool.checks.quotes import Quotes
from kbtool.problems import Problem
from kbtool.terminal import table, visible, width

__all__ = ["FRAME_WIDTH", "Style", "as_text", "grouped_text", "one_line_each", "plain"]

Style = Callable[[str, str], str]
"""Colours a text by a role: "error", "warning", "info", "hint" or "dim"."""

FRAME_WIDTH = 100


def plain(text: str, role: str) -> str:
    """Return `text` without colour."""
    return text


def as_text(problems: Sequence[Problem], root: Path, style: Style = plain) -> str:
    """Return problems as `path:line:column: severity ID name: message`, a code frame and a hint."""
    return "\n".join(_blocks(problems, Quotes(root), style))


def one_line_each(problems: Sequence[Problem], style: Style = plain) -> str:
    """Return problems without frames and hints."""
    return "\n".join(_head(found, style) for found in problems)


def grouped_text(
    problems: Sequence[Problem], root: Path, style: Style = plain, *, verbose: bool = False
) -> str:
    """Return problems as `as_text` does, a blank line between files.

    Args:
        problems: sorted by place.
        root: the project folder.
        style: see `Style`.
        verbose: end with every rule that is broken, how often, and what it wants.
    """
    quotes = Quotes(root)
    groups = [
        "\n".join(_blocks(tuple(group), quotes, style))
        for _, group in groupby(problems, key=lambda found: found.source.path)
    ]
    if verbose and problems:
        groups.append(_broken_rules(problems))
    return "\n\n".join(groups)


def _blocks(problems: Sequence[Problem], quotes: Quotes, style: Style) -> Iterator[str]:
    for found in problems:
        lines = [_head(found, style)]
        at = found.source
        if at.length or at.column > 1:  # else the whole file is meant
            lines += _frame(found, quotes.line(at), style)
        if found.hint:
            lines.append(f"  {style('hint', 'hint')}: {visible(found.hint)}")
        yield "\n".join(lines)


def _head(found: Problem, style: Style) -> str:
    at = found.source
    severity = style(str(found.severity), str(found.severity))
    name = f"{found.rule.id} {found.rule.name}"
    return f"{visible(at.path)}:{at.line}:{at.column}: {severity} {name}: {visible(found.message)}"


def _frame(found: Problem, line: str, style: Style) -> list[str]:
    """Return the line meant, with carets below it, right under wide characters too."""
    if not line.strip():
        return []
    at = found.source
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


def _broken_rules(problems: Sequence[Problem]) -> str:
    counts = Counter(found.rule.id for found in problems)
    rules = {found.rule.id: found.rule for found in problems}
    rows = [
        (str(counts[id]), id, rules[id].name, rules[id].help.split("\n")[0]) for id in sorted(rules)
    ]
    return table(("findings", "check", "name", "what it wants"), rows, right={"findings"})
