"""The analysed documents of a build: every text analysed and weighed once, for all who need it.

Whoosh, the export and the similar questions read the impacts kept here; nothing
here ranks or writes.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from operator import attrgetter
from typing import NamedTuple

from kbtool.aside import Hear, InSteps, Then
from kbtool.frozen import dataclass
from kbtool.model import Ranking, Synonym
from kbtool.read.halves import may_share
from kbtool.search.analyzer import Kind, function_terms, kind
from kbtool.search.counted import Counted, Lengths, Value, analysed, counted, impacts_of, weighed
from kbtool.search.documents import Document, Documents, Head
from kbtool.search.postings import ASKS, DOCUMENT, Packed, Postings, joined, packed
from kbtool.search.ranking import Averages, Impacts, Weigher, prior, worth
from kbtool.search.thesaurus import Thesaurus, thesaurus
from kbtool.search.vocabulary import Spelt, Vocabulary, Words, words_of

__all__ = ["Corpus", "Part", "corpus", "part"]

MANY = 600  # documents from which a second process is worth its start


@dataclass(frozen=True, slots=True)
class Part:
    """The documents of one language by id.

    A document's number is its place here, so among equal scores the lower number comes
    first. What is asked often or where it stands moves no number: all postings would change.
    """

    lang: str
    ranking: Ranking
    documents: Documents
    postings: Postings
    synonyms: Thesaurus
    words: Mapping[str, int]  # that spelling may lead to, see `Words.spelt`
    everywhere: Mapping[str, int]  # function term -> documents that hold it in any field
    lengths: Lengths
    spelling: Words
    ids: tuple[str, ...]  # document -> its id, sorted
    asks: array[float]  # document -> its asks
    numbers: Mapping[str, int]  # id -> document

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms that documents hold, sorted by code point."""
        return self.postings.terms

    def impacts_in(self, number: int) -> dict[str, int]:
        """Return the terms of a document, each with its impact."""
        one = counted(analysed(self.documents[number]), self.ranking, function_terms())
        return dict(weighed(one, Weigher(self.ranking, self.lengths.averages())))

    def number(self, id: str) -> int | None:
        """Return the document number of an id, None where there is none."""
        return self.numbers.get(id)

    def document(self, id: str) -> Document | None:
        """Return the document of an id, None where there is none."""
        number = self.numbers.get(id)
        return None if number is None else self.documents[number]

    def asking(self, term: str) -> Iterator[tuple[int, bool]]:
        """Yield the documents that hold a term, in order, and whether it is asked."""
        for value in self.postings.of(term):
            yield value >> DOCUMENT, bool(value & ASKS)

    def impacts(self, term: str) -> Impacts:
        """Return the documents that hold a term, each with its impact."""
        return [(value >> DOCUMENT, value & 255) for value in self.postings.of(term)]

    def holding(self, term: str) -> int:
        """Return how many documents hold a term in any field."""
        return self.everywhere.get(term) or self.postings.holding(term)

    def worth(self, term: str, found: int | None = None) -> int:
        """Return what a term is worth; that a query finds so many by it need not be looked up."""
        holding = self.holding(term) if found is None else self.everywhere.get(term) or found
        return worth(term, holding, len(self.documents), self.ranking)

    def worths(self, terms: Iterable[str], found: Iterable[int]) -> list[int]:
        """Return what terms are worth, each where a query finds so many by it."""
        functions = function_terms()
        known: dict[tuple[Kind, int], int] = {}  # of the others: most are alike
        worths = []
        for term, holding in zip(terms, found, strict=True):
            one = (kind(term), holding)
            if term in functions:
                worths.append(self.worth(term, holding))
                continue
            if one not in known:
                known[one] = self.worth(term, holding)
            worths.append(known[one])
        return worths

    @property
    def priors(self) -> list[int]:
        """The prior of every document, in hundredths."""
        return [prior(asks, self.ranking) for asks in self.asks]


@dataclass(frozen=True, slots=True)
class Corpus:
    """The analysed documents by language, languages in alphabetical order."""

    ranking: Ranking
    parts: Mapping[str, Part]

    def __len__(self) -> int:
        return sum(len(part.documents) for part in self.parts.values())


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
    by_lang: dict[str, list[Head]] = defaultdict(list)
    for head in _heads(documents):
        by_lang[head.lang].append(head)
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


def part(lang: str, documents: Iterable[Document], synonyms: Thesaurus, ranking: Ranking) -> Part:
    """Analyse and weigh the documents of one language.

    Raises:
        ValueError: two documents share an id.
    """
    return _part(lang, _heads(documents), synonyms, ranking)


