"""What was published is known by its stamps: a look tells whether it is still so."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kbtool.publish.published import COMMITTED, Published, intact, survey


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path in ("site/index.html", "site/a/one.html", "search_index/terms"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("text")
    return tmp_path


def look(root: Path) -> Published:
    index = survey(root / "search_index", but=COMMITTED)
    return Published("b1", survey(root / "site"), index)


def is_intact(published: Published, root: Path) -> bool:
    return intact(published, site=root / "site", index=root / "search_index")


def test_what_nobody_touched_is_intact(root: Path) -> None:
    assert is_intact(look(root), root)


def test_a_second_name_for_a_file_changes_nothing(root: Path) -> None:
    published = look(root)
    (root / "second").hardlink_to(root / "site/index.html")

    assert is_intact(published, root)


CHANGES: dict[str, Callable[[Path], object]] = {
    "edited": lambda root: (root / "site/index.html").write_text("longer text"),
    "edited, as long as before": lambda root: (root / "site/index.html").write_text("test"),
    "added": lambda root: (root / "site/a/two.html").write_text(""),
    "removed": lambda root: (root / "site/a/one.html").unlink(),
    "replaced": lambda root: replaced(root / "site/index.html"),
    "renamed": lambda root: (root / "site/a").rename(root / "site/b"),
    "index edited": lambda root: (root / "search_index/terms").write_text("other"),
    "site gone": lambda root: (root / "site").rename(root / "elsewhere"),
}


def replaced(path: Path) -> None:
    stat = path.stat()
    other = path.with_name("other")
    other.write_text(path.read_text())
    os.utime(other, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    other.replace(path)


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_seen(name: str, root: Path) -> None:
    # A clock of some file systems ticks so slowly that a second write has the same time.
    os.utime(root / "site/index.html", ns=(1, 1))
    published = look(root)
    CHANGES[name](root)

    assert not is_intact(published, root)


def test_committed_files_of_the_index_are_not_the_builds(root: Path) -> None:
    published = look(root)
    (root / "search_index/README.md").write_text("edited by the project")

    assert is_intact(published, root)


def test_what_is_written_is_read_again(root: Path) -> None:
    published = look(root)
    published.write(root / "published")

    assert published == Published.read(root / "published")


def test_names_that_are_no_text_are_kept(root: Path) -> None:
    (root / "site" / os.fsdecode(b"\xff.html")).write_text("")
    published = look(root)
    published.write(root / "published")

    assert published == Published.read(root / "published")


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda content: content[:-1],
    "one bit": lambda content: content[:-9] + bytes([content[-9] ^ 1]) + content[-8:],
    "empty": lambda content: b"",
    "foreign": lambda content: b"{}",
}


@pytest.mark.parametrize("name", DAMAGES)
def test_what_is_not_as_it_was_written_is_not_believed(name: str, root: Path) -> None:
    path = root / "published"
    look(root).write(path)
    path.write_bytes(DAMAGES[name](path.read_bytes()))

    assert Published.read(path) is None


def test_a_file_with_the_same_inode_is_not_looked_at_again(root: Path) -> None:
    before = {path: (0, 0, stamp[2]) for path, stamp in survey(root / "site").items()}

    assert before == survey(root / "site", before)
