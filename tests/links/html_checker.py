"""A checker of links that knows nothing of kbtool: it reads pages of HTML, as a browser does.

It exists to disagree: where it and the checks KB2xx differ, one of them is wrong.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LINKS = {
    "a": ("href",),
    "area": ("href",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "video": ("src", "poster"),
    "audio": ("src",),
    "track": ("src",),
    "iframe": ("src",),
    "embed": ("src",),
    "object": ("data",),
}
PICTURES = ("img", "source", "video", "audio", "track")
SCHEMES = ("http", "https", "mailto", "tel", "sms")


class Page(HTMLParser):
    """The ids and the links of a page; a link is its element and its target."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[tuple[str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        self.ids |= {values[key] for key in ("id", "name") if key in values}
        for key in LINKS.get(tag, ()):
            if key == "srcset" and key in values:
                parts = (part.split() for part in values[key].split(","))
                self.links += [(tag, part[0]) for part in parts if part]
            elif key in values:
                self.links.append((tag, values[key]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)


@dataclass
class Site:
    """Pages by their path, and every other file that is published."""

    pages: Mapping[str, str]
    files: frozenset[str] = frozenset()
    url: str = ""  # where the site is published, for links with the whole address
    read: dict[str, Page] = field(default_factory=dict)

    @classmethod
    def on_disk(cls, folder: Path, url: str = "") -> Site:
        """Return the site in `folder`."""
        paths = [path for path in folder.rglob("*") if path.is_file()]
        names = {path.relative_to(folder).as_posix(): path for path in paths}
        pages = {name: path.read_text("utf-8") for name, path in names.items() if _html(name)}
        return cls(pages, frozenset(names) - frozenset(pages), url)

    def page(self, path: str) -> Page:
        """Return a page, read once."""
        if path not in self.read:
            self.read[path] = Page(self.pages[path])
        return self.read[path]

    def broken(self) -> dict[str, list[str]]:
        """Return the targets of every page that lead nowhere."""
        found = {path: list(self.broken_on(path)) for path in self.pages}
        return {path: targets for path, targets in found.items() if targets}

    def broken_on(self, path: str) -> Iterator[str]:
        """Yield the targets of the page at `path` that lead nowhere."""
        for tag, target in self.page(path).links:
            if not self.leads_somewhere(path, tag, target):
                yield target

    def leads_somewhere(self, path: str, tag: str, target: str) -> bool:
        """Tell whether a reader of the page at `path` can follow a target."""
        if not target:
            return False
        parts = urlsplit(target)
        if parts.scheme not in ("", *SCHEMES):
            return False
        own = urlsplit(self.url)
        if parts.scheme or parts.netloc:
            if parts.scheme in ("http", "https") and not parts.hostname:
                return False
            if not own.netloc or parts.netloc.lower() != own.netloc.lower():
                return True
        place = unquote(parts.path)
        if not place and not parts.netloc:
            where = path
        elif place.startswith("/") or parts.netloc:
            base = own.path.rstrip("/") + "/"
            if not f"{place}/".startswith(base):
                return True  # another part of the same host
            where = posixpath.normpath(place[len(base) :] or ".")
        else:
            where = posixpath.normpath(posixpath.join(posixpath.dirname(path), place))
        return self.holds(where, tag, unquote(parts.fragment))

    def holds(self, where: str, tag: str, fragment: str) -> bool:
        """Tell whether something is at `where`, and its anchor too."""
        if where in self.files:
            return True
        index = posixpath.normpath(f"{where}/index.html")
        page = next((one for one in (where, index) if one in self.pages), "")
        if not page or tag in PICTURES:
            return False
        return fragment in ("", "top") or fragment in self.page(page).ids


def _html(name: str) -> bool:
    return name.endswith(".html")
