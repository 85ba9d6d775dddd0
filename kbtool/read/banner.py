"""The setting `banner` of `kb.yml`: what every page says above its content for a while."""

from __future__ import annotations

import re

from kbtool.model import Banner, Localised
from kbtool.read import rules
from kbtool.read.fields import Fields

__all__ = ["LEVELS", "read_banner"]

BANNER_KEYS = ("text", "start", "end", "level", "link")
LEVELS = ("info", "warning")
_URL = re.compile(r"https?://[^\s/]\S*\Z")


def read_banner(fields: Fields, languages: tuple[str, ...]) -> Banner | None:
    """Return the banner; None where there is none, or none that could be shown.

    A banner with a date that cannot be read is not shown: it would never end.
    """
    node = fields.node("banner")
    if node is None:
        return None
    inner = Fields(node, BANNER_KEYS, "'banner'")
    text = inner.localised("text", languages)
    start, end = inner.day("start"), inner.day("end")
    level = inner.choice("level", LEVELS, LEVELS[0])
    link = _link(inner, languages)
    told = bool(inner.problems)
    if inner.is_mapping and not text.texts and not told:
        message = "the banner has no text"
        inner.report(
            rules.BAD_VALUE, inner.at("text"), message, "write 'text: ...' below 'banner:'"
        )
    if start and end and end < start:
        message = f"the banner ends on {end}, before it starts on {start}"
        inner.report(rules.BAD_DATE, inner.at("end"), message, "'end' is the last day it is shown")
    fields.problems += inner.problems
    if not text.texts or inner.problems:
        return None
    return Banner(text, level, link, start, end)


def _link(fields: Fields, languages: tuple[str, ...]) -> Localised:
    link = fields.localised("link", languages)
    for url in link.texts.values():
        if not _URL.match(url):
            hint = "write an address as https://example.com/status"
            fields.report(rules.BAD_VALUE, fields.at("link"), f"'{url}' is no web address", hint)
    return link
