"""What an edit is, where edits register, and what they share: a project and its texts.

An edit changes something a build reads, wrote or keeps, says what in a few words, and says
nothing when there was nothing to change. It draws on the chance of its step alone, so a step does
the same in a walk of which other steps are left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

__all__ = [
    "EDITS",
    "Edit",
    "Project",
    "edit",
    "fields",
    "quoted",
    "rewrite",
    "sentence",
    "set_field",
]

SOURCES = ("kb", "theme", "overrides", "mkdocs.yml", "base.yml")
FRONT = "---\n"
ENGLISH = (
    "order refund parcel label card shop return cancel delivery receipt bank money late lost how "
    "when where can my the a for with before after open choose photo sofa blue"
)
CHINESE = (
    "订单 退款 包裹 银行卡 门店 退货 取消 配送 小票 钱 怎么 什么时候 可以 我的 打开 选择 照片 沙发"
)
WORDS = {"en": ENGLISH.split(), "zh": CHINESE.split()}


@dataclass
class Project:
    """A project folder, and what else decides on a build."""

    root: Path
    older: Path  # where the state of an earlier build is kept
    version: str = "0.1.0"
    now: int = 1_792_000_000  # seconds since 1970: SOURCE_DATE_EPOCH

    @property
    def articles(self) -> list[Path]:
        """Files of one article each."""
        return sorted((self.root / "kb" / "articles").rglob("*.md"))

    @property
    def categories(self) -> list[Path]:
        """Folders of categories."""
        found = (self.root / "kb" / "articles").rglob("_category.yml")
        return sorted(path.parent for path in found)

    def lang(self, path: Path) -> str:
        """Return the language of a file or folder below kb/articles/."""
        return path.relative_to(self.root / "kb" / "articles").parts[0]

    def name(self, path: Path) -> str:
        """Return a path as people write it."""
        return path.relative_to(self.root).as_posix()

    def sources(self) -> dict[str, bytes]:
        """Return everything that authors write."""
        return {self.name(path): path.read_bytes() for path in self._source_files()}

    def restore(self, sources: dict[str, bytes]) -> None:
        """Bring back what authors had written; files that are right keep their times."""
        for path in list(self._source_files()):
            if self.name(path) not in sources:
                path.unlink()
        for name, content in sources.items():
            path = self.root / name
            if not path.is_file() or path.read_bytes() != content:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        for folder in sorted((self.root / "kb").rglob("*"), reverse=True):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()

    def _source_files(self) -> Iterator[Path]:
        for name in SOURCES:
            path = self.root / name
            yield from (one for one in sorted(path.rglob("*")) if one.is_file())
            if path.is_file():
                yield path


Edit = Callable[[Project, Random], str]
EDITS: dict[str, Edit] = {}


def edit(function: Edit) -> Edit:
    """Register an edit under the name of its function."""
    EDITS[function.__name__] = function
    return function


def rewrite(path: Path, text: str) -> None:
    """Write a text, and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def quoted(value: object) -> str:
    """Return a value as YAML takes it on one line."""
    return json.dumps(value, ensure_ascii=False)


def fields(path: Path) -> tuple[dict[str, str], str]:
    """Return the front matter of an article, one line a key, and its body."""
    head, body = path.read_text("utf-8").removeprefix(FRONT).split("\n" + FRONT, 1)
    return dict(line.split(": ", 1) for line in head.split("\n")), body


def set_field(path: Path, key: str, value: str | None) -> None:
    """Write, change or remove a key of an article's front matter."""
    front, body = fields(path)
    if value is None:
        front.pop(key, None)
    else:
        front[key] = value
    lines = "\n".join(f"{name}: {text}" for name, text in front.items())
    rewrite(path, f"{FRONT}{lines}\n{FRONT}{body}")


def sentence(lang: str, random: Random, words: int = 7) -> str:
    """Return words that look like a sentence."""
    return (" " if lang == "en" else "").join(random.choices(WORDS[lang], k=words))
