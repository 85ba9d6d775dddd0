"""What the last build left: what it read, what it drew, and what that was made from.

It lies in `.kbtool/state/`, each file under a seal, and takes its place together with the site
that it tells of. Without it, or with any doubt of it, a build begins from nothing.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Mapping
from dataclasses import field, fields
from hashlib import blake2b
from pathlib import Path
from typing import Any, Self

from kbtool.frozen import dataclass
from kbtool.model import CONFIG, Source
from kbtool.problems import Problem, Rule, Severity, has_errors
from kbtool.publish.published import PUBLISHED, Published
from kbtool.publish.security import Inline
from kbtool.publish.swap import STATE
from kbtool.publish.tree import Tree
from kbtool.publish.work import WORK
from kbtool.sealed import seal, unsealed

__all__ = [
    "FACTS", "INDEX", "MEMORY", "PAGES", "SEARCH", "SEARCHED", "SETTINGS", "SITE", "TEMPLATES",
    "Built", "Facts", "Last", "MoreChanged", "Place",
    "content_digest", "inline_values", "leave", "links_digest", "rows_of",
]  # fmt: skip

SITE = "site"
INDEX = "search_index"
FACTS, MEMORY, PAGES, SEARCH, SETTINGS = "facts", "memory", "pages", "search", "settings"
"""Files of the state."""
SEARCHED = "search"
"""Folder of the site for what the browser searches in; the export tells what becomes of it."""
TEMPLATES = "templates"
"""Folder in `.kbtool/` for compiled templates, which verify themselves."""


LARGE = 1 << 20  # bytes

_Row = tuple[tuple[str, str, int, str], tuple[str, int, int, int], str, str]


def rows_of(problems: Iterable[Problem]) -> tuple[_Row, ...]:
    """Return problems as plain values, with their rules: nobody has to know these to read them."""
    return tuple(
        (
            (one.rule.id, one.rule.name, one.rule.severity.value, one.rule.help),
            (one.source.path, one.source.line, one.source.column, one.source.length),
            one.message,
            one.hint,
        )
        for one in problems
    )


class MoreChanged(Exception):
    """What has changed concerns more than it seemed to."""


@dataclass(frozen=True, slots=True)
class Place:
    """What is built, and where what comes out of it lies."""

    root: Path  # the project folder
    drafts: bool = False  # shown as if they were public, for a preview alone

    @property
    def _output(self) -> Path:
        # A draft must never lie where a deployment looks for what to publish.
        return self.root / WORK / "preview" if self.drafts else self.root

    @property
    def site(self) -> Path:
        """The folder of the site."""
        return self._output / SITE

    @property
    def index(self) -> Path:
        """The folder of the search index."""
        return self._output / INDEX

    @property
    def state(self) -> Path:
        """The folder of what a build leaves for the next one."""
        return self._output / STATE if self.drafts else self.root / WORK / STATE


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did."""

    root: Path
    problems: tuple[Problem, ...]
    counts: Mapping[str, int]  # public questions by language
    pages: int = 0
    drawn: int = 0  # of the pages
    unchanged: bool = False  # nothing had changed, so nothing was made

    @property
    def settings(self) -> str:
        """The path of kb.yml."""
        return CONFIG

    @property
    def publishable(self) -> bool:
        """True when what is published is what the sources say now."""
        return not has_errors(self.problems)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a build knows of the one before it, as plain values."""

    build_id: str
    complete: bool  # all that pages depend on is known, so that a build may do nothing
    inputs: tuple[str, bool]  # state of all that is read but sources, and if that proves anything
    sources: Mapping[str, tuple[tuple[int, ...], bytes]]  # source file -> its state, its SHA-256
    day: tuple[int, bool]  # of the build, and whether SOURCE_DATE_EPOCH said so
    month: tuple[int, int]  # of the build
    look: str  # a digest of the theme
    user: int  # who read the files
    counts: Mapping[str, int]  # public questions by language
    found: tuple[_Row, ...]  # all problems, see `rows_of`
    frame: str  # a digest of what all pages share
    marks: Mapping[str, bytes]  # page of a question -> its mark, see publish/marks.py
    keys: Mapping[str, bytes]  # other page -> a digest of its value
    documents: Mapping[tuple[str, str], bytes]  # of search, by language and id -> a digest
    redirects: tuple[str, ...]  # pages that send their readers on
    statics: Mapping[str, bytes]  # other file -> a digest of its content
    copied: Mapping[str, tuple[int, ...]]  # file that is copied -> the stat of its source
    inline: Mapping[str, tuple[tuple[str, ...], ...]]  # page -> hashes of what stands within it
    linked: Mapping[str, bytes]  # page -> a digest of the files that it leads to
    told: Mapping[str, tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=dict)
    """Page of a question -> where its text lies in `llms-full.txt`, and its row in `faq.json`."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems that the build found."""
        return tuple(
            Problem(Rule(id, name, Severity(severity), help), Source(*at), message, hint)
            for (id, name, severity, help), at, message, hint in self.found
        )

    def to_bytes(self) -> bytes:
        """Return the facts as bytes."""
        return marshal.dumps([_plain(getattr(self, one.name)) for one in fields(self)])

    @classmethod
    def from_bytes(cls, content: bytes | memoryview) -> Self:
        """Return what `to_bytes` was given; the seal around it vouches for the bytes."""
        return cls(*marshal.loads(content))


@dataclass(frozen=True, slots=True)
class Last:
    """The last build, as far as it is still what is published."""

    folder: Path
    facts: Facts
    published: Published

    @classmethod
    def of(cls, place: Place) -> Last | None:
        """Return what the last build left, None where there is nothing to trust."""
        folder = place.state
        content = unsealed(folder / FACTS)
        published = Published.read(folder / PUBLISHED)
        if content is None or published is None:
            return None
        facts = Facts.from_bytes(content)
        return cls(folder, facts, published) if facts.build_id == published.build_id else None

    def read(self, name: str) -> memoryview | None:
        """Return the content of another file of the state."""
        return unsealed(self.folder / name)


def content_digest(content: bytes) -> bytes:
    """Return what tells the content of a file from others; b"" for a large one.

    Who writes that one compares it with the file that is there, which is faster.
    """
    if len(content) > LARGE:
        return b""
    return blake2b(content, digest_size=16).digest()


def links_digest(links: Iterable[str]) -> bytes:
    """Return what tells the links of a page from others."""
    return blake2b("\n".join(sorted(links)).encode(), digest_size=8).digest()


def inline_values(inline: Inline = Inline()) -> tuple[tuple[str, ...], ...]:  # noqa: B008 - a value
    """Return what stands within a page as plain values."""
    kinds = (inline.scripts, inline.styles, inline.attributes)
    return tuple(tuple(sorted(one)) for one in kinds)


def leave(tree: Tree, name: str, content: bytes) -> None:
    """Write a file of the state."""
    tree.write(name, seal(content), content)


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else value
