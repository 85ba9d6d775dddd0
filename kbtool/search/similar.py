"""Questions like a question, by the rarest and heaviest of its own words."""

from __future__ import annotations

from collections.abc import Sequence

from kbtool.search.corpus import Corpus, Part

__all__ = ["similar"]

# They bound the work to a few thousand postings a document, whatever the corpus.
MAX_TERMS = 12
MAX_POSTINGS = 600


def similar(corpus: Corpus, lang: str, id: str, limit: int) -> list[str]:
    """Return the ids of the `limit` documents most like one, in its language, best first.

    It may be fewer: a document without a word in common is not like this one.

    Raises:
        KeyError: there is no such document.
    """
    part = corpus.parts[lang]
    number = part.number(id)
    if number is None:
        raise KeyError(id)
    scores: dict[int, float] = {}
    for worth, term in _telling_terms(part, number):
        for document, _, asked in part.postings(term):
            # A question counts what asks alike above what only answers alike.
            scores[document] = scores.get(document, 0.0) + worth * (1.0 if asked else 0.3)
    scores.pop(number, None)
    nearest = sorted(scores, key=lambda document: (-round(scores[document], 6), document))
    return [part.documents[document].id for document in nearest[:limit]]


def _telling_terms(part: Part, number: int) -> Sequence[tuple[int, str]]:
    """Return the heaviest terms of a question with what they are worth, heaviest first."""
    weighted = []
    for term in (part.terms[place] for place in part.asked[number]):
        # A word that only this question has finds nothing else; a word of many says little.
        if 1 < part.holding(term) <= MAX_POSTINGS:
            weighted.append((part.worth(term), term))
    return sorted(weighted, key=lambda pair: (-pair[0], pair[1]))[:MAX_TERMS]
