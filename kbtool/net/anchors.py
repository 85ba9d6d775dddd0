"""The places in an HTML page that a fragment can name.

Found by search, not by a parser: Python's HTMLParser takes quadratic time on
some pages, and an id too many (in a script, say) only makes the check milder.
"""

from __future__ import annotations

import re
from email.message import Message
from html import unescape

__all__ = ["anchors", "drawn_by_script", "is_html", "names_a_place"]

_VALUE = rb"""\s{0,9}=\s{0,9}(?:"([^"]{1,500})"|'([^']{1,500})'|([^\s"'>]{1,500}))"""
_ID = re.compile(rb"(?<![\w:-])id" + _VALUE, re.I)
_NAME = re.compile(rb"<a\s[^<>]{0,1000}?(?<![\w:-])name" + _VALUE, re.I)
_META = re.compile(rb"""<meta[^<>]{0,300}?charset\s{0,9}=\s{0,9}["']?([\w-]{1,40})""", re.I)
_HEADING = re.compile(rb"<h[1-6][\s>]", re.I)
_LINES = re.compile(r"L\d+(C\d+)?(-L?\d+(C\d+)?)?")


def is_html(headers: Message) -> bool:
    """Return True when the answer is a page in which fragments name ids."""
    kind = headers.get_content_type() if headers.get("Content-Type") else "text/html"
    return kind in ("text/html", "application/xhtml+xml")


def names_a_place(fragment: str) -> bool:
    """Return True when `fragment` should be an id, not a state of a script or words to mark."""
    if fragment.lower() in ("", "top") or ":~:" in fragment or _LINES.fullmatch(fragment):
        return False
    return not (fragment.startswith(("/", "!")) or "=" in fragment)


def anchors(body: bytes, headers: Message) -> set[str]:
    """Return every id of a page, and every `name` of its links."""
    text = _without_comments(body)
    declared = _META.search(text[:4096])
    charset = headers.get_content_charset() or (declared and declared[1].decode()) or "utf-8"
    found: set[str] = set()
    for match in (*_ID.finditer(text), *_NAME.finditer(text)):
        raw = match[1] or match[2] or match[3]
        try:
            value = raw.decode(charset, "replace")
        except (LookupError, ValueError):
            value = raw.decode("utf-8", "replace")
        value = unescape(value)
        # GitHub marks the ids of a README so, and its script finds them without the mark
        found.update((value, value.removeprefix("user-content-")))
    return found


def drawn_by_script(body: bytes) -> bool:
    """Return True when the page holds no heading of its own, only scripts that may draw some."""
    return b"<script" in body.lower() and not _HEADING.search(body)


def _without_comments(body: bytes) -> bytes:
    kept = []
    place = 0
    while (begin := body.find(b"<!--", place)) >= 0:
        kept.append(body[place:begin])
        end = body.find(b"-->", begin + 4)
        if end < 0:
            return b"".join(kept)
        place = end + 3
    return b"".join((*kept, body[place:]))
