"""A page's digest: two pages have one key where they are equal, in any process.

The last build's keys against this one's tell which pages are to be drawn.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import marshal
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from operator import attrgetter
from typing import Any

from kbtool.publish.page import Page

__all__ = ["KEY_BYTES", "VALUES_ALONE", "page_key"]

KEY_BYTES = 16

# Later versions of the format tell whether two parts are one object, which is no part of the value.
VALUES_ALONE = 2


def page_key(page: Page) -> bytes:
    """Return the digest of all that a page holds.

    Whatever is not a view, a day or a plain value in it raises ValueError: a key that
    leaves something out would keep an old page.
    """
    data = marshal.dumps(_flat(page), VALUES_ALONE)
    return hashlib.blake2b(data, digest_size=KEY_BYTES).digest()


_SCALARS = frozenset({str, bool, int, float, type(None)})
_PARTS: dict[type[Any], tuple[Callable[[Any], Any], Callable[[Any], tuple[Any, ...]] | None]] = {}


def _flat(value: Any) -> Any:
    """Return a value as what `marshal` writes, with nothing lost that tells two apart."""
    kind = type(value)
    if kind in _SCALARS:
        return value
    if kind is tuple:
        kinds = set(map(type, value))
        if len(kinds) == 1:  # such as 10,000 links to questions
            all_alike = _PARTS.get(kinds.pop())
            if all_alike and all_alike[1] is None:
                return tuple(map(all_alike[0], value))
        return tuple([one if type(one) in _SCALARS else _flat(one) for one in value])
    known = _PARTS.get(kind)
    if known is None:
        if not is_dataclass(kind):
            return _rare(value)
        known = _PARTS[kind] = _parts(kind)
    plain, nested = known
    if nested is None:
        return plain(value)
    return plain(value), [one if type(one) in _SCALARS else _flat(one) for one in nested(value)]


def _rare(value: Any) -> Any:
    if isinstance(value, list):
        return [_flat(one) for one in value]
    if isinstance(value, Mapping):
        return {_flat(key): _flat(one) for key, one in value.items()}
    if type(value) is dt.date:
        return str(value).encode()  # nothing else is bytes
    raise ValueError(f"{type(value).__name__} has no place in a page")


def _parts(
    kind: type[Any],
) -> tuple[Callable[[Any], Any], Callable[[Any], tuple[Any, ...]] | None]:
    """Return what takes the plain fields of a view, and what takes the others."""
    plain = [one.name for one in fields(kind) if one.type in ("str", "int", "bool")]
    nested = [one.name for one in fields(kind) if one.name not in plain]
    take_plain = attrgetter(*plain) if plain else lambda value: None
    if len(nested) == 1:
        only = attrgetter(*nested)
        return take_plain, lambda value: (only(value),)
    return take_plain, attrgetter(*nested) if nested else None
