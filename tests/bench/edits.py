"""One edit each of a generated knowledge base: what a build after it costs is measured.

Works on any project whose articles are Markdown files below kb/articles/.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

__all__ = ["EDITS", "articles"]

_TITLE = re.compile(r'(?m)^(title: "?)')
_LINK = re.compile(r"\]\(([^)\s]+\.md)\)")

Edit = Callable[[Path, int], None]
"""Changes a project; the number tells one edit from the next."""


def articles(root: Path) -> list[Path]:
    """Return the files of articles, sorted."""
    return sorted((root / "kb" / "articles").rglob("*.md"))


def _middle(root: Path, number: int) -> Path:
    found = articles(root)
    return found[(len(found) // 2 + 7 * number) % len(found)]


def _body(root: Path, number: int) -> None:
    path = _middle(root, number)
    path.write_text(path.read_text("utf-8") + f"\nA word was wrong here {number}.\n", "utf-8")


def _title(root: Path, number: int) -> None:
    path = _middle(root, number)
    text, count = _TITLE.subn(rf"\g<1>Edited {number} ", path.read_text("utf-8"), count=1)
    assert count == 1, path
    path.write_text(text, "utf-8")


def _asks(root: Path, number: int) -> None:
    """Count a question ten times more often than it was: it passes its neighbours."""
    rows = _rows(root)
    row = rows[(len(rows) // 3 + 11 * number) % len(rows)]
    row["asks"] = str(int(row["asks"]) + 10)
    _write_rows(root, rows)


def _asked_most(root: Path, number: int) -> None:
    """Let a question be the one that is asked most: its categories pass others on every page."""
    rows = _rows(root)
    row = {**rows[(len(rows) // 3 + 11 * number) % len(rows)], "source": "bench"}
    row["asks"] = str(1 + max(int(one["asks"]) for one in rows) + number)
    _write_rows(root, [*rows, row])


def _asked(root: Path) -> Path:
    return sorted((root / "kb" / "asks").glob("*.csv"))[-1]


def _rows(root: Path) -> list[dict[str, str]]:
    with _asked(root).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write_rows(root: Path, rows: list[dict[str, str]]) -> None:
    with _asked(root).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _category_title(root: Path, number: int) -> None:
    path = _middle(root, number).parent / "_category.yml"
    text = path.read_text("utf-8") if path.is_file() else "title: Category\n"
    path.write_text(_TITLE.sub(rf"\g<1>Edited {number} ", text, count=1), "utf-8")


def _moved(root: Path, number: int) -> None:
    """Move an article that no other links to; its own links still lead where they led."""
    found = articles(root)
    linked = {Path(link).name for path in found for link in _LINK.findall(path.read_text("utf-8"))}
    path = [one for one in found if one.name not in linked][number]
    folders = sorted({one.parent for one in found if one.parent.parent == path.parent.parent})
    others = [one for one in folders if one != path.parent] or [found[0].parent]
    target = others[number % len(others)] / path.name

    def link(match: re.Match[str]) -> str:
        return f"]({os.path.relpath(path.parent / match[1], target.parent)})"

    target.write_text(_LINK.sub(link, path.read_text("utf-8")), "utf-8")
    path.unlink()


EDITS: Mapping[str, Edit] = {
    "one body edited": _body,
    "one title changed": _title,
    "one ask count changed": _asks,
    "one category's title changed": _category_title,
    "one article moved to another category": _moved,
    "one question becomes the most asked": _asked_most,
}
