"""Questions as programs read them: of the last build, where their pages are as they were."""

from __future__ import annotations

import errno
import posixpath
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from kbtool.publish.entries import Entry
from kbtool.publish.faq_json import FAQ
from kbtool.publish.machines import Listed, Told
from kbtool.publish.markdown_files import FULL
from kbtool.sealed import looked_at

__all__ = ["Places", "Retold", "places", "retell"]

Places = Mapping[str, tuple[tuple[int, int], tuple[int, int]]]
"""Page of a question -> where its text begins in `llms-full.txt` and how long it is, and the
same of its row in `faq.json`: bytes."""

_Piece = tuple[int, int] | bytes
"""Where something lies in a file of the last build and how long it is, or what is told now."""

ROW_END = len(b"]}\n")
BETWEEN = 2  # bytes between two texts, and between two rows


class Retold:
    """Tells questions: those of pages that were drawn now, and the others as they were told."""

    def __init__(self, now: Mapping[str, Told], site: Path, before: Places) -> None:
        """Take what is told.

        Args:
            now: of pages that were drawn now.
            site: the published site of the last build.
            before: where the last build told the others.
        """
        self._now = now
        self._site = site
        self._before = before
        self.lengths: dict[str, tuple[int, int]] = {}  # of all that was asked for
        self.kept: list[str] = []  # Markdown files that say what they said

    def __call__(self, entries: Sequence[Entry]) -> Listed:
        """Return what is told of the listed questions of a language."""
        files: dict[str, bytes] = {}
        texts: list[_Piece] = []
        rows: list[_Piece] = []
        for entry in entries:
            path = entry.path
            told = self._now.get(path)
            if told is None:
                text, row = self._before[path]
                texts.append(text)
                rows.append(row)
                self.lengths[path] = (text[1], row[1])
                self.kept.append(entry.markdown_path)
            else:
                texts.append(told.text)
                rows.append(told.row)
                self.lengths[path] = (len(told.text), len(told.row))
                files[entry.markdown_path] = told.text
        folder = self._site / entries[0].folder if entries else self._site
        return Listed(files, _pieces(texts, folder / FULL), _pieces(rows, folder / FAQ))


def places(
    entries: Iterable[Entry], told: Mapping[str, tuple[int, int]], sizes: Mapping[str, int]
) -> dict[str, tuple[tuple[int, int], tuple[int, int]]]:
    """Return where each question stands in the files of its language.

    Args:
        entries: of all pages, in the order of the files.
        told: page of a listed question -> bytes of its text, and of its row.
        sizes: path of such a file -> its bytes.
    """
    by_folder: dict[str, list[str]] = {}
    for entry in entries:
        if entry.markdown_path:
            by_folder.setdefault(entry.folder, []).append(entry.path)
    found = {}
    for folder, paths in by_folder.items():
        full, faq = (sizes[posixpath.join(folder, name)] for name in (FULL, FAQ))
        texts = _starts([told[path][0] for path in paths], full)
        rows = _starts([told[path][1] for path in paths], faq - ROW_END)
        for path, text, row in zip(paths, texts, rows, strict=True):
            found[path] = ((text, told[path][0]), (row, told[path][1]))
    return found


def retell(
    site: Path, folder: str, before: Places, now: Mapping[str, Told]
) -> tuple[dict[str, bytes], dict[str, tuple[tuple[int, int], tuple[int, int]]]]:
    """Return the files of a language with some questions told anew, and where all of them stand.

    Args:
        site: the published site of the last build.
        folder: of the language.
        before: where each question stood.
        now: those that are told anew, of this language.
    """
    own = f"{folder}/" if folder else ""
    here = {path: spans for path, spans in before.items() if path.startswith(own)}
    files: dict[str, bytes] = {}
    starts: list[dict[str, tuple[int, int]]] = []
    for which, name in enumerate((FULL, FAQ)):
        path = posixpath.join(folder, name)
        content = (site / path).read_bytes()
        pieces: list[bytes] = []
        moved: dict[str, tuple[int, int]] = {}
        done = shift = 0
        for page in sorted(here, key=lambda page: here[page][which][0]):
            start, length = here[page][which]
            told = now.get(page)
            size = length
            if told is not None:
                new = (told.text, told.row)[which]
                pieces += [content[done:start], new]
                done, size = start + length, len(new)
            moved[page] = (start + shift, size)
            shift += size - length
        files[path] = b"".join((*pieces, content[done:]))
        starts.append(moved)
    return files, {page: (starts[0][page], starts[1][page]) for page in here}


def _pieces(told: Iterable[_Piece], file: Path) -> list[bytes | memoryview]:
    """Return what is told, with those in one that were neighbours in the file of the last build.

    Nothing is copied: after most edits that would be all, twice.
    """
    spans: list[tuple[int, int] | bytes] = []
    begin = end = -1
    for one in told:
        if isinstance(one, bytes):
            spans.append(one)
            begin = -1
        elif begin >= 0 and one[0] == end + BETWEEN:
            end = one[0] + one[1]
            spans[-1] = (begin, end)
        else:
            begin, end = one[0], one[0] + one[1]
            spans.append((begin, end))
    if all(isinstance(one, bytes) for one in spans):
        return [one for one in spans if isinstance(one, bytes)]
    content = looked_at(file)
    if content is None:
        raise FileNotFoundError(errno.ENOENT, "the last build's file is no longer there", file)
    return [one if isinstance(one, bytes) else content[one[0] : one[1]] for one in spans]


def _starts(lengths: Sequence[int], end: int) -> list[int]:
    """Return where pieces begin that end at `end`, one behind the other."""
    start = end - sum(lengths) - BETWEEN * (len(lengths) - 1)
    starts = []
    for length in lengths:
        starts.append(start)
        start += length + BETWEEN
    return starts
