"""The Whoosh index: written at the build, verified before it is opened, then asked.

Besides `whoosh_segment.py` the only importer of whoosh. One index holds all
languages, so that anybody can open the folder with Whoosh alone; a `lang` field
tells them apart. Whoosh keeps and finds the postings, and the weight of each is
the impact that `ranking.py` computed; what else scores need stands in
`statistics.json` beside them. Whoosh's own figures, which change with its
segments, are never asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from heapq import merge
from itertools import accumulate, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import whoosh
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import TOC
from whoosh.reading import IndexReader

from kbtool.search.analyzer import ANALYZER_VERSION
from kbtool.search.corpus import Corpus, Part
from kbtool.search.documents import Document
from kbtool.search.index import Hit, Index
from kbtool.search.lookup import PartLookup
from kbtool.search.manifest import verified_files, write_manifest
from kbtool.search.whoosh_segment import NAME, TERMS, Postings, schema, write_segment

__all__ = ["Hit", "Index", "open_index", "write_index"]

STATISTICS = "statistics.json"
WHOOSH_VERSION = whoosh.versionstring()


def _postings(part: Part, start: int) -> Iterator[tuple[str, list[int], bytes]]:
    """Yield the postings of a language: term, document numbers plus `start`, impacts."""
    for term in part.terms:
        documents, impacts = part.columns(term)
        yield term, [start + one for one in documents] if start else documents, impacts


def _terms(corpus: Corpus) -> Iterator[Postings]:
    """Yield the postings of all languages by term; a later language has higher numbers."""
    parts = tuple(corpus.parts.values())
    starts = accumulate((len(part.documents) for part in parts), initial=0)
    merged = merge(*map(_postings, parts, starts), key=itemgetter(0))
    for term, found in groupby(merged, key=itemgetter(0)):
        documents, impacts = [], b""
        for _, numbers, held in found:
            documents += numbers
            impacts += held
        yield Postings(term, documents, impacts)


def write_index(
    corpus: Corpus,
    folder: Path,
    *,
    build_id: str,
    source_hash: str,
    pages: Iterable[str] = (),
) -> None:
    """Write the index of `corpus` and its manifest into `folder`, an empty or new folder.

    The manifest also names the `pages` of the site that belongs to the index.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _write_postings(corpus, folder)
    figures = json.dumps(_statistics(corpus), separators=(",", ":")) + "\n"
    (folder / STATISTICS).write_text(figures, encoding="utf-8", newline="\n")
    write_manifest(
        folder,
        build_id=build_id,
        source_hash=source_hash,
        analyzer_version=ANALYZER_VERSION,
        whoosh_version=WHOOSH_VERSION,
        articles=len(corpus),
        pages=pages,
    )


def _write_postings(corpus: Corpus, folder: Path) -> None:
    storage = FileStorage(str(folder))
    stored = (_stored(document) for part in corpus.parts.values() for document in part.documents)
    segments = [write_segment(storage, "kb", stored, _terms(corpus))] if len(corpus) else []
    TOC(schema(), segments, 1).write(storage, NAME)


def _stored(document: Document) -> dict[str, Any]:
    return {
        "id": document.id,
        "lang": document.lang,
        "url": document.url,
        "category": list(document.category),
        "title": document.title,
        "also_asked": list(document.also_asked),
        "keywords": list(document.keywords),
        "answer": document.answer,
        "body": document.text,
    }


def _statistics(corpus: Corpus) -> dict[str, Any]:
    return {
        "ranking": asdict(corpus.ranking),
        "languages": {
            lang: {
                "priors": part.priors,
                "words": part.words,
                "everywhere": part.everywhere,
                "synonyms": list(part.synonyms.items()),
                "bounds": asdict(PartLookup(part).bounds),
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
    return Index(_Store(storage.open_index().reader()), manifest, figures)


class _Store:
    """The postings and texts that a Whoosh reader gives."""

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader

    def impacts(self, term: str, start: int) -> Iterator[tuple[int, int]]:
        encoded = term.encode()
        if (TERMS, encoded) not in self._reader:
            return
        matcher = self._reader.postings(TERMS, encoded)
        if start:
            matcher.skip_to(start)
        while matcher.is_active():
            # A block at a time: Whoosh (frozen since 2.7.4) has no public way to it, and asking
            # posting by posting takes most of the time of a query.
            matcher.id(), matcher.weight()
            ids, weights = matcher._ids[matcher._i :], matcher._weights[matcher._i :]
            yield from zip(ids, map(int, weights), strict=True)
            matcher._next_block()

    def beginning(self, letters: str) -> Iterator[str]:
        for term in self._reader.expand_prefix(TERMS, letters):
            yield term.decode()

    def stored(self, document: int) -> Mapping[str, Any]:
        stored: Mapping[str, Any] = self._reader.stored_fields(document)
        return stored
