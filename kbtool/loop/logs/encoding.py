"""Bytes of unknown encoding -> text. Whatever the bytes are, text comes out.

A strict ladder: a byte order mark, UTF-8, GB18030 where the bytes look like
Chinese, cp1252. A detector such as charset-normalizer lost: it wants all of a
text at once, and takes short lines of Chinese for Big5 or Korean; here only two
old encodings are in question, and GB 2312 is told from cp1252 by where its bytes lie.
"""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

__all__ = ["ENCODINGS", "WIDE", "guess", "to_text", "to_utf8"]

WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
"""Encodings in which a line end is more than one byte."""

ENCODINGS = ("utf-8", *WIDE, "gb18030", "cp1252")

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins as UTF-16's does
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HIGH = re.compile(rb"[\x80-\xff]+")
# Rows 1 to 9 of GB 2312 (signs) and 16 to 87 (characters); what customers write lies there.
_GB2312 = re.compile(rb"(?:[\xa1-\xa9\xb0-\xf7][\xa1-\xfe])+")
USUAL = 0.8  # the share of bytes above ASCII that must lie there


def guess(sample: bytes) -> str:
    """Return the encoding of a text from its first bytes, one of `ENCODINGS`."""
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name
    if b"\0" in sample:
        for name in WIDE:
            if _is_wide(sample, name):
                return name
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(sample)  # may end within a character
    except UnicodeDecodeError:
        return "gb18030" if _chinese(sample) else "cp1252"
    return "utf-8"


def to_text(raw: bytes, usual: str = "utf-8") -> str:
    """Return the text of one line, in UTF-8 or else in the `usual` encoding of its file."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if usual not in ENCODINGS:  # somebody said so
        with suppress(UnicodeDecodeError):
            return raw.decode(usual)
    if usual == "gb18030" or _chinese(raw):
        try:
            return raw.decode("gb18030")
        except UnicodeDecodeError:
            pass
    return raw.decode("cp1252", "replace")


def to_utf8(raw: bytes, usual: str = "utf-8") -> bytes:
    """Return `raw` in UTF-8, as `to_text` understands it."""
    return to_text(raw, usual).encode()


def _is_wide(sample: bytes, name: str) -> bool:
    """Tell whether bytes without a mark are wide: they have lines, and no NUL is left over."""
    try:
        text = sample[: len(sample) & ~3].decode(name)
    except UnicodeDecodeError as error:
        if error.end < len(sample) - 4:  # else the sample ends within a character
            return False
        text = sample[: error.start].decode(name)
    return "\n" in text and "\0" not in text


def _chinese(raw: bytes) -> bool:
    high = sum(len(run) for run in _HIGH.findall(raw))
    return sum(len(run) for run in _GB2312.findall(raw)) >= USUAL * high > 0
