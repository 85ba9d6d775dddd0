"""What an edit changes in a corpus: only the documents that changed are analysed again.

The result equals a corpus of all documents made anew, in every field. Where an edit moves
an average (`Lengths.averages`), every impact may change, and that is what happens.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from kbtool.frozen import dataclass
from kbtool.model import Ranking, Synonym
from kbtool.search.analyzer import function_terms
from kbtool.search.corpus import Corpus, Part, part
from kbtool.search.counted import Counted, analysed, counted, impacts_of
from kbtool.search.documents import Document, Documents
from kbtool.search.postings import Postings
from kbtool.search.ranking import Weigher
from kbtool.search.thesaurus import Thesaurus, thesaurus
from kbtool.search.vocabulary import Spelt, words_of

__all__ = ["Changes", "updated"]


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between a part and the one before it."""

    everything: bool = False  # numbers, worths or impacts of all may differ
    documents: frozenset[int] = frozenset()  # that differ in anything
    terms: frozenset[str] = frozenset()  # whose postings or worths differ
    words: frozenset[str] = frozenset()  # that spelling leads to, now or before, or their counts
    synonyms: bool = False

    def __bool__(self) -> bool:
        return self != Changes()


def updated(
    old: Corpus,
    changed: Iterable[Document],
    removed: Iterable[tuple[str, str]] = (),
    synonyms: Iterable[Synonym] = (),
    ranking: Ranking | None = None,
) -> tuple[Corpus, dict[str, Changes]]:
    """Return the corpus after some documents have changed, and what that changed, by language.

    Args:
        old: the corpus before.
        changed: documents that are new, or of which anything differs.
        removed: language and id of documents that are gone.
        synonyms: of all languages, as they are now.
        ranking: the numbers of the formula, as they are now.
    """
    ranking, synonyms = ranking or Ranking(), tuple(synonyms)
    edits: dict[str, dict[str, Document | None]] = {lang: {} for lang in old.parts}
    for lang, id in removed:
        edits.setdefault(lang, {})[id] = None
    for document in changed:
        edits.setdefault(document.lang, {})[document.id] = document
    parts: dict[str, Part] = {}
    changes: dict[str, Changes] = {}
    for lang in sorted(edits):
        known = thesaurus(synonyms, lang, usual=ranking.thesaurus)
        before = old.parts.get(lang)
        if before is None or before.ranking != ranking:
            after = _anew(lang, before, edits[lang], known, ranking)
            changes[lang] = Changes(everything=True)
        else:
            after, changes[lang] = _updated(before, edits[lang], known)
        if after.documents:
            parts[lang] = after
    return Corpus(ranking, parts), changes


def _anew(
    lang: str,
    before: Part | None,
    edits: Mapping[str, Document | None],
    synonyms: Thesaurus,
    ranking: Ranking,
) -> Part:
    """Return a part whose documents are all analysed again."""
    documents = {document.id: document for document in (before.documents if before else ())}
    now = {id: document for id, document in {**documents, **edits}.items() if document}
    return part(lang, now.values(), synonyms, ranking)


def _updated(
    before: Part, edits: Mapping[str, Document | None], synonyms: Thesaurus
) -> tuple[Part, Changes]:
    """Return a part after some edits, and what these changed."""
    edits = {id: now for id, now in sorted(edits.items()) if now != before.document(id)}
    reworded = synonyms != before.synonyms
    if not edits:
        return replace(before, synonyms=synonyms), Changes(synonyms=reworded)
    one = _Edited(before, edits)
    if one.lengths.averages() != before.lengths.averages():
        after = _anew(before.lang, before, edits, synonyms, before.ranking)
        return after, Changes(everything=True)
    terms, postings = one.postings()
    words = one.words.spelt()
    everywhere = {term: count for term, count in sorted(one.everywhere.items()) if count}
    after = replace(
        before,
        documents=one.documents,
        postings=postings,
        synonyms=synonyms,
        words=words,
        everywhere=everywhere,
        lengths=one.lengths,
        spelling=one.words,
        ids=one.ids,
        asks=one.asks,
        numbers={id: number for number, id in enumerate(one.ids)},
    )
    counts = before.everywhere.items() ^ everywhere.items()
    return after, Changes(
        one.ids != before.ids,
        frozenset(after.numbers[id] for id, now in edits.items() if now),
        frozenset(terms).union(term for term, _ in counts),
        frozenset(word for word, _ in words.items() ^ before.words.items()),
        reworded,
    )


class _Edited:
    """The columns of a part after some edits."""

    def __init__(self, before: Part, edits: Mapping[str, Document | None]) -> None:
        self._before = before
        self.lengths = before.lengths.copy()
        self.words = before.spelling.copy()
        self.everywhere = Counter(before.everywhere)
        ids, asks = list(before.ids), array("d", before.asks)
        documents = before.documents.items()
        self._old: dict[str, Counted[str]] = {}
        self._new: dict[str, Counted[str]] = {}
        # From the last on, so that the places of those before it hold.
        for id in sorted(edits, reverse=True):
            was = before.document(id)
            if was is not None:
                place = before.numbers[id]
                self._old[id] = self._count(was)
                self.words.remove(*words_of(was, Spelt()))
                self.everywhere.subtract(self._old[id].functions)
                self.lengths.remove(place)
                del ids[place], asks[place], documents[place]
        for id, now in edits.items():
            if now is not None:
                place = bisect_left(ids, id)
                self._new[id] = self._count(now)
                self.words.add(*words_of(now, Spelt()))
                self.everywhere.update(self._new[id].functions)
                self.lengths.insert(place, self._new[id])
                ids.insert(place, id)
                asks.insert(place, now.asks)
                documents.insert(place, now)
        self.ids = tuple(ids)
        self.asks = asks
        self.documents = Documents(documents)

    def _count(self, document: Document) -> Counted[str]:
        return counted(analysed(document), self._before.ranking, function_terms())

    def postings(self) -> tuple[set[str], Postings]:
        """Return the terms whose postings change, and all postings; averages stay the same."""
        weigher = Weigher(self._before.ranking, self.lengths.averages())
        numbers = {id: number for number, id in enumerate(self.ids)}
        gone: dict[str, dict[int, int]] = {}
        edited: dict[str, dict[int, int]] = {}
        for id in sorted(self._old.keys() | self._new.keys()):
            was, now = (_values(of.get(id), weigher) for of in (self._old, self._new))
            for term in was.keys() | now.keys():
                if id not in numbers:
                    gone.setdefault(term, {})[self._before.numbers[id]] = 0
                elif was.get(term) != now.get(term):
                    edited.setdefault(term, {})[numbers[id]] = now.get(term, 0)
        postings = self._before.postings.edited(gone)
        if self.ids != self._before.ids:
            postings = postings.moved([numbers.get(id, 0) for id in self._before.ids])
        return gone.keys() | edited.keys(), postings.edited(edited)


def _values(one: Counted[str] | None, weigher: Weigher) -> dict[str, int]:
    """Return the impact of each term of a document, `ASKS` more where it asks."""
    if one is None:
        return {}
    impacts = impacts_of(one, weigher)
    return {term: impacts[kind] for term, kind in zip(one.terms, one.kinds, strict=True)}
