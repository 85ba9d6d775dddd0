"""What is remembered of the source files is what reading them again would tell."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.read.load import load, load_again
from kbtool.read.memory import Memory
from tests.conftest import Project

DAY = {"SOURCE_DATE_EPOCH": "1781000000"}  # 2026-06-09
LATER = {"SOURCE_DATE_EPOCH": "1791000000"}
ARTICLE = "---\nid: {0}\ntitle: {0}?\n---\n\nText of {0}.\n"
HOUR = 3_600_000_000_000


def soon() -> int:
    """Return a moment at which all that was written until now has settled."""
    return time.time_ns() + HOUR


def remembered(root: Path) -> Memory:
    return load_again(root, DAY, Memory(), moment=soon())[2]


def test_what_has_not_changed_gives_the_same_memory(project: Project) -> None:
    root = project({"kb/articles/a.md": ARTICLE.format("a")})
    memory = remembered(root)

    _, _, again = load_again(root, DAY, memory, moment=soon())

    assert again is memory


def test_what_has_not_changed_is_not_even_opened(project: Project) -> None:
    root = project({"kb/articles/a.md": ARTICLE.format("a")})
    memory = remembered(root)
    other = ARTICLE.format("b").encode()
    # the same state with other values can only come from the memory
    kept = remembered_as(memory, root, other)

    kb, _, _ = load_again(root, DAY, kept, moment=soon())

    assert [one.id for one in kb.articles] == ["b"]


def remembered_as(memory: Memory, root: Path, content: bytes) -> Memory:
    """Return `memory` as if the only file had held `content`."""
    copy = root.with_name("copy")
    shutil.copytree(root, copy)
    (path,) = memory.files
    (copy / path).write_bytes(content)
    (values,) = (one.values for one in remembered(copy).files.values())
    (state,) = memory.files.values()
    fields = {name: getattr(state, name) for name in type(state).__slots__}
    return Memory({path: type(state)(**fields | {"values": values})}, memory.user)


def test_a_file_written_just_now_is_not_trusted_by_its_stat(project: Project) -> None:
    root = project({"kb/articles/a.md": ARTICLE.format("a")})

    _, _, memory = load_again(root, DAY, Memory())

    assert [one.identity for one in memory.files.values()] == [()]


def test_a_file_that_was_touched_is_known_by_its_content(project: Project) -> None:
    root = project({"kb/articles/a.md": ARTICLE.format("a")})
    memory = remembered(root)
    os.utime(root / "kb/articles/a.md", (0, 0))

    kb, problems, again = load_again(root, DAY, memory, moment=soon())

    assert (kb, problems) == load(root, DAY)
    assert again.files["kb/articles/a.md"].values is memory.files["kb/articles/a.md"].values


@pytest.mark.parametrize("field", ["publish_date", "expiry_date"])
def test_another_day_is_told_to_articles_that_ask_for_it(project: Project, field: str) -> None:
    dated = ARTICLE.format("a").replace("title:", f"{field}: 2026-08-01\ntitle:")
    root = project({"kb/articles/a.md": dated})
    memory = remembered(root)

    kb, problems, _ = load_again(root, LATER, memory, moment=soon())

    assert (kb, problems) == load(root, LATER)


def test_drafts_are_shown_where_they_are_asked_for(project: Project) -> None:
    draft = ARTICLE.format("a").replace("title:", "draft: true\ntitle:")
    root = project({"kb/articles/a.md": draft})
    memory = remembered(root)

    kb, problems, _ = load_again(root, DAY, memory, drafts=True, moment=soon())

    assert (kb, problems) == load(root, DAY, drafts=True)


def test_a_folder_that_becomes_a_language_is_read_as_one(project: Project) -> None:
    root = project({"kb/articles/en/a.md": ARTICLE.format("a")})
    memory = remembered(root)
    (root / "kb/kb.yml").write_text("languages: [en, zh]\n")

    kb, problems, _ = load_again(root, DAY, memory, moment=soon())

    assert (kb, problems) == load(root, DAY)


def test_a_file_that_cannot_be_read_is_never_remembered(project: Project) -> None:
    root = project({"kb/articles/a.md": ARTICLE.format("a")})
    (root / "kb/articles/b.md").mkdir()
    os.mkfifo(root / "kb/articles/c.md")

    memory = remembered(root)

    assert list(memory.files) == ["kb/articles/a.md"]


def kept(memory: Memory) -> Memory:
    rows = {path: row for path, row in memory.rows(Memory()).items() if row is not None}
    return Memory.from_rows(rows.items(), memory.user)


def test_a_memory_comes_back_from_its_rows(project: Project) -> None:
    memory = remembered(project({"kb/articles/a.md": ARTICLE.format("a")}))

    assert memory == kept(memory)


def test_what_another_user_could_read_is_not_remembered(project: Project) -> None:
    memory = remembered(project({"kb/articles/a.md": ARTICLE.format("a")}))

    assert Memory() == kept(replace(memory, user=memory.user + 1))


def test_only_the_rows_of_files_that_changed_are_told(project: Project) -> None:
    root = project({f"kb/articles/{name}.md": ARTICLE.format(name) for name in "abc"})
    before = remembered(root)
    (root / "kb/articles/a.md").write_text(ARTICLE.format("d"))
    (root / "kb/articles/b.md").unlink()

    _, _, now = load_again(root, DAY, before, moment=soon())

    told = {path: row is None for path, row in now.rows(before).items()}
    assert told == {"kb/articles/a.md": False, "kb/articles/b.md": True}


def test_values_that_are_damaged_are_read_again(project: Project) -> None:
    root = project({"kb/articles/a.md": ARTICLE.format("a")})
    memory = remembered(root)
    ((path, one),) = memory.files.items()
    fields = {name: getattr(one, name) for name in type(one).__slots__}
    broken = Memory({path: type(one)(**fields | {"values": b"broken"})}, memory.user)

    kb, problems, _ = load_again(root, DAY, broken, moment=soon())

    assert (kb, problems) == load(root, DAY)


# --- any edits ------------------------------------------------------------------

NAMES = ("a.md", "b.md", "list.yml", "sub/_category.yml", "sub/c.md", "sub/deep/d.markdown")
CONTENTS = (
    ARTICLE.format("one"),
    ARTICLE.format("two"),
    ARTICLE.format("one").replace("Text", "Next"),  # of the same size
    ARTICLE.format("two").replace("title:", "draft: yes\ntitle:"),
    ARTICLE.format("three").replace("title:", "expiry_date: 2026-07-01\ntitle:"),
    "title: Billing\n",
    "- {id: four, title: D?, answer: Yes.}\n- {id: five}\n",
    "no front matter\n",
    "---\nid: [\n---\n",
    "\udcff".encode("utf-8", "surrogateescape").decode("latin-1"),
)


def write(place: Path, content: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.is_symlink():
        place.unlink()
    elif place.exists():
        place.chmod(0o644)  # it may be locked
    place.write_text(content, encoding="utf-8")


def write_unseen(place: Path, content: str) -> None:
    """Write, and put the time of the last change back."""
    before = place.stat().st_mtime_ns if place.exists() else 0
    write(place, content)
    os.utime(place, ns=(before, before))


def delete(place: Path, _: str) -> None:
    place.unlink(missing_ok=True)


def touch(place: Path, _: str) -> None:
    if place.exists():
        os.utime(place)


def lock(place: Path, _: str) -> None:
    if place.exists() and not place.is_symlink():
        place.chmod(0o644 if not place.stat().st_mode & 0o400 else 0o000)


def link(place: Path, _: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.unlink(missing_ok=True)
    place.symlink_to(place.parents[len(place.parts) - 1 - place.parts.index("articles")] / "a.md")


def swap(place: Path, _: str) -> None:
    other = place.with_name("b.md")
    if place != other and place.exists() and other.exists():
        between = place.with_name("between")
        place.rename(between)
        other.rename(place)
        between.rename(other)


Edit = Callable[[Path, str], None]
EDITS: tuple[Edit, ...] = (write, write_unseen, delete, touch, lock, link, swap)


def next_tick(folder: Path) -> None:
    """Return when the clock of the file system has moved on."""
    probe = folder / "probe"
    probe.touch()
    begun = probe.stat().st_ctime_ns
    while probe.stat().st_ctime_ns == begun:
        os.utime(probe)


steps = st.tuples(
    st.sampled_from(EDITS),
    st.sampled_from(NAMES),
    st.sampled_from(CONTENTS),
    st.sampled_from((DAY, LATER)),
    st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(steps, min_size=1, max_size=12), st.booleans())
def test_remembering_gives_what_reading_gives_after_any_edits(
    edits: list[tuple[Edit, str, str, Any, bool]], settled: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "project")
        write(root / "kb/articles/a.md", CONTENTS[0])
        memory = Memory()
        for edit, name, content, day, drafts in edits:
            next_tick(Path(folder))
            edit(root / "kb/articles" / name, content)

            moment = soon() if settled else None
            kb, problems, memory = load_again(root, day, memory, drafts=drafts, moment=moment)
            memory = kept(memory)

            assert (kb, problems) == load(root, day, drafts=drafts)
