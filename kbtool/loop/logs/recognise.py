"""The first lines of a file -> how it is to be read."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Literal

from kbtool.frozen import dataclass
from kbtool.loop.logs.encoding import guess
from kbtool.loop.logs.exports import Plan
from kbtool.loop.logs.feedback import FEEDBACK_LINE
from kbtool.loop.logs.json_access import combined
from kbtool.loop.logs.layouts import LAYOUTS, ROLES, Layout, find_roles
from kbtool.loop.logs.lines import texts
from kbtool.loop.logs.records import (
    Record,
    csv_records,
    delimiter_of,
    json_records,
    line_records,
)
from kbtool.loop.logs.stream import Watch, beginning, pieces
from kbtool.loop.logs.times import month_in_name, order_of
from kbtool.loop.logs.values import Settings
from kbtool.problems import KbtoolError, did_you_mean

__all__ = ["FORMATS", "Recipe", "recognise", "records"]

SAMPLE = 1 << 16  # bytes
LOOKED_AT = 1000  # records, to tell days from months

FORMATS = {
    "access": "access",
    "feedback": "feedback",
    "search-console": "search-console",
    "analytics": "analytics",
    "tickets": "tickets",
    "chat": "chat",
    "zendesk": "tickets",
    "freshdesk": "tickets",
    "intercom": "chat",
    "qianniu": "chat",
}
"""What `--format` may say, and what that is read as."""

_ACCESS = re.compile(r'(?:\S+ ){2,4}\[[^\]]{20,30}\] "[^"]*" [0-9]{3} ')
_KEY = re.compile(r"[a-z]+(?:[_.][a-z]+){0,6}")
_START_DATE = re.compile(r"#?\s*(?:Start date|开始日期)\s*[:：]?\s*([0-9]{4})-?([0-9]{2})", re.I)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one file is read; small and plain, so that a worker elsewhere can be told."""

    path: Path
    format: str
    encoding: str = ""
    shape: Literal["lines", "csv", "json", "json lines"] = "lines"
    header: tuple[str, ...] = ()  # of a CSV file, in lower case
    start: int = 2  # the line of its first row
    delimiter: str = ","
    plan: Plan | None = None  # of an export


def recognise(path: Path, settings: Settings) -> Recipe:
    """Return how a file is to be read.

    Raises:
        KbtoolError: nothing fits, or a day could be a month.
    """
    wanted = FORMATS.get(settings.format, "")
    if settings.format and not wanted:
        hint = did_you_mean(settings.format, FORMATS) or f"write one of {', '.join(FORMATS)}"
        raise KbtoolError(f"'{settings.format}' is no format of logs", hint)
    sample = beginning(path, SAMPLE)
    encoding = settings.encoding or guess(sample)
    lines = [text for _, text in islice(texts([sample], encoding), 200) if text is not None]
    if len(sample) == SAMPLE and len(lines) > 1:
        lines.pop()  # the sample ends within it
    shape = _access_shape(lines)
    if wanted == "access":
        return Recipe(path, wanted, encoding, shape or "lines")
    if wanted == "feedback":
        return Recipe(path, wanted, encoding)
    if not wanted and not settings.mapping:
        full = [line.lstrip("\0") for line in lines if line.strip("\0 ")]
        if sum(bool(FEEDBACK_LINE.search(line)) for line in full) * 2 > len(full):
            return Recipe(path, "feedback", encoding)
        if shape:
            return Recipe(path, "access", encoding, shape)
    first = next((line.lstrip("\ufeff \t") for line in lines if line.strip("\ufeff \t")), "")
    if not first:
        return Recipe(path, wanted or "empty", encoding)
    if first[0] in "[{":
        recipe = Recipe(path, wanted, encoding, "json lines")
        names = _json_names(recipe)
        if first[0] == "[" or _layout(names, wanted, settings.mapping) is None:
            recipe = replace(recipe, shape="json")  # an object may hold the list, too
            names = _json_names(recipe)
        return _planned(recipe, names, settings)
    return _csv(path, lines, encoding, settings)


def _access_shape(lines: list[str]) -> Literal["lines", "json lines", ""]:
    """Return how most lines are those of an access log; "" when they are not."""
    some = [line.lstrip("\0") for line in lines if line.strip("\0 ")][:50]
    if sum(bool(_ACCESS.match(line)) for line in some) * 2 > len(some):
        return "lines"
    if sum(combined(line) is not None for line in some) * 2 > len(some):
        return "json lines"
    return ""


