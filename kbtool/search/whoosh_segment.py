"""A segment of the Whoosh index, written a term at a time.

Whoosh writes a posting at a time and takes most of a build for it (m). What is written
here its own codec reads: blocks of ids and weights, one file of terms, one of texts. It
is laid out more tightly than Whoosh would: impacts are bytes, ids too where the steps
between them are small, and no count of occurrences is kept, as nobody asks for it.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import starmap
from operator import sub
from struct import Struct
from typing import Any, NamedTuple

from whoosh import fields
from whoosh.codec.whoosh3 import STORED_COLUMN, WHOOSH3_HEADER_MAGIC, W3Codec, W3Segment
from whoosh.filedb.filetables import HashWriter, OrderedHashWriter
from whoosh.formats import Existence
from whoosh.util.numlists import GrowableArray

__all__ = ["IDENTITY", "NAME", "TERMS", "Postings", "schema", "write_segment"]

TERMS = "terms"
IDENTITY = ("id", "lang")
STORED = ("url", "category", "title", "also_asked", "keywords", "answer", "body")
BLOCK = 4096  # postings; Whoosh's 128 are for skipping, which nobody does here
TOGETHER = 4096  # pieces of the table of terms that are written at once
PLAIN = 1024  # bytes below which a block is not worth compressing (m)
PROTOCOL = 4  # of pickles: the first that keeps bytes as they are
NAME = "MAIN"

_INT = Struct("!i")
_FIELD = Struct("!H")
# As W3TermInfo writes it: inlined, weight, documents, lengths, highest weight, first and last
# id; then where the blocks of the term are in their file.
_INFO = Struct("!BfIBBfII")
_PLACE = Struct("!qi")
_SIZES = Struct("!ii")  # of key and value
_POINTER = Struct("!Iq")  # from the hash of a key to its place
_CRC32 = 1  # as Whoosh numbers ways to hash


class Postings(NamedTuple):
    """The documents that hold a term, in order, and a weight from 0 to 255 for each."""

    term: str
    documents: Sequence[int]
    weights: bytes


def schema() -> Any:
    """Return a schema of Whoosh's own classes, so that Whoosh alone can open the index.

    `terms` holds our terms; Whoosh reads a query for it as terms between spaces.
    """
    terms = fields.KEYWORD(scorable=True)
    terms.format = Existence()  # weights say more than how often a term occurs
    stored = {name: fields.STORED() for name in STORED}
    identity = {name: fields.ID(stored=True) for name in IDENTITY}
    return fields.Schema(**identity, **stored, **{TERMS: terms})


def write_segment(
    storage: Any, name: str, stored: Iterable[Mapping[str, Any]], terms: Iterable[Postings]
) -> Any:
    """Write a segment and return it, for Whoosh's table of contents.

    Args:
        storage: Whoosh's.
        name: of the segment, the same in every build.
        stored: what is kept of each document, in the order of their numbers.
        terms: postings by term, sorted by the terms in UTF-8.
    """
    segment = _segment(name)
    identities: list[tuple[str, ...]] = []
    # One column, so Whoosh's writer of columns, which makes a folder for them, is not needed.
    with storage.create_file(W3Codec.column_filename(segment, "_stored")) as file:
        column = STORED_COLUMN.writer(file)
        for number, values in enumerate(stored):
            column.add(number, values)
            identities.append(tuple(values[field] for field in IDENTITY))
        column.finish(len(identities))
    segment.set_doc_count(len(identities))
    table = _Table(segment.create_file(storage, W3Codec.TERMS_EXT))
    table.extras["fieldmap"] = {field: place for place, field in enumerate((*IDENTITY, TERMS))}
    with segment.create_file(storage, W3Codec.POSTS_EXT) as blocks:
        for place in range(len(IDENTITY)):
            _write_terms(table, blocks, place, _identity(one[place] for one in identities))
        _write_terms(table, blocks, len(IDENTITY), terms)
    table.close()
    return segment


def base_segment(count: int, deleted: Iterable[int]) -> Any:
    """Return the segment "kb" of so many documents that was written before."""
    segment = _segment("kb")
    segment.set_doc_count(count)
    for number in deleted:
        segment.delete_document(number)
    return segment


def _segment(name: str) -> Any:
    segment = W3Segment(W3Codec(), NAME, segid=name)
    segment._fieldlengths = {}  # Whoosh alone asks for them
    return segment


def _identity(values: Iterable[str]) -> Iterator[Postings]:
    """Yield the documents of each value of a field, sorted by the values in UTF-8."""
    numbers: dict[str, list[int]] = {}
    for number, value in enumerate(values):
        numbers.setdefault(value, []).append(number)
    for value in sorted(numbers):
        yield Postings(value, numbers[value], bytes([1]) * len(numbers[value]))


class _Table(OrderedHashWriter):  # type: ignore[misc]
    """Whoosh's table of terms, which takes many at once.

    Whoosh asks its file for each of them where it is: that took a fifth of the time (m).
    """

    def __init__(self, file: Any) -> None:
        # Instead of its own, which takes MD5.
        HashWriter.__init__(self, file, hashtype=_CRC32)
        self.index = GrowableArray("I")

    def add_all(self, items: Iterable[tuple[bytes, bytes]]) -> None:
        """Add keys, sorted and behind all others, with their values."""
        at, index, buckets = self.dbfile.tell(), self.index, self.buckets
        written: list[bytes] = []
        for key, value in items:
            hashed = zlib.crc32(key)
            buckets[hashed & 255].append((hashed, at))
            index.append(at)
            written += (_SIZES.pack(len(key), len(value)), key, value)
            at += _SIZES.size + len(key) + len(value)
            if len(written) > TOGETHER:
                self.dbfile.write(b"".join(written))
                written.clear()
        self.dbfile.write(b"".join(written))

    def _write_hashes(self) -> None:
        at = self.dbfile.tell()
        free = (0, 0)
        for bucket in self.buckets:
            count = 2 * len(bucket)
            slots = [free] * count
            for one in bucket:
                slot = (one[0] >> 8) % count
                while slots[slot] is not free:
                    slot = (slot + 1) % count
                slots[slot] = one
            self.directory.append((at, count))
            self.dbfile.write(b"".join(starmap(_POINTER.pack, slots)))
            at += count * _POINTER.size


def _write_terms(table: _Table, file: Any, field: int, terms: Iterable[Postings]) -> None:
    """Write the postings of the field of a number: the blocks of each term, and its entry."""
    prefix = _FIELD.pack(field)

    def entries() -> Iterator[tuple[bytes, bytes]]:
        at = file.tell()
        waiting: list[bytes] = []
        alone: dict[tuple[int, bytes], tuple[bytes, bytes]] = {}
        for term, documents, weights in terms:
            if len(documents) == 1:  # most terms, and many of a document weigh the same
                one = (documents[0], weights)
                known = alone.get(one) or alone.setdefault(one, _written(documents, weights))
            else:
                known = _written(documents, weights)
            blocks, info = known
            waiting.append(blocks)
            yield prefix + term.encode(), info + _PLACE.pack(at, len(blocks))
            at += len(blocks)
            if len(waiting) > TOGETHER:
                file.write(b"".join(waiting))
                waiting.clear()
        file.write(b"".join(waiting))

    table.add_all(entries())


def _written(documents: Sequence[int], weights: bytes) -> tuple[bytes, bytes]:
    """Return the blocks of a posting list, and what its entry says of it."""
    highest, first, last = max(weights), documents[0], documents[-1]
    info = _INFO.pack(0, sum(weights), len(documents), 0, 0, highest, first, last)
    return _blocks(documents, weights), info


def _blocks(documents: Sequence[int], weights: bytes) -> bytes:
    """Return the blocks of a posting list, as W3PostingsWriter lays them out."""
    written = [WHOOSH3_HEADER_MAGIC]
    for start in range(0, len(documents), BLOCK):
        ids, part = documents[start : start + BLOCK], weights[start : start + BLOCK]
        data = pickle.dumps((_steps(ids), _weights(part), None), PROTOCOL)
        compression = 1 if len(data) > PLAIN else 0
        if compression:
            data = zlib.compress(data, compression)
        # no lengths: the impacts have them inside
        facts = (len(ids), ids[-1], float(max(part)), compression, 0, 0)
        info = pickle.dumps(facts, PROTOCOL)
        size = len(info) + len(data)
        last = start + BLOCK >= len(documents)
        written += (_INT.pack(-size if last else size), info, data)
    return b"".join(written)


def _steps(ids: Sequence[int]) -> Sequence[int]:
    """Return the distances from id to id."""
    if len(ids) == 1:
        return (ids[0],)
    steps = (ids[0], *map(sub, ids[1:], ids))
    return bytes(steps) if max(steps) < 256 else steps


def _weights(weights: bytes) -> bytes | float | None:
    """Return weights as short as Whoosh reads them: none for ones, one where all are equal."""
    if weights.count(weights[0]) < len(weights):
        return weights
    return None if weights[0] == 1 else float(weights[0])
