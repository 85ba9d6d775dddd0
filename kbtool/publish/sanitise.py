"""The rendered HTML of a body, cut down to what an answer may hold.

An allow-list: what allowed_html.py lets authors write, and what the extensions of
`mkdocs.yml` write for them. Everything else goes, its text stays.
"""

from __future__ import annotations

import re

import nh3

from kbtool.allowed_html import ATTRIBUTES, EVERYWHERE, PREFIXES, TAGS, words
from kbtool.outcomes import SAFE_SCHEMES

__all__ = ["publishable_html"]

_SHAPES = words("svg g path circle ellipse line polygon polyline rect")
"""What the icons of pymdownx.emoji are drawn with; nothing of it runs or loads anything."""

_STROKES = words(
    "viewBox xmlns width height fill fill-rule clip-rule stroke stroke-width stroke-linecap "
    "stroke-linejoin opacity transform d cx cy r rx ry x y x1 y1 x2 y2 points"
)

_GONE_WITH_TEXT = words("script style iframe noembed noframes template textarea")
"""What these hold is no text for readers."""

_OWN_HOOKS = (
    "data-kb-",
    "data-md-component",
    "data-md-option",
    "data-md-state",
    "data-md-toggle",
)
"""What the scripts of the page look for: a body may not offer itself to them."""

# Material's script finds its parts by these ids, and takes the first: its settings, for one.
_OWN_IDS = re.compile(r"__(?:config|consent|drawer|nav|palette|search|toc)(?:_|\Z)")

# nh3 lets pass an <input> without a type, which is a text field. This runs before nh3, so that
# whatever it makes of a hostile text is judged all the same.
_FIELD = re.compile(r"<input(?![^>]*\stype=[\"']?(?:checkbox|radio)[\"'\s/>])", re.I)

_ALIGNED = re.compile(r'(<t[dh]) style="text-align: (left|center|right);">')


def _kept(tag: str, key: str, value: str) -> str | None:
    """Return the value of an allowed attribute, or None where the attribute goes."""
    taken = key in ("id", "name") and _OWN_IDS.match(value)
    return None if taken or key.startswith(_OWN_HOOKS) else value


_CLEANER = nh3.Cleaner(
    tags={*TAGS, *_SHAPES, "input", "label"},
    clean_content_tags=set(_GONE_WITH_TEXT),
    attributes={
        "*": set(EVERYWHERE),
        **{tag: set(keys) for tag, keys in ATTRIBUTES.items()},
        **{tag: set(_STROKES) for tag in _SHAPES},
        "input": {"checked", "disabled", "name"},
        "label": {"for"},
    },
    tag_attribute_values={"input": {"type": {"checkbox", "radio"}}},
    generic_attribute_prefixes=set(PREFIXES),
    attribute_filter=_kept,
    url_schemes=set(SAFE_SCHEMES),
    link_rel=None,
)


def publishable_html(html: str, *, trusted: bool = False) -> str:
    """Return the rendered `html` of a body as a page may hold it.

    The alignment of table cells, which Python-Markdown writes as styles, becomes an
    attribute in any case: no style gets past a strict Content-Security-Policy.

    Args:
        html: what the Markdown renderer made.
        trusted: leave the rest as it is.
    """
    if " style=" in html:
        html = _ALIGNED.sub(r'\1 align="\2">', html)
    if trusted:
        return html
    if "<input" in html.lower():
        html = _FIELD.sub("<x-input", html)
    return _CLEANER.clean(html)
