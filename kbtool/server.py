"""Preview: the built site on a loopback address, rebuilt and reloaded on every edit.

The server is MkDocs' own, which browsers already reload by. An edit with errors
keeps the last good pages and lays what is wrong over them.
"""

from __future__ import annotations

import html
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from mkdocs.livereload import LiveReloadServer

from kbtool import compiler
from kbtool.checks.formats import as_text, summary
from kbtool.compiler import INDEX, SITE, Examined
from kbtool.problems import KbtoolError, Problem, Severity
from kbtool.publish.page import Page
from kbtool.publish.site import Site
from kbtool.publish.strings import look, theme_folders
from kbtool.publish.swap import WORK, Stage
from kbtool.search.corpus import Corpus

__all__ = ["PreviewServer"]

Render = Callable[[Site, Path, Mapping[str, Path]], list[Problem]]
"""Fills a folder with the pages of a site, copying those that are drawn already."""

POLL_SECONDS = 0.2

# A preview is a development tool: it may carry its own style, a published page may not.
_STYLE = (
    "position:fixed;inset:auto 0 0 0;max-height:60vh;overflow:auto;z-index:99;margin:0;"
    "padding:1rem;background:#2b0f0f;color:#ffe3e0;border-top:4px solid #e5484d;"
    "font:14px/1.5 ui-monospace,monospace;white-space:pre-wrap"
)
_OVERLAY = '<div role="alert" style="{style}"><b>{title}</b>\n{text}</div>'
_EMPTY = "<!doctype html><meta charset=utf-8><title>kbtool</title><body>{overlay}</body>"


class PreviewServer:
    """Builds and serves one project until it is interrupted."""

    def __init__(
        self,
        root: Path,
        host: str,
        port: int,
        render: Render,
        rebuilt: Callable[[Examined, float], None],
        say: Callable[[str], Any],
        drafts: bool = False,
    ) -> None:
        """Take the project folder `root` and what to tell of each build.

        Args:
            root: the project folder.
            host: address to listen on.
            port: port to listen on; 0 takes a free one.
            render: draws a site into a folder.
            rebuilt: called with the result of every build, and its seconds.
            say: prints one line.
            drafts: show drafts, too; then nothing goes to `site/` and `search_index/`.
        """
        self.root = root
        self.drafts = drafts
        # A draft must never lie where a deployment looks for what to publish.
        self.output = root / WORK / "preview" if drafts else root
        self.render = render
        self.rebuilt = rebuilt
        self.say = say
        self.failure = ""
        self.drawn: dict[str, Page] = {}  # what the published pages were drawn from
        self.look = ""
        self.indexer = _Indexer(root, self.output / INDEX, say)
        self.http = _Server(self, host, port)

    def build(self, first: bool = False) -> None:
        """Build once; what is wrong is told and kept for the pages.

        Raises:
            KbtoolError: the `first` build found no knowledge base, or no usable settings.
        """
        started = time.monotonic()
        try:
            examined = self._publish_site()
        except KbtoolError as error:
            if first:
                raise
            self.say(f"error: {error.message}" + (f"\n  hint: {error.hint}" if error.hint else ""))
            self.failure = self._overlay("the build failed", f"{error.message}\n{error.hint}")
            return
        self.rebuilt(examined, time.monotonic() - started)
        self.failure = ""
        if not examined.publishable:
            shown = [one for one in examined.problems if one.severity > Severity.INFO]
            self.failure = self._overlay(summary(shown), as_text(shown, self.root))

    def _publish_site(self) -> Examined:
        """Publish the pages, drawing only those that changed; leave the index to its thread."""
        examined = compiler.examine(self.root, drafts=self.drafts, to_build=True)
        if not examined.publishable:
            return examined
        site, corpus = compiler.plan(examined)
        now = look(self.root)
        before = self.drawn if now == self.look else {}
        published = self.output / SITE
        kept = {
            page.path: published / page.path
            for page in site.pages
            if before.get(page.path) == page and (published / page.path).is_file()
        }
        with Stage(self.root) as stage:
            problems = self.render(site, stage.site, kept)
            if problems:
                return replace(examined, problems=(*examined.problems, *problems))
            compiler.publish(stage, site=published)
        self.drawn, self.look = {page.path: page for page in site.pages}, now
        self.indexer.want(site, corpus, examined.source_hash)
        return examined

    def run(self) -> None:
        """Build, serve, and rebuild until Ctrl-C.

        Raises:
            KbtoolError: the address cannot be listened on, or the project is unusable.
        """
        try:
            self._bind()
            self.build(first=True)
            for path in (self.root / "kb", *theme_folders(self.root)):
                self.http.watch(str(path))
            if (self.root / "mkdocs.yml").is_file():
                self.http.watch(str(self.root / "mkdocs.yml"))
            host, port = self.http.server_address[:2]
            self.say(f"serving at http://{host!s}:{port}/ – Ctrl-C stops")
            self.http.serve()  # type: ignore[no-untyped-call]
        except KeyboardInterrupt:
            self.say("\nstopped")
        finally:
            self.http.shutdown()
            self.indexer.finish()

    def _bind(self) -> None:
        try:
            self.http.server_bind()
        except OSError as error:
            raise KbtoolError(
                f"{self.http.host}:{self.http.port} cannot be listened on: {error.strerror}",
                "choose another with --port",
            ) from None

    def _overlay(self, title: str, text: str) -> str:
        return _OVERLAY.format(style=_STYLE, title=html.escape(title), text=html.escape(text))


