"""The Whoosh index: written at the build, verified before it is opened, then asked.

The only importer of whoosh. One index holds all languages, so that anybody can
open the folder with Whoosh alone; a `lang` field tells them apart. Whoosh keeps
and finds the postings; scores come from `ranking.py` and from `statistics.json`
beside them, never from Whoosh's own figures, which change with its segments.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import whoosh
from whoosh import fields, index
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import RamStorage
from whoosh.formats import Frequency
from whoosh.reading import IndexReader

from kbtool.search.analyzer import ANALYZER_VERSION, query_terms
from kbtool.search.corpus import Corpus, Posting
from kbtool.search.documents import FIELDS
from kbtool.search.manifest import Manifest, verified_files, write_manifest
from kbtool.search.ranking import (
    MILLIONTHS,
    Ranking,
    Statistics,
    explain,
    prior,
    rank,
    ranking_from,
    statistics,
)

__all__ = ["Hit", "Index", "open_index", "write_index"]

STATISTICS = "statistics.json"
WHOOSH_VERSION = whoosh.versionstring()


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


class _Terms(fields.FieldType):  # type: ignore[misc]
    """A field that takes counted terms as they are; its pickle names this class."""

    def __init__(self) -> None:
        super().__init__(format=Frequency(), analyzer=None, scorable=True)

    def index(
        self, value: Iterator[tuple[str, int]], **_: Any
    ) -> Iterator[tuple[bytes, int, float, bytes]]:
        for term, count in value:
            yield term.encode(), count, float(count), count.to_bytes(4, "big")


class _Codec(W3Codec):  # type: ignore[misc]
    """Whoosh's own codec with a segment name that is the same in every build."""

    def new_segment(self, storage: Any, indexname: str) -> Any:
        segment = super().new_segment(storage, indexname)
        segment.segid = "kb"
        return segment


def write_index(
    corpus: Corpus, folder: Path, *, build_id: str, source_hash: str, ranking: Ranking | None = None
) -> None:
    """Write the index of `corpus` and its manifest into `folder`, an empty or new folder."""
    ranking = ranking or Ranking()
    folder.mkdir(parents=True, exist_ok=True)
    _write_postings(corpus, folder)
    figures = json.dumps(_statistics(corpus, ranking), separators=(",", ":")) + "\n"
    (folder / STATISTICS).write_text(figures, encoding="utf-8", newline="\n")
    for lock in folder.glob("*LOCK"):
        lock.unlink()
    write_manifest(
        folder,
        build_id=build_id,
        source_hash=source_hash,
        analyzer_version=ANALYZER_VERSION,
        whoosh_version=WHOOSH_VERSION,
        articles=len(corpus),
    )


def _schema() -> Any:
    stored = {name: fields.STORED() for name in ("url", "category", "asks", "texts")}
    terms = {name: _Terms() for name in FIELDS}
    return fields.Schema(id=fields.ID(stored=True), lang=fields.ID(stored=True), **stored, **terms)


def _write_postings(corpus: Corpus, folder: Path) -> None:
    # A compound file carries the time of its making; separate files are the same in every build.
    writer = index.create_in(folder, _schema()).writer(limitmb=512, codec=_Codec(), compound=False)
    for lang, part in corpus.parts.items():
        for number, document in enumerate(part.documents):
            counted = {
                name: part.field_terms(number, field)
                for field, name in enumerate(FIELDS)
                if part.lengths[field][number]
            }
            writer.add_document(
                id=document.id,
                lang=lang,
                url=document.url,
                category=list(document.category),
                asks=document.asks,
                texts={"title": document.title, "answer": document.answer},
                **counted,
            )
    writer.commit()


def _statistics(corpus: Corpus, ranking: Ranking) -> dict[str, Any]:
    return {
        "ranking": asdict(ranking),
        "languages": {
            lang: {
                "lengths": [list(lengths) for lengths in part.lengths],
                "priors": [prior(document.asks, ranking) for document in part.documents],
            }
            for lang, part in corpus.parts.items()
        },
    }


def open_index(folder: Path) -> Index:
    """Verify and open the index in `folder`.

    Whoosh unpickles what it opens, so it is given the very bytes that were
    verified: nothing that changes in the folder afterwards is ever read.

    Raises:
        KbtoolError: there is no index, or it is not the one its manifest describes,
            or it was made by another version.
    """
    manifest, contents = verified_files(
        folder, analyzer_version=ANALYZER_VERSION, whoosh_version=WHOOSH_VERSION
    )
    figures = json.loads(contents.pop(STATISTICS))
    storage = RamStorage()
    storage.files.update(contents)
    return Index(storage.open_index().reader(), manifest, figures)


@dataclass(frozen=True, slots=True)
class _Part:
    """The documents of one language: Whoosh's numbers from `start` on."""

    start: int
    stats: Statistics


class Index:
    """An open index; safe to share between threads that only search."""

    def __init__(self, reader: IndexReader, manifest: Manifest, figures: Mapping[str, Any]) -> None:
        self.manifest = manifest
        self._reader = reader
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
            found.extend(self._search_part(name, terms, limit, explain))
        found.sort(key=lambda item: item[:2])
        return [hit for _, _, hit in found[:limit]]

    def _search_part(
        self, lang: str, terms: tuple[str, ...], limit: int, explained: bool
    ) -> Iterator[tuple[float, int, Hit]]:
        part = self._parts[lang]
        held = {term: list(self._postings(term, part)) for term in terms}
        best = rank(terms, held.__getitem__, part.stats, self._ranking, limit)
        numbers = [scored.document for scored in best] if explained else []
        shares = explain(terms, held.__getitem__, part.stats, self._ranking, numbers)
        for scored in best:
            number = part.start + scored.document
            stored = self._reader.stored_fields(number)
            yield (
                -scored.score,
                number,
                Hit(
                    id=stored["id"],
                    lang=stored["lang"],
                    title=stored["texts"]["title"],
                    url=stored["url"],
                    category=tuple(stored["category"]),
                    answer=stored["texts"]["answer"],
                    score=scored.score / MILLIONTHS,
                    shares=shares.get(scored.document, ()),
                ),
            )

    def _postings(self, term: str, part: _Part) -> Iterator[Posting]:
        end = part.start + part.stats.count
        encoded = term.encode()
        for field, name in enumerate(FIELDS):
            if (name, encoded) not in self._reader:
                continue
            matcher = self._reader.postings(name, encoded)
            if part.start:
                matcher.skip_to(part.start)
            while matcher.is_active() and (number := matcher.id()) < end:
                yield field, number - part.start, int(matcher.weight())
                matcher.next()
