"""Markdown body -> headings, anchors, links and plain text. It never renders.

What is no prose is blanked first, every offset kept; the rest are bounded
regular expressions over the blocks that are left. Python-Markdown stays the
judge of what a page shows: a contract test renders every fixture and every
article of the sample, and compares anchors and links.
"""

from __future__ import annotations

import bisect
import html
import re
import unicodedata
from collections.abc import Iterator
from itertools import accumulate
from urllib.parse import unquote

from kbtool.frozen import dataclass
from kbtool.model import Heading, Link, LinkKind, Loose, Source
from kbtool.read.blocks import Block, blocks, prose_of
from kbtool.read.loose import Notes, loose_ends
from kbtool.read.plain import plain_text, plain_title
from kbtool.read.prose import GONE, TAG, mask_fences, mask_html

__all__ = ["Scan", "scan", "slugify", "unique_anchor"]


@dataclass(frozen=True, slots=True)
class Scan:
    """What a body holds, besides its words in `text`."""

    headings: tuple[Heading, ...]
    anchors: frozenset[str]
    links: tuple[Link, ...]
    text: str
    loose: tuple[Loose, ...] = ()


_NO_ANCHOR = re.compile(r"[^\w\- ]")


def slugify(text: str, separator: str = "-") -> str:
    """Return the anchor of a heading: letters and digits of any script, lower case.

    The page's table of contents is given this very function, so that a page and
    a check never disagree. An empty result is numbered by `unique_anchor`.
    """
    text = (text if text.isascii() else unicodedata.normalize("NFC", text)).lower().strip()
    text = _NO_ANCHOR.sub("", text)
    return text.replace(" ", separator)


def scan(body: str, path: str, first_line: int = 1, first_column: int = 1) -> Scan:
    """Return what `body` holds.

    Args:
        body: Markdown without front matter.
        path: of the file, for the sources.
        first_line: line of the file on which the body starts.
        first_column: column at which every line of the body starts; 0 where its lines are
            not those of the file, and everything is said to stand on the first.
    """
    place = _Place(body, path, first_line, first_column)
    unfenced = mask_fences(body)
    masked, raw_tags = mask_html(unfenced)
    found = blocks(masked)
    prose = prose_of(masked, found)
    ids = [name for block in found for name in _attribute_ids(prose, block)] if "{" in prose else []
    ids += [block.anchor for block in found if block.anchor]
    headings = _headings(body, prose, found, ids, place)
    anchors = {*ids, *(heading.anchor for heading in headings)}
    anchors |= set(_fence_ids(body, unfenced, found))
    notes = Notes(body, masked, prose, found)
    definitions = list(_DEFINITION.finditer(prose)) if "]:" in prose else []
    links = [
        one for one in _links(body, prose, found, definitions, place) if not _is_note(one, notes)
    ]
    tags = [match.span() for match in TAG.finditer(prose)] if "<" in prose else []
    for start, end in [*raw_tags, *tags]:
        for kind, span in _tag_attributes(body, start, end):
            if kind is None:
                anchors.add(html.unescape(body[slice(*span)]))
            else:
                links.append(_link(kind, body, span, "", place))
    anchors |= set(notes.anchors())
    named = [(body[slice(*one.span(1))], *one.span(1)) for one in definitions]
    return Scan(
        headings=tuple(headings),
        anchors=frozenset(anchors),
        links=tuple(_apart(links)),
        text=plain_text(body),
        loose=tuple(sorted(loose_ends(prose, found, notes, named, place.at), key=_by_place)),
    )


def _by_place(loose: Loose) -> Source:
    return loose.source


class _Place:
    """Turns offsets of a body into sources."""

    def __init__(self, body: str, path: str, line: int, column: int) -> None:
        lengths = [len(text) + 1 for text in body.split("\n")]
        lengths.pop()
        self.starts = [0, *accumulate(lengths)]
        self.path, self.line, self.column = path, line, column

    def at(self, start: int, end: int) -> Source:
        if not self.column:
            return Source(self.path, self.line)
        row = bisect.bisect_right(self.starts, start) - 1
        column = start - self.starts[row] + self.column
        return Source(self.path, self.line + row, column, end - start)


# --- headings and anchors ---------------------------------------------------

_LIST_BEGIN = re.compile(r" +\{:? *(?=[^}\n ])")
_LIST = re.compile(r"\{:? *([^{}\n]{1,300})\}")
_FENCE_LIST = re.compile(
    r"^[> \t]*(?P<mark>`{3,}|~{3,})[ \t]*[\w#.+-]*[ \t]*\{(?P<list>[^\n]*)\}[ \t]*$", re.M
)
_ID = re.compile(r"(?:^|(?<=\s))(?:#(?P<short>[^\s=}]+)|id=[\"']?(?P<long>[^\s\"'}]+))")


