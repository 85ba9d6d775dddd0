"""Values -> pages: every page of the site."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from kbtool.frozen import dataclass
from kbtool.model import Article, Status
from kbtool.publish.article_page import article_page
from kbtool.publish.find_pages import news_page, search_page
from kbtool.publish.list_pages import list_pages, tags_page
from kbtool.publish.overview_pages import category_page, home_page
from kbtool.publish.page import Page
from kbtool.publish.page_parts import PageParts
from kbtool.publish.statement import statement_page

__all__ = ["Planned", "all_pages", "planned_pages"]


@dataclass(frozen=True, slots=True)
class Planned:
    """A page that is made when somebody asks for it, or one that is made already."""

    make: Callable[[], Page]
    article: Article | None  # of the page of a question


def all_pages(parts: PageParts) -> list[Page]:
    """Return every page, home first, each category before its articles."""
    return [planned.make() for planned in planned_pages(parts)]


def planned_pages(parts: PageParts) -> Iterator[Planned]:
    """Yield every page, home first, each category before its articles."""
    for lang, tree in parts.order.trees.items():
        pages = [home_page(parts, tree), *list_pages(parts, tree)]
        pages += [news_page(parts, tree), search_page(parts, tree), statement_page(parts, lang)]
        if parts.tags[lang]:
            pages.append(tags_page(parts, tree))
        yield from map(_made, pages)
        for branch in tree.walk():
            if branch.category.path:
                yield _made(category_page(parts, branch))
            for place, one in enumerate(branch.articles):
                yield Planned(partial(article_page, parts, one, branch, place), one)
        for one in parts.kb.articles:
            if one.lang == lang and one.status is Status.UNLISTED:
                yield Planned(partial(article_page, parts, one, None, 0), one)


def _made(page: Page) -> Planned:
    return Planned(lambda: page, None)
