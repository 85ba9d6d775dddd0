"""A build that nothing has changed for is known by names and stats."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kbtool.read.inputs import Inputs, inputs
from tests.conftest import Project
from tests.read.test_memory import next_tick

FILES = {"kb/kb.yml": "title: Shop\n", "kb/articles/a/a.md": "A\n", "kb/articles/b.md": "B\n"}
HOUR = 3_600_000_000_000


def taken(root: Path, age: int = HOUR) -> Inputs:
    return inputs((root / "kb", root / "mkdocs.yml"), time.time_ns() + age)


def test_nothing_changed_is_known(project: Project) -> None:
    root = project(FILES)

    assert taken(root).unchanged(taken(root))


def test_files_that_are_too_new_prove_nothing(project: Project) -> None:
    root = project(FILES)

    assert not taken(root).unchanged(taken(root, age=0))


def other_content(root: Path) -> None:
    file = root / "kb/articles/b.md"
    before = file.stat().st_mtime_ns
    file.write_text("C\n")
    os.utime(file, ns=(before, before))


EDITS: dict[str, Callable[[Path], object]] = {
    "content of the same size and time": other_content,
    "new file": lambda root: (root / "kb/articles/c.png").touch(),
    "new folder": lambda root: (root / "kb/articles/c").mkdir(),
    "deleted": lambda root: (root / "kb/articles/b.md").unlink(),
    "renamed": lambda root: (root / "kb/articles/b.md").rename(root / "kb/articles/c.md"),
    "moved": lambda root: (root / "kb/articles/b.md").rename(root / "kb/articles/a/b.md"),
    "locked": lambda root: (root / "kb/articles/b.md").chmod(0),
    "a file that was missing": lambda root: (root / "mkdocs.yml").touch(),
    "a link": lambda root: (root / "kb/link").symlink_to("kb.yml"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_every_edit_is_noticed(project: Project, edit: str) -> None:
    root = project(FILES)
    before = taken(root)
    next_tick(root)

    EDITS[edit](root)

    assert not taken(root).unchanged(before)


def test_what_a_link_leads_to_is_looked_at(project: Project) -> None:
    root = project(FILES)
    (root / "outside.md").write_text("A\n")
    (root / "kb/articles/link.md").symlink_to(root / "outside.md")
    before = taken(root)
    next_tick(root)

    (root / "outside.md").write_text("B\n")

    assert not taken(root).unchanged(before)
