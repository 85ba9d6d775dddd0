"""Where the links of a body lead on its page, as MkDocs says it."""

from __future__ import annotations

import logging
import posixpath
import re
from collections.abc import Collection, Mapping
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from kbtool.publish.addresses import relative_address

__all__ = ["BodyLinks"]

ENTITY = "\x02amp\x03"
"""What stands for "&" of an entity in Python-Markdown's tree, where it hides mail addresses."""

_NEAT = re.compile(
    r"((?:\.\./)*)((?:[A-Za-z0-9_~-][\w~.-]*/)*[A-Za-z0-9_~-][\w~.-]*)\.md(#[^\s\x00-\x1f]+)?", re.A
)


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
        if known is None:
            known = self._neat(url)
        return self._address(url) if known is None else known

    def _neat(self, url: str) -> str | None:
        """Return the address of a source that is named by the shortest way, None of all else.

        That is how our own links name it, see `body.py`; a third of the time of a second look.
        """
        match = _NEAT.fullmatch(url)
        if match is None:
            return None
        above, path, fragment = match.groups("")
        steps = self._folder.split("/") if self._folder else []
        shared = len(steps) - len(above) // 3
        if shared < 0 or (above and steps[shared] == path.partition("/")[0]):
            return None
        if "/".join((*steps[:shared], f"{path}.md")) not in self._sources:
            return None
        found = self._known[url] = f"{above}{path}.html{fragment}"
        return found

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
