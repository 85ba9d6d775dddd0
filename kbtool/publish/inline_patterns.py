"""Python-Markdown's inline patterns, tried only where they can match.

Most text between marks holds none of the characters that a pattern needs, and looking for
one character takes a fiftieth of what a try takes. What comes out is the same: a pattern is
left out only where the parse tree of its expression says that nothing could match.
"""

from __future__ import annotations

import importlib
import re
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

__all__ = ["hasten", "needed"]

_HANDLE = "_InlineProcessor__handleInline"
_APPLY = "_InlineProcessor__applyPattern"

_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")


def hasten(parser: Markdown) -> None:
    """Let `parser` try inline patterns only where they can match; from now on."""
    known = type(parser.treeprocessors["inline"]) is InlineProcessor
    if known and hasattr(InlineProcessor, _HANDLE) and hasattr(InlineProcessor, _APPLY):
        parser.treeprocessors.register(_Hasty(parser), "inline", 20)  # its priority in core


class _Hasty(InlineProcessor):
    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        # The methods are private, so that they are named as Python names them.
        setattr(self, _HANDLE, self._handle)
        self._apply = getattr(self, _APPLY)
        self._patterns: list[Any] = []
        self._tries: list[tuple[Any, tuple[str, ...]]] = []

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        patterns = list(self.md.inlinePatterns)  # extensions may add some for a page
        if patterns != self._patterns:
            self._patterns = patterns
            self._tries = [(one, needed(one.getCompiledRegExp())) for one in patterns]
        return super().run(tree, ancestors)

    def _handle(self, data: str, patternIndex: int = 0) -> str:
        """Do what the method of this name in Python-Markdown 3.5 to 3.11 does."""
        if isinstance(data, AtomicString):
            return data
        start = 0
        while patternIndex < len(self._tries):
            pattern, needs = self._tries[patternIndex]
            matched = False
            for one in needs:
                if one in data:
                    data, matched, start = self._apply(pattern, data, patternIndex, start)
                    break
            else:
                start = 0
            if not matched:
                patternIndex += 1
        return data


def needed(expression: re.Pattern[str]) -> tuple[str, ...]:
    """Return characters of which a text that matches holds at least one.

    Where that cannot be told it is "", which every text holds.
    """
    if expression.flags & re.IGNORECASE:
        return ("",)
    try:
        tree = importlib.import_module("re._parser").parse(expression.pattern, expression.flags)
    except (ImportError, re.error):
        return ("",)
    return tuple(sorted(_needed(tree))) or ("",)


def _needed(tree: Any) -> set[str]:
    """Return the fewest characters that one of its parts needs; none where no part does."""
    found = [one for part in tree if (one := _needed_by(str(part[0]), part[1]))]
    return min(found, key=len, default=set())


def _needed_by(kind: str, said: Any) -> set[str]:
    if kind == "LITERAL":
        return {chr(said)}
    if kind == "IN" and all(str(one[0]) == "LITERAL" for one in said):
        return {chr(one[1]) for one in said}
    if kind == "SUBPATTERN":
        return set() if said[1] & re.IGNORECASE else _needed(said[-1])
    if kind == "ATOMIC_GROUP":
        return _needed(said)
    if kind in _REPEATS and said[0] > 0:
        return _needed(said[2])
    if kind == "BRANCH":
        each = [_needed(one) for one in said[1]]
        return set().union(*each) if all(each) else set()
    return set()
