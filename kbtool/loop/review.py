"""What waits for an editor: customers' words that search did not place surely, and the decisions.

`kb/review.csv` waits: an editor writes the id of the question into a row, or `-` for
none of ours, and the next import counts its asks there. `kb/decided.csv` keeps what was
decided, so that nobody is asked again when the same words come back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kbtool.frozen import dataclass
from kbtool.model import Source
from kbtool.problems import Problem
from kbtool.read.asks import MAX_ASKS, Month
from kbtool.read.counts import Row, month_text, read_rows, sorted_out, to_csv

__all__ = [
    "DECIDED",
    "NONE",
    "REVIEW",
    "Decision",
    "Waiting",
    "decided_csv",
    "read_decided",
    "read_review",
    "review_csv",
]

REVIEW = "kb/review.csv"
DECIDED = "kb/decided.csv"

NONE = "-"
"""Instead of an id: no question of this knowledge base."""

_HEADER = ("text", "id", "guess", "confidence", "asks", "counts")
_DECIDED = ("text", "id")
_COUNT = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])/([a-z-]{1,20}):([0-9]{1,10})\Z")


@dataclass(frozen=True, slots=True)
class Waiting:
    """Words of customers, and where search would place them."""

    text: str  # without personal data
    id: str  # what an editor decided, "" until then
    guess: str  # the id of the best hit, "" when nothing answers
    confidence: int  # of the guess, percent
    counts: Mapping[tuple[Month, str], int]  # by month and source
    at: Source

    @property
    def asks(self) -> int:
        """How often it was asked."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Decision:
    """Words of customers, and the question that an editor found in them."""

    text: str
    id: str  # NONE: it is no question of ours
    at: Source


def read_review(text: str, path: str, today: Month) -> tuple[list[Waiting], list[Problem]]:
    """Return the good rows of kb/review.csv, and a problem for every other row."""
    return sorted_out(read_rows(text, path, _HEADER), lambda row: _waiting(row, today))


def _waiting(row: Row, today: Month) -> Waiting | Problem:
    text, id, guess, percent = row.text(0), row.cells[1], row.cells[2], row.cells[3]
    if not text:
        return row.bad(0, "the row has no text")
    if not (percent.isascii() and percent.isdigit() and len(percent) < 4 and int(percent) <= 100):
        return row.bad(3, f"'{percent[:40]}' is no confidence", "write percent, 0 to 100")
    counts: dict[tuple[Month, str], int] = {}
    for word in row.cells[5].split():
        match = _COUNT.match(word)
        if match is None or int(match[4]) > MAX_ASKS:
            return row.bad(5, f"'{word[:40]}' is no count", "write it '2026-03/chat:12'")
        month = (int(match[1]), int(match[2]))
        if month > today:
            return row.bad(5, f"the month '{match[1]}-{match[2]}' has not begun yet")
        key = (month, match[3])
        counts[key] = counts.get(key, 0) + int(match[4])
    return Waiting(text, id, guess, int(percent), counts, row.at(1 if id else 0))


def review_csv(rows: Iterable[Waiting]) -> str:
    """Return rows as a file: what is asked most comes first, so that an hour of work goes far."""
    return to_csv(
        _HEADER,
        (
            (one.text, one.id, one.guess, str(one.confidence), str(one.asks), _counts(one.counts))
            for one in sorted(rows, key=lambda one: (-one.asks, one.text))
        ),
    )


def _counts(counts: Mapping[tuple[Month, str], int]) -> str:
    return " ".join(
        f"{month_text(month)}/{source}:{counts[month, source]}"
        for month, source in sorted(counts)
        if counts[month, source]
    )


def read_decided(text: str, path: str) -> tuple[list[Decision], list[Problem]]:
    """Return the good rows of kb/decided.csv, and a problem for every other row."""
    rows: list[Decision] = []
    problems: list[Problem] = []
    for row in read_rows(text, path, _DECIDED):
        if isinstance(row, Problem):
            problems.append(row)
        elif not row.text(0):
            problems.append(row.bad(0, "the row has no text"))
        elif not row.cells[1]:
            hint = f"write the id of the question, or '{NONE}' for none"
            problems.append(row.bad(1, "the row decides nothing", hint))
        else:
            rows.append(Decision(row.text(0), row.text(1), row.at(1)))
    return rows, problems


def decided_csv(decisions: Mapping[str, str]) -> str:
    """Return what was decided as a file, sorted by text."""
    return to_csv(_DECIDED, sorted(decisions.items()))
