"""What Material for MkDocs brings along, and what of it a help centre loads.

Its style sheets draw our pages. Its script, 35 KB compressed, is loaded only where
`mkdocs.yml` asks for something that it alone does: all else our own few scripts do,
or no page of ours has it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

__all__ = ["ASSETS", "NEEDS_SCRIPT", "fit", "is_loaded", "needs_script"]

ASSETS = "assets/javascripts/"
"""Where its script and the workers of its search lie."""

NEEDS_SCRIPT = frozenset(
    {
        "announce.dismiss",
        "content.code.annotate",
        "content.code.select",
        "content.footnote.tooltips",
        "content.lazy",
        "content.tabs.link",
        "content.tooltips",
        "header.autohide",
        "navigation.instant",
        "navigation.instant.prefetch",
        "navigation.instant.preview",
        "navigation.instant.progress",
        "navigation.top",
        "navigation.tracking",
        "toc.follow",
    }
)
"""The features that nothing but its script does."""

_EXTRA = ("annotate", "consent", "version")

# A table that nothing was said about, and that holds no other.
_TABLE = re.compile(r"<table>(?:(?!<table\b).)*?</table>", re.S)
_WRAPPED = r'<div class="md-typeset__scrollwrap"><div class="md-typeset__table">\g<0></div></div>'


def needs_script(
    features: Collection[str], extra: Mapping[str, object], scripts: Collection[object]
) -> bool:
    """Tell whether pages load Material's script.

    Args:
        features: `theme.features` of mkdocs.yml.
        extra: `extra` of mkdocs.yml.
        scripts: `extra_javascript` of mkdocs.yml; these may lean on what it offers.
    """
    return bool(scripts) or not NEEDS_SCRIPT.isdisjoint(features) or any(map(extra.get, _EXTRA))


def is_loaded(path: str, *, with_script: bool) -> bool:
    """Tell whether pages can ask for a file of Material's theme; source maps they cannot."""
    return not path.endswith(".map") and (with_script or not path.startswith(ASSETS))


def fit(body: str) -> str:
    """Return the HTML of a body with what Material's script would do to it.

    A wide table scrolls in a box, by the same classes.
    """
    return _TABLE.sub(_WRAPPED, body) if "<table>" in body else body
