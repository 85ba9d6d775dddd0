"""What a build leaves is believed only whole, and only by the installation that left it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kbtool
from kbtool.sealed import maker, sealed, unsealed


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "state"
    path.write_bytes(sealed(b"what was read"))
    return path


def test_what_was_sealed_comes_back(file: Path) -> None:
    content = unsealed(file)

    assert content is not None and bytes(content) == b"what was read"


def test_nothing_can_be_sealed_too(file: Path) -> None:
    file.write_bytes(sealed(b""))

    content = unsealed(file)
    assert content is not None and bytes(content) == b""


def test_a_file_that_is_missing_is_not_there(tmp_path: Path) -> None:
    assert unsealed(tmp_path / "nowhere") is None


def test_a_folder_in_its_place_is_not_there(tmp_path: Path) -> None:
    assert unsealed(tmp_path) is None


def test_every_bit_that_flips_breaks_the_seal(file: Path) -> None:
    whole = file.read_bytes()
    believed = []
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 1
        file.write_bytes(damaged)
        believed += [place] if unsealed(file) is not None else []

    assert believed == []


def test_a_file_that_ends_too_early_is_not_there(file: Path) -> None:
    whole = file.read_bytes()
    believed = []
    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        believed += [length] if unsealed(file) is not None else []

    assert believed == []


@given(content=st.binary(max_size=200))
def test_what_nobody_sealed_is_not_there(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "unsealed")
        path.write_bytes(content)

        assert unsealed(path) is None


def test_another_version_does_not_believe_it(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kbtool, "__version__", "99")

    assert unsealed(file) is None


def test_one_process_after_the_other_is_one_maker() -> None:
    assert maker() == maker()