def _heads(documents: Iterable[Document]) -> Iterator[Head]:
    """Yield heads; documents that are packed stay so, as unpacked they take twice the room."""
    return (documents if isinstance(documents, Documents) else Documents(documents)).heads()


def _part(lang: str, heads: Iterable[Head], synonyms: Thesaurus, ranking: Ranking) -> Part:
    ordered = sorted(heads, key=attrgetter("id"))
    numbers = {head.id: number for number, head in enumerate(ordered)}
    if len(numbers) < len(ordered):
        raise ValueError(f"two documents in '{lang}' share an id")
    asks = array("d", (head.asks for head in ordered))
    documents = Documents(head.item for head in ordered)
    del ordered
    lengths, weighed = _weighed(documents, ranking)
    everywhere, spelling = weighed[0].everywhere, weighed[0].spelling
    for one in weighed[1:]:
        everywhere += one.everywhere
        spelling.held.update(one.spelling.held)
        spelling.asked.update(one.spelling.asked)
    return Part(
        lang,
        ranking,
        documents,
        joined([(one.terms, one.packed) for one in weighed]),
        synonyms,
        spelling.spelt(),
        dict(sorted(everywhere.items())),
        lengths,
        spelling,
        tuple(numbers),
        asks,
        numbers,
    )


class _Weighed(NamedTuple):
    """Documents that follow each other, as all others know them."""

    terms: list[str]  # sorted by code point
    packed: Packed  # of these terms
    everywhere: Counter[str]  # function term -> documents that hold it
    spelling: Words


def _weighed(documents: Documents, ranking: Ranking) -> tuple[Lengths, list[_Weighed]]:
    """Return how long documents are, and what they hold; of many in two processes.

    Each weighs what it has read, for which it needs the lengths of all: so what passes between
    them is little. To hand over all that counts, and to share the work again, took longer than
    half of the work (m).
    """
    if len(documents) < MANY or not may_share():
        alone = _Reading(documents, 0, ranking)
        return alone.lengths, [alone.weighed(alone.lengths.averages())]
    middle = len(documents) // 2
    items = documents.items()

    def read(first: int, end: int, hear: Hear) -> Then[_Weighed]:
        some = _Reading(Documents(items[first:end]), first, ranking)
        return Then(some.lengths, lambda: some.weighed(hear()))

    # Both elsewhere: this process would keep the room of what it needs no more.
    with (
        InSteps(partial(read, 0, middle), "reads texts") as one,
        InSteps(partial(read, middle, len(items)), "reads texts") as other,
    ):
        lengths = one.early().followed_by(other.early())
        averages = lengths.averages()
        for half in (one, other):
            half.tell(averages)
        return lengths, [one.result(), other.result()]


class _Reading:
    """Documents that are read, and wait for the lengths of all to be weighed."""

    def __init__(self, documents: Iterable[Document], first: int, ranking: Ranking) -> None:
        """Read documents, of which the first has a number."""
        vocabulary = Vocabulary()
        self._first = first
        self._ranking = ranking
        self._counts: list[Counted[int]] = []
        self._spelling, of_run = Words(), Spelt()
        self.lengths = Lengths()
        shared: dict[Value, Value] = {}
        for document in documents:
            one = counted(vocabulary.analysed(document), ranking, vocabulary.functions)
            # In little memory: ten thousand have millions of terms.
            values = tuple(shared.setdefault(value, value) for value in one.values)
            self._counts.append(replace(one, terms=array("I", one.terms), values=values))
            self._spelling.add(*words_of(document, of_run))
            self.lengths.add(one)
        self._terms = vocabulary.terms

    def weighed(self, averages: Averages) -> _Weighed:
        """Return what these documents hold, once; the averages are those of all documents."""
        terms, weigher = self._terms, Weigher(self._ranking, averages)
        everywhere = Counter(terms[term] for one in self._counts for term in one.functions)
        postings = [array("I") for _ in terms]
        for number, one in enumerate(self._counts, self._first):
            values = [(number << DOCUMENT) + value for value in impacts_of(one, weigher)]
            of = map(postings.__getitem__, one.terms)
            # Millions of times: nothing here but what C does.
            deque(map(array.append, of, map(values.__getitem__, one.kinds)), 0)
        self._counts.clear()
        order = sorted(range(len(terms)), key=terms.__getitem__)
        held = packed(list(map(postings.__getitem__, order)))
        return _Weighed(list(map(terms.__getitem__, order)), held, everywhere, self._spelling)
