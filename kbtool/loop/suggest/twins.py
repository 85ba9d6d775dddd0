"""Questions that are so close that one of them is enough."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from kbtool.likeness import alike
from kbtool.loop.suggest.links import Between, linked
from kbtool.loop.suggest.values import Suggestion, evidence_of
from kbtool.model import Article

__all__ = ["duplicates"]

CLOSE = 0.8
"""Likeness of two titles from which one question may be enough, whatever is asked."""

NEAR = 0.6
"""The same where the same words of customers lead to both."""

FEWEST_TEXTS = 2  # different words that lead to both


def duplicates(
    articles: Sequence[Article], asks: Mapping[tuple[str, str], float], found: Between
) -> Iterator[Suggestion]:
    """Yield two questions to make one of; which stays is the one that is asked more.

    Args:
        articles: public.
        asks: decayed, by language and id.
        found: words that lead to two articles.
    """
    for lang, some in groupby(sorted(articles, key=lambda one: one.key), lambda one: one.lang):
        own = list(some)
        for one, other, like in alike([article.title for article in own], NEAR):
            pair = sorted((own[one], own[other]), key=lambda a: (-asks[a.key], a.id))
            ids = (pair[0].id, pair[1].id)
            if ids[1] in linked(pair[0]) or ids[0] in linked(pair[1]):
                continue  # who wrote them knows of both
            asked = [*found.get((lang, *ids), ()), *found.get((lang, *ids[::-1]), ())]
            if like >= CLOSE or len(asked) >= FEWEST_TEXTS:
                yield Suggestion(
                    "duplicate",
                    lang,
                    ids,
                    f"'{pair[1].title}' asks nearly what '{pair[0].title}' asks",
                    like,
                    evidence_of(
                        ((words.text, words.count, words.months) for words in asked),
                        f"titles {like:.0%} alike",
                    ),
                )
