"""Questions that are asked and have no article: unanswered words, in groups.

The draft is called by the most asked text that is a whole question; where customers
typed nothing but words, an editor has to make a question of them, and is told so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from kbtool.asking import as_question
from kbtool.loop.match import Matcher, same_words
from kbtool.loop.suggest.asked import Words
from kbtool.loop.suggest.belonging import category_for, titles
from kbtool.loop.suggest.closeness import Space, closeness, groups
from kbtool.loop.suggest.settings import Wanted
from kbtool.loop.suggest.slips import one_letter_apart
from kbtool.loop.suggest.values import Suggestion, WriteDraft, evidence_of
from kbtool.model import Article, GoldenQuery
from kbtool.order import Branch
from kbtool.search.analyzer import analyse, function_terms

__all__ = ["missing"]

UNANSWERED = 0.4
"""Confidence of the best hit below which words count as not answered."""

TOGETHER = 0.4  # closeness of a text to the leader of its group
HAD = 0.55  # closeness to a title or phrasing, a draft's too, from which the question is there
SAME = 0.9  # closeness of a text to another one, from which it says nothing new
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class _Group:
    """Texts about one thing, led by the most asked."""

    some: tuple[Words, ...]
    count: int  # asks in all
    space: Space


def missing(
    articles: Sequence[Article],
    trees: Sequence[Branch],
    asked: Sequence[Words],
    queries: Sequence[GoldenQuery],
    matcher: Matcher,
    wanted: Wanted,
) -> Iterator[Suggestion]:
    """Yield questions to write, most asked first.

    Args:
        articles: all, drafts too.
        trees: the categories of each language.
        asked: most asked first.
        queries: golden ones, which are no phrasings.
        matcher: of the public articles.
        wanted: from when on something is suggested.
    """
    golden = {same_words(one.query) for one in queries}
    for tree in trees:
        lang = tree.category.lang
        open_ = [one for one in asked if one.lang == lang and _unanswered(one)]
        texts = [one.text for one in open_]
        own = [one for one in articles if one.lang == lang]
        known = [text for one in own for text in (one.title, *one.also_asked)]
        space = Space([*known, *texts])
        had = space.vectors[: len(known)]
        found = []
        for places in _groups(texts):
            some = tuple(open_[place] for place in places)
            group = _Group(some, sum(one.count for one in some), space)
            leader = space.vector(some[0].text)
            there = any(closeness(leader, other) >= HAD for other in had)
            if group.count >= wanted.least and not there:
                found.append(group)
        named = {one.id: one.title for one in own}
        for group in sorted(found, key=lambda one: (-one.count, one.some[0].text)):
            yield _suggestion(group, tree, named, golden, matcher, wanted.least)


def _groups(texts: Sequence[str]) -> list[list[int]]:
    """Return the places of texts about one thing, most asked first; typing errors join theirs."""
    found = groups(texts, TOGETHER)
    leaders = [texts[places[0]] for places in found]
    joined: dict[int, list[int]] = {}
    for places, at in zip(found, one_letter_apart(leaders), strict=True):
        joined.setdefault(at, []).extend(places)
    return [sorted(places) for places in joined.values()]


def _unanswered(one: Words) -> bool:
    telling = set(analyse(one.text)) - function_terms()
    return not one.id and one.confidence < UNANSWERED and bool(telling) and one.count > 0


def _confidence(group: _Group, least: int) -> float:
    """Return how likely a question is missing: the worse search does, the more often asked."""
    doubt = sum(one.count * (1 - one.confidence) for one in group.some) / group.count
    often = group.count / (group.count + least)
    return doubt * (0.5 + 0.5 * often)


def _suggestion(
    group: _Group,
    tree: Branch,
    named: dict[str, str],
    golden: Collection[str],
    matcher: Matcher,
    least: int,
) -> Suggestion:
    """Return one question to write.

    Args:
        group: the words that ask it.
        tree: the categories of its language.
        named: titles by id.
        golden: what is no phrasing.
        matcher: of the public articles.
        least: asks of a text that stands in the draft.
    """
    lang = tree.category.lang
    first = group.some[0]
    belonging = category_for([(one.text, one.count) for one in group.some], lang, tree, matcher)
    whole = ((one, as_question(one.text)) for one in group.some if one.count >= least)
    asking, question = next(((one, title) for one, title in whole if title), (first, ""))
    title = question or first.text[:1].upper() + first.text[1:]
    near = named.get(belonging.near, "")
    taken = named.get(first.match.id, "") if first.refused else ""
    where = " › ".join(titles(tree, belonging.path)) or "a new category"
    note = f"nearest is '{near}'" if near else "nothing is near"
    return Suggestion(
        "missing",
        lang,
        (first.text,),
        f"{title} → {where}{' (a guess)' if belonging.guess and belonging.path else ''}",
        _confidence(group, least),
        evidence_of(
            ((one.text, one.count, one.months) for one in group.some),
            f"hardly anybody takes '{taken}', which search finds" if taken else note,
        ),
        WriteDraft(
            lang,
            belonging.path,
            title,
            tuple(_examples(group, asking, golden, least)),
            not question,
            belonging.guess,
        )
        if belonging.path
        else None,
    )


def _examples(group: _Group, title: Words, golden: Collection[str], least: int) -> Iterator[str]:
    """Yield other words for a question, most asked first: no typing errors, nothing twice."""
    texts = [title.text, *(one.text for one in group.some)]
    first = one_letter_apart(texts)
    vectors = [group.space.vector(title.text)]
    for place, one in enumerate(group.some, 1):
        if first[place] != place or one.count < least or same_words(one.text) in golden:
            continue
        vector = group.space.vector(one.text)
        if len(vectors) <= EXAMPLES and all(closeness(vector, had) < SAME for had in vectors):
            vectors.append(vector)
            yield one.text
