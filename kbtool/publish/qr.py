"""An address as a QR code, which leads from a screen or from paper to a phone."""

from __future__ import annotations

import segno

__all__ = ["QUIET", "qr_image"]

QUIET = 4  # modules of white around the code, by ISO/IEC 18004


def qr_image(address: str) -> str:
    """Return a picture of `address` as a `data:` URL, or "" for more than 2,953 bytes.

    A PNG with one pixel a module; CSS makes it larger (`image-rendering: pixelated`).
    """
    try:
        # The best of eight masks takes four times as long, and readers take any. Correction of
        # 7 % gives the largest modules; nobody prints a logo over this code.
        code = segno.make_qr(address, error="l", boost_error=False, mask=3)
    except segno.DataOverflowError:
        return ""
    return code.png_data_uri(scale=1, border=QUIET)
