"""What was read, as bytes: for another process, and for the next build.

Bytes become nothing but the values of `model.py` and `problems.py`: whoever writes the
file of a build's memory may make it say what he likes, and can make it do nothing.
"""

from __future__ import annotations

import datetime as dt
import io
import pickle
from collections.abc import Callable
from copyreg import dispatch_table
from dataclasses import fields
from enum import Enum
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from kbtool.frozen import maker
from kbtool.model import (
    AliasRef,
    Article,
    Category,
    Heading,
    Ignore,
    Link,
    LinkKind,
    Loose,
    LooseKind,
    Original,
    Ref,
    Source,
    Status,
)
from kbtool.problems import RULES, Problem, Rule, Severity

__all__ = ["PICKLED", "Damaged", "admit", "from_bytes", "to_bytes"]

_VALUES: tuple[type[Any], ...] = (
    AliasRef,
    Category,
    Heading,
    Ignore,
    Link,
    Loose,
    Original,
    Problem,
    Ref,
    Source,
)
_ENUMS: tuple[type[Enum], ...] = (LinkKind, LooseKind, Severity, Status)


_LATE = ("body", "text", "headings", "loose", "fields")
"""What a build asks of a few articles alone, or in the process that judges."""


class Damaged(ValueError):
    """The bytes were not written by `to_bytes` of this very version."""


def to_bytes(value: object) -> bytes:
    """Return `value` as bytes: tuples, lists, dicts, scalars, days, and what reading makes."""
    answer = io.BytesIO()
    pickler = pickle.Pickler(answer, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = PICKLED
    pickler.dump(value)
    return answer.getvalue()


def from_bytes(data: bytes) -> Any:
    """Return what `to_bytes` was given.

    Raises:
        Damaged: the bytes are something else, or name anything that is no value of ours.
    """
    try:
        return _Unpickler(io.BytesIO(data)).load()
    except Exception as error:  # pickle raises nearly anything on bytes that are not its own
        raise Damaged(str(error)) from error


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        try:
            return _CALLED[module, name]
        except KeyError:
            raise Damaged(f"{module}.{name} makes no value of kbtool") from None


# Each call is told by name what it makes: to find a class anew for each kind of value that a
# file holds would take as long as to make them all.


def _value(name: str, *values: Any) -> Any:
    return _KINDS[name](*values)


def _member(name: str, value: Any) -> Enum:
    return _MEMBERS[name, value]


def _frozen(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)  # pickle does not find the type by its own name


def _reduced_article(article: Article) -> tuple[Any, ...]:
    later = to_bytes({name: getattr(article, name) for name in _LATE})
    return _article, (*_early(article), later)


def _article(*values: Any) -> Article:
    later = values[-1]
    return _early_article(*values[:-1], lambda: from_bytes(later))


_early = attrgetter(*(one.name for one in fields(Article) if one.name not in _LATE))
_early_article = maker(Article, _LATE)


def _rule(id: str) -> Rule:
    return RULES[id]


def _reduced_rule(rule: Rule) -> tuple[Any, ...]:
    if RULES.get(rule.id) is rule:
        return _rule, (rule.id,)
    return Rule, (rule.id, rule.name, rule.severity, rule.help)


def _by_value(enum: type[Enum]) -> Callable[[Any], tuple[Any, ...]]:
    return lambda member: (_member, (enum.__name__, member.value))


PICKLED: dict[type, Callable[[Any], Any]] = {
    **dispatch_table,
    **{enum: _by_value(enum) for enum in _ENUMS},
    Article: _reduced_article,
    Rule: _reduced_rule,
    MappingProxyType: lambda mapping: (_frozen, (dict(mapping),)),
}
"""How each type is pickled; for picklers of any module."""

_CALLED: dict[tuple[str, str], Any] = {
    (one.__module__, one.__qualname__): one
    for one in (_article, _value, _member, _frozen, _rule, Rule, dt.date)
}
_MEMBERS = {(enum.__name__, one.value): one for enum in _ENUMS for one in enum}
_KINDS: dict[str, Callable[..., Any]] = {}


def admit(*values: type[Any]) -> None:
    """Let frozen dataclasses of plain values be among what is kept.

    Raises:
        ValueError: another one has this name.
    """
    for value in values:
        if value.__name__ in _KINDS:
            raise ValueError(f"there are two kinds of '{value.__name__}'")
        PICKLED[value] = _by_fields(value)
        _KINDS[value.__name__] = maker(value)


def _by_fields(value: type[Any]) -> Callable[[Any], tuple[Any, ...]]:
    # Frozen dataclasses pickle their own way, which takes twice as long.
    name, taken = value.__name__, attrgetter(*(one.name for one in fields(value)))
    return lambda instance: (_value, (name, *taken(instance)))


admit(*_VALUES)
