"""What a link can meet: the outcome, and how a target is read before it is looked up."""

from __future__ import annotations

import html
import re
from enum import Enum

from kbtool.frozen import dataclass
from kbtool.model import Article, Category, Link

__all__ = ["SAFE_SCHEMES", "Outcome", "ResolvedLink", "narrowed", "scheme"]

SAFE_SCHEMES = ("http", "https", "mailto", "tel", "sms")
"""Schemes that a link may have; every other one is refused."""


class Outcome(Enum):
    """What a link leads to."""

    ARTICLE = "article"
    CATEGORY = "category"
    PAGE = "page"  # a page of the site that has no source, such as the list of all questions
    FILE = "file"
    EXTERNAL = "external"  # another site, or mailto: and the like
    SELF = "self"  # a heading of the same article
    MISSING = "missing"  # nothing there
    WRONG_CASE = "wrong case"  # something is there but for letter case
    UNICODE_FORM = "unicode form"  # something is there but for NFC and NFD
    BACKSLASH = "backslash"
    FULL_WIDTH = "full width"  # ＃ or ／ where # or / is meant
    UNKNOWN_ID = "unknown id"
    HIDDEN = "hidden"  # an article that readers cannot see
    NO_ANCHOR = "no anchor"  # the page is there, its heading is not
    OUTSIDE = "outside"  # leaves kb/articles/
    UNSAFE = "unsafe"  # javascript: and every other scheme that is not allowed


_WORKING = frozenset(
    {
        Outcome.ARTICLE,
        Outcome.CATEGORY,
        Outcome.PAGE,
        Outcome.FILE,
        Outcome.EXTERNAL,
        Outcome.SELF,
    }
)


@dataclass(frozen=True, slots=True)
class ResolvedLink:
    """A link and where it leads; `article` is set for HIDDEN and NO_ANCHOR too."""

    link: Link
    outcome: Outcome
    article: Article | None = None
    category: Category | None = None
    file: str = ""  # of FILE from the project folder; a page that was named, from the site's root
    right: str = ""  # what the author meant, as a path from the project folder or as a target
    own: bool = False  # written with an absolute path or the address of this site

    @property
    def works(self) -> bool:
        """True when a reader can follow it."""
        return self.outcome in _WORKING


_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*(?=:)")
_INVISIBLE = re.compile(r"[\x00-\x20\x7f]")
_WIDE = str.maketrans("＃／＼？．：％｜", "#/\\?.:%|")


def scheme(target: str) -> str:
    """Return the scheme of a target as a browser sees it, in lower case, "" for none."""
    # Browsers decode entities and drop white space before they look for a scheme.
    bare = _INVISIBLE.sub("", html.unescape(target[:300]))
    found = _SCHEME.match(bare)
    return found[0].lower() if found else ""


def narrowed(text: str) -> str:
    """Return `text` with the full-width marks of an address as their ASCII forms."""
    return text.translate(_WIDE)
