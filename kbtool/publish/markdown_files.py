"""Answers as Markdown beside their pages, and what https://llmstxt.org asks of a site."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from kbtool.publish.page import Page
from kbtool.publish.strings import Translate
from kbtool.urls import to_url

__all__ = [
    "FULL",
    "INDEX",
    "article_text",
    "file_address",
    "full_texts",
    "index_of_languages",
    "index_of_texts",
]

INDEX = "llms.txt"
FULL = "llms-full.txt"


def article_text(page: Page, t: Translate, site_url: str) -> str:
    """Return the page of a question as Markdown: title, short answer, body, where it is from.

    Args:
        page: with `markdown`.
        t: the strings of its language.
        site_url: where the site is published, "" where nobody knows.
    """
    view = page.view
    assert view.article is not None
    parts = [f"# {_inline(view.title)}"]
    if view.article.answer:
        lines = _inline(view.article.answer).split("\n")
        parts.append("\n".join(f"> {line}".rstrip() for line in lines))
    if body := page.markdown.strip("\n"):
        parts.append(body.rstrip())
    facts = []
    if view.article.updated:
        facts.append(f"{t('article.updated')}: {view.article.updated.isoformat()}")
    address = site_url + view.url if site_url else posixpath.basename(view.url)
    facts.append(f"{t('machines.page')}: <{address}>")
    parts.append("---\n\n" + "  \n".join(facts))
    return "\n\n".join(parts) + "\n"


def full_texts(texts: Iterable[str], title: str, t: Translate) -> str:
    """Return all texts of a language in one."""
    return "\n\n".join([f"# {_inline(title)}", f"> {t('machines.full_note')}", *texts])


def index_of_texts(pages: Iterable[Page], t: Translate, site_url: str, others: str) -> str:
    """Return the `llms.txt` of one language: what is asked most, then topic by topic.

    Args:
        pages: those of the language, home first, each category before its questions.
        t: the strings of the language.
        site_url: where the site is published; links are relative to the file without it.
        others: names and paths of the files for programs, as lines of a list.
    """
    pages = list(pages)
    texts = {page.view.url: page for page in pages if page.markdown_path}
    home = next(page.view for page in pages if page.view.home)
    assert home.home is not None
    base = posixpath.dirname(home.url)

    def line(url: str) -> str:
        page = texts[url]
        assert page.view.article is not None
        answer = _one_line(page.view.article.answer)
        link = f"- [{_inline(page.view.title)}]({file_address(page.markdown_path, base, site_url)})"
        return f"{link}: {answer}" if answer else link

    parts = [f"# {_inline(home.site_title)}"]
    if home.description:
        parts.append(f"> {_one_line(home.description)}")
    most = [line(item.url) for item in home.home.most_asked if item.url in texts]
    parts += _section(t("home.most_asked"), most)
    for title, section in _sections(pages, t):
        parts += _section(title, [line(page.view.url) for page in section])
    return "\n\n".join([*parts, f"## Optional\n\n{others}"]) + "\n"


def index_of_languages(
    homes: Iterable[Page], first: Page, t: Translate, site_url: str, others: str
) -> str:
    """Return the `llms.txt` of a site in several languages: the way to that of each.

    Args:
        homes: the home page of every language.
        first: that of the default language.
        t: the strings of the default language.
        site_url: where the site is published.
        others: the files for programs, as lines of a list.
    """
    parts = [f"# {_inline(first.view.site_title)}"]
    if first.view.description:
        parts.append(f"> {_one_line(first.view.description)}")
    lines = []
    for home in homes:
        folder = posixpath.dirname(home.path)
        name = next(one.name for one in home.view.alternates if one.current)
        address = file_address(f"{folder}/{INDEX}", "", site_url)
        lines.append(f"- [{_inline(name)}]({address}): {_one_line(home.view.site_title)}")
    parts += _section(t("machines.languages"), lines)
    return "\n\n".join([*parts, f"## Optional\n\n{others}"]) + "\n"


def _sections(pages: Iterable[Page], t: Translate) -> Iterator[tuple[str, list[Page]]]:
    """Yield every category with questions of its own, called by its whole path."""
    title = t("category.questions")
    held: list[Page] = []
    for page in pages:
        if page.view.category:
            if held:
                yield title, held
            titles = [crumb.title for crumb in page.view.crumbs[1:]] + [page.view.title]
            title, held = " › ".join(titles), []
        elif page.markdown_path:
            held.append(page)
    if held:
        yield title, held


def _section(title: str, lines: list[str]) -> list[str]:
    return [f"## {_inline(title)}\n\n" + "\n".join(lines)] if lines else []


def file_address(path: str, base: str, site_url: str) -> str:
    """Return the link to a file of the site from one in the folder `base`."""
    if site_url:
        return site_url + to_url(path)
    return to_url(posixpath.relpath(path, base or "."))


def _one_line(text: str) -> str:
    return " ".join(_inline(text).split())


def _inline(text: str) -> str:
    """Return a text as Markdown that shows it: titles and answers have no marks."""
    return re.sub(r"[\\`*_\[\]<]", r"\\\g<0>", text)
