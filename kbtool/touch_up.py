"""A build in which the bodies of a few questions are all that has changed.

What other pages and lists tell of such a question is as it was, and so is what it tells of
them: its page is made again around the new text, search learns the text, and nothing else
is looked at. Whatever is more than that is left to `renewal.py`, which knows how to do all.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from kbtool.aside import Hear, InSteps, Then
from kbtool.collector import no_collector
from kbtool.faults import fault
from kbtool.frozen import dataclass
from kbtool.last import (
    FACTS,
    MEMORY,
    SEARCH,
    SEARCHED,
    Built,
    Last,
    MoreChanged,
    Place,
    content_digest,
    leave,
    rows_of,
)
from kbtool.model import Article, Source, Status
from kbtool.naming import build_id, source_hash
from kbtool.problems import Problem, has_errors
from kbtool.publish.machines import Told
from kbtool.publish.marks import retold_mark
from kbtool.publish.page import markdown_path
from kbtool.publish.site_links import SiteLinks
from kbtool.publish.swap import STATE, Stage
from kbtool.publish.whole import verify
from kbtool.read.article import Spot
from kbtool.read.identity import current_user
from kbtool.read.inputs import Inputs
from kbtool.read.load import load_settings
from kbtool.read.memory import Remembered, reading_of, remembered
from kbtool.read.reading import Reading, read_file
from kbtool.shelf import Shelf
from kbtool.timing import stage
from kbtool.told import retell
from kbtool.urls import article_path

if TYPE_CHECKING:
    from kbtool.searched import Searched

__all__ = ["touch_up"]


_Learnt = tuple[dict[tuple[str, str], bytes], tuple[str, ...]]
"""Digests of documents, and paths of scripts."""


@dataclass(frozen=True, slots=True)
class _Edit:
    """A question before and after."""

    path: str  # of its page
    before: Article
    now: Article
    source: bytes  # SHA-256 of its file


def touch_up(
    place: Place,
    last: Last,
    seen: Inputs,
    edited: Mapping[str, bytes],
    ahead: Callable[[Mapping[str, bytes]], Any] | None = None,
) -> Built | None:
    """Build where the source files of a few questions are all that has changed.

    Args:
        place: what is built, and where it lies.
        last: the last build, which is still what is published.
        seen: the state of everything that is read.
        edited: source files with another content, and that content.
        ahead: given the new pages, by their paths, as soon as they are drawn.

    Returns:
        What was done, or None: then nothing was, because more than bodies has changed.

    Raises:
        KbtoolError: what changed cannot be drawn or published.
    """
    try:
        with no_collector():
            return _TouchUp(place, last, seen, edited).run(ahead)
    except MoreChanged:
        return None


class _TouchUp:
    def __init__(self, place: Place, last: Last, seen: Inputs, edited: Mapping[str, bytes]) -> None:
        self.place = place
        self.root = root = place.root
        self.last = last
        self.facts = last.facts
        if self.facts.user != current_user():
            raise MoreChanged  # what another user read is no more than what he may read
        self.seen = seen
        self.today = dt.date.fromordinal(last.facts.day[0])
        self.config, self.synonyms = load_settings(root, self.today)
        with stage("read"):
            memory = Shelf.read(last.folder, MEMORY)
            if memory is None:
                raise MoreChanged
            self.memory = memory
            self.rows: dict[str, bytes] = {}
            self.edits = [edit for path, raw in edited.items() for edit in self._read(path, raw)]

    def _read(self, path: str, raw: bytes) -> Iterator[_Edit]:
        """Yield what has changed in a file, of which nothing but bodies may have."""
        row = self.memory.get(path)
        if row is None:
            raise MoreChanged
        known = Remembered.from_row(row)
        spot = Spot(path, known.lang, known.category, self.today, self.place.drafts)
        before, now = reading_of(known.values), read_file(raw, spot)
        if not (_plain(before) and _plain(now) and len(before.articles) == len(now.articles)):
            raise MoreChanged
        sha256 = hashlib.sha256(raw).digest()
        self.rows[path] = remembered(spot, now, sha256, self.seen.apart[path]).to_row()
        for one, other in zip(before.articles, now.articles, strict=True):
            if outward(one) != outward(other) or other.status is not Status.PUBLIC:
                raise MoreChanged
            yield _Edit(article_path(other, self.config), one, other, sha256)

    def run(self, ahead: Callable[[Mapping[str, bytes]], Any] | None = None) -> Built:
        with stage("hash"):
            self._identify()
        copies = {"site": self.place.site, STATE: self.place.state}
        staged = Stage(
            self.root,
            copies.items(),
            seen=self.last.published,
            build_id=self.build_id,
            filled=False,
        )
        # Search, which nothing else waits for, has a process of its own: all that comes here
        # after its start, modules too, it does not wait for.
        learn = InSteps(partial(self._analyse, staged), "writes what search needs")
        with staged, learn as search:
            with stage("stage"):
                staged.fill()
            search.tell(True, at_once=True)
            with stage("judge"):
                problems = self._problems()
            if has_errors(problems):
                return self._built(problems, 0)
            with stage("draw"):
                drawn = self._draw(staged)
            if ahead:
                ahead({path: (staged.site / path).read_bytes() for path in drawn})
            with stage("other files"):
                told, statics = self._tell(staged, drawn)
            with stage("wait for search"):
                documents, exported = search.result()
            with stage("publish"):
                self._leave(staged, documents, problems, told, statics)
                self._verify(staged, exported)
                self._publish(staged)
        return self._built(problems, len(drawn))

    def _publish(self, staged: Stage) -> None:
        from kbtool.compiler import publish

        place = self.place
        publish(staged, site=place.site, index=place.index, state=place.state, spare=True)

    def _problems(self) -> list[Problem]:
        from kbtool.touched_body import problems_now

        edits = [(edit.before, edit.now) for edit in self.edits]
        return problems_now(self.root, self.facts, edits, self.config, self.synonyms)

    def _built(self, problems: Sequence[Problem], drawn: int) -> Built:
        pages = len(self.facts.marks) + len(self.facts.keys)
        return Built(self.root, tuple(problems), self.facts.counts, pages, drawn)

    # --- search -------------------------------------------------------------------

    def _identify(self) -> None:
        """Find out what this build is called."""
        hashes = {path: sha256 for path, (_, sha256) in self.facts.sources.items()}
        hashes |= {edit.now.path: edit.source for edit in self.edits}
        self.hashes = hashes
        own = {path: one for path, one in hashes.items() if path.startswith("kb/")}
        self.source = source_hash(self.root, own)
        self.build_id = build_id(self.source, self.facts.look, self.today, self.facts.month)

    def _analyse(self, staged: Stage, filled: Hear) -> Then[_Learnt]:
        """Let search learn the new texts; what it writes waits until the stage is filled."""
        from kbtool.touched_search import learnt

        edited = [(edit.now, edit.source) for edit in self.edits]
        found = learnt(self.last, edited, self.config, self.synonyms)
        return Then(None, partial(self._search, staged, found, filled))

    def _search(self, staged: Stage, found: Searched, filled: Hear) -> _Learnt:
        """Write what search needs, once the stage is filled.

        Returns:
            Digests of what its documents are made from, and paths of what the browser searches in.
        """
        from kbtool.search.export import exported_paths
        from kbtool.searched import Target

        filled()
        pages = sorted({*self.facts.marks, *self.facts.keys, *self.facts.redirects})
        target = Target.of(staged, self.place.index, self.source)
        exported = found.write(target, lambda: pages)
        with stage("state"):
            leave(staged.state_tree, SEARCH, found.to_bytes(exported))
        learnt = {edit.now.key: found.digests[edit.now.key] for edit in self.edits}
        return learnt, tuple(exported_paths(exported))

    # --- pages --------------------------------------------------------------------

    def _draw(self, staged: Stage) -> dict[str, Told | None]:
        """Draw the pages of the questions; return by their paths what programs read of them."""
        from kbtool.touched_page import TouchedPages  # late: search is under way by then

        pages = TouchedPages(self.place, self.last, self.config)
        return {edit.path: pages.draw(edit.path, edit.now, staged.site) for edit in self.edits}

    def _tell(
        self, staged: Stage, drawn: Mapping[str, Told | None]
    ) -> tuple[dict[str, tuple[tuple[int, int], tuple[int, int]]], dict[str, bytes]]:
        """Write what programs read; return where questions stand, and digests of the files."""
        places, digests = dict(self.facts.told), dict(self.facts.statics)
        by_folder: dict[str, dict[str, Told]] = {}
        for path, told in drawn.items():
            if told is not None:
                folder = path.partition("/")[0] if self.config.multilingual else ""
                by_folder.setdefault(folder, {})[path] = told
        for folder, of_folder in by_folder.items():
            files, moved = retell(self.place.site, folder, self.facts.told, of_folder)
            files |= {markdown_path(path): told.text for path, told in of_folder.items()}
            places |= moved
            for path, content in files.items():
                if path in self.facts.statics:  # else the project has a file of its own there
                    digests[path] = content_digest(content)
                    staged.site_tree.write(path, content)
        return places, digests

    def _verify(self, staged: Stage, exported: Iterable[str]) -> None:
        """Judge what is staged; where the pages lead to, they led to before."""
        before = self.last.published.site
        kept = (path for path in before if not path.startswith(f"{SEARCHED}/"))
        verify(staged.survey(), expected={*kept, *exported}, links=SiteLinks(), changed=())

    # --- for the next build ---------------------------------------------------------

    def _leave(
        self,
        staged: Stage,
        documents: Mapping[tuple[str, str], bytes],
        problems: Sequence[Problem],
        told: Mapping[str, tuple[tuple[int, int], tuple[int, int]]],
        statics: Mapping[str, bytes],
    ) -> None:
        fault("state.write")
        marks = dict(self.facts.marks)
        for edit in self.edits:
            marks[edit.path] = retold_mark(marks[edit.path], edit.source)
        facts = replace(
            self.facts,
            build_id=self.build_id,
            inputs=(self.seen.digest, self.seen.settled),
            sources={path: (state, self.hashes[path]) for path, state in self.seen.apart.items()},
            found=rows_of(problems),
            marks=marks,
            documents={**self.facts.documents, **documents},
            statics=statics,
            told=told,
        )
        leave(staged.state_tree, FACTS, facts.to_bytes())
        self.memory.leave(staged.state_tree, MEMORY, self.rows)


def outward(article: Article) -> Article:
    """Return an article as others see it: without its text, and without places within it."""
    nowhere = Source("")
    return replace(
        article,
        body="",
        text="",
        headings=tuple(replace(one, source=nowhere) for one in article.headings),
        links=tuple(
            replace(one, start=0, end=one.end - one.start, source=nowhere) for one in article.links
        ),
        loose=tuple(replace(one, source=nowhere) for one in article.loose),
    )


def _plain(reading: Reading) -> bool:
    """Tell whether a file holds public questions, and nothing that anybody has to say of it."""
    return (
        bool(reading.articles)
        and not reading.faulty
        and not reading.problems
        and not reading.ignores
        and reading.category is None
    )
