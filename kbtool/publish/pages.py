"""Values -> pages: every page of the site."""

from __future__ import annotations

from kbtool.model import Status
from kbtool.publish.article_page import article_page
from kbtool.publish.find_pages import news_page, search_page
from kbtool.publish.list_pages import list_pages, tags_page
from kbtool.publish.overview_pages import category_page, home_page
from kbtool.publish.page import Page
from kbtool.publish.page_parts import PageParts
from kbtool.publish.statement import statement_page

__all__ = ["all_pages"]


def all_pages(parts: PageParts) -> list[Page]:
    """Return every page, home first, each category before its articles."""
    pages = []
    for lang, tree in parts.order.trees.items():
        pages += [home_page(parts, tree), *list_pages(parts, tree)]
        pages += [news_page(parts, tree), search_page(parts, tree), statement_page(parts, lang)]
        if parts.tags[lang]:
            pages.append(tags_page(parts, tree))
        for branch in tree.walk():
            if branch.category.path:
                pages.append(category_page(parts, branch))
            siblings = branch.articles
            pages += [article_page(parts, one, branch, i) for i, one in enumerate(siblings)]
        unlisted = (
            one for one in parts.kb.articles if one.lang == lang and one.status is Status.UNLISTED
        )
        pages += [article_page(parts, article, None, 0) for article in unlisted]
    return pages
