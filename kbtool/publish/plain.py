"""Bodies in plain Markdown as HTML, without Python-Markdown: a tenth of its time.

Paragraphs, headings, short lists, tables and notes, in them links, code and strong words: most
answers hold nothing else. A body with anything besides is left to Python-Markdown as a whole,
and so is every project with a dialect of its own. What comes out is, byte for byte, what
Python-Markdown and `sanitise.py` make of the same body; a test compares them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from kbtool.publish.rendered import Heading
from kbtool.read.scan import slugify, unique_anchor

__all__ = ["Plain", "is_plain_dialect"]

_DIALECT = frozenset(
    (
        *("abbr", "admonition", "attr_list", "def_list", "fenced_code", "footnotes"),
        *("md_in_html", "tables", "toc", "pymdownx.details", "pymdownx.highlight"),
        *("pymdownx.superfences", "pymdownx.tabbed"),
    )
)
"""Extensions that do nothing to what is plain here."""

_NEEDED = frozenset(("admonition", "tables", "toc"))
_ANY_OPTION = frozenset(
    ("pymdownx.details", "pymdownx.highlight", "pymdownx.superfences", "pymdownx.tabbed")
)
_OWN_TOC = ("permalink", "slugify")

# --- what is plain; whatever could mean more than its characters is not ------------

_ODD = re.compile("[<&\\\\{}\x00-\x09\x0b-\x1f\x7f-\xa0\ud800-\udfff]")
_SIGNS = re.compile(r"[`*_\[\]>|]")
"""Signs that are plain within a span alone."""

_START = r"(?![#>:=+?!|~\-\s]|\*(?!\*\S)|\d+\.)"
"""The beginning of a line that begins nothing but text."""

_LINE = _START + r"[^\n]*(?<=\S)"
_PARAGRAPH = re.compile(rf"{_LINE}(?:\n{_LINE})*")
_HEADING = re.compile(r"(#{1,6}) (?=\S)([^#\n]*)(?<=\S)")
_LISTS = {
    tag: re.compile(rf"{mark} {_LINE}(?:\n{mark} {_LINE})*")
    for tag, mark in (("ol", r"\d+\."), ("ul", r"[*+-]"))
}
_NOTE = re.compile(r'!!! ([\w-]+)(?: "((?=[^\s"])[^"\n]*(?<=\S))")?(?:\n(.*))?', re.S)
_TABLE = re.compile(r"\|[^\n]*\|\n\|[ |-]+\|(?:\n\|[^\n]*\|)+")
_GAP = re.compile(r"\n\n+")
_INDENT = "    "

_SPAN = re.compile(
    r"(?<!!)\[(?P<text>[^`*_\[\]>|]+)\]"
    r"\((?P<to>(?:https?://|mailto:)?[^\s()<>\[\]\"'`*&|{}!~:\\]+)\)"
    r"|(?<!`)`(?P<code>(?! )[^`\n|]+(?<! ))`(?!`)"
    r"|(?<!\*)\*\*(?P<strong>(?=\S)[^`*_\[\]>|\n]+(?<=\S))\*\*(?!\*)"
)


def is_plain_dialect(extensions: Collection[str], options: Mapping[str, Mapping[str, Any]]) -> bool:
    """Tell whether what is plain here means the same in the dialect of `mkdocs.yml`.

    Args:
        extensions: of Python-Markdown, by their names.
        options: of extensions.
    """
    toc = options.get("toc", {})
    return (
        _NEEDED <= set(extensions) <= _DIALECT
        and all(name == "toc" or name in _ANY_OPTION or not options[name] for name in options)
        and set(toc) <= set(_OWN_TOC)
        and toc.get("slugify") is slugify
        and isinstance(toc.get("permalink", False), bool)
    )


class _NotPlain(Exception):
    """A body holds more than what is plain."""


class Plain:
    """Renders plain bodies, one after the other."""

    def __init__(self, address: Callable[[str], str], *, permalink: bool) -> None:
        """Prepare to render.

        Args:
            address: returns what becomes of the target of a link.
            permalink: headings end with a link to themselves.
        """
        self._address = address
        self._permalink = permalink
        self._headings: list[tuple[str, str, int]] = []  # title, anchor, level
        self._used: set[str] = set()
        self._counts: dict[str, int] = {}

    def render(self, body: str) -> tuple[str, tuple[Heading, ...]] | None:
        """Return the HTML of `body` as it may be published, and its headings; None if not plain.

        Args:
            body: with line ends as on Unix.
        """
        if _ODD.search(body):
            return None
        self._headings, self._used, self._counts = [], set(), {}
        blocks = [block for block in _GAP.split(body.strip("\n")) if block]
        try:
            html = self._blocks(blocks)
        except _NotPlain:
            return None
        return html, _contents(self._headings, first=True)

    def _blocks(self, blocks: Sequence[str], *, within: bool = False) -> str:
        """Return the HTML of blocks; `within` a note."""
        parts: list[str] = []
        place, listed = 0, False
        while place < len(blocks):
            block = blocks[place]
            place += 1
            mark = block[:1]
            was_listed, listed = listed, False
            if _PARAGRAPH.fullmatch(block):
                parts.append(f"<p>{self._spans(block)}</p>")
            elif mark == "#":
                parts.append(self._heading(block))
            elif mark == "|":
                parts.append(self._table(block))
            elif mark == "!" and not within:
                end = place
                while end < len(blocks) and blocks[end].startswith(_INDENT):
                    end += 1
                parts.append(self._note(block, blocks[place:end]))
                place = end
            elif was_listed:
                raise _NotPlain  # the same list goes on
            else:
                parts.append(self._list(block))
                listed = True
        return "\n".join(parts)

    def _heading(self, block: str) -> str:
        found = _HEADING.fullmatch(block)
        if found is None:
            raise _NotPlain
        level, title = len(found[1]), found[2]
        if _SIGNS.search(title) or title != " ".join(title.split()):
            raise _NotPlain
        anchor = unique_anchor(slugify(title), self._used, self._counts)
        self._headings.append((title, anchor, level))
        link = ""
        if self._permalink:
            link = f'<a class="headerlink" href="#{anchor}" title="Permanent link">¶</a>'
        return f'<h{level} id="{anchor}">{title}{link}</h{level}>'

    def _list(self, block: str) -> str:
        for tag, expression in _LISTS.items():
            if expression.fullmatch(block):
                lines = (line.partition(" ")[2] for line in block.split("\n"))
                items = "\n".join([f"<li>{self._spans(line)}</li>" for line in lines])
                return f"<{tag}>\n{items}\n</{tag}>"
        raise _NotPlain

    def _note(self, block: str, others: Iterable[str]) -> str:
        found = _NOTE.fullmatch(block)
        if found is None:
            raise _NotPlain
        kind, title, first = found[1].lower(), found[2], found[3]
        inside = [_outdented(one) for one in (first, *others) if one is not None]
        head = self._spans(kind.capitalize() if title is None else title)
        text = f'<div class="admonition {kind}">\n<p class="admonition-title">{head}</p>\n'
        if inside:
            text += self._blocks(inside, within=True) + "\n"
        return text + "</div>"

    def _table(self, block: str) -> str:
        if not _TABLE.fullmatch(block):
            raise _NotPlain
        head, line, *rows = (_cells(row) for row in block.split("\n"))
        if len(head) != len(line) or not all(set(one) == {"-"} for one in line):
            raise _NotPlain
        parts = ["<table>\n<thead>", self._row("th", head, len(head)), "</thead>\n<tbody>"]
        parts += [self._row("td", row, len(head)) for row in rows]
        return "\n".join([*parts, "</tbody>\n</table>"])

    def _row(self, tag: str, cells: list[str], count: int) -> str:
        filled = [*cells, *[""] * (count - len(cells))][:count]
        return "\n".join(
            ["<tr>", *[f"<{tag}>{self._spans(one)}</{tag}>" for one in filled], "</tr>"]
        )

    def _spans(self, text: str) -> str:
        """Return the HTML of a text within a block."""
        if not _SIGNS.search(text):
            return text
        parts: list[str] = []
        done = 0
        for span in _SPAN.finditer(text):
            between = text[done : span.start()]
            if _SIGNS.search(between):
                raise _NotPlain
            parts += [between, self._span(span)]
            done = span.end()
        if _SIGNS.search(text, done):
            raise _NotPlain
        return "".join([*parts, text[done:]])

    def _span(self, span: re.Match[str]) -> str:
        if span.lastgroup == "to":
            return f'<a href="{self._address(span["to"])}">{span["text"]}</a>'
        if span.lastgroup == "code":
            code = span["code"].replace(">", "&gt;")
            return f"<code>{code}</code>"
        return f"<strong>{span['strong']}</strong>"


def _outdented(block: str) -> str:
    lines = block.split("\n")
    if not all(line.startswith(_INDENT) for line in lines):
        raise _NotPlain
    return "\n".join([line[len(_INDENT) :] for line in lines])


def _cells(row: str) -> list[str]:
    return [cell.strip(" ") for cell in row[1:-1].split("|")]


def _contents(
    headings: Sequence[tuple[str, str, int]], *, first: bool = False
) -> tuple[Heading, ...]:
    """Return the contents list of headings: each with the lower ones that follow it."""
    found: list[Heading] = []
    place = 0
    while place < len(headings):
        title, anchor, level = headings[place]
        end = place + 1
        while end < len(headings) and headings[end][2] > level:
            end += 1
        below = _contents(headings[place + 1 : end])
        found.append(Heading(title, anchor, level, below, active=first and place == 0))
        place = end
    return tuple(found)
