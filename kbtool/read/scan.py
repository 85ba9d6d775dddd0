"""Markdown body -> headings, anchors, links and plain text. It never renders.

One pass blanks out what is no prose (code, comments, escaped characters),
keeping every offset; the rest are regular expressions that run in linear time
over the blanked text. Python-Markdown stays the judge of what a page shows; a
contract test renders the fixtures and compares anchors and links.
"""

from __future__ import annotations

import bisect
import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from kbtool.model import Heading, Link, LinkKind, Source

__all__ = ["Scan", "scan", "slugify"]


@dataclass(frozen=True, slots=True)
class Scan:
    """What a body holds, besides its words in `text`."""

    headings: tuple[Heading, ...]
    anchors: frozenset[str]
    links: tuple[Link, ...]
    text: str


def slugify(text: str, separator: str = "-") -> str:
    """Return the anchor of a heading: letters and digits of any script, lower case.

    The page's table of contents is given this very function, so that a page and
    a check never disagree. An empty result is numbered by `unique_anchor`.
    """
    text = unicodedata.normalize("NFC", text).lower().strip()
    text = re.sub(r"[^\w\- ]", "", text)
    return text.replace(" ", separator)


def scan(body: str, path: str, first_line: int = 1, first_column: int = 1) -> Scan:
    """Return what `body` holds.

    Args:
        body: Markdown without front matter.
        path: of the file, for the sources.
        first_line: line of the file on which the body starts.
        first_column: column at which every line of the body starts.
    """
    place = _Place(body, path, first_line, first_column)
    prose = _blank(body)
    headings, explicit = _headings(body, prose, place)
    anchors = {heading.anchor for heading in headings} | explicit
    anchors |= {match[2] for match in _HTML_ID.finditer(prose)}
    anchors |= {match[1] for match in _ATTR_ID.finditer(prose)}
    for match in _FOOTNOTE_DEF.finditer(prose):
        anchors |= {f"fn:{match[1]}", f"fnref:{match[1]}"}
    return Scan(
        headings=tuple(headings),
        anchors=frozenset(anchors),
        links=tuple(sorted(_links(body, prose, place), key=lambda link: link.start)),
        text=plain_text(body),
    )


class _Place:
    """Turns offsets of a body into sources."""

    def __init__(self, body: str, path: str, line: int, column: int) -> None:
        self.starts = [0, *(match.end() for match in re.finditer("\n", body))]
        self.path, self.line, self.column = path, line, column

    def at(self, start: int, end: int) -> Source:
        row = bisect.bisect_right(self.starts, start) - 1
        column = start - self.starts[row] + self.column
        return Source(self.path, self.line + row, column, end - start)


# --- what is no prose -------------------------------------------------------

_FENCE = re.compile(r"(?P<indent> *)(?P<mark>`{3,}|~{3,})(?P<info>[^`\n]*)$")
_CONTAINER = re.compile(
    r" *(?:(?P<list>(?:[-+*]|[0-9]{1,9}\.)[ \t]+)|!!!|\?\?\?\+?|===|\[\^[^\]\n]+\]:|: )"
)
_CODE_SPAN = re.compile(r"(?<![`\\])(`+)(?!`)((?:[^\n]|\n(?!\s*\n)){1,2000}?)(?<!`)\1(?!`)")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_ESCAPE = re.compile(r"\\[\\`*_{}\[\]()>#+\-.!|]")
_BLANK = "\0"


def _blank(body: str) -> str:
    """Return `body` with code, comments and escapes blanked, every offset kept."""
    text = _blank_blocks(body)
    text = _COMMENT.sub(_blanked, text) if "<!--" in text else text
    text = _CODE_SPAN.sub(_blanked, text) if "`" in text else text
    return _ESCAPE.sub(_blanked, text) if "\\" in text else text


