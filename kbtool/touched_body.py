"""What is wrong with bodies that changed, where nothing else did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import kbtool.checks.families  # noqa: F401 - which checks there are
from kbtool.checks.formats.report import sort_problems
from kbtool.checks.register import Facts as CheckFacts
from kbtool.checks.register import Scope, check_ids, run_checks
from kbtool.checks.select import build_checks, judge
from kbtool.last import Facts, MoreChanged
from kbtool.model import Article, Config, KnowledgeBase, Synonym
from kbtool.problems import Problem
from kbtool.publish.bounds import unrenderable
from kbtool.resolve import resolve

__all__ = ["problems_now"]


def problems_now(
    root: Path,
    facts: Facts,
    edits: Sequence[tuple[Article, Article]],
    config: Config,
    synonyms: tuple[Synonym, ...],
) -> list[Problem]:
    """Return all problems: those of the last build, and what is wrong with the new bodies.

    Args:
        root: the project folder.
        facts: of the last build, of the same day.
        edits: questions before and after.
        config: of the knowledge base.
        synonyms: of all languages.

    Raises:
        MoreChanged: a problem that others have a part in may stand elsewhere now.
    """
    local = check_ids(Scope.ARTICLE)
    bodies: dict[str, int] = {}  # source file -> the line from which places may have moved
    for before, now in edits:
        begins = min(before.body_line, now.body_line)
        bodies[now.path] = min(begins, bodies.get(now.path, begins))
    others = []
    for one in facts.problems:
        if one.source.path not in bodies:
            others.append(one)
        elif one.rule.id not in local:
            if one.source.line >= bodies[one.source.path]:
                raise MoreChanged
            others.append(one)
    kb = KnowledgeBase(
        config=config,
        articles=tuple(now for _, now in edits),
        categories=(),
        contacts={},
        asks=(),
        files=frozenset(),
        today=dt.date.fromordinal(facts.day[0]),
        month=facts.month,
        synonyms=synonyms,
    )
    checked = CheckFacts(kb, resolve(replace(kb, articles=())), _NoSearch())
    found = run_checks(checked, build_checks(config.checks) & local)
    found += unrenderable(root, kb.articles)
    return sort_problems([*others, *judge(kb, found, partly=True)])


class _NoSearch:
    """Of one article alone no check asks search."""

    def prepare(self, langs: Sequence[str]) -> None:
        raise NotImplementedError

    def ahead(self, lang: str, id: str) -> Sequence[str]:
        raise NotImplementedError

    def first(self, lang: str, query: str, limit: int) -> Sequence[str]:
        raise NotImplementedError

    def widens(self, lang: str, word: str, other: str) -> bool:
        raise NotImplementedError
