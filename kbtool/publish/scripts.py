"""The scripts of the search: small files to read and to test, one file to load.

What a page loads has neither the comments on lines of their own nor the
indentation. Nothing else is taken away, so it is still our code: a minifier
would be a dependency, and spare a kilobyte.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kbtool.problems import KbtoolError

__all__ = ["BOX", "ENGINE", "PAGE", "SOURCES", "Scripts", "joined", "scripts"]

SOURCES = "assets/kb/search/"
"""Where the theme has the files that are joined; these are not published."""
ENGINE = ("porter2", "analyzer", "query", "expand", "confidence", "shards", "engine", "marks")
BOX = ("answers", "box")
PAGE = ("page",)  # of results, in addition

STRICT = '"use strict";'


@dataclass(frozen=True, slots=True)
class Scripts:
    """What pages load for the search."""

    files: Mapping[str, bytes]  # path in the site -> content

    @property
    def addresses(self) -> dict[str, str]:
        """Path in the site -> the same with the version, under which a browser may keep it."""
        return {path: f"{path}?v={zlib.crc32(content):08x}" for path, content in self.files.items()}


def scripts(folders: Sequence[Path]) -> Scripts:
    """Return the scripts of the search.

    Args:
        folders: theme folders, the most specific first; each file is taken from the
            first that has it.

    Raises:
        KbtoolError: a file is in none of them.
    """

    def source(name: str) -> str:
        path = f"{SOURCES}{name}.js"
        for folder in folders:
            if (folder / path).is_file():
                return (folder / path).read_text(encoding="utf-8")
        raise KbtoolError(f"the theme has no {path}", "install kbtool again")

    files = {
        "assets/kb/search.js": joined(map(source, (*ENGINE, *BOX))),
        "assets/kb/search-page.js": joined(map(source, PAGE)),
    }
    return Scripts({path: text.encode() for path, text in files.items()})


def joined(sources: Iterable[str]) -> str:
    """Return scripts as one, without comments on lines of their own and without indentation.

    Text that goes over several lines, as between backquotes, must not depend on its blanks.
    """
    return "\n".join((STRICT, *(line for source in sources for line in _code(source)), ""))


def _code(source: str) -> Iterator[str]:
    commented = False
    for line in map(str.strip, source.splitlines()):
        if commented or (line.startswith("/*") and "*/" not in line[:-2]):
            commented = not line.endswith("*/")
        elif line and line != STRICT and not line.startswith("//"):
            yield line
