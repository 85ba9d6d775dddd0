"""A corpus as bytes, kept from one build to the next.

The bytes are marshal's, of plain values alone: they are read without running anything, by the
version of Python that wrote them, and only after somebody has seen to it that they are whole.
"""

from __future__ import annotations

import marshal
from array import array
from collections import Counter
from dataclasses import asdict
from typing import Any

from kbtool.model import Ranking
from kbtool.search.corpus import Corpus, Part
from kbtool.search.counted import Lengths
from kbtool.search.documents import Documents
from kbtool.search.postings import Postings
from kbtool.search.vocabulary import Words

__all__ = ["from_bytes", "to_bytes"]


def to_bytes(corpus: Corpus) -> bytes:
    """Return a corpus as bytes, for this very version of Python and of kbtool."""
    parts = {lang: _packed(part) for lang, part in corpus.parts.items()}
    return marshal.dumps((asdict(corpus.ranking), parts))


def from_bytes(data: bytes) -> Corpus:
    """Return the corpus that `to_bytes` was given; these very bytes, or anything may happen."""
    figures, parts = marshal.loads(data)
    ranking = Ranking(**figures)
    return Corpus(ranking, {lang: _part(lang, ranking, one) for lang, one in parts.items()})


def _packed(part: Part) -> dict[str, Any]:
    lengths = part.lengths
    return {
        "documents": part.documents.packed(),
        "terms": "\n".join(part.terms),
        "starts": part.postings.starts.tobytes(),
        "flat": part.postings.flat.tobytes(),
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