def _attribute_ids(prose: str, block: Block) -> list[str]:
    """Return the ids of the attribute lists in a block; a heading has its own way."""
    if block.level:
        return [own] if (own := _title(prose, block)[1]) else []
    text = prose[block.start : block.end]
    ids = []
    for match in _LIST.finditer(text) if "{" in text else ():
        before = text[match.start() - 1 : match.start()]
        # On a line of its own it belongs to the block, else right behind a closed mark.
        if before in ("", "\n", ")", "]", "*", "_", ">", GONE, " "):
            ids += [one["short"] or one["long"] for one in _ID.finditer(match[1])]
    return ids


def _fence_ids(body: str, unfenced: str, found: list[Block]) -> Iterator[str]:
    """Yield the ids that the fences of a body name; in an indented block they are code."""
    if "{" not in body or unfenced == body:
        return
    starts = {block.start for block in found}
    for match in _FENCE_LIST.finditer(body):
        start = match.start("mark")
        opens = unfenced[start] == GONE and unfenced[start - 1 : start] != GONE
        if opens and start in starts and (ids := list(_ID.finditer(match["list"]))):
            yield ids[-1]["short"] or ids[-1]["long"]


def _title(prose: str, block: Block) -> tuple[tuple[int, int], str]:
    """Return where the words of a heading stand, and its own id or ""."""
    start, end = block.start, block.end
    if prose[start] == "#":
        start += block.level
        end = start + len(prose[start:end].rstrip("#"))
    text = prose[start:end].rstrip()
    opened = _LIST_BEGIN.search(text) if text.endswith("}") else None
    if opened is None or "}" in text[opened.end() : -1]:
        return (start, end), ""
    ids = [one["short"] or one["long"] for one in _ID.finditer(text[opened.end() : -1])]
    end = start + len(text[: opened.start()].rstrip("#").rstrip())
    return (start, max(start, end)), ids[-1] if ids else ""


def _headings(
    body: str, prose: str, found: list[Block], ids: list[str], place: _Place
) -> list[Heading]:
    used = set(ids)
    counts: dict[str, int] = {}
    headings = []
    for block in found:
        if block.level:
            (start, end), own = _title(prose, block)
            text = plain_title(body[start:end])
            anchor = own or unique_anchor(slugify(text), used, counts)
            at = place.at(block.start, end)
            headings.append(Heading(block.level, text, anchor, at))
    return headings


def unique_anchor(anchor: str, used: set[str], counts: dict[str, int]) -> str:
    """Return `anchor`, numbered `_1`, `_2` as Python-Markdown does when it is taken or empty."""
    if anchor in used or not anchor:
        match = re.match(r"(.*)_([0-9]{1,9})\Z", anchor, re.S)
        base, count = (match[1], int(match[2])) if match else (anchor, 0)
        # `counts` knows that base_1 to base_count are taken: without it, many equal
        # headings would each try every number again.
        if count <= counts.get(base, 0):
            count = counts[base] = counts.get(base, 0) + 1
            while f"{base}_{count}" in used:
                count = counts[base] = count + 1
        else:
            count += 1
            while f"{base}_{count}" in used:
                count += 1
        anchor = f"{base}_{count}"
    used.add(anchor)
    return anchor


# --- links ------------------------------------------------------------------

