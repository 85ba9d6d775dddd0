"""Reading a file: text, or one problem that says why not."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.read.text_source import read_text


def written(tmp_path: Path, content: bytes) -> Path:
    (tmp_path / "a.md").write_bytes(content)
    return tmp_path


def told(root: Path, path: str = "a.md", max_bytes: int = 1000) -> tuple[str, int, int]:
    text, problems = read_text(root, path, max_bytes)
    assert text is None
    assert [(p.rule.id, p.source.path) for p in problems] == [("KB110", path)]
    return problems[0].message, problems[0].source.line, problems[0].source.column


def test_text_is_read_as_utf_8(tmp_path: Path) -> None:
    root = written(tmp_path, "退款 café\n".encode())

    assert read_text(root, "a.md") == ("退款 café\n", [])


def test_a_path_from_the_root_of_the_disk_is_read_from_there(tmp_path: Path) -> None:
    root = written(tmp_path, b"A\n")

    assert read_text(root / "elsewhere", str(root / "a.md")) == ("A\n", [])


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    root = written(tmp_path, b"\xef\xbb\xbf---\n")

    assert read_text(root, "a.md") == ("---\n", [])


def test_every_line_ending_becomes_a_line_feed(tmp_path: Path) -> None:
    root = written(tmp_path, b"a\r\nb\rc\n\r\n")

    assert read_text(root, "a.md") == ("a\nb\nc\n\n", [])


def test_a_byte_that_is_not_utf_8_is_told_at_its_character(tmp_path: Path) -> None:
    root = written(tmp_path, "第一行\r\n退款".encode() + b"\xff\n")

    assert told(root) == ("byte 0xff is not UTF-8", 2, 3)


def test_a_nul_character_is_told_at_its_place(tmp_path: Path) -> None:
    root = written(tmp_path, b"a\nbc\0d\n")

    assert told(root) == ("the file holds a NUL character", 2, 3)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    root = written(tmp_path, b"x" * 1001)

    assert told(root) == ("the file has 1,001 bytes, more than 1,000", 1, 1)


def test_a_file_of_just_the_allowed_size_is_read(tmp_path: Path) -> None:
    root = written(tmp_path, b"x" * 1000)

    assert read_text(root, "a.md", 1000) == ("x" * 1000, [])


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    assert told(tmp_path) == ("the file cannot be read: No such file or directory", 1, 1)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "a.md").mkdir()

    assert told(tmp_path) == ("this is no regular file", 1, 1)


@given(content=st.binary(max_size=200))
@settings(deadline=None, max_examples=60)
def test_any_bytes_give_text_or_one_problem(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        text, problems = read_text(written(Path(folder), content), "a.md")

    assert (text is None) == (len(problems) == 1)
    assert text is None or "\r" not in text
