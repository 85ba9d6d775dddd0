"""Everything a link can name, and what a link meets: the reason when it meets nothing.

A path is compared with the names that were read, never with the disk, so that a
link out of the knowledge base is neither read nor confirmed.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections import defaultdict
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from urllib.parse import unquote, urlsplit

from kbtool.frozen import maker
from kbtool.model import (
    ARTICLES,
    MARKDOWN_ENDINGS,
    SOURCE_ENDINGS,
    Article,
    Category,
    KnowledgeBase,
    Link,
    LinkKind,
    Source,
)
from kbtool.outcomes import SAFE_SCHEMES, Outcome, ResolvedLink, narrowed, scheme
from kbtool.urls import alias_path, article_path, category_path, folded, site_pages

__all__ = ["CATEGORY_FILE", "Targets", "anchor"]

CATEGORY_FILE = "_category.yml"


_resolved = maker(ResolvedLink)  # a site has many links
_PLAIN = re.compile(r"(?:\.\./)*(?:\w[\w-]*/)*\w[\w-]*\.md", re.A)
"""A relative path of plain names, as most links are written."""


def anchor(article: Article, fragment: str) -> str | None:
    """Return the anchor that `fragment` names: an anchor or a heading's words; "" for the top."""
    if fragment in article.anchors:
        return fragment
    wanted = fragment.strip().casefold()
    for heading in article.headings:
        if heading.text.strip().casefold() == wanted:
            return heading.anchor
    return "" if wanted == "top" else None  # HTML: every page has a #top


