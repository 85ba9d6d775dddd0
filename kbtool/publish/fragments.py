"""The parts that pages in one folder have in common, finished once.

A template draws such a part once; in the next pages a mark stands for it, until all else of
the page is finished: its white space, its addresses, what stands within it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from kbtool.frozen import dataclass
from kbtool.publish import security
from kbtool.publish.addresses import Folder
from kbtool.publish.templates import Lines, nav_list
from kbtool.publish.views import NavItem
from kbtool.publish.whitespace import without_indentation

__all__ = ["Finished", "Fragments", "Kept", "mark_of"]

# Two characters that are none, around a number that nobody can know beforehand.
_SALT = secrets.token_hex(8)
_MARK = re.compile(f"\ufdd0{_SALT}([0-9]+)\ufdd1")

_NOTHING = security.Inline()
_INLINE = ("<style", "style=")  # as our templates and sanitised bodies write them
_SCRIPT, _JSON = "<script", '<script type="application/ld+json">'  # the second is data


def mark_of(name: object) -> str:
    """Return what stands for something until a page is finished; no text of an author holds it."""
    return f"\ufdd0{_SALT}{name}\ufdd1"


@dataclass(frozen=True, slots=True)
class Finished:
    """A page or a part of one as it is published."""

    text: str
    links: frozenset[str] = frozenset()
    inline: security.Inline = _NOTHING


class Kept:
    """Parts that were drawn before."""

    def __init__(self) -> None:
        self.marks: dict[tuple[object, ...], str] = {}  # by key: what a template gets
        self.parts: list[Finished] = []
        self.frames: dict[object, Any] = {}  # whole frames, see frames.py


class Fragments:
    """The common parts of the pages in a folder."""

    def __init__(self, folder: Folder, kept: Kept | None = None) -> None:
        """Begin a folder.

        Args:
            folder: of the pages.
            kept: parts of other folders that look the same here.
        """
        self.folder = folder
        self._kept = kept or Kept()
        self.frames = self._kept.frames
        self.lines: Lines = {}  # of sidebars, see `nav_list`
        self.context: dict[str, Any] = {}  # what templates know on every page, once it is known

    def keep(self, key: tuple[object, ...], draw: Callable[[], str]) -> str:
        """Return what stands for the part with this key, drawn if it is new."""
        known = self._kept.marks.get(key)
        if known is None:
            known = self._kept.marks[key] = self._drawn(draw())
        return known

    def finished(self, text: str) -> Finished:
        """Return what a template drew as it is published, every part in its place."""
        parts = [self._kept.parts[int(number)] for number in _MARK.findall(text)]
        own = self._finished(text)
        if not parts:
            return own
        whole = _MARK.sub(lambda mark: self._kept.parts[int(mark[1])].text, own.text)
        links = own.links.union(*(part.links for part in parts))
        inline = own.inline
        for part in parts:
            inline |= part.inline
        return Finished(whole, links, inline)

    def branch(self, items: Iterable[NavItem]) -> Finished:
        """Return the entries of a sidebar: nothing in them is stopped, and all lead somewhere."""
        text = nav_list(items, self.folder.url, self.lines)
        if "\n" in text:
            return self.finished(text)
        links = {self.folder.path_behind(url) for url in _addresses(items)}
        return Finished(text, frozenset(links - {""}))

    def _finished(self, text: str) -> Finished:
        text = without_indentation(text)
        links = self.folder.links(text)
        if self.folder.careful or _may_be_stopped(text):
            return Finished(text, links, security.inline(text))
        return Finished(text, links)

    def _drawn(self, text: str) -> str:
        """Return the mark of a new part, between its white space: that is part of a gap."""
        bare = text.strip()
        if not bare:
            return text
        begin = text.index(bare)
        mark = mark_of(len(self._kept.parts))
        self._kept.parts.append(self._finished(bare))
        return text[:begin] + mark + text[begin + len(bare) :]


def _addresses(items: Iterable[NavItem]) -> Iterator[str]:
    for item in items:
        yield item.url
        if item.children:
            yield from _addresses(item.children)


def _may_be_stopped(text: str) -> bool:
    """Tell whether a part may hold what a strict policy stops; data for programs it does not."""
    return text.count(_SCRIPT) > text.count(_JSON) or any(one in text for one in _INLINE)
