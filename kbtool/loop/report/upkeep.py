"""How the answers are kept: what is stale, which translations are behind, who owns what."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator

from kbtool.loop.report.articles import Named
from kbtool.loop.report.figures import Owner, Stale, Translation, Upkeep
from kbtool.loop.report.helped import Votes
from kbtool.model import Article, KnowledgeBase
from kbtool.translation import missing_languages, state

__all__ = ["upkeep"]

WITHIN = 365  # days, where neither an answer nor a goal says when it is to be looked at


def upkeep(kb: KnowledgeBase, named: Named, votes: Votes, within: int | None) -> Upkeep:
    """Return how the public answers of all languages are kept on the day of the build.

    Args:
        kb: the knowledge base.
        named: its public questions.
        votes: what readers said.
        within: days in which every answer is to be looked at; None: as each says, or a year.
    """
    stale = {one.key: late for one in named.public if (late := _late(one, kb.today, within))}
    owners = _owners(named, set(stale), votes)
    return Upkeep(
        articles=len(named.public),
        reviewed=len(named.public) - len(stale),
        owned=sum(bool(one.owner) for one in named.public),
        within=within or WITHIN,
        stale=tuple(
            sorted(
                (_stale(one, named, stale[one.key]) for one in named.public if one.key in stale),
                key=lambda one: (-one.asks, one.id, one.lang),
            )
        ),
        behind=tuple(sorted(_behind(kb, named), key=lambda one: (-one.asks, one.id, one.lang))),
        translations=len({one.id for one in named.public}) * (len(kb.config.languages) - 1),
        owners=tuple(sorted(owners, key=lambda one: (-one.asks, one.name))),
    )


def _seen(article: Article) -> dt.date | None:
    """Return the last day on which somebody looked at an answer, as KB319 takes it."""
    return article.last_reviewed_on or article.lastmod


def _late(article: Article, today: dt.date, within: int | None) -> tuple[int | None] | None:
    """Return by how many days a review is late, (None,) where there never was one."""
    day = _seen(article)
    if day is None:
        return (None,)
    stated = [days for days in (article.review_in_days, within) if days]
    late = (today - day).days - min(stated, default=WITHIN)
    return (late,) if late > 0 else None


def _stale(article: Article, named: Named, late: tuple[int | None]) -> Stale:
    return Stale(
        id=article.id,
        lang=article.lang,
        title=article.title,
        url=named.url_of(article),
        owner=article.owner,
        asks=named.asked(article.id),
        seen=_seen(article),
        late=late[0],
    )


def _behind(kb: KnowledgeBase, named: Named) -> Iterator[Translation]:
    def one(id: str, lang: str, outdated: bool) -> Translation:
        return Translation(id, named.title(id), named.url(id), lang, outdated, named.asked(id))

    for article, lacking in missing_languages(kb.every, kb.config.languages):
        if article.id in named.by_id:
            for lang in lacking:
                yield one(article.id, lang, outdated=False)
    by_key = {article.key: article for article in named.public}
    for article in named.public:
        if article.translated_from is not None:
            original = by_key.get((article.translated_from.lang, article.id))
            if original is not None and state(original) != article.translated_from.state:
                yield one(article.id, article.lang, outdated=True)


def _owners(named: Named, stale: set[tuple[str, str]], votes: Votes) -> Iterable[Owner]:
    owned: dict[str, list[Article]] = defaultdict(list)
    for article in named.public:
        owned[article.owner].append(article)
    for name, articles in owned.items():
        ids = {article.id for article in articles}
        yield Owner(
            name=name,
            langs=tuple(
                lang
                for lang in named.config.languages
                if any(article.lang == lang for article in articles)
            ),
            articles=len(articles),
            asks=sum(map(named.asked, ids)),
            reviewed=sum(article.key not in stale for article in articles),
            helpful=sum(votes.get(id, (0, 0))[0] for id in ids),
            unhelpful=sum(votes.get(id, (0, 0))[1] for id in ids),
        )
