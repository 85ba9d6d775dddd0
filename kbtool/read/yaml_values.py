"""What our YAML is made of: nodes with their places, and plain scalars with their types.

Only the plain scalars that look like what they are get a type: `no`, `1:30` and `010` stay text.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping

from kbtool.frozen import dataclass
from kbtool.model import Source
from kbtool.problems import Problem, problem
from kbtool.read import rules

__all__ = ["Entry", "Node", "Scalar", "typed"]

MAX_DIGITS = 18

type_names = {str: "text", bool: "true or false", int: "a whole number", float: "a number"}

Scalar = str | bool | int | float | dt.date | None

_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}\Z")


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of a mapping with its own place, and its value."""

    key: Source
    node: Node


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it stands.

    `value` is a scalar, a tuple of nodes, or a mapping of key text to `Entry`.
    `block_line` and `block_column` say where the text of a block scalar (`|`) or
    between quotes begins; they are 0 for everything else, and where the text is not
    as it stands in the file: folded (`>`), over several lines, or with escapes.
    """

    value: Scalar | tuple[Node, ...] | Mapping[str, Entry]
    source: Source
    block_line: int = 0
    block_column: int = 0
    raw: str = ""  # a scalar as written, before it got a type

    @property
    def type_name(self) -> str:
        """What an author would call the type of the value."""
        if isinstance(self.value, Mapping):
            return "a mapping"
        if isinstance(self.value, tuple):
            return "a list"
        if self.value is None:
            return "nothing"
        if isinstance(self.value, dt.date):
            return "a date"
        return type_names[type(self.value)]


def typed(raw: str, source: Source, problems: list[Problem]) -> Scalar:
    """Return what a plain scalar means; one that looks like what it is not is a problem."""
    if raw in ("", "~", "null", "Null", "NULL"):
        return None
    if raw in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return raw[0] in "tT"
    if _INT.match(raw):
        digits = len(raw.lstrip("+-"))
        if digits <= MAX_DIGITS:
            return int(raw)
        message = f"a number of {digits} digits, more than {MAX_DIGITS}"
        hint = "put text that is made of digits between quotes"
        problems.append(problem(rules.BAD_NUMBER, source, message, hint))
        return math.inf
    if _DATE.match(raw):
        return _date(raw, source, problems)
    if _FLOAT.match(raw):
        number = float(raw)
        if not math.isfinite(number):
            problems.append(problem(rules.BAD_NUMBER, source, f"'{raw}' is too large a number"))
        return number
    return raw


def _date(raw: str, source: Source, problems: list[Problem]) -> Scalar:
    year, month, day = (int(part) for part in raw.split("-"))
    try:
        return dt.date(year, month, day)
    except ValueError:
        problems.append(
            problem(rules.BAD_DATE, source, f"there is no day '{raw}'", "write year-month-day")
        )
        return raw
