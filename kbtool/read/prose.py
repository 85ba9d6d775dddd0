"""What of a Markdown body is prose, and what is code, markup or a comment.

Follows Python-Markdown with the extensions of `mkdocs.yml`: superfences take
fences out first, then raw HTML blocks go, then code spans within a block.
Every function keeps all offsets, and runs in linear time on any text.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter, defaultdict
from collections.abc import Iterator

__all__ = ["BREAK", "GONE", "TAG", "blank_inline", "comments", "mask_fences", "mask_html"]

GONE = "\0"
"""Stands where a character is no prose."""

BREAK = "\1"
"""Stands where raw HTML ends the block around it."""

TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9-]*+)(?=[\s/>])"  # not <https://...>
    r"(?P<attributes>(?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+)>"
)

# Python-Markdown 3.11 `util.BLOCK_LEVEL_ELEMENTS`: what they hold is not Markdown.
_BLOCK_TAGS = frozenset(
    re.findall(
        r"[a-z0-9]+",
        "address article aside blockquote body canvas center colgroup dd details div dl dt "
        "fieldset figcaption figure footer form group h1 h2 h3 h4 h5 h6 header hgroup hr html "
        "iframe legend li main map math menu nav noscript object ol option output p pre progress "
        "script section style summary table tbody td textarea tfoot th thead tr ul video",
    )
)
_TEXT_TAGS = frozenset({"script", "style", "textarea"})

_FENCE = re.compile(r"(?P<prefix>[> ]*)(?P<mark>`{3,}(?=[^`]*$)|~{3,})")
_TAG_OR_COMMENT = re.compile(rf"(?P<comment><!--)|{TAG.pattern}")
_LINE_START = re.compile(r"(?:\A|\n) {0,3}\Z")
_MARKDOWN_INSIDE = re.compile(r"\smarkdown\b")
_TOKEN = re.compile(r"\\(?P<escaped>.)|(?P<ticks>`+)|(?P<comment><!--)", re.S)
_ESCAPED = frozenset("\\`*_{}[]()>#+-.!|")


def mask_fences(body: str) -> str:
    """Return `body` with every closed fence as one long line of `GONE`."""
    if "```" not in body and "~~~" not in body:
        return body
    out: list[str] = []
    opened: re.Match[str] | None = None
    first = 0
    for line in body.split("\n"):
        text = line.expandtabs(4)
        out.append(line)
        if opened is None:
            opened = _FENCE.match(text)
            first = len(out) - 1
        elif text.strip(" >"):
            width = len(opened["prefix"])
            inside = text[width:]
            filler = " >" if ">" in opened["prefix"] else " "
            if text[:width].strip(filler):
                opened = None  # less indented than its fence, which therefore is none
            elif inside.rstrip() == opened["mark"]:
                lead = len(out[first]) - len(out[first].lstrip("> \t"))
                fence = "\n".join(out[first:])
                out[first:] = [fence[:lead] + GONE * (len(fence) - lead)]
                opened = None
    return "\n".join(out)


def mask_html(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return `text` with block comments and raw HTML blocks as `BREAK`, and where their tags are.

    A block tag begins its raw block at the start of a line; the block ends with
    the tag's end, or the text. What stands in a block with the attribute
    `markdown` stays.
    """
    if "<" not in text:
        return text, []
    tags: list[tuple[int, int]] = []
    out: list[str] = []
    done = 0
    for start, end, found in _raw_blocks(text):
        tags += found
        out += [text[done:start], re.sub(r"[^\n]", BREAK, text[start:end])]
        done = end
    return "".join(out) + text[done:], tags


def _raw_blocks(text: str) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    """Yield start, end and tags of every raw block."""
    stack: list[str] = []
    inside: Counter[str] = Counter()
    holding: Counter[str] = Counter()  # open blocks whose content is Markdown
    tags: list[tuple[int, int]] = []
    start = at = 0
    last_comment = text.rfind("-->")
    while match := _TAG_OR_COMMENT.search(text, at):
        at = match.end()
        own_line = bool(_LINE_START.search(text, max(0, match.start() - 4), match.start()))
        if match["comment"]:
            if at <= last_comment:
                at = text.index("-->", at) + 3
                if own_line and not stack:
                    yield match.start(), at, []
            continue
        name, closes = match["name"].lower(), bool(match["close"])
        single = match["attributes"].endswith("/") or name == "hr"
        if not stack:
            if name not in _BLOCK_TAGS or not own_line or (closes and not holding[name]):
                continue
            tags, start = [], match.start()
            markdown = bool(_MARKDOWN_INSIDE.search(match["attributes"]))
            holding[name] += -1 if closes else int(markdown)
            if closes or single or markdown:
                yield start, at, [match.span()]
                continue
        tags.append(match.span())
        if closes:
            while inside[name]:
                top = stack.pop()
                inside[top] -= 1
                if top == name:
                    break
            if not stack:
                yield start, at, tags
        elif not single:
            stack.append(name)
            inside[name] += 1
            if name in _TEXT_TAGS:
                end = re.compile(f"</{name}", re.I).search(text, at)
                at = end.start() if end else len(text)
    if stack:
        yield start, len(text), tags


def blank_inline(text: str) -> str:
    """Return the text of one block with code spans, comments and escapes blanked."""
    if "<" not in text and "`" not in text and "\\" not in text:
        return text
    runs: dict[int, list[int]] = defaultdict(list)
    for run in re.finditer("`+", text):
        runs[len(run[0])].append(run.start())
    last_comment = text.rfind("-->")
    out: list[str] = []
    done = at = 0
    while match := _TOKEN.search(text, at):
        start, at = match.span()
        end = start
        if match["escaped"]:
            end = at if match["escaped"] in _ESCAPED else start
        elif match["ticks"]:
            length = len(match["ticks"])
            later = runs[length]
            index = bisect.bisect_left(later, at)
            end = later[index] + length if index < len(later) else start
        elif at <= last_comment:
            end = text.index("-->", at) + 3
        if end > start:
            out += [text[done:start], re.sub(r"[^\n]", GONE, text[start:end])]
            done = at = end
    return "".join(out) + text[done:]


def comments(body: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of every comment of `body`; what stands in code is none."""
    if "<!--" not in body:
        return
    text = mask_fences(body)
    runs: dict[int, list[int]] = defaultdict(list)
    for run in re.finditer("`+", text):
        runs[len(run[0])].append(run.start())
    gaps = [gap.start() for gap in re.finditer(r"\n[ \t]*\n", text)]  # no code span goes over one
    at = 0
    while match := _TOKEN.search(text, at):
        at = match.end()
        if match["ticks"]:
            length = len(match["ticks"])
            later = runs[length]
            index = bisect.bisect_left(later, at)
            gap = bisect.bisect_left(gaps, at)
            border = gaps[gap] if gap < len(gaps) else len(text)
            if index < len(later) and later[index] < border:
                at = later[index] + length
        elif match["comment"]:
            end = text.find("-->", at)
            if end < 0:
                return
            at = end + 3
            yield match.start(), at
