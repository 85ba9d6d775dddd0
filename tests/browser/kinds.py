"""The pages that stand for all others: a few of each language, found in a built site.

A page is worth a look for what it is made of. So pages are chosen until every tag, every class
of ours and every piece of Markdown that the site knows is on one of them; a new kind of page is
among them as soon as it exists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["Shown", "addresses", "shown"]

# The classes of bodies that look different; all others of Material and its highlighter vary freely.
_PIECES = {
    "admonition",
    "footnote",
    "footnote-ref",
    "headerlink",
    "highlight",
    "md-nav--secondary",
    "tabbed-set",
}
_CLASS = re.compile(r'\bclass="([^"]*)"')
_TAG = re.compile(r"<(table|img|details|h[1-6]|ol|ul|dl|blockquote|code|pre|video|iframe)\b")
_REFRESH = re.compile(r'<meta http-equiv="refresh"')
_LANGUAGE = re.compile(r'<html[^>]* lang="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of a built site."""

    path: str  # below the root of the site
    lang: str
    parts: frozenset[str]

    @property
    def leads_away(self) -> bool:
        """Whether the page leads to another one by itself: an old address, or the door."""
        return not self.parts.isdisjoint({"door", "refresh"})


def _read(site: Path, path: Path) -> Shown:
    text = path.read_text(encoding="utf-8")
    lang = _LANGUAGE.search(text)
    classes = {one for group in _CLASS.findall(text) for one in group.split()}
    parts = {one for one in classes if one.startswith("kb-") or one in _PIECES}
    if _REFRESH.search(text) and "kb-header" not in parts:
        parts = {"door" if path.parent == site else "refresh"}
    else:
        parts |= set(_TAG.findall(text))
    return Shown(path.relative_to(site).as_posix(), lang[1] if lang else "", frozenset(parts))


@cache
def shown(site: Path) -> tuple[Shown, ...]:
    """Return pages which together have every part, language by language; fewest come first."""
    left = [_read(site, path) for path in sorted(site.rglob("*.html"))]
    chosen: list[Shown] = []
    for lang in sorted({one.lang for one in left}):
        pages = [one for one in left if one.lang == lang]
        missing = set().union(*(one.parts for one in pages))
        while missing:
            best = max(pages, key=lambda one: len(one.parts & missing))
            missing -= best.parts
            chosen.append(best)
    return tuple(chosen)


def addresses(site: Path, address: str, pieces: Path) -> list[str]:
    """Return where to look: the pages of `site`, served at `address`, and the articles of `pieces`.

    Pages that lead away are left out.
    """
    found = [f"{address}/{one.path}" for one in shown(site) if not one.leads_away]
    return found + [one.as_uri() for one in sorted(pieces.rglob("every-piece.html"))]
