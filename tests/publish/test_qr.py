"""QR codes: the picture shows exactly the modules of the code, and white around them."""

from __future__ import annotations

import base64
import struct
import zlib

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from kbtool.publish.qr import LONGEST, QUIET, _drawn, qr_image

ADDRESS = "https://help.shop.example/zh/%E9%80%80%E8%B4%A7/return-how-to.html"


def dark_pixels(address: str) -> tuple[int, set[tuple[int, int]]]:
    """Return the width of a PNG of one bit a pixel, unfiltered, and its dark pixels."""
    kind, _, data = address.partition(",")
    assert kind == "data:image/png;base64"
    png = base64.b64decode(data)
    width, height, depth, color = struct.unpack(">IIBB", png[16:26])
    assert (width, depth, color) == (height, 1, 0)
    start = png.index(b"IDAT") + 4
    size = int.from_bytes(png[start - 8 : start - 4], "big")
    raw = zlib.decompress(png[start : start + size])
    stride = (width + 7) // 8 + 1
    rows = [raw[at : at + stride] for at in range(0, len(raw), stride)]
    assert {row[0] for row in rows} == {0}
    return width, {
        (x, y)
        for y, row in enumerate(rows)
        for x in range(width)
        if not row[1 + x // 8] >> (7 - x % 8) & 1
    }


def test_the_picture_shows_the_modules_with_a_quiet_zone_around_them() -> None:
    matrix = segno.make_qr(ADDRESS, error="l", boost_error=False, mask=3).matrix
    dark = {
        (x + QUIET, y + QUIET) for y, row in enumerate(matrix) for x, one in enumerate(row) if one
    }

    assert dark_pixels(qr_image(ADDRESS)) == (len(matrix) + 2 * QUIET, dark)


def test_a_code_is_light() -> None:
    assert len(qr_image(ADDRESS)) < 500


def test_an_address_that_no_code_can_hold_has_none() -> None:
    assert qr_image("https://shop.example/" + "a" * 3_000) == ""


@pytest.mark.parametrize("length", [*range(1, 12), *range(12, LONGEST + 3, 9), LONGEST, 231])
def test_a_code_put_together_is_the_one_that_is_drawn(length: int) -> None:
    address = (ADDRESS * 4)[:length]

    assert _drawn(address) == qr_image(address)


@given(st.text(max_size=120))
def test_any_text_is_the_code_that_is_drawn(text: str) -> None:
    assert _drawn("a" + text) == qr_image("a" + text)
