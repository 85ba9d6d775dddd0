"""What a build does that has something to do: read, judge, draw, verify, publish.

Every part is told what the last build left, and makes anew what the change concerns.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from functools import cache, cached_property, partial
from pathlib import Path

from kbtool.aside import Aside, InSteps
from kbtool.checks.select import judge
from kbtool.compiler import (
    Examined,
    Judging,
    build_id,
    no_collector,
    plan,
    publish,
    read_again,
    site_of,
    write_search_index,
)
from kbtool.faults import fault
from kbtool.last import (
    FACTS,
    MEMORY,
    PAGES,
    SEARCHED,
    SETTINGS,
    TEMPLATES,
    Built,
    Facts,
    Last,
    Place,
    content_digest,
    inline_values,
    leave,
    links_digest,
    rows_of,
)
from kbtool.model import ARTICLES, Source
from kbtool.problems import Problem, has_errors, problem
from kbtool.publish.box import Box, Put
from kbtool.publish.crew import Written, draw_all
from kbtool.publish.draw import Drawer
from kbtool.publish.look import Look
from kbtool.publish.machines import Told, tell
from kbtool.publish.page import Page, markdown_path
from kbtool.publish.page_record import pack
from kbtool.publish.security import Inline
from kbtool.publish.settings import Settings, settings
from kbtool.publish.site import RENDER_WARNING
from kbtool.publish.site_links import SITE_LINKS, SiteLinks
from kbtool.publish.statics import (
    HEADERS,
    Static,
    headers_of,
    shared_by,
    source_files,
    statics,
)
from kbtool.publish.swap import STATE, Stage
from kbtool.publish.tree import Tree
from kbtool.publish.whole import verify
from kbtool.publish.work import WORK
from kbtool.read.day import build_day
from kbtool.read.identity import current_user, identity
from kbtool.read.inputs import Inputs
from kbtool.read.memory import Memory
from kbtool.searching import Found, instruct, search_again, search_from_nothing
from kbtool.shelf import Shelf
from kbtool.timing import stage
from kbtool.told import Retold, places
from kbtool.worklist import Pages, Worklist

__all__ = ["Progress", "Renewal"]

Progress = Callable[[int, int], None]
"""Told how many pages of how many are drawn."""


class Renewal:
    """One build of one project."""

    def __init__(
        self,
        place: Place,
        environ: Mapping[str, str],
        last: Last | None,
        seen: Inputs,
        look: Look,
        progress: Progress | None,
        workers: int,
    ) -> None:
        """Take what is known.

        Args:
            place: what is built, and where it lies.
            environ: for SOURCE_DATE_EPOCH.
            last: the last build, where it is still what is published.
            seen: the state of everything that is read, taken before.
            look: what pages depend on besides their values.
            progress: told how many pages of how many are drawn.
            workers: processes that draw.
        """
        self.place = place
        self.root = place.root
        self.environ = environ
        self.last = last
        self.seen = seen
        self.look = look
        self.progress = progress
        self.workers = workers

    def run(self) -> Built:
        """Build, and publish what came out, or nothing of it.

        Raises:
            KbtoolError: the project or the installation is unusable.
        """
        with no_collector(), self._lean() as lean:
            others = self._others()
            with stage("settings"):
                theme = self.look.digest()
            judging = self._read(theme)
            with stage("settings"):
                found = self._settings(theme)
            if isinstance(found, str):
                examined = judging.examined(judging.problems())
                if not examined.publishable:
                    return self.built(examined, examined.problems)
                return self._with_mkdocs(examined)
            examined = judging.examined(())
            draw = partial(self._drawn, examined, found, theme, others, lean)
            if self.last is None:
                return draw(cache(judging.problems))
            # An edit is judged by another process: that takes as long as to find out which pages
            # are due, and nothing is drawn before both are known.
            with Aside(judging.problems, "judges") as judged:
                return draw(judged.result)

    def _lean(self) -> InSteps[Found] | nullcontext[None]:
        """Begin what search needs, where nothing is left of a last build."""
        return nullcontext() if self.last else search_from_nothing()

    def _drawn(
        self,
        examined: Examined,
        settings: Settings,
        theme: str,
        others: Mapping[str, bytes],
        lean: InSteps[Found] | None,
        judged: Callable[[], Sequence[Problem]],
    ) -> Built:
        """Build with pages that we draw ourselves."""
        try:
            drawing = _Drawing(self, examined, settings, theme, others, lean)
            return drawing.publish(judged)
        except Exception:  # values that are wrong need not make pages
            if has_errors(judged()):
                return self.built(examined, judged())
            raise

    def _read(self, theme: str) -> Judging:
        self.shelf = Shelf.read(self.last.folder, MEMORY) if self.last else None
        before = Memory()
        if self.last and self.shelf:
            before = Memory.from_rows(self.shelf.contents(), self.last.facts.user)
        facts = self.last.facts if self.last else None
        # What was published could be rendered, with this very look; so it can be now.
        rendered = facts is not None and facts.complete and facts.look == theme
        judging, memory = read_again(
            self.root,
            self.environ,
            before,
            drafts=self.place.drafts,
            rendered=rendered,
            states=self.seen.apart,
        )
        self.rows = memory.rows(before)
        return judging

    def _others(self) -> dict[str, bytes]:
        """Return the SHA-256 of the files told apart that no memory holds, before they are read.

        Without one that cannot be read; then the next build looks at everything.
        """
        hashes = {}
        for path in self.seen.apart:
            if not path.startswith(f"{ARTICLES}/"):
                with suppress(OSError):
                    hashes[path] = hashlib.sha256((self.root / path).read_bytes()).digest()
        return hashes

    def _settings(self, theme: str) -> Settings | str:
        """Return the settings; MkDocs is asked for them only where something has changed."""
        content = self.last.read(SETTINGS) if self.last else None
        key, _, text = bytes(content or b"").partition(b"\n")
        return Settings.from_json(text.decode()) if key.decode() == theme else settings(self.root)

    def _with_mkdocs(self, examined: Examined) -> Built:
        """Build with MkDocs itself: plugins and hooks may look at anything, so all is made anew."""
        from kbtool.publish.render import render_with_mkdocs

        with stage("values"):
            site, corpus = plan(examined)
        with Stage(self.root, build_id=site.build_id) as staged:
            with stage("draw"):
                found = render_with_mkdocs(self.root, site, staged.site, self.progress)
            problems = (*examined.problems, *judge(examined.kb, found, partly=True))
            if not has_errors(problems):
                with stage("index"):
                    write_search_index(corpus, staged.index, site, examined.source_hash)
                with stage("publish"):
                    publish(staged, site=self.place.site, index=self.place.index)
            return self.built(examined, problems, len(site.pages), len(site.pages))

    def built(
        self, examined: Examined, problems: Sequence[Problem], pages: int = 0, drawn: int = 0
    ) -> Built:
        """Return what was done."""
        counts = {lang: tree.count for lang, tree in examined.order.trees.items()}
        return Built(self.root, tuple(problems), counts, pages, drawn)


class _Drawing:
    """The build of a project whose pages we draw ourselves."""

    def __init__(
        self,
        of: Renewal,
        examined: Examined,
        settings: Settings,
        theme: str,
        others: Mapping[str, bytes],  # SHA-256 of files that are no articles
        lean: InSteps[Found] | None,  # waits for what search is to do, see searching.py
    ) -> None:
        self.of = of
        self.place = of.place
        self.root = of.root
        self.examined = examined
        self.others = others
        self.lean = lean
        self.settings = settings
        self.theme = theme
        kb = examined.kb
        self.build_id = build_id(examined.source_hash, theme, kb.today, kb.month)
        self.last = of.last
        self.facts = of.last.facts if of.last else None
        # Of what was drawn. Of links numbers alone: the paths of 10,000 pages would be 40 MB (m).
        self.drawn: list[str] = []
        self.warned: dict[str, tuple[str, ...]] = {}
        self.found: dict[str, Inline] = {}  # within pages
        self.put: dict[str, Put] = {}
        self.records: dict[str, bytes] = {}  # of pages that were drawn
        self.contents: dict[str, bytes] = {}  # digests of what is no page
        self.copied: dict[str, tuple[int, ...]] = {}
        self.sizes: dict[str, int] = {}
        self.exported: tuple[str, ...] = ()  # paths of what the browser searches in

    def publish(self, judged: Callable[[], Sequence[Problem]]) -> Built:
        """Draw what is due, verify the whole, and put it in its place.

        Args:
            judged: waits for what is wrong with what was examined.
        """
        last = self.last
        copies = {"site": self.place.site, STATE: self.place.state} if last else {}
        with stage("stage"):
            staged = Stage(
                self.root,
                copies.items(),
                seen=last.published if last else None,
                build_id=self.build_id,
            )
        with staged, self._search(staged) as search, Box(staged.folder / "box") as self.box:
            if last is None and has_errors(problems := judged()):  # learns so at once
                return self.of.built(self.examined, problems)
            if self.lean:
                self._remember(staged)
            with stage("values"):
                self._plan()
            with stage("wait for search"):
                self.work.parts.similar = search.early()
                redirects = (redirect.path for redirect in self.site.redirects)
                search.tell([*self.paths, *redirects])
            with stage("values"):
                due = self.work.due
            with stage("wait for judge"):
                problems = judged()
            if has_errors(problems):
                return self.of.built(self.examined, problems)
            problems = (*problems, *self._draw(staged, due, search))
            if not has_errors(problems):
                self._write_statics(staged)
                with stage("wait for search"):
                    self.exported, self.documents = search.result()
                with stage("publish"):
                    self._swap(staged, problems)
        return self.of.built(self.examined, problems, len(self.work.entries), len(self.drawn))

    def _plan(self) -> None:
        """Find out which pages there are, and what they share."""
        self.work = work = Worklist(self.examined, {}, self.settings, self.theme, self.facts)
        self.site = site_of(work.parts, self.root, work.made, work.entries, self.build_id, {})
        self.files = source_files(self.settings, self.root)
        shared = shared_by(self.site, self.files)
        self.drawer = Drawer(self.settings, shared, self.root / WORK / TEMPLATES)

    def _draw(self, staged: Stage, due: Pages, search: Aside[Found]) -> list[Problem]:
        """Draw the pages that are due; return what is wrong with them."""
        progress = self.of.progress
        also = partial(_beside, self.work, self.drawer.site_url, staged.site_tree, self.box)
        with stage("draw"):
            content = self.last.read(SITE_LINKS) if self.last else None
            self.links = SiteLinks.from_bytes(content) if content else SiteLinks()
            self.linked = dict(self.facts.linked) if self.facts else {}
            known, workers = frozenset(self.files), self.of.workers
            for written in draw_all(
                self.drawer, due, staged.site, workers, known, also, beside=search
            ):
                # Here, while others draw: at the end all would wait for it.
                self._take(written)
                if progress:
                    progress(len(self.drawn), len(due))
        return judge(self.examined.kb, self._warnings(), partly=True)

    def _take(self, written: Written) -> None:
        path = written.path
        self.drawn.append(path)
        self.links.set(path, written.links)
        self.linked[path] = links_digest(written.links)
        if written.inline != Inline():
            self.found[path] = written.inline
        if written.warnings:
            self.warned[path] = written.warnings
        if written.more:
            self.put[path] = written.more

    def _warnings(self) -> Iterator[Problem]:
        for said in self.settings.warnings:
            yield problem(RENDER_WARNING, Source("mkdocs.yml"), said)
        for path, warnings in self.warned.items():
            article = self.work.articles.get(path)
            for said in warnings:
                source = Source(article.path if article else "mkdocs.yml")
                yield problem(RENDER_WARNING, source, said)

    def _taken(self) -> dict[str, Told]:
        """Return what is told of each question that was drawn; its record is kept."""
        now = {}
        for path, put in self.put.items():
            text, row, self.records[path] = self.box.take(put)
            if text:
                now[path] = Told(text, row)
        self.box.close()
        return now

    # --- files that are no page -------------------------------------------------

    def _write_statics(self, staged: Stage) -> None:
        with stage("other files"):
            now = self._taken()
            before = self.facts.told if self.facts else {}
            told = Retold(now, self.place.site, before)
            copies = {markdown_path(path) for path in now}  # lie beside their pages
            known = self.facts.statics if self.facts else {}
            inline = Inline()
            for static in statics(self.drawer, self.site, self.files, told):
                inline |= static.inline
                path = static.path
                self._write(staged, static, known.get(path), there=path in copies)
            self.contents |= {path: known[path] for path in told.kept}
            self.inline = self._inline()
            for found in self.inline.values():
                inline |= Inline(*map(frozenset, found))
            if HEADERS not in self.files:
                headers = headers_of(self.drawer, self.site, inline)
                self._write(staged, headers, known.get(HEADERS))
            self.told = told.lengths

    def _write(
        self, staged: Stage, static: Static, known: bytes | None, there: bool = False
    ) -> None:
        """Write a file, or leave the one that is there in its place.

        Args:
            staged: with the files of the last build.
            static: the file.
            known: the digest of its content in the last build, if there was one.
            there: it was written beside its page.
        """
        fault("draw.static")
        if isinstance(static.content, Path):
            info = static.content.stat()
            state = identity(info, time.time_ns())
            self.copied[static.path] = state
            if not (state and self.facts and self.facts.copied.get(static.path) == state):
                staged.site_tree.write(static.path, static.content.read_bytes())
            return
        digest = content_digest(static.content)
        self.contents[static.path] = digest
        self.sizes[static.path] = len(static.content)
        if not there and (not digest or digest != known):
            staged.site_tree.write(static.path, static.content)

    def _inline(self) -> dict[str, tuple[tuple[str, ...], ...]]:
        """Return what stands within pages, for those of which anything does."""
        inline = dict(self.facts.inline) if self.facts else {}
        for path in self.drawn:
            inline.pop(path, None)
        inline |= {path: inline_values(found) for path, found in self.found.items()}
        return {path: found for path, found in inline.items() if path in self.paths}

    @cached_property
    def paths(self) -> frozenset[str]:
        """The paths of all pages."""
        return frozenset(entry.path for entry in self.work.entries)

    def _search(self, staged: Stage) -> InSteps[Found]:
        """Begin all that search needs, in a process of its own: it says what is similar early.

        This one never holds the analysed texts, nor do those that draw: what they touch they
        copy. What only that process needs is let go of here.
        """
        examined, old = self.examined, self.place.index
        if self.lean:
            instruct(self.lean, staged, old, examined)
            return self.lean
        assert self.last is not None
        shelf, rows = self.of.shelf or Shelf(), self.of.rows
        del self.of.shelf, self.of.rows
        return search_again(staged, old, examined, self.last, shelf, rows)

    def _remember(self, staged: Stage) -> None:
        """Write what was read of every file, here where search alone is waited for anyway."""
        with stage("state"):
            Shelf().leave(staged.state_tree, MEMORY, self.of.rows)
        del self.of.shelf, self.of.rows

    # --- the swap -----------------------------------------------------------------

    def _swap(self, staged: Stage, problems: Sequence[Problem]) -> None:
        expected = self.paths | self.contents.keys() | self.copied.keys() | set(self.exported)
        before = self.last.published.site if self.last else {}
        removed = before.keys() - expected
        for path in removed:
            if not path.startswith(f"{SEARCHED}/"):
                staged.site_tree.remove(path)
        staged.copy_ahead()
        links = self._links(staged, removed)
        found = staged.survey()
        verify(found, expected=expected, links=links, changed=self.drawn, removed=removed)
        self._leave(staged, problems)
        publish(
            staged,
            site=self.place.site,
            index=self.place.index,
            state=self.place.state,
            spare=True,
        )

    def _links(self, staged: Stage, removed: Iterable[str]) -> SiteLinks:
        for path in removed:
            self.links.forget(path)
            self.linked.pop(path, None)
        leave(staged.state_tree, SITE_LINKS, self.links.to_bytes())
        return self.links

    def _leave(self, staged: Stage, problems: Sequence[Problem]) -> None:
        """Write down for the next build what this one knows."""
        fault("state.write")
        of, work = self.of, self.work
        today, fixed = build_day(of.environ)
        known = self.settings.pure and of.look.certain
        hashes = {**self.examined.hashes, **self.others}
        apart = {
            path: (state, hashes[path]) for path, state in of.seen.apart.items() if path in hashes
        }
        facts = Facts(
            build_id=self.build_id,
            complete=known and len(apart) == len(of.seen.apart),
            sources=apart,
            month=self.examined.kb.month,
            look=self.theme,
            user=current_user(),
            linked=self.linked,
            inputs=(of.seen.digest, of.seen.settled),
            day=(today.toordinal(), fixed),
            counts={lang: tree.count for lang, tree in self.examined.order.trees.items()},
            found=rows_of(problems),
            frame=work.frame if known else "",
            marks=work.marks,
            keys=work.keys,
            documents=self.documents,
            redirects=tuple(redirect.path for redirect in self.site.redirects),
            statics=self.contents,
            copied=self.copied,
            inline=self.inline,
            told=places(work.entries, self.told, self.sizes),
        )
        leave(staged.state_tree, FACTS, facts.to_bytes())
        pages = Shelf.read(self.last.folder, PAGES) if self.last else None
        gone = pages.keys() - self.work.articles.keys() if pages else ()
        (pages or Shelf()).leave(staged.state_tree, PAGES, {**self.records, **dict.fromkeys(gone)})
        leave(staged.state_tree, SETTINGS, f"{self.theme}\n{self.settings.as_json()}".encode())


def _beside(work: Worklist, site_url: str, tree: Tree, box: Box, page: Page) -> Put | None:
    """Make of the page of a question what there is besides its HTML, and put it into the box.

    That is what programs read, where it is listed, and the record for the next build. The page
    as Markdown is written here: 10,000 of them cost one process a second (m).
    """
    article = work.articles.get(page.path)
    if article is None:
        return None
    told = Told(b"", b"")
    if page.markdown_path:
        told = tell(page, work.parts.strings[page.view.lang], site_url)
        tree.write(page.markdown_path, told.text)
    return box.put(told.text, told.row, pack(page, *page.targets))
