"""Where checks register themselves, and the one loop that runs them."""

from __future__ import annotations

import inspect
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from enum import Enum
from functools import cached_property
from typing import Protocol

from kbtool.frozen import dataclass
from kbtool.model import Article, KnowledgeBase, Source
from kbtool.order import Order, order
from kbtool.problems import Problem, Rule, Severity, rule
from kbtool.read.halves import in_halves
from kbtool.resolve import Outcome, Resolution, ResolvedLink

__all__ = ["Facts", "Finding", "Scope", "Search", "check", "check_ids", "run_checks"]


class Scope(Enum):
    """What a finding depends on."""

    ARTICLE = "the text of the article that it is in, and kb.yml"
    SITE = "names, links and metadata of all articles"
    TEXTS = "texts side by side, search, or an earlier build; such a finding stops no build"


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
    # returns the path of every page of the last build, and where its manifest names it
    find_last_pages: Callable[[], Mapping[str, Source]] = dict

    @cached_property
    def last_pages(self) -> Mapping[str, Source]:
        """The path of every page of the last build, and where its manifest names it."""
        return self.find_last_pages()

    @cached_property
    def order(self) -> Order:
        """The public part of the knowledge base in order."""
        return order(self.kb)

    @cached_property
    def links(self) -> list[tuple[Article, ResolvedLink]]:
        """Every link of every article, those of faulty ones last."""
        links = self.resolution.links
        return [(one, met) for one in self.kb.every for met in links[one.source]]

    @cached_property
    def _met(self) -> Mapping[Outcome, Sequence[int]]:
        """The places in `links` by what is met there."""
        places: dict[Outcome, list[int]] = defaultdict(list)
        for place, (_, met) in enumerate(self.links):
            places[met.outcome].append(place)
        return places

    def links_that_met(self, *outcomes: Outcome) -> Iterator[tuple[Article, ResolvedLink]]:
        """Yield the links with one of these outcomes, in their order."""
        for place in sorted(place for one in outcomes for place in self._met.get(one, ())):
            yield self.links[place]


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a rule is broken."""

    source: Source
    message: str
    hint: str = ""


Check = Callable[[Facts], Iterator[Finding]]

TEXTS = "KB4"
MANY = 2000  # articles from which a second process is worth its start


@dataclass(frozen=True, slots=True)
class _Registered:
    rule: Rule
    find: Check
    scope: Scope


_CHECKS: list[_Registered] = []


def check(
    id: str, name: str, severity: Severity = Severity.ERROR, scope: Scope = Scope.SITE
) -> Callable[[Check], Check]:
    """Register a generator of findings as the check of a new rule; its docstring is the help."""

    def decorate(generator: Check) -> Check:
        help = inspect.cleandoc(generator.__doc__ or "")
        _CHECKS.append(_Registered(rule(id, name, severity, help), generator, scope))
        return generator

    return decorate


def check_ids(*scopes: Scope) -> frozenset[str]:
    """Return the ids of the registered checks of some scopes, or of all."""
    return frozenset(one.rule.id for one in _CHECKS if not scopes or one.scope in scopes)


def run_checks(facts: Facts, ids: Collection[str] | None = None) -> list[Problem]:
    """Return every problem that the registered checks find.

    Args:
        facts: what they look at.
        ids: of the checks to run; all of them without it.
    """

    def run(halves: Sequence[Sequence[_Registered]]) -> list[Problem]:
        return [
            Problem(one.rule, found.source, found.message, found.hint)
            for half in halves
            for one in half
            for found in one.find(facts)
        ]

    wanted = [one for one in _CHECKS if ids is None or one.rule.id in ids]

    # What looks at texts alone takes about as long as all else and the order that it needs.
    texts = [one for one in wanted if one.rule.id.startswith(TEXTS)]
    others = [one for one in wanted if not one.rule.id.startswith(TEXTS)]
    enough = 2 if len(facts.kb.articles) >= MANY else 3
    return [found for half in in_halves(run, [others, texts], enough) for found in half]
