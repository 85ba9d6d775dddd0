"""A log that was imported is known again by its content, grown, rotated, packed or joined."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbtool.loop.ledger import Entry, ledger_csv, look, read_ledger
from kbtool.problems import KbtoolError

LINES = st.lists(st.sampled_from([b"a\n", b"bb\n", b"a b\n", b"\n"]), max_size=6).map(b"".join)


def entry(content: bytes, name: str = "access.log", begins: str = "") -> Entry:
    return Entry("2026-03-31", name, len(content), hashlib.sha256(content).hexdigest(), begins)


def written(folder: Path, content: bytes, name: str = "x.log") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_a_new_log_is_new(tmp_path: Path) -> None:
    seen = look(written(tmp_path, b"one\ntwo\n"), [entry(b"three\n")])

    assert (seen.new, seen.known, seen.known_lines, seen.like) == (8, 0, 0, "")


def test_the_same_log_has_nothing_new_whatever_its_name(tmp_path: Path) -> None:
    seen = look(written(tmp_path, b"one\ntwo\n", "access.log.1"), [entry(b"one\ntwo\n")])

    assert (seen.new, seen.like) == (0, "access.log")


def test_a_packed_log_is_the_same_log(tmp_path: Path) -> None:
    path = written(tmp_path, gzip.compress(b"one\ntwo\n"), "access.log.1.gz")

    assert look(path, [entry(b"one\ntwo\n")]).new == 0


def test_of_a_log_that_has_grown_only_the_rest_is_new(tmp_path: Path) -> None:
    seen = look(written(tmp_path, b"one\ntwo\nthree\n"), [entry(b"one\ntwo\n")])

    assert (seen.new, seen.known_lines) == (6, 2)


def test_a_line_that_was_half_written_then_is_not_counted_again(tmp_path: Path) -> None:
    seen = look(written(tmp_path, b"one\ntwo\nthree\n"), [entry(b"one\nt")])

    assert seen.known_lines == 2


def test_the_longest_of_several_states_of_a_log_is_what_is_known(tmp_path: Path) -> None:
    states = [entry(b"one\n"), entry(b"one\ntwo\n"), entry(b"one\ntwo\nthree\nfour\n")]

    assert look(written(tmp_path, b"one\ntwo\nthree\n"), states).known_lines == 2


def test_logs_that_were_joined_are_all_known(tmp_path: Path) -> None:
    joined = b"one\ntwo\n" + b"three\n" + b"four\n"

    seen = look(written(tmp_path, joined), [entry(b"three\n"), entry(b"one\ntwo\n")])

    assert (seen.known_lines, joined[seen.known :]) == (3, b"four\n")


def test_a_log_that_begins_like_another_and_goes_on_otherwise_is_told(tmp_path: Path) -> None:
    first = look(written(tmp_path, b"day,count\n1,2\n3,4\n"), [])
    known = Entry("2026-03-31", "export.csv", first.size, first.sha256, first.begins)

    seen = look(written(tmp_path, b"day,count\n1,2\n5,6\n"), [known])

    assert (seen.known, seen.resembles) == (0, "export.csv")


def test_a_packed_log_that_is_cut_off_counts_as_far_as_it_goes(tmp_path: Path) -> None:
    content = b"".join(b"line %d\n" % n for n in range(20_000))
    packed = gzip.compress(content)

    seen = look(written(tmp_path, packed[: len(packed) // 2], "cut.gz"), [])

    assert 0 < seen.size < len(content)


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KbtoolError, match="cannot be read"):
        look(tmp_path, [])


@given(st.lists(LINES, max_size=4), LINES)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_known_is_what_was_imported_whatever_the_pieces(
    tmp_path: Path, pieces: list[bytes], rest: bytes
) -> None:
    content = b"".join(pieces) + rest

    seen = look(written(tmp_path, content), [entry(piece) for piece in pieces])

    assert seen.known >= len(pieces[0]) if pieces else seen.known == 0
    assert seen.new == 0 or seen.known_lines == content[: seen.known].count(b"\n")


def test_a_ledger_reads_back_as_it_was_written() -> None:
    entries = [entry(b"one\n", "tickets.csv"), entry(b"two\n", "access.log", "0123456789abcdef")]

    read, problems = read_ledger(ledger_csv(entries), "kb/imports.csv")

    assert (sorted(entries, key=lambda one: one.file), []) == (
        sorted(read, key=lambda one: one.file),
        problems,
    )
