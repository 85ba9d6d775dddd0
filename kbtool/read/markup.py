"""What stands in a body besides its links and headings: its prose in place, its raw HTML.

Only checks look so closely; they ask for the few bodies that need it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from kbtool.frozen import dataclass
from kbtool.model import Article, Source
from kbtool.read.blocks import blocks, prose_of
from kbtool.read.prose import TAG, mask_fences, mask_html

__all__ = ["Attribute", "Tag", "place", "prose", "tags"]

_ATTRIBUTE = re.compile(
    r"(?P<key>[^\s\"'<>/=]+)"
    r"(?:\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'=<>`]+)))?"
)


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of a tag; `start` and `end` are character offsets in the body."""

    key: str  # lower case
    value: str | None  # character references resolved; None where there is no "="
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Tag:
    """An opening tag as written; `start` and `end` are character offsets in the body."""

    name: str  # lower case
    attributes: tuple[Attribute, ...]
    start: int
    end: int

    def value(self, key: str) -> str | None:
        """Return the value of an attribute, "" where it has none, None where it is missing."""
        return next((one.value or "" for one in self.attributes if one.key == key), None)


def prose(body: str) -> str:
    """Return the prose of `body` at its offsets; code, raw HTML and comments are blanked."""
    masked, _ = mask_html(mask_fences(body))
    return prose_of(masked, blocks(masked))


def tags(body: str) -> Iterator[Tag]:
    """Yield the opening tags of `body` that a browser would see, in their order."""
    if "<" not in body:
        return
    masked, raw = mask_html(mask_fences(body))
    text = prose_of(masked, blocks(masked))
    for start, end in sorted([*raw, *(match.span() for match in TAG.finditer(text))]):
        match = TAG.match(body, start, end)
        if match is not None and not match["close"]:
            inside = _ATTRIBUTE.finditer(body, match.start("attributes"), end - 1)
            yield Tag(match["name"].lower(), tuple(map(_attribute, inside)), start, end)


def _attribute(match: re.Match[str]) -> Attribute:
    written = next((match[g] for g in ("double", "single", "bare") if match[g] is not None), None)
    value = None if written is None else html.unescape(written)
    return Attribute(match["key"].lower(), value, *match.span())


def place(article: Article, start: int, end: int) -> Source:
    """Return where a part of the body of `article` stands in its file."""
    if not article.body_column:
        return Source(article.path, article.body_line)
    line = article.body.count("\n", 0, start)
    column = start - (article.body.rfind("\n", 0, start) + 1)
    return Source(article.path, article.body_line + line, article.body_column + column, end - start)
