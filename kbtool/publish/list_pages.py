"""The pages that list questions: all of them in three orders, and by their tags."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kbtool.collation import initial
from kbtool.model import Article
from kbtool.order import Branch
from kbtool.publish.page import Page
from kbtool.publish.page_parts import PageParts, newest
from kbtool.publish.views import ListView, Section, TagsView, TagView
from kbtool.urls import ASKS_PAGE, AZ_PAGE, LIST_PAGE, TAGS_PAGE

__all__ = ["list_pages", "tags_page"]

ORDERS = {"topic": LIST_PAGE, "title": AZ_PAGE, "asks": ASKS_PAGE}
ASKS_GROUP = 100
TAG_QUESTIONS = 30
"""Of one tag: nobody reads more of them, and one page can hold the tags of a large site."""


def list_pages(parts: PageParts, tree: Branch) -> list[Page]:
    """Return the pages of all questions of a language: by topic, by title and by asks."""
    sections = {
        "topic": _by_topic(parts, tree),
        "title": _by_title(parts, tree),
        "asks": _by_asks(parts, tree),
    }
    return [_list_page(parts, tree, by, tuple(groups)) for by, groups in sections.items()]


def _list_page(parts: PageParts, tree: Branch, by: str, sections: tuple[Section, ...]) -> Page:
    lang = tree.category.lang
    title = parts.strings[lang]("page.all")
    if by != "topic":  # two pages never have one title
        title = parts.strings[lang](f"list.titled_{by}")
    orders = tuple((order, parts.page_url(name, lang)) for order, name in ORDERS.items())
    shown = ListView(by, orders, sections, tree.count)
    lastmod = newest(tree.all_articles())
    return parts.once("list", ORDERS[by], lang, title, lastmod=lastmod, list=shown)


def _by_topic(parts: PageParts, tree: Branch) -> Iterator[Section]:
    for branch in tree.walk():
        category = branch.category
        if category.path or branch.articles:
            yield Section(
                title=category.title,
                anchor=parts.topic_anchor(category),
                url=parts.category_url(category),
                level=max(len(category.path), 1),
                questions=tuple(parts.item(a) for a in branch.articles),
            )


def _by_title(parts: PageParts, tree: Branch) -> Iterator[Section]:
    lang = tree.category.lang
    filed: dict[str, list[Article]] = defaultdict(list)
    for article in parts.by_title(lang):
        filed[initial(article.title, lang)].append(article)
    for letter in sorted(filed, key=lambda one: (one == "#", one)):
        items = tuple(parts.item(a) for a in filed[letter])
        yield Section(letter, "other" if letter == "#" else letter.lower(), "", 1, items)


def _by_asks(parts: PageParts, tree: Branch) -> Iterator[Section]:
    hot = parts.hot(tree)
    for first in range(0, len(hot), ASKS_GROUP):
        items = tuple(parts.item(a) for a in hot[first : first + ASKS_GROUP])
        yield Section(f"{first + 1}–{first + len(items)}", f"from-{first + 1}", "", 1, items)


def tags_page(parts: PageParts, tree: Branch) -> Page:
    """Return the page of all tags of a language, of which there is at least one.

    One page for all, because a tag is met on its way to a question, never read for itself:
    a page for each would be many thin ones, which search engines rate low.
    """
    lang = tree.category.lang
    langs = [one for one in parts.langs if parts.tags[one]]
    shown = TagsView(
        tuple(
            TagView(
                name=tag.name,
                anchor=tag.anchor,
                count=len(tag.articles),
                questions=tuple(parts.item(a) for a in tag.articles[:TAG_QUESTIONS]),
            )
            for tag in parts.tags[lang].values()
        )
    )
    title = parts.strings[lang]("tags.title")
    lastmod = newest(tree.all_articles())
    return parts.once("tags", TAGS_PAGE, lang, title, langs=langs, lastmod=lastmod, tags=shown)