class _Indexer:
    """Writes the index of the latest build in a thread: a page need not wait for it."""

    def __init__(self, root: Path, index: Path, say: Callable[[str], Any]) -> None:
        self.root = root
        self.index = index
        self.say = say
        self.wanted: tuple[Site, Corpus, str] | None = None
        self.changed = threading.Condition()
        self.finished = False
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def want(self, site: Site, corpus: Corpus, source_hash: str) -> None:
        """Write this index next; one that was wanted before and not begun is dropped."""
        with self.changed:
            self.wanted = (site, corpus, source_hash)
            self.changed.notify()

    def finish(self) -> None:
        """Write what is wanted, then stop."""
        with self.changed:
            self.finished = True
            self.changed.notify()
        self.thread.join()

    def _run(self) -> None:
        while True:
            with self.changed:
                self.changed.wait_for(lambda: self.wanted or self.finished)
                wanted, self.wanted = self.wanted, None
            if wanted is None:
                return
            site, corpus, source_hash = wanted
            try:
                with Stage(self.root) as stage:
                    compiler.write_search_index(corpus, stage.index, site, source_hash)
                    compiler.publish(stage, index=self.index)
            except KbtoolError as error:
                self.say(f"error: {error.message}")


class _Server(LiveReloadServer):
    """MkDocs' server on the published folder, with the problems of the last build on top."""

    def __init__(self, preview: PreviewServer, host: str, port: int) -> None:
        logging.getLogger("mkdocs.livereload").setLevel(logging.WARNING)
        root = str(preview.output / SITE)
        super().__init__(preview.build, host, port, root=root, polling_interval=POLL_SECONDS)
        self.preview = preview
        self.host, self.port = host, port
        self.bound = False
        self.error_handler = self._error_page

    def server_bind(self) -> None:
        """Bind once: early, to fail before a build, and not again when serving begins."""
        if not self.bound:
            super().server_bind()
            self.bound = True

    def _error_page(self, code: int) -> bytes | None:
        page = self.preview.output / SITE / "404.html"
        if page.is_file():
            return page.read_bytes()
        if self.preview.failure:
            return _EMPTY.format(overlay=self.preview.failure).encode()
        return None

    def _inject_js_into_html(self, content: bytes, epoch: int) -> bytes:
        injected: bytes = super()._inject_js_into_html(content, epoch)  # type: ignore[no-untyped-call]
        if not self.preview.failure:
            return injected
        overlay = self.preview.failure.encode()
        head, mark, tail = injected.rpartition(b"</body>")
        return head + overlay + mark + tail if mark else injected + overlay