def _json_names(recipe: Recipe) -> list[str]:
    names: dict[str, None] = {}
    for _, record in islice(records(recipe, pieces(recipe.path, Watch())), 20):
        if not isinstance(record, str):
            names |= dict.fromkeys(record)
    return list(names)


def _csv(path: Path, lines: list[str], encoding: str, settings: Settings) -> Recipe:
    """Find the header: the first line whose cells can play the roles of an export."""
    wanted = FORMATS.get(settings.format, "")
    month = None
    for number, line in enumerate(lines[:30], 1):
        if (found := _START_DATE.match(line)) is not None:
            month = (int(found[1]), int(found[2]))
        delimiter = delimiter_of(line)
        try:
            cells = next(csv.reader([line.lstrip("\ufeff")], delimiter=delimiter), [])
        except csv.Error:  # a carriage return within a line: no text, or one of an old Mac
            continue
        header = tuple(cell.strip().lower() for cell in cells)
        if _layout(header, wanted, settings.mapping) is not None:
            recipe = Recipe(path, wanted, encoding, "csv", header, number + 1, delimiter)
            return _planned(recipe, header, settings, month)
    first = next((line for line in lines if line.strip()), "")
    size = first.count(delimiter_of(first)) + 1  # not what they say, which may be a customer's
    raise KbtoolError(
        f"{path}: nothing known looks like this file (cells in its first line: {size})",
        "name it with --format, or its columns with --map time=...,text=...",
    )


def _layout(
    names: Iterable[str], wanted: str, mapping: Mapping[str, str]
) -> tuple[Layout, dict[str, str]] | None:
    """Return the first layout that the names of columns can play, and who plays what."""
    names = [name for name in names if name]
    mapped = {role: name.lower() for role, name in mapping.items() if name.lower() in names}
    for layout in LAYOUTS:
        if wanted not in ("", layout.name):
            continue
        roles = {} if mapping else find_roles(names, layout)
        roles |= mapped
        if all(any(role in roles for role in group) for group in layout.needs):
            return layout, roles
    return None


def _planned(
    recipe: Recipe,
    names: Iterable[str],
    settings: Settings,
    month: tuple[int, int] | None = None,
) -> Recipe:
    found = _layout(names, recipe.format, settings.mapping)
    if found is None:
        raise KbtoolError(
            f"{recipe.path}: no column says what was asked{_told(names)}",
            "name them with --map time=...,text=...",
        )
    layout, roles = found
    for role, name in settings.mapping.items():
        if role not in ROLES:
            raise KbtoolError(f"--map has no '{role}'", did_you_mean(role, ROLES))
        if role != "source" and name.lower() not in names:
            raise KbtoolError(
                f"{recipe.path} has no column '{name}'", did_you_mean(name.lower(), _keys(names))
            )
    fixed = settings.mapping.get("source", "")
    plan = Plan(
        kind=layout.kind,
        source=layout.source,
        roles=roles,
        zone=settings.timezone,
        month=settings.month or month or month_in_name(recipe.path.name),
        fixed_source="" if "source" in roles else fixed,
    )
    recipe = replace(recipe, format=layout.name, plan=plan)
    return replace(recipe, plan=replace(plan, order=_order(recipe, plan, settings)))


def _keys(names: Iterable[str]) -> list[str]:
    """Return what can be the name of a column; a file without one begins with a customer."""
    return [name for name in names if _KEY.fullmatch(name)]


def _told(names: Iterable[str]) -> str:
    told = ", ".join(_keys(names))[:200]
    return f", of {told}" if told else ""


def _order(
    recipe: Recipe, plan: Plan, settings: Settings
) -> Literal["", "day-first", "month-first"]:
    """Return what 03/04/2026 means in a file."""
    if settings.dates or "time" not in plan.roles:
        return settings.dates
    some = islice(records(recipe, pieces(recipe.path, Watch())), LOOKED_AT)
    order = order_of(
        record.get(plan.roles["time"], "") for _, record in some if not isinstance(record, str)
    )
    if order is None:
        raise KbtoolError(
            f"{recipe.path}: days and months cannot be told apart in '{plan.roles['time']}'",
            "say --dates day-first or --dates month-first",
        )
    return order


def records(recipe: Recipe, source: Iterable[bytes]) -> Iterator[Record]:
    """Yield the records of an export."""
    if recipe.shape == "csv":
        return csv_records(source, recipe.header, recipe.start, recipe.delimiter, recipe.encoding)
    if recipe.shape == "json":
        return json_records(source, recipe.encoding)
    return line_records(source, recipe.encoding)
