"""What a template may show: one frozen view a page, made of plain values.

Every `url` is relative to the root of the site; templates pass it through the
`url` filter. Texts are plain text: templates escape them.
"""

from __future__ import annotations

import datetime as dt

from kbtool.frozen import dataclass

__all__ = [
    "Alternate",
    "ArticleView",
    "BannerView",
    "Card",
    "CategoryView",
    "ContactView",
    "HomeView",
    "Item",
    "ListView",
    "NavItem",
    "NewsItem",
    "NewsView",
    "PageView",
    "SearchView",
    "Section",
    "TagView",
    "TagsView",
    "Untranslated",
]


@dataclass(frozen=True, slots=True)
class Item:
    """A link to a question or a page."""

    title: str
    url: str
    answer: str = ""
    category: str = ""  # title of its category, where the context needs it


@dataclass(frozen=True, slots=True)
class Card:
    """A category as a card: `count` questions in it and below it."""

    title: str
    url: str
    description: str
    icon: str  # path of an icon of Material's set without ending, "" for none
    count: int


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
    """The same page in another language; `exact` is False when it is only a page near it."""

    lang: str
    name: str  # the language in its own words
    url: str
    exact: bool
    current: bool


@dataclass(frozen=True, slots=True)
class BannerView:
    """The banner of a page; script hides it after `end`, and shows it from `start` on."""

    text: str
    lang: str  # of the text, "" for that of the page
    level: str  # "info" or "warning"
    link: str  # where it says more, "" for none
    start: dt.date | None  # its first day, where it had not come when the site was built
    end: dt.date | None  # its last day


@dataclass(frozen=True, slots=True)
class NewsItem:
    """A question that is new or has changed."""

    id: str
    title: str
    url: str
    answer: str
    category: str  # title of its category, "" for none
    day: dt.date
    is_new: bool  # else it was there before and has changed


@dataclass(frozen=True, slots=True)
class Untranslated:
    """Questions that the language of the page lacks, in another language."""

    lang: str
    name: str  # the language in its own words
    questions: tuple[Item, ...]  # the most asked
    url: str  # where the others are, "" when these are all


@dataclass(frozen=True, slots=True)
class HomeView:
    """The home page of a language."""

    description: str
    most_asked: tuple[Item, ...]
    categories: tuple[Card, ...]
    contacts: tuple[ContactView, ...]  # the site's, and those that no category names
    teams: tuple[
        Item, ...
    ]  # the others: a link to the category that has them, `answer` the promise
    count: int  # questions in this language
    news: tuple[NewsItem, ...] = ()  # the newest of what is new
    untranslated: tuple[Untranslated, ...] = ()  # of categories that the language lacks


@dataclass(frozen=True, slots=True)
class CategoryView:
    """A category page; questions by asks."""

    description: str
    icon: str
    count: int
    categories: tuple[Card, ...]
    questions: tuple[Item, ...]  # at most so many as a page can hold
    most_asked: tuple[Item, ...] = ()  # of all below, where there are categories
    more: Item | None = None  # where the other questions are, if some are left out
    untranslated: tuple[Untranslated, ...] = ()


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
    tag_links: tuple[Item, ...]  # the same; no url where no public question has the tag
    updated: dt.date | None
    reviewed: dt.date | None
    unlisted: bool
    draft: bool  # in a preview only
    feedback: str  # "" for no question, "mailto", or the URL of an endpoint


@dataclass(frozen=True, slots=True)
class Section:
    """A group on a page of all questions."""

    title: str
    anchor: str  # unique on its page
    url: str  # of the page of its own, "" for none
    level: int  # 1 for a top-level category
    questions: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class ListView:
    """A page of all questions, in one of several orders."""

    by: str  # "topic", "title" or "asks"
    orders: tuple[tuple[str, str], ...]  # every order and the URL of its page
    sections: tuple[Section, ...]
    count: int


@dataclass(frozen=True, slots=True)
class TagView:
    """A tag with its questions, the most asked first."""

    name: str
    anchor: str  # unique on its page
    count: int
    questions: tuple[Item, ...]  # at most so many as a page can hold


@dataclass(frozen=True, slots=True)
class TagsView:
    """The page of all tags, in the order of the language."""

    tags: tuple[TagView, ...]


@dataclass(frozen=True, slots=True)
class NewsView:
    """The page of what is new, newest first."""

    items: tuple[NewsItem, ...]
    count: int  # of all questions
    most_asked: tuple[Item, ...]  # where nothing is new


@dataclass(frozen=True, slots=True)
class StatementView:
    """The accessibility statement: what came out when the design of the pages was tested."""

    day: dt.date
    axe: str  # version of axe-core
    browser: str  # name and version
    pages: int  # pages of a sample help centre that stand for every kind
    violations: int


@dataclass(frozen=True, slots=True)
class SearchView:
    """The page that a search leads to: what it shows before and without an answer."""

    most_asked: tuple[Item, ...]
    categories: tuple[Item, ...]  # the top level
    count: int


@dataclass(frozen=True, slots=True)
class PageView:
    """Everything a template needs for one page; exactly one of those from `home` on is set."""

    kind: str  # "home", "category", "article", "list", "tags", "news", "search", "statement"
    lang: str
    title: str
    site_title: str  # name of the help centre in the language of the page
    description: str  # for <meta>, "" for none
    url: str
    home_url: str
    list_url: str
    search_url: str
    news_url: str
    statement_url: str
    feed_url: str  # "" where there is no feed
    tags_url: str  # "" where there are no tags
    banner: BannerView | None
    crumbs: tuple[Item, ...]  # from the home page to the parent of this page
    nav: tuple[NavItem, ...]
    alternates: tuple[Alternate, ...]  # every language, this one included
    contact: ContactView | None
    home: HomeView | None = None
    category: CategoryView | None = None
    article: ArticleView | None = None
    list: ListView | None = None
    search: SearchView | None = None
    tags: TagsView | None = None
    news: NewsView | None = None
    statement: StatementView | None = None
