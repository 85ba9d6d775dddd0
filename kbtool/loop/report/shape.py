"""How the questions hang together: the tree by asks, and the ways that authors made."""

from __future__ import annotations

from collections.abc import Iterator

from kbtool.loop.report.articles import Named
from kbtool.loop.report.figures import CategoryShare, DeadEnd, Shape, Way
from kbtool.loop.report.helped import Votes
from kbtool.model import Article, Status
from kbtool.order import Branch, Order
from kbtool.outcomes import Outcome
from kbtool.resolve import Resolution

__all__ = ["shape"]


def shape(named: Named, order: Order, resolution: Resolution, votes: Votes) -> Shape:
    """Return the tree of the report's language, and where ways are missing in all languages."""
    tree = order.trees[named.lang]
    ends = {one.key: set(_ways(one, resolution)) for one in named.public}
    entered = {target for targets in ends.values() for target in targets}
    return Shape(
        categories=tuple(_share(branch, named, votes) for branch in tree.walk()),
        leaves=tuple((one.id, one.category) for one in tree.all_articles()),
        ways=tuple(
            Way(one.id, id)
            for one in tree.all_articles()
            for lang, id in sorted(ends[one.key])
            if lang == named.lang
        ),
        questions=len(named.public),
        no_way_out=_dead([one for one in named.public if not ends[one.key]], named),
        no_way_in=_dead([one for one in named.public if one.key not in entered], named),
    )


def _ways(article: Article, resolution: Resolution) -> Iterator[tuple[str, str]]:
    """Yield the public questions that `article` leads to, by link or `related`."""
    found = [
        link.article
        for link in resolution.links[article.source]
        if link.outcome is Outcome.ARTICLE and link.article
    ]
    found += [entry.article for entry in resolution.related[article.source] if entry.article]
    for one in found:
        if one.status is Status.PUBLIC and one.key != article.key:
            yield one.key


def _share(branch: Branch, named: Named, votes: Votes) -> CategoryShare:
    ids = [article.id for article in branch.all_articles()]
    cast = [votes.get(id, (0, 0)) for id in ids]
    return CategoryShare(
        path=branch.category.path,
        title=branch.category.title or branch.category.lang,
        questions=branch.count,
        asks=sum(named.asked(id) for id in ids),
        helpful=sum(yes for yes, _ in cast),
        unhelpful=sum(no for _, no in cast),
    )


def _dead(articles: list[Article], named: Named) -> tuple[DeadEnd, ...]:
    ends = [
        DeadEnd(one.id, one.lang, one.title, named.url_of(one), named.asked(one.id))
        for one in articles
    ]
    return tuple(sorted(ends, key=lambda one: (-one.asks, one.id, one.lang)))
