"""What a search would find, for checks that ask many questions of texts not yet indexed.

It gives the answers of the index without building one: only terms that will be
asked are kept, and a rival for an article's own title is scored only if it can
come before it: whoever misses terms worth more than the article's own score
leaves over is behind, so it must hold nearly all of the rarest ones.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from heapq import nsmallest

from kbtool.search.analyzer import analyse, query_terms
from kbtool.search.documents import FIELDS, Document
from kbtool.search.ranking import (
    MILLIONTHS,
    Ranking,
    millionths,
    prior,
    saturated,
    statistics,
    term_factor,
)

__all__ = ["Finder"]

MORE = 5  # terms by which rivals are looked up, besides those that they may miss
SPARE = 1e-5  # far above what rounding to millionths takes off a score


class Finder:
    """Answers what comes first for a query, and what comes before an article for its title.

    Nothing is analysed before the first question. Of documents with the same
    language and id only the first counts.
    """

    def __init__(
        self,
        documents: Callable[[], Iterable[Document]],
        queries: Iterable[tuple[str, str]] = (),
        ranking: Ranking | None = None,
    ) -> None:
        """Take what is searched.

        Args:
            documents: called once, when something is asked first.
            queries: language and text of every query that `first` will be asked.
            ranking: the numbers of the formula.
        """
        self._documents = documents
        self._queries = tuple(queries)
        self._ranking = ranking or Ranking()

    def first(self, lang: str, query: str, limit: int) -> list[str]:
        """Return the ids of the first `limit` hits of one of the queries, best first.

        Raises:
            KeyError: the query was not announced.
        """
        part = self._parts.get(lang)
        return part.first(query, limit) if part else []

    def ahead(self, lang: str, id: str) -> list[str]:
        """Return the ids of all that come before an article when its title is searched.

        Raises:
            KeyError: there is no such article.
        """
        part = self._parts[lang]
        return [part.documents[number].id for number in part.ahead(part.numbers[id])]

    @cached_property
    def _parts(self) -> Mapping[str, _Part]:
        documents: dict[str, dict[str, Document]] = defaultdict(dict)
        for document in self._documents():
            documents[document.lang].setdefault(document.id, document)
        return {
            lang: _Part(
                sorted(found.values(), key=lambda one: (-one.asks, one.id)),
                [query for of, query in self._queries if of == lang],
                self._ranking,
            )
            for lang, found in documents.items()
        }


class _Part:
    """The documents of one language, numbered as in the index."""

    def __init__(self, documents: list[Document], queries: Sequence[str], ranking: Ranking) -> None:
        self.documents = documents
        self.ranking = ranking
        self.numbers = {document.id: number for number, document in enumerate(documents)}
        self.titles = [query_terms(document.title) for document in documents]
        self.queries = {query: query_terms(query) for query in queries}
        asked = {term for terms in (*self.titles, *self.queries.values()) for term in terms}
        counts, lengths = _count(documents, asked)
        priors = [prior(document.asks, ranking) for document in documents]
        self.stats = statistics(lengths, priors, ranking)
        self.weighted = self._weigh(counts)  # document -> term -> x(t, d)
        holding = Counter(term for weighted in self.weighted for term in weighted)
        self.factors = {
            term: term_factor(term, count, self.stats, ranking) for term, count in holding.items()
        }

    def _weigh(self, counts: Sequence[Sequence[Mapping[str, int]]]) -> list[dict[str, float]]:
        """Return x(t, d) of the formula, added in the order of the fields as it demands."""
        weighted = []
        for number, fields in enumerate(counts):
            weights: dict[str, float] = {}
            for found, scales in zip(fields, self.stats.scales, strict=True):
                scale = scales[number]
                for term, count in found.items():
                    weights[term] = weights.get(term, 0.0) + count * scale
            weighted.append(weights)
        return weighted

    def _score(self, number: int, terms: Iterable[str]) -> int:
        """Return the score of a document; -1 when it holds none of the terms."""
        weighted = self.weighted[number]
        score, held = 0.0, False
        for term in terms:
            if term in weighted:
                score += saturated(self.factors[term], weighted[term], self.ranking)
                held = True
        return millionths(score) + self.stats.priors[number] if held else -1

    def first(self, query: str, limit: int) -> list[str]:
        """Return the ids of the first `limit` hits of one of the queries, best first."""
        scores: dict[int, float] = {}
        for term in self.queries[query]:
            factor = self.factors.get(term, 0.0)
            for number in self._holders.get(term, ()):
                share = saturated(factor, self.weighted[number][term], self.ranking)
                scores[number] = scores.get(number, 0.0) + share
        priors = self.stats.priors
        scored = ((-(millionths(score) + priors[n]), n) for n, score in scores.items())
        return [self.documents[number].id for _, number in nsmallest(limit, scored)]

    def ahead(self, number: int) -> list[int]:
        """Return the documents that come before one for its own title, best first."""
        terms = self.titles[number]
        own = self._score(number, terms)
        bounds = sorted(((self._most[term], term) for term in terms), reverse=True)
        rivals = []
        for rival in self._rivals(bounds, own):
            score = self._score(rival, terms)
            if score > own or (score == own and rival < number):
                rivals.append((-score, rival))
        return [rival for _, rival in sorted(rivals)]

    def _rivals(self, bounds: Sequence[tuple[float, str]], own: int) -> Iterator[int]:
        """Yield every document that may come before one for its own title, and some others.

        Args:
            bounds: the most that each term of the title adds to a score, and the
                term, heaviest first.
            own: the score of the document itself.
        """
        priors = self.stats.priors
        spare = sum(most for most, _ in bounds) - own / MILLIONTHS + SPARE
        # Documents are sorted by asks: the first has the highest prior.
        missing, size = _lookup([most for most, _ in bounds], spare + priors[0] / MILLIONTHS)
        held: Counter[int] = Counter()
        for _, term in bounds[:size]:
            held.update(self._holders[term])
        for rival, count in held.items():
            if count >= size - missing:
                weighted, slack = self.weighted[rival], spare + priors[rival] / MILLIONTHS
                for most, term in bounds:
                    if term not in weighted:
                        slack -= most
                        if slack < 0:
                            break
                else:
                    yield rival

    @cached_property
    def _most(self) -> dict[str, float]:
        """The most that each term adds to the score of any document."""
        heaviest: dict[str, float] = {}
        for weighted in self.weighted:
            for term, x in weighted.items():
                if x > heaviest.get(term, 0.0):
                    heaviest[term] = x
        return {
            term: saturated(self.factors[term], x, self.ranking) for term, x in heaviest.items()
        }

    @cached_property
    def _holders(self) -> dict[str, list[int]]:
        """The documents that hold each term, in order."""
        holders: dict[str, list[int]] = {term: [] for term in self.factors}
        for number, weighted in enumerate(self.weighted):
            for term in weighted:
                holders[term].append(number)
        return holders


def _count(
    documents: Iterable[Document], asked: set[str]
) -> tuple[list[tuple[Counter[str], ...]], tuple[list[int], ...]]:
    """Return how often the asked terms occur by document and field; lengths by field."""
    counts = []
    lengths: tuple[list[int], ...] = tuple([] for _ in FIELDS)
    for document in documents:
        found = []
        for field, texts in enumerate(document.texts()):
            terms = [term for text in texts for term in analyse(text)]
            lengths[field].append(len(terms))
            found.append(Counter(filter(asked.__contains__, terms)))
        counts.append(tuple(found))
    return counts, lengths


def _lookup(bounds: Sequence[float], slack: float) -> tuple[int, int]:
    """Return how many of the first so many terms of a query a rival may miss.

    Args:
        bounds: the most that each term adds to a score, heaviest first.
        slack: who misses terms that are worth more is no rival.
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
