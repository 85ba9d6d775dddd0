"""Preview: the built site on a loopback address, rebuilt and reloaded on every edit.

The server is MkDocs' own, which browsers already reload by. An edit with errors
keeps the last good pages and lays what is wrong over them.
"""

from __future__ import annotations

import html
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.livereload import LiveReloadServer

from kbtool.build import build
from kbtool.checks.formats import as_text, summary
from kbtool.last import Built, Place
from kbtool.problems import KbtoolError, Severity
from kbtool.publish.look import look_of

if TYPE_CHECKING:
    from kbtool.renewal import Progress

__all__ = ["PreviewServer"]

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
        rebuilt: Callable[[Built, float], None],
        say: Callable[[str], Any],
        progress: Progress | None = None,
        drafts: bool = False,
    ) -> None:
        """Take the project folder `root` and what to tell of each build.

        Args:
            root: the project folder.
            host: address to listen on.
            port: port to listen on; 0 takes a free one.
            rebuilt: called with the result of every build, and its seconds.
            say: prints one line.
            progress: told how many pages of how many are drawn.
            drafts: show drafts, too; then nothing goes to `site/` and `search_index/`.
        """
        self.root = root
        self.place = Place(root, drafts)
        self.rebuilt = rebuilt
        self.say = say
        self.progress = progress
        self.failure = ""
        self.http = _Server(self, host, port)

    def build(self, first: bool = False) -> None:
        """Build once; what is wrong is told and kept for the pages.

        Raises:
            KbtoolError: the `first` build found no knowledge base, or no usable settings.
        """
        started = time.monotonic()
        try:
            built = build(self.root, self.progress, self.say, drafts=self.place.drafts)
        except KbtoolError as error:
            if first:
                raise
            self.say(f"error: {error.message}" + (f"\n  hint: {error.hint}" if error.hint else ""))
            self.failure = self._overlay("the build failed", f"{error.message}\n{error.hint}")
            return
        self.rebuilt(built, time.monotonic() - started)
        self.failure = ""
        if not built.publishable:
            shown = [one for one in built.problems if one.severity > Severity.INFO]
            self.failure = self._overlay(summary(shown), as_text(shown, self.root))

    def run(self) -> None:
        """Build, serve, and rebuild until Ctrl-C.

        Raises:
            KbtoolError: the address cannot be listened on, or the project is unusable.
        """
        try:
            self._bind()
            self.build(first=True)
            for path in (self.root / "kb", *look_of(self.root).places):
                if path.exists():
                    self.http.watch(str(path))
            host, port = self.http.server_address[:2]
            self.say(f"serving at http://{host!s}:{port}/ – Ctrl-C stops")
            self.http.serve()  # type: ignore[no-untyped-call]
        except KeyboardInterrupt:
            self.say("\nstopped")
        finally:
            self.http.shutdown()

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


class _Server(LiveReloadServer):
    """MkDocs' server on the published folder, with the problems of the last build on top."""

    def __init__(self, preview: PreviewServer, host: str, port: int) -> None:
        logging.getLogger("mkdocs.livereload").setLevel(logging.WARNING)
        root = str(preview.place.site)
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
        page = self.preview.place.site / "404.html"
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
