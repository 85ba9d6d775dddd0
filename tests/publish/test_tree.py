"""A staged copy shares its files with what is published, and never writes into them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbtool.publish.published import inodes
from kbtool.publish.tree import PIECE, Tree, copy_tree, update_copy

FILES = {"index.html": "home", "a/one.html": "1", "a/two.html": "2", "b/c/three.html": "3"}


@pytest.fixture
def original(tmp_path: Path) -> Path:
    return written(tmp_path / "original", FILES)


@pytest.fixture
def tree(original: Path) -> Tree:
    copy_tree(original, original.with_name("copy"))
    return Tree(original.with_name("copy"))


def written(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir()
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


def texts(folder: Path) -> dict[str, str]:
    return {path: (folder / path).read_text() for path in inodes(folder)}


def test_a_copy_holds_the_same_files(tree: Tree, original: Path) -> None:
    assert inodes(original) == inodes(tree.folder)


def test_writing_leaves_the_original_as_it_was(tree: Tree, original: Path) -> None:
    tree.write("a/one.html", b"new")

    assert ((tree.folder / "a/one.html").read_text(), texts(original)) == ("new", FILES)


def test_what_is_written_again_unchanged_stays_the_same_file(tree: Tree, original: Path) -> None:
    tree.write("a/one.html", b"1")

    assert inodes(original) == inodes(tree.folder)


def test_pieces_of_a_file_are_compared_as_one(tree: Tree, original: Path) -> None:
    before = inodes(tree.folder)

    tree.write("index.html", b"ho", b"me")
    tree.write("a/one.html", b"1", b"1")

    assert (before["index.html"], texts(tree.folder)["a/one.html"]) == (
        inodes(tree.folder)["index.html"],
        "11",
    )
    assert texts(original) == FILES


def test_a_file_of_many_pieces_leaves_the_original_as_it_was(tree: Tree, original: Path) -> None:
    tree.write_all("index.html", (b"%d," % n for n in range(3)))
    tree.write_all("new/one.html", [b"", b"1"])

    assert texts(tree.folder) == {**FILES, "index.html": "0,1,2,", "new/one.html": "1"}
    assert texts(original) == FILES


@pytest.mark.parametrize("place", [0, PIECE, 2 * PIECE, 2 * PIECE + 9])
def test_a_large_file_of_the_same_size_is_written_wherever_it_differs(
    tree: Tree, place: int
) -> None:
    content = bytearray(2 * PIECE + 10)
    tree.write("large", bytes(content))
    content[place] = 1

    tree.write("large", bytes(content))

    assert (tree.folder / "large").read_bytes() == content


def test_a_file_is_written_into_folders_that_are_made(tree: Tree) -> None:
    tree.write("x/y/z.html", b"deep")

    assert (tree.folder / "x/y/z.html").read_text() == "deep"


def test_a_file_that_is_adopted_takes_the_place_of_a_shared_one(
    tree: Tree, original: Path, tmp_path: Path
) -> None:
    (tmp_path / "drawn").write_text("drawn")
    tree.adopt("a/one.html", tmp_path / "drawn")

    assert ((tree.folder / "a/one.html").read_text(), texts(original)) == ("drawn", FILES)


def test_adopting_a_second_name_of_a_file_leaves_no_name_behind(
    tree: Tree, original: Path, tmp_path: Path
) -> None:
    (tmp_path / "same").hardlink_to(original / "a/one.html")
    tree.adopt("a/one.html", tmp_path / "same")

    assert not (tmp_path / "same").exists()


def test_an_owned_file_may_be_written_in_place(tree: Tree, original: Path) -> None:
    tree.own("a/one.html").write_text("mine")

    assert ((tree.folder / "a/one.html").read_text(), texts(original)) == ("mine", FILES)


def test_removing_the_last_file_removes_its_folders(tree: Tree) -> None:
    tree.remove("b/c/three.html")

    assert not (tree.folder / "b").exists()


def test_a_folder_gets_another_place(tree: Tree, original: Path) -> None:
    tree.rename_folder("b/c", "d/e/f")

    moved = {path.replace("b/c", "d/e/f"): text for path, text in FILES.items()}
    assert (moved, FILES) == (texts(tree.folder), texts(original))


@pytest.mark.parametrize("path", ["/etc/x", "../x", "a/../../x"])
def test_nothing_is_written_outside_of_the_tree(path: str, tree: Tree) -> None:
    with pytest.raises(ValueError, match="leads out of the tree"):
        tree.write(path, b"")


NAMES = st.sampled_from(["a", "b", "a/x", "c/x", "c/y", "d/e/f", "d/e/g"])
TREES = st.dictionaries(NAMES, st.sampled_from(["1", "2"])).filter(
    lambda files: not ("a" in files and "a/x" in files)
)


@given(TREES, TREES)
def test_a_copy_of_anything_is_brought_up_to_date(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, str], others: dict[str, str]
) -> None:
    folder = tmp_path_factory.mktemp("trees")
    original = written(folder / "original", files)
    copy = written(folder / "copy", others)

    update_copy(original, copy)

    assert inodes(original) == inodes(copy)


def test_a_folder_that_got_another_name_is_renamed_in_the_copy_too(tmp_path: Path) -> None:
    original, copy = tmp_path / "original", tmp_path / "copy"
    for number in range(3):
        file = original / "search" / "terms-a" / f"{number}.js"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(str(number))
    copy_tree(original, copy)
    (original / "search" / "terms-a").rename(original / "search" / "terms-b")
    (original / "search" / "terms-b" / "1.js").unlink()
    (original / "search" / "terms-b" / "1.js").write_text("new")

    took = update_copy(original, copy)

    assert (took, inodes(copy)) == (1, inodes(original))


def test_a_folder_moves_to_where_only_folders_are(tmp_path: Path) -> None:
    original, copy = tmp_path / "original", tmp_path / "copy"
    for name in ("a/b/1", "c/2"):
        (original / name).parent.mkdir(parents=True, exist_ok=True)
        (original / name).write_text(name)
    copy_tree(original, copy)
    (original / "c" / "2").rename(original / "a" / "2")

    update_copy(original, copy)

    assert inodes(copy) == inodes(original)
