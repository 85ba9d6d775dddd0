"""`kb/goals.yml`: what a help centre wants to be true of itself."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from kbtool.frozen import dataclass
from kbtool.model import Source
from kbtool.problems import Problem
from kbtool.read import rules
from kbtool.read.fields import Fields
from kbtool.read.text_source import read_text
from kbtool.read.walk import Walk, leads_out
from kbtool.read.yaml_source import read_yaml

__all__ = ["AT_LEAST", "AT_MOST", "GOALS", "Goal", "Goals", "load_goals", "read_goals"]

GOALS = "kb/goals.yml"

AT_MOST = ("unanswered_searches", "untaken_searches", "dead_ends")
AT_LEAST = ("helpful", "reviewed", "owned", "translated")
"""Shares: whether a goal is met by having less, or by having more."""

WITHIN = "reviewed_within"

_PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3})?) ?%\Z")


@dataclass(frozen=True, slots=True)
class Goal:
    """One share that is wanted."""

    key: str
    share: float  # 0.0 to 1.0
    at_most: bool
    source: Source


@dataclass(frozen=True, slots=True)
class Goals:
    """All goals, in the order in which they are written."""

    goals: tuple[Goal, ...] = ()
    reviewed_within: int | None = None  # days; an answer's own `review_in` may be less


def load_goals(root: Path) -> tuple[Goals, list[Problem]]:
    """Return the goals of the project folder `root`; no file has none."""
    if not os.path.lexists(root / GOALS):
        return Goals(), []
    if not Walk(root).inside(GOALS):
        return Goals(), [leads_out(GOALS)]
    text, problems = read_text(root, GOALS)
    if text is None:
        return Goals(), list(problems)
    goals, found = read_goals(text, GOALS)
    return goals, [*problems, *found]


def read_goals(text: str, path: str) -> tuple[Goals, list[Problem]]:
    """Return the good goals of a file, and what is wrong with the others.

    Args:
        text: YAML, a mapping of goals to shares such as `5 %`, and `reviewed_within`.
        path: of the file, for the sources.
    """
    node, problems = read_yaml(text, path)
    if node is None or node.value is None:
        return Goals(), problems
    fields = Fields(node, (*AT_MOST, *AT_LEAST, WITHIN), "kb/goals.yml")
    goals = tuple(_goals(fields, (*AT_MOST, *AT_LEAST)))
    within = fields.days(WITHIN)
    if within == 0:
        message = f"'{WITHIN}' is no time at all"
        fields.report(rules.BAD_VALUE, fields.at(WITHIN), message, "write it '12 months'")
    return Goals(goals, within or None), problems + fields.problems


def _goals(fields: Fields, known: Iterable[str]) -> Iterable[Goal]:
    known = set(known)
    for key in fields.entries:
        node = fields.node(key)
        if key not in known or node is None:
            continue
        found = _PERCENT.match(node.raw.strip())
        if isinstance(node.value, str) and found and float(found[1]) <= 100:
            yield Goal(key, float(found[1]) / 100, key in AT_MOST, node.source)
        else:
            shown = node.raw.strip()[:40] or node.type_name
            message = f"'{key}' is a share, not '{shown}'"
            fields.report(rules.BAD_VALUE, node.source, message, "write it '5 %', 0 % to 100 %")
