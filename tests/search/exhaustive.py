"""The slow way to every answer: the definitions of `ranking.py` and `engine.py`, word by word."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from kbtool.model import Ranking
from kbtool.search.analyzer import analyse, function_terms, kind, normalise, pieces
from kbtool.search.documents import Document
from kbtool.search.query import Phrase, Query
from kbtool.search.ranking import Group

Held = Mapping[str, int]
"""Term -> impact."""

PASSAGE = 150  # terms of a body


def impacts(documents: Sequence[Document], ranking: Ranking) -> list[dict[str, int]]:
    """Return what each document holds, by the formula in floats."""
    r = ranking
    weights = (r.title, r.also_asked, r.keywords, r.answer, r.body)
    fields = [
        [[analyse(text) for text in texts] for texts in document.texts()] for document in documents
    ]
    categories = [category_terms(document, ranking) for document in documents]
    phrasings = [[terms for texts in one[:2] for terms in texts] for one in fields]
    bodies = [one[4][0] for one in fields]
    lengths = [
        sum(weight * len(t) for weight, texts in zip(weights, one, strict=True) for t in texts)
        for one in fields
    ]
    near_lengths = [
        length - r.body * (len(body) - min(len(body), PASSAGE))
        for length, body in zip(lengths, bodies, strict=True)
    ]
    sizes = [len(terms) for one in phrasings for terms in one]
    usual, usual_near = step(mean(lengths)), step(mean(near_lengths))
    usual_phrasing = step(mean(sizes))
    logged = math.floor(16 * mean([bool(one.also_asked) for one in documents]) + 0.5) / 16

    def bm25(count: float, length: float, average: float, k1: float, b: float) -> float:
        return count * (k1 + 1) / (count + k1 * (1 - b + b * length / average))

    def asked(number: int, term: str) -> float:
        said = [
            bm25(terms.count(term), len(terms), usual_phrasing, r.k1_asked, r.b_asked)
            for terms in phrasings[number]
        ]
        best: float = math.cbrt(sum(one**3 for one in said)) / len(said) ** 0.15
        return best / 2 + mean(said) / 2

    def value(number: int, term: str) -> float:
        counting = 2 if term in function_terms() else 5
        x = near = r.category if term in categories[number] else 0.0
        for field, weight in list(enumerate(weights))[:counting]:
            count = sum(terms.count(term) for terms in fields[number][field])
            x += weight * count
            near += weight * (densest(term, bodies[number]) if field == 4 else count)
        return (
            bm25(x, lengths[number], usual, r.k1, r.b) / 2
            + bm25(near, near_lengths[number], usual_near, r.k1, r.b) / 2
            + r.asked_weight * (1 + logged) * asked(number, term)
        )

    highest = r.k1 + 1 + r.asked_weight * (r.k1_asked + 1)
    found = []
    for number, one in enumerate(fields):
        in_phrasings = {term for terms in phrasings[number] for term in terms}
        told = {term for texts in one[2:] for terms in texts for term in terms}
        told = (told - function_terms()) | categories[number]
        values = {term: value(number, term) for term in in_phrasings | told}
        found.append(
            {
                term: min(255, max(1, math.floor(255 * v / highest + 0.5)))
                if term in in_phrasings
                else min(252, max(4, 4 * math.floor(255 * v / highest / 4 + 0.5)))
                for term, v in values.items()
            }
        )
    return found


def step(length: float) -> float:
    """Return the power of the sixteenth root of 2 nearest to a length; 1 for none."""
    return 2.0 ** (math.floor(16 * math.log2(length) + 0.5) / 16) if length else 1.0


def mean(numbers: Sequence[float]) -> float:
    """Return the mean; of nothing, 0."""
    return sum(numbers) / len(numbers) if numbers else 0.0


def densest(term: str, body: Sequence[str]) -> int:
    """Return how often the passage of a body that holds a term most often holds it."""
    return max(body[at : at + PASSAGE].count(term) for at in range(max(1, len(body) - PASSAGE + 1)))


def category_terms(document: Document, ranking: Ranking) -> set[str]:
    """Return what a document holds by the titles of its categories; one counts once."""
    if not ranking.category:
        return set()
    return {term for title in document.category for term in analyse(title)} - function_terms()


def worth(term: str, documents: Sequence[Document], ranking: Ranking) -> int:
    """Return what a term is worth, by the formula in floats."""
    r = ranking
    kinds = {"word": 1.0, "unigram": r.unigram, "bigram": r.bigram}
    if term in function_terms():
        kinds["word"] *= r.function_word
        kinds["unigram"] *= r.function_unigram
        kinds["bigram"] *= r.function_bigram
    holding = sum(
        any(term in analyse(text) for texts in document.texts() for text in texts)
        or term in category_terms(document, ranking)
        for document in documents
    )
    idf = math.log(1 + len(documents) / (holding or 0.5))
    return max(1, math.floor(1000 * kinds[kind(term).value] * idf + 0.5))


def ranked(
    groups: Sequence[Group], held: Sequence[Held], priors: Sequence[int]
) -> list[tuple[int, int]]:
    """Score every document: return those that hold a part of the query, with their scores."""
    found = []
    for number, holding in enumerate(held):
        gains = [
            max(
                sum(weight * holding.get(term, 0) for term, weight in one.terms)
                if not one.whole or all(term in holding for term, _ in one.terms)
                else 0
                for one in group.alternatives
            )
            for group in groups
        ]
        if any(gains):
            found.append((number, sum(gains) + priors[number]))
    return sorted(found, key=lambda one: (-one[1], one[0]))


def kept(
    found: Sequence[tuple[int, int]], documents: Sequence[Document], query: Query, ranking: Ranking
) -> list[tuple[int, int]]:
    """Return those that hold every phrase and nothing that is excluded.

    Phrases that none of them holds are but words.
    """
    allowed = [
        one
        for one in found
        if not any(holds(documents[one[0]], phrase, ranking) for phrase in query.excluded)
    ]
    whole = [
        one
        for one in allowed
        if all(holds(documents[one[0]], phrase, ranking) for phrase in query.phrases)
    ]
    return whole or allowed


def holds(document: Document, phrase: Phrase, ranking: Ranking) -> bool:
    """Return whether the pieces of a phrase follow each other in a text of a document.

    One that is made of function words alone counts where each of them is asked, too. A
    word alone may stand in the title of a category.
    """
    functions = function_terms()
    asked = Counter(t for texts in document.texts()[:2] for text in texts for t in analyse(text))
    if functions.issuperset(phrase) and not all(asked[term] for term in phrase):
        return False
    if len(phrase) == 1 and phrase[0] in category_terms(document, ranking):
        return True
    for texts in document.texts():
        for text in texts:
            terms = [piece.term for piece in pieces(normalise(text))]
            if any(tuple(terms[at : at + len(phrase)]) == phrase for at in range(len(terms))):
                return True
    return False
