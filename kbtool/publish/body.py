"""The body of an article as the renderer gets it: every link with its real target."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

from kbtool.model import Article, Config, Link, LinkKind, Status
from kbtool.publish.page import Targets
from kbtool.read.prose import comments
from kbtool.resolve import Outcome, ResolvedLink, anchor
from kbtool.urls import article_path, category_path

__all__ = [
    "page_targets",
    "portable_body",
    "portable_targets",
    "publishable_body",
]

MAX_LINK_TEXT = 500
"""Characters of a title that a wikilink shows."""


def page_targets(article: Article, links: Iterable[ResolvedLink], config: Config) -> Targets:
    """Return the targets of the links of `article` on its page.

    Wikilinks become Markdown links with the title of their target; links to
    source files become links to pages; links to headings get the real anchor.
    What does not lead anywhere stays as the author wrote it: the checks name it.
    """
    here = posixpath.dirname(article_path(article, config))
    return tuple(_written(resolved, here, config) for resolved in links)


def portable_targets(
    article: Article, links: Iterable[ResolvedLink], config: Config, on_page: Targets
) -> Targets:
    """Return the targets of the links of `article` in its Markdown, which stands beside its page.

    They lead to the Markdown of other questions where there is one, as on the page, where they
    lead to the source; else to pages.
    """
    here = posixpath.dirname(article_path(article, config))
    return tuple(
        [
            written
            if resolved.article is not None and resolved.article.status is Status.PUBLIC
            else _written(resolved, here, config, as_page=True)
            for resolved, written in zip(links, on_page, strict=True)
        ]
    )


def publishable_body(article: Article, targets: Targets) -> str:
    """Return the body of `article` for its page."""
    if not article.links:
        return article.body
    return _edited(article.body, dict(_kept_anchors(article)) | _targets(article, targets))


def portable_body(article: Article, targets: Targets) -> str:
    """Return the body of `article` as Markdown for others. Comments are the authors' own."""
    return _edited(
        article.body, dict.fromkeys(comments(article.body), "") | _targets(article, targets)
    )


def _targets(article: Article, targets: Targets) -> dict[tuple[int, int], str]:
    return {
        (link.start, link.end): written
        for link, written in zip(article.links, targets, strict=True)
        if written is not None
    }


def _edited(body: str, edits: Mapping[tuple[int, int], str]) -> str:
    """Return `body` with the text between each start and end replaced."""
    parts = []
    done = 0
    for (start, end), written in sorted(edits.items()):
        if start >= done:
            parts += [body[done:start], written]
            done = end
    return "".join(parts) + body[done:]


_ATTRIBUTES = re.compile(r" +\{:?(?P<list>[^{}\n]*)\}[ \t]*\Z")


def _kept_anchors(article: Article) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield what keeps the anchor of a heading with a wikilink that shows another title.

    The anchor is made of the words as written; the title that is shown belongs to
    another article, and may change without its author.
    """
    bare = [one for one in article.links if one.kind is LinkKind.WIKI and not one.text]
    headings = {one.source.line: one for one in article.headings} if bare else {}
    for link in bare:
        heading = headings.get(link.source.line)
        if heading is None:
            continue
        begin = article.body.rfind("\n", 0, link.start) + 1
        end = article.body.find("\n", link.end)
        line = article.body[begin : end if end >= 0 else None]
        listed = _ATTRIBUTES.search(line)
        if listed is None:
            at = begin + len(line.rstrip())
            yield (at, at), f" {{#{heading.anchor}}}"
        elif not re.search(r"(?:^|\s)(?:#|id=)", listed["list"]):
            at = begin + listed.end("list")
            yield (at, at), f" #{heading.anchor}"


def _written(
    resolved: ResolvedLink, here: str, config: Config, as_page: bool = False
) -> str | None:
    link, article = resolved.link, resolved.article
    # Markdown links name the page's source, so that MkDocs checks them once more;
    # it does not look into raw HTML, which gets the page itself.
    as_page = as_page or link.kind in (LinkKind.HTML, LinkKind.FRAME)
    fragment = _fragment(resolved)
    if link.kind is LinkKind.AUTO:  # `<https://...>` takes no relative path
        return None
    if resolved.outcome is Outcome.SELF and article and link.fragment:
        target = fragment or "#"
    elif resolved.outcome is Outcome.ARTICLE and article:
        target = _relative(article_path(article, config), here, as_page) + fragment
    elif resolved.outcome is Outcome.CATEGORY and resolved.category:
        path = category_path(resolved.category.lang, resolved.category.path, config)
        target = _relative(path, here, as_page)
    elif resolved.outcome is Outcome.PAGE:
        target = _relative(resolved.file, here, as_page)
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
    # Cut, or a title of a megabyte in ten thousand wikilinks would fill the memory.
    title = " ".join((article.title if article else link.target).split())[:MAX_LINK_TEXT]
    # Python-Markdown knows no escape for "<" and "&".
    return re.sub(r"[\\`*_{}\[\]()#+\-.!|]", r"\\\g<0>", html.escape(title, quote=False))


def _relative(path: str, here: str, as_page: bool) -> str:
    if not as_page and path.endswith(".html"):
        path = path.removesuffix(".html") + ".md"
    return quote(_from_folder(path, here))


def _from_folder(path: str, here: str) -> str:
    """Return `path` relative to the folder `here`; `relpath` asks where the process stands."""
    to, at = path.split("/"), here.split("/") if here else []
    if not all(map(_plain, to)) or not all(map(_plain, at)):
        return posixpath.relpath(path, here or ".")
    shared = 0
    for one, other in zip(to, at, strict=False):
        if one != other:
            break
        shared += 1
    return "/".join([".."] * (len(at) - shared) + to[shared:]) or "."


def _plain(step: str) -> bool:
    return step not in ("", ".", "..")
