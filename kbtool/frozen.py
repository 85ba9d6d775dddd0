"""Frozen values, made as fast as others, of kinds that are defined as fast as other classes.

The standard library's `dataclass` writes six methods for each kind as text and compiles them: for
the kinds that a build loads that takes a tenth of a second (m), and most of them it never makes.
Here a kind shares its methods with all others, but for the one that makes its values, and that
one is written when the first is made.

A frozen value sets each field by a call, because its own attributes refuse to be set: to
make 10,000 articles again takes twice as long as it has to (m), see `maker`.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Collection, Iterable
from dataclasses import MISSING, FrozenInstanceError, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(
        *, frozen: bool = False, slots: bool = False, order: bool = False
    ) -> Callable[[type], type]:
        """Return what the standard library's returns; of rare kinds that one takes care."""
        if frozen and slots and not order:
            return _kind
        return dataclasses.dataclass(frozen=frozen, slots=slots, order=order)


__all__ = ["Late", "dataclass", "maker"]

Value = TypeVar("Value")


class Late:
    """A value of which some fields are read when somebody asks for one of them."""

    __slots__ = ("_read",)

    if not TYPE_CHECKING:  # which knows the fields

        def __getattr__(self, name: str) -> Any:
            """Read the fields that are not there yet."""
            if name == "_read" or name not in type(self).__slots__:
                raise AttributeError(f"'{type(self).__name__}' has no attribute '{name}'")
            for field, value in self._read().items():
                object.__setattr__(self, field, value)
            return object.__getattribute__(self, name)


def maker(value: type[Value], late: Collection[str] = ()) -> Callable[..., Value]:
    """Return what makes a value out of all its fields, in their order.

    Args:
        value: a frozen, slotted dataclass without `__post_init__`.
        late: fields of a `Late` one that are not given; behind the others stands what returns
            their values by their names.
    """
    twin: Any = None

    def made(*values: Any) -> Value:
        nonlocal twin
        if twin is None:
            twin = _twin(value, late)
        found = twin(*values)
        found.__class__ = value
        return found  # type: ignore[no-any-return]

    return made


def _twin(value: Any, late: Collection[str]) -> type:
    """Return a kind of values that may be set, with the same slots: they can become frozen."""
    names = [one.name for one in fields(value)]
    given = [name for name in names if name not in late]
    if late:
        given.append("_read")
    init = _compiled(given, [f"self.{name} = {name}" for name in given])
    inside = {"__slots__": tuple(names), "__init__": init}
    return type(value.__name__, value.__bases__, inside)


def _compiled(
    arguments: Iterable[str], lines: Iterable[str], module: str = __name__, **known: Any
) -> Any:
    """Return the method `__init__` with these arguments and lines, which name what is `known`."""
    text = (
        f"def make({', '.join(known)}):\n"
        f" def __init__({', '.join(['self', *arguments])}):\n  "
        + "\n  ".join([*lines, "pass"])
        + "\n return __init__"
    )
    made: dict[str, Any] = {}
    exec(text, vars(sys.modules[module]), made)
    return made["make"](**known)


# --- kinds ------------------------------------------------------------------------


class _Init:
    """What makes the values of a kind; written where it is asked for, in its own place."""

    def __get__(self, value: object, kind: type) -> Any:
        owner = next(one for one in kind.__mro__ if one.__dict__.get("__init__") is self)
        init = _init(owner)
        owner.__init__ = init  # type: ignore[misc]
        return init if value is None else init.__get__(value, kind)


def _init(kind: Any) -> Any:
    known: dict[str, Any] = {"missing_": MISSING}
    arguments, lines = [], []
    for one in fields(kind):
        name = value = one.name
        default = ""
        if one.default is not MISSING:
            known[f"{name}_"], default = one.default, f"={name}_"
        elif one.default_factory is not MISSING:
            known[f"{name}_"], default = one.default_factory, "=missing_"
            value = f"{name}_() if {name} is missing_ else {name}"
        arguments.append(name + default)
        known[f"set_{name}_"] = getattr(kind, name).__set__  # faster than `object.__setattr__`
        lines.append(f"set_{name}_(self, {value})")
    init = _compiled(arguments, lines, kind.__module__, **known)
    init.__qualname__ = f"{kind.__qualname__}.__init__"
    init.__annotations__ = {one.name: one.type for one in fields(kind)}
    return init


def _kind(plain: type) -> type:
    if plain.__doc__ is None:  # else the standard library would write one, from the signature
        plain.__doc__ = plain.__name__
    kind: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(plain)
    own = kind.__dict__
    names = [one.name for one in fields(kind)]
    compared = [one.name for one in fields(kind) if one.compare]
    if own.get("__hash__") is None and "__eq__" not in own:
        kind.__eq__, kind.__hash__ = _compared(compared)
    if "__repr__" not in own:
        kind.__repr__ = _shown(names)
    if "__getstate__" not in own:
        kind.__getstate__, kind.__setstate__ = _pickled(names)
    kind.__init__ = _Init()
    kind.__setattr__, kind.__delattr__ = _refused, _refused
    return kind  # type: ignore[no-any-return]


def _compared(names: list[str]) -> tuple[Any, Any]:
    values = attrgetter(*names) if len(names) > 1 else lambda one: [getattr(one, n) for n in names]

    def equal(self: object, other: object) -> Any:
        return values(self) == values(other) if type(other) is type(self) else NotImplemented

    def hashed(self: object) -> int:
        return hash(tuple(values(self)))

    return equal, hashed


def _shown(names: list[str]) -> Any:
    def shown(self: object) -> str:
        values = ", ".join([f"{name}={getattr(self, name)!r}" for name in names])
        return f"{type(self).__qualname__}({values})"

    return shown


def _pickled(names: list[str]) -> tuple[Any, Any]:
    def state(self: object) -> list[Any]:
        return [getattr(self, name) for name in names]

    def restore(self: object, state: list[Any]) -> None:
        for name, value in zip(names, state, strict=True):
            object.__setattr__(self, name, value)

    return state, restore


def _refused(self: object, name: str, value: object = None) -> NoReturn:
    raise FrozenInstanceError(f"'{name}' of a {type(self).__name__} is frozen")
