"""The white space of a finished page: as much of it as a reader sees."""

from __future__ import annotations

import re

__all__ = ["without_indentation"]

# What keeps its white space, and the line ends between which there is only white space.
_PARTS = re.compile(r"(<(pre|textarea|script|style)\b.*?</\2\s*>)|[ \t]*\n\s*", re.S | re.I)


def without_indentation(page: str) -> str:
    """Return the HTML of a page without empty lines and indentation, one line end for each gap.

    A browser draws any white space outside of code as one blank. That of our templates
    is a seventh of a page.
    """
    return _PARTS.sub(lambda match: match[1] or "\n", page)
