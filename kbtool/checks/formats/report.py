"""What every format is made of: problems in order, what was read, and their count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from kbtool.frozen import dataclass
from kbtool.problems import Problem, Severity

__all__ = ["Report", "sort_problems", "summary"]


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of one run, and the files they could have been in."""

    root: Path
    problems: tuple[Problem, ...]  # sorted
    files: tuple[str, ...] = ()  # that were read, relative to `root`
    prefix: str = ""  # from the top of the repository to `root`, with "/" at its end

    @property
    def extent(self) -> str:
        """How many files were read, in words."""
        return "1 file" if len(self.files) == 1 else f"{len(self.files)} files"


def sort_problems(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems by place, each once."""
    return sorted(set(problems), key=lambda p: (p.source, p.rule.id, p.message))


def summary(problems: Sequence[Problem]) -> str:
    """Return one line such as `2 errors, 1 warning`."""
    counted = Counter(found.severity for found in problems)
    counts = []
    for severity in sorted(counted, reverse=True):
        plural = "" if counted[severity] == 1 or severity is Severity.INFO else "s"
        counts.append(f"{counted[severity]} {severity}{plural}")
    return ", ".join(counts) or "no problems"
