"""Whoosh is loaded without what it brings along and never uses: half of the time of its import."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

__all__ = ["lightly"]


@contextmanager
def lightly() -> Iterator[None]:
    """Import Whoosh here, and nothing else: two modules are others meanwhile.

    whoosh-reloaded 2.7.5 takes `urlretrieve` and never calls it, which loads urllib, http and
    ssl; and `cached_property` of a package that loads asyncio, for Python before 3.8.
    """
    others: dict[str, dict[str, Any]] = {
        "urllib.request": {"urlretrieve": None},
        "cached_property": {"cached_property": functools.cached_property},
    }
    put = []
    for name, values in others.items():
        if name not in sys.modules:
            other = sys.modules[name] = ModuleType(name)
            vars(other).update(values)
            put.append(name)
    try:
        yield
    finally:
        for name in put:
            del sys.modules[name]
