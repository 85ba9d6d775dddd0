"""The index for the browser: scripts that a page opened from disk may load, too.

Each language has a root with a fixed name and, unless it is small, shards beside
it: ranges of the dictionary with their postings, documents as results show
them, words that a word may be a typing error of, and whole texts for phrases.
`engine.js` answers from these as `finder.py` does from the corpus; all numbers
that it adds are computed here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, field, replace
from typing import Any

from kbtool.frozen import dataclass
from kbtool.search import tables
from kbtool.search.analyzer import ANALYZER_VERSION, Kind, function_terms, kind
from kbtool.search.confidence import Asked, Bounds, ask_titles, bounds_of, still_known
from kbtool.search.corpus import Corpus, Part
from kbtool.search.dictionary import Layout, dictionary
from kbtool.search.documents import Document
from kbtool.search.lookup import PartLookup
from kbtool.search.query import Phrase
from kbtool.search.ranking import prior_unit, worth
from kbtool.search.shards import Shards, numbers, script
from kbtool.search.updated import Changes

__all__ = [
    "FORMAT",
    "Export",
    "Exported",
    "analyzer_tables",
    "export",
    "exported_paths",
    "script_path",
    "update_export",
]

FORMAT = 3  # of the root and the shards; another one is refused by the browser
TEXT_WIDTH = 160  # Latin characters of the body, shown where there is no short answer
SHOWN_TOGETHER = 16  # documents in a shard of results
READ_TOGETHER = 32  # documents in a shard of whole texts
POPULAR = 10
ONE_FILE = 140_000  # characters, about a third of it compressed: a smaller language has no shards


def script_path(lang: str) -> str:
    """Return where the root of a language lies, relative to the root of the site."""
    return f"search/{lang}.js"


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export of a language was made of; enough to make the next one of an edit."""

    layout: Layout = field(default_factory=Layout)
    documents: Shards = field(default_factory=Shards)
    texts: Shards = field(default_factory=Shards)
    asked: Mapping[int, Asked] = field(default_factory=dict)
    bounds: Bounds = field(default_factory=lambda: Bounds(0, 0))
    inline: bool = True

    @property
    def shards(self) -> dict[str, Shards]:
        """The shards by kind."""
        return {
            "terms": self.layout.terms,
            "words": self.layout.words,
            "spelling": self.layout.spelling,
            "documents": self.documents,
            "texts": self.texts,
        }

    def without_texts(self) -> Exported:
        """Return the same without the texts of its shards, which are many megabytes."""
        layout = replace(
            self.layout,
            terms=self.layout.terms.changed({}),
            words=self.layout.words.changed({}),
            spelling=self.layout.spelling.changed({}),
        )
        return replace(
            self,
            layout=layout,
            documents=self.documents.changed({}),
            texts=self.texts.changed({}),
        )


@dataclass(frozen=True, slots=True)
class Export:
    """What becomes of the scripts of a site: paths are relative to its root.

    First folders are renamed, then files removed, then files written.
    """

    files: Mapping[str, bytes]  # path -> content
    renamed: Mapping[str, str] = field(default_factory=dict)  # folder -> its new name
    removed: tuple[str, ...] = ()  # paths of files and of whole folders
    languages: Mapping[str, Exported] = field(default_factory=dict)


class _Scripts(Mapping[str, bytes]):
    """Scripts by path, each made when it is asked for: those of 10,000 documents are 29 MB."""

    def __init__(self, texts: Mapping[str, tuple[str, str]]) -> None:
        self._texts = texts  # each behind its name

    def __getitem__(self, path: str) -> bytes:
        return script(*self._texts[path])

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def export(corpus: Corpus, *, build_id: str, one_file: int = ONE_FILE) -> Export:
    """Return all scripts of `corpus`; the same corpus and build id give the same bytes.

    Args:
        corpus: the analysed documents.
        build_id: of the build that index and pages belong to.
        one_file: characters; a language whose data is smaller has no shards.
    """
    return update_export(corpus, {}, {}, build_id=build_id, one_file=one_file)


def update_export(
    corpus: Corpus,
    before: Mapping[str, Exported],
    changes: Mapping[str, Changes],
    *,
    build_id: str,
    one_file: int = ONE_FILE,
) -> Export:
    """Return what an edit makes of the scripts; they are then those of a new export.

    Args:
        corpus: the analysed documents.
        before: what the scripts were made of, by language.
        changes: between then and now; a language that is not named is new, or all new.
        build_id: of the build that index and pages belong to.
        one_file: characters, as it was before.
    """
    files: dict[str, tuple[str, str]] = {}
    renamed: dict[str, str] = {}
    removed: list[str] = []
    languages: dict[str, Exported] = {}
    for lang, part in corpus.parts.items():
        lookup, old = PartLookup(part), before.get(lang, Exported())
        new, facts = _exported(lookup, old, changes.get(lang, Changes(everything=True)), one_file)
        if (new.inline or old.inline) and lang in before:
            # Shards that moved into the root or out of it: none is taken over.
            new, facts = _exported(lookup, Exported(), Changes(everything=True), one_file)
        root = _root(lookup, new, build_id) | facts
        if new.inline:
            root["inline"] = dict(_named(new))
        else:
            for name, shards in new.shards.items():
                folder = _folder(lang, name, shards)
                for number, text in shards.texts.items():
                    files[f"{folder}/{number}.js"] = (f"{name}/{number}", text)
        languages[lang] = new.without_texts()
        _move(lang, old, new, renamed, removed)
        files[script_path(lang)] = (lang, _json(root))
    for lang in before.keys() - corpus.parts.keys():
        removed += [script_path(lang), *(() if before[lang].inline else [f"search/{lang}"])]
    return Export(_Scripts(files), renamed, tuple(removed), languages)


