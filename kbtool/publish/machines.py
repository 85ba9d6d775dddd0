"""Every file of the site that programs read instead of people, from the values of its pages."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping

from kbtool.publish.faq_json import FAQ, SCHEMA, faq, schema
from kbtool.publish.markdown_files import (
    FULL,
    INDEX,
    article_text,
    file_address,
    full_texts,
    index_of_languages,
    index_of_texts,
)
from kbtool.publish.page import Page
from kbtool.publish.strings import Translate

__all__ = ["machine_files"]

ROBOTS = "robots.txt"


def machine_files(
    pages: Iterable[Page], strings: Mapping[str, Translate], site_url: str
) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of each file.

    Args:
        pages: every page, the default language first.
        strings: the translator of every language.
        site_url: where the site is published, ending with "/", or "" for nobody knows.
    """
    pages = list(pages)
    homes = [page for page in pages if page.view.home]
    for home in homes:
        own = [page for page in pages if page.view.lang == home.view.lang]
        yield from _of_a_language(own, home, strings[home.view.lang], site_url)
    if len(homes) > 1:
        others = _list([SCHEMA], "", site_url)
        t = strings[homes[0].view.lang]
        yield INDEX, index_of_languages(homes, homes[0], t, site_url, others)
    yield SCHEMA, schema(site_url)
    yield ROBOTS, _robots(site_url)


def _of_a_language(
    pages: list[Page], home: Page, t: Translate, site_url: str
) -> Iterator[tuple[str, str]]:
    folder = posixpath.dirname(home.path)
    texts = []
    for page in pages:
        if page.markdown_path:
            text = article_text(page, t, site_url)
            texts.append(text)
            yield page.markdown_path, text
    names = [posixpath.join(folder, name) for name in (FULL, FAQ)]
    yield (
        posixpath.join(folder, INDEX),
        index_of_texts(pages, t, site_url, _list(names, folder, site_url)),
    )
    yield names[0], full_texts(texts, home.view.site_title, t)
    yield names[1], faq(pages, site_url)


def _list(paths: Iterable[str], folder: str, site_url: str) -> str:
    """Return paths as a Markdown list of links, from a file in `folder`."""
    return "\n".join(
        f"- [{posixpath.basename(path)}]({file_address(path, folder, site_url)})" for path in paths
    )


def _robots(site_url: str) -> str:
    """Return what tells crawlers that they are welcome, and where the list of pages is."""
    lines = ["User-agent: *", "Allow: /"]
    if site_url:
        lines += ["", f"Sitemap: {site_url}sitemap.xml"]
    return "\n".join(lines) + "\n"
