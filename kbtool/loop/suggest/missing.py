"""Questions that are asked and have no article: unanswered words, in groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from kbtool.loop.match import Matcher
from kbtool.loop.suggest.asked import Words
from kbtool.loop.suggest.closeness import Space, closeness, groups
from kbtool.loop.suggest.settings import Wanted
from kbtool.loop.suggest.values import Suggestion, WriteDraft, evidence_of
from kbtool.model import Article
from kbtool.order import Branch
from kbtool.search.analyzer import analyse, function_terms

__all__ = ["category_for", "missing"]

UNANSWERED = 0.4
"""Confidence of the best hit below which words count as not answered."""

TOGETHER = 0.4  # closeness of a text to the leader of its group
HAD = 0.6  # closeness to a title, a draft's too, from which the question is there already
EXAMPLES = 5
AGREED = 0.5
"""Share of the votes up to which a category is a guess: only the nearest answer stands in it."""
NEIGHBOURS = 5  # articles that say in which category a question belongs


def missing(
    articles: Sequence[Article],
    trees: Sequence[Branch],
    asked: Sequence[Words],
    matcher: Matcher,
    wanted: Wanted,
) -> Iterator[Suggestion]:
    """Yield questions to write, most asked first.

    Args:
        articles: all, drafts too.
        trees: the categories of each language.
        asked: most asked first.
        matcher: of the public articles.
        wanted: from when on something is suggested.
    """
    for tree in trees:
        lang = tree.category.lang
        open_ = [one for one in asked if one.lang == lang and _unanswered(one)]
        texts = [one.text for one in open_]
        titles = [one.title for one in articles if one.lang == lang]
        space = Space([*titles, *texts])
        had = space.vectors[: len(titles)]
        found = []
        for group in groups(texts, TOGETHER):
            some = [open_[place] for place in group]
            leader = space.vector(some[0].text)
            count = sum(one.count for one in some)
            known = any(closeness(leader, other) >= HAD for other in had)
            if count >= wanted.least and not known:
                found.append((count, some))
        for count, some in sorted(found, key=lambda one: (-one[0], one[1][0].text)):
            sure = _confidence(some, count, wanted.least)
            yield _suggestion(lang, some, sure, tree, matcher)


def _unanswered(one: Words) -> bool:
    telling = set(analyse(one.text)) - function_terms()
    return not one.id and one.confidence < UNANSWERED and bool(telling) and one.count > 0


def _confidence(some: Sequence[Words], count: int, least: int) -> float:
    """Return how likely a question is missing: the worse search does, the more often asked."""
    doubt = sum(one.count * (1 - one.confidence) for one in some) / count
    often = count / (count + least)
    return doubt * (0.5 + 0.5 * often)


def _suggestion(
    lang: str, some: Sequence[Words], sure: float, tree: Branch, matcher: Matcher
) -> Suggestion:
    path, share = category_for([(one.text, one.count) for one in some], lang, tree, matcher)
    question = some[0].text
    examples = tuple(one.text for one in some[1 : 1 + EXAMPLES])
    titles = " › ".join(_titles(tree, path)) or "a new category"
    guess = share <= AGREED
    return Suggestion(
        "missing",
        lang,
        (question,),
        f"{question} → {titles}{' (a guess)' if guess and path else ''}",
        sure,
        evidence_of(
            ((one.text, one.count, one.months) for one in some),
            f"{share:.0%} of what is near is there" if share else "nothing is near",
        ),
        WriteDraft(lang, path, question, examples, guess) if path else None,
    )


def category_for(
    asked: Sequence[tuple[str, int]], lang: str, tree: Branch, matcher: Matcher
) -> tuple[tuple[str, ...], float]:
    """Return the category in which most of the nearest answers stand, and their share.

    Args:
        asked: texts and how often.
        lang: of the category.
        tree: the categories of that language.
        matcher: of its articles.
    """
    place = {one.id: one.category for one in tree.all_articles()}
    votes: dict[tuple[str, ...], float] = defaultdict(float)
    for text, count in asked:
        for rank, hit in enumerate(matcher.nearest(text, lang, NEIGHBOURS, doubtful=True), 1):
            if hit.id in place:
                votes[place[hit.id]] += max(1, count) / rank
    if not votes:
        first = max(tree.branches, key=lambda one: (one.count, one.category.path), default=None)
        return (first.category.path if first else ()), 0.0
    return _deepest(votes)


def _deepest(votes: Mapping[tuple[str, ...], float]) -> tuple[tuple[str, ...], float]:
    """Return the deepest category that holds most of the votes, and its share.

    The first level is the one that has most, whatever its share.
    """
    whole = sum(votes.values())
    below: dict[tuple[str, ...], float] = defaultdict(float)
    for path, weight in votes.items():
        for level in range(1, len(path) + 1):
            below[path[:level]] += weight
    best: tuple[str, ...] = ()
    share = 0.0
    while True:
        next_ = [path for path in below if len(path) == len(best) + 1 and path[:-1] == best]
        top = max(next_, key=lambda path: (below[path], path), default=None)
        if top is None or (best and below[top] <= whole / 2):
            return best, share
        best, share = top, below[top] / whole


def _titles(tree: Branch, path: tuple[str, ...]) -> list[str]:
    known = {branch.category.path: branch.category.title for branch in tree.walk()}
    return [known[path[:n]] for n in range(1, len(path) + 1) if path[:n] in known]
