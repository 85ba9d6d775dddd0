"""The search of a build from nothing, in a process that knows only what it is told."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from kbtool.aside import InSteps
from kbtool.compiler import Examined, examine_again
from kbtool.last import SEARCH
from kbtool.problems import KbtoolError
from kbtool.publish.swap import Stage
from kbtool.read.memory import Memory
from kbtool.sealed import unsealed
from kbtool.search.kept import from_bytes
from kbtool.searched import searched, wanted
from kbtool.searching import Found, instruct, search_from_nothing
from tests.conftest import REPOSITORY

pytestmark = [
    pytest.mark.usefixtures("alone"),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"),
]


@pytest.fixture(scope="module")
def examined() -> Examined:
    return examine_again(REPOSITORY / "tests" / "soak" / "content", {}, Memory())[0]


@pytest.fixture
def search() -> Iterator[InSteps[Found]]:
    """Return a search that has begun; whatever becomes of it, nothing is left open."""
    before = _open()
    one = search_from_nothing()
    assert one.fileno() >= 0
    yield one
    one.stop()
    assert _open() == before


def _open() -> set[str]:
    return {file.name for file in Path("/proc/self/fd").glob("*") if file.exists()}


def test_it_finds_and_leaves_what_one_process_would(
    search: InSteps[Found], examined: Examined, tmp_path: Path
) -> None:
    with Stage(tmp_path, build_id="b") as staged:
        instruct(search, staged, tmp_path / "search_index", examined)
        similar = search.early()
        search.tell(["index.html"])
        paths, digests = search.result()
        content = unsealed(staged.state / SEARCH)
        missing = [path for path in paths if not (staged.site / path).is_file()]

    alone = searched(*wanted(examined))
    assert content is not None
    assert (alone.similar, alone.digests) == (similar, digests)
    assert alone.corpus == from_bytes(content).corpus
    assert missing == []


def test_who_dies_before_it_was_told_anything_is_named(
    search: InSteps[Found], examined: Examined, tmp_path: Path
) -> None:
    os.kill(search._child, signal.SIGKILL)
    with Stage(tmp_path, build_id="b") as staged:
        instruct(search, staged, tmp_path / "search_index", examined)

    with pytest.raises(KbtoolError, match="writes what search needs came to its end: SIGKILL"):
        search.early()


def test_nobody_waits_for_one_that_is_never_told_anything(search: InSteps[Found]) -> None:
    search.stop()

    assert search.fileno() == -1
