"""Preview: the built site on a local address, built and loaded again on every edit.

This process builds; another one serves pages and watches files, so that this one has no
threads and may work in several processes as every build does. An edit with errors keeps the
last good pages, and what is wrong is laid over them.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kbtool.build import build
from kbtool.last import Built, Place
from kbtool.problems import KbtoolError, Severity
from kbtool.publish.look import look_of
from kbtool.reload import Pages, Shown, listening
from kbtool.watch import follow

if TYPE_CHECKING:
    from kbtool.renewal import Progress

__all__ = ["PreviewServer"]


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
        try:
            self.socket = listening(host, port)
        except OSError as error:
            raise KbtoolError(
                f"{host}:{port} cannot be listened on: {error.strerror}",
                "choose another with --port",
            ) from None
        self.fault = ("", "")
        self.count = 0
        self.begun = time.time_ns()  # pages of an earlier preview load themselves again, too

    def run(self) -> None:
        """Build, serve, and rebuild until Ctrl-C.

        Raises:
            KbtoolError: the project is unusable.
        """
        places = (self.root / "kb", *look_of(self.root).places)
        here, there = Pipe()
        with suppress(KeyboardInterrupt), self.socket, here:
            child = _beside(there, here, self.socket, self.place.site, places)
            try:
                self.build(first=True)
                here.send(self._shown())
                self.say(f"serving at {self._url()} – Ctrl-C stops")
                while True:
                    self._wait(here)
                    self._build_again(here)
            finally:
                if child:
                    os.kill(child, signal.SIGKILL)
                    os.waitpid(child, 0)
        self.say("\nstopped")

    def _url(self) -> str:
        host, port = self.socket.getsockname()[:2]
        return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"

    def _wait(self, pages: Connection) -> None:
        """Wait for a change; what came while a build went on is one."""
        try:
            pages.recv()
            while pages.poll():
                pages.recv()
        except EOFError:
            raise KbtoolError("the process that serves came to its end") from None

    def _build_again(self, pages: Connection) -> None:
        ahead: dict[str, bytes] = {}

        def show_ahead(drawn: Mapping[str, bytes]) -> None:
            """Show pages before search knows of them, which takes the longest."""
            ahead.update(drawn)
            self.fault = ("", "")
            pages.send(self._shown(ahead, anew=True))

        before = self.fault
        built = self.build(ahead=show_ahead)
        as_before = built is not None and built.unchanged and self.fault == before
        as_shown = built is not None and built.publishable and self._is_published(ahead, built)
        if ahead or not as_before:
            pages.send(self._shown(anew=not as_shown))

    def _shown(self, ahead: Mapping[str, bytes] | None = None, *, anew: bool = False) -> Shown:
        self.count += anew
        return Shown(f"{self.begun}-{self.count}", self.fault, ahead or {})

    def _is_published(self, ahead: Mapping[str, bytes], built: Built) -> bool:
        """Tell whether no page has changed but those that were shown ahead."""
        site = self.place.site
        with suppress(OSError):
            return len(ahead) == built.drawn > 0 and all(
                (site / path).read_bytes() == content for path, content in ahead.items()
            )
        return False

    def build(
        self, first: bool = False, ahead: Callable[[Mapping[str, bytes]], Any] | None = None
    ) -> Built | None:
        """Build once; what is wrong is told and kept for the pages. Return None where it failed.

        Args:
            first: of the preview.
            ahead: given pages before they are published, as `build` does.

        Raises:
            KbtoolError: the `first` build found no knowledge base, or no usable settings.
        """
        started = time.monotonic()
        try:
            built = build(self.root, self.progress, self.say, drafts=self.place.drafts, ahead=ahead)
        except KbtoolError as error:
            if first:
                raise
            self.say(f"error: {error.message}" + (f"\n  hint: {error.hint}" if error.hint else ""))
            self.fault = ("the build failed", f"{error.message}\n{error.hint}")
            return None
        self.rebuilt(built, time.monotonic() - started)
        self.fault = ("", "")
        if not built.publishable:
            from kbtool.checks.formats import as_text, summary

            shown = [one for one in built.problems if one.severity > Severity.INFO]
            self.fault = (summary(shown), as_text(shown, self.root))
        return built


def _beside(
    pipe: Connection, other: Connection, socket: socket.socket, site: Path, places: Collection[Path]
) -> int:
    """Serve and watch in a process of its own; without `fork` in threads, and return 0."""
    if not hasattr(os, "fork"):
        threading.Thread(target=_serve, args=(pipe, socket, site, places), daemon=True).start()
        return 0
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that builds decides
            other.close()
            _serve(pipe, socket, site, places)
        os._exit(0)
    pipe.close()
    return child


def _serve(pipe: Connection, socket: socket.socket, site: Path, places: Collection[Path]) -> None:
    """Serve what the other end of the pipe shows, and tell it of changes, until it is gone."""
    tell = partial(pipe.send, None)
    threading.Thread(target=follow, args=(places, tell), daemon=True).start()
    with suppress(EOFError, OSError):
        pages = Pages(socket, site, pipe.recv())
        threading.Thread(target=pages.serve_forever, daemon=True).start()
        while True:
            pages.show(pipe.recv())
