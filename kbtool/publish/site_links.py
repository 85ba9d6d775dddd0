"""Which file of the site every page leads to, kept between builds in a few bytes a link."""

from __future__ import annotations

import html
import marshal
import posixpath
import re
from array import array
from collections.abc import Collection, Iterable, Iterator
from urllib.parse import unquote

__all__ = ["SITE_LINKS", "SiteLinks", "links_in"]

SITE_LINKS = "links"

_LINK = re.compile(rb"""\s(?:href|src)=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.I)


def links_in(path: str, page: bytes) -> set[str]:
    """Return the files of the site that the links of a page lead to, in our own HTML.

    Args:
        path: of the page in the site.
        page: its HTML, without code that only looks like a tag.
    """
    folder = posixpath.dirname(path)
    found = set()
    for written in {one or two or three for one, two, three in _LINK.findall(page)}:
        link = html.unescape(written.decode("utf-8", "replace"))
        target = unquote(link.partition("#")[0].partition("?")[0])
        if not target or _ELSEWHERE.match(link):
            continue
        joined = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        joined = posixpath.normpath(joined or ".")
        at_folder = target.endswith("/") or joined == "."
        found.add(posixpath.normpath(f"{joined}/index.html") if at_folder else joined)
    return found


class SiteLinks:
    """The links of every page. A page's own are replaced; nothing else is changed."""

    def __init__(self) -> None:
        self.names: dict[str, int] = {}  # of files and pages, each with its number
        self.pages: dict[str, tuple[int, int]] = {}  # page -> where its links begin, and how many
        self.targets = array("I")  # numbers of names; some may be of no page any more
        self._listed: list[str] = []

    def set(self, page: str, links: Iterable[str]) -> None:
        """Take the links of a page, in the place of those that it had."""
        numbers = self.names
        added = array("I", sorted(numbers.setdefault(one, len(numbers)) for one in set(links)))
        start, count = self.pages.get(page, (0, 0))
        if self.targets[start : start + count] != added or page not in self.pages:
            self.pages[page] = (len(self.targets), len(added))
            self.targets += added

    def forget(self, page: str) -> None:
        """Let go of a page that is no more."""
        self.pages.pop(page, None)

    def of(self, page: str) -> list[str]:
        """Return the files to which a page leads."""
        if len(self._listed) != len(self.names):
            self._listed = list(self.names)
        start, count = self.pages.get(page, (0, 0))
        return [self._listed[number] for number in self.targets[start : start + count]]

    def leading_to(self, paths: Collection[str]) -> Iterator[tuple[str, str]]:
        """Yield each page with a link to one of `paths`, and that path."""
        wanted = {self.names[path]: path for path in paths if path in self.names}
        if wanted.keys().isdisjoint(self.targets):
            return
        for page, (start, count) in self.pages.items():
            for number in wanted.keys() & set(self.targets[start : start + count]):
                yield page, wanted[number]

    def to_bytes(self) -> bytes:
        """Return them as bytes, without what is of no use any more."""
        used = sum(count for _, count in self.pages.values())
        kept = self._compact() if 2 * used < len(self.targets) else self
        starts, counts = zip(*kept.pages.values(), strict=True) if kept.pages else ((), ())
        columns = (list(kept.names), list(kept.pages), starts, counts, kept.targets.tobytes())
        return marshal.dumps(columns)

    @classmethod
    def from_bytes(cls, content: bytes | memoryview) -> SiteLinks:
        """Return what `to_bytes` was given; the seal around it vouches for the bytes."""
        names, pages, starts, counts, body = marshal.loads(content)
        found = cls()
        found.names = {name: number for number, name in enumerate(names)}
        found.pages = dict(zip(pages, zip(starts, counts, strict=True), strict=True))
        found.targets.frombytes(body)
        return found

    def _compact(self) -> SiteLinks:
        kept = SiteLinks()
        names = list(self.names)
        for page, (start, count) in self.pages.items():
            kept.set(page, [names[number] for number in self.targets[start : start + count]])
        return kept
