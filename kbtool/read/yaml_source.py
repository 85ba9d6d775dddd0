"""The one YAML reader: safe, with positions, bounded.

It takes a smaller language than YAML 1.1: no tags, no anchors or aliases, no
duplicate keys, and only the plain scalars that look like what they are
(`no`, `1:30` and `010` stay text). Values are built from libyaml's events with a
stack of our own, because libyaml's composer recurses and can be made to overflow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from kbtool.model import Source
from kbtool.problems import Problem, problem
from kbtool.read import rules
from kbtool.read.plain_yaml import read_plain
from kbtool.read.yaml_values import Entry, Node, Scalar, typed

__all__ = ["STRANGE", "Entry", "Node", "Scalar", "parse", "read_yaml", "top_level_text"]

MAX_DEPTH = 20
MAX_NODES = 200_000

# Without libyaml the pure parser does the same, only slower.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

STRANGE = re.compile(r"[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""A character that YAML refuses, or a line break that only YAML 1.1 knows: no editor counts it."""


class _Refused(Exception):
    """The text is no YAML that we take; carries the problem."""

    def __init__(self, found: Problem) -> None:
        super().__init__(found.message)
        self.problem = found


def read_yaml(text: str, path: str, first_line: int = 1) -> tuple[Node | None, list[Problem]]:
    """Return the one document in `text`, and every problem with it.

    An empty document gives None without a problem. A syntax fault gives None and
    one problem; duplicate keys and impossible scalars are all reported and the
    rest of the value is kept.

    Args:
        text: YAML, already decoded.
        path: of the file, for the sources.
        first_line: line of the file on which `text` starts.
    """
    if STRANGE.search(text) is None and (found := read_plain(text, path, first_line)) is not None:
        return found
    return parse(text, path, first_line)


def parse(text: str, path: str, first_line: int = 1) -> tuple[Node | None, list[Problem]]:
    """Return what `read_yaml` does, by libyaml alone."""
    builder = _Builder(text, path, first_line)
    try:
        return builder.build(), builder.problems
    except _Refused as refused:
        return None, [*builder.problems, refused.problem]
    except yaml.YAMLError as error:
        return None, [*builder.problems, builder.syntax_problem(error)]


def top_level_text(text: str, key: str) -> str:
    """Return the text that `key` has in a mapping of any YAML, "" where there is none.

    For files that are not ours, such as mkdocs.yml with its `!!python` tags: events
    build no values, so that a tag is never obeyed.
    """
    depth = 0
    turn = wanted = False
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if depth == 1 and not isinstance(event, yaml.MappingEndEvent):
                turn = not turn  # keys and values take turns
                scalar = event.value if isinstance(event, yaml.ScalarEvent) else None
                if wanted:
                    return scalar or ""
                wanted = turn and scalar == key
            if isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
                depth += 1
            elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
                depth -= 1
    except yaml.YAMLError:
        pass
    return ""


@dataclass(slots=True)
class _Open:
    """A list or mapping that is still being filled."""

    source: Source
    items: list[Node]
    entries: dict[str, Entry] | None
    key: tuple[str, Source] | None = None


