"""Questions that a language lacks, each on the nearest page that the language has.

They are offered in the language that has them, by links to their own pages: no page is
made twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from kbtool.model import Article, Config
from kbtool.order import Order
from kbtool.publish.views import Item, Untranslated
from kbtool.urls import article_path, category_path, to_url

__all__ = ["NOTICE", "Place", "nearest_path", "untranslated"]

NOTICE = "kb-untranslated"
"""The anchor of the notice on home pages and categories that a page is not translated."""

SHOWN = 5  # questions of one language on one page; the page of that language has all

Place = tuple[str, tuple[str, ...]]
"""A language, and the path of a category in it."""


def nearest_path(places: Mapping[Place, object], lang: str, path: tuple[str, ...]) -> Place:
    """Return the deepest category on the way to `path` that `lang` has; its home page at last."""
    while path and (lang, path) not in places:
        path = path[:-1]
    return lang, path


def untranslated(
    order: Order, places: Mapping[Place, object], names: Mapping[str, str], config: Config
) -> dict[Place, tuple[Untranslated, ...]]:
    """Return what each home page and each category lacks, by the language that has it.

    Args:
        order: the public part of the knowledge base.
        places: the home page and the categories that every language has.
        names: of every language, in its own words.
        config: for the languages; in the first that has a question it is offered.
    """
    lacking: dict[Place, dict[str, list[Article]]] = defaultdict(lambda: defaultdict(list))
    by_lang = {lang: list(tree.all_articles()) for lang, tree in order.trees.items()}
    for lang in config.languages if config.multilingual else ():
        known = {article.id for article in by_lang.get(lang, ())}
        for other in config.languages:
            for article in by_lang.get(other, ()):
                if article.id not in known:
                    known.add(article.id)
                    place = nearest_path(places, lang, article.category)
                    lacking[place][other].append(article)
    return {
        place: tuple(
            _offered(order, place, other, names[other], articles, config)
            for other, articles in found.items()
        )
        for place, found in lacking.items()
    }


def _offered(
    order: Order, place: Place, lang: str, name: str, articles: list[Article], config: Config
) -> Untranslated:
    hottest = sorted(articles, key=lambda one: (-order.asks[one.key], one.id))[:SHOWN]
    more = to_url(category_path(lang, place[1], config))
    return Untranslated(
        lang=lang,
        name=name,
        questions=tuple(Item(one.title, to_url(article_path(one, config))) for one in hottest),
        url=more if len(articles) > SHOWN else "",
    )
