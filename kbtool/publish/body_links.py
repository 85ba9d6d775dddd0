"""Where the links of a body lead on its page, as MkDocs says it."""

from __future__ import annotations

import logging
import posixpath
from collections.abc import Collection, Mapping
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from kbtool.publish.addresses import relative_address

__all__ = ["BodyLinks"]

ENTITY = "\x02amp\x03"
"""What stands for "&" of an entity in Python-Markdown's tree, where it hides mail addresses."""


class BodyLinks:
    """Makes links to sources and pictures relative to the page, as MkDocs 1.6 does."""

    def __init__(self, sources: Collection[str], levels: Mapping[str, int]) -> None:
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

    def address(self, url: str) -> str:
        """Return what becomes of the target of a link on this page."""
        known = self._known.get(url)
        return self._address(url) if known is None else known

    def _address(self, url: str) -> str:
        scheme, netloc, path, query, fragment = urlsplit(url)
        if scheme or netloc or ENTITY in url:
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
