"""Files that editors keep beside those that are open: they say nothing, and change all the time."""

from __future__ import annotations

import re

__all__ = ["is_scratch"]

_SCRATCH = re.compile(r"\.#.|\..*\.sw[a-z]\Z", re.S)  # Emacs' locks; Vim's swap files


def is_scratch(name: str) -> bool:
    """Tell whether a file is an editor's own, by its name; it is hidden then.

    An edit in an open editor would else concern more than the text that was saved.
    """
    return name.startswith(".") and _SCRATCH.match(name) is not None
