"""A page as the lists of the whole site know it: the sitemap, `llms.txt`, `faq.json`."""

from __future__ import annotations

import datetime as dt
import posixpath

from kbtool.frozen import dataclass, maker
from kbtool.model import Article, Status
from kbtool.publish.page import Page, markdown_path
from kbtool.publish.page_parts import PageParts
from kbtool.publish.views import Alternate
from kbtool.urls import article_path

__all__ = ["Entry", "article_entry", "entry_of"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What lists tell of a page; of a question without making its page."""

    kind: str  # as that of its view
    path: str
    url: str
    lang: str
    title: str
    answer: str  # of a question
    description: str
    section: tuple[str, ...]  # titles of the categories around it, of a category its own, too
    lastmod: dt.date | None
    listed: bool
    alternates: tuple[tuple[str, str], ...]  # language and URL of the very page in every language
    folder: str  # of its language, from the root of the site
    # where a question stands as Markdown for other programs, "" where nothing does
    markdown_path: str = ""


_entry = maker(Entry)


def entry_of(page: Page) -> Entry:
    """Return the entry of a page that is made."""
    view = page.view
    section = tuple(crumb.title for crumb in view.crumbs[1:])
    return Entry(
        kind=view.kind,
        path=page.path,
        url=view.url,
        lang=view.lang,
        title=view.title,
        answer=view.article.answer if view.article else "",
        description=view.description if view.kind != "article" else "",
        section=(*section, view.title) if view.category else section,
        lastmod=page.lastmod,
        listed=page.listed,
        alternates=_exact(view.alternates),
        folder=posixpath.dirname(view.home_url),
        markdown_path=page.markdown_path,
    )


def article_entry(parts: PageParts, article: Article) -> Entry:
    """Return the entry of a question's page, which need not be made for it."""
    lang = article.lang
    item = parts.item(article)
    path = article_path(article, parts.config)
    listed = article.status is not Status.UNLISTED
    return _entry(
        "article",
        path,
        item.url,
        lang,
        item.title,
        item.answer,
        "",
        parts.section(lang, article.category),
        article.lastmod,
        listed,
        _exact(parts.article_alternates(article)),
        lang if parts.config.multilingual else "",
        markdown_path(path) if listed else "",
    )


def _exact(alternates: tuple[Alternate, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((one.lang, one.url) for one in alternates if one.exact)
