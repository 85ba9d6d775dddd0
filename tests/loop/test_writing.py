"""Several files are written together, or none, whenever a process dies."""

from __future__ import annotations

from pathlib import Path

import pytest

from kbtool.loop.writing import JOURNAL, changed, finish, write_all
from kbtool.problems import KbtoolError

FILES = {"kb/asks/2026.csv": "a\n1\n", "kb/review.csv": "b\n2\n"}


def contents(root: Path) -> dict[str, str]:
    return {path: (root / path).read_text() for path in FILES if (root / path).exists()}


def test_all_files_are_written_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_all(tmp_path, tmp_path / "work", FILES)

    assert contents(tmp_path) == FILES
    assert not (tmp_path / "work").exists()


def test_what_a_dead_process_left_half_renamed_is_finished(tmp_path: Path) -> None:
    write_all(tmp_path, tmp_path / "work", FILES)
    work = tmp_path / "work"
    work.mkdir()
    (work / "1").write_text("b\n3\n")  # number 0 was renamed already
    (work / JOURNAL).write_text('{"0": "kb/asks/2026.csv", "1": "kb/review.csv"}')

    finished = finish(tmp_path, work)

    assert (finished, contents(tmp_path)) == (True, {**FILES, "kb/review.csv": "b\n3\n"})


def test_what_a_dead_process_had_not_written_whole_changes_nothing(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (work / "0").write_text("half")

    assert (finish(tmp_path, work), contents(tmp_path)) == (False, {})


def test_where_nothing_can_be_written_nothing_changes(tmp_path: Path) -> None:
    (tmp_path / "work").write_text("a file in the way")

    with pytest.raises(KbtoolError, match="cannot be written"):
        write_all(tmp_path, tmp_path / "work" / "import", FILES)

    assert contents(tmp_path) == {}


def test_only_files_that_would_say_something_else_change(tmp_path: Path) -> None:
    write_all(tmp_path, tmp_path / "work", FILES)

    new = {"kb/asks/2026.csv": "a\n1\n", "kb/review.csv": "b\n", "kb/decided.csv": "c\n"}

    assert changed(tmp_path, new) == {"kb/review.csv": "b\n"}
