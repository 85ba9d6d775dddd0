"""A web server on loopback that misbehaves on purpose, one way a path.

It speaks raw sockets, because http.server would not let a broken answer out.
"""

from __future__ import annotations

import gzip
import socketserver
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

# key.pem is no secret: it was made for these tests and signs nothing else
CERTIFICATES = Path(__file__).parent / "certificates"

PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>Guide</title></head><body>
<!-- <h2 id="planned">Planned</h2> -->
<h1 id=guide>Guide</h1><h2 class="x" id="install">Install</h2><h2 id='退货'>退货</h2>
<a name="old-place"></a><h2 id="user-content-readme">Readme</h2><h2 id="a&amp;b">A and B</h2>
</body></html>""".encode()

SCRIPT = b"<!doctype html><div id=app></div><script src=app.js></script>"


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]


@dataclass
class Say:
    """What a path does with one connection."""

    send: Callable[[bytes], None]
    wait: Callable[[float], bool]  # seconds -> True once the server stops
    request: Request
    seen: int  # requests of this path before

    def answer(self, status: int, body: bytes = PAGE, *headers: str) -> None:
        lines = [f"HTTP/1.1 {status} X", "Content-Type: text/html", *headers]
        if not any(line.lower().startswith(("transfer-encoding", "content-l")) for line in lines):
            lines.append(f"Content-Length: {len(body)}")
        head = "\r\n".join((*lines, "", "")).encode()
        self.send(head if self.request.method == "HEAD" else head + body)

    def redirect(self, status: int, location: str, *headers: str) -> None:
        self.answer(status, b"", f"Location: {location}", *headers)


def _number(say: Say) -> int:
    return int(say.request.path.rsplit("/", 1)[-1])


def _head_refused(say: Say) -> None:
    say.answer(_number(say) if say.request.method == "HEAD" else 200)


def _a_little_slow(say: Say) -> None:
    say.wait(0.03)
    say.answer(200)


def _hops(say: Say) -> None:
    left = _number(say)
    say.redirect(302, f"/hops/{left - 1}") if left else say.answer(200)


def _drip(say: Say) -> None:
    say.send(b"HTTP/1.1 200 OK\r\nX-Drip: ")
    while not say.wait(0.02):
        say.send(b"x")


def _endless(say: Say) -> None:
    say.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<h1>" + PAGE)
    while not say.wait(0.0):
        say.send(b"<p>and so on " * 1000)


def _endless_headers(say: Say) -> None:
    say.send(b"HTTP/1.1 200 OK\r\n")
    while not say.wait(0.0):
        say.send(b"X-Header: and so on\r\n" * 100)


def _continued(say: Say) -> None:
    while not say.wait(0.0):
        say.send(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


def _closed_first(say: Say) -> None:
    if say.seen:
        say.answer(200)


def _busy_first(say: Say) -> None:
    say.answer(429, b"", "Retry-After: 0") if not say.seen else say.answer(200)


def _broken_chunks(say: Say) -> None:
    say.answer(200, b"e\r\n<h1 id=early>\r\nzzz\r\nnonsense", "Transfer-Encoding: chunked")


def _short(say: Say) -> None:
    say.answer(200, b"<h1 id=early>", "Content-Length: 5000")


def _bomb(say: Say) -> None:
    say.answer(200, gzip.compress(b"<h1>" + b" " * 20_000_000), "Content-Encoding: gzip")


PATHS: dict[str, Callable[[Say], None]] = {
    "/page": lambda say: say.answer(200),
    "/status/": lambda say: say.answer(_number(say)),
    "/head-refused/": _head_refused,
    "/slow": lambda say: void(say.wait(60)),
    "/slow-head": lambda say: (
        void(say.wait(60)) if say.request.method == "HEAD" else say.answer(200)
    ),
    "/a-little-slow/": _a_little_slow,
    "/drip": _drip,
    "/endless": _endless,
    "/endless-headers": _endless_headers,
    "/continued": _continued,
    "/circle/a": lambda say: say.redirect(302, "/circle/b"),
    "/circle/b": lambda say: say.redirect(302, "/circle/a"),
    "/wants-cookies": lambda say: say.redirect(302, "/wants-cookies", "Set-Cookie: seen=1"),
    "/hops/": _hops,
    "/moved": lambda say: say.redirect(301, "/page"),
    "/moved-twice": lambda say: say.redirect(308, "/moved"),
    "/moved-to-place": lambda say: say.redirect(301, "/page#install"),
    "/moved-to-chinese": lambda say: say.redirect(301, "/页"),
    "/moved-then-away": lambda say: say.redirect(301, "/away"),
    "/moved-and-gone": lambda say: say.redirect(301, "/status/404"),
    "/%E9%A1%B5": lambda say: say.answer(200),
    "/away": lambda say: say.redirect(302, "/page"),
    "/to-app": lambda say: say.redirect(302, "shop-app://open"),
    "/to-file": lambda say: say.redirect(302, "file:///etc/passwd"),
    "/to-inside": lambda say: say.redirect(302, "http://127.0.0.2:1/secret"),
    "/to-inside-digits": lambda say: say.redirect(302, "http://2130706434:1/secret"),
    "/to-inside-mapped": lambda say: say.redirect(302, "http://[::ffff:127.0.0.2]:1/secret"),
    "/to-metadata": lambda say: say.redirect(302, "http://169.254.169.254/latest/"),
    "/busy": lambda say: say.answer(429, b"", "Retry-After: 99999999999999999999999999"),
    "/busy-an-hour": lambda say: say.answer(429, b"", "Retry-After: 3600"),
    "/busy-till-doomsday": lambda say: say.answer(
        503, b"", "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT"
    ),
    "/busy-nonsense": lambda say: say.answer(429, b"", "Retry-After: soon"),
    "/busy-first": _busy_first,
    "/wall": lambda say: say.answer(200, b"Are you human?", "cf-mitigated: challenge"),
    "/closed": lambda say: None,
    "/closed-first": _closed_first,
    "/garbage": lambda say: say.send(b"220 mail.example ready\r\n"),
    "/broken-chunks": _broken_chunks,
    "/short": _short,
    "/gzip": lambda say: say.answer(200, gzip.compress(PAGE), "Content-Encoding: gzip"),
    "/bad-gzip": lambda say: say.answer(200, PAGE, "Content-Encoding: gzip"),
    "/brotli": lambda say: say.answer(200, PAGE, "Content-Encoding: br"),
    "/bomb": _bomb,
    "/script": lambda say: say.answer(200, SCRIPT),
    "/pdf": lambda say: say.send(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Length: 4\r\n\r\n%PDF"
    ),
}


def void(_: object) -> None:
    return None


@dataclass
class MisbehavingServer:
    """The server; a context manager. Give a certificate for https, an address to be elsewhere."""

    certificate: str = ""
    address: str = "127.0.0.1"
    requests: list[Request] = field(default_factory=list)
    most_at_a_time: int = 0

    def __enter__(self) -> Self:
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._open: set[object] = set()
        self._seen: Counter[str] = Counter()
        self._tls: ssl.SSLContext | None = None
        if self.certificate:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            pem = CERTIFICATES / f"{self.certificate}.pem"
            self._tls.load_cert_chain(pem, CERTIFICATES / "key.pem")
        outer = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                outer.serve(self)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True
            request_queue_size = 64

        self._server = Server((self.address, 0), Handler)
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._stopped.set()
        self._server.shutdown()
        self._server.server_close()

    def url(self, path: str) -> str:
        return f"{'https' if self.certificate else 'http'}://{self.address}:{self.port}{path}"

    @property
    def asked(self) -> list[str]:
        """Every request so far, such as "HEAD /page"."""
        return [f"{one.method} {one.path}" for one in self.requests]

    def serve(self, handler: socketserver.BaseRequestHandler) -> None:
        sock = handler.request
        try:
            if self._tls:
                sock = self._tls.wrap_socket(sock, server_side=True)
            self._serve(sock.makefile("rb"), sock.sendall)
        except OSError:  # the client had enough
            pass
        finally:
            sock.close()

    def _serve(self, lines: Iterable[bytes], send: Callable[[bytes], None]) -> None:
        texts = []
        for line in lines:
            if line == b"\r\n":
                break
            texts.append(line.decode("ascii").strip())
        if not texts:
            return
        method, target, _ = texts[0].split(" ")
        headers = dict(text.split(": ", 1) for text in texts[1:])
        path = target.partition("?")[0]
        request = Request(method, target, headers)
        with self._lock:
            self.requests.append(request)
            seen = self._seen[target]
            self._seen[target] += 1
            self._open.add(request_id := object())
            self.most_at_a_time = max(self.most_at_a_time, len(self._open))

        def answered(data: bytes) -> None:
            self._open.discard(request_id)  # before the client can know, and ask again
            send(data)

        say = Say(answered, self._stopped.wait, request, seen)
        action = PATHS.get(path) or PATHS.get(path.rsplit("/", 1)[0] + "/")
        action(say) if action else say.answer(404)
        self._open.discard(request_id)
