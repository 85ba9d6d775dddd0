"""What pages are made of: links, cards, crumbs, contacts, and what every page has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from kbtool.collation import collation_key
from kbtool.frozen import maker
from kbtool.model import Article, Category, Contact, KnowledgeBase
from kbtool.order import Branch, Order
from kbtool.publish.banner import banner_view
from kbtool.publish.news import News, newest_first
from kbtool.publish.page import Page
from kbtool.publish.sidebar import Sidebar
from kbtool.publish.strings import Translate
from kbtool.publish.tags import Tag, tags_of
from kbtool.publish.untranslated import NOTICE, nearest_path, untranslated
from kbtool.publish.views import (
    Alternate,
    ArticleView,
    Card,
    CategoryView,
    ContactView,
    HomeView,
    Item,
    ListView,
    NavItem,
    NewsItem,
    NewsView,
    PageView,
    SearchView,
    StatementView,
    TagsView,
    Untranslated,
)
from kbtool.resolve import Resolution
from kbtool.urls import (
    ACCESSIBILITY_PAGE,
    LIST_PAGE,
    NEWS_PAGE,
    SEARCH_PAGE,
    TAGS_PAGE,
    article_path,
    category_path,
    feed_path,
    home_path,
    page_path,
    to_url,
)

__all__ = ["PageParts", "contact_view", "newest"]


_item = maker(Item)  # a site has many


class PageParts:
    """The ordered, resolved values of a knowledge base, and the parts that pages share."""

    def __init__(
        self,
        kb: KnowledgeBase,
        order: Order,
        resolution: Resolution,
        similar: Mapping[tuple[str, str], Iterable[str]],
        strings: Mapping[str, Translate],
    ) -> None:
        """Take the values.

        Args:
            kb: everything that was read.
            order: its public part, in order.
            resolution: its links, met with their targets.
            similar: ids by language and id, the most similar first.
            strings: the translator of every language.
        """
        self.kb = kb
        self.config = kb.config
        self.order = order
        self.resolution = resolution
        self.similar = similar
        self.strings = strings
        # By the object, which `kb` keeps alive: a hash of its values takes as long as a link.
        self._items: dict[int, Item] = {}
        self._crumbs: dict[tuple[str, tuple[str, ...]], tuple[Item, ...]] = {}
        self._sections: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = {}
        self._contacts: dict[tuple[str, tuple[str, ...]], ContactView | None] = {}
        self._hot: dict[tuple[str, tuple[str, ...]], list[Article]] = {}
        self._places: dict[str, dict[int, int]] = {}
        self._titled: dict[str, list[Article]] = {}
        self._everywhere: dict[str, dict[str, Any]] = {}

    @cached_property
    def branches(self) -> dict[tuple[str, tuple[str, ...]], Branch]:
        """Every branch by the key of its category."""
        return {
            branch.category.key: branch
            for tree in self.order.trees.values()
            for branch in tree.walk()
        }

    @cached_property
    def articles(self) -> dict[tuple[str, str], Article]:
        """Every published article by language and id."""
        return {a.key: a for a in self.kb.articles if a.status.published}

    @cached_property
    def categories(self) -> dict[tuple[str, tuple[str, ...]], Category]:
        """Every category by its key, those without questions too."""
        return {category.key: category for category in self.kb.categories}

    @cached_property
    def news(self) -> dict[str, tuple[News, ...]]:
        """What is new, by language."""
        return {
            lang: newest_first(tree.all_articles(), self.order.asks)
            for lang, tree in self.order.trees.items()
        }

    @cached_property
    def tags(self) -> dict[str, dict[str, Tag]]:
        """The tags of every language by their names; questions by asks."""
        return {lang: tags_of(self.hot(tree), lang) for lang, tree in self.order.trees.items()}

    @cached_property
    def sidebars(self) -> dict[str, Sidebar]:
        """The sidebars of every language."""
        return {
            lang: Sidebar(tree, self.category_url, self.item)
            for lang, tree in self.order.trees.items()
        }

    def hot(self, branch: Branch) -> list[Article]:
        """Return the questions below a branch, the most asked first."""
        key = branch.category.key
        if key not in self._hot:
            ranks = self._ranks(key[0])
            self._hot[key] = sorted(branch.all_articles(), key=lambda one: ranks[id(one)])
        return self._hot[key]

    def _ranks(self, lang: str) -> dict[int, int]:
        """Return the place of every listed question of a language, by the object."""
        # One sort by asks serves all categories: theirs compare places. As in `Order.by_asks`
        # titles decide between equals, and they are in order.
        if lang not in self._places:
            asks = self.order.asks
            hottest = sorted(self.by_title(lang), key=lambda one: -asks[one.key])
            self._places[lang] = {id(one): place for place, one in enumerate(hottest)}
        return self._places[lang]

    def by_title(self, lang: str) -> list[Article]:
        """Return every listed question of a language in the order of their titles."""
        if lang not in self._titled:
            self._titled[lang] = sorted(
                self.order.trees[lang].all_articles(),
                key=lambda one: (collation_key(one.title, lang), one.id),
            )
        return self._titled[lang]

    @property
    def langs(self) -> tuple[str, ...]:
        """The languages of the site, in the order of the configuration."""
        return self.config.languages

    def view(
        self,
        kind: str,
        lang: str,
        title: str,
        path: str,
        crumbs: tuple[Item, ...],
        alternates: tuple[Alternate, ...],
        description: str = "",
        nav: tuple[NavItem, ...] | None = None,
        contact: ContactView | None = None,
        **shown: HomeView
        | CategoryView
        | ArticleView
        | ListView
        | SearchView
        | TagsView
        | NewsView
        | StatementView,
    ) -> PageView:
        """Return a view with what every page has."""
        return PageView(
            kind=kind,
            lang=lang,
            title=title,
            description=description,
            url=to_url(path),
            crumbs=crumbs,
            nav=self.sidebars[lang].closed if nav is None else nav,
            alternates=alternates,
            contact=contact,
            **self._common(lang),
            **shown,  # type: ignore[arg-type]
        )

    def _common(self, lang: str) -> dict[str, Any]:
        """Return what the views of all pages of a language have in common."""
        common = self._everywhere.get(lang)
        if common is None:
            common = self._everywhere[lang] = {
                "site_title": self.site_title(lang),
                "home_url": to_url(home_path(lang, self.config)),
                "list_url": self.page_url(LIST_PAGE, lang),
                "search_url": self.page_url(SEARCH_PAGE, lang),
                "news_url": self.page_url(NEWS_PAGE, lang),
                "statement_url": self.page_url(ACCESSIBILITY_PAGE, lang),
                "feed_url": to_url(feed_path(lang, self.config)) if self.has_feed(lang) else "",
                "tags_url": self.tags_url(lang),
                "banner": banner_view(self.config.banner, lang, self.kb.today),
            }
        return common

    def once(
        self,
        kind: str,
        name: str,
        lang: str,
        title: str,
        *,
        langs: Iterable[str] | None = None,
        lastmod: dt.date | None = None,
        listed: bool = True,
        **shown: ListView | SearchView | TagsView | NewsView | StatementView,
    ) -> Page:
        """Return a page that a language has once, right below its home page.

        Args:
            kind: of its view.
            name: its path, see `page_path`.
            lang: its language.
            title: its heading.
            langs: the languages that have such a page; all when None.
            lastmod: the day of its last change.
            listed: in the sitemap.
            shown: its own view.
        """
        paths = {one: page_path(name, one, self.config) for one in langs or self.langs}
        path = page_path(name, lang, self.config)
        view = self.view(
            kind,
            lang,
            title,
            path,
            (self.home_item(lang),),
            self.alternates(lang, paths),
            contact=self.contact(lang, ()),
            **shown,  # type: ignore[arg-type]
        )
        return Page(path, view, lastmod=lastmod, listed=listed)

    def page_url(self, name: str, lang: str) -> str:
        """Return the URL of a page that a language has once."""
        return to_url(page_path(name, lang, self.config))

    def item(self, article: Article, *, with_category: bool = False) -> Item:
        """Return a link to an article."""
        if not with_category:
            known = self._items.get(id(article))
            if known is None:
                url = to_url(article_path(article, self.config))
                known = self._items[id(article)] = _item(article.title, url, article.answer, "")
            return known
        category = self.categories.get((article.lang, article.category))
        return Item(
            title=article.title,
            url=to_url(article_path(article, self.config)),
            answer=article.answer,
            category=category.title if category else "",
        )

    def news_item(self, news: News) -> NewsItem:
        """Return a link to a question that is new."""
        item = self.item(news.article, with_category=True)
        id = news.article.id
        return NewsItem(id, item.title, item.url, item.answer, item.category, news.day, news.is_new)

    def has_feed(self, lang: str) -> bool:
        """Return whether a language has a feed: it needs absolute addresses, and a day."""
        return bool(self.config.site_url and self.news[lang])

    def tags_url(self, lang: str) -> str:
        """Return the URL of the page of all tags, "" where no public question has one."""
        return self.page_url(TAGS_PAGE, lang) if self.tags[lang] else ""

    def tag_item(self, name: str, lang: str) -> Item:
        """Return a link to a tag; without URL where no public question has it."""
        tag = self.tags[lang].get(name)
        return Item(name, f"{self.tags_url(lang)}#{to_url(tag.anchor)}" if tag else "")

    def site_title(self, lang: str) -> str:
        """Return the name of the help centre; a plain word where kb.yml has none."""
        return self.config.title.in_lang(lang) or self.strings[lang]("page.title")

    def home_item(self, lang: str) -> Item:
        """Return a link to the home page; its title is that of the help centre."""
        return Item(self.site_title(lang), to_url(home_path(lang, self.config)))

    def category_url(self, category: Category) -> str:
        """Return the URL of a category's page."""
        return to_url(category_path(category.lang, category.path, self.config))

    def topic_anchor(self, category: Category) -> str:
        """Return where a category stands on the page of all questions."""
        return "/".join(("topic", *category.path))

    def card(self, branch: Branch) -> Card:
        """Return a category as a card."""
        category = branch.category
        return Card(
            title=category.title,
            url=self.category_url(category),
            description=category.description,
            icon=category.icon,
            count=branch.count,
        )

    def crumbs(self, lang: str, path: tuple[str, ...]) -> tuple[Item, ...]:
        """Return the way from the home page to the category at `path`."""
        known = self._crumbs.get((lang, path))
        if known is not None:
            return known
        steps = [self.home_item(lang)]
        for depth in range(1, len(path) + 1):
            # one that holds no public question has no page
            if branch := self.branches.get((lang, path[:depth])):
                category = branch.category
                steps.append(Item(category.title, self.category_url(category)))
        self._crumbs[lang, path] = found = tuple(steps)
        return found

    def section(self, lang: str, path: tuple[str, ...]) -> tuple[str, ...]:
        """Return the titles of the categories on the way to `path`, outermost first."""
        known = self._sections.get((lang, path))
        if known is None:
            known = tuple(one.title for one in self.crumbs(lang, path)[1:])
            self._sections[lang, path] = known
        return known

    def contact(self, lang: str, path: tuple[str, ...]) -> ContactView | None:
        """Return the contact of the nearest category that names one, else the site's."""
        if (lang, path) in self._contacts:
            return self._contacts[lang, path]
        name = self.config.contact
        for depth in range(len(path), 0, -1):
            if own := self.categories[lang, path[:depth]].contact:
                name = own
                break
        contact = self.kb.contacts.get(name)
        view = self._contacts[lang, path] = contact_view(contact, lang) if contact else None
        return view

    @cached_property
    def untranslated(self) -> dict[tuple[str, tuple[str, ...]], tuple[Untranslated, ...]]:
        """What each home page and each category lacks, by the key of its category."""
        names = {lang: self.strings[lang]("page.name") for lang in self.langs}
        return untranslated(self.order, self.branches, names, self.config)

    def alternates(
        self, lang: str, paths: Mapping[str, str], near: tuple[str, ...] = ()
    ) -> tuple[Alternate, ...]:
        """Return the same page in every language, or the nearest page with a notice.

        Args:
            lang: of the page.
            paths: of the page in the languages that have it.
            near: the category of the page; where it is missing, too, the next above it counts.
        """
        if not self.config.multilingual:
            return ()
        return tuple(
            Alternate(
                lang=one,
                name=self.strings[one]("page.name"),
                url=to_url(paths[one]) if one in paths else self._nearest_url(one, near),
                exact=one in paths,
                current=one == lang,
            )
            for one in self.langs
        )

    def article_alternates(self, article: Article) -> tuple[Alternate, ...]:
        """Return the page of a question in every language, or the nearest page with a notice."""
        if not self.config.multilingual:
            return ()
        paths = {
            one: article_path(self.articles[one, article.id], self.config)
            for one in self.langs
            if (one, article.id) in self.articles
        }
        return self.alternates(article.lang, paths, article.category)

    def _nearest_url(self, lang: str, near: tuple[str, ...]) -> str:
        _, path = nearest_path(self.branches, lang, near)
        return f"{to_url(category_path(lang, path, self.config))}#{NOTICE}"


def contact_view(contact: Contact, lang: str) -> ContactView:
    """Return a contact in one language."""
    return ContactView(
        title=contact.title.in_lang(lang),
        hours=contact.hours.in_lang(lang),
        reply=contact.reply.in_lang(lang),
        email=contact.email,
        phone=contact.phone,
        chat=contact.chat,
    )


def newest(articles: Iterable[Article]) -> dt.date | None:
    """Return the day of the last change of any of `articles`."""
    return max((a.lastmod for a in articles if a.lastmod), default=None)
