"""Questions like a question, by the rarest and heaviest of its own words."""

from __future__ import annotations

import math
from collections.abc import Sequence

from kbtool.search.corpus import Corpus, Part
from kbtool.search.documents import FIELDS
from kbtool.search.ranking import Ranking

__all__ = ["similar"]

# They bound the work to a few thousand postings a document, whatever the corpus.
MAX_TERMS = 12
MAX_POSTINGS = 600

_ASKED = frozenset(FIELDS.index(name) for name in ("title", "also_asked", "keywords"))


def similar(
    corpus: Corpus, lang: str, id: str, limit: int, ranking: Ranking | None = None
) -> list[str]:
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
    for idf, term in _telling_terms(part, number, ranking or Ranking()):
        # A question counts what asks alike above what only answers alike.
        best: dict[int, float] = {}
        for field, document, _ in part.postings(term):
            weight = 1.0 if field in _ASKED else 0.3
            best[document] = max(weight, best.get(document, 0.0))
        for document, weight in best.items():
            scores[document] = scores.get(document, 0.0) + idf * weight
    scores.pop(number, None)
    nearest = sorted(scores, key=lambda document: (-round(scores[document], 6), document))
    return [part.documents[document].id for document in nearest[:limit]]


def _telling_terms(part: Part, number: int, ranking: Ranking) -> Sequence[tuple[float, str]]:
    """Return the heaviest terms of a question with their weights, heaviest first."""
    count = len(part.documents)
    weighted = []
    for term in {term for field in _ASKED for term, _ in part.field_terms(number, field)}:
        holding = part.frequency(term)
        # A word that only this question has finds nothing else; a word of many says little.
        if 1 < holding <= MAX_POSTINGS:
            weighted.append((ranking.term_weight(term) * math.log(1 + count / holding), term))
    return sorted(weighted, key=lambda pair: (-pair[0], pair[1]))[:MAX_TERMS]
