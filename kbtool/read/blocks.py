"""Markdown lines -> blocks of prose and headings, as Python-Markdown splits them.

Containers (lists, admonitions, tabs, definitions, footnotes, quotes) matter
only for how deep the lines below them may be indented before they are code.
Python-Markdown thinks in steps of four columns, and so does this.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from kbtool.read.prose import BREAK, GONE, blank_inline

__all__ = ["Block", "blocks", "prose_of"]

TAB = 4
MAX_QUOTES = 20
"""Quotes nested deeper are read as text."""

_LIST = re.compile(r"(?:(?:[-+*]|[0-9]{1,9}\.)[ \t]+)+")
_RULE = re.compile(r"([-_*])(?: {0,2}\1){2,} *\Z")
_OPENER = re.compile(
    r"!!! ?[\w\-]|\?\?\?\+? ?[\w\-\"]|===(?P<tab>\+!?|!\+?|)[ ]+\"[^\n]*\"[ ]*(?:\n|\Z)"
)
_UNSHOWN = re.compile(r"\*?\[[^\[\]\n]+\]:")  # a definition, which leaves nothing where it stands
_NOTE = re.compile(r"\[\^[^\]]*\]:[ ]*|:[ ]{1,3}(?=\S)")
_UNDERLINE = re.compile(r"(?:=+|-+) *\Z")
_LEVEL = re.compile(r"#{1,6}")


@dataclass(slots=True)
class Block:
    """A run of text whose inline markup belongs together; `level` 1 to 6 for a heading."""

    start: int
    end: int
    level: int = 0
    anchor: str = ""  # of a tab, which the page gives it


@dataclass(slots=True)
class _TabSet:
    """Tabs that stand side by side on a page."""

    column: int
    number: int  # among the sets of the body, from 1
    tabs: int = 0


def blocks(text: str) -> list[Block]:
    """Return the blocks of a body whose fences and raw HTML are masked, in order."""
    found: list[Block] = []
    walker = _Walker(text, found, 0, itertools.count(1))
    for start, end in _lines(text):
        if start < end:
            walker.feed(start, end)
        else:
            walker.pause()
    return [block for block in found if block.end > block.start]


def prose_of(text: str, found: list[Block]) -> str:
    """Return the text of all blocks at their offsets, everything else and all code blanked."""
    out = []
    done = 0
    for block in found:
        out.append(_blank(text[done : block.start]))
        out.append(blank_inline(text[block.start : block.end]))
        done = block.end
    out.append(_blank(text[done:]))
    return "".join(out)


def _blank(text: str) -> str:
    # Most gaps between blocks are line feeds and nothing else, or one mark.
    if text == "\n" or not text.strip("\n"):
        return text
    return "\n".join([GONE * len(line) for line in text.split("\n")])


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


class _Walker:
    """Takes lines, or what is left of them behind quote marks, one by one."""

    def __init__(self, text: str, found: list[Block], quotes: int, numbers: Iterator[int]) -> None:
        self.text, self.found, self.quotes, self.numbers = text, found, quotes, numbers
        self.breaks = BREAK in text
        self.tab_sets: list[_TabSet] = []  # that a tab could still join, the innermost last
        self.quote: _Walker | None = None
        self.depth = 0  # columns that the containers above allow
        self.end_block()

    def end_block(self) -> None:
        self.kind = ""  # of the block that the last line stood in: text, list, code, quote
        self.lines = 0  # of that block
        self.strip = 0  # columns that are taken off it
        self.level = 0  # of the last list item in it
        self.first = 0  # where its first line begins
        self.open: Block | None = None

    def pause(self) -> None:
        """Take an empty line."""
        if self.quote and self.kind == "quote":
            self.quote.end_block()
        self.end_block()

    def feed(self, start: int, end: int) -> None:
        """Take the next line."""
        broken = self.text.rfind(BREAK, start, end) if self.breaks else -1
        if broken >= 0:
            self.end_block()
            self.depth = 0  # raw HTML stands at the margin, and closes what is open
            self.tab_sets.clear()
            start = broken + 1
        at = start
        while at < end and self.text[at] in " \t":
            at += 1
        if at == end:
            self.pause()
            return
        indent = 0
        if broken < 0 and at > start:
            indent = len(self.text[start:at].expandtabs(TAB))
        if self.kind == "code":
            if indent >= self.strip + TAB:
                return
            self.end_block()
        if indent < self.strip and self.kind != "quote" and _OPENER.match(self.text, at, end):
            self.end_block()  # an opener is no lazy rest of what stands above
            self.depth = indent
        if not self.kind and self.begin(indent, at):
            return
        self.lines += 1
        if self.kind != "quote" and self.text[at].isalpha():  # no mark begins with a letter
            self.quote = None
            if self.open is None:
                self.begin_prose(at, end)
            else:
                self.open.end = end
            return
        column = indent - self.strip if indent >= self.strip else indent
        if not self.quoted(at, end, column):
            self.line(at, end, column)

    def begin(self, indent: int, at: int) -> bool:
        """Begin a block; return True when it is code."""
        self.strip = min(self.depth, indent // TAB * TAB)
        if indent - self.strip >= TAB:
            self.kind = "code"
            return True
        self.kind, self.depth, self.first = "text", self.strip, at
        while self.tab_sets and self.tab_sets[-1].column > self.strip:
            self.tab_sets.pop()
        if self.tab_sets and self.tab_sets[-1].column == self.strip:
            opener = _OPENER.match(self.text, at)
            if not (opener and opener["tab"] is not None) and not _UNSHOWN.match(self.text, at):
                self.tab_sets.pop()
        return False

    def quoted(self, at: int, end: int, column: int) -> bool:
        """Hand a quoted line, or the lazy rest of one, to the walker of the quote."""
        mark = self.text[at] == ">" and column < TAB and self.quotes < MAX_QUOTES
        if mark:
            at += 2 if self.text[at + 1 : at + 2] == " " else 1
            if self.quote is None:
                self.quote = _Walker(self.text, self.found, self.quotes + 1, self.numbers)
            self.open, self.kind = None, "quote"
        elif self.kind != "quote":
            self.quote = None
            return False
        assert self.quote is not None
        self.quote.feed(at, end)
        return True

    def line(self, at: int, end: int, column: int) -> None:
        """Take a line that is no code and no quote."""
        text = self.text[at:end]
        mark = text[0]  # which tells nearly all lines apart
        outer = column == 0 or (
            self.kind == "list" and column % TAB == 0 and column // TAB <= self.level
        )
        if mark == "#" and outer:
            self.heading(at, end)
            self.depth = self.strip + column
            self.end_block()
        elif self.lines == 2 and column == 0 and _UNDERLINE.match(text):
            self.underline(mark)
        elif mark in "-_*" and column < TAB and _RULE.match(text):
            self.end_block()
        elif mark in "!?=" and column == 0 and (opener := _OPENER.match(text)):
            anchor = "" if opener["tab"] is None else self.tab(fresh="!" in opener["tab"])
            self.found.append(Block(at, end, anchor=anchor))
            self.depth = self.strip + TAB
            self.end_block()
        elif mark in "[:" and column < TAB and (note := _NOTE.match(text)):
            self.strip += TAB
            self.depth = self.strip
            self.begin_prose(at + note.end(), end)
        elif (item := _LIST.match(text)) and self.takes_item(column):
            self.kind, self.level = "list", column // TAB
            self.depth = self.strip + (self.level + 1) * TAB
            self.open = None
            if text.startswith("#", item.end()):
                self.heading(at + item.end(), end)
            else:
                self.begin_prose(at + item.end(), end)
        elif self.open is None or mark == "|":
            self.begin_prose(at, end)
        else:
            self.open.end = end

    def takes_item(self, column: int) -> bool:
        """Tell whether a list marker here begins an item: it needs a block or a list of its own."""
        if self.kind == "list":
            return column // TAB <= self.level + 1
        return self.lines == 1 and column < TAB

    def tab(self, *, fresh: bool) -> str:
        """Return the anchor of a tab that begins here, as pymdownx.tabbed counts."""
        last = self.tab_sets[-1] if self.tab_sets else None
        if fresh or self.lines > 1 or last is None or last.column != self.strip:
            last = _TabSet(self.strip, next(self.numbers))
            self.tab_sets.append(last)
        last.tabs += 1
        return f"__tabbed_{last.number}_{last.tabs}"

    def begin_prose(self, start: int, end: int) -> None:
        self.open = Block(start, end)
        self.found.append(self.open)

    def heading(self, at: int, end: int) -> None:
        match = _LEVEL.match(self.text, at, end)
        assert match is not None
        self.found.append(Block(match.start(), end, len(match[0])))

    def underline(self, mark: str) -> None:
        """Turn the first line of the block, which stands above, into a heading."""
        if self.open is not None:
            self.open.start = self.first  # a list marker belongs to the title
            self.open.level = 1 if mark == "=" else 2
        self.end_block()
