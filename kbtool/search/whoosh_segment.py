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
from dataclasses import dataclass
from operator import sub
from struct import Struct
from typing import Any

from whoosh import fields
from whoosh.codec.whoosh3 import STORED_COLUMN, WHOOSH3_HEADER_MAGIC, W3Codec, W3Segment
from whoosh.formats import Existence

__all__ = ["IDENTITY", "NAME", "TERMS", "Postings", "schema", "write_segment"]

TERMS = "terms"
IDENTITY = ("id", "lang")
STORED = ("url", "category", "title", "also_asked", "keywords", "answer", "body")
BLOCK = 4096  # postings; Whoosh's 128 are for skipping, which nobody does here
PLAIN = 64  # bytes below which a block is not worth compressing
PROTOCOL = 4  # of pickles: the first that keeps bytes as they are
NAME = "MAIN"

_INT = Struct("!i")
_EXTENT = Struct("!qi")  # where the blocks of a term are in their file
_FIELD = Struct("!H")
# As W3TermInfo writes it: inlined, weight, documents, lengths, highest weight, first and last id
_INFO = Struct("!BfIBBfII")


@dataclass(frozen=True, slots=True)
class Postings:
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
    segment = W3Segment(W3Codec(), NAME, segid=name)
    segment._fieldlengths = {}  # Whoosh alone asks for them
    described = schema()
    identities: list[tuple[str, ...]] = []
    # One column, so Whoosh's writer of columns, which makes a folder for them, is not needed.
    with storage.create_file(W3Codec.column_filename(segment, "_stored")) as file:
        column = STORED_COLUMN.writer(file)
        for number, values in enumerate(stored):
            column.add(number, values)
            identities.append(tuple(values[field] for field in IDENTITY))
        column.finish(len(identities))
    segment.set_doc_count(len(identities))
    fields_writer = segment.codec().field_writer(storage, segment)
    for place, field in enumerate(IDENTITY):
        fields_writer.start_field(field, described[field])
        _write_terms(fields_writer, _identity(one[place] for one in identities))
        fields_writer.finish_field()
    fields_writer.start_field(TERMS, described[TERMS])
    _write_terms(fields_writer, terms)
    fields_writer.finish_field()
    fields_writer.close()
    return segment


def _identity(values: Iterable[str]) -> Iterator[Postings]:
    """Yield the documents of each value of a field, sorted by the values in UTF-8."""
    numbers: dict[str, list[int]] = {}
    for number, value in enumerate(values):
        numbers.setdefault(value, []).append(number)
    for value in sorted(numbers):
        yield Postings(value, numbers[value], bytes([1]) * len(numbers[value]))


def _write_terms(writer: Any, terms: Iterable[Postings]) -> None:
    """Write the postings of a field that the writer has started."""
    blocks, table = writer._postfile, writer._tindex
    field = _FIELD.pack(writer._fieldid)
    at = blocks.tell()
    for one in terms:
        written = _blocks(one.documents, one.weights)
        blocks.write(written)
        info = _INFO.pack(
            0,
            sum(one.weights),
            len(one.documents),
            0,
            0,
            max(one.weights),
            one.documents[0],
            one.documents[-1],
        )
        table.add(field + one.term.encode(), info + _EXTENT.pack(at, len(written)))
        at += len(written)


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
