"""What stands in the sidebar of a page: never the whole site."""

from __future__ import annotations

from kbtool.model import Article, Config
from kbtool.order import Branch
from kbtool.publish.views import NavItem
from kbtool.urls import article_path, category_path, to_url

__all__ = ["sidebar"]

SIBLINGS = 12  # a page must not grow with its category


def sidebar(
    tree: Branch, path: tuple[str, ...], article: Article | None, config: Config
) -> tuple[NavItem, ...]:
    """Return the top categories, the open branch, and the siblings of the open article.

    Args:
        tree: the root of a language.
        path: the category that is open, or that holds the open article.
        article: the open article; None on the page of a category.
        config: for the URLs.
    """

    def items(branch: Branch) -> tuple[NavItem, ...]:
        below = [entry(child) for child in branch.branches]
        if article is not None and branch.category.path == path:
            below += [_question(one, article, config) for one in _around(article, branch.articles)]
        return tuple(below)

    def entry(branch: Branch) -> NavItem:
        category = branch.category
        is_open = path[: len(category.path)] == category.path
        return NavItem(
            title=category.title,
            url=to_url(category_path(category.lang, category.path, config)),
            current=article is None and category.path == path,
            open=is_open,
            is_category=True,
            children=items(branch) if is_open else (),
        )

    return items(tree)


def _around(article: Article, siblings: tuple[Article, ...]) -> tuple[Article, ...]:
    """Return at most `SIBLINGS` articles around the open one, in order."""
    place = next((i for i, one in enumerate(siblings) if one.key == article.key), 0)
    first = max(0, min(place - SIBLINGS // 2, len(siblings) - SIBLINGS))
    return siblings[first : first + SIBLINGS]


def _question(one: Article, opened: Article, config: Config) -> NavItem:
    current = one.key == opened.key
    url = to_url(article_path(one, config))
    return NavItem(one.title, url, current, current, is_category=False, children=())
