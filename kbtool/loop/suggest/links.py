"""Related links: two questions that the same words lead to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from kbtool.loop.match import Matcher
from kbtool.loop.suggest.asked import Words
from kbtool.loop.suggest.settings import Wanted
from kbtool.loop.suggest.values import AddRelated, Suggestion, evidence_of
from kbtool.model import Article

__all__ = ["Between", "between", "linked", "related"]

LEAD = 0.2  # of the best hit over the next one, below which words lead to both
FEWEST_TEXTS = 2  # different words that lead to both

Between = dict[tuple[str, str, str], list[Words]]
"""Language and ids of two articles, best hit first -> the words that lead to both."""


def between(asked: Sequence[Words], matcher: Matcher) -> Between:
    """Return which words lead to two articles alike.

    Args:
        asked: most asked first.
        matcher: of the public articles.
    """
    found: Between = defaultdict(list)
    for one in asked:
        if not one.count or one.match.lead >= LEAD:
            continue
        hits = matcher.nearest(one.text, one.lang, 2)
        if len(hits) == 2:
            found[one.lang, hits[0].id, hits[1].id].append(one)
    return dict(found)


def related(
    articles: Sequence[Article], found: Between, wanted: Wanted, limit: int
) -> Iterator[Suggestion]:
    """Yield links between questions that customers ask in the same words.

    Args:
        articles: public.
        found: words that lead to two articles.
        wanted: from when on something is suggested.
        limit: links that an article has at most before it needs no more.
    """
    by_key = {article.key: article for article in articles}
    for (lang, first, second), some in sorted(found.items()):
        article, other = by_key.get((lang, first)), by_key.get((lang, second))
        count = sum(one.count for one in some)
        if article is None or other is None or len(some) < FEWEST_TEXTS or count < wanted.least:
            continue
        if second in linked(article) or len(article.related) >= limit:
            continue
        sure = 0.9 * count / (count + wanted.least)
        yield Suggestion(
            "related",
            lang,
            (first, second),
            f"{article.title}: related to {other.title}",
            sure,
            evidence_of((one.text, one.count, one.months) for one in some),
            AddRelated(article.key, (second,)),
        )


def linked(article: Article) -> set[str]:
    """Return what an article names already, in its fields or in its text."""
    targets = {link.target.rpartition("/")[2].partition(".")[0] for link in article.links}
    return targets | {one.id for one in article.related} | {link.target for link in article.links}
