"""An open index: finds the postings of a query, ranks them, returns hits.

Where postings and texts come from is the business of the `Store`; in practice
that is Whoosh, in `whoosh_index.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Protocol

from kbtool.search.analyzer import query_terms
from kbtool.search.corpus import Posting
from kbtool.search.documents import FIELDS
from kbtool.search.manifest import Manifest
from kbtool.search.ranking import (
    MILLIONTHS,
    Statistics,
    explain,
    rank,
    ranking_from,
    statistics,
)

__all__ = ["Hit", "Index", "Store"]


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer to a query."""

    id: str
    lang: str
    title: str
    url: str  # relative to the root of the site
    category: tuple[str, ...]  # titles, outermost first
    answer: str
    score: float
    shares: tuple[tuple[str, str, float], ...] = ()  # term, field, share; when explained


class Store(Protocol):
    """Where an index keeps its postings and texts; documents are numbered from 0."""

    def postings(self, field: str, term: str, start: int) -> Iterable[tuple[int, int]]:
        """Yield the documents from `start` on that hold a term, in order, with its counts."""

    def stored(self, document: int) -> Mapping[str, Any]:
        """Return what a hit shows of a document, by the names of `Hit`."""


@dataclass(frozen=True, slots=True)
class _Part:
    """The documents of one language: the numbers from `start` on."""

    start: int
    stats: Statistics


class Index:
    """An open index; threads may share it, and wait for each other."""

    def __init__(self, store: Store, manifest: Manifest, figures: Mapping[str, Any]) -> None:
        self.manifest = manifest
        self._store = store
        self._lock = Lock()  # Whoosh's matchers share the position in a file
        self._ranking = ranking_from(figures["ranking"])
        self._parts: dict[str, _Part] = {}
        start = 0
        for lang, part in figures["languages"].items():
            stats = statistics(part["lengths"], part["priors"], self._ranking)
            self._parts[lang] = _Part(start, stats)
            start += stats.count

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the index."""
        return tuple(self._parts)

    def search(
        self, query: str, *, lang: str | None = None, limit: int = 10, explain: bool = False
    ) -> list[Hit]:
        """Return the best hits for `query`, best first.

        Args:
            query: what a customer typed; what lies beyond the limits of a query is ignored.
            lang: only this language; None for all, each scored by its own statistics.
            limit: at most so many hits; the first of all, not a guess at them.
            explain: fill in `Hit.shares`.
        """
        terms = query_terms(query)
        found: list[tuple[float, int, Hit]] = []
        for name in self._parts if lang is None else [lang] if lang in self._parts else []:
            with self._lock:
                found.extend(self._search_part(name, terms, limit, explain))
        found.sort(key=lambda item: item[:2])
        return [hit for _, _, hit in found[:limit]]

    def _search_part(
        self, lang: str, terms: tuple[str, ...], limit: int, explained: bool
    ) -> Iterator[tuple[float, int, Hit]]:
        part = self._parts[lang]
        held = {term: list(self._postings(term, part)) for term in terms}
        best = rank(terms, held.__getitem__, part.stats, self._ranking, limit)
        shares: Mapping[int, tuple[tuple[str, str, float], ...]] = {}
        if explained:
            numbers = [scored.document for scored in best]
            shares = explain(terms, held.__getitem__, part.stats, self._ranking, numbers)
        for scored in best:
            number = part.start + scored.document
            stored = self._store.stored(number)
            yield (
                -scored.score,
                number,
                Hit(
                    id=stored["id"],
                    lang=lang,
                    title=stored["title"],
                    url=stored["url"],
                    category=tuple(stored["category"]),
                    answer=stored["answer"],
                    score=scored.score / MILLIONTHS,
                    shares=shares.get(scored.document, ()),
                ),
            )

    def _postings(self, term: str, part: _Part) -> Iterator[Posting]:
        end = part.start + part.stats.count
        for field, name in enumerate(FIELDS):
            for number, count in self._store.postings(name, term, part.start):
                if number >= end:
                    break
                yield field, number - part.start, count
