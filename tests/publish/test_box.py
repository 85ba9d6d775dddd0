"""What several processes put aside for one."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbtool.aside import Aside
from kbtool.publish.box import Box

CONTENTS = st.lists(st.lists(st.binary(max_size=50), max_size=4), max_size=6)


@given(CONTENTS)
def test_what_was_put_is_taken_in_any_order(contents: list[list[bytes]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        box = Box(Path(folder) / "box")
        put = [box.put(*some) for some in contents]

        found = [box.take(one) for one in reversed(put)]
        box.close()

    assert found == contents[::-1]


@pytest.mark.usefixtures("alone")
def test_processes_put_aside_what_another_one_takes(tmp_path: Path) -> None:
    box = Box(tmp_path / "box")
    own = box.put(b"own")
    one, other = (Aside(partial(box.put, *some), "puts") for some in ([b"a", b"", b"bc"], [b"d"]))
    put = [one.result(), own, other.result(), box.put(b"again")]

    found = [box.take(where) for where in put]
    box.close()

    assert found == [[b"a", b"", b"bc"], [b"own"], [b"d"], [b"again"]]


def test_nothing_is_left_of_a_closed_box(tmp_path: Path) -> None:
    with Box(tmp_path / "box") as box:
        box.put(b"text")

    assert list(tmp_path.iterdir()) == []