_WIKI = re.compile(r"(?<!\!)\[\[([^\[\]\n|]{1,200})(?:\|([^\[\]\n]{1,300}))?\]\](?!\()")
_HREF = r"(?:[^()\"'<>\n]|\((?:[^()\n]{0,200})\)){0,2000}"
_TARGET = re.compile(
    r"\((?:(?P<plain>[^\s()<>\"']{0,2000}+)\)|\s{0,50}(?:"  # nearly all, at once
    r"<(?P<angle>[^<>\n]{0,2000})>\s{0,50}(?:\"[^\"]{0,500}\"|'[^']{0,500}')?\s{0,50}\)"
    rf"|(?P<titled>{_HREF}?)\s{{0,50}}(?:\"[^\n]{{0,500}}?\"|'[^\n]{{0,500}}?')\s{{0,50}}\)"
    r"|(?P<bare>(?:[^()<>\n]|\([^()\n]{0,200}\)){0,2000}?)\s{0,50}\)))"
)
_DEFINITION = re.compile(
    rf"^[{GONE}> ]*\[(?!\^)([^\[\]]{{0,300}})\]:[ ]*(?:\n[ ]*)?"
    rf"<?(?P<target>[^\s<>{GONE}]{{1,2000}})>?"
    r"[ ]*(?:\n?[ ]*(?:\"[^\n]*\"|'[^\n]*'|\([^\n]*\)))?[ ]*$",
    re.M,
)
_AUTO = re.compile(r"<((?:https?|ftps?)://[^<>]{0,2000})>", re.I)  # as Python-Markdown
_UNESCAPE = re.compile(r"\\([\\`*_{}\[\]()>#+\-.!|])")
_BRACKET = re.compile(r"[\[\]]")
_ATTRIBUTE = re.compile(
    r"(?P<key>[^\s\"'<>/=]++)(?:\s*+=\s*+"
    r"(?:\"(?P<double>[^\"]*+)\"|'(?P<single>[^']*+)'|(?P<bare>[^\s\"'=<>`]++)))?"
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_CANDIDATE = re.compile(r"(?P<url>[^\s,](?:\S*[^\s,])?)(?:,+|\s[^,]*+,?|\Z)")
_HTML, _MEDIA, _FRAME = LinkKind.HTML, LinkKind.MEDIA, LinkKind.FRAME
_LINKING = {
    "a": {"href": _HTML},
    "area": {"href": _HTML},
    "link": {"href": _HTML},
    "img": {"src": _MEDIA, "srcset": _MEDIA},
    "source": {"src": _MEDIA, "srcset": _MEDIA},
    "video": {"src": _MEDIA, "poster": _MEDIA},
    "audio": {"src": _MEDIA},
    "track": {"src": _MEDIA},
    "input": {"src": _MEDIA},
    "iframe": {"src": _FRAME},
    "embed": {"src": _FRAME},
    "object": {"data": _FRAME},
}


def _links(
    body: str, prose: str, found: list[Block], definitions: list[re.Match[str]], place: _Place
) -> Iterator[Link]:
    for match in _WIKI.finditer(prose) if "[[" in prose else ():
        target, _, fragment = match[1].partition("#")
        text = body[match.start(2) : match.end(2)].strip() if match[2] else ""
        source = place.at(match.start(1), match.end(1))
        yield Link(LinkKind.WIKI, target.strip(), fragment.strip(), text, *match.span(), source)
    for block in found if "](" in prose else ():
        if prose.find("](", block.start, block.end) >= 0:
            yield from _inline(body, prose, block, place)
    for match in definitions:
        yield _link(LinkKind.REFERENCE, body, match.span("target"), match[1], place)
    for match in _AUTO.finditer(prose) if "<" in prose else ():
        yield _link(LinkKind.AUTO, body, match.span(1), "", place)


def _is_note(link: Link, notes: Notes) -> bool:
    """Tell whether a link is a footnote with parentheses behind it: `[^1](on working days)`."""
    return link.kind is LinkKind.INLINE and link.text[:1] == "^" and link.text[1:] in notes.defined


def _apart(links: list[Link]) -> Iterator[Link]:
    """Yield `links` in order, without those that begin inside another."""
    done = 0
    for link in sorted(links, key=lambda one: (one.start, one.kind is LinkKind.WIKI)):
        if link.start >= done:
            yield link
            done = link.end


def _inline(body: str, prose: str, block: Block, place: _Place) -> Iterator[Link]:
    """Yield `[text](target)` and `![alt](target)`; one pass with a stack of open brackets."""
    opened: list[int] = []
    found: list[tuple[int, int, Link]] = []
    for match in _BRACKET.finditer(prose, block.start, block.end):
        if match[0] == "[":
            opened.append(match.start())
        elif opened:
            start = opened.pop()
            target = _TARGET.match(prose, match.end(), block.end)
            if target is None:
                continue
            assert target.lastgroup is not None
            image = start > 0 and prose[start - 1] == "!"
            kind = LinkKind.IMAGE if image else LinkKind.INLINE
            text = body[start + 1 : match.start()]
            link = _link(kind, body, target.span(target.lastgroup), text, place)
            found.append((start, target.end(), link))
    link_end = image_end = 0
    for start, end, link in sorted(found, key=lambda one: one[0]):
        # The text of a link holds pictures and no links, that of a picture neither.
        if start < image_end or (start < link_end and link.kind is LinkKind.INLINE):
            continue
        if link.kind is LinkKind.IMAGE:
            image_end = end
        else:
            link_end = end
        yield link


def _tag_attributes(
    body: str, start: int, end: int
) -> Iterator[tuple[LinkKind | None, tuple[int, int]]]:
    """Yield kind and place of every link in the attributes of a tag; of an id the kind is None."""
    tag = TAG.match(body, start, end)
    if tag is None or tag["close"]:
        return
    name = tag["name"].lower()
    for match in _ATTRIBUTE.finditer(body, tag.start("attributes"), end - 1):
        key = match["key"].lower()
        kind = _LINKING.get(name, {}).get(key)
        group = next((one for one in ("double", "single", "bare") if match[one] is not None), "")
        if not group:
            continue
        if key == "srcset" and kind:
            for one in _CANDIDATE.finditer(body, *match.span(group)):
                yield kind, one.span("url")
        elif kind or key == "id" or (key == "name" and name == "a"):
            yield kind, match.span(group)


def _link(kind: LinkKind, body: str, span: tuple[int, int], text: str, place: _Place) -> Link:
    raw = body[span[0] : span[1]]
    if "\\" in raw:
        raw = _UNESCAPE.sub(r"\1", raw)
    if "&" in raw:
        raw = _ENTITY.sub(lambda match: html.unescape(match[0]), raw)
    target, _, fragment = raw.partition("#")
    return Link(kind, target, unquote(fragment), text, span[0], span[1], place.at(*span))
