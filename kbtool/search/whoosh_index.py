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
import shutil
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from heapq import merge
from itertools import accumulate, chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import whoosh
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import TOC
from whoosh.matching.wrappers import FilterMatcher
from whoosh.reading import IndexReader

from kbtool.problems import KbtoolError
from kbtool.search.analyzer import ANALYZER_VERSION
from kbtool.search.confidence import Bounds
from kbtool.search.corpus import Corpus, Part
from kbtool.search.documents import Document
from kbtool.search.index import Hit, Index
from kbtool.search.lookup import PartLookup
from kbtool.search.manifest import (
    read_manifest,
    verified_file,
    verified_files,
    write_manifest,
)
from kbtool.search.updated import Changes
from kbtool.search.whoosh_segment import NAME, TERMS, Postings, base_segment, schema, write_segment

__all__ = ["Hit", "Index", "open_index", "try_index", "update_index", "write_index"]

STATISTICS = "statistics.json"
BASE, EDITS = "kb", "edits"  # segments
# Documents in the second segment, at most: so many, and this part of all.
MOST_EDITED = 200
EDITED_PART = 20
WHOOSH_VERSION = whoosh.versionstring()


def _postings(part: Part, start: int) -> Iterator[Postings]:
    """Yield the postings of a language; document numbers are `start` more."""
    for term, documents, impacts in part.postings.columns():
        yield Postings(term, [start + one for one in documents] if start else documents, impacts)


def _terms(corpus: Corpus) -> Iterator[Postings]:
    """Yield the postings of all languages by term; a later language has higher numbers."""
    parts = tuple(corpus.parts.values())
    starts = accumulate((len(part.documents) for part in parts), initial=0)
    of = list(map(_postings, parts, starts))
    if len(of) == 1:
        yield from of[0]
        return
    for term, found in groupby(merge(*of, key=itemgetter(0)), key=itemgetter(0)):
        _, numbers, impacts = zip(*found, strict=True)
        yield Postings(term, list(chain.from_iterable(numbers)), b"".join(impacts))


def write_index(
    corpus: Corpus,
    folder: Path,
    *,
    build_id: str,
    source_hash: str,
    pages: Iterable[str] = (),
    bounds: Mapping[str, Bounds] | None = None,
) -> None:
    """Write the index of `corpus` and its manifest into `folder`, an empty or new folder.

    The manifest also names the `pages` of the site that belongs to the index. The
    `bounds` of confidence by language are found out where they are not given.
    """
    folder.mkdir(parents=True, exist_ok=True)
    storage = FileStorage(str(folder))
    stored = (_stored(document) for part in corpus.parts.values() for document in part.documents)
    segments = [write_segment(storage, BASE, stored, _terms(corpus))] if len(corpus) else []
    TOC(schema(), segments, 1).write(storage, NAME)
    _finish(corpus, folder, (), bounds, build_id=build_id, source_hash=source_hash, pages=pages)


def update_index(
    corpus: Corpus,
    changes: Mapping[str, Changes],
    old: Path,
    folder: Path,
    *,
    build_id: str,
    source_hash: str,
    pages: Iterable[str] = (),
    bounds: Mapping[str, Bounds] | None = None,
) -> None:
    """Write the index of `corpus` like `write_index`, out of one that lacks some changes.

    What does not change is taken over as it is. All documents that are not as they were when
    the last whole index was written stand in a segment of their own; where these become
    many, or numbers or impacts of others changed, a whole index is written.

    Args:
        corpus: the documents as they are now.
        changes: between those of the old index and these.
        old: the folder of the old index; it is not changed.
        folder: an empty or new folder on the same file system, best.
        build_id: as in `write_index`.
        source_hash: as in `write_index`.
        pages: as in `write_index`.
        bounds: as in `write_index`.

    Raises:
        KbtoolError: there is no old index, or it is not as it was built.
    """
    manifest = read_manifest(old)
    edited = set(json.loads(verified_file(old, manifest, STATISTICS))["edited"])
    starts = _starts(corpus)
    for lang, one in changes.items():
        edited.update(starts[lang] + number for number in one.documents if lang in starts)
    whole = any(one.everything for one in changes.values())
    if whole or len(edited) > min(MOST_EDITED, len(corpus) // EDITED_PART):
        write_index(
            corpus,
            folder,
            build_id=build_id,
            source_hash=source_hash,
            pages=pages,
            bounds=bounds,
        )
        return
    folder.mkdir(parents=True, exist_ok=True)
    kept = {
        name: digest
        for name, digest in manifest.files.items()
        if name.startswith(f"{NAME}_{BASE}.")
    }
    for name in kept:
        _link(old / name, folder / name)
    order = tuple(sorted(edited))
    storage = FileStorage(str(folder))
    segments = [base_segment(len(corpus), order)] if len(corpus) else []
    if order:
        documents = [_document(corpus, starts, number) for number in order]
        stored = (_stored(part.documents[number]) for part, number in documents)
        segments.append(write_segment(storage, EDITS, stored, _terms_of(documents)))
    TOC(schema(), segments, 1).write(storage, NAME)
    _finish(
        corpus,
        folder,
        order,
        bounds,
        build_id=build_id,
        source_hash=source_hash,
        pages=pages,
        known=kept,
    )


def _starts(corpus: Corpus) -> dict[str, int]:
    """Return the number of the first document of each language."""
    sizes = (len(part.documents) for part in corpus.parts.values())
    return dict(zip(corpus.parts, accumulate(sizes, initial=0), strict=False))


def _document(corpus: Corpus, starts: Mapping[str, int], number: int) -> tuple[Part, int]:
    """Return the part of a document of the index, and its number there."""
    lang = max((lang for lang in starts if starts[lang] <= number), key=starts.__getitem__)
    return corpus.parts[lang], number - starts[lang]


def _terms_of(documents: Iterable[tuple[Part, int]]) -> Iterator[Postings]:
    """Yield the postings of some documents by term; they are numbered from 0."""
    held: dict[str, tuple[list[int], bytearray]] = {}
    for place, (part, number) in enumerate(documents):
        for term, impact in part.impacts_in(number).items():
            numbers, impacts = held.setdefault(term, ([], bytearray()))
            numbers.append(place)
            impacts.append(impact)
    for term in sorted(held):
        numbers, impacts = held[term]
        yield Postings(term, numbers, bytes(impacts))


def _link(source: Path, target: Path) -> None:
    """Have a file in two folders, or a copy where that is not possible."""
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)


