"""KB2xx: where the links of a body lead."""

from __future__ import annotations

from collections.abc import Iterator

from kbtool.checks.links_hints import Hints, relative
from kbtool.checks.register import Facts, Finding, check
from kbtool.model import Article, LinkKind
from kbtool.outcomes import SAFE_SCHEMES, scheme
from kbtool.resolve import Outcome, ResolvedLink

__all__: list[str] = []

PICTURES = (LinkKind.IMAGE, LinkKind.MEDIA, LinkKind.FRAME)
SHOWN = 80
"""Characters of a target that a message quotes."""


@check("KB201", "broken-link")
def broken_link(facts: Facts) -> Iterator[Finding]:
    """A link must lead to an article, a category or a file.

    Bad:  [refund](refnuds.md)
    Good: [refund](refunds.md)
    """
    hints = Hints(facts.kb)
    for article, resolved in facts.links_that_met(Outcome.MISSING, Outcome.SELF):
        link = resolved.link
        if link.kind in PICTURES:
            continue
        if link.start == link.end:
            yield Finding(link.source, "the link has no target", "name one, or remove the link")
        elif resolved.outcome is Outcome.MISSING:
            what = "page of this site" if resolved.own else "article or file"
            message = f"no {what} at '{link.target[:SHOWN]}'"
            yield Finding(link.source, message, hints.target(article, resolved))


@check("KB217", "missing-image")
def missing_image(facts: Facts) -> Iterator[Finding]:
    """A picture, video, sound or frame shows a file that is there.

    Bad:  ![the label](assets/lable.svg)
    Good: ![the label](assets/label.svg)
    """
    hints = Hints(facts.kb)
    for article, resolved in facts.links_that_met(Outcome.MISSING, Outcome.SELF):
        link = resolved.link
        if link.kind not in PICTURES:
            continue
        if not link.target:
            yield Finding(link.source, "the picture has no file", "name one, or remove it")
        else:
            message = f"no picture or file at '{link.target[:SHOWN]}'"
            hint = hints.target(article, resolved)
            if f"'{link.target}'" in hint:  # something is there, and it is no picture
                hint = "an article is linked, not shown"
            yield Finding(link.source, message, hint)


@check("KB202", "hidden-target")
def hidden_target(facts: Facts) -> Iterator[Finding]:
    """What readers can see must not link to what they cannot.

    Bad:  [[winter-sale]]    while winter-sale has 'draft: true'
    Good: [[summer-sale]]
    """
    for _, resolved in facts.links_that_met(Outcome.HIDDEN):
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
    hints = Hints(facts.kb)
    for _, resolved in facts.links_that_met(Outcome.NO_ANCHOR):
        article, fragment = resolved.article, resolved.link.fragment
        if article is None:
            title = resolved.category.title if resolved.category else ""
            message = f"no heading '{fragment[:SHOWN]}' on the page of the category '{title}'"
            yield Finding(resolved.link.source, message, "link to the category alone")
            continue
        message = f"no heading '{fragment[:SHOWN]}' in {article.path}"
        yield Finding(resolved.link.source, message, hints.anchor(article, fragment))


@check("KB204", "unknown-id")
def unknown_id(facts: Facts) -> Iterator[Finding]:
    """A wikilink names the id of an article in the same language.

    Bad:  [[refund-tmie]]
    Good: [[refund-time]]
    """
    hints = Hints(facts.kb)
    for article, resolved in facts.links_that_met(Outcome.UNKNOWN_ID):
        target = resolved.link.target
        yield Finding(
            resolved.link.source,
            f"no article with the id '{target}' in '{article.lang}'",
            hints.id(article.lang, target),
        )


@check("KB206", "outside-link")
def outside_link(facts: Facts) -> Iterator[Finding]:
    """A relative link stays inside kb/articles/; nothing else is published, or even looked at.

    Bad:  [config](../../../kb.yml)
    Good: [config](../settings/config.md)
    """
    for _, resolved in facts.links_that_met(Outcome.OUTSIDE):
        message = f"'{resolved.link.target[:SHOWN]}' leads out of kb/articles/"
        yield Finding(resolved.link.source, message, "link to an article, or use a full URL")


@check("KB211", "wrong-case")
def wrong_case(facts: Facts) -> Iterator[Finding]:
    """A link writes a name in the letter case of the file: servers tell them apart.

    Bad:  [refund](Refund.md)
    Good: [refund](refund.md)
    """
    for article, resolved in facts.links_that_met(Outcome.WRONG_CASE):
        message = f"'{resolved.link.target[:SHOWN]}' is not how the file is called: letter case"
        yield Finding(resolved.link.source, message, _meant(article, resolved))


@check("KB212", "unicode-form")
def unicode_form(facts: Facts) -> Iterator[Finding]:
    """A link writes a name in the Unicode form of the file: é is one character or two.

    Bad:  [menu](café.md)    with e and a combining accent, while the file has é
    Good: [menu](café.md)    in the form of the file
    """
    for article, resolved in facts.links_that_met(Outcome.UNICODE_FORM):
        message = f"'{resolved.link.target[:SHOWN]}' has another Unicode form than the file"
        yield Finding(resolved.link.source, message, _meant(article, resolved))


def _meant(article: Article, resolved: ResolvedLink) -> str:
    return f"write '{relative(article, resolved.right)}'"


@check("KB213", "backslash-link")
def backslash_link(facts: Facts) -> Iterator[Finding]:
    r"""Paths are written with '/'.

    Bad:  [refund](..\payment\refund.md)
    Good: [refund](../payment/refund.md)
    """
    for _, resolved in facts.links_that_met(Outcome.BACKSLASH):
        hint = f"write '{resolved.right}'" if resolved.right else "write paths with '/'"
        message = f"'{resolved.link.target[:SHOWN]}' is written with backslashes"
        yield Finding(resolved.link.source, message, hint)


@check("KB222", "unsafe-scheme")
def unsafe_scheme(facts: Facts) -> Iterator[Finding]:
    """A link is http, https, mailto, tel or sms: anything else may run code or opens nowhere.

    Bad:  [refund](javascript:refund())
    Good: [refund](https://shop.example/refund)
    """
    for _, resolved in facts.links_that_met(Outcome.UNSAFE):
        message = f"the scheme '{scheme(resolved.link.target)[:SHOWN]}:' is not allowed"
        hint = f"allowed are {', '.join(SAFE_SCHEMES)}, and paths"
        yield Finding(resolved.link.source, message, hint)
