"""A year of a help centre, month by month: visitors, logs, an import, an editor, suggestions.

Every step is a command of kbtool's, on a day at the end of the month. What visitors find is
what the index of the last build answers.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kbtool.engines import WhooshEngine
from kbtool.loop.data import load_loop
from kbtool.read.load import load
from kbtool.search.index import Index
from kbtool.search.whoosh_index import open_index
from tests.bench.year.editor import Truth, decide
from tests.bench.year.logs import Shown, found, write_logs
from tests.bench.year.standing import Standing, standing
from tests.bench.year.visitors import Crowd, Visit

__all__ = ["APPLIED", "Command", "Leak", "Walk"]

Command = Callable[[Sequence[str], Mapping[str, str]], str]
"""Arguments of kbtool and variables of its environment -> what it prints; fails loudly."""

REFUSED = "golden queries are answered worse"  # what kbtool says when it applies nothing
APPLIED = ("also-asked", "synonym", "related")
"""What is applied each month; the rest is left to people."""


class Leak(Exception):
    """Something that tells who a visitor is stands in the knowledge base."""


@dataclass(slots=True)
class Walk:
    """A project, its visitors, and an editor with so much time."""

    root: Path
    crowd: Crowd
    editor: float  # part of the unsure texts that are looked at
    command: Command
    truth: Truth = field(default_factory=Truth)
    asked: dict[int, Counter[str]] = field(default_factory=dict)  # in truth, by month and id
    secrets: set[str] = field(default_factory=set)
    _decided: int = 0

    def months(self, count: int) -> Iterator[Standing]:
        """Yield how the project stands before the first month, and after each of so many."""
        self._kbtool(1, "build")
        yield self._standing(0, found=0.0, unanswered=0.0)
        for month in range(1, count + 1):
            yield self.month(month)

    def month(self, month: int) -> Standing:
        """Live through a month, and return how the project stands then.

        Raises:
            Leak: personal data is in kb/.
        """
        visits = self.crowd.month(month)
        self.truth.learn(visits)
        self.asked[month] = Counter(one.intent.id for one in visits if one.intent)
        self.secrets |= {secret for one in visits for secret in one.secrets}
        shown = _shown(open_index(self.root / "search_index"))
        logs = write_logs(self.root / "logs", month, self.crowd, visits, shown)
        self._kbtool(month, "asks", "import", "--json", *map(str, logs))
        # Suggestions see decisions at once, the asks of these words are counted by the next import.
        self._decided += decide(self.root, self.truth, self.editor)
        only = [word for kind in APPLIED for word in ("--only", kind)]
        self._suggest(month, *only)
        self._kbtool(month, "check")
        self._kbtool(month, "build")
        self._look_for_leaks()
        return self._standing(month, _found(visits, shown), self._unanswered(month))

    def _suggest(self, month: int, *only: str) -> None:
        """Apply what is sure; a month in which that would harm golden queries changes nothing."""
        try:
            self._kbtool(month, "suggest", "--apply", "--json", *only)
        except RuntimeError as error:
            if REFUSED not in str(error):
                raise

    def _kbtool(self, month: int, *arguments: str) -> str:
        epoch = str(int(_end(self.crowd.year, month).timestamp()))
        return self.command(["-C", str(self.root), *arguments], {"SOURCE_DATE_EPOCH": epoch})

    def _standing(self, month: int, found: float, unanswered: float) -> Standing:
        epoch = str(int(_end(self.crowd.year, max(month, 1)).timestamp()))
        kb, _ = load(self.root, environ={"SOURCE_DATE_EPOCH": epoch})
        waiting = sum(not row.id for row in load_loop(self.root, kb.today).waiting)
        counts = {"found": found, "unanswered": unanswered}
        counts |= {"decided": self._decided, "waiting": waiting}
        index = open_index(self.root / "search_index")
        return standing(month, kb, index, self.crowd, self.asked, self.truth, counts)

    def _unanswered(self, month: int) -> float:
        """Return the part of the month's searches that kb/searches holds without a result."""
        today = _end(self.crowd.year, month)
        rows = [
            row
            for row in load_loop(self.root, today.date()).searches
            if row.month == (today.year, today.month)
        ]
        return sum(row.count for row in rows if row.results == 0) / sum(row.count for row in rows)

    def _look_for_leaks(self) -> None:
        for path in sorted((self.root / "kb").rglob("*.*")):
            text = path.read_text("utf-8")
            if leaked := [secret for secret in self.secrets if secret in text]:
                raise Leak(f"{path}: {leaked[0]}")


def _end(year: int, month: int) -> dt.datetime:
    years, months = divmod(month - 1, 12)
    return dt.datetime(year + years, months + 1, 28, 23, 59, tzinfo=dt.UTC)


def _shown(index: Index) -> Shown:
    """Return what search shows; each text is searched once."""
    engine = WhooshEngine(index)
    known: dict[tuple[str, str], Sequence[str]] = {}

    def shown(lang: str, text: str) -> Sequence[str]:
        if (lang, text) not in known:
            known[lang, text] = next(iter(engine.answers(lang, [text]))).found
        return known[lang, text]

    return shown


def _found(visits: Sequence[Visit], shown: Shown) -> float:
    searches = [one for one in visits if one.way == "search" and one.intent]
    return sum(found(one, shown) for one in searches) / (len(searches) or 1)