class _Builder:
    def __init__(self, text: str, path: str, first_line: int) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.path = path
        self.offset = first_line
        self.problems: list[Problem] = []

    def at(self, mark: Any, length: int = 0) -> Source:
        return Source(self.path, mark.line + self.offset, mark.column + 1, length)

    def refuse(self, mark: Any, message: str, hint: str = "", length: int = 0) -> _Refused:
        return _Refused(problem(rules.BAD_YAML, self.at(mark, length), message, hint))

    def syntax_problem(self, error: yaml.YAMLError) -> Problem:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        what = getattr(error, "problem", None) or str(error).split("\n")[0]
        if mark and mark.index >= len(self.text.rstrip()):  # what is open at the end began earlier
            mark = getattr(error, "context_mark", None) or mark
        source = self.at(mark, 1) if mark else Source(self.path, self.offset)
        hint = ""
        if "mapping values are not allowed" in what:
            hint = "put text that contains ': ' between quotes"
        elif "cannot start any token" in what:
            hint = (
                "put text that begins with a special character between quotes; indent with spaces"
            )
        elif "expected alphabetic or numeric character" in what:
            hint = "put text that begins with '*' or '&' between quotes"
        elif "tab character" in what:
            hint = "indent with spaces"
        elif "unexpected end of stream" in what:
            hint = "a quote is opened and not closed"
        elif "expected ',' or" in what:
            hint = "a bracket is opened and not closed"
        return problem(rules.BAD_YAML, source, f"this is not YAML: {what}", hint)

    def build(self) -> Node | None:
        strange = STRANGE.search(self.text)
        if strange:
            before = self.text[: strange.start()].split("\n")
            source = Source(self.path, len(before) - 1 + self.offset, len(before[-1]) + 1, 1)
            message = f"the character U+{ord(strange[0]):04X} is not allowed"
            raise _Refused(problem(rules.BAD_YAML, source, message, "remove it"))
        stack: list[_Open] = []
        document: Node | None = None
        documents = count = 0
        for event in self.events():
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self.refuse(event.start_mark, "a second YAML document begins here")
                continue
            node: Node | None = None
            if isinstance(event, yaml.ScalarEvent):
                count += 1
                node = self.scalar(event)
            elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
                count += 1
                if len(stack) >= MAX_DEPTH:
                    raise self.refuse(event.start_mark, f"nested more than {MAX_DEPTH} deep")
                entries: dict[str, Entry] | None = None
                if isinstance(event, yaml.MappingStartEvent):
                    entries = {}
                stack.append(_Open(self.at(event.start_mark), [], entries))
            elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
                done = stack.pop()
                value = tuple(done.items) if done.entries is None else done.entries
                node = Node(value, done.source)
            if count > MAX_NODES:
                raise self.refuse(event.start_mark, f"more than {MAX_NODES:,} values")
            if node is not None:
                if stack:
                    self.place(stack[-1], node)
                else:
                    document = node
        if document is not None and document.value is None and not document.raw:
            return None
        return document

    def events(self) -> Iterator[Any]:
        event: Any
        for event in yaml.parse(self.text, Loader=_LOADER):
            if isinstance(event, yaml.AliasEvent):
                raise self.refuse(
                    event.start_mark,
                    f"the alias '*{event.anchor}' is not allowed",
                    "write the value out, or put it between quotes",
                    len(event.anchor or "") + 1,
                )
            if getattr(event, "anchor", None):
                raise self.refuse(
                    event.start_mark,
                    f"the anchor '&{event.anchor}' is not allowed",
                    "remove it, or put the text between quotes",
                    len(event.anchor or "") + 1,
                )
            if getattr(event, "tag", None):
                tag = event.tag.replace("tag:yaml.org,2002:", "!!")
                raise self.refuse(
                    event.start_mark,
                    f"the tag '{tag}' is not allowed",
                    "remove it, or put the text between quotes",
                    len(tag),
                )
            yield event

    def place(self, parent: _Open, node: Node) -> None:
        if parent.entries is None:
            parent.items.append(node)
        elif parent.key is None:
            if isinstance(node.value, tuple | Mapping):
                raise _Refused(problem(rules.BAD_YAML, node.source, "a key must be plain text"))
            parent.key = (node.raw, node.source)
        else:
            key, source = parent.key
            parent.key = None
            if key in parent.entries:
                first = parent.entries[key].key.line
                self.problems.append(
                    problem(
                        rules.DUPLICATE_KEY,
                        source,
                        f"the key '{key}' is here a second time",
                        f"the first is on line {first}; keep one",
                    )
                )
            else:
                parent.entries[key] = Entry(source, node)

    def scalar(self, event: Any) -> Node:
        raw: str = event.value
        start, end = event.start_mark, event.end_mark
        if event.style in ("|", ">"):
            line = start.line + 1
            while line < len(self.lines) and not self.lines[line].strip():
                line += 1
            text = self.lines[line] if line < len(self.lines) else ""
            column = len(text) - len(text.lstrip(" ")) + 1
            if event.style == ">":  # folded: its lines are not those of the file
                return Node(raw, self.at(start), raw=raw)
            # Leading blank lines belong to the text, so it begins right below the indicator.
            return Node(raw, self.at(start), start.line + 1 + self.offset, column, raw)
        length = end.column - start.column if start.line == end.line else 0
        source = self.at(start, length)
        if event.style in ("'", '"'):
            if length != len(raw) + 2:  # escapes, or several lines
                return Node(raw, source, raw=raw)
            return Node(raw, source, source.line, source.column + 1, raw)
        return Node(typed(raw, source, self.problems), source, raw=raw)
