"""Changes of files are told once they are over, and nothing else is."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kbtool.watch import follow

SOON = 20.0  # seconds that a machine may take at most


class Followed:
    """A folder and a file beside it that are followed."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "kb"
        self.file = root / "mkdocs.yml"
        (self.folder / "deep").mkdir(parents=True)
        self.file.write_text("site_name: x\n", encoding="utf-8")
        self.told: queue.SimpleQueue[bool] = queue.SimpleQueue()
        places = (self.folder, self.file, root / "missing")
        tell = lambda: self.told.put(True)  # noqa: E731
        threading.Thread(target=follow, args=(places, tell), daemon=True).start()
        self._until_it_follows()

    def _until_it_follows(self) -> None:
        """Change something until that is told."""
        for number in range(int(SOON / 0.1)):
            (self.folder / "first.md").write_text(str(number), encoding="utf-8")
            if self.is_told(0.1):
                break
        while self.is_told(0.2):
            pass

    def is_told(self, seconds: float = SOON) -> bool:
        try:
            return self.told.get(timeout=seconds)
        except queue.Empty:
            return False


@pytest.fixture
def followed(tmp_path: Path) -> Iterator[Followed]:
    yield Followed(tmp_path)


def test_a_file_that_is_written_is_told(followed: Followed) -> None:
    (followed.folder / "deep" / "new.md").write_text("New.\n", encoding="utf-8")

    assert followed.is_told()


def test_a_file_that_an_editor_replaces_is_told_each_time(followed: Followed) -> None:
    for number in range(2):
        saved = followed.file.with_name("saved")
        saved.write_text(f"site_name: {number}\n", encoding="utf-8")
        saved.replace(followed.file)

        assert followed.is_told()


def test_a_file_in_a_new_folder_is_told(followed: Followed) -> None:
    (followed.folder / "other").mkdir()
    assert followed.is_told()

    (followed.folder / "other" / "new.md").write_text("New.\n", encoding="utf-8")

    assert followed.is_told()


def test_a_folder_that_is_renamed_or_removed_is_told(followed: Followed) -> None:
    (followed.folder / "deep").rename(followed.folder / "deeper")
    assert followed.is_told()

    (followed.folder / "deeper").rmdir()

    assert followed.is_told()
