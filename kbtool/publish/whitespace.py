"""The white space of a finished page: as much of it as a reader sees."""

from __future__ import annotations

import re

__all__ = ["without_indentation"]

_GAP = re.compile(r"\n\s+")
_ENDS = re.compile(r"[ \t]+\n")
_KEEPING = re.compile(r"<(?=[pts])(pre|textarea|script|style)\b.*?</\1\s*>", re.S | re.I)


def without_indentation(page: str) -> str:
    """Return the HTML of a page without empty lines and indentation, one line end for each gap.

    A browser draws any white space outside of code as one blank. That of our templates
    is a seventh of a page.
    """
    parts = []
    done = 0
    for kept in _KEEPING.finditer(page):
        parts += [_bare(page[done : kept.start()]), kept[0]]
        done = kept.end()
    return "".join([*parts, _bare(page[done:])])


def _bare(text: str) -> str:
    """Return text outside of code with every gap that goes over a line end made one."""
    text = _GAP.sub("\n", text)
    # A line ends where its last word does; blanks before are white space of the gap.
    return _ENDS.sub("\n", text) if " \n" in text or "\t\n" in text else text
