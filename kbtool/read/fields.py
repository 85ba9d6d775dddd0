"""Typed access to a YAML mapping: every key is known, every value has its type.

A value of the wrong type is reported once, at its own place, and its default is
taken, so that one bad key never hides another.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from kbtool.model import Localised, Source
from kbtool.problems import Problem, Rule, did_you_mean, problem
from kbtool.read import rules
from kbtool.read.yaml_source import Entry, Node

__all__ = ["Fields"]

_DATE_SHAPE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}\Z")
_SPAN = re.compile(r"([0-9]{1,4}) (day|week|month|year)s?\Z")
_SPAN_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}


class Fields:
    """The keys of one mapping; `problems` collects what is wrong with them."""

    def __init__(self, node: Node, known: Iterable[str], what: str) -> None:
        """Take the mapping of `node`; report keys outside `known` (and not `x_...`).

        Args:
            node: any node; one that is no mapping is reported and read as empty.
            known: the keys that `what` may have.
            what: for messages, such as "an article".
        """
        self.problems: list[Problem] = []
        self.entries: Mapping[str, Entry] = {}
        self.source = node.source
        self.is_mapping = isinstance(node.value, Mapping)
        if not isinstance(node.value, Mapping):
            self.report(
                rules.WRONG_TYPE,
                node.source,
                f"{what} is a mapping of keys to values, not {node.type_name}",
                "write 'key: value' lines",
            )
            return
        self.entries = node.value
        known = tuple(known)
        for key, entry in self.entries.items():
            if key not in known and not key.startswith("x_"):
                self.report(
                    rules.UNKNOWN_KEY,
                    Source(entry.key.path, entry.key.line, entry.key.column, len(key)),
                    f"{what} has no key '{key}'",
                    did_you_mean(key, known) or "keys of your own begin with x_",
                )

    def report(self, rule: Rule, source: Source, message: str, hint: str = "") -> None:
        """Keep a problem."""
        self.problems.append(problem(rule, source, message, hint))

    def at(self, key: str) -> Source:
        """Return where the value of `key` stands, or the mapping where the key is missing."""
        return self.entries[key].node.source if key in self.entries else self.source

    @property
    def sources(self) -> dict[str, Source]:
        """The place of every value by its key, and of every text of a list by `key/text`."""
        places = {}
        for key, entry in self.entries.items():
            places[key] = entry.node.source
            if isinstance(entry.node.value, tuple):
                for item in entry.node.value:
                    places.setdefault(f"{key}/{item.raw.strip()}", item.source)
        return places

    def node(self, key: str) -> Node | None:
        """Return the node of `key`; None when it is missing or empty."""
        entry = self.entries.get(key)
        return None if entry is None or entry.node.value is None else entry.node

    def wrong(self, node: Node, key: str, wanted: str, hint: str = "") -> None:
        """Report that `key` is not `wanted`."""
        self.report(
            rules.WRONG_TYPE, node.source, f"'{key}' is {wanted}, not {node.type_name}", hint
        )

    def text(self, key: str, default: str = "") -> str:
        """Return a text; a number or a date counts as the text that was written."""
        node = self.node(key)
        if node is None:
            return default
        if isinstance(node.value, tuple | Mapping):
            self.wrong(node, key, "text")
            return default
        return node.raw.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; one text counts as a list of one."""
        return tuple(text for text, _ in self.placed_texts(key))

    def placed_texts(self, key: str) -> tuple[tuple[str, Source], ...]:
        """Return a list of texts, each with its place."""
        node = self.node(key)
        if node is None:
            return ()
        if isinstance(node.value, Mapping):
            self.wrong(node, key, "a list")
            return ()
        found = []
        for item in node.value if isinstance(node.value, tuple) else (node,):
            if isinstance(item.value, tuple | Mapping) or item.value is None:
                self.wrong(item, key, "a list of texts", "put text that contains ': ' in quotes")
            elif item.raw.strip():
                found.append((item.raw.strip(), item.source))
        return tuple(found)

    def number(self, key: str, low: float, high: float) -> float | None:
        """Return a number between `low` and `high`."""
        node = self.node(key)
        if node is None:
            return None
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            self.wrong(node, key, "a number")
            return None
        if not math.isfinite(node.value):  # reported when the scalar was read
            return None
        if not low <= node.value <= high:
            message = f"'{key}' is {node.raw}, and may be {low:,} to {high:,}"
            self.report(rules.BAD_NUMBER, node.source, message)
            return None
        return float(node.value)

    def whole(self, key: str, low: int, high: int) -> int | None:
        """Return a whole number between `low` and `high`."""
        node = self.node(key)
        if node is not None and isinstance(node.value, float) and math.isfinite(node.value):
            self.wrong(node, key, "a whole number")
            return None
        value = self.number(key, low, high)
        return None if value is None else int(value)

    def flag(self, key: str, default: bool = False) -> bool:
        """Return true or false."""
        node = self.node(key)
        if node is None:
            return default
        if not isinstance(node.value, bool):
            self.wrong(node, key, "true or false", "write true or false, without quotes")
            return default
        return node.value

    def day(self, key: str) -> dt.date | None:
        """Return a date."""
        node = self.node(key)
        if node is None or isinstance(node.value, dt.date):
            return None if node is None else node.value  # type: ignore[return-value]
        # A day that does not exist was reported when the scalar was read.
        if not _DATE_SHAPE.match(node.raw):
            self.report(
                rules.BAD_DATE,
                node.source,
                f"'{key}' is a date, not '{_short(node.raw) or node.type_name}'",
                "write year-month-day, as 2026-03-31",
            )
        return None

    def days(self, key: str) -> int | None:
        """Return a span such as `6 months` in days; a month counts 30, a year 365."""
        node = self.node(key)
        if node is None:
            return None
        match = _SPAN.match(node.raw)
        if match is None:
            self.report(
                rules.WRONG_TYPE,
                node.source,
                f"'{key}' is a span of time, not '{_short(node.raw) or node.type_name}'",
                "write it '6 months', '2 weeks' or '1 year'",
            )
            return None
        return int(match[1]) * _SPAN_DAYS[match[2]]

    def choice(self, key: str, choices: Iterable[str], default: str = "") -> str:
        """Return one of `choices`."""
        value = self.text(key, default)
        choices = tuple(choices)
        if value != default and value not in choices:
            self.report(
                rules.BAD_VALUE,
                self.at(key),
                f"'{key}' is '{_short(value)}', and may be {', '.join(choices)}",
                did_you_mean(value, choices),
            )
            return default
        return value

    def localised(self, key: str, languages: Iterable[str]) -> Localised:
        """Return a text, or a mapping of language to text."""
        node = self.node(key)
        if node is None:
            return Localised({})
        if not isinstance(node.value, Mapping):
            text = self.text(key)
            return Localised({"": text} if text else {})
        inner = Fields(node, languages, f"'{key}'")
        texts = {lang: inner.text(lang) for lang in languages if inner.node(lang)}
        self.problems += inner.problems
        return Localised(texts)

    def passthrough(self, keys: Iterable[str]) -> dict[str, Any]:
        """Return the plain values of those of `keys` that are there."""
        return {key: _plain(self.entries[key].node) for key in keys if key in self.entries}


def _plain(node: Node) -> Any:
    if isinstance(node.value, Mapping):
        return {key: _plain(entry.node) for key, entry in node.value.items()}
    if isinstance(node.value, tuple):
        return [_plain(item) for item in node.value]
    return node.value


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
