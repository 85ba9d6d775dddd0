"""What the last build left is believed only where all of it is of one build."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kbtool.build import build
from kbtool.last import FACTS, Facts, Last, Place, leave
from kbtool.publish.published import PUBLISHED
from kbtool.publish.tree import Tree
from kbtool.sealed import unsealed
from tests.cli.conftest import SMALL


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("last") / "project"
    for name, text in SMALL.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    assert build(root).publishable
    return root


@pytest.fixture
def place(once: Path, tmp_path: Path) -> Place:
    return Place(shutil.copytree(once, tmp_path / "project"))


def test_facts_come_back_from_bytes(place: Place) -> None:
    last = Last.of(place)
    assert last is not None

    assert Facts.from_bytes(last.facts.to_bytes()) == last.facts


def test_facts_know_every_page(place: Place) -> None:
    last = Last.of(place)
    assert last is not None

    known = last.facts.marks.keys() | last.facts.keys.keys() | set(last.facts.redirects)
    pages = {path.relative_to(place.site).as_posix() for path in place.site.rglob("*.html")}
    assert pages - known == {"404.html", "index.html"}  # of no language
    assert known <= pages


def damaged(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def of_another_build(place: Place) -> None:
    content = unsealed(place.state / FACTS)
    assert content is not None
    fields = Facts.from_bytes(content)
    other = replace(fields, build_id="0" * len(fields.build_id))
    leave(Tree(place.state), FACTS, other.to_bytes())


DOUBTS: dict[str, Callable[[Place], object]] = {
    "no facts": lambda place: (place.state / FACTS).unlink(),
    "damaged facts": lambda place: damaged(place.state / FACTS),
    "no list of what is published": lambda place: (place.state / PUBLISHED).unlink(),
    "a damaged list": lambda place: damaged(place.state / PUBLISHED),
    "facts of another build": of_another_build,
}


@pytest.mark.parametrize("doubt", DOUBTS)
def test_with_any_doubt_there_is_no_last_build(place: Place, doubt: str) -> None:
    DOUBTS[doubt](place)

    assert Last.of(place) is None


def test_a_file_of_the_state_that_is_right_is_not_written_again(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    leave(tree, "one", b"content")
    inode = (tmp_path / "one").stat().st_ino

    leave(tree, "one", b"content")

    assert (tmp_path / "one").stat().st_ino == inode
