"""Where every page of the site lives.

Paths are relative to the root of the site, with `/`. Pages are `name.html`, not
`name/index.html`: links must work when the site is opened from disk.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from kbtool.model import Article, Config

__all__ = [
    "ACCESSIBILITY_PAGE",
    "ASKS_PAGE",
    "AZ_PAGE",
    "LIST_PAGE",
    "NEWS_PAGE",
    "RESERVED_SLUGS",
    "SEARCH_PAGE",
    "TAGS_PAGE",
    "above",
    "alias_path",
    "article_path",
    "category_path",
    "feed_path",
    "folded",
    "home_path",
    "opensearch_path",
    "page_path",
    "site_pages",
    "to_url",
]

LIST_PAGE = "all-questions"
AZ_PAGE = "all-questions-a-z"
ASKS_PAGE = "all-questions-by-asks"
NEWS_PAGE = "whats-new"
ACCESSIBILITY_PAGE = "accessibility"
TAGS_PAGE = "tags"
SEARCH_PAGE = "search"

_ONCE = {
    LIST_PAGE: "the page of all questions",
    AZ_PAGE: "the page of all questions by title",
    ASKS_PAGE: "the page of all questions by asks",
    NEWS_PAGE: "the page of what is new",
    TAGS_PAGE: "the page of all tags",
    ACCESSIBILITY_PAGE: "the accessibility statement",
    SEARCH_PAGE: "the search page",
}

RESERVED_SLUGS = frozenset({"index", "readme"})
"""Slugs that would take the place of a category's own page."""


_QUOTED = re.compile(r"[^A-Za-z0-9_.\-~/]")
"""What `quote` would write otherwise; most paths hold none of it, and asking it is slow."""


def _prefix(config: Config, lang: str) -> str:
    return f"{lang}/" if config.multilingual else ""


def article_path(article: Article, config: Config) -> str:
    """Return the path of an article's page."""
    place = "/".join((*article.category, article.slug))
    return f"{_prefix(config, article.lang)}{place}.html"


def category_path(lang: str, path: tuple[str, ...], config: Config) -> str:
    """Return the path of a category's page; the empty path is the home page."""
    return f"{_prefix(config, lang)}{'/'.join((*path, 'index.html'))}"


def home_path(lang: str, config: Config) -> str:
    """Return the path of the home page of a language."""
    return category_path(lang, (), config)


def page_path(name: str, lang: str, config: Config) -> str:
    """Return the path of a page that a language has once, such as `LIST_PAGE`."""
    return f"{_prefix(config, lang)}{name}.html"


def feed_path(lang: str, config: Config) -> str:
    """Return the path of the Atom feed of what is new in a language."""
    return f"{_prefix(config, lang)}feed.xml"


def opensearch_path(lang: str, config: Config) -> str:
    """Return the path of what tells browsers how to search a language."""
    return f"{_prefix(config, lang)}opensearch.xml"


def site_pages(config: Config) -> dict[str, str]:
    """Return what belongs to no article and no category: paths, and what stands there."""
    pages = {"404.html": "the page for what is not found", "sitemap.xml": "the sitemap"}
    if config.multilingual:
        pages["index.html"] = "the choice of languages"
    pages |= {home_path(lang, config): "the home page" for lang in config.languages}
    for lang in config.languages:
        pages[feed_path(lang, config)] = "the feed of what is new"
        pages |= {page_path(name, lang, config): what for name, what in _ONCE.items()}
    return pages


def above(path: str) -> list[str]:
    """Return every folder above `path`, the nearest first."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[:n]) for n in range(len(parts), 0, -1)]


def folded(path: str) -> str:
    """Return what file systems that ignore letter case or Unicode form see."""
    return unicodedata.normalize("NFC", path).casefold()


def alias_path(value: str, article: Article, config: Config) -> str:
    """Return the path of the page that redirects from an alias.

    A value with `/` is an old URL path on this site. Anything else is an old id,
    and stands where the article stood under that name.
    """
    if "/" not in value:
        folders = "".join(f"{name}/" for name in article.category)
        return f"{_prefix(config, article.lang)}{folders}{value.removesuffix('.html')}.html"
    path = value.strip("/")
    if value.endswith("/"):
        return f"{path}/index.html" if path else "index.html"
    return path if path.endswith((".html", ".htm")) else f"{path}.html"


def to_url(path: str) -> str:
    """Return a path as a URL relative to the root of the site, percent-encoded."""
    return quote(path) if _QUOTED.search(path) else path
