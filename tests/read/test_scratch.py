"""Files of editors are known by their names, and are no part of what is read."""

from __future__ import annotations

import pytest

from kbtool.naming import source_hash
from kbtool.read.scratch import is_scratch
from tests.conftest import Project
from tests.read.test_inputs import FILES, taken


@pytest.mark.parametrize("name", [".how.md.swp", ".how.md.swx", ".退货.md.swo", ".#how.md"])
def test_what_an_open_editor_keeps_is_known(name: str) -> None:
    assert is_scratch(name)


@pytest.mark.parametrize("name", ["how.md", "a.swp", ".well-known", ".htaccess", "#how", ".#", ""])
def test_what_an_author_may_mean_is_not_taken_for_it(name: str) -> None:
    assert not is_scratch(name)


def test_an_open_editor_changes_nothing(project: Project) -> None:
    root = project(FILES)
    before, named = taken(root), source_hash(root)

    (root / "kb/articles/a/.a.md.swp").write_bytes(b"b0VIM")

    assert taken(root).unchanged(before)
    assert source_hash(root) == named
