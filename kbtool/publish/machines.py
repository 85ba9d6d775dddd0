"""Every file of the site that programs read instead of people."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from kbtool.frozen import dataclass
from kbtool.publish.entries import Entry
from kbtool.publish.faq_json import FAQ, SCHEMA, faq, faq_row, schema
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
from kbtool.publish.views import PageView

__all__ = ["Listed", "Told", "listed", "machine_files", "tell"]

ROBOTS = "robots.txt"


@dataclass(frozen=True, slots=True)
class Told:
    """A question as programs read it, in UTF-8."""

    text: bytes  # Markdown
    row: bytes  # JSON, of `faq.json`


@dataclass(frozen=True, slots=True)
class Listed:
    """The listed questions of a language as programs read them, in UTF-8."""

    files: Mapping[str, bytes]  # path -> Markdown, but for files that are there and stay
    # Of one question or of many neighbours, as the file of all of them holds these:
    texts: Sequence[bytes | memoryview]
    rows: Sequence[bytes | memoryview]


def listed(entries: Sequence[Entry], told: Iterable[Told]) -> Listed:
    """Return questions that are all told anew.

    Args:
        entries: of the questions.
        told: what is told of each.
    """
    all_told = list(told)
    files = {entry.markdown_path: one.text for entry, one in zip(entries, all_told, strict=True)}
    return Listed(files, [one.text for one in all_told], [one.row for one in all_told])


def tell(page: Page, t: Translate, site_url: str) -> Told:
    """Return a question as programs read it.

    Args:
        page: of a listed question.
        t: the translator of its language.
        site_url: where the site is published, "" for nobody knows.
    """
    text = article_text(page, t, site_url)
    return Told(text.encode("utf-8"), faq_row(page, site_url).encode("utf-8"))


def machine_files(
    entries: Sequence[Entry],
    homes: Sequence[PageView],
    told: Callable[[Sequence[Entry]], Listed],
    strings: Mapping[str, Translate],
    site_url: str,
) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the content of each file.

    Args:
        entries: every page, home first, each category before its questions.
        homes: the home page of every language, the default language first.
        told: returns the listed questions of a language as programs read them.
        strings: the translator of every language.
        site_url: where the site is published, ending with "/", or "" for nobody knows.
    """
    for home in homes:
        own = [entry for entry in entries if entry.lang == home.lang]
        yield from _of_a_language(own, home, told, strings[home.lang], site_url)
    if len(homes) > 1:
        others = _list([SCHEMA], "", site_url)
        t = strings[homes[0].lang]
        yield INDEX, index_of_languages(homes, t, site_url, others).encode()
    yield SCHEMA, schema(site_url).encode()
    yield ROBOTS, _robots(site_url).encode()


def _of_a_language(
    entries: list[Entry],
    home: PageView,
    told: Callable[[Sequence[Entry]], Listed],
    t: Translate,
    site_url: str,
) -> Iterator[tuple[str, bytes]]:
    folder = posixpath.dirname(home.url)
    questions = told([entry for entry in entries if entry.markdown_path])
    yield from questions.files.items()
    names = [posixpath.join(folder, name) for name in (FULL, FAQ)]
    others = _list(names, folder, site_url)
    yield (
        posixpath.join(folder, INDEX),
        index_of_texts(entries, home, t, site_url, others).encode(),
    )
    yield names[0], full_texts(questions.texts, home.site_title, t)
    yield names[1], faq(entries, home, questions.rows, site_url)


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
