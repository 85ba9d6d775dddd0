"""What the loop keeps in git beside `kb/asks/`: read, and judged for `kbtool check`."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from kbtool.frozen import dataclass
from kbtool.loop.ledger import LEDGER, Entry, read_ledger
from kbtool.loop.review import (
    DECIDED,
    NONE,
    REVIEW,
    Decision,
    Waiting,
    read_decided,
    read_review,
)
from kbtool.model import FeedbackCount, KnowledgeBase, SearchCount, Source
from kbtool.problems import Problem, did_you_mean, problem
from kbtool.read import rules
from kbtool.read.asks import Month
from kbtool.read.counts import MAX_BYTES, month_text
from kbtool.read.feedback_counts import read_feedback_counts
from kbtool.read.searches import read_searches
from kbtool.read.text_source import read_text
from kbtool.read.walk import Walk, leads_out

__all__ = ["FEEDBACK", "SEARCHES", "LoopData", "load_loop", "loop_problems"]

SEARCHES = "kb/searches"
FEEDBACK = "kb/feedback"

_Read = TypeVar("_Read")
_Reader = Callable[[str, str], tuple[list[_Read], list[Problem]]]


@dataclass(frozen=True, slots=True)
class LoopData:
    """Counts of searches and feedback, what waits for an editor, and what was imported."""

    searches: tuple[SearchCount, ...]
    feedback: tuple[FeedbackCount, ...]
    problems: tuple[Problem, ...]
    waiting: tuple[Waiting, ...] = ()
    decisions: tuple[Decision, ...] = ()
    imports: tuple[Entry, ...] = ()


def load_loop(root: Path, today: dt.date) -> LoopData:
    """Read what the loop keeps in the project folder `root`; what is missing is empty.

    Args:
        root: the project folder.
        today: the day of the build; rows of a later month are refused.
    """
    month = (today.year, today.month)
    walk = Walk(root)
    problems: list[Problem] = []

    def read(paths: Iterable[str], reader: _Reader[_Read]) -> tuple[_Read, ...]:
        rows: list[_Read] = []
        for path in paths:
            text, found = read_text(root, path, MAX_BYTES)
            problems.extend(found)
            if text is not None:
                some, found = reader(text, path)
                rows += some
                problems.extend(found)
        return tuple(rows)

    data = LoopData(
        searches=read(_tables(walk, SEARCHES), lambda t, p: read_searches(t, p, month)),
        feedback=read(_tables(walk, FEEDBACK), lambda t, p: read_feedback_counts(t, p, month)),
        problems=(),
        waiting=read(_file(walk, REVIEW), lambda t, p: read_review(t, p, month)),
        decisions=read(_file(walk, DECIDED), read_decided),
        imports=read(_file(walk, LEDGER), read_ledger),
    )
    return LoopData(
        data.searches,
        data.feedback,
        (*walk.problems, *problems),
        data.waiting,
        data.decisions,
        data.imports,
    )


def _tables(walk: Walk, folder: str) -> list[str]:
    if not os.path.lexists(walk.root / folder):
        return []
    return [path for path in walk.files(folder) if path.endswith(".csv")]


def _file(walk: Walk, path: str) -> list[str]:
    if not os.path.lexists(walk.root / path):
        return []
    if not walk.inside(path):
        walk.problems.append(leads_out(path))
        return []
    return [path]


def loop_problems(kb: KnowledgeBase, data: LoopData) -> Iterator[Problem]:
    """Yield what is wrong with what the loop keeps, its faults of form first."""
    yield from data.problems
    yield from _counted_twice(data)
    yield from _unknown_ids(kb, data)
    yield from _personal_data(data)


def _counted_twice(data: LoopData) -> Iterator[Problem]:
    seen: dict[tuple[str, Month, str], Source] = {}
    named = [(SEARCHES, one.month, one.query, one.at) for one in data.searches]
    named += [(FEEDBACK, one.month, one.id, one.at) for one in data.feedback]
    for kind, month, name, at in named:
        first = seen.setdefault((kind, month, name), at)
        if first is not at:
            message = f"{month_text(month)} counts '{name}' already at {first.path}:{first.line}"
            yield problem(rules.COUNTED_TWICE, at, message, "make one row of both")


def _unknown_ids(kb: KnowledgeBase, data: LoopData) -> Iterator[Problem]:
    ids = {article.id for article in kb.every}
    told = set()
    named = [("the feedback counts", one.id, one.at) for one in data.feedback]
    named += [("visitors took", id, one.at) for one in data.searches for id in one.taken]
    named += [("the row decides for", one.id, one.at) for one in data.waiting if one.id]
    named += [("the row decides for", one.id, one.at) for one in data.decisions]
    for what, id, at in named:
        if id not in ids and id != NONE and id not in told:
            told.add(id)
            message = f"{what} '{id}', and no article has that id"
            yield problem(rules.UNKNOWN_COUNTED, at, message, did_you_mean(id, ids))


def _personal_data(data: LoopData) -> Iterator[Problem]:
    texts: Mapping[str, Source] = {
        **{one.query: one.at for one in reversed(data.searches)},
        **{one.text: one.at for one in data.waiting},
        **{one.text: one.at for one in data.decisions},
    }
    if not texts:
        return  # and no pattern is compiled, which takes longer than all the rest
    from kbtool.loop.privacy import tells_who, without_personal_data

    for text, at in sorted(texts.items(), key=lambda item: item[1]):
        if tells_who(text):
            clean = without_personal_data(text)
            message = "the text tells who a customer is"
            hint = f"write '{clean}'" if clean else "remove the row"
            yield problem(rules.PERSONAL_DATA, at, message, hint)
