"""Changed files as a unified diff that `git apply` takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import unified_diff

__all__ = ["patch"]

_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
_QUOTED = re.compile(r"[\"\\\x00-\x1f\x7f]")
_NO_END = "\n\\ No newline at end of file\n"


def patch(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """Return what turns one state of files into another.

    Args:
        before: path -> content; a path that is missing is a new file.
        after: path -> content, of the files that change.
    """
    parts = []
    for path in sorted(after):
        old, new = before.get(path), after[path]
        if old == new:
            continue
        names = _name("a/", path), _name("b/", path)
        parts.append(f"diff --git {names[0]} {names[1]}\n")
        if old is None:
            parts.append("new file mode 100644\n")
        begin = "/dev/null" if old is None else names[0] + _tab(names[0])
        lines = unified_diff(
            _LINE.findall(old or ""), _LINE.findall(new), begin, names[1] + _tab(names[1])
        )
        parts += [line if line.endswith("\n") else line + _NO_END for line in lines]
    return "".join(parts)


def _tab(name: str) -> str:
    """Return what ends a name that holds a blank, as git writes it."""
    return "\t" if " " in name and not name.startswith('"') else ""


def _name(side: str, path: str) -> str:
    if not _QUOTED.search(path):
        return side + path
    return '"' + side + _QUOTED.sub(lambda match: f"\\{ord(match[0]):03o}", path) + '"'
