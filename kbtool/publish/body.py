"""The body of an article as the renderer gets it: every link with its real target."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterable
from urllib.parse import quote

from kbtool.model import Article, Config, Link, LinkKind
from kbtool.resolve import Outcome, ResolvedLink, anchor
from kbtool.urls import article_path, category_path

__all__ = ["publishable_body"]


def publishable_body(article: Article, links: Iterable[ResolvedLink], config: Config) -> str:
    """Return the body of `article` with its links rewritten to where pages will be.

    Wikilinks become Markdown links with the title of their target; links to
    source files become links to pages; links to headings get the real anchor.
    What does not lead anywhere stays as the author wrote it: the checks name it.
    """
    here = posixpath.dirname(article_path(article, config))
    parts = []
    done = 0
    for resolved in sorted(links, key=lambda one: one.link.start):
        link = resolved.link
        written = _written(resolved, here, config)
        if written is not None and link.start >= done:
            parts += [article.body[done : link.start], written]
            done = link.end
    return "".join(parts) + article.body[done:]


def _written(resolved: ResolvedLink, here: str, config: Config) -> str | None:
    link, article = resolved.link, resolved.article
    fragment = _fragment(resolved)
    if resolved.outcome is Outcome.SELF and article:
        target = fragment
    elif resolved.outcome is Outcome.ARTICLE and article:
        target = _relative(article_path(article, config), here, link.kind) + fragment
    elif resolved.outcome is Outcome.CATEGORY and resolved.category:
        path = category_path(resolved.category.lang, resolved.category.path, config)
        target = _relative(path, here, link.kind)
    else:
        return None
    if link.kind is not LinkKind.WIKI:
        return target
    return f"[{_link_text(link, article)}]({target})"


def _fragment(resolved: ResolvedLink) -> str:
    """Return `#anchor`, or "" for no fragment and for one that named an entry of a YAML list."""
    link, article = resolved.link, resolved.article
    found = anchor(article, link.fragment) if article and link.fragment else None
    # Han stays Han: MkDocs 1.6 compares anchors without decoding them.
    return "#" + re.sub(r"[\s()<>%\"]", lambda match: quote(match[0]), found) if found else ""


def _link_text(link: Link, article: Article | None) -> str:
    if link.text:
        return link.text
    title = " ".join((article.title if article else link.target).split())
    # Python-Markdown knows no escape for "<" and "&".
    return re.sub(r"[\\`*_{}\[\]()#+\-.!|]", r"\\\g<0>", html.escape(title, quote=False))


def _relative(path: str, here: str, kind: LinkKind) -> str:
    # Markdown links name the page's source, so that MkDocs checks them once more;
    # it does not look into raw HTML, which gets the page itself.
    if kind is not LinkKind.HTML:
        path = path.removesuffix(".html") + ".md"
    return quote(posixpath.relpath(path, here or "."))
