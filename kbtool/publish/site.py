"""Everything that will exist in the site, as values, before anything is rendered."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from kbtool.model import ARTICLES, SOURCE_ENDINGS, KnowledgeBase
from kbtool.problems import rule
from kbtool.publish.entries import Entry, entry_of
from kbtool.publish.machines import Told, machine_files, tell
from kbtool.publish.page import Page
from kbtool.publish.scripts import Scripts
from kbtool.publish.security import headers
from kbtool.publish.strings import Translate
from kbtool.publish.views import Alternate, PageView
from kbtool.resolve import Redirect
from kbtool.urls import article_path, feed_path, opensearch_path, to_url

__all__ = ["RENDER_WARNING", "Site", "Templates", "sitemap", "write_extras", "write_headers"]

SHORT_NAME = 16  # characters, by the specification

RENDER_WARNING = rule(
    "KB210",
    "render-warning",
    help="What MkDocs warns of while it renders stops a build, as `mkdocs build --strict` does.",
)


class Templates(Protocol):
    """What draws a template: a Jinja environment."""

    def get_template(self, name: str, /) -> Any:
        """Return what renders the template `name`."""


@dataclass(frozen=True, slots=True)
class Site:
    """The whole site before rendering."""

    build_id: str
    kb: KnowledgeBase
    pages: tuple[Page, ...]
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

    def machine_files(self, site_url: str) -> Iterator[tuple[str, bytes]]:
        """Yield the files that programs read, with their content."""
        pages = {page.path: page for page in self.pages}
        homes = [page.view for page in self.pages if page.view.home]
        entries = [entry_of(page) for page in self.pages]

        def told(entry: Entry) -> Told:
            return tell(pages[entry.path], self.strings[entry.lang], site_url)

        return machine_files(entries, homes, told, self.strings, site_url)

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
            site_url + page.view.url,
            page.lastmod.isoformat() if page.lastmod else "",
            [(one.lang, site_url + one.url) for one in page.view.alternates if one.exact],
        )
        for page in site.pages
        if page.listed
    ]


def write_extras(
    site: Site, folder: Path, templates: Templates, context: Mapping[str, Any]
) -> None:
    """Write what no Markdown renderer makes: redirects, root page, data, OpenSearch descriptions.

    Args:
        site: the whole site.
        folder: the root of the rendered site.
        templates: the theme.
        context: variables of the renderer, for the root page.
    """
    for path, content in {**site.scripts.files, **site.files}.items():
        _write(folder, path, content)
    for path, content in site.machine_files(context["config"].site_url or ""):
        own = f"{ARTICLES}/{path}" in site.kb.files and not path.endswith(SOURCE_ENDINGS)
        if not own:  # such as a robots.txt that the project has of its own
            _write(folder, path, content)
    redirect = templates.get_template("kb/redirect.html")
    for entry in site.redirects:
        target = article_path(entry.article, site.kb.config)
        relative = quote(posixpath.relpath(target, posixpath.dirname(entry.path) or "."))
        text = redirect.render(
            kb_target=relative, kb_target_title=entry.article.title, lang=entry.article.lang
        )
        _write(folder, entry.path, text.encode())
    if site.redirects:
        _write(folder, "_redirects", "".join(_redirect_lines(site)).encode())
    if site.kb.config.multilingual:
        text = templates.get_template("kb/root.html").render({**context, "kb_homes": site.homes})
        _write(folder, "index.html", text.encode())
    site_url = context["config"].site_url
    if site_url:  # browsers take absolute addresses only
        template = templates.get_template("kb/opensearch.xml")
        for view in site.searches:
            text = template.render(
                kb=view, site_url=site_url, short_name=_short_name(view.site_title)
            )
            _write(folder, opensearch_path(view.lang, site.kb.config), text.encode())
        feed = templates.get_template("kb/feed.xml")
        for view in site.news:
            text = feed.render(kb=view, site_url=site_url, t=site.strings[view.lang])
            _write(folder, feed_path(view.lang, site.kb.config), text.encode())


def write_headers(site: Site, folder: Path, policy: str) -> None:
    """Write the `_headers` file with this policy, unless the project has one of its own."""
    if not (folder / "_headers").exists():
        shards = (f"search/{lang}/*" for lang in site.kb.config.languages)
        kept = ("assets/stylesheets/*", *sorted(site.scripts.versions), *shards)
        _write(folder, "_headers", headers(policy, kept).encode())


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


def _write(folder: Path, path: str, content: bytes) -> None:
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
