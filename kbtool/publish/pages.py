"""Values -> pages: what every page of the site shows, and the Markdown of its body."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from kbtool.model import ARTICLES, Article, Category, Contact, KnowledgeBase
from kbtool.order import Branch, Order
from kbtool.publish.body import publishable_body
from kbtool.publish.sidebar import sidebar
from kbtool.publish.strings import Translate
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
    PageView,
    SearchView,
    Section,
)
from kbtool.resolve import Resolution
from kbtool.urls import (
    article_path,
    category_path,
    home_path,
    list_path,
    search_path,
    to_url,
)

__all__ = ["Page", "Pages"]

CARD_QUESTIONS = 3
DESCRIPTION_LENGTH = 160


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the site: where it lives, what its template shows, its Markdown body."""

    path: str  # relative to the root of the site, ends with .html
    view: PageView
    body: str = ""
    edit_path: str = ""  # source file relative to kb/articles/, "" when there is none
    lastmod: dt.date | None = None
    listed: bool = True  # in the sitemap
    meta: Mapping[str, Any] = field(default_factory=dict)  # what the author tells Material

    @property
    def source_path(self) -> str:
        """The path under which a Markdown renderer gets the page."""
        return self.path.removesuffix(".html") + ".md"

    @property
    def template(self) -> str:
        """The template that draws the page."""
        return f"kb/{self.view.kind}.html"


