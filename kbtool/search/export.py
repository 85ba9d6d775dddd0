"""The index for the browser: scripts that a page opened from disk may load, too.

Each language has a root with a fixed name and, unless it is small, shards beside
it: ranges of the dictionary with their postings, documents as results show
them, words that a word may be a typing error of, and whole texts for phrases.
`engine.js` answers from these as `finder.py` does from the corpus; all numbers
that it adds are computed here.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from kbtool.search import tables
from kbtool.search.analyzer import ANALYZER_VERSION, Kind, function_terms, kind
from kbtool.search.corpus import Corpus, Part
from kbtool.search.dictionary import dictionary
from kbtool.search.documents import Document
from kbtool.search.lookup import PartLookup
from kbtool.search.query import Phrase
from kbtool.search.ranking import prior_unit, worth
from kbtool.search.shards import Shards, numbers, script

__all__ = ["FORMAT", "analyzer_tables", "export", "script_path"]

FORMAT = 2  # of the root and the shards; another one is refused by the browser
TEXT_WIDTH = 160  # Latin characters of the body, shown where there is no short answer
SHOWN_TOGETHER = 16  # documents in a shard of results
READ_TOGETHER = 32  # documents in a shard of whole texts
POPULAR = 10
ONE_FILE = 48_000  # bytes, compressed: a language smaller than this has no shards


def script_path(lang: str) -> str:
    """Return where the root of a language lies, relative to the root of the site."""
    return f"search/{lang}.js"


def export(
    corpus: Corpus,
    *,
    build_id: str,
    one_file: int = ONE_FILE,
) -> dict[str, bytes]:
    """Return the scripts of `corpus`: path relative to the root of the site -> content.

    The same corpus and build id give the same bytes.

    Args:
        corpus: the analysed documents.
        build_id: of the build that index and pages belong to.
        one_file: bytes, compressed; a language whose data is smaller has no shards.
    """
    scripts: dict[str, bytes] = {}
    for lang, part in corpus.parts.items():
        root, shards = _exported(PartLookup(part), build_id)
        named = [shard for each in shards.values() for shard in each.named()]
        if _compressed((text for _, text in named), one_file) <= one_file:
            root["inline"] = dict(named)
        else:
            scripts |= {f"search/{lang}/{name}.js": script(name, text) for name, text in named}
        scripts[script_path(lang)] = script(lang, _json(root))
    return scripts


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
    }


def _exported(lookup: PartLookup, build_id: str) -> tuple[dict[str, Any], dict[str, Shards]]:
    part = lookup.part
    dictionary_shards, facts = dictionary(part)
    shards = {
        **dictionary_shards,
        "documents": _documents(part),
        "texts": Shards(
            tuple(
                _json([document.texts() for document in documents])
                for documents in _batched(part.documents, READ_TOGETHER)
            )
        ),
    }
    held = part.priors
    known = sorted(set(held))
    places = {value: place for place, value in enumerate(known)}
    root = {
        "format": FORMAT,
        "build": build_id,
        "analyzer": analyzer_tables(term for term in part.terms if len(term) == 1),
        "shards": {kind: each.hash for kind, each in shards.items()},
        "shownTogether": SHOWN_TOGETHER,
        "readTogether": READ_TOGETHER,
        "priorUnit": prior_unit(part.ranking),
        "priorValues": known,
        "priors": numbers(places[value] for value in part.priors),
        "spelling": len(shards["spelling"].texts),
        "synonyms": list(_synonyms(lookup)),
        "bounds": asdict(lookup.bounds),
        "unknown": _unknown_worths(part),
        **facts,
    }
    return root, shards


def _synonyms(lookup: PartLookup) -> Iterator[tuple[Phrase, list[tuple[Phrase, int]]]]:
    """Yield the synonyms that can find something, as `expand.py` takes them."""
    for typed, others in lookup.synonyms.items():
        held = [(terms, share) for terms, share in others if all(map(lookup.impacts, terms))]
        if held:
            yield typed, held


def _unknown_worths(part: Part) -> list[int]:
    """Return what terms are worth that no document holds: by kind, then function words by kind."""
    functions = sorted(function_terms())
    terms = ["0", "〇", "〇〇", *(next(t for t in functions if kind(t) is one) for one in Kind)]
    return [worth(term, 0, len(part.documents), part.ranking) for term in terms]


def _documents(part: Part) -> Shards:
    """Return what results show; first the questions asked most, then all by their numbers."""
    popular = sorted(enumerate(part.asks), key=lambda item: (-item[1], item[0]))
    first = _shown([part.documents[number] for number, _ in popular[:POPULAR]])
    rest = (_shown(documents) for documents in _batched(part.documents, SHOWN_TOGETHER))
    return Shards((first, *rest))


def _shown(documents: Sequence[Document]) -> str:
    # By column: what is alike stands together, and is compressed better.
    paths = sorted({document.category for document in documents})
    places = {path: place for place, path in enumerate(paths)}
    return _json(
        {
            "paths": paths,
            "path": [places[document.category] for document in documents],
            "id": [document.id for document in documents],
            "url": [document.url for document in documents],
            "title": [document.title for document in documents],
            "text": [document.answer or _beginning(document.text) for document in documents],
        }
    )


def _beginning(text: str) -> str:
    """Return the first characters of a text; one of CJK text is as wide as two."""
    width = 0
    for place, character in enumerate(text):
        width += 1 + (character >= "\u2e80")
        if width > TEXT_WIDTH:
            return text[:place].rstrip() + "…"
    return text


def _batched(documents: Sequence[Document], size: int) -> Iterator[Sequence[Document]]:
    """Yield `documents` in order, `size` at a time."""
    for start in range(0, len(documents), size):
        yield documents[start : start + size]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _compressed(texts: Iterable[str], enough: int) -> int:
    """Return about how many bytes texts take when compressed; counts no further than `enough`."""
    size = 0
    for text in texts:
        size += len(zlib.compress(text.encode()))
        if size > enough:
            break
    return size
