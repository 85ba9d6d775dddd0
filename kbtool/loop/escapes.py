r"""Texts as people read them: without unseen characters, in one form, no escapes left.

What hides a number from a pattern hides it from nobody else: full-width digits, spaces of no
width, `%40` of an address, `&#64;` of HTML, `\x40` of a server, and any of them twice.
"""

from __future__ import annotations

import codecs
import html
import re
import unicodedata
from contextlib import suppress

__all__ = ["as_read"]

# Characters that are not seen, and would part a number: soft hyphen, zero width, direction.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
# Escapes of addresses, programs and HTML; what they hide is looked at as it is read.
_ESCAPED = re.compile(
    r"(?:(?:%|\\x)[0-9a-f]{2})+|(?:\\u[0-9a-f]{4})+|&(?:#x?[0-9a-f]{1,6};?|[a-z]{2,8};)", re.I
)
_BYTE = re.compile(r"(?:%|\\x)([0-9a-f]{2})", re.I)
MANY_BYTES = 3
"""Escapes in a row from which nobody has typed them: what cannot be read of them goes."""


def as_read(text: str) -> str:
    """Return a text as people read it: no unseen characters, one form of each, no escapes."""
    while True:
        text = unicodedata.normalize("NFKC", _UNSEEN.sub("", text))
        plain = _ESCAPED.sub(_unescaped, text)
        if plain == text:
            return text
        text = plain  # escapes may be escaped


def _unescaped(match: re.Match[str]) -> str:
    escaped = match[0]
    if escaped[0] == "&":
        return html.unescape(escaped)
    if escaped[1] in "uU":
        return re.sub(r"\\u(.{4})", lambda one: chr(int(one[1], 16)), escaped, flags=re.I)
    raw = bytes.fromhex("".join(_BYTE.findall(escaped)))
    for encoding in ("utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        with suppress(UnicodeDecodeError):
            if plain := decoder.decode(raw):  # a cut may have left a part of a character behind
                return plain
    return escaped if len(raw) < MANY_BYTES else " "