def _finish(
    corpus: Corpus,
    folder: Path,
    edited: Sequence[int],
    bounds: Mapping[str, Bounds] | None,
    *,
    build_id: str,
    source_hash: str,
    pages: Iterable[str],
    known: Mapping[str, str] | None = None,
) -> None:
    """Write what stands beside Whoosh's own files."""
    bounds = bounds or {lang: PartLookup(part).bounds for lang, part in corpus.parts.items()}
    figures = json.dumps(_statistics(corpus, edited, bounds), separators=(",", ":")) + "\n"
    (folder / STATISTICS).write_text(figures, encoding="utf-8", newline="\n")
    write_manifest(
        folder,
        build_id=build_id,
        source_hash=source_hash,
        analyzer_version=ANALYZER_VERSION,
        whoosh_version=WHOOSH_VERSION,
        articles=len(corpus),
        pages=pages,
        known=known,
    )


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


def _statistics(
    corpus: Corpus, edited: Sequence[int], bounds: Mapping[str, Bounds]
) -> dict[str, Any]:
    return {
        "edited": list(edited),  # documents that stand in the second segment, in its order
        "ranking": asdict(corpus.ranking),
        "languages": {
            lang: {
                "priors": part.priors,
                "words": part.words,
                "everywhere": part.everywhere,
                "synonyms": list(part.synonyms.items()),
                "bounds": asdict(bounds[lang]),
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
    store = _Store(storage.open_index().reader(), figures.pop("edited"), manifest.articles)
    return Index(store, manifest, figures)


def try_index(folder: Path) -> None:
    """Open the index in `folder`, which was written just now, and ask it for its first document.

    Its files are not looked through, as `open_index` does for those who trust nobody.

    Raises:
        KbtoolError: it cannot be opened, or does not answer.
    """
    manifest = read_manifest(folder)
    figures = json.loads(verified_file(folder, manifest, STATISTICS))
    try:
        with FileStorage(str(folder)).open_index().reader() as reader:
            store = _Store(reader, figures.pop("edited"), manifest.articles)
            if manifest.articles:
                first = store.stored(0)
                Index(store, manifest, figures).search(first["title"], lang=first["lang"], limit=1)
    except Exception as error:  # Whoosh raises what it likes on files that are not its own
        raise KbtoolError(f"the index that was written cannot be used: {error}") from error


class _Store:
    """The postings and texts that a Whoosh reader gives, by our numbers.

    Whoosh numbers the documents of the second segment behind all of the first one, where
    their old versions still have numbers, though they are marked as deleted.
    """

    def __init__(self, reader: IndexReader, edited: Sequence[int], count: int) -> None:
        self._reader = reader
        self._segments = [segment for segment, _ in reader.leaf_readers()]
        self._edited = edited
        self._moved = {number: count + place for place, number in enumerate(edited)}

    def impacts(self, term: str, start: int) -> Iterator[tuple[int, int]]:
        encoded = term.encode()
        if not self._moved:
            return _held(self._segments[0], encoded, start) if self._segments else iter(())
        base, edits = self._segments
        kept = (one for one in _held(base, encoded, start) if one[0] not in self._moved)
        found = ((self._edited[place], impact) for place, impact in _held(edits, encoded, 0))
        return merge(kept, (one for one in found if one[0] >= start))

    def beginning(self, letters: str) -> Iterator[str]:
        for term in self._reader.expand_prefix(TERMS, letters):
            yield term.decode()

    def stored(self, document: int) -> Mapping[str, Any]:
        number = self._moved.get(document, document)
        stored: Mapping[str, Any] = self._reader.stored_fields(number)
        return stored


def _held(segment: IndexReader, term: bytes, start: int) -> Iterator[tuple[int, int]]:
    """Yield the documents of a segment from `start` on that hold a term, with its impacts."""
    if (TERMS, term) not in segment:
        return
    matcher = segment.postings(TERMS, term)
    if isinstance(matcher, FilterMatcher):  # which leaves out what is deleted, one by one
        matcher = matcher.child
    while matcher.is_active():
        # A block at a time: Whoosh (frozen since 2.7.4) has no public way to it, and asking
        # posting by posting takes most of the time of a query.
        if matcher.block_max_id() >= start:
            matcher.id(), matcher.weight()
            first = max(matcher._i, bisect_left(matcher._ids, start))
            yield from zip(matcher._ids[first:], map(int, matcher._weights[first:]), strict=True)
        matcher._next_block()
