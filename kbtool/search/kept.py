"""What search knows, kept as bytes from one build to the next: corpus, export, similar questions.

The bytes are marshal's, of plain values alone: they are read without running anything, by the
version of Python that wrote them, and only after somebody has seen to it that they are whole.
"""

from __future__ import annotations

import marshal
from array import array
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, field
from typing import Any

from kbtool.frozen import dataclass
from kbtool.model import Ranking
from kbtool.search.confidence import Asked, Bounds
from kbtool.search.corpus import Corpus, Part
from kbtool.search.counted import Lengths
from kbtool.search.dictionary import Layout
from kbtool.search.documents import Documents
from kbtool.search.export import Exported
from kbtool.search.postings import Postings
from kbtool.search.shards import Shards
from kbtool.search.similar import Like
from kbtool.search.vocabulary import Words

__all__ = ["Kept", "from_bytes", "to_bytes"]


@dataclass(frozen=True, slots=True)
class Kept:
    """What a build leaves for the next one."""

    corpus: Corpus
    exported: Mapping[str, Exported] = field(default_factory=dict)  # by language
    similar: Mapping[str, Mapping[str, Like]] = field(default_factory=dict)  # by language and id


def to_bytes(kept: Kept) -> bytes:
    """Return what is kept as bytes, for this very version of Python and of kbtool."""
    return marshal.dumps(
        (
            asdict(kept.corpus.ranking),
            {lang: _packed(part) for lang, part in kept.corpus.parts.items()},
            {lang: _packed_export(one) for lang, one in kept.exported.items()},
            {
                lang: [(id, like.ids, like.terms, like.limit) for id, like in likes.items()]
                for lang, likes in kept.similar.items()
            },
        )
    )


def from_bytes(data: bytes | memoryview) -> Kept:
    """Return what `to_bytes` was given; these very bytes, or anything may happen."""
    figures, parts, exported, similar = marshal.loads(data)
    ranking = Ranking(**figures)
    return Kept(
        Corpus(ranking, {lang: _part(lang, ranking, one) for lang, one in parts.items()}),
        {lang: _exported(one) for lang, one in exported.items()},
        {lang: {id: Like(*like) for id, *like in likes} for lang, likes in similar.items()},
    )


def _packed_export(one: Exported) -> dict[str, Any]:
    return {
        "shards": {name: (each.digests, each.sizes) for name, each in one.shards.items()},
        "places": one.layout.places,
        "facts": dict(one.layout.facts),
        "asked": [
            (number, got.points, got.terms, got.beginnings, got.words)
            for number, got in one.asked.items()
        ],
        "bounds": (one.bounds.nothing, one.bounds.unsure),
        "inline": one.inline,
    }


def _exported(packed: dict[str, Any]) -> Exported:
    shards = {name: Shards(*each) for name, each in packed["shards"].items()}
    return Exported(
        Layout(
            shards["terms"],
            packed["places"],
            shards["words"],
            shards["spelling"],
            packed["facts"],
        ),
        shards["documents"],
        shards["texts"],
        {number: Asked(*got) for number, *got in packed["asked"]},
        Bounds(*packed["bounds"]),
        packed["inline"],
    )


def _packed(part: Part) -> dict[str, Any]:
    lengths = part.lengths
    return {
        "documents": part.documents.packed(),
        "terms": "\n".join(part.terms),
        "starts": part.postings.starts,  # whose bytes are taken as they are
        "flat": part.postings.flat,
        "synonyms": [(typed, list(others)) for typed, others in part.synonyms.items()],
        "words": list(part.words.items()),
        "everywhere": list(part.everywhere.items()),
        "whole": lengths.whole.tobytes(),
        "near": lengths.near.tobytes(),
        "phrasings": lengths.phrasings.tobytes(),
        "said": lengths.said.tobytes(),
        "held": dict(part.spelling.held),
        "asked": dict(part.spelling.asked),
        "ids": part.ids,
        "asks": part.asks.tobytes(),
    }


def _part(lang: str, ranking: Ranking, packed: dict[str, Any]) -> Part:
    ids = packed["ids"]
    terms = packed["terms"]
    return Part(
        lang,
        ranking,
        Documents(packed["documents"]),
        Postings(
            tuple(terms.split("\n")) if terms else (),
            array("I", packed["starts"]),
            array("I", packed["flat"]),
        ),
        {typed: tuple(others) for typed, others in packed["synonyms"]},
        dict(packed["words"]),
        dict(packed["everywhere"]),
        Lengths(
            array("d", packed["whole"]),
            array("d", packed["near"]),
            array("H", packed["phrasings"]),
            array("I", packed["said"]),
        ),
        Words(Counter(packed["held"]), Counter(packed["asked"])),
        ids,
        array("d", packed["asks"]),
        {id: number for number, id in enumerate(ids)},
    )