class Targets:
    """Everything a link can name."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.by_id: dict[tuple[str, str], Article] = {}
        self.by_path: dict[str, list[Article]] = defaultdict(list)
        self.categories: dict[str, Category] = {}
        self.words: dict[Source, set[str]] = {}
        aliases: dict[tuple[str, str], Article] = {}
        for article in kb.every:
            self.by_id.setdefault(article.key, article)
            self.by_path[article.path].append(article)
            for alias in article.aliases:
                aliases.setdefault((article.lang, alias.value), article)
        for key, article in aliases.items():
            self.by_id.setdefault(key, article)
        for category in kb.categories:
            prefix = f"/{category.lang}" if kb.config.multilingual else ""
            self.categories[f"{ARTICLES}{prefix}/{'/'.join(category.path)}"] = category
        self.site = urlsplit("")
        with suppress(ValueError):  # MkDocs tells of it
            self.site = urlsplit(kb.config.site_url)
        self.base = self.site.path.rstrip("/") + "/"

    @cached_property
    def pages(self) -> dict[str, Article | Category | None]:
        """Return what stands at every page of the site, by its path."""
        config = self.kb.config
        pages: dict[str, Article | Category | None] = {}
        for article in self.kb.every:
            for alias in article.aliases if article.status.published else ():
                pages[alias_path(alias.value, article, config)] = article
        for category in self.kb.categories:
            pages[category_path(category.lang, category.path, config)] = category
        for article in self.kb.every:
            pages.setdefault(article_path(article, config), article)
        return {**pages, **dict.fromkeys(site_pages(config))}

    @cached_property
    def folded_paths(self) -> dict[str, str]:
        """Return every path that a link may name, by what it is but for case and form."""
        return {folded(path): path for path in (*self.kb.files, *self.categories)}

    def link(self, article: Article, link: Link) -> ResolvedLink:
        """Return where `link` of `article` leads."""
        found = self._link(article, link)
        if not found.works and link.target != (narrow := narrowed(link.target)):
            return self.full_width(article, found, narrow)
        return found

    def _link(self, article: Article, link: Link) -> ResolvedLink:
        if link.kind is LinkKind.WIKI:
            return self.wiki(article, link)
        if link.kind is LinkKind.INLINE and _PLAIN.fullmatch(link.target):
            path = _below(article.path, link.target)
            found = self.by_path.get(path)
            if found:  # as below, where nothing in such a target is read otherwise
                if len(found) == 1 and not link.fragment:
                    return self.visible(link, article, found[0], Outcome.ARTICLE)
                return self.path(article, link, path)
        protocol = scheme(link.target)
        if protocol and protocol not in SAFE_SCHEMES:
            return ResolvedLink(link, Outcome.UNSAFE)
        if link.kind in (LinkKind.IMAGE, LinkKind.MEDIA):
            return self.picture(article, link, protocol)
        if not link.target or link.target.startswith("?"):
            return self.anchored(link, article, article, Outcome.SELF)
        return self.addressed(article, link, protocol)

    def picture(self, article: Article, link: Link, protocol: str) -> ResolvedLink:
        """Meet what must be a file: no page is a picture."""
        found = ResolvedLink(link, Outcome.MISSING)
        if link.target:
            found = self.addressed(article, link, protocol)
        if found.works and found.outcome not in (Outcome.FILE, Outcome.EXTERNAL):
            return ResolvedLink(link, Outcome.MISSING)
        return found

    def addressed(self, article: Article, link: Link, protocol: str) -> ResolvedLink:
        """Meet a target that is a URL or a path."""
        target = link.target
        if protocol in ("http", "https") or target.startswith("//"):
            return self.url(article, link)
        if protocol:
            return ResolvedLink(link, Outcome.EXTERNAL)
        path = unquote(target.partition("?")[0])
        if path.startswith("/"):
            if not path.startswith(self.base):
                # Another part of the same host, unless it is a page of ours without the base.
                found = self.page(article, link, path[1:])
                known = found.outcome is not Outcome.MISSING
                return ResolvedLink(link, Outcome.MISSING if known else Outcome.EXTERNAL)
            return self.page(article, link, path[len(self.base) :])
        path = posixpath.normpath(posixpath.join(posixpath.dirname(article.path), path))
        if "\\" in path:
            return self.backslashes(article, link)
        if path != ARTICLES and not path.startswith(ARTICLES + "/"):
            return ResolvedLink(link, Outcome.OUTSIDE)
        found = self.path(article, link, path)
        if found.outcome is Outcome.MISSING:
            page = self.generated(article, link, path.removeprefix(ARTICLES + "/"))
            if page.outcome is not Outcome.MISSING:
                return page
            return self.nearly(link, path)
        return found

    def url(self, article: Article, link: Link) -> ResolvedLink:
        """Meet an absolute URL: a page of this site, or another site."""
        try:
            parts = urlsplit(link.target.strip())
            host = parts.hostname or ""
        except ValueError:
            return ResolvedLink(link, Outcome.MISSING)
        if not host:
            return ResolvedLink(link, Outcome.MISSING)
        path = unquote(parts.path) or "/"
        if parts.netloc.casefold() != self.site.netloc.casefold():
            return ResolvedLink(link, Outcome.EXTERNAL)
        if not f"{path.rstrip('/')}/".startswith(self.base):
            return ResolvedLink(link, Outcome.EXTERNAL)
        return self.page(article, link, path[len(self.base) :])

    def page(self, article: Article, link: Link, path: str) -> ResolvedLink:
        """Meet a page or a file by its path from the root of the site."""
        path = posixpath.normpath(path) if path else "."
        path = "" if path == "." else path
        if path.startswith(("../", "/")) or path == "..":
            return ResolvedLink(link, Outcome.MISSING, own=True)
        for one in (path, f"{path}/index.html".lstrip("/")):
            if one not in self.pages:
                continue
            found = self.pages[one]
            if isinstance(found, Article):
                met = self.anchored(link, article, found, Outcome.ARTICLE)
                return replace(met, file=one, own=True)
            if found is not None:
                return replace(self.category(link, found), file=one, own=True)
            return ResolvedLink(link, Outcome.PAGE, file=one, own=True)
        file = f"{ARTICLES}/{path}"
        if file in self.kb.files and not file.lower().endswith(SOURCE_ENDINGS):
            return ResolvedLink(link, Outcome.FILE, file=file, own=True)
        right = self.folded_paths.get(folded(file), "")
        return ResolvedLink(link, Outcome.MISSING, right=right, own=True)

    def generated(self, article: Article, link: Link, path: str) -> ResolvedLink:
        """Meet a page by a relative path, as the page is called or as a renderer's source is."""
        stem, ending = posixpath.splitext(path)
        if ending not in (".html", ".md", ".xml"):
            return ResolvedLink(link, Outcome.MISSING)
        return replace(self.page(article, link, stem + ending.replace(".md", ".html")), own=False)

    def wiki(self, article: Article, link: Link) -> ResolvedLink:
        """Meet an id, or an old one, in the language of `article`."""
        if not link.target:
            return self.anchored(link, article, article, Outcome.SELF)
        target = self.by_id.get((article.lang, link.target))
        if target is None:
            return ResolvedLink(link, Outcome.UNKNOWN_ID)
        return self.anchored(link, article, target, Outcome.ARTICLE)

    def path(self, article: Article, link: Link, path: str) -> ResolvedLink:
        """Meet a path from the project folder."""
        found = self.by_path.get(path, [])
        if len(found) > 1 or (found and not path.lower().endswith(MARKDOWN_ENDINGS)):
            # a YAML list holds many questions: the fragment names one of them
            named = [one for one in found if one.id == link.fragment]
            if named:
                return self.visible(link, article, named[0], Outcome.ARTICLE)
            if len(found) > 1:
                return ResolvedLink(link, Outcome.NO_ANCHOR, found[0])
        if found:
            return self.anchored(link, article, found[0], Outcome.ARTICLE)
        folder = path.removesuffix(f"/{CATEGORY_FILE}")
        if folder in self.categories:
            return self.category(link, self.categories[folder])
        if path in self.kb.files and not path.lower().endswith(SOURCE_ENDINGS):
            return ResolvedLink(link, Outcome.FILE, file=path)
        return ResolvedLink(link, Outcome.MISSING)

    def category(self, link: Link, category: Category) -> ResolvedLink:
        """Meet a category, whose page has no headings of an author."""
        outcome = Outcome.NO_ANCHOR if link.fragment else Outcome.CATEGORY
        return ResolvedLink(link, outcome, category=category)

    def anchored(
        self, link: Link, origin: Article, target: Article, outcome: Outcome
    ) -> ResolvedLink:
        """Meet an article at the heading that the link names."""
        # The headings of a file that cannot be read are not known, so they are not missed.
        if link.fragment and not target.faulty and not self.has_anchor(target, link.fragment):
            return ResolvedLink(link, Outcome.NO_ANCHOR, target)
        return self.visible(link, origin, target, outcome)

    def has_anchor(self, target: Article, fragment: str) -> bool:
        """Tell what `anchor` tells, at once for many headings and many links, too."""
        if fragment in target.anchors:
            return True
        if target.source not in self.words:
            said = {heading.text.strip().casefold() for heading in target.headings}
            self.words[target.source] = {*said, "top"}
        return fragment.strip().casefold() in self.words[target.source]

    def visible(
        self, link: Link, origin: Article, target: Article, outcome: Outcome
    ) -> ResolvedLink:
        """Meet an article that the readers of `origin` can see."""
        # A draft may link to a draft: both come out together.
        hidden = not target.status.published and origin.status.published
        met = Outcome.HIDDEN if hidden else outcome
        return _resolved(link, met, target, None, "", "", False)

    # --- what is there but for the way it is written ---------------------------

    def nearly(self, link: Link, path: str) -> ResolvedLink:
        """Meet what has the same name but for letter case or Unicode form."""
        right = self.folded_paths.get(folded(path), "")
        if not right or right == path:
            return ResolvedLink(link, Outcome.MISSING)
        same = unicodedata.normalize("NFC", right) == unicodedata.normalize("NFC", path)
        outcome = Outcome.UNICODE_FORM if same else Outcome.WRONG_CASE
        return ResolvedLink(link, outcome, right=right)

    def backslashes(self, article: Article, link: Link) -> ResolvedLink:
        """Meet a path that is written with backslashes."""
        target = unquote(link.target).replace("\\", "/")
        found = self._link(article, replace(link, target=target))
        return ResolvedLink(link, Outcome.BACKSLASH, right=target if found.works else "")

    def full_width(self, article: Article, found: ResolvedLink, narrow: str) -> ResolvedLink:
        """Meet a target whose marks are full-width; a name that really holds them is not this."""
        link = found.link
        bare = narrow.partition("|")[0] if link.kind is LinkKind.WIKI else narrow
        target, _, fragment = bare.partition("#")
        meant = replace(link, target=target.strip(), fragment=unquote(fragment) or link.fragment)
        works = self._link(article, meant).works
        if not works and not set("＃／") & set(link.target):
            return found
        return ResolvedLink(link, Outcome.FULL_WIDTH, right=narrow if works else "")


def _below(origin: str, target: str) -> str:
    """Return the path that a target of the form `_PLAIN` names in the file `origin`.

    "" where it leads out of the project folder.
    """
    up = target.count("../")
    if up >= origin.count("/"):
        return ""
    return f"{origin.rsplit('/', up + 1)[0]}/{target[3 * up :]}"
