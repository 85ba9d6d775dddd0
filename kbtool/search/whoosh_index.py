"""The Whoosh index: written at the build, verified before it is opened, then asked.

The only importer of whoosh. One index holds all languages, so that anybody can
open the folder with Whoosh alone; a `lang` field tells them apart. Whoosh keeps
and finds the postings, and the weight of each is the impact that `ranking.py`
computed; what else scores need stands in `statistics.json` beside them. Whoosh's
own figures, which change with its segments, are never asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from heapq import merge
from itertools import accumulate
from pathlib import Path
from typing import Any

import whoosh
from whoosh import fields, index
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.filedb.filestore import RamStorage
from whoosh.reading import IndexReader

from kbtool.search.analyzer import ANALYZER_VERSION
from kbtool.search.corpus import Corpus, Part
from kbtool.search.documents import Document
from kbtool.search.index import Hit, Index
from kbtool.search.lookup import PartLookup
from kbtool.search.manifest import verified_files, write_manifest

__all__ = ["Hit", "Index", "open_index", "write_index"]

STATISTICS = "statistics.json"
TERMS = "terms"
IDENTITY = ("id", "lang")
STORED = ("url", "category", "asks", "title", "also_asked", "keywords", "answer", "body")
ONCE = (1).to_bytes(4, "big")  # a count as Whoosh's `Frequency` writes it
WHOOSH_VERSION = whoosh.versionstring()

_Item = tuple[str, bytes, int, float, bytes]  # field, term, document, weight, count


class _Codec(W3Codec):  # type: ignore[misc]
    """Whoosh's own codec with a segment name that is the same in every build."""

    def new_segment(self, storage: Any, indexname: str) -> Any:
        # The segment is pickled: it must not name a class of ours.
        return W3Segment(W3Codec(), indexname, segid="kb")


def _postings(part: Part, start: int) -> Iterator[tuple[str, int, int]]:
    """Yield the postings of a language: term, document number plus `start`, impact."""
    for term in part.terms:
        for number, impact in part.impacts(term):
            yield term, start + number, impact


class _Pool:
    """Stands in for Whoosh's pool of postings, which sorts on disk: ours are sorted already."""

    def __init__(self, corpus: Corpus) -> None:
        self._parts = tuple(corpus.parts.values())

    def iter_postings(self) -> Iterator[_Item]:
        """Yield every posting by field name, term and document."""
        for name in sorted((TERMS, *IDENTITY)):
            yield from self._terms() if name == TERMS else self._identities(name)

    def _identities(self, name: str) -> Iterator[_Item]:
        documents = (document for part in self._parts for document in part.documents)
        values = sorted((getattr(d, name), number) for number, d in enumerate(documents))
        for value, number in values:
            yield name, value.encode(), number, 1.0, ONCE

    def _terms(self) -> Iterator[_Item]:
        starts = accumulate((len(part.documents) for part in self._parts), initial=0)
        for term, number, impact in merge(*map(_postings, self._parts, starts)):
            yield TERMS, term.encode(), number, float(impact), impact.to_bytes(4, "big")

    def cleanup(self) -> None:
        """Leave nothing behind; there is nothing."""


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
    for lock in folder.glob("*LOCK"):
        lock.unlink()
    write_manifest(
        folder,
        build_id=build_id,
        source_hash=source_hash,
        analyzer_version=ANALYZER_VERSION,
        whoosh_version=WHOOSH_VERSION,
        articles=len(corpus),
        pages=pages,
    )


def _schema() -> Any:
    """Return a schema of Whoosh's own classes, so that Whoosh alone can open the index.

    `terms` holds our terms; Whoosh reads a query for it as terms between spaces.
    """
    stored = {name: fields.STORED() for name in STORED}
    identity = {name: fields.ID(stored=True) for name in IDENTITY}
    return fields.Schema(**identity, **stored, **{TERMS: fields.KEYWORD(scorable=True)})


def _write_postings(corpus: Corpus, folder: Path) -> None:
    schema = _schema()
    # A compound file carries the time of its making; separate files are the same in every build.
    writer = index.create_in(folder, schema).writer(codec=_Codec(), compound=False)
    for part in corpus.parts.values():
        for document in part.documents:
            _write_document(writer, schema, document)
    writer.pool = _Pool(corpus)
    writer.commit()


def _write_document(writer: Any, schema: Any, document: Document) -> None:
    """Do what `add_document` does, without counting the terms again."""
    stored = {
        "id": document.id,
        "lang": document.lang,
        "url": document.url,
        "category": list(document.category),
        "asks": document.asks,
        "title": document.title,
        "also_asked": list(document.also_asked),
        "keywords": list(document.keywords),
        "answer": document.answer,
        "body": document.text,
    }
    writer.perdocwriter.start_doc(writer.docnum)
    for name in sorted(stored):
        writer.perdocwriter.add_field(name, schema[name], stored[name], 0)
    writer.perdocwriter.finish_doc()
    writer.docnum += 1
    writer._added = True


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
