"""What stands in the sidebar of a page: never the whole site."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from kbtool.model import Article, Category
from kbtool.order import Branch
from kbtool.publish.views import Item, NavItem

__all__ = ["Sidebar"]

SIBLINGS = 12  # a page must not grow with its category

_Way = tuple[
    list[tuple[tuple[NavItem, ...], NavItem, tuple[NavItem, ...]]], tuple[NavItem, ...], bool
]
"""Entries of each level before, at and behind the open one; those below; whether it is there."""


class Sidebar:
    """The sidebars of one language; what pages have in common is one value."""

    def __init__(
        self, tree: Branch, url: Callable[[Category], str], item: Callable[[Article], Item]
    ) -> None:
        """Take what they are made of.

        Args:
            tree: the root of the language.
            url: of a category.
            item: the link to an article.
        """
        self._tree = tree
        self._url = url
        self._item = item
        self._closed: dict[tuple[str, ...], NavItem] = {}
        self._ways: dict[tuple[str, ...], _Way] = {}
        self._questions: dict[tuple[str, str], NavItem] = {}

    @cached_property
    def closed(self) -> tuple[NavItem, ...]:
        """The top categories alone."""
        return tuple(map(self._entry, self._tree.branches))

    def of_category(self, path: tuple[str, ...]) -> tuple[NavItem, ...]:
        """Return the top categories and the open branch, on the page of a category."""
        return self._opened(path, (), is_category=True)

    def of_article(
        self, article: Article, siblings: tuple[Article, ...], place: int
    ) -> tuple[NavItem, ...]:
        """Return the top categories, the open branch, and the siblings of the open article.

        Args:
            article: the open article.
            siblings: of its category, in order; an unlisted article is none of them.
            place: of the article among them, 0 for an unlisted one.
        """
        first = max(0, min(place - SIBLINGS // 2, len(siblings) - SIBLINGS))
        around = tuple(
            self._question(one, current=one.key == article.key)
            for one in siblings[first : first + SIBLINGS]
        )
        return self._opened(article.category, around, is_category=False)

    def _opened(
        self, path: tuple[str, ...], questions: tuple[NavItem, ...], is_category: bool
    ) -> tuple[NavItem, ...]:
        """Return the entries below the root with the way to `path` open."""
        levels, below, found = self._way(path)
        items = (*below, *questions) if found else below
        current = found and is_category
        for before, one, behind in reversed(levels):
            items = (*before, NavItem(one.title, one.url, current, True, True, items), *behind)
            current = False
        return items

    def _way(self, path: tuple[str, ...]) -> _Way:
        """Return the closed entries that are seen on the way to `path`, or as far as it goes."""
        known = self._ways.get(path)
        if known is None:
            levels, branch, found = [], self._tree, True
            for depth in range(1, len(path) + 1):
                names = [one.category.path for one in branch.branches]
                if path[:depth] not in names:
                    found = False
                    break
                place = names.index(path[:depth])
                entries = tuple(map(self._entry, branch.branches))
                levels.append((entries[:place], entries[place], entries[place + 1 :]))
                branch = branch.branches[place]
            below = tuple(map(self._entry, branch.branches))
            known = self._ways[path] = levels, below, found
        return known

    def _entry(self, branch: Branch) -> NavItem:
        category = branch.category
        known = self._closed.get(category.path)
        if known is None:
            known = self._closed[category.path] = NavItem(
                title=category.title,
                url=self._url(category),
                current=False,
                open=False,
                is_category=True,
                children=(),
            )
        return known

    def _question(self, one: Article, current: bool) -> NavItem:
        known = self._questions.get(one.key)
        if known is None or current:
            item = self._item(one)
            new = NavItem(item.title, item.url, current, current, is_category=False, children=())
            if current:
                return new
            known = self._questions[one.key] = new
        return known
