"""A host for a built site, which sends the headers that the site's `_headers` file asks for."""

from __future__ import annotations

import fnmatch
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

__all__ = ["headers_for", "hosted"]


def headers_for(site: Path, path: str) -> list[tuple[str, str]]:
    """Return the headers of a path, as Netlify and Cloudflare Pages read the file."""
    found: list[tuple[str, str]] = []
    applies = False
    for line in (site / "_headers").read_text("utf-8").splitlines():
        if line.startswith("/"):
            applies = fnmatch.fnmatchcase(path, line)
        elif applies:
            name, _, value = line.strip().partition(": ")
            found.append((name, value))
    return found


@contextmanager
def hosted(site: Path, below: str = "/") -> Iterator[str]:
    """Serve a site below a path of a loopback host, and yield its address.

    What is missing is answered with the site's own page, whose addresses are absolute.
    """

    class Handler(SimpleHTTPRequestHandler):
        def translate_path(self, path: str) -> str:
            return super().translate_path("/" + path.removeprefix(below))

        def end_headers(self) -> None:
            path = "/" + urlsplit(self.path).path.removeprefix(below)
            for name, value in headers_for(site, path):
                self.send_header(name, value)
            super().end_headers()

        def send_error(
            self, code: int, message: str | None = None, explain: str | None = None
        ) -> None:
            self.send_response(code)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((site / "404.html").read_bytes())

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            pass  # a browser that leaves a page hangs up on what it still loads

    server = Server(("127.0.0.1", 0), partial(Handler, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{below}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
