"""Addresses within a page: as templates write them, and where those in a finished page lead."""

from __future__ import annotations

import html
import posixpath
import re
from urllib.parse import quote, unquote, urlsplit

__all__ = ["Folder", "relative_address"]

_TAG = re.compile(
    r"<(?:a|area|audio|embed|form|iframe|image|img|input|link|object|script|source|track|use|video)"
    r"(\s[^<>\"']*(?:(?:\"[^\"]*\"|'[^']*')[^<>\"']*)*)>",
    re.I,
)
_ADDRESS = re.compile(
    r"""\s(href|src|action|poster|data|srcset|xlink:href)=(?:"([^"]*)"|'([^']*)')""", re.I
)
_NEAT_TAG = re.compile(
    r"<(?:a|img|link|script|form|area|audio|embed|iframe|image|input|object|source|track|use|video)"
    r"(\s[^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*)>"
)
# Without mail addresses and parts of the page itself: no two pages have the same.
_NEAT_ADDRESS = re.compile(
    r'\s(srcset|(?:href|src|action|poster|data|xlink:href)(?=="(?!mailto:|#)))="([^"]*)"'
)
# A path to a file, maybe with a version: nothing in it needs a second look.
_SIMPLE = re.compile(r"(?:[\w%~-][\w%~.-]*/)*[\w%~-][\w%~.-]*(?:\?v=[0-9a-f]+)?")
_HAS_SCHEME = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//)", re.I)


class Folder:
    """What addresses look like from pages in one folder; it remembers what it said."""

    def __init__(self, path: str, base_url: str | None = None, *, careful: bool = True) -> None:
        """Begin a folder.

        Args:
            path: from the root of the site, "" for the root.
            base_url: begins every address, for a page that is shown at many addresses.
            careful: look for elements in capitals and addresses without '"', too, which
                neither our templates nor sanitised bodies have.
        """
        self.path = path
        self.careful = careful
        self.base_url = relative_address(".", quote(path)) if base_url is None else base_url
        self._tag, self._address = (_TAG, _ADDRESS) if careful else (_NEAT_TAG, _NEAT_ADDRESS)
        self._at_many = base_url is not None
        self._parts = _parts(quote(path))
        self._urls: dict[str, str] = {}
        self._paths: dict[str, str] = {}
        self._behind: dict[str, str] = {}

    def url(self, value: object) -> str:
        """Return a URL from the root of the site as a page here names it: the filter `url`."""
        text = str(value)
        known = self._urls.get(text)
        if known is None:
            known = self._urls[text] = self._url(text)
        return known

    def path_behind(self, url: str) -> str:
        """Return the path of the file that a URL from the root leads to, as `links` tells it."""
        known = self._behind.get(url)
        if known is None:
            known = self._behind[url] = self._path(html.escape(self.url(url)))
        return known

    def _url(self, url: str) -> str:
        if _SIMPLE.fullmatch(url) and not self._at_many:
            return self._relative(url)
        url = (url or ".").replace("\\", "/")
        parts = urlsplit(url)
        if parts.scheme or parts.netloc or url.startswith(("/", "#")):
            return url
        if self._at_many:
            return posixpath.join(self.base_url, url)
        above = 0
        whole = posixpath.normpath(url) + "/"
        while whole.startswith("../", above * 3):
            above += 1
        return "../" * above + relative_address(url, quote(self.path))

    def _relative(self, url: str) -> str:
        """Return the address of a path without "." and "..", and remember where it leads."""
        here, there = self._parts, url.split("/")
        common = 0
        while common < len(here) and common < len(there) and here[common] == there[common]:
            common += 1
        address = "/".join([".."] * (len(here) - common) + there[common:]) or "."
        if common < len(there):  # else it is a folder, which has an index.html
            self._paths[address] = unquote(url.partition("?")[0])
        return address

    def links(self, page: str) -> frozenset[str]:
        """Return the paths of all own files that the HTML of a page here leads to."""
        found: set[str] = set()
        # The attributes of an element begin with a blank, and no quotation in them is open.
        for name, address, *other in set(self._address.findall("".join(self._tag.findall(page)))):
            address = address or "".join(other)
            if name.lower() == "srcset":
                candidates = (part.split() for part in address.split(","))
                found.update(self._path(one[0]) for one in candidates if one)
            else:
                found.add(self._path(address))
        found.discard("")
        return frozenset(found)

    def _path(self, address: str) -> str:
        """Return the path of the file at an address, "" for another host and for this page."""
        known = self._paths.get(address)
        if known is None:
            known = self._paths[address] = self._found(html.unescape(address))
        return known

    def _found(self, address: str) -> str:
        if _HAS_SCHEME.match(address) or address.startswith("/"):
            return ""
        path = re.split(r"[?#]", address, maxsplit=1)[0]
        if not path:
            return ""
        whole = posixpath.normpath(posixpath.join("/", self.path, unquote(path)))[1:]
        last = posixpath.basename(path)
        return posixpath.join(whole, "index.html") if last in ("", ".", "..") else whole


def relative_address(url: str, folder: str) -> str:
    """Return `url`, from the root of the site, as a page in `folder` names it.

    Both are quoted. Going higher than the root has no effect, and a "/" at the end stays.
    """
    here, there = _parts(folder), _parts(url)
    common = 0
    for one, other in zip(here, there, strict=False):
        if one != other:
            break
        common += 1
    path = "/".join([".."] * (len(here) - common) + there[common:]) or "."
    return path + "/" if url.endswith("/") else path


def _parts(path: str) -> list[str]:
    path = posixpath.normpath("/" + path.removeprefix("/"))[1:]
    return path.split("/") if path else []
