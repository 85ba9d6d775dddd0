"""The YAML of most front matter, read without a parser: keys with texts and lists of texts.

A text is a plain word or line, or stands between quotes without escapes. Everything else is
left to `yaml_source.py`, with which a property test compares: what is read here is read there
alike, to the last column. libyaml takes a fourth of the time of reading an article.
"""

from __future__ import annotations

import re

from kbtool.model import Source
from kbtool.problems import Problem
from kbtool.read.yaml_values import Entry, Node, typed

__all__ = ["read_plain"]

MAX_LINES = 1000
"""Longer texts are no front matter of ours."""

_BLOCK = r"(?P<plain>[^\W_](?:[^:#\n\t]*[^:#\s])?)"
_FLOW = r"(?P<plain>[^\W_](?:[^:#?,\[\]{}\"'\n\t]*[^:#?,\[\]{}\"'\s])?)"
_QUOTED = r"\"(?P<double>[^\"\\\n\t]*)\"|'(?P<single>[^'\n\t]*)'"
_LINE = re.compile(
    r"(?P<key>[A-Za-z_][A-Za-z0-9_-]{0,99}):"
    rf"(?: +(?:{_BLOCK}|{_QUOTED}|\[(?P<list>[^\[\]\n\t]*)\]))?"
)
_DASH = re.compile(rf"(?P<indent> *)- +(?:{_BLOCK}|{_QUOTED})")
_ITEM = re.compile(rf" *(?:{_FLOW}|{_QUOTED}) *(?:,(?=.)|\Z)")


def read_plain(text: str, path: str, first_line: int) -> tuple[Node, list[Problem]] | None:
    """Return what `read_yaml` does, or None for a text that takes more than this.

    Args:
        text: YAML without any character that is refused.
        path: of the file, for the sources.
        first_line: line of the file on which `text` starts.
    """
    lines = text.split("\n")
    if len(lines) > MAX_LINES or "\ufeff" in text:
        return None
    reader = _Plain(path)
    for number, line in enumerate(lines, start=first_line):
        if line and not reader.take(line, number):
            return None
    if not reader.entries or reader.waiting:
        return None
    first = next(iter(reader.entries.values())).key
    return Node(reader.entries, Source(path, first.line, 1)), reader.problems


class _Plain:
    def __init__(self, path: str) -> None:
        self.path = path
        self.entries: dict[str, Entry] = {}
        self.problems: list[Problem] = []
        self.waiting = False  # the last key has no value yet
        self.key = ""
        self.at = Source(path)
        self.items: list[Node] = []
        self.dash: Source | None = None  # the first of a list that is still open

    def take(self, line: str, number: int) -> bool:
        """Take a line; return False where it is more than this reads."""
        match = _LINE.fullmatch(line)
        if match is None:
            return self.take_item(line, number)
        if self.waiting and self.dash is None:
            return False  # a key without a value
        key = match["key"]
        if key in self.entries:
            return False
        self.waiting, self.dash = False, None
        self.key, self.at = key, Source(self.path, number, 1, len(key))
        if match.lastgroup == "key":
            self.waiting = True
            self.items = []
            return True
        if match.lastgroup == "list":
            return self.take_list(match["list"], match.start("list"), number)
        self.entries[key] = Entry(self.at, self.text(match, number, 0))
        return True

    def take_item(self, line: str, number: int) -> bool:
        """Take an item of the list that the last key holds."""
        match = _DASH.fullmatch(line)
        if match is None or not self.waiting:
            return False
        column = match.end("indent") + 1
        if self.dash is None:
            self.dash = Source(self.path, number, column)
        if self.dash.column != column:
            return False
        self.items.append(self.text(match, number, 0))
        self.entries[self.key] = Entry(self.at, Node(tuple(self.items), self.dash))
        return True

    def take_list(self, written: str, start: int, number: int) -> bool:
        """Take a list between brackets."""
        items = []
        at = 0
        while written[at:].strip(" "):
            match = _ITEM.match(written, at)
            if match is None:
                return False
            items.append(self.text(match, number, start))
            at = match.end()
        node = Node(tuple(items), Source(self.path, number, start))
        self.entries[self.key] = Entry(self.at, node)
        return True

    def text(self, match: re.Match[str], number: int, before: int) -> Node:
        kind = match.lastgroup
        assert kind is not None
        raw = match[kind]
        column = before + match.start(kind) + 1
        if kind == "plain":
            source = Source(self.path, number, column, len(raw))
            return Node(typed(raw, source, self.problems), source, raw=raw)
        source = Source(self.path, number, column - 1, len(raw) + 2)
        return Node(raw, source, number, column, raw)
