"""Frozen values made fast are what they are when made the usual way."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable, Mapping
from dataclasses import FrozenInstanceError, field, replace
from typing import Any

import pytest

from kbtool.frozen import Late, dataclass, maker
from kbtool.model import Source


@dataclass(frozen=True, slots=True)
class Long(Late):
    """A kind with texts that few ask for."""

    name: str
    text: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Own:
    """A kind of ours."""

    name: str
    count: int = 0
    more: Mapping[str, int] = field(default_factory=dict)
    unseen: int = field(default=0, compare=False)


class _Plain:
    name: str
    count: int = 0
    more: Mapping[str, int] = field(default_factory=dict)
    unseen: int = field(default=0, compare=False)


Usual: Any = dataclasses.dataclass(frozen=True, slots=True)(_Plain)
Usual.__qualname__ = "Own"


def test_a_value_that_is_made_fast_equals_one_made_the_usual_way() -> None:
    made = maker(Source)("a.md", 3, 1, 7)

    assert (Source("a.md", 3, 1, 7), hash(Source("a.md", 3, 1, 7))) == (made, hash(made))


def test_a_value_that_is_made_fast_is_frozen() -> None:
    made = maker(Source)("a.md", 3, 1, 7)

    with pytest.raises(FrozenInstanceError):
        made.line = 4  # type: ignore[misc]


def test_a_value_needs_all_its_fields() -> None:
    with pytest.raises(TypeError):
        maker(Source)("a.md", 3)


@pytest.mark.parametrize(
    "ask",
    [
        repr,
        lambda one: one == replace(one),
        lambda one: one == replace(one, count=9),
        lambda one: one == replace(one, unseen=9),
        lambda one: one == "a",
        lambda one: hash(replace(one, more=())) == hash(replace(one, more=(), unseen=9)),
        lambda one: str(inspect.signature(type(one))).partition("more")[0],
        lambda one: type(one).__match_args__,
        lambda one: dataclasses.asdict(one),
        lambda one: hasattr(one, "__dict__"),
    ],
)
def test_a_kind_answers_as_one_of_the_standard_library_does(ask: Callable[[Any], object]) -> None:
    own, usual = Own("a", 3), Usual("a", 3)

    answers = ask(own), ask(usual)

    assert answers[0] == answers[1]


@pytest.mark.parametrize("wrong", [{}, {"name": "a", "other": 1}])
def test_a_kind_wants_the_fields_that_it_has(wrong: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        Own(**wrong)


def test_a_field_of_a_kind_is_neither_set_nor_deleted() -> None:
    own = Own("a")

    with pytest.raises(FrozenInstanceError):
        own.name = "b"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del own.name
    assert own == Own("a")


def test_no_two_values_share_what_each_is_given_anew() -> None:
    one, other = Own("a"), Own("a")

    assert one.more is not other.more


def test_a_value_is_the_same_after_a_journey() -> None:
    own = Own("a", 3, {"b": 1})

    assert [pickle.loads(pickle.dumps(own)), copy.deepcopy(own)] == [own, own]


def late(asked: list[str]) -> Long:
    """Return a value of which two fields are read late; `asked` tells each time."""

    def read() -> dict[str, object]:
        asked.append("read")
        return {"text": "a b", "words": ("a", "b")}

    return maker(Long, ("text", "words"))("one", read)


def test_late_fields_are_read_when_one_is_asked_for_and_once() -> None:
    asked: list[str] = []
    value = late(asked)

    found = [(value.name, len(asked)), (value.words, len(asked)), (value.text, len(asked))]

    assert found == [("one", 0), (("a", "b"), 1), ("a b", 1)]


@pytest.mark.parametrize("ask", [repr, hash, dataclasses.asdict, pickle.dumps])
def test_a_value_with_late_fields_is_as_one_without(ask: Callable[[Any], object]) -> None:
    whole = Long("one", "a b", ("a", "b"))

    answers = ask(late([])), ask(whole)

    assert answers[0] == answers[1]
    assert late([]) == whole


def test_what_is_no_field_is_not_looked_for_among_late_ones() -> None:
    asked: list[str] = []
    value = late(asked)

    assert not hasattr(value, "other")
    assert asked == []
