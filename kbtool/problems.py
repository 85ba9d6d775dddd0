"""What can be wrong, as values: severities, rules and problems.

A fault in content is a `Problem` and never an exception. Exceptions
(`KbtoolError`) are for broken installations and wrong commands; only the
doors (cli, server, MkDocs plugin) catch them.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from kbtool.frozen import dataclass
from kbtool.model import Source

__all__ = [
    "RULES",
    "KbtoolError",
    "Problem",
    "Rule",
    "Severity",
    "did_you_mean",
    "has_errors",
    "problem",
    "rule",
]


class Severity(IntEnum):
    """How bad a problem is; errors stop a build."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Rule:
    """A thing that can be wrong. `id` is permanent and never reused."""

    id: str
    name: str
    severity: Severity
    help: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault at one place: what is wrong, and apart from it what to do."""

    rule: Rule
    source: Source
    message: str
    hint: str = ""

    @property
    def severity(self) -> Severity:
        """The severity of its rule."""
        return self.rule.severity


class KbtoolError(Exception):
    """A broken installation or a wrong command. The doors print it and exit with 2."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


RULES: dict[str, Rule] = {}
"""Every rule by its id; filled when the modules that own the rules are imported."""


def rule(id: str, name: str, severity: Severity = Severity.ERROR, help: str = "") -> Rule:
    """Register a rule and return it.

    Raises:
        ValueError: the id or the name is taken; both are permanent.
    """
    if id in RULES or any(name == other.name for other in RULES.values()):
        raise ValueError(f"rule {id} {name} is registered already")
    RULES[id] = Rule(id, name, severity, help)
    return RULES[id]


def problem(rule: Rule, source: Source, message: str, hint: str = "") -> Problem:
    """Return a problem; a shorthand that reads well beside a `yield`."""
    return Problem(rule, source, message, hint)


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """Return a hint naming the candidate nearest to `word`, or "" when none is near."""
    from difflib import get_close_matches  # most runs have no use for it

    near = get_close_matches(word, list(candidates), n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else ""


def has_errors(problems: Iterable[Problem]) -> bool:
    """Return True when a problem is bad enough to stop a build."""
    return any(p.severity is Severity.ERROR for p in problems)
