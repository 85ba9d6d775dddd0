"""KB2xx: how links are written: marks, references, addresses of the own site."""

from __future__ import annotations

from collections.abc import Iterator

from kbtool.checks.links_hints import relative
from kbtool.checks.register import Facts, Finding, check
from kbtool.model import ARTICLES, Article, LinkKind, Loose, LooseKind
from kbtool.outcomes import narrowed
from kbtool.problems import Severity, did_you_mean
from kbtool.resolve import Outcome, ResolvedLink

__all__: list[str] = []


def _loose(facts: Facts, *kinds: LooseKind) -> Iterator[tuple[Article, Loose]]:
    for article in facts.kb.every:
        for loose in article.loose:
            if loose.kind in kinds:
                yield article, loose


@check("KB214", "full-width-mark")
def full_width_mark(facts: Facts) -> Iterator[Finding]:
    """The marks of a link are ASCII: # and / and parentheses, not ＃ and ／ and （）.

    Bad:  [退款](退款.md＃银行卡)
    Good: [退款](退款.md#银行卡)
    """
    for _, resolved in facts.links_that_met(Outcome.FULL_WIDTH):
        link = resolved.link
        wiki = link.kind is LinkKind.WIKI
        right = f"[[{resolved.right}]]" if wiki else resolved.right
        hint = f"write '{right}'" if resolved.right else "write # and / in ASCII"
        yield Finding(link.source, f"'{link.target}' holds a full-width mark", hint)
    for _, loose in _loose(facts, LooseKind.FULL_WIDTH):
        right = narrowed(loose.name).translate(str.maketrans("（）【】［］", "()[][]"))
        message = f"'{loose.name}' is no link, for its brackets are full-width"
        yield Finding(loose.source, message, f"write '{right}'")


@check("KB215", "absolute-path", Severity.WARNING)
def absolute_path(facts: Facts) -> Iterator[Finding]:
    """A relative path works on every host and from disk; one that begins with '/' does not.

    Bad:  [refund](/payment/refund.html)
    Good: [refund](../payment/refund.md)
    """
    for article, resolved in _own(facts):
        if resolved.link.target.startswith("/") and not resolved.link.target.startswith("//"):
            message = f"'{resolved.link.target}' works only where the site is at the root of a host"
            yield Finding(resolved.link.source, message, _relative_form(facts, article, resolved))


@check("KB216", "own-site-url", Severity.INFO)
def own_site_url(facts: Facts) -> Iterator[Finding]:
    """A page of this site is linked by its source, so that a move or a preview breaks nothing.

    Bad:  [refund](https://help.shop.example/payment/refund.html)
    Good: [refund](../payment/refund.md)
    """
    for article, resolved in _own(facts):
        link = resolved.link
        if not link.target.startswith("/") or link.target.startswith("//"):
            message = f"'{link.target}' is a page of this very site"
            yield Finding(link.source, message, _relative_form(facts, article, resolved))


def _own(facts: Facts) -> Iterator[tuple[Article, ResolvedLink]]:
    for article, resolved in facts.links:
        if resolved.own and resolved.works and not article.faulty:
            yield article, resolved


def _relative_form(facts: Facts, article: Article, resolved: ResolvedLink) -> str:
    link = resolved.link
    fragment = f"#{link.fragment}" if link.fragment else ""
    target = ""
    if resolved.outcome is Outcome.ARTICLE and resolved.article:
        if resolved.article.path.endswith((".yml", ".yaml")):  # perhaps a list of questions
            fragment = f"#{resolved.article.id}"
        target = resolved.article.path
    elif resolved.outcome is Outcome.CATEGORY and resolved.category:
        lang = f"/{resolved.category.lang}" if facts.kb.config.multilingual else ""
        target = f"{ARTICLES}{lang}/{'/'.join(resolved.category.path)}"
    elif resolved.outcome is Outcome.FILE:
        target = resolved.file
    elif resolved.outcome is Outcome.PAGE:
        target = f"{ARTICLES}/{resolved.file}"
    return f"write '{relative(article, target)}{fragment}'" if target else ""


@check("KB225", "page-link", Severity.INFO)
def page_link(facts: Facts) -> Iterator[Finding]:
    """A link names the source of a page, so that editors and code hosts can follow it, too.

    Bad:  [refund](refund.html)
    Good: [refund](refund.md)
    """
    for article, resolved in facts.links_that_met(Outcome.ARTICLE, Outcome.CATEGORY):
        link = resolved.link
        if resolved.file and not resolved.own and not article.faulty:
            message = f"'{link.target}' names the page, not its source"
            yield Finding(link.source, message, _relative_form(facts, article, resolved))


@check("KB218", "undefined-reference")
def undefined_reference(facts: Facts) -> Iterator[Finding]:
    """A reference has a definition in the same article.

    Bad:  see [refunds][nope]
    Good: see [refunds][time]    and below: [time]: refund-time.md
    """
    for article, loose in _loose(facts, LooseKind.REFERENCE):
        message = f"no definition of the reference '{loose.name}'"
        yield Finding(loose.source, message, _definition_hint(article, loose))


@check("KB219", "undefined-footnote")
def undefined_footnote(facts: Facts) -> Iterator[Finding]:
    """A footnote has a text in the same article.

    Bad:  within 48 hours[^1]    and nothing else
    Good: within 48 hours[^1]    and below: [^1]: On working days.
    """
    for article, loose in _loose(facts, LooseKind.NOTE):
        notes = sorted(one[3:] for one in article.anchors if one.startswith("fn:"))
        hint = did_you_mean(loose.name, notes) or f"write '[^{loose.name}]: ...' below"
        yield Finding(loose.source, f"no text of the footnote '{loose.name}'", hint)


def _definition_hint(article: Article, loose: Loose) -> str:
    defined = [one.text for one in article.links if one.kind is LinkKind.REFERENCE]
    return did_you_mean(loose.name, defined) or f"write '[{loose.name}]: ...' below"


@check("KB220", "unused-definition", Severity.INFO)
def unused_definition(facts: Facts) -> Iterator[Finding]:
    """A definition of a reference or a footnote is used.

    Bad:  [time]: refund-time.md    and no [text][time]
    Good: see [refunds][time]    and below: [time]: refund-time.md
    """
    for _, loose in _loose(facts, LooseKind.UNUSED_REFERENCE, LooseKind.UNUSED_NOTE):
        note = loose.kind is LooseKind.UNUSED_NOTE
        what = "footnote" if note else "reference"
        message = f"nothing uses the {what} '{loose.name}'"
        yield Finding(loose.source, message, "use it, or remove it")


@check("KB224", "embedded-wikilink")
def embedded_wikilink(facts: Facts) -> Iterator[Finding]:
    """An article is linked, never embedded; a picture has the form of Markdown.

    Bad:  ![[refund-time]]
    Good: [[refund-time]]
    """
    for _, loose in _loose(facts, LooseKind.EMBED):
        yield Finding(loose.source, f"'{loose.name}' embeds nothing here", _embed_hint(loose))


def _embed_hint(loose: Loose) -> str:
    inside = loose.name[3:-2].partition("|")[0]
    picture = inside.lower().endswith((".png", ".jpg", ".jpeg", ".svg", ".gif", ".webp"))
    return f"write '![what it shows]({inside})'" if picture else f"write '[[{inside}]]'"
