"""What the loop keeps in git beside `kb/asks/`."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from kbtool.model import FeedbackCount, SearchCount, Source
from kbtool.problems import Problem

__all__ = ["LoopData", "load_loop"]


@dataclass(frozen=True, slots=True)
class LoopData:
    """Counts of searches and feedback."""

    searches: tuple[SearchCount, ...]
    feedback: tuple[FeedbackCount, ...]
    problems: tuple[Problem, ...]


def load_loop(root: Path, today: dt.date) -> LoopData:
    """Read what the loop keeps in the project folder `root`; what is missing is empty."""
    searches = [
        SearchCount(_month(one[0]), one[1], int(one[2]), _known(one[3]), _known(one[4]), at)
        for one, at in _rows(root, "kb/searches")
    ]
    feedback = [
        FeedbackCount(_month(one[0]), one[1], int(one[2]), int(one[3]), _reasons(one[4]), at)
        for one, at in _rows(root, "kb/feedback")
    ]
    return LoopData(tuple(searches), tuple(feedback), ())


def _rows(root: Path, folder: str) -> list[tuple[list[str], Source]]:
    found = []
    for path in sorted((root / folder).glob("*.csv")):
        lines = path.read_text("utf-8").splitlines()[1:]
        for number, row in enumerate(csv.reader(lines), start=2):
            found.append((row, Source(f"{folder}/{path.name}", number)))
    return found


def _month(text: str) -> tuple[int, int]:
    return int(text[:4]), int(text[5:])


def _known(text: str) -> int | None:
    return int(text) if text else None


def _reasons(text: str) -> dict[str, int]:
    return {name: int(count) for name, _, count in (one.partition(":") for one in text.split())}
