"""An edit of bodies alone is built at once; anything more is left to the whole build."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import kbtool.read.identity
from kbtool import timing
from kbtool.build import build
from kbtool.last import MEMORY, Built, Place
from kbtool.problems import Severity
from kbtool.publish.tree import Tree
from kbtool.read.memory import Remembered
from kbtool.shelf import Shelf
from tests.conftest import REPOSITORY
from tests.soak.building import fingerprints

CONTENT = REPOSITORY / "tests" / "soak" / "content"
PAGE = "kb/articles/en/orders/order-status.md"


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = shutil.copytree(CONTENT, tmp_path_factory.mktemp("once") / "project")
    settings = (root / "kb/kb.yml").read_text("utf-8")
    # With so few texts, any word may make other questions alike.
    (root / "kb/kb.yml").write_text(
        re.sub(r"\nrelated: .*|\Z", "\nrelated: 0\n", settings, count=1)
    )
    return root


@pytest.fixture
def root(once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project that is built, and so long ago that the times of its files prove it."""
    root = shutil.copytree(once, tmp_path / "project")
    monkeypatch.setattr(kbtool.read.identity, "RACY_NS", 0)
    assert build(root).publishable
    return root


def built(root: Path) -> tuple[Built, bool]:
    """Build, and tell whether only what was edited was looked at."""
    with timing.recording() as records:
        done = build(root)
    return done, "values" not in {one.path[-1] for one in records}


def from_nothing(root: Path, elsewhere: Path) -> dict[str, str]:
    copy = shutil.copytree(root, elsewhere, ignore=lambda *_: ("site", ".kbtool"))
    assert build(copy).publishable
    return fingerprints(copy / "site")


def grown(root: Path, path: str, text: str) -> None:
    file = root / path
    file.write_text(file.read_text("utf-8").rstrip("\n") + f"\n\n{text}\n", encoding="utf-8")


def retitled(root: Path) -> None:
    file = root / PAGE
    file.write_text(file.read_text("utf-8").replace("title: ", "title: Oh, "), encoding="utf-8")


def added(root: Path) -> None:
    more = (root / PAGE).read_text("utf-8").replace("id: order-status", "id: more")
    (root / "kb/articles/en/orders/more.md").write_text(more, encoding="utf-8")


def recategorised(root: Path) -> None:
    (root / "kb/articles/en/orders/_category.yml").write_text("title: All orders\n")


def test_an_edited_body_is_all_that_is_looked_at(root: Path) -> None:
    grown(root, PAGE, "A new word: gobbledegook.")

    done, alone = built(root)

    assert (done.publishable, done.drawn, alone) == (True, 1, True)
    assert "gobbledegook" in (root / "site/en/orders/order-status.html").read_text("utf-8")


def test_some_edited_bodies_make_what_a_build_from_nothing_makes(
    root: Path, tmp_path: Path
) -> None:
    grown(root, PAGE, "A new word: gobbledegook.")
    grown(root, "kb/articles/zh/orders/order-cancel.md", "退款 gobbledegook")

    done, alone = built(root)

    assert (done.drawn, alone) == (2, True)
    assert fingerprints(root / "site") == from_nothing(root, tmp_path / "copy")


def test_one_edit_after_the_other_makes_what_a_build_from_nothing_makes(
    root: Path, tmp_path: Path
) -> None:
    for number in range(3):
        grown(root, PAGE, f"Word {number}.")
        assert built(root)[1]
    retitled(root)

    _, alone = built(root)

    assert not alone
    assert fingerprints(root / "site") == from_nothing(root, tmp_path / "copy")


MORE: dict[str, Callable[[Path], object]] = {
    "a title": retitled,
    "a link": lambda root: grown(root, PAGE, "[[refund-time]]"),
    "a new file": added,
    "a category": recategorised,
}


@pytest.mark.parametrize("edit", MORE)
def test_more_than_bodies_is_left_to_the_whole_build(root: Path, edit: str) -> None:
    MORE[edit](root)

    done, alone = built(root)

    assert (done.publishable, alone) == (True, False)


def test_an_error_in_an_edited_body_publishes_nothing(root: Path) -> None:
    before = fingerprints(root / "site")
    grown(root, PAGE, "[gone](nowhere.md)")

    done, _ = built(root)

    assert [one.rule.id for one in done.problems if one.severity is Severity.ERROR] == ["KB201"]
    assert fingerprints(root / "site") == before


def test_a_memory_that_makes_no_sense_is_not_asked(root: Path, tmp_path: Path) -> None:
    state = Place(root).state
    shelf = Shelf.read(state, MEMORY)
    assert shelf
    senseless = replace(Remembered.from_row(shelf[PAGE]), values=b"no values")
    shelf.leave(Tree(state), MEMORY, {PAGE: senseless.to_row()})
    grown(root, PAGE, "More.")

    done, only_bodies = built(root)

    assert (done.publishable, only_bodies) == (True, False)
    assert fingerprints(root / "site") == from_nothing(root, tmp_path / "other")
