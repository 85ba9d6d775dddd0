"""An open index: finds the postings of a query, ranks them, returns hits.

Where postings and texts come from is the business of the `Store`; in practice
that is Whoosh, in `whoosh_index.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from threading import Lock
from typing import Any, Protocol

from kbtool.frozen import dataclass
from kbtool.model import Ranking
from kbtool.search.analyzer import analyse, function_terms
from kbtool.search.confidence import Bounds
from kbtool.search.documents import FIELDS
from kbtool.search.engine import Answer, answer
from kbtool.search.expand import Correction
from kbtool.search.manifest import Manifest
from kbtool.search.ranking import Alternative, Impacts, gain, prior_unit, unit, worth
from kbtool.search.spelling import near
from kbtool.search.thesaurus import Thesaurus

__all__ = ["Found", "Hit", "Index", "Share", "Store"]


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a score, in units of the formula."""

    typed: str  # part of the query; empty for what asks give
    term: str  # what stood for it
    fields: tuple[str, ...]  # that hold the term
    score: float


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
    shares: tuple[Share, ...] = ()  # when explained


@dataclass(frozen=True, slots=True)
class Found:
    """What an index answers to a query."""

    hits: tuple[Hit, ...]  # best first
    verdict: str  # found, unsure, nothing, empty: see engine.py
    corrections: tuple[Correction, ...] = ()
    cut: bool = False  # the query was longer than its limits


class Store(Protocol):
    """Where an index keeps its postings and texts; documents are numbered from 0."""

    def impacts(self, term: str, start: int) -> Iterable[tuple[int, int]]:
        """Yield the documents from `start` on that hold a term, in order, with its impacts."""

    def beginning(self, letters: str) -> Iterable[str]:
        """Return the terms of all languages that begin with these letters."""

    def stored(self, document: int) -> Mapping[str, Any]:
        """Return what is known of a document: the names of `Hit`, and of `FIELDS`."""


class _Part:
    """The documents of one language: the numbers of the store from `start` on."""

    def __init__(
        self, store: Store, start: int, figures: Mapping[str, Any], ranking: Ranking
    ) -> None:
        self.start = start
        self.count = len(figures["priors"])
        self.priors: Sequence[int] = [prior_unit(ranking) * one for one in figures["priors"]]
        self.words: Mapping[str, int] = figures["words"]
        self.synonyms: Thesaurus = {
            tuple(typed): [(tuple(terms), share) for terms, share in others]
            for typed, others in figures["synonyms"]
        }
        self.bounds = Bounds(**figures["bounds"])
        self._everywhere: Mapping[str, int] = figures["everywhere"]
        self._store = store
        self._ranking = ranking
        self._impacts: dict[str, Impacts] = {}  # of the terms of the running query

    def worth(self, term: str) -> int:
        holding = self._everywhere.get(term) or len(self.impacts(term))
        return worth(term, holding, self.count, self._ranking)

    def impacts(self, term: str) -> Impacts:
        if term not in self._impacts:
            end = self.start + self.count
            found = []
            for number, impact in self._store.impacts(term, self.start):
                if number >= end:
                    break
                found.append((number - self.start, impact))
            self._impacts[term] = found
        return self._impacts[term]

    def near(self, word: str) -> Iterable[tuple[str, int]]:
        return near(word, self.words)

    def beginning(self, letters: str) -> Iterable[str]:
        return self._store.beginning(letters)

    def texts(self, document: int) -> Iterator[str]:
        for _, texts in self._fields(document):
            yield from texts

    def found(
        self, query: str, lang: str, limit: int, *, explained: bool, typing: bool
    ) -> tuple[Answer, list[Hit]]:
        """Return the answer to a query, which leaves nothing behind, and its hits."""
        try:
            answered = answer(query, self, limit, typing=typing)
            return answered, list(self._hits(answered, lang, explained))
        finally:
            self._impacts.clear()

    def _hits(self, answered: Answer, lang: str, explained: bool) -> Iterator[Hit]:
        for scored in answered.found:
            stored = self._store.stored(self.start + scored.document)
            yield Hit(
                id=stored["id"],
                lang=lang,
                title=stored["title"],
                url=stored["url"],
                category=tuple(stored["category"]),
                answer=stored["answer"],
                score=scored.score / unit(self._ranking),
                shares=tuple(self._shares(answered, scored.document)) if explained else (),
            )

    def _shares(self, answered: Answer, document: int) -> Iterator[Share]:
        """Yield what makes up the score of a document."""
        one = unit(self._ranking)
        terms = {name: set(_analysed(texts)) for name, texts in self._fields(document)}
        if self._ranking.category:
            category = self._store.stored(self.start + document)["category"]
            terms["category"] = set(_analysed(category)) - function_terms()
        for group in answered.groups:
            held = self._held(document, group.alternatives)
            best = max(group.alternatives, key=lambda each: gain(each, held))
            for term, weight in best.terms if gain(best, held) else ():
                if term in held:
                    fields = tuple(name for name, found in terms.items() if term in found)
                    yield Share(group.name, term, fields, weight * held[term] / one)
        if self.priors[document]:
            yield Share("", "", ("asks",), self.priors[document] / one)

    def _held(self, document: int, alternatives: Iterable[Alternative]) -> dict[str, int]:
        terms = {term for each in alternatives for term, _ in each.terms}
        return {
            term: impact
            for term in terms
            for number, impact in self.impacts(term)
            if number == document
        }

    def _fields(self, document: int) -> Iterator[tuple[str, Sequence[str]]]:
        stored = self._store.stored(self.start + document)
        for name in FIELDS:
            texts = stored[name]
            yield name, [texts] if isinstance(texts, str) else texts


