"""A shelf is a mapping that outlives its process; a small change writes a small file."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.publish.tree import Tree
from kbtool.shelf import INDEX, SINCE, Shelf

NAMES = st.sampled_from("abcdef")
CHANGES = st.dictionaries(NAMES, st.none() | st.binary(max_size=5))


def after(contents: dict[str, bytes], changes: dict[str, bytes | None]) -> dict[str, bytes]:
    both: dict[str, bytes | None] = {**contents, **changes}
    return {name: content for name, content in both.items() if content is not None}


def read(folder: Path) -> Shelf:
    shelf = Shelf.read(folder, "shelf")
    assert shelf is not None
    return shelf


@given(begun=st.integers(0, 80), edits=st.lists(CHANGES, max_size=6))
@settings(deadline=None, max_examples=60)
def test_after_any_changes_a_shelf_holds_what_a_dict_would(
    begun: int, edits: list[dict[str, bytes | None]]
) -> None:
    wanted = {f"a-{n}": str(n).encode() for n in range(begun)}
    with TemporaryDirectory() as name:
        folder = Path(name)
        Shelf().leave(Tree(folder), "shelf", wanted)
        for changes in edits:
            read(folder).leave(Tree(folder), "shelf", changes)
            wanted = after(wanted, changes)

        found = read(folder)

        assert dict(found) == wanted
        assert len(found) == len(wanted)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Shelf().leave(Tree(tmp_path), "shelf", {f"a-{n}": b"x" * 100 for n in range(100)})
    return tmp_path


def test_a_small_change_leaves_the_large_file_alone(folder: Path) -> None:
    before = (folder / "shelf").read_bytes()

    read(folder).leave(Tree(folder), "shelf", {"a-1": b"y", "a-2": None, "new": b"z"})

    assert (folder / "shelf").read_bytes() == before
    assert [read(folder).get(name) for name in ("a-1", "a-2", "new")] == [b"y", None, b"z"]


def test_when_much_has_changed_all_is_written_anew(folder: Path) -> None:
    before = (folder / "shelf").read_bytes()
    for number in range(6):
        read(folder).leave(Tree(folder), "shelf", {f"a-{number}": b"y"})

    assert (folder / "shelf").read_bytes() != before
    assert read(folder).since == {}


@pytest.mark.parametrize("file", ["shelf", "shelf" + INDEX, "shelf" + SINCE])
def test_a_shelf_without_one_of_its_files_is_not_there(folder: Path, file: str) -> None:
    (folder / file).unlink()

    assert Shelf.read(folder, "shelf") is None


@pytest.mark.parametrize("file", ["shelf" + INDEX, "shelf" + SINCE])
def test_a_damaged_shelf_is_not_there(folder: Path, file: str) -> None:
    content = bytearray((folder / file).read_bytes())
    content[-1] ^= 1
    (folder / file).write_bytes(content)

    assert Shelf.read(folder, "shelf") is None


@pytest.mark.parametrize("damage", [b"y", b""])
def test_a_damaged_content_is_not_there_and_the_others_are(folder: Path, damage: bytes) -> None:
    content = (folder / "shelf").read_bytes()
    (folder / "shelf").write_bytes(content[:-1] + damage)

    found = read(folder)

    assert [found.get("a-98"), found.get("a-99")] == [b"x" * 100, None]


def test_a_damaged_content_goes_when_all_is_written_anew(folder: Path) -> None:
    (folder / "shelf").write_bytes((folder / "shelf").read_bytes()[:-1])
    read(folder).leave(Tree(folder), "shelf", {f"a-{n}": b"y" for n in range(10)})

    assert "a-99" not in set(read(folder))


def test_what_is_taken_away_raises(folder: Path) -> None:
    read(folder).leave(Tree(folder), "shelf", {"a-1": None})

    with pytest.raises(KeyError, match="a-1"):
        read(folder)["a-1"]
