"""What is published is compared with a build from nothing, elsewhere."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kbtool.build import build
from kbtool.problems import KbtoolError
from kbtool.reproduce import Difference, differences
from tests.cli.conftest import SMALL
from tests.soak.building import fingerprints

PAGE = "kb/articles/en/aftersale/return.md"


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("reproduce") / "project"
    for name, text in SMALL.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    assert build(root).publishable
    return root


@pytest.fixture
def root(once: Path, tmp_path: Path) -> Path:
    return shutil.copytree(once, tmp_path / "project")


def test_what_was_just_built_has_no_differences_and_is_left_alone(root: Path) -> None:
    before = fingerprints(root)

    assert differences(root) == []
    assert fingerprints(root) == before


def test_each_file_that_differs_is_named(root: Path) -> None:
    (root / "site/en/foreign.html").write_text("")
    (root / "site/en/index.html").unlink()
    with (root / "site/robots.txt").open("ab") as file:
        end = file.tell()
        file.write(b"\n")

    found = differences(root)

    assert found == [
        Difference("en/foreign.html", "is published, and a build from nothing has no such file"),
        Difference("en/index.html", "is missing"),
        Difference("robots.txt", f"differs from byte {end:,} on"),
    ]


def test_an_index_of_other_sources_is_named(root: Path) -> None:
    page = root / PAGE
    page.write_text(page.read_text("utf-8") + "\nMore.\n", encoding="utf-8")

    named = [(one.path, one.what) for one in differences(root)]

    assert ("search_index", "is of another build than that of these sources") in named


def test_sources_that_cannot_be_built_are_an_error(root: Path) -> None:
    (root / PAGE).write_text("---\nid: return\n---\n", encoding="utf-8")

    with pytest.raises(KbtoolError, match="a copy of the project cannot be built"):
        differences(root)
