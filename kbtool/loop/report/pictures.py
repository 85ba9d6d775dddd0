"""Specifications for Vega -> SVG that a page can hold; the one module that knows the library.

Nothing is loaded: data stands in the specification. Colours are names of the page's own
(`var(--kb-1)`), so one picture fits both colour schemes, and fonts are those of the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from kbtool.problems import KbtoolError

__all__ = ["Spec", "axis_text", "frame", "svg"]

Spec = Mapping[str, Any]
"""A Vega specification, https://vega.github.io/vega/docs/specification/."""

FONT = 12  # pixels

# What is left out: fonts, which the page has; roles, because a picture is one image to a reader.
_NOISE = re.compile(
    r" (?:font-family|class|role|aria-[a-z]+|xmlns:xlink|version|pointer-events|stroke-miterlimit)="
    r'"[^"]*"| opacity="1"| stroke-width="1"'
)
_EMPTY = re.compile(
    r'<path(?: display="none"| d=""| d="M0,0h0v0h0Z"| d="M0,0h[0-9.]+v[0-9.]+h-[0-9.]+Z"){1,2}/>'
)
_GROUP = re.compile(r'<g(?: transform="translate\(0,0\)")?>')
_NEEDLESS = re.compile(r"<g>((?:<(?:path|line|text)[^>]*/>)?)</g>")
_LONG = re.compile(r"-?\d+\.\d+(?:e-\d+)?")


def frame(width: int, height: int, **parts: object) -> dict[str, Any]:
    """Return a specification of this size, whose layout depends on no font."""
    return {
        "$schema": "https://vega.github.io/schema/vega/v5.json",
        "width": width,
        "height": height,
        "autosize": "none",
        "config": {"text": {"fontSize": FONT}, "axis": {"labelFontSize": FONT}},
        **parts,
    }


def axis_text() -> dict[str, Any]:
    """Return what all axes look like."""
    return {
        "labelColor": "var(--kb-muted)",
        "domain": False,
        "ticks": False,
        "labelPadding": 8,
        "gridColor": "var(--kb-line)",
    }


def svg(spec: Spec, digits: int = 1) -> str:
    """Return the picture of a specification, as an element for a page.

    Args:
        spec: the specification.
        digits: of fractions of a pixel.

    Raises:
        KbtoolError: the library is not installed, or draws nothing.
    """
    try:
        import vl_convert
    except ImportError:
        raise KbtoolError(
            "a report with pictures needs vl-convert, which is not installed",
            "pip install 'kbtool[report]', or take --format markdown, text or json",
        ) from None
    drawn: str = vl_convert.vega_to_svg(dict(spec), allowed_base_urls=[])
    if "<path" not in drawn and "<text" not in drawn:
        raise KbtoolError("vl-convert draws nothing", "install the version that kbtool names")
    drawn = _EMPTY.sub("", _NOISE.sub("", drawn))
    drawn = _GROUP.sub("<g>", drawn)
    while drawn != (fewer := _NEEDLESS.sub(r"\1", drawn)):
        drawn = fewer
    drawn = _LONG.sub(lambda found: f"{float(found[0]):.{digits}f}".removesuffix(".0"), drawn)
    # As high as it is wide on the page: the viewBox says the rest.
    drawn = re.sub(r'(<svg[^>]*?) width="[^"]*" height="[^"]*"', r"\1", drawn, count=1)
    return drawn.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
