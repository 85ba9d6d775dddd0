"""A help centre with planted links, and the truth about each.

In `content/` stands `⟦+target⟧` for a link that works and `⟦-target⟧` for one that does
not; what is between the brackets is where a checker must point. Writing the site out
removes the marks and makes the truth table:

    python -m tests.planted.plant FOLDER
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

CONTENT = Path(__file__).parent / "content"
TRUTH = Path(__file__).parent / "truth.json"
_MARK = re.compile(r"⟦([+-])(.*?)⟧")


@dataclass(frozen=True, slots=True, order=True)
class Planted:
    """One link: where it stands, and whether a reader can follow it."""

    path: str
    line: int
    column: int
    broken: bool
    target: str


def plant(folder: Path) -> list[Planted]:
    """Write the site into `folder`, and return the truth about its links in order."""
    truth = []
    for source in sorted(path for path in CONTENT.rglob("*") if path.is_file()):
        path = source.relative_to(CONTENT).as_posix()
        lines = source.read_text(encoding="utf-8").split("\n")
        for number, line in enumerate(lines):
            removed = 0
            for mark in _MARK.finditer(line):
                column = mark.start() + 1 - removed
                removed += 3
                truth.append(Planted(path, number + 1, column, mark[1] == "-", mark[2]))
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        text = _MARK.sub(lambda mark: mark[2], "\n".join(lines))
        target.write_text(text, encoding="utf-8", newline="")
    return sorted(truth)


def table(truth: list[Planted]) -> str:
    """Return the truth as JSON, one link a line."""
    rows = (json.dumps(asdict(one), ensure_ascii=False) for one in truth)
    return "[\n" + ",\n".join(rows) + "\n]\n"


if __name__ == "__main__":
    TRUTH.write_text(table(plant(Path(sys.argv[1]))), encoding="utf-8")
