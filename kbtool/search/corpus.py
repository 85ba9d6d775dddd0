"""The analysed documents of a build: every text analysed and weighed once, for all who need it.

Whoosh, the export and the similar questions read the impacts kept here; nothing
here ranks or writes.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kbtool.model import Ranking, Synonym
from kbtool.search.analyzer import analyse, function_terms, words
from kbtool.search.documents import ASKED, FIELDS, Document
from kbtool.search.ranking import Averages, Impacts, Weigher, prior, worth
from kbtool.search.thesaurus import Thesaurus, thesaurus

__all__ = [
    "Corpus",
    "Counted",
    "Part",
    "averages",
    "beginning",
    "corpus",
    "counted",
    "spelt",
    "weighed",
]

NEAR = 150  # terms of a body that count as one passage
ASKS = 256  # is added to the impact of a term that one of the fields `ASKED` holds


@dataclass(frozen=True, slots=True)
class Part:
    """The documents of one language by category, in it most asked first, then by id.

    A document's number is its place here, so among equal scores the lower
    number comes first, and what one query finds lies close together.
    """

    lang: str
    ranking: Ranking
    documents: tuple[Document, ...]
    terms: tuple[str, ...]  # sorted by code point
    synonyms: Thesaurus
    words: Mapping[str, int]  # that spelling may lead to, see `spelt`
    asked: tuple[array[int], ...]  # document -> the terms of its question fields
    everywhere: Mapping[str, int]  # function term -> documents that hold it in any field
    _postings: tuple[array[int], ...]  # term -> document, impact (and ASKS), document, ...
    _numbers: Mapping[str, int]  # id -> document

    def number(self, id: str) -> int | None:
        """Return the document number of an id, None where there is none."""
        return self._numbers.get(id)

    def postings(self, term: str) -> Iterator[tuple[int, int, bool]]:
        """Yield the documents that hold a term, in order: number, impact, whether it is asked."""
        place = bisect_left(self.terms, term)
        if place < len(self.terms) and self.terms[place] == term:
            flat = iter(self._postings[place])
            for document, value in zip(flat, flat, strict=True):
                yield document, value & (ASKS - 1), value >= ASKS

    def impacts(self, term: str) -> Impacts:
        """Return the documents that hold a term, each with its impact."""
        return [(document, impact) for document, impact, _ in self.postings(term)]

    def holding(self, term: str) -> int:
        """Return how many documents hold a term in any field."""
        if term in self.everywhere:
            return self.everywhere[term]
        place = bisect_left(self.terms, term)
        found = place < len(self.terms) and self.terms[place] == term
        return len(self._postings[place]) // 2 if found else 0

    def worth(self, term: str) -> int:
        """Return what a term is worth."""
        return worth(term, self.holding(term), len(self.documents), self.ranking)

    @property
    def priors(self) -> list[int]:
        """The prior of every document, in hundredths."""
        return [prior(document.asks, self.ranking) for document in self.documents]


@dataclass(frozen=True, slots=True)
class Corpus:
    """The analysed documents by language, languages in alphabetical order."""

    ranking: Ranking
    parts: Mapping[str, Part]

    def __len__(self) -> int:
        return sum(len(part.documents) for part in self.parts.values())


@dataclass(frozen=True, slots=True)
class Counted:
    """What counts of one document, see `ranking.py`."""

    x: Mapping[str, float]
    near: Mapping[str, float]  # where it is not x
    length: float
    near_length: float
    phrasings: Sequence[tuple[Mapping[str, int], int]]  # counts by term, length
    functions: frozenset[str]  # function terms in any field
    keywords: frozenset[str]


def corpus(
    documents: Iterable[Document],
    synonyms: Iterable[Synonym] = (),
    ranking: Ranking | None = None,
) -> Corpus:
    """Analyse and weigh `documents`; their order does not matter.

    Args:
        documents: of all languages.
        synonyms: of all languages.
        ranking: the numbers of the formula.

    Raises:
        ValueError: two documents share language and id.
    """
    ranking = ranking or Ranking()
    by_lang: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        by_lang[document.lang].append(document)
    synonyms = tuple(synonyms)
    parts = {
        lang: _part(
            lang,
            by_lang[lang],
            thesaurus(synonyms, lang, usual=ranking.thesaurus),
            ranking,
        )
        for lang in sorted(by_lang)
    }
    return Corpus(ranking, parts)


def _part(lang: str, documents: list[Document], synonyms: Thesaurus, ranking: Ranking) -> Part:
    documents.sort(key=Document.place)
    numbers = {document.id: number for number, document in enumerate(documents)}
    if len(numbers) < len(documents):
        raise ValueError(f"two documents in '{lang}' share an id")
    counts = [counted(analysed(document), ranking) for document in documents]
    weigher = Weigher(ranking, averages(counts))
    postings: dict[str, array[int]] = {}
    for number, one in enumerate(counts):
        for term, impact in weighed(one, weigher):
            asked = term in one.keywords or any(term in found for found, _ in one.phrasings)
            held = postings.get(term)
            if held is None:
                held = postings[term] = array("I")
            held.extend((number, impact + ASKS * asked))
    terms = tuple(sorted(postings))
    places = {term: place for place, term in enumerate(terms)}
    return Part(
        lang,
        ranking,
        tuple(documents),
        terms,
        synonyms,
        spelt(documents),
        tuple(array("I", sorted(places[term] for term in _asked(one))) for one in counts),
        dict(sorted(Counter(term for one in counts for term in one.functions).items())),
        tuple(postings[term] for term in terms),
        numbers,
    )


def analysed(document: Document) -> list[list[list[str]]]:
    """Return the terms of each text of each field, as in `FIELDS`, and of the category."""
    texts = (*document.texts(), document.category)
    return [[analyse(text) for text in of] for of in texts]


def counted(
    fields: Sequence[Sequence[Sequence[str]]],
    ranking: Ranking,
    wanted: Container[str] | None = None,
) -> Counted:
    """Count the terms of a document.

    Args:
        fields: the terms of each text of each field, as `analysed` returns them.
        ranking: the weights of the fields.
        wanted: count only these terms; all without it.
    """
    weights = (
        ranking.title,
        ranking.also_asked,
        ranking.keywords,
        ranking.answer,
        ranking.body,
    )
    functions = function_terms()
    x: dict[str, float] = {}
    length = 0.0
    phrasings: list[tuple[Counter[str], int]] = []
    held: set[str] = set()
    keywords: set[str] = set()
    *fields, category = fields
    for term in {term for terms in category for term in terms} - functions:
        if ranking.category and (wanted is None or term in wanted):
            x[term] = ranking.category
    for name, weight, texts in zip(FIELDS, weights, fields, strict=True):
        for terms in texts:
            counts = Counter(terms if wanted is None else filter(wanted.__contains__, terms))
            length += weight * len(terms)
            if name in ("title", "also_asked"):
                phrasings.append((counts, len(terms)))
                for term, count in counts.items():
                    x[term] = x.get(term, 0.0) + weight * count
            else:
                for term, count in counts.items():
                    if term not in functions:
                        x[term] = x.get(term, 0.0) + weight * count
            if name == "keywords":
                keywords.update(counts)
            held.update(functions.intersection(counts))
    body = [term for terms in fields[-1] for term in terms]
    more = max(0, len(body) - NEAR)
    return Counted(
        x,
        _near(body, Counter(body), ranking.body, x) if more else {},
        length,
        length - ranking.body * more,
        phrasings,
        frozenset(held),
        frozenset(keywords & x.keys()),
    )


def _near(
    body: Sequence[str], counts: Mapping[str, int], weight: float, x: Mapping[str, float]
) -> dict[str, float]:
    """Return x of the terms of a long body that no passage of it holds as often as the whole."""
    functions = function_terms()
    repeated = {
        term for term, count in counts.items() if count > 1 and term in x and term not in functions
    }
    places: dict[str, list[int]] = {term: [] for term in repeated}
    for place, term in enumerate(body):
        if term in repeated:
            places[term].append(place)
    near = {}
    for term, at in places.items():
        densest = start = 0
        for end, place in enumerate(at):
            while place - at[start] >= NEAR:
                start += 1
            densest = max(densest, end - start + 1)
        if densest < len(at):
            near[term] = x[term] - weight * (len(at) - densest)
    return near


def averages(counts: Sequence[Counted]) -> Averages:
    """Return the usual lengths of documents and phrasings; 1 where there are none."""
    sizes = [size for one in counts for _, size in one.phrasings]
    return Averages(
        sum(one.length for one in counts) / (len(counts) or 1) or 1.0,
        sum(sizes) / (len(sizes) or 1) or 1.0,
        sum(one.near_length for one in counts) / (len(counts) or 1) or 1.0,
        sum(len(one.phrasings) > 1 for one in counts) / (len(counts) or 1),
    )


def weighed(one: Counted, weigher: Weigher) -> Iterator[tuple[str, int]]:
    """Yield the counted terms of a document, each with its impact."""
    of = len(one.phrasings)
    asked = set[str]().union(*(found for found, _ in one.phrasings))
    length = (one.length, one.near_length)
    alike: dict[tuple[float, float], int] = {}  # terms of the body differ in their counts alone
    for term, whole in one.x.items():
        x = (whole, one.near.get(term, whole))
        if term in asked:
            phrasings = [(found[term], size) for found, size in one.phrasings if term in found]
            yield term, weigher.impact(weigher.value(x, length, phrasings, of), asked=True)
        else:
            if x not in alike:
                alike[x] = weigher.impact(weigher.value(x, length, (), of), asked=False)
            yield term, alike[x]


def beginning(terms: Sequence[str], letters: str) -> Sequence[str]:
    """Return those of sorted terms that begin with these letters."""
    first = bisect_left(terms, letters)
    return terms[first : bisect_left(terms, letters + chr(0x10FFFF), first)]


def spelt(documents: Iterable[Document]) -> dict[str, int]:
    """Return the words that spelling may lead to, sorted, and how many documents hold each.

    They are normalised, but not stemmed. A word that one answer alone holds is left
    out: it is as likely wrong as right.
    """
    held: Counter[str] = Counter()
    asked: set[str] = set()
    of_run: dict[str, list[str]] = {}
    for document in documents:
        found: set[str] = set()
        for field, texts in zip(FIELDS, document.texts(), strict=True):
            for run in {run for text in texts for run in text.split()}:
                if run not in of_run:
                    of_run[run] = words(run)
                found.update(of_run[run])
                if field in ASKED:
                    asked.update(of_run[run])
        held.update(found)
    return {word: count for word, count in sorted(held.items()) if count > 1 or word in asked}


def _asked(one: Counted) -> set[str]:
    return set(one.keywords).union(*(found for found, _ in one.phrasings))
