"""Where checks register themselves, and the one loop that runs them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from kbtool.model import KnowledgeBase, Source
from kbtool.order import Order, order
from kbtool.problems import Problem, Rule, Severity, rule
from kbtool.read.halves import in_halves
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


@dataclass(frozen=True)
class Facts:
    """What a check may look at."""

    kb: KnowledgeBase
    resolution: Resolution
    search: Search
    # path of every page of the last build, and where its manifest names it
    last_pages: Mapping[str, Source] = field(default_factory=dict)

    @cached_property
    def order(self) -> Order:
        """The public part of the knowledge base in order."""
        return order(self.kb)


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a rule is broken."""

    source: Source
    message: str
    hint: str = ""


Check = Callable[[Facts], Iterator[Finding]]

TEXTS = "KB4"
MANY = 2000  # articles from which a second process is worth its start

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

    def run(halves: Sequence[Sequence[tuple[Rule, Check]]]) -> list[Problem]:
        return [
            Problem(rule, found.source, found.message, found.hint)
            for half in halves
            for rule, generator in half
            for found in generator(facts)
        ]

    # What looks at texts alone takes about as long as all else and the order that it needs.
    texts = [one for one in _CHECKS if one[0].id.startswith(TEXTS)]
    others = [one for one in _CHECKS if not one[0].id.startswith(TEXTS)]
    enough = 2 if len(facts.kb.articles) >= MANY else 3
    return [found for half in in_halves(run, [others, texts], enough) for found in half]
