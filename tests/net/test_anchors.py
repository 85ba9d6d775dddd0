"""The places in a page that a fragment can name."""

from __future__ import annotations

import time
from email.message import Message

import pytest

from kbtool.net.anchors import anchors, names_a_place


def headers(kind: str = "text/html") -> Message:
    message = Message()
    message["Content-Type"] = kind
    return message


@pytest.mark.parametrize(
    ("html", "place"),
    [
        ('<h2 id="a">', "a"),
        ("<h2 class=x id='a b'>", "a b"),
        ("<h2 ID=a>", "a"),
        ('<a href="#" name="old">', "old"),
        ('<p id="a&amp;b">', "a&b"),
        ('<p id="caf&eacute;">', "café"),
        ('<p\nid =\n"far">', "far"),
        ('<p id="user-content-usage">', "usage"),
        ('<p id="退货">', "退货"),
    ],
)
def test_ids_and_names_of_links_are_places(html: str, place: str) -> None:
    assert place in anchors(html.encode(), headers())


@pytest.mark.parametrize(
    "html",
    ['<p data-id="a">', '<input name="a">', '<!-- <p id="a"> -->', '<!-- <p id="a">', "<p>id</p>"],
)
def test_what_only_looks_like_an_id_is_no_place(html: str) -> None:
    assert anchors(html.encode(), headers()) == set()


def test_a_page_in_another_encoding_is_read_in_it() -> None:
    html = '<h2 id="退货">'.encode("gb18030")

    assert anchors(html, headers("text/html; charset=gb18030")) == {"退货"}
    assert anchors(b'<meta charset="gb18030">' + html, headers()) == {"退货"}
    assert len(anchors(html, headers("text/html; charset=nonsense"))) == 1


@pytest.mark.parametrize(
    "piece",
    [b"<", b"<!--", b"<a ", b"<a name", b"<a name=", b'id="', b"id='", b"id=", b"id ", b"id \t"],
)
def test_no_page_takes_more_than_a_moment(piece: bytes) -> None:
    started = time.process_time()

    anchors(piece * (1_000_000 // len(piece)), headers())

    assert time.process_time() - started < 2.0


@pytest.mark.parametrize(
    "fragment", ["", "top", "Top", ":~:text=x", "a:~:text=x", "/x", "!x", "a=1"]
)
def test_a_fragment_for_scripts_is_no_place(fragment: str) -> None:
    assert not names_a_place(fragment)
