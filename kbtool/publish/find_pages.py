"""The pages of what a search finds and of what is new."""

from __future__ import annotations

from kbtool.order import Branch
from kbtool.publish.page import Page
from kbtool.publish.page_parts import PageParts
from kbtool.publish.views import Item, NewsView, SearchView
from kbtool.urls import NEWS_PAGE, SEARCH_PAGE

__all__ = ["news_page", "search_page"]


def news_page(parts: PageParts, tree: Branch) -> Page:
    """Return the page of what is new in a language."""
    lang = tree.category.lang
    hot = parts.hot(tree)[: parts.config.most_asked]
    news = parts.news[lang]
    shown = NewsView(
        items=tuple(parts.news_item(one) for one in news),
        count=tree.count,
        most_asked=tuple(parts.item(a, with_category=True) for a in hot),
    )
    return parts.once(
        "news",
        NEWS_PAGE,
        lang,
        parts.strings[lang]("news.title"),
        lastmod=news[0].day if news else None,
        listed=bool(news),
        news=shown,
    )


def search_page(parts: PageParts, tree: Branch) -> Page:
    """Return the page that a search of a language leads to."""
    lang = tree.category.lang
    hot = parts.hot(tree)[: parts.config.most_asked]
    shown = SearchView(
        most_asked=tuple(parts.item(a, with_category=True) for a in hot),
        categories=tuple(
            Item(branch.category.title, parts.category_url(branch.category))
            for branch in tree.branches
        ),
        count=tree.count,
    )
    title = parts.strings[lang]("search.title")
    return parts.once("search", SEARCH_PAGE, lang, title, listed=False, search=shown)
