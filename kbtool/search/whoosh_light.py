"""Whoosh is loaded without what it brings along and never uses: half of the time of its import."""

from __future__ import annotations

import functools
from contextlib import AbstractContextManager

from kbtool import light

__all__ = ["lightly"]


def lightly() -> AbstractContextManager[None]:
    """Import Whoosh within this, and nothing else.

    whoosh-reloaded 2.7.5 takes `urlretrieve` and never calls it, which loads urllib, http and
    ssl; and `cached_property` of a package that loads asyncio, for Python before 3.8.
    """
    return light.lightly(
        {
            "urllib.request": {"urlretrieve": None},
            "cached_property": {"cached_property": functools.cached_property},
        }
    )
