"""The sidebar of a page, against a reference that walks the whole tree."""

from __future__ import annotations

from itertools import product

import pytest

from kbtool.model import Category, Source
from kbtool.order import Branch
from kbtool.publish.sidebar import Sidebar
from kbtool.publish.views import Item, NavItem

Steps = tuple[str, ...]


def branch(path: Steps, *below: Branch) -> Branch:
    return Branch(Category("en", path, "/".join(path), Source("kb")), 0.0, 1, below, ())


TREE = branch(
    (),
    branch(("a",), branch(("a", "a")), branch(("a", "b"), branch(("a", "b", "c")))),
    branch(("b",), branch(("b", "a"))),
    branch(("c",)),
)
PATHS = [path for depth in range(4) for path in product("abcx", repeat=depth)]


def seen(at: Branch, path: Steps) -> tuple[NavItem, ...]:
    """Return the entries below a branch with the way to a category open."""
    return tuple(
        NavItem(
            title=one.category.title,
            url=one.category.title,
            current=one.category.path == path,
            open=one.category.path == path[: len(one.category.path)],
            is_category=True,
            children=seen(one, path) if one.category.path == path[: len(one.category.path)] else (),
        )
        for one in at.branches
    )


@pytest.fixture(scope="module")
def sidebar() -> Sidebar:
    return Sidebar(TREE, lambda one: one.title, lambda one: Item(one.title, one.id))


@pytest.mark.parametrize("path", PATHS)
def test_the_way_to_a_category_is_open_as_far_as_it_goes(sidebar: Sidebar, path: Steps) -> None:
    expected = seen(TREE, path)

    actual = sidebar.of_category(path)

    assert expected == actual
