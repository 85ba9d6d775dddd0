"""Comments in which an author lets a finding be: `<!-- kbtool: ignore KB402 reason -->`.

In Markdown a comment is about its own line; alone on its line, about the block
below it; before everything else of the body, about the whole file. In YAML and
in front matter it is a comment `# kbtool: ignore KB309 reason`: about its line,
or alone, about the entry below it, and as the first thing of a YAML file about
all of it. Whether an id exists, and whether anything was ignored, is judged later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kbtool.model import MARKDOWN_ENDINGS, Ignore, Source
from kbtool.read.prose import GONE, blank_inline, mask_fences

__all__ = ["read_ignores"]

EVER = 1_000_000_000
"""A line behind every file."""

_WORDS = r"[ \t]*kbtool:[ \t]*(?P<directive>[\w-]*)(?P<rest>[^\n]{0,500}?)"
_MARKDOWN = re.compile(rf"<!--{_WORDS}-->")
_YAML = re.compile(rf"(?:^|(?<=\s))#{_WORDS}$", re.M)
_ID = re.compile(r"[\s,]*(?P<id>[^\s,:]+)")
_LIKE_AN_ID = re.compile(r"KB\w*\Z", re.I)
_FENCE = re.compile(r"[ \t]*(?P<mark>`{3,}|~{3,})")


def read_ignores(text: str, path: str) -> list[Ignore]:
    """Return the ignores of a file, by its ending; none where the text has none."""
    if "kbtool:" not in text:
        return []
    lines = text.split("\n")
    if not path.lower().endswith(MARKDOWN_ENDINGS):
        return [*_yaml(lines, 0, len(lines), path, top=True)]
    body = _body_begins(lines)
    return [*_yaml(lines, 0, body, path, top=False), *_markdown(lines, body, path)]


def _body_begins(lines: Sequence[str]) -> int:
    """Return the index of the first line behind the front matter."""
    if lines[0].rstrip() == "---":
        for index in range(1, len(lines)):
            if lines[index].rstrip() in ("---", "..."):
                return index + 1
    return 0


# --- YAML ----------------------------------------------------------------------


def _yaml(lines: Sequence[str], begin: int, end: int, path: str, top: bool) -> Iterator[Ignore]:
    bare = True  # nothing but comments so far
    for index in range(begin, end):
        line = lines[index]
        match = _YAML.search(line) if "kbtool:" in line else None
        if match is None or _quoted(line[: match.start()]):
            bare = bare and (not line.strip() or line.lstrip().startswith("#"))
            continue
        if line[: match.start()].strip():
            first, last = index + 1, index + 1
        elif top and bare:
            first, last = 1, EVER
        else:
            first, last = index + 1, _entry_ends(lines, index + 1, end)
        yield _ignore(match, line, path, index + 1, first, last)


def _quoted(before: str) -> bool:
    """Tell whether a `#` behind `before` stands between quotes."""
    return before.count('"') % 2 == 1 or before.count("'") % 2 == 1


def _entry_ends(lines: Sequence[str], index: int, end: int) -> int:
    """Return the last line of the entry that begins at or below the line `index`."""
    while index < end and (not lines[index].strip() or lines[index].lstrip().startswith("#")):
        index += 1
    if index == end:
        return index
    indent = len(lines[index]) - len(lines[index].lstrip())
    item = lines[index].lstrip().startswith("- ")
    last = index + 1
    for later in range(index + 1, end):
        line = lines[later]
        if line.strip():
            deeper = len(line) - len(line.lstrip()) > indent
            # A list may stand right below its key, no further in.
            listed = (
                not item
                and line.lstrip().startswith("- ")
                and line[:indent].isspace() == (indent > 0)
            )
            if not deeper and not listed:
                break
            last = later + 1
    return last


# --- Markdown ------------------------------------------------------------------


def _markdown(lines: Sequence[str], begin: int, path: str) -> Iterator[Ignore]:
    prose = mask_fences("\n".join(lines[begin:])).split("\n") if begin < len(lines) else []
    fenced = _fence_lines(lines, prose, begin)
    top = True
    for index in range(begin, len(lines)):
        line = lines[index]
        found = [] if index in fenced or "kbtool:" not in line else [*_comments(line)]
        rest = line
        for match in found:
            rest = rest.replace(match[0], "")
        for match in found:
            first = last = index + 1
            if not rest.strip():
                first, last = (1, EVER) if top else (index + 1, _block_ends(lines, index + 1))
            yield _ignore(match, line, path, index + 1, first, last)
        top = top and not rest.strip()


def _fence_lines(lines: Sequence[str], prose: Sequence[str], begin: int) -> frozenset[int]:
    """Return the indexes of the lines that stand in code fences."""
    fenced: set[int] = set()
    index = begin
    for masked in prose:
        # A masked fence is one long line: it replaced its line feeds, too.
        height = 0
        if GONE in masked:
            length = len(lines[index])
            while length < len(masked):
                height += 1
                length += 1 + len(lines[index + height])
            fenced.update(range(index, index + height + 1))
        index += height + 1
    return frozenset(fenced)


def _comments(line: str) -> Iterator[re.Match[str]]:
    """Yield the comments of a line that do not stand in a code span."""
    for match in _MARKDOWN.finditer(line):
        blind = "x" * len(match[0])  # a comment hides itself, so it is looked for as a word
        if (
            blank_inline(line[: match.start()] + blind + line[match.end() :])[
                match.start() : match.end()
            ]
            == blind
        ):
            yield match


def _block_ends(lines: Sequence[str], index: int) -> int:
    """Return the last line of the block that begins at or below the line `index`."""
    while index < len(lines) and not lines[index].strip():
        index += 1
    fence = _FENCE.match(lines[index]) if index < len(lines) else None
    if fence:
        for later in range(index + 1, len(lines)):
            if lines[later].strip() == fence["mark"]:
                return later + 1
    while index < len(lines) and lines[index].strip():
        index += 1
    return index


# --- the comment itself ----------------------------------------------------------


def _ignore(
    match: re.Match[str], line: str, path: str, number: int, first: int, last: int
) -> Ignore:
    ids: list[tuple[str, Source]] = []
    at, end = match.span("rest")
    # The first word names a check; so do the words after it that look like an id.
    while (word := _ID.match(line, at, end)) and (not ids or _LIKE_AN_ID.match(word["id"])):
        begin = word.start("id")
        ids.append((word["id"], Source(path, number, begin + 1, len(word["id"]))))
        at = word.end()
    source = Source(path, number, match.start() + 1, len(match[0]))
    reason = line[at:end].strip(" \t-–—:,")
    return Ignore(tuple(ids), reason, source, first, last, match["directive"])
