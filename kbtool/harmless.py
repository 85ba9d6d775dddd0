"""Suggestions without those for which golden queries would be answered worse.

A query is worse off because of what comes before its answer now, or because of what the
answer itself got: these go, a phrasing at a time. Where nothing stands out, words of the
query are less rare than they were, or texts longer; then the nearest phrasings go, and come
back in so far as they were not needed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from kbtool.loop.suggest.golden import Moved
from kbtool.loop.suggest.values import AddPhrasings, AddSynonym, Suggestion
from kbtool.model import KnowledgeBase
from kbtool.search.analyzer import analyse, function_terms
from kbtool.suggesting import Applied, plan

__all__ = ["harmless"]

ROUNDS = 12  # in which what harms golden queries is left out
PART = 0.2  # of the phrasings elsewhere that is left out in a round, where none alone is to blame
PIECES = 8  # in which these are tried again


def harmless(root: Path, kb: KnowledgeBase, chosen: Sequence[Suggestion]) -> Applied:
    """Return what suggestions change, without those for which golden queries are answered worse.

    Where nothing stands out, a first place may be lost that another query has won.

    Args:
        root: the project folder.
        kb: what it holds.
        chosen: suggestions that are true of it.

    Raises:
        KbtoolError: a file cannot be read.
    """
    some = [part for one in chosen for part in _parts(one)]
    left: dict[Suggestion, Moved] = {}
    spare: list[Suggestion] = []  # left out although nothing stands out
    for number in range(1, ROUNDS + 1):
        planned = plan(root, kb, _whole(some))
        caused: dict[Suggestion, Moved] = {}
        for query in planned.effect.moved:
            costs = planned.effect.costs(query)
            found = _causes(some, query) if costs or query.worse else []
            if costs and not found:
                found = _nearest(some, query, PART if number < ROUNDS else 1.0)
                spare += (one for one in found if one not in caused)
            caused |= dict.fromkeys(found, query)
        if not caused:
            break
        left |= caused
        some = [one for one in some if one not in caused]
    else:  # what the last round left out is still planned
        planned = plan(root, kb, _whole(some))
    size = math.ceil(len(spare) / PIECES) or 1
    for start in range(0, len(spare), size):
        more = [*some, *spare[start : start + size]]
        tried = plan(root, kb, _whole(more))
        if not tried.effect.worse:
            some, planned = more, tried
    told: dict[Moved, list[Suggestion]] = {}
    for one, query in left.items():
        if one not in some:
            told.setdefault(query, []).append(one)
    return replace(planned, left=(*_told(told.items()), *planned.left))


def _told(
    left: Iterable[tuple[Moved, Sequence[Suggestion]]],
) -> Iterator[tuple[Suggestion, str]]:
    for query, parts in left:
        for one in _whole(parts):
            yield one, f"'{query.query}' would be answered worse"


def _parts(one: Suggestion) -> Iterator[Suggestion]:
    """Yield a suggestion for each of the phrasings of one."""
    if not isinstance(one.change, AddPhrasings):
        yield one
        return
    for text in one.change.texts:
        yield replace(one, change=replace(one.change, texts=(text,)))


def _whole(parts: Iterable[Suggestion]) -> list[Suggestion]:
    """Return suggestions with the phrasings of an article in one, where the first stands."""
    found: dict[object, Suggestion] = {}
    texts: dict[object, tuple[str, ...]] = {}
    for number, one in enumerate(parts):
        if isinstance(one.change, AddPhrasings):
            key = one.change.key
            texts[key] = (*texts.get(key, ()), *one.change.texts)
            found[key] = replace(found.get(key, one), change=replace(one.change, texts=texts[key]))
        else:
            found[number] = one
    return list(found.values())


def _causes(some: Sequence[Suggestion], query: Moved) -> list[Suggestion]:
    """Return what stands out as the cause of a worse answer.

    Args:
        some: suggestions that are planned, each of one phrasing.
        query: the golden query.
    """
    telling = set(analyse(query.query)) - function_terms()
    for ids in (query.passed_by, query.expect):
        keys = {(query.lang, id) for id in ids}
        found = [
            (one, not telling.isdisjoint(_terms(one.change)))
            for one in some
            if isinstance(one.change, AddPhrasings) and one.change.key in keys
        ]
        if found:  # what has none of the words is not why it comes first, unless all are so
            return [one for one, near in found if near] or [one for one, _ in found]
    return [
        one
        for one in some
        if isinstance(one.change, AddSynonym)
        and one.lang == query.lang
        and one.ids[0] in query.query
    ]


def _nearest(some: Sequence[Suggestion], query: Moved, part: float) -> list[Suggestion]:
    """Return other synonyms, or else a part of the phrasings, those with most of its words."""
    words = [one for one in some if isinstance(one.change, AddSynonym) and one.lang == query.lang]
    if words:
        return words
    asked = set(analyse(query.query))
    nearest: list[tuple[int, int, Suggestion]] = []
    for number, one in enumerate(some):
        if isinstance(one.change, AddPhrasings) and one.lang == query.lang:
            nearest.append((-sum(term in asked for term in _terms(one.change)), number, one))
    nearest.sort(key=lambda one: one[:2])
    return [one for _, _, one in nearest[: math.ceil(part * len(nearest))]]


def _terms(change: AddPhrasings) -> list[str]:
    return [term for text in change.texts for term in analyse(text)]
