"""A served folder: its pages follow what is shown, and nothing outside of it is given away."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from kbtool.reload import Pages, Shown, listening


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Pages]:
    site = tmp_path / "site"
    (site / "returns").mkdir(parents=True)
    (site / "index.html").write_text("<body>Home</body>", encoding="utf-8")
    (site / "returns" / "index.html").write_text("<body>Returns</body>", encoding="utf-8")
    (site / "退货.html").write_text("<body>退</body>", encoding="utf-8")
    (site / "kb.css").write_text("p{}", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    with Pages(listening("127.0.0.1", 0), site, Shown("1")) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


class Reader:
    """Asks a server for what it has."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.open = ExitStack()

    def asks(self, path: str, method: str = "GET") -> HTTPResponse:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        self.open.callback(connection.close)
        connection.request(method, path)
        return self.open.enter_context(connection.getresponse())

    def reads(self, path: str) -> str:
        return self.asks(path).read().decode()


@pytest.fixture
def reader(pages: Pages) -> Iterator[Reader]:
    found = Reader(pages.socket.getsockname()[1])
    with found.open:
        yield found


def test_a_page_says_what_it_shows(reader: Reader) -> None:
    said = '<body>Home<script src="/-/reload.js" data-shown="1"></script></body>'

    assert said == reader.reads("/")


@pytest.mark.parametrize("path", ["/returns/", "/returns/index.html?q=1#top", "/./returns/"])
def test_a_folder_is_its_first_page(path: str, reader: Reader) -> None:
    assert "Returns" in reader.reads(path)


def test_a_folder_without_its_slash_leads_to_it(reader: Reader) -> None:
    answer = reader.asks("/returns?q=1")

    assert (answer.status, answer.getheader("Location")) == (302, "/returns/")


def test_a_name_in_any_script_is_found(reader: Reader) -> None:
    assert "退" in reader.reads("/%E9%80%80%E8%B4%A7.html")


def test_what_is_no_page_is_given_as_it_is(reader: Reader) -> None:
    answer = reader.asks("/kb.css")

    assert (answer.getheader("Content-Type"), answer.read()) == ("text/css", b"p{}")


@pytest.mark.parametrize(
    "path",
    ["/none.html", "/../secret.txt", "/%2e%2e/secret.txt", "/%00.html", "//secret.txt", "/\\..\\x"],
)
def test_what_is_not_there_is_the_page_that_says_so(
    path: str, reader: Reader, pages: Pages
) -> None:
    (pages.folder / "404.html").write_text("<body>Not here</body>", encoding="utf-8")

    answer = reader.asks(path)

    assert (answer.status, b"Not here<script" in answer.read()) == (404, True)


def test_a_head_has_no_body(reader: Reader) -> None:
    answer = reader.asks("/kb.css", "HEAD")

    assert (answer.getheader("Content-Length"), answer.read()) == ("3", b"")


def test_pages_to_come_are_shown_before_they_are_there(reader: Reader, pages: Pages) -> None:
    pages.show(Shown("2", ahead={"index.html": b"<body>Soon</body>"}))

    assert "Soon" in reader.reads("/")


def test_a_fault_is_laid_over_all_pages_as_text(reader: Reader, pages: Pages) -> None:
    pages.show(Shown("2", ("1 error", "a <b> in kb/x.md")))

    assert "<b>1 error</b>\na &lt;b&gt; in kb/x.md</div>" in reader.reads("/returns/")
    assert "1 error" in reader.reads("/none.html")


def test_readers_are_told_what_is_shown_as_soon_as_it_is(reader: Reader, pages: Pages) -> None:
    changes = reader.asks("/-/changes")
    first = changes.readline()

    pages.show(Shown("2"))

    assert first == b"data: 1\n"
    assert [changes.readline(), changes.readline()] == [b"\n", b"data: 2\n"]