def exported_paths(languages: Mapping[str, Exported]) -> Iterator[str]:
    """Yield the path of every script of an export, from the root of the site."""
    for lang, exported in languages.items():
        yield script_path(lang)
        for name, shards in exported.shards.items() if not exported.inline else ():
            folder = _folder(lang, name, shards)
            yield from (f"{folder}/{number}.js" for number in range(len(shards.digests)))


def _folder(lang: str, name: str, shards: Shards) -> str:
    return f"search/{lang}/{name}-{shards.hash}"


def _named(exported: Exported) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every shard that is new."""
    for name, shards in exported.shards.items():
        for number, text in shards.texts.items():
            yield f"{name}/{number}", text


def _move(
    lang: str, old: Exported, new: Exported, renamed: dict[str, str], removed: list[str]
) -> None:
    """Tell which folders and files of a language take another name, or go."""
    if old.inline:
        return
    if new.inline:
        removed.append(f"search/{lang}")
        return
    for name, shards in new.shards.items():
        before = old.shards[name]
        source, target = _folder(lang, name, before), _folder(lang, name, shards)
        if not shards.digests:
            removed += [source] if before.digests else []
        else:
            if before.digests and source != target:
                renamed[source] = target
            gone = range(len(shards.digests), len(before.digests))
            removed += [f"{target}/{number}.js" for number in gone]


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


def _exported(
    lookup: PartLookup, before: Exported, changes: Changes, one_file: int
) -> tuple[Exported, dict[str, str]]:
    """Return what an export of a language is made of, and what its root says of terms."""
    part = lookup.part
    same = None if changes.everything else changes
    layout, facts = dictionary(part, before.layout, same)
    count = len(part.documents)
    stale = range(count) if same is None else same.documents
    shown = _batches(part, stale, SHOWN_TOGETHER, _shown)
    # first the questions asked most, then all by their numbers
    shown = {0: _popular(part), **{number + 1: text for number, text in shown.items()}}
    known: Mapping[int, Asked] = {}
    if same is not None and not same.synonyms:
        known = still_known(before.asked, same.documents, same.terms, same.words)
    asked = ask_titles(count, lookup.title, lookup, known)
    new = Exported(
        layout,
        before.documents.changed(shown, 1 + -(-count // SHOWN_TOGETHER)),
        before.texts.changed(
            _batches(part, stale, READ_TOGETHER, _read), -(-count // READ_TOGETHER)
        ),
        asked,
        bounds_of(asked, lookup.title),
        False,
    )
    size = sum(sum(shards.sizes) for shards in new.shards.values())
    return replace(new, inline=size <= one_file), facts


def _root(lookup: PartLookup, exported: Exported, build_id: str) -> dict[str, Any]:
    part = lookup.part
    priors = part.priors
    known = sorted(set(priors))
    places = {value: place for place, value in enumerate(known)}
    return {
        "format": FORMAT,
        "build": build_id,
        "analyzer": analyzer_tables(term for term in part.terms if len(term) == 1),
        "shards": {name: each.hash for name, each in exported.shards.items()},
        "shownTogether": SHOWN_TOGETHER,
        "readTogether": READ_TOGETHER,
        "priorUnit": prior_unit(part.ranking),
        "priorValues": known,
        "priors": numbers(places[value] for value in priors),
        "spelling": len(exported.layout.spelling.digests),
        "synonyms": list(_synonyms(lookup)),
        "bounds": asdict(exported.bounds),
        "unknown": _unknown_worths(part),
    }


def _synonyms(lookup: PartLookup) -> Iterator[tuple[Phrase, list[tuple[Phrase, int]]]]:
    """Yield the synonyms that can find something, as `expand.py` takes them."""
    for typed, others in lookup.synonyms.items():
        held = [
            (terms, share)
            for terms, share in others
            if all(map(lookup.part.postings.holding, terms))
        ]
        if held:
            yield typed, held


def _unknown_worths(part: Part) -> list[int]:
    """Return what terms are worth that no document holds: by kind, then function words by kind."""
    functions = sorted(function_terms())
    terms = ["0", "〇", "〇〇", *(next(t for t in functions if kind(t) is one) for one in Kind)]
    return [worth(term, 0, len(part.documents), part.ranking) for term in terms]


def _popular(part: Part) -> str:
    """Return what results show of the questions asked most."""
    popular = sorted(enumerate(part.asks), key=lambda item: (-item[1], item[0]))
    return _shown([part.documents[number] for number, _ in popular[:POPULAR]])


def _read(documents: Sequence[Document]) -> str:
    return _json([document.texts() for document in documents])


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


def _batches(
    part: Part, stale: Iterable[int], size: int, text: Callable[[Sequence[Document]], str]
) -> dict[int, str]:
    """Return the texts of the batches of `size` documents that hold one of some, by number."""
    found = {number // size for number in stale}
    return {one: text(part.documents[one * size : (one + 1) * size]) for one in sorted(found)}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
