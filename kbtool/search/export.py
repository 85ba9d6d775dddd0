"""The index for the browser: one classic script a language, which a page opened from disk may load.

A script calls `kb.search.load` with everything `engine.js` needs: the tables of
the analyzer, the numbers of the ranking, postings, and what a result shows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from kbtool.search import tables
from kbtool.search.analyzer import (
    ANALYZER_VERSION,
    MAX_QUERY_CHARS,
    MAX_QUERY_TERMS,
    function_terms,
)
from kbtool.search.corpus import Corpus, Part, Posting
from kbtool.search.documents import Document
from kbtool.search.ranking import Ranking, prior

__all__ = ["analyzer_tables", "export", "script_path"]

TEXT_CHARS = 1200  # of a body without a short answer; the snippet is cut from it
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def script_path(lang: str) -> str:
    """Return where the script of a language lies, relative to the root of the site."""
    return f"search/{lang}.js"


def export(corpus: Corpus, *, build_id: str, ranking: Ranking | None = None) -> dict[str, bytes]:
    """Return the scripts of `corpus`: path relative to the root of the site -> content.

    The same corpus and build id give the same bytes.
    """
    return {
        script_path(lang): _script(_exported(part, build_id, ranking or Ranking()))
        for lang, part in corpus.parts.items()
    }


def analyzer_tables(characters: Iterable[str] | None = None) -> dict[str, Any]:
    """Return the analyzer's tables for the browser.

    Args:
        characters: fold only what becomes one of these; None for the whole table.
            A character folded to one that no document holds finds nothing either way.
    """
    targets = None if characters is None else frozenset(characters)
    return {
        "version": ANALYZER_VERSION,
        "characters": tables.character_runs(),
        "folding": "".join(
            source + target
            for source, target in tables.folding().items()
            if targets is None or target in targets
        ),
        "functionTerms": " ".join(sorted(function_terms())),
        "maxQueryChars": MAX_QUERY_CHARS,
        "maxQueryTerms": MAX_QUERY_TERMS,
    }


def _script(exported: dict[str, Any]) -> bytes:
    data = json.dumps(exported, ensure_ascii=False, separators=(",", ":"))
    return f"kb.search.load({data});\n".encode()


def _exported(part: Part, build_id: str, ranking: Ranking) -> dict[str, Any]:
    paths = sorted({document.category for document in part.documents})
    places = {path: place for place, path in enumerate(paths)}
    return {
        "build": build_id,
        "lang": part.lang,
        "analyzer": analyzer_tables(term for term in part.terms if len(term) == 1),
        "ranking": {
            "weights": ranking.weights,
            "b": ranking.b,
            "k1": ranking.k1,
            "word": ranking.word,
            "unigram": ranking.unigram,
            "bigram": ranking.bigram,
            "functionWord": ranking.function_word,
        },
        "ids": [document.id for document in part.documents],
        "titles": [document.title for document in part.documents],
        "urls": [document.url for document in part.documents],
        "texts": [_shown(document) for document in part.documents],
        "paths": paths,
        "categories": [places[document.category] for document in part.documents],
        "priors": [prior(document.asks, ranking) for document in part.documents],
        "lengths": [_digits(lengths) for lengths in part.lengths],
        "terms": "\n".join(part.terms),
        "postings": " ".join(_packed(part.postings(term)) for term in part.terms),
    }


def _shown(document: Document) -> str:
    return document.answer or document.text[:TEXT_CHARS]


def _packed(postings: Iterable[Posting]) -> str:
    """Pack the postings of a term.

    For each field that holds it: field + 8 * documents, then a number a document: twice
    the distance to the document before, plus 1 when a count above 1 follows (less 2).
    """
    fields: dict[int, list[tuple[int, int]]] = {}
    for field, document, count in postings:
        fields.setdefault(field, []).append((document, count))
    numbers: list[int] = []
    for field, found in fields.items():
        numbers.append(field + 8 * len(found))
        last = 0
        for document, count in found:
            numbers.append(2 * (document - last) + (count > 1))
            if count > 1:
                numbers.append(count - 2)
            last = document
    return _digits(numbers)


def _digits(numbers: Iterable[int]) -> str:
    """Return numbers as digits of 5 bits, lowest first; 32 is added while more follow."""
    digits = []
    for number in numbers:
        while number > 31:
            digits.append(DIGITS[32 + (number & 31)])
            number >>= 5
        digits.append(DIGITS[number])
    return "".join(digits)
