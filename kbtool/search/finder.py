"""What a search would find, for checks that ask many questions of texts not yet indexed.

It gives the answers of the index without building one: only terms that will be
asked are counted, and a rival for an article's own title is scored only if it can
come before it: whoever misses groups worth more than the article's own score
leaves over is behind, so it must hold nearly all of the rarest ones.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain

from kbtool.frozen import dataclass
from kbtool.model import Ranking, Synonym
from kbtool.read.halves import in_halves
from kbtool.search.analyzer import analyse, function_terms
from kbtool.search.confidence import Bounds, usual_bounds
from kbtool.search.counted import analysed, averages, counted, weighed
from kbtool.search.documents import Document
from kbtool.search.engine import ranked
from kbtool.search.expand import FAMILY_FROM, expand
from kbtool.search.postings import beginning
from kbtool.search.query import read_query
from kbtool.search.ranking import Group, Impacts, Weigher, gain, prior, prior_unit, worth
from kbtool.search.spelling import near
from kbtool.search.thesaurus import Thesaurus, thesaurus
from kbtool.search.vocabulary import spelt

__all__ = ["Finder"]

MANY = 200  # documents from which a second process is worth its start
FIRST = 100  # hits of a query that are kept
MORE = 5  # groups by which rivals are looked up, besides those that they may miss


class Finder:
    """Answers what comes first for a query, and what comes before an article for its title.

    Nothing is analysed before the first question. Of documents with the same
    language and id only the first counts.
    """

    def __init__(
        self,
        documents: Callable[[], Iterable[Document]],
        queries: Iterable[tuple[str, str]] = (),
        synonyms: Sequence[Synonym] = (),
        ranking: Ranking | None = None,
    ) -> None:
        """Take what is searched.

        Args:
            documents: called once, when something is asked first.
            queries: language and text of the queries that `first` will mostly be asked;
                others take longer.
            synonyms: of all languages.
            ranking: the numbers of the formula.
        """
        self._synonyms = synonyms
        self._documents = documents
        self._queries = tuple(queries)
        self._ranking = ranking or Ranking()
        self._parts: dict[str, _Part] = {}
        self._answers: dict[str, _Answers] = {}

    def prepare(self, langs: Sequence[str]) -> None:
        """Answer all that may be asked of these languages, half of it in a second process."""
        known = [lang for lang in langs if lang in self._numbered]
        many = sum(len(self._numbered[lang]) for lang in known) >= MANY
        for answers in in_halves(self._answered, known, enough=2 if many else len(known) + 1):
            self._answers |= answers

    def _answered(self, langs: Sequence[str]) -> dict[str, _Answers]:
        return {lang: self._of_one(lang) for lang in langs}

    def _of_one(self, lang: str) -> _Answers:
        part = self._part(lang)
        _ = part.words  # both halves need them
        queries = [query for of, query in self._queries if of == lang]
        asked = [*((True, id) for id in part.numbers), *((False, query) for query in queries)]

        def answered(some: Sequence[tuple[bool, str]]) -> list[list[str]]:
            return [
                part.ids(part.ahead(part.numbers[text])) if title else part.first(text, FIRST)
                for title, text in some
            ]

        mixed = asked[::2] + asked[1::2]  # queries cost more than titles
        halves = in_halves(answered, mixed, enough=MANY // 2)
        ahead: dict[str, list[str]] = {}
        first: dict[str, list[str]] = {}
        for (title, text), ids in zip(mixed, chain(*halves), strict=True):
            (ahead if title else first)[text] = ids
        widens = {
            (word, other): part.widens(word, other)
            for one in self._synonyms
            if one.lang == lang
            for word in one.words
            for other in one.finds
        }
        return _Answers(ahead, first, widens)

    def first(self, lang: str, query: str, limit: int) -> list[str]:
        """Return the ids of the first `limit` hits of a query, best first."""
        if lang in self._answers and query in self._answers[lang].first and limit <= FIRST:
            return self._answers[lang].first[query][:limit]
        return self._part(lang).first(query, limit) if lang in self._numbered else []

    def ahead(self, lang: str, id: str) -> list[str]:
        """Return the ids of all that come before an article when its title is searched.

        Raises:
            KeyError: there is no such article.
        """
        if lang in self._answers:
            return self._answers[lang].ahead[id]
        part = self._part(lang)
        return part.ids(part.ahead(part.numbers[id]))

    def widens(self, lang: str, word: str, other: str) -> bool:
        """Return whether finding `other`, too, can change what `word` finds."""
        if lang in self._answers and (word, other) in self._answers[lang].widens:
            return self._answers[lang].widens[word, other]
        return lang in self._numbered and self._part(lang).widens(word, other)

    @cached_property
    def _numbered(self) -> Mapping[str, list[Document]]:
        """The documents by language, in the order of their numbers."""
        documents: dict[str, dict[str, Document]] = defaultdict(dict)
        for document in self._documents():
            documents[document.lang].setdefault(document.id, document)
        return {
            lang: sorted(found.values(), key=Document.place) for lang, found in documents.items()
        }

    def _part(self, lang: str) -> _Part:
        if lang not in self._parts:
            self._parts[lang] = _Part(
                self._numbered[lang],
                [
                    *(query for of, query in self._queries if of == lang),
                    *(word for one in self._synonyms if one.lang == lang for word in one.finds),
                ],
                thesaurus(self._synonyms, lang, usual=self._ranking.thesaurus),
                self._ranking,
            )
        return self._parts[lang]


@dataclass(frozen=True, slots=True)
class _Answers:
    """What is known of a language beforehand."""

    ahead: Mapping[str, list[str]]  # by id
    first: Mapping[str, list[str]]  # by query
    widens: Mapping[tuple[str, str], bool]


class _Part:
    """The documents of one language, numbered as in the index."""

    def __init__(
        self,
        documents: list[Document],
        queries: Sequence[str],
        synonyms: Thesaurus,
        ranking: Ranking,
    ) -> None:
        self.synonyms = synonyms
        self.documents = documents
        self.ranking = ranking
        self.numbers = {document.id: number for number, document in enumerate(documents)}
        one = prior_unit(ranking)
        self.priors = [one * prior(document.asks, ranking) for document in documents]
        self._analysed = [analysed(document) for document in documents]
        self._impacts: dict[str, list[tuple[int, int]]] = {}
        self._everywhere: Counter[str] = Counter()
        self._held: list[dict[str, int]] = [{} for _ in documents]  # document -> term -> impact
        self._bits: dict[str, int] = {}  # term -> the documents that hold it
        self._worths: dict[str, int] = {}
        self._top: dict[str, int] = {}  # term -> its highest impact
        titles = [document.title for document in documents]
        asked = {term for text in (*titles, *queries) for term in analyse(text)}
        asked |= {
            term
            for typed, others in synonyms.items()
            if asked.issuperset(typed)
            for terms, _ in others
            for term in terms
        }
        every: set[str] = set()
        for fields in self._analysed:
            for texts in fields:
                every.update(*texts)
        self._terms = sorted(every)
        beginnings = {term[:FAMILY_FROM] for term in asked}
        asked |= {term for term in self._terms if term[:FAMILY_FROM] in beginnings}
        self._count(asked)

    def _count(self, asked: set[str]) -> None:
        """Weigh the asked terms."""
        functions = function_terms()
        counts = [counted(fields, self.ranking, functions, asked) for fields in self._analysed]
        weigher = Weigher(self.ranking, averages(counts))
        self._impacts |= {term: [] for term in asked}
        for number, one in enumerate(counts):
            self._everywhere.update(one.functions)
            for term, impact in weighed(one, weigher):
                self._impacts[term].append((number, impact))
                self._held[number][term] = impact

    @cached_property
    def words(self) -> Mapping[str, int]:
        return spelt(self.documents)

    def near(self, word: str) -> Iterable[tuple[str, int]]:
        return near(word, self.words)

    def beginning(self, letters: str) -> Sequence[str]:
        return beginning(self._terms, letters)

    @cached_property
    def bounds(self) -> Bounds:
        return usual_bounds(len(self.documents), lambda number: self.documents[number].title, self)

    def worth(self, term: str) -> int:
        if term not in self._worths:
            held = self.impacts(term)  # first: it is counted by this
            holding = self._everywhere.get(term) or len(held)
            self._worths[term] = worth(term, holding, len(self.documents), self.ranking)
        return self._worths[term]

    def impacts(self, term: str) -> Impacts:
        if term not in self._impacts:
            self._count({term})
        return self._impacts[term]

    def texts(self, document: int) -> Iterator[str]:
        yield from (text for texts in self.documents[document].texts() for text in texts)

    def first(self, query: str, limit: int) -> list[str]:
        """Return the ids of the first `limit` hits of a query, best first."""
        read = read_query(query)
        found = ranked(read, expand(read, self).groups, self, limit)
        return self.ids(scored.document for scored in found)

    def ids(self, numbers: Iterable[int]) -> list[str]:
        """Return the ids of documents."""
        return [self.documents[number].id for number in numbers]

    def widens(self, word: str, other: str) -> bool:
        """Return whether some document holds all of `other`, which is not the same as `word`."""
        held = [{document for document, _ in self.impacts(term)} for term in set(analyse(other))]
        return bool(held) and analyse(word) != analyse(other) and bool(set.intersection(*held))

    def ahead(self, number: int) -> list[int]:
        """Return the documents that come before one for its own title, best first."""
        title = self.documents[number].title
        query = read_query(title)
        groups = expand(query, self).groups
        if query.phrases or query.excluded:
            found = [one.document for one in ranked(query, groups, self, len(self.documents))]
            return found[: found.index(number)] if number in found else found
        own = self._score(number, groups)
        bounds = sorted(((self._most(group), group) for group in groups), key=_heaviest_first)
        rivals = []
        for rival in self._rivals(bounds, own):
            score = self._score(rival, groups)
            # A part of a synonym that must be held whole finds nothing.
            if score > self.priors[rival] and (-score, rival) < (-own, number):
                rivals.append((-score, rival))
        return [rival for _, rival in sorted(rivals)]

    def _score(self, number: int, groups: Iterable[Group]) -> int:
        """Return the score of a document that holds one of the terms."""
        held = self._held[number]
        score = self.priors[number]
        for group in groups:
            score += max(gain(one, held) for one in group.alternatives)
        return score

    def _most(self, group: Group) -> int:
        """Return the most that a group adds to the score of any document."""
        return max(
            sum(weight * self._highest(term) for term, weight in one.terms)
            for one in group.alternatives
        )

    def _highest(self, term: str) -> int:
        if term not in self._top:
            self._top[term] = max((impact for _, impact in self.impacts(term)), default=0)
        return self._top[term]

    def _rivals(self, bounds: Sequence[tuple[int, Group]], own: int) -> Iterator[int]:
        """Yield every document that may come before one for its own title, and some others.

        Args:
            bounds: the most that each group of the title adds to a score, and the
                group, heaviest first.
            own: the score of the document itself.
        """
        spare = sum(most for most, _ in bounds) - own
        missing, size = _lookup([most for most, _ in bounds], spare + max(self.priors))
        holders = [(most, self._holders(group)) for most, group in bounds]
        for rival in _bits(_at_least(size - missing, [bits for _, bits in holders[:size]])):
            slack = spare + self.priors[rival]
            for most, bits in holders:
                if not bits >> rival & 1:
                    slack -= most
                    if slack < 0:
                        break
            else:
                yield rival

    def _holders(self, group: Group) -> int:
        """Return the documents that hold a term of a group, as the bits of a number."""
        bits = 0
        for term in _terms(group):
            if term not in self._bits:
                flags = bytearray(len(self.documents) // 8 + 1)
                for number, _ in self.impacts(term):
                    flags[number >> 3] |= 1 << (number & 7)
                self._bits[term] = int.from_bytes(flags, "little")
            bits |= self._bits[term]
        return bits


def _at_least(count: int, sets: Iterable[int]) -> int:
    """Return the bits that are set in at least `count` of the given numbers."""
    reached = [-1] + [0] * count  # how many were met -> the bits that were met so often
    for bits in sets:
        for met in range(count, 0, -1):
            reached[met] |= reached[met - 1] & bits
    return reached[count]


def _bits(bits: int) -> Iterator[int]:
    """Yield the places of the bits that are set."""
    for place, flag in enumerate(reversed(bin(bits)[2:])):
        if flag == "1":
            yield place


def _terms(group: Group) -> Iterator[str]:
    yield from (term for one in group.alternatives for term, _ in one.terms)


def _heaviest_first(bound: tuple[int, Group]) -> tuple[int, str]:
    return (-bound[0], bound[1].name)


def _lookup(bounds: Sequence[int], slack: int) -> tuple[int, int]:
    """Return how many of the first so many groups of a query a rival may miss.

    Args:
        bounds: the most that each group adds to a score, heaviest first.
        slack: who misses groups that are worth more is no rival.
    """
    for missing in range(len(bounds)):
        size = missing + 1
        if sum(bounds[:size]) > slack:
            # As many more as any missing + 1 of them outweigh the slack, up to a limit.
            while (
                size < min(len(bounds), missing + MORE)
                and sum(bounds[size - missing : size + 1]) > slack
            ):
                size += 1
            return missing, size
    # Who misses all but one may still win.
    return len(bounds) - 1, len(bounds)
