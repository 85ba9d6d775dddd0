"""Packages are loaded without what they bring along and never use here."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any

__all__ = ["lightly"]


@contextmanager
def lightly(others: Mapping[str, Mapping[str, Any]]) -> Iterator[None]:
    """Import a package here, and nothing else: some modules are others meanwhile.

    Args:
        others: modules that nothing is asked of, by their names, each with what is taken from it.
    """
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
