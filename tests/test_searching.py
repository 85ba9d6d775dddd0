"""The search of a build from nothing, in processes of its own."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from kbtool.compiler import Examined, examine_again
from kbtool.problems import KbtoolError
from kbtool.publish.swap import Stage
from kbtool.read.memory import Memory
from kbtool.searched import Into, searched
from kbtool.searching import Searching
from tests.conftest import REPOSITORY

pytestmark = [
    pytest.mark.usefixtures("alone"),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"),
]


@pytest.fixture(scope="module")
def examined() -> Examined:
    return examine_again(REPOSITORY / "tests" / "soak" / "content", {}, Memory())[0]


@pytest.fixture
def searching() -> Iterator[Searching]:
    """Return a search that has begun; whatever becomes of it, nothing is left open."""
    before = _open()
    one = Searching.begun()
    assert one
    yield one
    one.stop()
    assert _open() == before


def _open() -> set[str]:
    return {file.name for file in Path("/proc/self/fd").glob("*") if file.exists()}


def into(tmp_path: Path) -> Into:
    with Stage(tmp_path, build_id="b") as staged:
        return Into.of(staged, tmp_path / "search_index", "s")


def test_it_knows_what_one_process_knows(
    searching: Searching, examined: Examined, tmp_path: Path
) -> None:
    searching.feed(examined, lambda: into(tmp_path))

    assert searching.early() == searched(examined).similar


def test_what_is_wrong_while_texts_are_analysed_is_told(
    searching: Searching, examined: Examined
) -> None:
    def fail() -> Into:
        raise KbtoolError("no room")

    searching.feed(examined, fail)

    with pytest.raises(KbtoolError, match="no room"):
        searching.early()


def test_who_dies_before_it_was_fed_is_told(
    searching: Searching, examined: Examined, tmp_path: Path
) -> None:
    os.kill(searching._child, signal.SIGKILL)
    searching.feed(examined, lambda: into(tmp_path))

    with pytest.raises(KbtoolError, match="writes what search needs came to its end: SIGKILL"):
        searching.early()


def test_nobody_waits_for_one_that_is_never_fed(searching: Searching) -> None:
    searching.stop()

    assert searching.fileno() == -1
