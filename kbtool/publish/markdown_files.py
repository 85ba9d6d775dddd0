"""Answers as Markdown beside their pages, and what https://llmstxt.org asks of a site."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence

from kbtool.publish.entries import Entry
from kbtool.publish.page import Page
from kbtool.publish.strings import Translate
from kbtool.publish.views import PageView
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

_MARKS = re.compile(r"[\\`*_\[\]<]")


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


def full_texts(texts: Iterable[bytes | memoryview], title: str, t: Translate) -> bytes:
    """Return all texts of a language in one, in UTF-8."""
    head = f"# {_inline(title)}\n\n> {t('machines.full_note')}"
    return b"\n\n".join([head.encode(), *texts])


def index_of_texts(
    entries: Sequence[Entry], home: PageView, t: Translate, site_url: str, others: str
) -> str:
    """Return the `llms.txt` of one language: what is asked most, then topic by topic.

    Args:
        entries: of its pages, each category before its questions.
        home: its home page.
        t: the strings of the language.
        site_url: where the site is published; links are relative to the file without it.
        others: names and paths of the files for programs, as lines of a list.
    """
    assert home.home is not None
    base = posixpath.dirname(home.url)
    texts = [entry for entry in entries if entry.markdown_path]
    titles = _each_inline([entry.title for entry in texts])
    answers = _each_inline([entry.answer for entry in texts])
    lines = {}
    for entry, title, said in zip(texts, titles, answers, strict=True):
        answer = " ".join(said.split())
        link = f"- [{title}]({file_address(entry.markdown_path, base, site_url)})"
        lines[entry.url] = f"{link}: {answer}" if answer else link

    parts = [f"# {_inline(home.site_title)}"]
    if home.description:
        parts.append(f"> {_one_line(home.description)}")
    most = [lines[item.url] for item in home.home.most_asked if item.url in lines]
    parts += _section(t("home.most_asked"), most)
    for title, section in _sections(entries, t):
        parts += _section(title, [lines[entry.url] for entry in section])
    return "\n\n".join([*parts, f"## Optional\n\n{others}"]) + "\n"


def index_of_languages(homes: Sequence[PageView], t: Translate, site_url: str, others: str) -> str:
    """Return the `llms.txt` of a site in several languages: the way to that of each.

    Args:
        homes: the home page of every language, that of the default language first.
        t: the strings of the default language.
        site_url: where the site is published.
        others: the files for programs, as lines of a list.
    """
    first = homes[0]
    parts = [f"# {_inline(first.site_title)}"]
    if first.description:
        parts.append(f"> {_one_line(first.description)}")
    lines = []
    for home in homes:
        folder = posixpath.dirname(home.url)
        name = next(one.name for one in home.alternates if one.current)
        address = file_address(f"{folder}/{INDEX}", "", site_url)
        lines.append(f"- [{_inline(name)}]({address}): {_one_line(home.site_title)}")
    parts += _section(t("machines.languages"), lines)
    return "\n\n".join([*parts, f"## Optional\n\n{others}"]) + "\n"


def _sections(entries: Iterable[Entry], t: Translate) -> Iterator[tuple[str, list[Entry]]]:
    """Yield every category with questions of its own, called by its whole path."""
    title = t("category.questions")
    held: list[Entry] = []
    for entry in entries:
        if entry.kind == "category":
            if held:
                yield title, held
            title, held = " › ".join(entry.section), []
        elif entry.markdown_path:
            held.append(entry)
    if held:
        yield title, held


def _section(title: str, lines: list[str]) -> list[str]:
    return [f"## {_inline(title)}\n\n" + "\n".join(lines)] if lines else []


def file_address(path: str, base: str, site_url: str) -> str:
    """Return the link to a file of the site from one in the folder `base`."""
    if site_url:
        return site_url + to_url(path)
    if not base or path.startswith(f"{base}/"):  # `relpath` asks the system where we are
        return to_url(path[len(base) + 1 :] if base else path)
    return to_url(posixpath.relpath(path, base))


def _one_line(text: str) -> str:
    return " ".join(_inline(text).split())


def _inline(text: str) -> str:
    """Return a text as Markdown that shows it: titles and answers have no marks."""
    return _MARKS.sub(r"\\\g<0>", text)


def _each_inline(texts: Sequence[str]) -> list[str]:
    """Return what `_inline` makes of each text, in a third of the time of so many calls."""
    together = _inline("\0".join(texts)).split("\0")
    return together if len(together) == len(texts) else [_inline(text) for text in texts]
