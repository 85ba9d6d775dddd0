"""Files of one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

__all__ = ["read_lines", "write_lines"]


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the object of every line that is not blank."""
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.strip():
            yield json.loads(line)


def write_lines(rows: Iterable[Mapping[str, Any]], file: TextIO) -> None:
    """Write an object a line."""
    for row in rows:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
