"""What a table of the report is, in words; formats show these and know no figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kbtool.frozen import dataclass
from kbtool.loop.report.figures import DeadEnd, Report, Stale
from kbtool.loop.report.words import Words

__all__ = ["SHOWN", "Cell", "Section", "Table", "Writer"]

SHOWN = 10  # rows of a list; the rest is counted


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table."""

    text: str
    url: str = ""
    lang: str = ""  # of the text, where it is not the report's
    code: bool = False  # words of visitors, shown as they are
    tone: str = ""  # "good", "bad" or nothing
    trend: tuple[int, ...] = ()  # drawn where pictures can be
    bar: float | None = None  # 0.0 to 1.0, drawn beside the text where pictures can be


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title; `numbers` are the columns of numbers, from 0."""

    key: str
    title: str
    lead: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: frozenset[int]
    more: str = ""  # how many rows are left out
    empty: str = ""  # what is said instead of no rows
    picture: str = ""  # the picture that shows the same
    wide: bool = False  # takes the whole width of a page


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report."""

    key: str
    title: str
    lead: str
    tables: tuple[Table, ...]


class Writer:
    """Writes tables in the words of a report's language."""

    def __init__(self, report: Report, words: Words) -> None:
        self.report = report
        self.words = words
        self.say = words.say

    def section(self, key: str, *tables: Table) -> Section:
        """Return a section with the title and the lead of its key."""
        days = self.report.upkeep.within
        return Section(key, self.say(f"{key}.heading"), self.say(f"{key}.lead", days=days), tables)

    def table(
        self,
        key: str,
        head: str,
        rows: Iterable[Sequence[Cell | str | int]],
        *,
        picture: str = "",
        wide: bool = False,
        lead: str = "",
        left_out: int = 0,
        empty: str = "report.none",
    ) -> Table:
        """Return a table; `head` names its columns, those of numbers with a `#`."""
        names = head.split()
        return Table(
            key=key,
            title=self.say(key),
            lead=lead or self._optional(f"{key}_lead"),
            head=tuple(self.say(f"column.{name.lstrip('#')}") for name in names),
            rows=tuple(tuple(map(self.cell, row)) for row in rows),
            numbers=frozenset(i for i, name in enumerate(names) if name.startswith("#")),
            more=self.say("report.more", n=left_out) if left_out > 0 else "",
            empty=self.say(empty),
            picture=picture,
            wide=wide or bool(picture),
        )

    def title(self, one: DeadEnd | Stale) -> Cell:
        """Return a question of any language."""
        return Cell(one.title, one.url, "" if one.lang == self.report.lang else one.lang)

    def bar(self, n: int, most: int) -> Cell:
        """Return a number with its bar, of which `most` is the longest."""
        return Cell(self.words.number(n), bar=n / most if most else 0.0)

    def _optional(self, key: str) -> str:
        said = self.say(key)
        return "" if said == key else said

    def cell(self, value: Cell | str | int) -> Cell:
        """Return a text or a number as a cell."""
        if isinstance(value, int):
            return Cell(self.words.number(value))
        return value if isinstance(value, Cell) else Cell(value)

    def known(self, n: int | None) -> Cell | int:
        """Return a number, or a word where it is not known."""
        return Cell(self.say("report.unknown")) if n is None else n
