"""Every suggestion that there is to make."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from kbtool.loop.data import LoopData
from kbtool.loop.match import Matcher
from kbtool.loop.suggest.asked import words_asked
from kbtool.loop.suggest.links import between, related
from kbtool.loop.suggest.missing import missing
from kbtool.loop.suggest.phrasings import phrasings
from kbtool.loop.suggest.settings import Wanted
from kbtool.loop.suggest.shape import shape
from kbtool.loop.suggest.synonyms import synonyms
from kbtool.loop.suggest.twins import duplicates
from kbtool.loop.suggest.values import KINDS, Suggestion
from kbtool.model import KnowledgeBase, Status
from kbtool.order import Order

__all__ = ["chosen", "suggestions"]


def suggestions(
    kb: KnowledgeBase,
    order: Order,
    data: LoopData,
    matcher: Matcher,
    wanted: Wanted,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[Suggestion, ...]:
    """Return what the knowledge base might change; by kind, then the most asked first.

    Args:
        kb: the knowledge base.
        order: its order.
        data: what the loop keeps.
        matcher: of its public articles.
        wanted: from when on something is suggested.
        progress: told how many of how many texts are placed.
    """

    def found() -> Iterator[Suggestion]:
        public = [one for one in kb.articles if one.status is Status.PUBLIC]
        asked = words_asked(data, public, matcher, progress)
        trees = list(order.trees.values())
        both = between(asked, matcher)
        yield from phrasings(public, asked, kb.queries, matcher, wanted)
        yield from missing(kb.articles, trees, asked, kb.queries, matcher, wanted)
        yield from synonyms(public, asked, kb.synonyms, matcher, wanted)
        twins = list(duplicates(public, order.asks, both))
        merged = {(one.lang, frozenset(one.ids)) for one in twins}
        for one in related(public, both, wanted, kb.config.related):
            if (one.lang, frozenset(one.ids)) not in merged:  # what is one needs no link
                yield one
        yield from twins
        yield from shape(trees, order.asks, kb.config.max_depth)

    some = (one for one in found() if one.confidence >= wanted.confidence)
    return tuple(sorted(some, key=_place))


def _place(one: Suggestion) -> tuple[object, ...]:
    return (KINDS.index(one.kind), -one.evidence.asks, -one.confidence, one.lang, one.ids)


def chosen(
    found: Collection[Suggestion], kinds: Collection[str], ids: Collection[str]
) -> tuple[Suggestion, ...]:
    """Return the suggestions of some kinds about some ids; empty collections mean all."""
    return tuple(
        one
        for one in found
        if (not kinds or one.kind in kinds) and (not ids or not set(ids).isdisjoint(one.ids))
    )
