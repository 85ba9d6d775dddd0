"""What a template may show: one frozen view a page, made of plain values.

Every `url` is relative to the root of the site; templates pass it through the
`url` filter. Texts are plain text: templates escape them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

__all__ = [
    "Alternate",
    "ArticleView",
    "Card",
    "CategoryView",
    "ContactView",
    "HomeView",
    "Item",
    "ListView",
    "NavItem",
    "PageView",
    "SearchView",
    "Section",
]


@dataclass(frozen=True, slots=True)
class Item:
    """A link to a question or a page."""

    title: str
    url: str
    answer: str = ""
    automatic: bool = False  # chosen by the index, not by an author
    category: str = ""  # title of its category, where the context needs it


@dataclass(frozen=True, slots=True)
class Card:
    """A category as a card: `count` questions in it and below it."""

    title: str
    url: str
    description: str
    icon: str  # path of an icon of Material's set without ending, "" for none
    count: int
    questions: tuple[Item, ...]  # its most asked, best first


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of the sidebar: categories, and the siblings of the open page."""

    title: str
    url: str
    current: bool  # this very page
    open: bool  # this page or an ancestor of it
    is_category: bool
    children: tuple[NavItem, ...]


@dataclass(frozen=True, slots=True)
class ContactView:
    """How to reach the people behind a category, in the language of the page."""

    title: str
    hours: str
    reply: str
    email: str
    phone: str
    chat: str


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same page in another language; `exact` is False when it is only that home page."""

    lang: str
    name: str  # the language in its own words
    url: str
    exact: bool
    current: bool


@dataclass(frozen=True, slots=True)
class HomeView:
    """The home page of a language."""

    description: str
    most_asked: tuple[Item, ...]
    categories: tuple[Card, ...]
    contacts: tuple[ContactView, ...]
    count: int  # questions in this language


@dataclass(frozen=True, slots=True)
class CategoryView:
    """A category page; questions by asks."""

    description: str
    icon: str
    count: int
    categories: tuple[Card, ...]
    questions: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class ArticleView:
    """A question page; the body comes rendered as `page.content`."""

    id: str
    answer: str
    also_asked: tuple[str, ...]
    related: tuple[Item, ...]
    backlinks: tuple[Item, ...]  # questions that link here and are not among the related
    previous: Item | None  # the neighbour that is asked more
    next: Item | None  # the neighbour that is asked less
    tags: tuple[str, ...]
    updated: dt.date | None
    reviewed: dt.date | None
    unlisted: bool
    draft: bool  # in a preview only


@dataclass(frozen=True, slots=True)
class Section:
    """A top-level group on the all-questions page."""

    title: str
    url: str
    level: int  # 1 for a top-level category
    questions: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class ListView:
    """The page of all questions."""

    sections: tuple[Section, ...]
    count: int


@dataclass(frozen=True, slots=True)
class SearchView:
    """The page that a search leads to: what it shows before and without an answer."""

    most_asked: tuple[Item, ...]
    categories: tuple[Item, ...]  # the top level
    count: int


@dataclass(frozen=True, slots=True)
class PageView:
    """Everything a template needs for one page; exactly one of the last five is set."""

    kind: str  # "home", "category", "article", "list", "search"
    lang: str
    title: str
    site_title: str  # name of the help centre in the language of the page
    description: str  # for <meta>, "" for none
    url: str
    home_url: str
    list_url: str
    search_url: str
    crumbs: tuple[Item, ...]  # from the home page to the parent of this page
    nav: tuple[NavItem, ...]
    alternates: tuple[Alternate, ...]  # every language, this one included
    contact: ContactView | None
    home: HomeView | None = None
    category: CategoryView | None = None
    article: ArticleView | None = None
    list: ListView | None = None
    search: SearchView | None = None
