"""Where checks register themselves, and the one loop that runs them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kbtool.model import KnowledgeBase, Source
from kbtool.order import Order
from kbtool.problems import Problem, Rule, Severity, rule
from kbtool.resolve import Resolution

__all__ = ["Facts", "Finding", "check", "run_checks"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a check may look at."""

    kb: KnowledgeBase
    order: Order
    resolution: Resolution


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


def run_checks(facts: Facts) -> list[Problem]:
    """Return every problem that the registered checks find."""
    return [
        Problem(rule, found.source, found.message, found.hint)
        for rule, generator in _CHECKS
        for found in generator(facts)
    ]
