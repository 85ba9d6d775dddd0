"""Every link, related id and alias meets its target, once.

Judging what is wrong with a resolution is the business of the checks, and
writing the target into a page that of publishing; both read the same values.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from kbtool.frozen import dataclass
from kbtool.model import AliasRef, Article, KnowledgeBase, Ref, Source, Status
from kbtool.outcomes import Outcome, ResolvedLink
from kbtool.targets import Targets, anchor
from kbtool.urls import alias_path

__all__ = [
    "Outcome",
    "Redirect",
    "RelatedLink",
    "Resolution",
    "ResolvedLink",
    "anchor",
    "resolve",
]


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


def resolve(kb: KnowledgeBase) -> Resolution:
    """Meet every link, related id and alias of `kb` with its target."""
    targets = Targets(kb)
    links = {}
    related = {}
    backlinks: dict[tuple[str, str], dict[tuple[str, str], Article]] = defaultdict(dict)
    for article in kb.every:
        met = tuple([targets.link(article, link) for link in article.links])
        named = tuple(
            [RelatedLink(ref, targets.by_id.get((article.lang, ref.id))) for ref in article.related]
        )
        links[article.source] = met
        related[article.source] = named
        if (met or named) and article.status is Status.PUBLIC and not article.faulty:
            key = article.key
            for target in _linked(met, named):
                if target is not article and target.key != key:
                    backlinks[target.key][key] = article
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
