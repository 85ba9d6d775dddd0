"""KB1xx: the hierarchy, identities and paths."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from kbtool.checks.register import Facts, Finding, check
from kbtool.model import ARTICLES, SOURCE_ENDINGS, Article, Source, Status
from kbtool.problems import Severity
from kbtool.urls import (
    ASKS_PAGE,
    AZ_PAGE,
    LIST_PAGE,
    NEWS_PAGE,
    RESERVED_SLUGS,
    TAGS_PAGE,
    above,
    article_path,
    category_path,
    folded,
    site_pages,
)

__all__: list[str] = []

CATEGORY_FILE = "_category.yml"
RESERVED_TOP = frozenset({"assets", "search", "404", "sitemap"}) | {
    *(LIST_PAGE, AZ_PAGE, ASKS_PAGE, NEWS_PAGE, TAGS_PAGE),
}

# learn.microsoft.com, "Naming Files, Paths, and Namespaces": devices by any ending, and marks.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³]) *(?:\..*)?\Z", re.I | re.S)
_NO_FOLDER = re.compile(r".*(?:[<>:\"|?*\\\x00-\x1f]|[ .]\Z)", re.S)  # of a file KB316 tells


@check("KB101", "too-deep")
def too_deep(facts: Facts) -> Iterator[Finding]:
    """An article lies in at most `max_depth` categories, and never in more than four.

    Bad:  kb/articles/aftersale/returns/process/abroad/parcels/label.md
    Good: kb/articles/aftersale/returns/process/abroad/label.md
    """
    limit = facts.kb.config.max_depth
    told = set()
    for article in facts.kb.articles:
        depth = len(article.category)
        if depth > limit and article.path not in told:
            told.add(article.path)
            folder = posixpath.dirname(article.path)
            for _ in range(depth - limit):
                folder = posixpath.dirname(folder)
            home = f"{folder}/{posixpath.basename(article.path)}"
            yield Finding(
                Source(article.path),
                f"the article is on category level {depth}, and {limit} are allowed",
                f"move it to {home}",
            )


@check("KB102", "empty-category", Severity.WARNING)
def empty_category(facts: Facts) -> Iterator[Finding]:
    """A category holds at least one question that readers can see.

    Bad:  kb/articles/returns/_category.yml and nothing else
    Good: kb/articles/returns/_category.yml and kb/articles/returns/return-how-to.md
    """
    filled = {branch.category.key for tree in facts.order.trees.values() for branch in tree.walk()}
    unread = _unread_folders(facts)
    for category in facts.kb.categories:
        folder = category.source.path.removesuffix(f"/{CATEGORY_FILE}")
        if category.key not in filled and folder not in unread:
            yield Finding(
                category.source,
                f"the category '{category.title}' holds no public question",
                "add one with `kbtool new`, or remove the folder",
            )


def _unread_folders(facts: Facts) -> set[str]:
    """Return every folder above a file that gave no article: what is wrong is told there."""
    read = {article.path for article in facts.kb.articles}
    folders: set[str] = set()
    for path in facts.kb.files - read:
        if path.lower().endswith(SOURCE_ENDINGS) and posixpath.basename(path) != CATEGORY_FILE:
            folders.update(above(path))
    return folders


@check("KB104", "one-article-category", Severity.INFO)
def one_article_category(facts: Facts) -> Iterator[Finding]:
    """A category worth a click holds more than one question.

    Bad:  returns/abroad/ with label.md alone
    Good: returns/ with label.md and its other questions
    """
    for tree in facts.order.trees.values():
        for branch in tree.walk():
            if branch.category.path and len(branch.articles) == 1 and not branch.branches:
                message = f"the category '{branch.category.title}' holds one question"
                hint = "add others, or move it to the category above"
                yield Finding(branch.category.source, message, hint)


@check("KB105", "duplicate-id")
def duplicate_id(facts: Facts) -> Iterator[Finding]:
    """An id names one article in a language.

    Bad:  id: refund-time    in two files of kb/articles/en/
    Good: id: refund-time    once in en/ and once, as its translation, in zh/
    """
    first: dict[tuple[str, str], Article] = {}
    for article in facts.kb.articles:
        other = first.setdefault(article.key, article)
        if other is not article:
            at = other.fields.get("id", other.source)
            yield Finding(
                article.fields.get("id", article.source),
                f"the id '{article.id}' is taken",
                f"it belongs to {at.path}:{at.line}; choose another",
            )


@check("KB106", "colliding-pages")
def colliding_pages(facts: Facts) -> Iterator[Finding]:
    """Two pages never share a path, not even by letter case or Unicode form.

    Bad:  Refund.md beside refund.md
    Good: refund.md beside refund-time.md
    """
    config = facts.kb.config
    owners = {folded(path): what for path, what in site_pages(config).items()}
    for file in sorted(facts.kb.files):
        if not file.lower().endswith(SOURCE_ENDINGS):
            path = file.removeprefix(f"{ARTICLES}/")
            owner = owners.setdefault(folded(path), file)
            if owner != file:
                yield Finding(Source(file), f"the file {path} is also {owner}", "rename it")
    for category in facts.kb.categories:
        path = category_path(category.lang, category.path, config)
        mine = category.source.path
        places = (posixpath.dirname(path), path)
        found = {owners.setdefault(folded(place), mine) for place in places} - {mine}
        if found:
            message = f"the category's place {places[0]}/ is also {min(found)}"
            yield Finding(category.source, message, "rename one of the two")
    first: dict[tuple[str, str], Article] = {}
    for article in facts.kb.articles:
        path = article_path(article, config)
        mine = f"{article.path}:{article.source.line}"
        owner = owners.setdefault(folded(path), mine)
        # The same id twice and reserved names have rules of their own.
        same = first.setdefault(article.key, article) is not article
        if owner != mine and not same and article.slug.lower() not in RESERVED_SLUGS:
            at = article.fields.get("slug", article.source)
            message = f"the article's page {path} is also {owner}"
            yield Finding(at, message, "give one of the two another 'slug'")


@check("KB107", "reserved-name")
def reserved_name(facts: Facts) -> Iterator[Finding]:
    """Some names belong to the site itself.

    Bad:  kb/articles/returns/index.md
    Good: kb/articles/returns/return-how-to.md
    """
    for article in facts.kb.articles:
        if article.slug.lower() in RESERVED_SLUGS:
            at = article.fields.get("slug", Source(article.path))
            message = f"the name '{article.slug}' is the category's own page"
            yield Finding(at, message, "what a category says stands in its _category.yml")
    if not facts.kb.config.multilingual:
        for category in facts.kb.categories:
            if len(category.path) == 1 and category.path[0].lower() in RESERVED_TOP:
                message = f"the folder '{category.path[0]}' is used by the site itself"
                yield Finding(category.source, message, "rename it")


@check("KB111", "windows-name", Severity.WARNING)
def windows_name(facts: Facts) -> Iterator[Finding]:
    """Windows can hold a file by its name, or git gives nobody there a whole checkout.

    Bad:  kb/articles/devices/aux.md
    Good: kb/articles/devices/aux-input.md
    """
    looked: set[str] = set()
    for article in facts.kb.every:
        path = article.path
        if path in looked:
            continue
        *folders, file = path.split("/")
        looked.add(path)
        if "/".join(folders) in looked:
            folders = []
        for length, name in enumerate(folders, 1):
            folder = "/".join(folders[:length])
            if folder not in looked and (_DEVICE.match(name) or _NO_FOLDER.match(name)):
                message = f"Windows can hold no folder called '{name}'"
                yield Finding(Source(path), message, "rename it")
            looked.add(folder)
        if _DEVICE.match(file):
            yield Finding(Source(path), f"Windows can hold no file called '{file}'", "rename it")


@check("KB108", "orphan", Severity.INFO)
def orphan(facts: Facts) -> Iterator[Finding]:
    """A question is asked, or another article leads to it.

    Bad:  a question with no asks and no links to it
    Good: related: [that-question]    in an article that is asked
    """
    asked = {ask.id for ask in facts.kb.asks if ask.asks}
    for article in facts.kb.articles:
        known = article.id in asked or article.seed_asks
        linked = article.key in facts.resolution.backlinks
        if article.status is Status.PUBLIC and not known and not linked:
            message = f"nobody ever asked '{article.id}', and nothing links to it"
            yield Finding(article.source, message, "link to it, or ask whether it is needed")
