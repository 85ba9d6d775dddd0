"""The Markdown of a page as HTML, in the very dialect that `mkdocs.yml` names.

What MkDocs does to it is repeated here: links to sources and pictures become addresses
relative to the page. One parser serves all pages: making one takes as long as a third of a body.
"""

from __future__ import annotations

import logging
import posixpath
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE

from kbtool.publish.addresses import relative_address
from kbtool.publish.block_patterns import hasten_blocks
from kbtool.publish.inline_patterns import hasten
from kbtool.publish.settings import Settings, resolved

__all__ = ["Bodies", "Heading", "Rendered"]

RESET = ("markdown.", "pymdownx.", "material.")
"""Packages whose extensions forget a page when they are told to; a test compares them."""

BUILT_IN = frozenset(
    (
        *("abbr", "admonition", "attr_list", "codehilite", "def_list", "extra", "fenced_code"),
        *("footnotes", "legacy_attrs", "legacy_em", "md_in_html", "meta", "nl2br", "sane_lists"),
        *("smarty", "tables", "toc", "wikilinks"),
    )
)
"""Python-Markdown's own extensions by their short names."""


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of the contents list of a page, with those below it."""

    title: str  # HTML
    id: str
    level: int
    children: tuple[Heading, ...]
    active: bool = False  # the first of all, as MkDocs says

    @property
    def url(self) -> str:
        """The fragment that leads to it."""
        return "#" + self.id


@dataclass(frozen=True, slots=True)
class Rendered:
    """The body of a page as HTML."""

    html: str
    toc: tuple[Heading, ...]
    warnings: tuple[str, ...]  # links without a target, in MkDocs' words


class Bodies:
    """Renders bodies, one after the other."""

    def __init__(self, settings: Settings, sources: Collection[str]) -> None:
        """Take what all pages share.

        Args:
            settings: for the extensions.
            sources: every file that links may name, by its path; pages as `.md`.
        """
        self._extensions = list(settings.config["markdown_extensions"])
        self._options = resolved(settings.config["mdx_configs"])
        self._links = _Links(sources, settings.levels)
        self._reusable = all(
            name in BUILT_IN or name.startswith(RESET) for name in self._extensions
        )
        self._parser: Markdown | None = None

    def prepare(self) -> None:
        """Make ready what the first body would have to wait for."""
        if self._parser is None:
            self._parser = self._new()

    def render(self, path: str, body: str) -> Rendered:
        """Return the HTML of `body`, which stands in the source file `path`.

        Raises:
            Exception: what extensions raise.
        """
        parser = self._new() if self._parser is None else self._parser
        self._links.begin(path)
        try:
            text = body.replace("\r\n", "\n").replace("\r", "\n").lstrip("\n")
            html = parser.reset().convert(text)
        except BaseException:
            self._parser = None  # whatever it was in the middle of
            raise
        self._parser = parser if self._reusable else None
        tokens = getattr(parser, "toc_tokens", [])
        toc = tuple(_heading(one, first=index == 0) for index, one in enumerate(tokens))
        return Rendered(html, toc, tuple(self._links.warnings))

    def _new(self) -> Markdown:
        parser = Markdown(extensions=self._extensions, extension_configs=self._options)
        parser.treeprocessors.register(self._links, "relpath", 0)
        if self._reusable:  # other extensions may change their patterns as they go
            hasten(parser)
            hasten_blocks(parser)
        return parser


def _heading(token: Mapping[str, Any], *, first: bool = False) -> Heading:
    children = tuple(map(_heading, token["children"]))
    return Heading(token["name"], token["id"], token["level"], children, first)


class _Links(Treeprocessor):
    """Makes links to sources and pictures relative to the page, as MkDocs 1.6 does."""

    def __init__(self, sources: Collection[str], levels: Mapping[str, int]) -> None:
        super().__init__()
        self.warnings: list[str] = []
        self._sources = sources
        self._levels = levels
        self._path = self._folder = ""
        self._known: dict[str, str] = {}  # what links in this folder became before

    def begin(self, path: str) -> None:
        """Begin a page with this source."""
        folder = posixpath.dirname(path)
        if folder != self._folder:
            self._known = {}
        self._path, self._folder = path, folder
        self.warnings = []

    def run(self, root: Element) -> None:
        known = self._known
        for element in root.iter():
            key = _ADDRESSES.get(element.tag) if isinstance(element.tag, str) else None
            url = element.get(key) if key else None
            if key and url is not None:
                element.set(key, known[url] if url in known else self._address(url))

    def _address(self, url: str) -> str:
        scheme, netloc, path, query, fragment = urlsplit(url)
        if scheme or netloc or AMP_SUBSTITUTE in url:
            return url
        if url.startswith(("/", "\\")):
            self._warn("absolute_links", f"an absolute link '{url}', it was left as is.")
            return url
        if not path:
            return url
        name = unquote(path)
        target = posixpath.normpath(posixpath.join(self._folder, name).lstrip("/"))
        if target not in self._sources:
            if posixpath.splitext(name)[-1]:
                what = f"the target '{target}'" if target != url.lstrip("/") else "the target"
                found = "is not found among documentation files."
                self._warn("not_found", f"a link '{url}', but {what} {found}")
            else:
                found = "it was left as is."
                self._warn("unrecognized_links", f"an unrecognized relative link '{url}', {found}")
            return url
        page = target.removesuffix(".md") + ".html" if target.endswith(".md") else target
        address = relative_address(quote(page), quote(self._folder))
        found = self._known[url] = urlunsplit(("", "", address, query, fragment))
        return found

    def _warn(self, kind: str, text: str) -> None:
        if self._levels[kind] >= logging.WARNING:
            self.warnings.append(f"Doc file '{self._path}' contains {text}")


_ADDRESSES: Mapping[str, str] = {"a": "href", "img": "src"}
