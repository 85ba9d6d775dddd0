"""The pages of what a search finds and of what is new."""

from __future__ import annotations

from kbtool.order import Branch
from kbtool.publish.page import Page
from kbtool.publish.page_parts import PageParts
from kbtool.publish.views import Item, NewsView, SearchView
from kbtool.urls import news_path, search_path

__all__ = ["news_page", "search_page"]


def news_page(parts: PageParts, tree: Branch) -> Page:
    """Return the page of what is new in a language."""
    lang = tree.category.lang
    path = news_path(lang, parts.config)
    hot = parts.order.by_asks(tree)[: parts.config.most_asked]
    news = parts.news[lang]
    shown = NewsView(
        items=tuple(parts.news_item(one) for one in news),
        count=tree.count,
        most_asked=tuple(parts.item(a, with_category=True) for a in hot),
    )
    view = parts.view(
        "news",
        lang,
        parts.strings[lang]("news.title"),
        path,
        (parts.home_item(lang),),
        parts.alternates(lang, {one: news_path(one, parts.config) for one in parts.langs}),
        contact=parts.contact(lang, ()),
        news=shown,
    )
    return Page(path, view, lastmod=news[0].day if news else None, listed=bool(news))


def search_page(parts: PageParts, tree: Branch) -> Page:
    """Return the page that a search of a language leads to."""
    lang = tree.category.lang
    path = search_path(lang, parts.config)
    hot = parts.order.by_asks(tree)[: parts.config.most_asked]
    shown = SearchView(
        most_asked=tuple(parts.item(a, with_category=True) for a in hot),
        categories=tuple(
            Item(branch.category.title, parts.category_url(branch.category))
            for branch in tree.branches
        ),
        count=tree.count,
    )
    view = parts.view(
        "search",
        lang,
        parts.strings[lang]("search.title"),
        path,
        (parts.home_item(lang),),
        parts.alternates(lang, {one: search_path(one, parts.config) for one in parts.langs}),
        contact=parts.contact(lang, ()),
        search=shown,
    )
    return Page(path, view, listed=False)
