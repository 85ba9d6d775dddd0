"""What a suggestion is: something to change, why, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from kbtool.frozen import dataclass
from kbtool.read.asks import Month

__all__ = [
    "KINDS",
    "AddPhrasings",
    "AddRelated",
    "AddSynonym",
    "Change",
    "Evidence",
    "Suggestion",
    "WriteDraft",
    "evidence_of",
]

KINDS = ("also-asked", "missing", "synonym", "related", "duplicate", "categories")
"""Kinds of suggestions, in the order in which they are told."""

SHOWN = 5  # queries that stand for all
NOBODY: Mapping[str, tuple[int, int]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class AddPhrasings:
    """Write into `also_asked` of an article."""

    key: tuple[str, str]  # language and id
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AddRelated:
    """Write into `related` of an article."""

    key: tuple[str, str]
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AddSynonym:
    """Write an entry into kb/synonyms.yml: what is typed finds what is written, too."""

    lang: str
    typed: str
    finds: str


@dataclass(frozen=True, slots=True)
class WriteDraft:
    """Begin an article."""

    lang: str
    category: tuple[str, ...]
    question: str
    examples: tuple[str, ...]  # other words for it
    words: bool = False  # nobody typed a whole question; it has to be made one
    guess: bool = False  # nearest answers do not agree on the category, or are not near


Change = AddPhrasings | AddRelated | AddSynonym | WriteDraft


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was asked that leads to a suggestion."""

    queries: tuple[tuple[str, int], ...] = ()  # some of them and how often, most first
    different: int = 0  # different queries in all
    asks: int = 0  # how often they were asked in all
    first: Month | None = None  # None: no month is known
    last: Month | None = None
    note: str = ""  # what was seen besides queries
    took: tuple[tuple[str, int, int], ...] = ()  # query, visitors who took this, any


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to change, and why."""

    kind: str  # of KINDS
    lang: str
    ids: tuple[str, ...]  # by which it is chosen: of articles, a word, a category
    what: str  # one line
    confidence: float  # 0 to 1, that it is meant so
    evidence: Evidence
    change: Change | None = None  # None: an editor has to do it


def evidence_of(
    asked: Iterable[tuple[str, int, tuple[Month, ...]]],
    note: str = "",
    took: Mapping[str, tuple[int, int]] = NOBODY,
) -> Evidence:
    """Return what queries say together.

    Args:
        asked: text, count and months of each.
        note: what was seen besides.
        took: by text, visitors who took the article and visitors who took any.
    """
    rows = sorted(asked, key=lambda one: (-one[1], one[0]))
    months = sorted({month for _, _, some in rows for month in some})
    return Evidence(
        tuple((text, count) for text, count, _ in rows[:SHOWN]),
        len(rows),
        sum(count for _, count, _ in rows),
        months[0] if months else None,
        months[-1] if months else None,
        note,
        tuple((text, *took[text]) for text, _, _ in rows[:SHOWN] if text in took),
    )
