"""KB2xx: links, related questions and aliases lead somewhere."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from kbtool.checks.register import Facts, Finding, check
from kbtool.model import MAX_NAME_BYTES, Article, LinkKind
from kbtool.problems import Severity, did_you_mean
from kbtool.resolve import Outcome, ResolvedLink
from kbtool.urls import above, alias_path, article_path, category_path, folded, site_pages

__all__: list[str] = []

MAX_ALIAS = 1000


def _links(facts: Facts, outcome: Outcome) -> Iterator[tuple[Article, ResolvedLink]]:
    for article in facts.kb.articles:
        for resolved in facts.resolution.links[article.source]:
            if resolved.outcome is outcome:
                yield article, resolved


@check("KB201", "broken-link")
def broken_link(facts: Facts) -> Iterator[Finding]:
    """A relative link must lead to an article, a category or a file.

    Bad:  [refund](refnuds.md)
    Good: [refund](refunds.md)
    """
    for article, resolved in _links(facts, Outcome.MISSING):
        link = resolved.link
        what = "image" if link.kind is LinkKind.IMAGE else "article or file"
        here = posixpath.dirname(article.path)
        others = facts.kb.files - {article.path}
        near = {posixpath.relpath(path, here): path for path in others}
        hint = did_you_mean(link.target, near)
        if not hint:
            name = posixpath.basename(link.target)
            same = sorted(rel for rel, path in near.items() if posixpath.basename(path) == name)
            hint = f"did you mean '{same[0]}'?" if same else ""
        yield Finding(link.source, f"no {what} at '{link.target}'", hint)


@check("KB202", "hidden-target")
def hidden_target(facts: Facts) -> Iterator[Finding]:
    """What readers can see must not link to what they cannot.

    Bad:  [[winter-sale]]    while winter-sale has 'draft: true'
    Good: [[summer-sale]]
    """
    for _, resolved in _links(facts, Outcome.HIDDEN):
        assert resolved.article is not None
        status = resolved.article.status.value
        message = f"'{resolved.article.id}' is {status}, so the link would lead nowhere"
        yield Finding(resolved.link.source, message, "publish it, or remove the link")


@check("KB203", "missing-anchor")
def missing_anchor(facts: Facts) -> Iterator[Finding]:
    """A link to a heading needs that heading.

    Bad:  [[refund-time#Cards]]    where no heading is called Cards
    Good: [[refund-time#Bank cards]]
    """
    for _, resolved in _links(facts, Outcome.NO_ANCHOR):
        article = resolved.article
        assert article is not None
        fragment = resolved.link.fragment
        headings = [heading.anchor for heading in article.headings]
        hint = did_you_mean(fragment, headings)
        if not hint and headings:
            hint = f"its headings are {', '.join(headings[:5])}"
        message = f"no heading '{fragment}' in {article.path}"
        yield Finding(resolved.link.source, message, hint)


@check("KB204", "unknown-id")
def unknown_id(facts: Facts) -> Iterator[Finding]:
    """A wikilink names the id of an article in the same language.

    Bad:  [[refund-tmie]]
    Good: [[refund-time]]
    """
    for article, resolved in _links(facts, Outcome.UNKNOWN_ID):
        target = resolved.link.target
        yield Finding(
            resolved.link.source,
            f"no article with the id '{target}' in '{article.lang}'",
            _id_hint(facts, article, target),
        )


@check("KB205", "broken-related")
def broken_related(facts: Facts) -> Iterator[Finding]:
    """`related` names ids of other articles that readers can see.

    Bad:  related: [refund-tmie]
    Good: related: [refund-time]
    """
    for article in facts.kb.articles:
        for entry in facts.resolution.related[article.source]:
            if entry.article is None:
                message = f"no article with the id '{entry.ref.id}' in '{article.lang}'"
                hint = _id_hint(facts, article, entry.ref.id)
            elif entry.article.key == article.key:
                message, hint = "the article is related to itself", "remove the entry"
            elif not entry.article.status.published and article.status.published:
                message = f"'{entry.ref.id}' is {entry.article.status.value}"
                hint = "publish it, or remove the entry"
            else:
                continue
            yield Finding(entry.ref.source, message, hint)


@check("KB206", "outside-link")
def outside_link(facts: Facts) -> Iterator[Finding]:
    """A relative link stays inside kb/articles/; nothing else is published.

    Bad:  [config](../../../kb.yml)
    Good: [config](../settings/config.md)
    """
    for _, resolved in _links(facts, Outcome.OUTSIDE):
        message = f"'{resolved.link.target}' leads out of kb/articles/"
        yield Finding(resolved.link.source, message, "link to an article, or use a full URL")


@check("KB207", "colliding-alias")
def colliding_alias(facts: Facts) -> Iterator[Finding]:
    """An alias is an old name: no living page and no other article may have it.

    Bad:  aliases: [refund-time]    while an article has the id refund-time
    Good: aliases: [refund-duration]
    """
    config = facts.kb.config
    living = _living(facts)
    folders = {folder for path in living for folder in above(path)}
    ids = {a.key: a for a in facts.kb.articles}
    taken: dict[str, Article] = {}
    for article in facts.kb.articles:
        for alias in article.aliases if article.status.published else ():
            path = folded(alias_path(alias.value, article, config))
            named = ids.get((article.lang, alias.value))
            # No file stands in the place of a folder, and nothing lies below a page.
            owner = next((living[one] for one in (path, *above(path)) if one in living), "")
            owner = owner or (f"'{named.id}' ({named.path})" if named else "")
            owner = owner or ("a folder" if path in folders else "")
            other = next((taken[one] for one in above(path) if one in taken), article)
            other = taken.setdefault(path, other)
            folders.update(above(path))
            if owner:
                message = f"the alias '{alias.value}' is the living name of {owner}"
                yield Finding(alias.source, message, "remove the alias")
            elif other is not article:
                message = f"the alias '{alias.value}' belongs to '{other.id}' already"
                yield Finding(alias.source, message, "an old name leads to one article")


def _living(facts: Facts) -> dict[str, str]:
    """Return the folded path of every page that is no redirect, and whose it is."""
    config = facts.kb.config
    living = site_pages(config)
    for category in facts.kb.categories:
        path = category_path(category.lang, category.path, config)
        living[path] = f"the category '{category.title}'"
    for article in facts.kb.articles:
        if article.status.published:
            living[article_path(article, config)] = f"'{article.id}' ({article.path})"
    return {folded(path): owner for path, owner in living.items()}


@check("KB208", "bad-alias")
def bad_alias(facts: Facts) -> Iterator[Finding]:
    """An alias is an old id or a path on this site.

    Bad:  aliases: ["https://old.example/refund", "../refund"]
    Good: aliases: [refund-duration, zh/old/refund.html]
    """
    for article in facts.kb.articles:
        for alias in article.aliases:
            value = alias.value
            parts = value.strip("/").split("/")
            long = len(value) > MAX_ALIAS or max(len(p.encode()) for p in parts) > MAX_NAME_BYTES
            odd = any(c in value for c in '\\?#:*"<>|') or not value.isprintable()
            if odd or long or {"", ".", ".."} & set(parts):
                message = f"the alias '{value[:60]}' is no id and no path on this site"
                yield Finding(alias.source, message, "write an old id, or a path like zh/old.html")


@check("KB209", "alias-link", Severity.INFO)
def alias_link(facts: Facts) -> Iterator[Finding]:
    """A link by an old id works, and the living id is better.

    Bad:  [[refund-duration]]    where that is an alias of refund-time
    Good: [[refund-time]]
    """
    for _, resolved in _links(facts, Outcome.ARTICLE):
        link, target = resolved.link, resolved.article
        if link.kind is LinkKind.WIKI and target and link.target != target.id:
            message = f"'{link.target}' is an old name of '{target.id}'"
            yield Finding(link.source, message, f"write [[{target.id}]]")


def _id_hint(facts: Facts, article: Article, wanted: str) -> str:
    ids = [a.id for a in facts.kb.articles if a.lang == article.lang]
    hint = did_you_mean(wanted, ids)
    if not hint:
        elsewhere = sorted({a.lang for a in facts.kb.articles if a.id == wanted})
        hint = f"it exists only in '{elsewhere[0]}'" if elsewhere else ""
    return hint
