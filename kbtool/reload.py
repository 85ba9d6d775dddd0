"""A folder served on a local address, whose pages load themselves again when told to.

Pages that are about to be published can be shown from memory, and a text be laid over all
pages. It knows nothing of builds.
"""

from __future__ import annotations

import html
import os
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import field
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kbtool.frozen import dataclass

__all__ = ["Pages", "Shown", "listening"]

SCRIPT = "/-/reload.js"
CHANGES = "/-/changes"
BEAT = 20.0  # seconds between two signs of life, by which readers who are gone are found

_SCRIPT = f"""\
"use strict";
(() => {{
  const shown = document.currentScript.dataset.shown;
  let source = null;
  // Only of the page that is looked at: a browser opens few connections to one host.
  const follow = () => {{
    if (document.visibilityState !== "visible") {{
      source?.close();
      source = null;
    }} else if (!source) {{
      source = new EventSource("{CHANGES}");
      source.onmessage = (event) => {{
        if (event.data !== shown) {{
          location.reload();
        }}
      }};
    }}
  }};
  document.addEventListener("visibilitychange", follow);
  addEventListener("beforeunload", () => source?.close());
  follow();
}})();
"""

# A preview is a development tool: it may carry its own style, a published page may not.
_STYLE = (
    "position:fixed;inset:auto 0 0 0;max-height:60vh;overflow:auto;z-index:99;margin:0;"
    "padding:1rem;background:#2b0f0f;color:#ffe3e0;border-top:4px solid #e5484d;"
    "font:14px/1.5 ui-monospace,monospace;white-space:pre-wrap"
)
_EMPTY = b"<!doctype html><meta charset=utf-8><title>kbtool</title><body></body>"


@dataclass(frozen=True, slots=True)
class Shown:
    """What browsers are to show."""

    name: str  # another one makes pages load themselves again
    fault: tuple[str, str] = ("", "")  # title and text of what is laid over all pages
    ahead: Mapping[str, bytes] = field(default_factory=dict)  # path -> content of files to come

    def overlay(self) -> bytes:
        """Return what is laid over all pages, as HTML."""
        title, text = map(html.escape, self.fault)
        return f'<div role="alert" style="{_STYLE}"><b>{title}</b>\n{text}</div>'.encode()

    def within(self, page: bytes) -> bytes:
        """Return a page that follows what is to be shown."""
        script = f'<script src="{SCRIPT}" data-shown="{html.escape(self.name)}"></script>'.encode()
        head, mark, tail = page.rpartition(b"</body>")
        if not mark:
            head, tail = page, b""
        return head + (self.overlay() if any(self.fault) else b"") + script + mark + tail


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that waits for browsers at an address.

    Raises:
        OSError: it cannot be had.
    """
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    found = socket.socket(family, kind)
    try:
        if os.name == "posix":  # elsewhere it would let two share an address
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        found.listen(128)
    except BaseException:
        found.close()
        raise
    return found


class Pages(ThreadingHTTPServer):
    """Serves a folder."""

    def __init__(self, socket: socket.socket, folder: Path, shown: Shown) -> None:
        """Take a listening socket and what is to be shown first; `serve_forever` serves."""
        super().__init__(socket.getsockname()[:2], _Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = socket
        self.folder = folder
        self._shown = shown
        self._changed = threading.Condition()

    @property
    def shown(self) -> Shown:
        """What is shown now."""
        return self._shown

    def show(self, shown: Shown) -> None:
        """Show something else from now on."""
        with self._changed:
            self._shown = shown
            self._changed.notify_all()

    def wait(self, name: str) -> Shown:
        """Wait until something else than `name` is shown, or for some seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._shown.name != name, timeout=BEAT)
            return self._shown

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Answer one browser."""
        _Handler(request, client_address, self, directory=os.fspath(self.folder))

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Let a browser go that has hung up."""


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Pages

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == CHANGES:
            self._tell_changes()
        elif path == SCRIPT:
            self._answer(_SCRIPT.encode(), "text/javascript")
        else:
            self._file(path)

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the terminal is for builds."""

    def _file(self, path: str) -> None:
        file, shown = Path(self.translate_path(path)), self.server.shown
        content = None
        with suppress(OSError, ValueError):  # not there; no name of a file
            if path.endswith("/"):
                file /= "index.html"
            elif file.is_dir():
                self._redirect(f"{path}/")
                return
            content = shown.ahead.get(file.relative_to(self.server.folder).as_posix())
            if content is None:
                content = file.read_bytes()
        if content is None:
            self._missing(shown)
        elif file.suffix == ".html":
            self._answer(shown.within(content), "text/html; charset=utf-8")
        else:
            self._answer(content, self.guess_type(file))

    def _missing(self, shown: Shown) -> None:
        try:
            page = (self.server.folder / "404.html").read_bytes()
        except OSError:
            page = _EMPTY
        self._answer(shown.within(page), "text/html; charset=utf-8", HTTPStatus.NOT_FOUND)

    def _redirect(self, place: str) -> None:
        self.send_response(HTTPStatus.FOUND)
        # Two slashes at the beginning would name another host.
        self.send_header("Location", f"/{place.lstrip('/')}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(self, content: bytes, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _tell_changes(self) -> None:
        """Name what is shown, now and whenever that changes, until the browser hangs up."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")  # it has no other end
        self.end_headers()
        name = self.server.shown.name
        while True:
            self.wfile.write(f"data: {name}\n\n".encode())
            self.wfile.flush()
            name = self.server.wait(name).name
