"""What is no author's edit: files touched, outputs and state damaged, another day."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from random import Random

from tests.soak.edits import Project, edit

DAY = 86_400


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _damage(path: Path, random: Random) -> str:
    """Change a byte, cut a file off, empty it, or put something else in its place."""
    content = bytearray(path.read_bytes())
    kind = random.choice(("a byte", "cut off", "empty", "foreign", "gone"))
    if kind == "a byte" and content:
        content[random.randrange(len(content))] ^= random.randint(1, 255)
    elif kind == "cut off":
        del content[len(content) // 2 :]
    elif kind == "empty":
        content.clear()
    else:
        content = bytearray(b'{"version": 99}\n')
    if kind == "gone":
        path.unlink()
    else:
        path.chmod(0o644)
        path.write_bytes(content)
    return kind


@edit
def nothing(project: Project, random: Random) -> str:
    return "changed"


@edit
def file_touched(project: Project, random: Random) -> str:
    path = random.choice(_files(project.root / "kb"))
    seconds = project.now + random.choice((-30 * DAY, 0, DAY))
    os.utime(path, (seconds, seconds))
    return project.name(path)


@edit
def file_replaced_by_a_copy(project: Project, random: Random) -> str:
    """Same bytes, another inode, as editors save."""
    path = random.choice(project.articles)
    copy = path.with_suffix(".tmp")
    shutil.copy(path, copy)
    copy.replace(path)
    return project.name(path)


@edit
def another_day(project: Project, random: Random) -> str:
    project.now += random.choice((1, DAY, 40 * DAY, -20 * DAY))
    return str(project.now)


@edit
def another_version(project: Project, random: Random) -> str:
    project.version = f"0.{random.randrange(3)}.{random.randrange(3)}"
    return project.version


@edit
def page_edited_by_hand(project: Project, random: Random) -> str:
    found = _files(project.root / "site")
    if not found:
        return ""
    path = random.choice(found)
    return f"{project.name(path)}: {_damage(path, random)}"


@edit
def file_laid_into_the_site(project: Project, random: Random) -> str:
    path = project.root / "site" / random.choice(("foreign.html", "zh/foreign/index.html"))
    if not (project.root / "site").is_dir():
        return ""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("foreign", encoding="utf-8")
    return project.name(path)


@edit
def index_damaged(project: Project, random: Random) -> str:
    found = _files(project.root / "search_index")
    if not found:
        return ""
    path = random.choice(found)
    return f"{project.name(path)}: {_damage(path, random)}"


@edit
def output_removed(project: Project, random: Random) -> str:
    name = random.choice(("site", "search_index"))
    shutil.rmtree(project.root / name, ignore_errors=True)
    return name


@edit
def state_damaged(project: Project, random: Random) -> str:
    found = _files(project.root / ".kbtool")
    if not found:
        return ""
    path = random.choice(found)
    return f"{project.name(path)}: {_damage(path, random)}"


@edit
def every_file_of_the_state_damaged(project: Project, random: Random) -> str:
    found = _files(project.root / ".kbtool")
    return ", ".join(f"{project.name(path)}: {_damage(path, random)}" for path in found)


@edit
def state_removed(project: Project, random: Random) -> str:
    shutil.rmtree(project.root / ".kbtool", ignore_errors=True)
    return ".kbtool"


@edit
def state_kept_aside(project: Project, random: Random) -> str:
    if not (project.root / ".kbtool").is_dir():
        return ""
    shutil.rmtree(project.older, ignore_errors=True)
    shutil.copytree(project.root / ".kbtool", project.older, symlinks=True)
    return ".kbtool"


@edit
def older_state_brought_back(project: Project, random: Random) -> str:
    """As a CI server's cache does."""
    if not project.older.is_dir():
        return ""
    shutil.rmtree(project.root / ".kbtool", ignore_errors=True)
    shutil.copytree(project.older, project.root / ".kbtool", symlinks=True)
    return ".kbtool"
