"""`also_asked`: customers' words for questions that we have.

An editor's decision is sure, search's own placing is as sure as its confidence. Words
that an article nearly has already teach search nothing and are left out, as are words that
search corrects: readers see phrasings, and need no typing errors.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from kbtool.loop.match import Matcher, same_words
from kbtool.loop.suggest.asked import Words
from kbtool.loop.suggest.closeness import Space, closeness
from kbtool.loop.suggest.settings import Wanted
from kbtool.loop.suggest.values import AddPhrasings, Evidence, Suggestion, evidence_of
from kbtool.model import Article, GoldenQuery
from kbtool.search.analyzer import analyse, function_terms, normalise, pieces

__all__ = ["phrasings"]

TOO_CLOSE = 0.9  # to a phrasing that the article has: the same words in another order
TEXTS = 2  # that have a word which no article has, before it is taken for one
FEWEST = 2  # telling terms of a phrasing; one word alone belongs to no question


def phrasings(
    articles: Sequence[Article],
    asked: Sequence[Words],
    queries: Sequence[GoldenQuery],
    matcher: Matcher,
    wanted: Wanted,
) -> Iterator[Suggestion]:
    """Yield the phrasings that articles lack, an article at a time.

    Args:
        articles: public.
        asked: most asked first.
        queries: golden ones, which would measure nothing if an article held their words.
        matcher: of the articles.
        wanted: from when on something is suggested.
    """
    known = {same_words(text) for one in articles for text in (one.title, *one.also_asked)}
    known |= {same_words(golden.query) for golden in queries}
    by_key = {article.key: article for article in articles}
    found: dict[tuple[str, str], list[Words]] = defaultdict(list)
    usual = _usual(asked, wanted.least)
    for one in asked:
        id = one.guess
        # Who typed it and took the article says it twice.
        seen = one.count + (one.taken.visitors if one.taken else 0)
        enough = one.decided or seen >= wanted.least
        if not enough or one.confidence < wanted.confidence or same_words(one.text) in known:
            continue
        corrected = matcher.corrected(one.text, one.lang)
        # Where search reads a word for another, only an editor knows what is meant.
        fit = one.decided or (not corrected and _telling(one.text) >= FEWEST)
        if fit and usual.issuperset(corrected) and (one.lang, id) in by_key:
            found[one.lang, id].append(one)
    space = Space([one.text for one in asked])
    for key in sorted(found):
        article = by_key[key]
        if kept := _new(article, found[key], space, wanted.most):
            yield Suggestion(
                "also-asked",
                article.lang,
                (article.id,),
                f"{article.title}: {len(kept)} more",
                sum(one.confidence for one in kept) / len(kept),
                _evidence(kept),
                AddPhrasings(key, tuple(one.text for one in kept)),
            )


def _telling(text: str) -> int:
    return len(set(analyse(text)) - function_terms())


def _usual(asked: Sequence[Words], least: int) -> set[str]:
    """Return the words that customers type in several texts, and often enough."""
    texts: Counter[str] = Counter()
    asks: Counter[str] = Counter()
    for one in asked:
        for word in {piece.spelt for piece in pieces(normalise(one.text))}:
            texts[word] += 1
            asks[word] += max(one.count, 1)  # 0: it was decided long ago
    return {word for word, count in texts.items() if count >= TEXTS and asks[word] >= least}


def _new(article: Article, asked: Sequence[Words], space: Space, most: int) -> list[Words]:
    """Return words that are new to an article: decided ones first, then the most asked."""
    had = [space.vector(text) for text in (article.title, *article.also_asked)]
    kept: list[Words] = []
    for one in sorted(asked, key=lambda one: (not one.decided, -one.count, one.text)):
        vector = space.vector(one.text)
        if len(kept) < most and all(closeness(vector, other) < TOO_CLOSE for other in had):
            had.append(vector)
            kept.append(one)
    return kept


def _evidence(kept: Sequence[Words]) -> Evidence:
    """Return why words are an article's: who placed them, and how many visitors took it."""
    took = {one.text: (one.taken.visitors, one.taken.of) for one in kept if one.taken}
    visitors, of = (sum(some) for some in zip(*took.values(), strict=True)) if took else (0, 0)
    said = {
        "placed by an editor": sum(one.decided for one in kept),
        f"taken by {visitors:,} of {of:,} visitors": len(took),
        "with one letter wrong": sum(one.slip for one in kept),
    }
    by = ", ".join(f"{count} {what}" for what, count in said.items() if count)
    return evidence_of(((one.text, one.count, one.months) for one in kept), by, took)