def _analysed(texts: Iterable[str]) -> Iterator[str]:
    yield from (term for text in texts for term in analyse(text))


class Index:
    """An open index; threads may share it, and wait for each other."""

    def __init__(self, store: Store, manifest: Manifest, figures: Mapping[str, Any]) -> None:
        self.manifest = manifest
        self._store = store
        self._figures = figures
        self._lock = Lock()  # Whoosh's matchers share the position in a file
        ranking = Ranking(**figures["ranking"])
        self._parts: dict[str, _Part] = {}
        start = 0
        for lang, part in figures["languages"].items():
            self._parts[lang] = _Part(store, start, part, ranking)
            start += self._parts[lang].count

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the index."""
        return tuple(self._parts)

    def search(
        self,
        query: str,
        *,
        lang: str | None = None,
        limit: int = 10,
        explain: bool = False,
        typing: bool = False,
    ) -> Found:
        """Return the best hits for `query`, and whether they answer it.

        Args:
            query: what a customer typed; what lies beyond the limits of a query is ignored.
            lang: only this language; None for all, each scored by its own statistics. The
                verdict is then that of the language with the best hit.
            limit: at most so many hits; the first of all, not a guess at them.
            explain: fill in `Hit.shares`.
            typing: the last word may go on.
        """
        answers: list[tuple[Answer, list[Hit]]] = []
        for name in self._parts if lang is None else [lang] if lang in self._parts else []:
            with self._lock:
                part = self._parts[name]
                answers.append(part.found(query, name, limit, explained=explain, typing=typing))
        hits = sorted((hit for _, found in answers for hit in found), key=lambda hit: -hit.score)
        best = max(answers, key=lambda each: each[1][0].score if each[1] else -1.0, default=None)
        if best is None:
            return Found((), "empty")
        return Found(tuple(hits[:limit]), best[0].verdict, best[0].corrections, best[0].cut)

    def contents(self) -> Iterator[tuple[str, Any]]:
        """Yield all that answers are made of, in an order that does not depend on the files.

        Two indexes with equal contents give equal answers. It takes seconds for a large one.
        """
        with self._lock:
            for term in sorted(set(self._store.beginning(""))):
                if held := list(self._store.impacts(term, 0)):
                    yield term, held
            for number in range(self.manifest.articles):
                yield "", dict(self._store.stored(number))
        yield "", self._figures
