"""KB2xx: related questions and aliases: ids that stand in front matter."""

from __future__ import annotations

from collections.abc import Iterator

from kbtool.checks.links_hints import Hints
from kbtool.checks.register import Facts, Finding, check
from kbtool.model import MAX_NAME_BYTES, Article, LinkKind
from kbtool.problems import Severity
from kbtool.resolve import Outcome
from kbtool.urls import above, alias_path, article_path, category_path, folded, site_pages

__all__: list[str] = []

MAX_ALIAS = 1000


@check("KB205", "broken-related")
def broken_related(facts: Facts) -> Iterator[Finding]:
    """`related` names ids of other articles that readers can see.

    Bad:  related: [refund-tmie]
    Good: related: [refund-time]
    """
    hints = Hints(facts.kb)
    for article in facts.kb.every:
        for entry in facts.resolution.related[article.source]:
            if entry.article is None:
                message = f"no article with the id '{entry.ref.id}' in '{article.lang}'"
                hint = hints.id(article.lang, entry.ref.id)
            elif entry.article.key == article.key:
                message, hint = "the article is related to itself", "remove the entry"
            elif not entry.article.status.published and article.status.published:
                message = f"'{entry.ref.id}' is {entry.article.status.value}"
                hint = "publish it, or remove the entry"
            else:
                continue
            yield Finding(entry.ref.source, message, hint)


@check("KB221", "one-way-related", Severity.INFO)
def one_way_related(facts: Facts) -> Iterator[Finding]:
    """What is related is so both ways, as long as the other article has room for one more.

    Room is `related` of kb.yml: who names as many others has chosen.

    Bad:  related: [refund-time]    while refund-time names nobody
    Good: related: [refund-time]    and there: related: [return-how-to]
    """
    room = facts.kb.config.related
    named = {
        article.key: {entry.article.key for entry in entries if entry.article}
        for article in facts.kb.articles
        if (entries := facts.resolution.related[article.source])
    }
    for article in facts.kb.articles:
        if not article.status.published:
            continue
        for entry in facts.resolution.related[article.source]:
            other = entry.article
            if other is None or other.key == article.key or not other.status.published:
                continue
            back = named.get(other.key, set())
            if article.key not in back and len(back) < room:
                message = f"'{other.id}' does not name '{article.id}' as related"
                hint = f"add '{article.id}' to 'related' in {other.path}"
                yield Finding(entry.ref.source, message, hint)


@check("KB207", "colliding-alias")
def colliding_alias(facts: Facts) -> Iterator[Finding]:
    """An alias is an old name: no living page and no other article may have it.

    Bad:  aliases: [refund-time]    while an article has the id refund-time
    Good: aliases: [refund-duration]
    """
    config = facts.kb.config
    living = _living(facts)
    holding = {path.rpartition("/")[0] for path in living} - {""}
    folders = holding.union(*map(above, holding))
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
    for article, resolved in facts.links_that_met(Outcome.ARTICLE):
        link, target = resolved.link, resolved.article
        if link.kind is not LinkKind.WIKI or article.faulty:
            continue
        if target and link.target != target.id:
            message = f"'{link.target}' is an old name of '{target.id}'"
            yield Finding(link.source, message, f"write [[{target.id}]]")
