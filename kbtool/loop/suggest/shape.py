"""Categories that are too full, too empty or only on the way: the shape of the tree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from kbtool.loop.suggest.closeness import groups
from kbtool.loop.suggest.values import Evidence, Suggestion
from kbtool.model import Article
from kbtool.order import Branch
from kbtool.search.analyzer import Kind, analyse, function_terms, kind, stemmed, words

__all__ = ["shape"]

FULL = 20  # questions of a category; its page shows no more with their answers
FEW = 2  # questions of a category below which it is not worth a step
TOGETHER = 0.25  # closeness of a title to the leader of a part
PART = 4  # questions of a part at least


def shape(
    trees: Sequence[Branch], asks: Mapping[tuple[str, str], float], depth: int
) -> Iterator[Suggestion]:
    """Yield categories to split, to merge, or to leave out, in reading order.

    Args:
        trees: the categories of each language.
        asks: decayed, by language and id.
        depth: levels that there may be.
    """
    for tree in trees:
        whole = max(1.0, tree.asks)
        for branch in tree.walk():
            if branch is tree:
                continue
            for what, sure in (*_split(branch, asks, depth), *_merge(branch, tree)):
                note = f"{_questions(branch.count)}, {branch.asks / whole:.0%} of all asks"
                ids = ("/".join(branch.category.path),)
                yield Suggestion(
                    "categories", tree.category.lang, ids, what, sure, Evidence(note=note)
                )


def _split(
    branch: Branch, asks: Mapping[tuple[str, str], float], depth: int
) -> Iterator[tuple[str, float]]:
    """Yield how a full category may become several."""
    own = sorted(branch.articles, key=lambda one: (-asks[one.key], one.id))
    if len(own) <= FULL:
        return
    sure = 1 - FULL / (2 * len(own))
    title = branch.category.title
    if len(branch.category.path) >= depth:
        yield f"'{title}' holds {len(own)} questions on the last level; split it above", sure
        return
    parts = [[own[place] for place in group] for group in groups(_titles(own), TOGETHER)]
    parts = sorted((part for part in parts if len(part) >= PART), key=len, reverse=True)
    named = ", ".join(f"'{_name(part, own)}' ({len(part)})" for part in parts[:4])
    by = f", such as by {named}" if named else ""
    yield f"'{title}' holds {len(own)} questions; split it{by}", sure


def _merge(branch: Branch, tree: Branch) -> Iterator[tuple[str, float]]:
    """Yield how a category may go that is hardly one."""
    title = branch.category.title
    if len(branch.branches) == 1 and not branch.articles:
        below = branch.branches[0].category.title
        yield f"'{title}' holds nothing but '{below}'; make one of both", 0.8
    elif not branch.branches and branch.count < FEW and len(branch.category.path) > 1:
        above = _above(branch, tree)
        yield f"'{title}' holds {_questions(branch.count)}; merge it into '{above}'", 0.7


def _above(branch: Branch, tree: Branch) -> str:
    path = branch.category.path[:-1]
    return next(one.category.title for one in tree.walk() if one.category.path == path)


def _questions(count: int) -> str:
    return "1 question" if count == 1 else f"{count} questions"


def _titles(articles: Sequence[Article]) -> list[str]:
    return [one.title for one in articles]


def _name(part: Sequence[Article], every: Sequence[Article]) -> str:
    """Return the word that most of a part has and the fewest others have."""
    inside = Counter(term for one in part for term in set(analyse(one.title)))
    outside = Counter(term for one in every for term in set(analyse(one.title)))
    telling = [
        term for term in inside if term not in function_terms() and kind(term) is not Kind.UNIGRAM
    ]
    best = max(telling, key=lambda term: (inside[term] ** 2 / outside[term], term), default="")
    spelt = (word for one in part for word in words(one.title) if stemmed(word) == best)
    return next(spelt, best)