class Pages:
    """Builds every page of a knowledge base from its ordered, resolved values."""

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

    def all(self) -> list[Page]:
        """Return every page, home first, each category before its articles."""
        pages = []
        for lang, tree in self.order.trees.items():
            pages += [self.home(tree), self.listing(tree), self.search(tree)]
            for branch in tree.walk():
                if branch.category.path:
                    pages.append(self.category(branch))
                siblings = branch.articles
                pages += [self.article(a, branch, i) for i, a in enumerate(siblings)]
            unlisted = (a for a in self.kb.articles if a.lang == lang and self._unlisted(a))
            pages += [self.article(article, None, 0) for article in unlisted]
        return pages

    @staticmethod
    def _unlisted(article: Article) -> bool:
        return article.status.value == "unlisted"

    # --- lookups -------------------------------------------------------------

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

    # --- pages ---------------------------------------------------------------

    def home(self, tree: Branch) -> Page:
        """Return the home page of a language."""
        lang = tree.category.lang
        path = home_path(lang, self.config)
        hot = self.order.by_asks(tree)[: self.config.most_asked]
        contacts = [contact_view(c, lang) for c in self.kb.contacts.values()]
        description = self.config.description.in_lang(lang)
        home = HomeView(
            description=description,
            most_asked=tuple(self.item(a, with_category=True) for a in hot),
            categories=tuple(self.card(branch) for branch in tree.branches),
            contacts=tuple(contacts),
            count=tree.count,
        )
        title = self.site_title(lang)
        alternates = self.alternates(lang, {one: home_path(one, self.config) for one in self.langs})
        contact = self.contact(lang, ())
        view = self.view(
            "home", lang, title, path, (), alternates, description, contact=contact, home=home
        )
        return Page(path, view, lastmod=_newest(tree.all_articles()))

    def listing(self, tree: Branch) -> Page:
        """Return the page of all questions of a language."""
        lang = tree.category.lang
        path = list_path(lang, self.config)
        sections = tuple(
            Section(
                title=branch.category.title,
                url=self.category_url(branch.category),
                level=len(branch.category.path),
                questions=tuple(self.item(a) for a in branch.articles),
            )
            for branch in tree.walk()
            if branch.category.path or branch.articles
        )
        alternates = self.alternates(lang, {one: list_path(one, self.config) for one in self.langs})
        shown = ListView(sections, tree.count)
        crumbs = (self.home_item(lang),)
        title = self.strings[lang]("page.all")
        contact = self.contact(lang, ())
        view = self.view("list", lang, title, path, crumbs, alternates, contact=contact, list=shown)
        return Page(path, view, lastmod=_newest(tree.all_articles()))

    def search(self, tree: Branch) -> Page:
        """Return the page that a search of a language leads to."""
        lang = tree.category.lang
        path = search_path(lang, self.config)
        hot = self.order.by_asks(tree)[: self.config.most_asked]
        shown = SearchView(
            most_asked=tuple(self.item(a, with_category=True) for a in hot),
            categories=tuple(
                Item(branch.category.title, self.category_url(branch.category))
                for branch in tree.branches
            ),
            count=tree.count,
        )
        view = self.view(
            "search",
            lang,
            self.strings[lang]("search.title"),
            path,
            (self.home_item(lang),),
            self.alternates(lang, {one: search_path(one, self.config) for one in self.langs}),
            contact=self.contact(lang, ()),
            search=shown,
        )
        return Page(path, view, listed=False)

    def category(self, branch: Branch) -> Page:
        """Return the page of a category."""
        category = branch.category
        lang = category.lang
        path = category_path(lang, category.path, self.config)
        shown = CategoryView(
            description=category.description,
            icon=category.icon,
            count=branch.count,
            categories=tuple(self.card(child) for child in branch.branches),
            questions=tuple(self.item(a) for a in branch.articles),
        )
        elsewhere = {
            one: category_path(one, category.path, self.config)
            for one in self.langs
            if (one, category.path) in self.branches
        }
        view = self.view(
            "category",
            lang,
            category.title,
            path,
            self.crumbs(lang, category.path[:-1]),
            self.alternates(lang, elsewhere),
            category.description,
            nav=sidebar(self.order.trees[lang], category.path, None, self.config),
            contact=self.contact(lang, category.path),
            category=shown,
        )
        edit = category.source.path.removeprefix(f"{ARTICLES}/") if category.declared else ""
        return Page(path, view, edit_path=edit, lastmod=_newest(branch.all_articles()))

    def article(self, article: Article, branch: Branch | None, index: int) -> Page:
        """Return the page of an article; `branch` is None for an unlisted one."""
        lang = article.lang
        path = article_path(article, self.config)
        siblings = branch.articles if branch else ()
        related = self.related(article)
        shown_urls = {item.url for item in related}
        linking = self.resolution.backlinks.get(article.key, ())
        hottest = sorted(linking, key=lambda one: (-self.order.asks[one.key], one.id))
        backlinks = (self.item(one) for one in hottest)
        shown = ArticleView(
            id=article.id,
            answer=article.answer,
            also_asked=article.also_asked,
            related=related,
            backlinks=tuple(item for item in backlinks if item.url not in shown_urls),
            previous=self.item(siblings[index - 1]) if index > 0 else None,
            next=self.item(siblings[index + 1]) if index + 1 < len(siblings) else None,
            tags=article.tags,
            updated=article.lastmod,
            reviewed=article.last_reviewed_on,
            unlisted=self._unlisted(article),
            draft=article.draft,
        )
        elsewhere = {
            one: article_path(self.articles[one, article.id], self.config)
            for one in self.langs
            if (one, article.id) in self.articles
        }
        view = self.view(
            "article",
            lang,
            article.title,
            path,
            self.crumbs(lang, article.category),
            self.alternates(lang, elsewhere),
            _description(article),
            nav=sidebar(self.order.trees[lang], article.category, article, self.config),
            contact=self.contact(lang, article.category),
            article=shown,
        )
        return Page(
            path,
            view,
            body=publishable_body(article, self.resolution.links[article.source], self.config),
            edit_path=article.path.removeprefix(f"{ARTICLES}/"),
            lastmod=article.lastmod,
            listed=not shown.unlisted,
            meta=article.passthrough,
        )

    # --- parts ---------------------------------------------------------------

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
        **shown: HomeView | CategoryView | ArticleView | ListView | SearchView,
    ) -> PageView:
        """Return a view with what every page has."""
        return PageView(
            kind=kind,
            lang=lang,
            title=title,
            site_title=self.site_title(lang),
            description=description,
            url=to_url(path),
            home_url=to_url(home_path(lang, self.config)),
            list_url=to_url(list_path(lang, self.config)),
            search_url=to_url(search_path(lang, self.config)),
            crumbs=crumbs,
            nav=sidebar(self.order.trees[lang], (), None, self.config) if nav is None else nav,
            alternates=alternates,
            contact=contact,
            **shown,  # type: ignore[arg-type]
        )

    def item(self, article: Article, automatic: bool = False, with_category: bool = False) -> Item:
        """Return a link to an article."""
        category = self.categories.get((article.lang, article.category))
        return Item(
            title=article.title,
            url=to_url(article_path(article, self.config)),
            answer=article.answer,
            automatic=automatic,
            category=category.title if with_category and category else "",
        )

    def site_title(self, lang: str) -> str:
        """Return the name of the help centre; a plain word where kb.yml has none."""
        return self.config.title.in_lang(lang) or self.strings[lang]("page.title")

    def home_item(self, lang: str) -> Item:
        """Return a link to the home page; its title is that of the help centre."""
        return Item(self.site_title(lang), to_url(home_path(lang, self.config)))

    def category_url(self, category: Category) -> str:
        """Return the URL of a category's page."""
        return to_url(category_path(category.lang, category.path, self.config))

    def card(self, branch: Branch) -> Card:
        """Return a category as a card with its most asked questions."""
        category = branch.category
        hot = self.order.by_asks(branch)[:CARD_QUESTIONS]
        return Card(
            title=category.title,
            url=self.category_url(category),
            description=category.description,
            icon=category.icon,
            count=branch.count,
            questions=tuple(self.item(article) for article in hot),
        )

    def crumbs(self, lang: str, path: tuple[str, ...]) -> tuple[Item, ...]:
        """Return the way from the home page to the category at `path`."""
        steps = [self.home_item(lang)]
        for depth in range(1, len(path) + 1):
            category = self.categories[lang, path[:depth]]
            steps.append(Item(category.title, self.category_url(category)))
        return tuple(steps)

    def related(self, article: Article) -> tuple[Item, ...]:
        """Return what the author named, filled up with what the index finds similar."""
        chosen: dict[tuple[str, str], Item] = {}
        for entry in self.resolution.related[article.source]:
            if entry.article and entry.article.status.published:
                chosen[entry.article.key] = self.item(entry.article)
        for id in self.similar.get(article.key, ()):
            key = (article.lang, id)
            if len(chosen) >= self.config.related:
                break
            if key not in chosen and key in self.articles:
                chosen[key] = self.item(self.articles[key], automatic=True)
        return tuple(chosen.values())

    def contact(self, lang: str, path: tuple[str, ...]) -> ContactView | None:
        """Return the contact of the nearest category that names one, else the site's."""
        name = self.config.contact
        for depth in range(len(path), 0, -1):
            if own := self.categories[lang, path[:depth]].contact:
                name = own
                break
        contact = self.kb.contacts.get(name)
        return contact_view(contact, lang) if contact else None

    def alternates(self, lang: str, paths: Mapping[str, str]) -> tuple[Alternate, ...]:
        """Return the same page in every language; a home page where there is no such page."""
        if not self.config.multilingual:
            return ()
        return tuple(
            Alternate(
                lang=one,
                name=self.strings[one]("page.name"),
                url=to_url(paths.get(one) or home_path(one, self.config)),
                exact=one in paths,
                current=one == lang,
            )
            for one in self.langs
        )


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


def _description(article: Article) -> str:
    text = article.description or article.answer or article.text
    return text if len(text) <= DESCRIPTION_LENGTH else text[: DESCRIPTION_LENGTH - 1] + "…"


def _newest(articles: Iterable[Article]) -> dt.date | None:
    return max((a.lastmod for a in articles if a.lastmod), default=None)
