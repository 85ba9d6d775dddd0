"""Where checks register themselves, and the one loop that runs them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from kbtool.model import KnowledgeBase, Source
from kbtool.order import Order
from kbtool.problems import Problem, Rule, Severity, rule
from kbtool.resolve import Resolution

__all__ = ["Facts", "Finding", "Search", "check", "check_ids", "run_checks"]


class Search(Protocol):
    """What checks ask of search, without knowing it."""

    def prepare(self, langs: Sequence[str]) -> None:
        """Answer all that will be asked of these languages at once."""

    def ahead(self, lang: str, id: str) -> Sequence[str]:
        """Return the ids of all that come before an article when its title is searched."""

    def first(self, lang: str, query: str, limit: int) -> Sequence[str]:
        """Return the ids of the first `limit` hits of a golden query, best first."""

    def widens(self, lang: str, word: str, other: str) -> bool:
        """Return whether finding `other`, too, can change what `word` finds."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a check may look at."""

    kb: KnowledgeBase
    order: Order
    resolution: Resolution
    search: Search
    # path of every page of the last build, and where its manifest names it
    last_pages: Mapping[str, Source] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a rule is broken."""

    source: Source
    message: str
    hint: str = ""


Check = Callable[[Facts], Iterator[Finding]]

_CHECKS: list[tuple[Rule, Check]] = []


def check(id: str, name: str, severity: Severity = Severity.ERROR) -> Callable[[Check], Check]:
    """Register a generator of findings as the check of a new rule; its docstring is the help."""

    def decorate(generator: Check) -> Check:
        help = inspect.cleandoc(generator.__doc__ or "")
        _CHECKS.append((rule(id, name, severity, help), generator))
        return generator

    return decorate


def check_ids() -> frozenset[str]:
    """Return the ids of the registered checks."""
    return frozenset(rule.id for rule, _ in _CHECKS)


def run_checks(facts: Facts) -> list[Problem]:
    """Return every problem that the registered checks find."""
    return [
        Problem(rule, found.source, found.message, found.hint)
        for rule, generator in _CHECKS
        for found in generator(facts)
    ]
