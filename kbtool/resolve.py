"""Every link, related id and alias meets its target, once.

Judging what is wrong with a resolution is the business of the checks, and
writing the target into a page that of publishing; both read the same values.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from urllib.parse import unquote

from kbtool.model import (
    ARTICLES,
    AliasRef,
    Article,
    Category,
    KnowledgeBase,
    Link,
    LinkKind,
    Ref,
    Source,
    Status,
)
from kbtool.urls import alias_path

__all__ = [
    "Outcome",
    "Redirect",
    "RelatedLink",
    "Resolution",
    "ResolvedLink",
    "resolve",
]


class Outcome(Enum):
    """What a link leads to."""

    ARTICLE = "article"
    CATEGORY = "category"
    FILE = "file"
    EXTERNAL = "external"  # another site, or mailto: and the like
    SELF = "self"  # a heading of the same article
    MISSING = "missing"  # nothing there
    UNKNOWN_ID = "unknown id"
    HIDDEN = "hidden"  # an article that readers cannot see
    NO_ANCHOR = "no anchor"  # the article is there, its heading is not
    OUTSIDE = "outside"  # leaves kb/articles/


@dataclass(frozen=True, slots=True)
class ResolvedLink:
    """A link and where it leads; `article` is set for HIDDEN and NO_ANCHOR too."""

    link: Link
    outcome: Outcome
    article: Article | None = None
    category: Category | None = None
    file: str = ""  # path relative to the project folder, for FILE

    @property
    def works(self) -> bool:
        """True when a reader can follow it."""
        return self.outcome.value in ("article", "category", "file", "external", "self")


@dataclass(frozen=True, slots=True)
class RelatedLink:
    """One entry of `related`: its article, or None where no id fits."""

    ref: Ref
    article: Article | None


@dataclass(frozen=True, slots=True)
class Redirect:
    """The page at `path` sends its readers to `article`."""

    path: str  # relative to the root of the site
    article: Article
    alias: AliasRef


@dataclass(frozen=True, slots=True)
class Resolution:
    """All links of a knowledge base, met with their targets."""

    links: Mapping[Source, tuple[ResolvedLink, ...]]  # by the article's own place
    related: Mapping[Source, tuple[RelatedLink, ...]]
    backlinks: Mapping[tuple[str, str], tuple[Article, ...]]  # by body link or `related`
    redirects: tuple[Redirect, ...]


_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]+:")


class _Targets:
    """Everything a link can name."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.by_id: dict[tuple[str, str], Article] = {}
        self.by_path: dict[str, list[Article]] = defaultdict(list)
        self.categories: dict[str, Category] = {}
        aliases: dict[tuple[str, str], Article] = {}
        for article in kb.articles:
            self.by_id.setdefault(article.key, article)
            self.by_path[article.path].append(article)
            for alias in article.aliases:
                aliases.setdefault((article.lang, alias.value), article)
        for key, article in aliases.items():
            self.by_id.setdefault(key, article)
        for category in kb.categories:
            prefix = f"/{category.lang}" if kb.config.multilingual else ""
            self.categories[f"{ARTICLES}{prefix}/{'/'.join(category.path)}"] = category

    def link(self, article: Article, link: Link) -> ResolvedLink:
        if link.kind is LinkKind.WIKI:
            return self.wiki(article, link)
        if not link.target:
            return self.anchored(link, article, article, Outcome.SELF)
        if _SCHEME.match(link.target) or link.target.startswith(("//", "/")):
            return ResolvedLink(link, Outcome.EXTERNAL)
        target = unquote(link.target.partition("?")[0])
        path = posixpath.normpath(posixpath.join(posixpath.dirname(article.path), target))
        if path != ARTICLES and not path.startswith(ARTICLES + "/"):
            return ResolvedLink(link, Outcome.OUTSIDE)
        return self.path(article, link, path)

    def wiki(self, article: Article, link: Link) -> ResolvedLink:
        if not link.target:
            return self.anchored(link, article, article, Outcome.SELF)
        target = self.by_id.get((article.lang, link.target))
        if target is None:
            return ResolvedLink(link, Outcome.UNKNOWN_ID)
        return self.anchored(link, article, target, Outcome.ARTICLE)

    def path(self, article: Article, link: Link, path: str) -> ResolvedLink:
        found = self.by_path.get(path, [])
        if len(found) > 1 or (found and not path.endswith((".md", ".markdown"))):
            # a YAML list holds many questions: the fragment names one of them
            named = [one for one in found if one.id == link.fragment]
            if named:
                return self.visible(link, article, named[0], Outcome.ARTICLE)
            if len(found) > 1:
                return ResolvedLink(link, Outcome.NO_ANCHOR, found[0])
        if found:
            return self.anchored(link, article, found[0], Outcome.ARTICLE)
        folder = path.removesuffix("/_category.yml")
        if folder in self.categories:
            return ResolvedLink(link, Outcome.CATEGORY, category=self.categories[folder])
        if path in self.kb.files and not path.endswith((".md", ".markdown", ".yml", ".yaml")):
            return ResolvedLink(link, Outcome.FILE, file=path)
        return ResolvedLink(link, Outcome.MISSING)

    def anchored(
        self, link: Link, origin: Article, target: Article, outcome: Outcome
    ) -> ResolvedLink:
        if link.fragment and anchor(target, link.fragment) is None:
            return ResolvedLink(link, Outcome.NO_ANCHOR, target)
        return self.visible(link, origin, target, outcome)

    def visible(
        self, link: Link, origin: Article, target: Article, outcome: Outcome
    ) -> ResolvedLink:
        # A draft may link to a draft: both come out together.
        hidden = not target.status.published and origin.status.published
        return ResolvedLink(link, Outcome.HIDDEN if hidden else outcome, target)


def anchor(article: Article, fragment: str) -> str | None:
    """Return the anchor that `fragment` names: an anchor, or the words of a heading."""
    if fragment in article.anchors:
        return fragment
    for heading in article.headings:
        if heading.text.strip().casefold() == fragment.strip().casefold():
            return heading.anchor
    return None


def resolve(kb: KnowledgeBase) -> Resolution:
    """Meet every link, related id and alias of `kb` with its target."""
    targets = _Targets(kb)
    links = {}
    related = {}
    backlinks: dict[tuple[str, str], dict[tuple[str, str], Article]] = defaultdict(dict)
    for article in kb.articles:
        met = tuple(targets.link(article, link) for link in article.links)
        named = tuple(
            RelatedLink(ref, targets.by_id.get((article.lang, ref.id))) for ref in article.related
        )
        links[article.source] = met
        related[article.source] = named
        if article.status is Status.PUBLIC:
            for target in _linked(met, named):
                if target.key != article.key:
                    backlinks[target.key][article.key] = article
    return Resolution(
        links=links,
        related=related,
        backlinks={key: tuple(found.values()) for key, found in backlinks.items()},
        redirects=tuple(_redirects(kb)),
    )


def _linked(met: Iterable[ResolvedLink], named: Iterable[RelatedLink]) -> Iterator[Article]:
    for link in met:
        if link.outcome is Outcome.ARTICLE and link.article:
            yield link.article
    for entry in named:
        if entry.article:
            yield entry.article


def _redirects(kb: KnowledgeBase) -> Iterator[Redirect]:
    for article in kb.articles:
        if article.status.published:
            for alias in article.aliases:
                yield Redirect(alias_path(alias.value, article, kb.config), article, alias)
