"""Frozen values made fast are what they are when made the usual way."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from kbtool.frozen import maker
from kbtool.model import Source


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
