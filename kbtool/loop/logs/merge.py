"""What an engine counted -> rows and a tally. Here addresses are read, each of them once.

Two addresses may say the same (`%20` and `+`), so rows are added up once more; as
many as there are different texts stay in memory, and never more than `MOST`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

from kbtool.loop.logs.encoding import to_text
from kbtool.loop.logs.events import BAD, BOTS, NOTE, OTHER, STAFF, month_of
from kbtool.loop.logs.values import BadRows, Counted, Kind, Month, Settings, Tally

__all__ = ["LONGEST_TEXT", "MOST", "Merged", "clean", "decoded", "page"]

MOST = 1_000_000  # different texts of one import
MOST_TAKEN = MOST // 2  # queries with an article that was taken, so that none of these is left out
KNOWN = 1 << 16  # addresses that are remembered: a query leads to many pages, and to a page many
LONGEST_TEXT = 500  # characters of a query, or of a customer's words
EXAMPLES = 5

_ESCAPED = re.compile(r"(?:\\x[0-9A-Fa-f]{2})+")  # nginx and Apache write what is not ASCII so
_CONTROL = re.compile(r"[\x00-\x20\x7f-\xa0\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]+")


class Key(NamedTuple):
    """What makes two rows one."""

    month: Month
    kind: Kind
    text: str
    lang: str = ""
    source: str = ""
    helpful: bool | None = None
    reason: str = ""
    page: str = ""


@dataclass(slots=True)
class Merged:
    """Rows of an engine, added up."""

    settings: Settings
    files: Sequence[str]  # their names, for examples
    counts: dict[Key, list[int | None]] = field(default_factory=dict)  # count, clicks
    left_out: dict[str, int] = field(default_factory=dict)
    faults: dict[str, list[tuple[int, int]]] = field(default_factory=dict)  # file, line
    bad: dict[str, int] = field(default_factory=dict)
    noted: dict[str, int] = field(default_factory=dict)
    taken: int = 0
    rare: int = 0
    clicked: bool = False  # some page was reached from a page of results

    def add(self, row: dict[str, Any]) -> None:
        """Add one row of an engine: the columns of `EVENTS`, `rows` and `first`."""
        kind, rows = row["kind"], row["rows"]
        if kind == BAD:
            self.bad[row["text"]] = self.bad.get(row["text"], 0) + rows
            self.faults.setdefault(row["text"], []).append((row["file"], row["first"]))
        elif kind == NOTE:
            self.noted[row["text"]] = self.noted.get(row["text"], 0) + rows
            self.faults.setdefault(row["text"], []).append((row["file"], row["first"]))
        elif kind in (BOTS, STAFF, OTHER):
            self.left_out[kind] = self.left_out.get(kind, 0) + rows
        elif row["source"]:
            self.taken += rows
            self._count(_key(row), row["count"], row["clicks"])
        else:
            self._visit(row)

    def _visit(self, row: dict[str, Any]) -> None:
        """Add what an access log says, which says it by addresses."""
        month, kind, rows = month_of(row["month"]), row["kind"], row["rows"]
        query = _query(row["text"], self.settings) if kind == "search" else ""
        path = page(row["text"], self.settings)
        if kind == "search" and not query:  # nothing but blanks was searched for
            kind = "view"
        self.taken += rows
        lang = _lang(path, self.settings)
        if kind == "search":
            self._count(Key(month, "search", query, lang, "search"), rows)
            return
        self._count(Key(month, "view", path, lang, "views"), rows)
        from_page = page(row["via"].split("?")[0].partition("://")[2].partition("/")[2], None)
        if from_page.endswith("search.html") and (query := _query(row["via"], self.settings)):
            self.clicked = True
            lang = _lang(from_page.removeprefix(self.settings.site[1:]), self.settings)
            self._count(Key(month, "search", query, lang, "search"), 0, rows)
            # In whatever language it was read: who takes an article takes what it says.
            self._count(Key(month, "taken", query, source="search", page=path), row["visitors"])

    def _count(self, key: Key, count: int, clicks: int | None = None) -> None:
        count = int(count)  # DuckDB adds whole numbers up to decimals
        clicks = None if clicks is None else int(clicks)
        sums = self.counts.get(key)
        if sums is None:
            taken = key.kind == "taken"
            if len(self.counts) >= (MOST_TAKEN if taken else MOST):
                self.rare += 0 if taken else count  # of visitors, not of lines
                return
            self.counts[key] = [count, clicks]
            return
        sums[0] = (sums[0] or 0) + count
        if clicks is not None:
            sums[1] = (sums[1] or 0) + clicks

    def rows(self) -> Iterator[Counted]:
        """Yield what was asked, sorted."""
        for key in sorted(self.counts, key=_order):
            count, clicks = self.counts[key]
            if key.kind == "search" and key.source == "search" and self.clicked:
                clicks = clicks or 0
            yield Counted(
                key.month,
                key.kind,
                key.text,
                count or 0,
                clicks,
                key.helpful,
                key.reason,
                key.lang,
                key.source,
                key.page,
            )

    def tally(self) -> Tally:
        """Return where every line went."""
        notes = [
            f"{text}: {self.noted[text]:,} ({', '.join(self._examples(self.faults[text]))})"
            for text in sorted(self.noted)
        ]
        bad = tuple(
            BadRows(reason, self.bad[reason], self._examples(self.faults[reason]))
            for reason in sorted(self.bad, key=lambda reason: (-self.bad[reason], reason))
        )
        return Tally(
            lines=self.taken + sum(self.left_out.values()) + sum(self.bad.values()),
            taken=self.taken,
            bots=self.left_out.get(BOTS, 0),
            staff=self.left_out.get(STAFF, 0),
            other=self.left_out.get(OTHER, 0),
            bad=bad,
            rare=self.rare,
            notes=tuple(notes),
        )

    def _examples(self, places: list[tuple[int, int]]) -> tuple[str, ...]:
        return tuple(f"{self.files[file]}:{line}" for file, line in sorted(places)[:EXAMPLES])


def _order(key: Key) -> tuple[Any, ...]:
    return (*key[:5], str(key.helpful), key.reason, key.page)


def _key(row: dict[str, Any]) -> Key:
    helpful = None if row["helpful"] < 0 else bool(row["helpful"])
    month = month_of(row["month"])
    return Key(month, row["kind"], row["text"], row["lang"], row["source"], helpful, row["reason"])


def decoded(text: str) -> str:
    """Return a part of an address without its escapes, in whatever encoding they are."""
    text = _ESCAPED.sub(lambda found: found[0].replace("\\x", "%"), text)
    return to_text(unquote_to_bytes(text)) if "%" in text else text


@lru_cache(KNOWN)
def _whole(text: str) -> str:
    """Return a part of an address as people read it, on one line."""
    return clean(decoded(text))


def clean(text: str, longest: int = LONGEST_TEXT) -> str:
    """Return `text` on one line, without controls and marks, cut to so many characters."""
    return _CONTROL.sub(" ", text).strip()[:longest].rstrip()


def page(path: str, settings: Settings | None) -> str:
    """Return the path of a page from the root of the site, as `urls.py` gives it.

    Hosts show `a/b.html` as `a/b`, too, and `a/index.html` as `a/`.
    """
    path = _whole(path.split("?")[0])
    path = path.removeprefix(settings.site if settings else "/").lstrip("/")
    if not path or path.endswith("/"):
        return path + "index.html"
    name = path.rpartition("/")[2]
    return path if name.endswith((".html", ".htm")) else path + ".html"


def _query(target: str, settings: Settings) -> str:
    """Return what an address searches for, "" when nothing."""
    for pair in target.partition("?")[2].partition("#")[0].split("&"):
        key, _, value = pair.partition("=")
        if key in settings.searches and (query := _whole(value.replace("+", " "))):
            return query
    return ""


def _lang(path: str, settings: Settings) -> str:
    first = path.partition("/")[0]
    return first if first in settings.languages else ""