def _blanked(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", _BLANK, match[0])


def _blank_blocks(body: str) -> str:
    """Blank fenced code and code that is indented deeper than its container."""
    if "```" not in body and "~~~" not in body and "\n    " not in "\n" + body:
        return body
    out: list[str] = []
    fence = ""
    depth = 0  # columns that lists and admonitions above this line allow
    after_blank = True
    in_code = False
    for line in body.split("\n"):
        stripped = line.lstrip(" ")
        indent = len(line) - len(stripped)
        opened = _FENCE.match(line) if not fence else None
        if fence:
            if stripped.rstrip() and set(stripped.rstrip()) == {fence[0]}:
                fence = "" if len(stripped.rstrip()) >= len(fence) else fence
            out.append(_BLANK * len(line))
        elif not stripped:
            out.append(line)
            after_blank = True
            continue
        elif opened:
            fence = opened["mark"]
            out.append(_BLANK * len(line))
        elif indent >= depth + 4 and (after_blank or in_code):
            in_code = True
            out.append(_BLANK * len(line))
            after_blank = False
            continue
        else:
            if after_blank and indent < depth:
                depth = indent - indent % 4
            if _CONTAINER.match(line):
                depth = indent - indent % 4 + 4
            out.append(line)
        after_blank = in_code = False
    return "\n".join(out)


# --- headings ---------------------------------------------------------------

_ATX = re.compile(r"^(?P<indent> *)(?P<marks>#{1,6})(?P<text>[^\n]*?)#*[ \t]*$", re.M)
_UNDERLINE = re.compile(r"\n(?P<line>=+|-+)[ ]*$", re.M)
_ATTRS = re.compile(r"[ \t]*\{:?[ ]*(?P<attrs>[^}\n]*)\}[ \t]*\Z")
_ATTR_ID = re.compile(r"\{:?[^}\n]{0,200}?#([^\s}.]+)[^}\n]*\}")
_HTML_ID = re.compile(r"<[a-zA-Z][^<>]{0,500}?\s(?:id|name)=([\"'])([^\"'<>]+)\1")
_FOOTNOTE_DEF = re.compile(r"^ {0,3}\[\^([^\]\n]+)\]:", re.M)


def _headings(body: str, prose: str, place: _Place) -> tuple[list[Heading], set[str]]:
    found: list[tuple[int, int, int, str]] = []  # start, end, level, raw text
    for match in _ATX.finditer(prose):
        raw = body[match.start("text") : match.end("text")]
        if raw.strip() and not match["indent"].strip():
            found.append((match.start("marks"), match.end("text"), len(match["marks"]), raw))
    for match in _UNDERLINE.finditer(prose):
        end = match.start()
        start = prose.rfind("\n", 0, end) + 1
        above = prose[prose.rfind("\n", 0, start - 1) + 1 : start].strip() if start else ""
        # Python-Markdown takes an underline only where its paragraph begins with the title.
        if prose[start:end].strip() and not above:
            level = 1 if match["line"][0] == "=" else 2
            found.append((start, end, level, body[start:end]))
    found.sort()
    explicit = set()
    parsed = []
    for start, end, level, raw in found:
        raw = raw.strip()
        attrs = _ATTRS.search(raw)
        own = ""
        if attrs:
            raw = raw[: attrs.start()]
            ids = re.findall(r"#([^\s}.]+)", attrs["attrs"])
            own = ids[-1] if ids else ""
        if own:
            explicit.add(own)
        parsed.append((start, end, level, _plain_inline(raw), own))
    used = set(explicit)
    headings = []
    for start, end, level, text, own in parsed:
        anchor = own or unique_anchor(slugify(text), used)
        headings.append(Heading(level, text, anchor, place.at(start, end)))
    return headings, explicit


def unique_anchor(anchor: str, used: set[str]) -> str:
    """Return `anchor`, numbered `_1`, `_2` as Python-Markdown does when it is taken or empty."""
    while anchor in used or not anchor:
        match = re.match(r"(.*)_([0-9]+)\Z", anchor, re.S)
        anchor = f"{match[1]}_{int(match[2]) + 1}" if match else f"{anchor}_1"
    used.add(anchor)
    return anchor


# --- links ------------------------------------------------------------------

_WIKI = re.compile(r"(?<!\!)\[\[([^\[\]\n|]{1,200})(?:\|([^\[\]\n]{1,300}))?\]\]")
_TARGET = re.compile(
    r"\(\s{0,50}(?:<(?P<angle>[^<>\n]{0,2000})>|(?P<bare>[^\s()<>]{0,2000}(?:\([^\s()]{0,200}\)[^\s()]{0,2000}){0,5}))"
    r"(?:\s{1,50}(?:\"[^\"\n]{0,500}\"|'[^'\n]{0,500}'))?\s{0,50}\)"
)
_DEFINITION = re.compile(
    r"^ {0,3}\[(?!\^)([^\[\]\n]{1,300})\]:[ \t]*<?(?P<target>[^\s<>]{1,2000})>?", re.M
)
_HTML_LINK = re.compile(
    r"<(?P<tag>a|img|source|video|audio|iframe|link)\b[^<>]{0,1000}?\s(?P<key>href|src|poster)\s*=\s*"
    r"(?:\"(?P<double>[^\"\n]{0,2000})\"|'(?P<single>[^'\n]{0,2000})')",
    re.I,
)
_AUTO = re.compile(r"<((?:https?|mailto|tel):[^\s<>]{1,2000})>", re.I)


def _links(body: str, prose: str, place: _Place) -> Iterator[Link]:
    taken = []
    for match in _WIKI.finditer(prose):
        target, _, fragment = match[1].partition("#")
        text = body[match.start(2) : match.end(2)].strip() if match[2] else ""
        source = place.at(match.start(1), match.end(1))
        start, end = match.span()
        taken.append((start, end))
        yield Link(LinkKind.WIKI, target.strip(), fragment.strip(), text, start, end, source)
    yield from _inline(body, prose, place)
    for match in _DEFINITION.finditer(prose):
        yield _link(LinkKind.REFERENCE, body, match.span("target"), match[1], place)
    for match in _HTML_LINK.finditer(prose):
        group = "double" if match["double"] is not None else "single"
        yield _link(LinkKind.HTML, body, match.span(group), "", place)
    for match in _AUTO.finditer(prose):
        yield _link(LinkKind.AUTO, body, match.span(1), "", place)


def _inline(body: str, prose: str, place: _Place) -> Iterator[Link]:
    """Yield `[text](target)` and `![alt](target)`; one pass with a stack of open brackets."""
    opened: list[int] = []
    for match in re.finditer(r"[\[\]]|\n[ \t]*\n", prose):
        if match[0] == "[":
            opened.append(match.start())
        elif match[0] != "]":
            opened.clear()  # a blank line ends every open bracket
        elif opened:
            start = opened.pop()
            target = _TARGET.match(prose, match.end())
            if target is None:
                continue
            group = "bare" if target["angle"] is None else "angle"
            image = start > 0 and prose[start - 1] == "!"
            kind = LinkKind.IMAGE if image else LinkKind.INLINE
            text = body[start + 1 : match.start()]
            yield _link(kind, body, target.span(group), text, place)


def _link(kind: LinkKind, body: str, span: tuple[int, int], text: str, place: _Place) -> Link:
    raw = body[span[0] : span[1]]
    target, _, fragment = raw.partition("#")
    return Link(kind, target, unquote(fragment), text, span[0], span[1], place.at(*span))


# --- plain text -------------------------------------------------------------

_STRIP = (
    (_COMMENT, " "),
    (re.compile(r"^ *(?:`{3,}|~{3,})[^\n]*$", re.M), ""),
    (
        re.compile(
            r"^ {0,3}\[[^\[\]\n]{1,300}\]:[ \t]*<?(?:https?:|\.|/|#|[^\s]+\.md)[^\n]*$", re.M
        ),
        "",
    ),
    (re.compile(r"^ {0,3}(\[\^[^\]\n]+\]):", re.M), ""),
    (
        re.compile(r"^ *(?:!!!|\?\?\?\+?) *[\w-]+(?: +[\w-]+)*(?: +\"([^\"\n]*)\")?[ \t]*$", re.M),
        r"\1",
    ),
    (re.compile(r"^ *=== +\"([^\"\n]*)\"[ \t]*$", re.M), r"\1"),
    (re.compile(r"^[ |:-]*-{3,}[ |:-]*$", re.M), ""),
    (re.compile(r"^ *(?:>|#{1,6}|[-+*](?= )|[0-9]{1,9}\.(?= ))[ \t]*", re.M), ""),
    (re.compile(r"\[\^[^\]\n]+\]"), ""),
)
_INLINE = (
    (re.compile(r"\[\[(?:[^\[\]\n|]{1,200}\|)?([^\[\]\n]{1,300})\]\]"), r"\1"),
    (re.compile(r"!?\[([^\[\]]{0,500})\]\([^()\n]{0,2000}\)"), r"\1"),
    (re.compile(r"!?\[([^\[\]]{1,500})\]\[[^\[\]\n]{0,300}\]"), r"\1"),
    (re.compile(r"\{:?[^{}\n]{0,200}\}"), ""),
    (re.compile(r"<(https?://[^\s<>]{1,2000})>"), r"\1"),
    (re.compile(r"</?[a-zA-Z][^<>]{0,1000}>"), " "),
    (re.compile(r"\\([\\`*_{}\[\]()>#+\-.!|])"), r"\1"),
    (re.compile(r"(\*\*|__|~~|==|\^\^|`+)"), ""),
    (re.compile(r"(?<![\w*])[*_](?=\S)|(?<=\S)[*_](?![\w*])"), ""),
)


def _plain_inline(text: str) -> str:
    for pattern, replacement in _INLINE:
        text = pattern.sub(replacement, text)
    return html.unescape(text).strip()


def plain_text(body: str) -> str:
    """Return the words of a body on one line, for search and snippets."""
    # A wikilink without a text shows the title of its target, which is not known here.
    text = re.sub(r"\[\[[^\[\]\n|]{1,200}\]\]", " ", body)
    for pattern, replacement in _STRIP:
        text = pattern.sub(replacement, text)
    return re.sub(r"[\s|]+", " ", _plain_inline(text)).strip()
