"""Everything that will exist in the site, as values, before anything is rendered."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from gzip import GzipFile
from io import BytesIO
from typing import Any
from urllib.parse import quote

from kbtool.frozen import dataclass
from kbtool.model import ARTICLES, SOURCE_ENDINGS, KnowledgeBase
from kbtool.problems import rule
from kbtool.publish.entries import Entry
from kbtool.publish.machines import Listed, listed, machine_files, tell
from kbtool.publish.page import Page
from kbtool.publish.scripts import Scripts
from kbtool.publish.security import headers
from kbtool.publish.strings import Translate
from kbtool.publish.views import Alternate, PageView
from kbtool.resolve import Redirect
from kbtool.urls import article_path, feed_path, opensearch_path, to_url

__all__ = [
    "RENDER_WARNING",
    "Draw",
    "Site",
    "compressed",
    "extras",
    "headers_file",
    "sitemap",
    "static_context",
    "told_by_pages",
]

SHORT_NAME = 16  # characters, by the specification

RENDER_WARNING = rule(
    "KB210",
    "render-warning",
    help="What MkDocs warns of while it renders stops a build, as `mkdocs build --strict` does.",
)


Draw = Callable[[str, Mapping[str, Any]], str]
"""Draws a template by its name, with these variables besides those that all have."""


@dataclass(frozen=True, slots=True)
class Site:
    """The whole site before rendering."""

    build_id: str
    kb: KnowledgeBase
    pages: tuple[Page, ...]  # those that are made: all but, perhaps, pages of questions
    entries: tuple[Entry, ...]  # of all pages
    redirects: tuple[Redirect, ...]
    files: Mapping[str, bytes]  # path in the site -> content, such as the search data
    strings: Mapping[str, Translate]
    scripts: Scripts

    @property
    def searches(self) -> tuple[PageView, ...]:
        """The search page of every language."""
        return tuple(page.view for page in self.pages if page.view.kind == "search")

    @property
    def news(self) -> tuple[PageView, ...]:
        """The page of what is new of every language that has a feed of it."""
        views = (page.view for page in self.pages if page.view.kind == "news")
        return tuple(view for view in views if view.feed_url)

    @property
    def homes(self) -> tuple[Alternate, ...]:
        """The home page of every language, for pages that have no language."""
        home = next(page for page in self.pages if page.view.kind == "home")
        lang, config = home.view.lang, self.kb.config
        return home.view.alternates or (
            Alternate(lang, config.title.in_lang(lang), home.view.url, True, True),
        )


def sitemap(site: Site, site_url: str) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return rows of absolute URL, day of the last change or "", and alternates by language."""
    return [
        (
            site_url + entry.url,
            entry.lastmod.isoformat() if entry.lastmod else "",
            [(lang, site_url + url) for lang, url in entry.alternates],
        )
        for entry in site.entries
        if entry.listed
    ]


def told_by_pages(site: Site, site_url: str) -> Callable[[Sequence[Entry]], Listed]:
    """Return what tells questions as programs read them, where all pages are made."""
    pages = {page.path: page for page in site.pages}
    strings = site.strings
    return lambda entries: listed(
        entries, (tell(pages[one.path], strings[one.lang], site_url) for one in entries)
    )


def extras(
    site: Site,
    site_url: str,
    draw: Draw,
    told: Callable[[Sequence[Entry]], Listed] | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Yield what no Markdown renderer makes: redirects, root page, data, OpenSearch descriptions.

    Args:
        site: the whole site.
        site_url: where it is published, ending with "/", or "" for nobody knows.
        draw: draws a template of the theme as if it stood in the root of the site.
        told: tells the listed questions of a language; without it, by their pages.
    """
    yield from {**site.scripts.files, **site.files}.items()
    homes = [page.view for page in site.pages if page.view.home]
    told = told or told_by_pages(site, site_url)
    for path, content in machine_files(site.entries, homes, told, site.strings, site_url):
        own = f"{ARTICLES}/{path}" in site.kb.files and not path.endswith(SOURCE_ENDINGS)
        if not own:  # such as a robots.txt that the project has of its own
            yield path, content
    for entry in site.redirects:
        target = article_path(entry.article, site.kb.config)
        relative = quote(posixpath.relpath(target, posixpath.dirname(entry.path) or "."))
        said = {"kb_target": relative, "kb_target_title": entry.article.title}
        yield entry.path, draw("kb/redirect.html", said | {"lang": entry.article.lang}).encode()
    if site.redirects:
        yield "_redirects", "".join(_redirect_lines(site)).encode()
    if site.kb.config.multilingual:
        yield "index.html", draw("kb/root.html", {}).encode()
    if site_url:  # browsers take absolute addresses only
        yield from _descriptions(site, site_url, draw)


def _descriptions(site: Site, site_url: str, draw: Draw) -> Iterator[tuple[str, bytes]]:
    """Yield what names absolute addresses: how to search the site, and what is new."""
    config = site.kb.config
    for view in site.searches:
        said = {"kb": view, "site_url": site_url, "short_name": _short_name(view.site_title)}
        yield opensearch_path(view.lang, config), draw("kb/opensearch.xml", said).encode()
    for view in site.news:
        said = {"kb": view, "site_url": site_url, "t": site.strings[view.lang]}
        yield feed_path(view.lang, config), draw("kb/feed.xml", said).encode()


def headers_file(site: Site, policy: str) -> bytes:
    """Return the `_headers` file with this policy, for a project that has none of its own."""
    shards = (f"search/{lang}/*" for lang in site.kb.config.languages)
    kept = ("assets/stylesheets/*", *sorted(site.scripts.versions), *shards)
    return headers(policy, kept).encode()


def static_context(site: Site, site_url: str) -> dict[str, Any]:
    """Return the variables of templates without a language: 404, sitemap, root page."""
    return {
        "kb": None,
        "kb_homes": site.homes,
        "kb_asset": site.scripts.address,
        "kb_searches": site.searches,
        "kb_sitemap": sitemap(site, site_url) if site_url else [],
        "t": next(iter(site.strings.values())),
        "t_for": site.strings.__getitem__,
    }


def compressed(content: bytes) -> bytes:
    """Return `content` in the format of gzip, the same bytes whenever and wherever it is made."""
    target = BytesIO()
    with GzipFile(filename="", mode="wb", fileobj=target, mtime=0) as file:
        file.write(content)
    return target.getvalue()


def _short_name(title: str) -> str:
    """Return as much of a title as OpenSearch 1.1 allows, in whole words if it has any."""
    short = title[:SHORT_NAME]
    words = title[: SHORT_NAME + 1].rpartition(" ")[0]
    return short if len(title) <= SHORT_NAME else (words or short).strip()


def _redirect_lines(site: Site) -> Iterator[str]:
    """Yield the lines of a `_redirects` file, as Netlify and Cloudflare Pages read it."""
    for entry in site.redirects:
        target = to_url(article_path(entry.article, site.kb.config))
        yield f"/{to_url(entry.path)} /{target} 301\n"
        if entry.path.endswith("/index.html"):
            yield f"/{to_url(entry.path.removesuffix('index.html'))} /{target} 301\n"
