"""A loopback server that compresses as hosts do, and counts what it sends."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread

__all__ = ["BLANK", "Traffic", "serve"]

BLANK = "/blank-page"
"""The path of an empty page, to which a search is added."""


@dataclass(slots=True)
class Traffic:
    """What was sent since `reset`: bodies only, compressed."""

    requests: int = 0
    bytes: int = 0

    def reset(self) -> None:
        """Begin to count anew."""
        self.requests = self.bytes = 0


@contextmanager
def serve(folder: Path) -> Iterator[tuple[str, Traffic]]:
    """Serve `folder` to this machine; yield the address of its root, and the traffic."""
    traffic, lock = Traffic(), Lock()
    compressed: dict[Path, bytes] = {}

    class Handler(SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = Path(self.translate_path(self.path))
            if self.path == BLANK:
                self._send("text/html", gzip.compress(b"<!doctype html><title>blank</title>"))
            elif not path.is_file():
                self.send_error(404)
            else:
                if path not in compressed:
                    compressed[path] = gzip.compress(path.read_bytes(), 6, mtime=0)
                self._send(self.guess_type(str(path)), compressed[path])

        def _send(self, kind: str, body: bytes) -> None:
            with lock:
                traffic.requests += 1
                traffic.bytes += len(body)
            self.send_response(200)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            pass  # a browser has gone away

    with Server(("127.0.0.1", 0), lambda *given: Handler(*given, directory=str(folder))) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", traffic
        finally:
            server.shutdown()
