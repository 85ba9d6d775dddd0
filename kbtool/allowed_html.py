"""The raw HTML that an answer may hold: what is safe, and what helps a reader.

Whatever is not named here is taken out of a page, see publish/sanitise.py: scripts
and frames run strangers' code, forms send what customers type, styles fight the theme.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "ATTRIBUTES",
    "EVERYWHERE",
    "PREFIXES",
    "TAGS",
    "allowed_attribute",
    "allowed_tag",
    "words",
]


def words(text: str) -> frozenset[str]:
    """Return the words of `text`: long lists read better so."""
    return frozenset(text.split())


TAGS = words(
    "a abbr address article aside audio b bdi bdo blockquote br caption center cite code col "
    "colgroup data dd del details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 "
    "header hgroup hr i img ins kbd li main mark nav ol p picture pre q rp rt ruby s samp section "
    "small source span strike strong sub summary sup table tbody td tfoot th thead time tr track "
    "tt u ul var video wbr"
)
EVERYWHERE = words(
    "align class dir hidden id itemprop itemscope itemtype lang markdown role tabindex title "
    "translate valign"
)
ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "a": words("href name rel target download hreflang type"),
    "audio": words("src controls loop muted preload"),
    "blockquote": frozenset(["cite"]),
    "col": frozenset(["span", "width"]),
    "colgroup": frozenset(["span", "width"]),
    "data": frozenset(["value"]),
    "del": frozenset(["cite", "datetime"]),
    "details": frozenset(["open", "name"]),
    "img": words("src srcset sizes alt width height loading decoding"),
    "ins": frozenset(["cite", "datetime"]),
    "li": frozenset(["value"]),
    "ol": frozenset(["start", "type", "reversed"]),
    "q": frozenset(["cite"]),
    "source": words("src srcset sizes type media width height"),
    "table": frozenset(["border", "width"]),
    "td": words("colspan rowspan headers width height"),
    "th": words("colspan rowspan headers scope abbr width height"),
    "time": frozenset(["datetime"]),
    "track": words("src kind srclang label default"),
    "video": words("src poster width height controls loop muted autoplay playsinline preload"),
}

PREFIXES = ("aria-", "data-")
"""Attributes that begin so may stand everywhere."""


def allowed_tag(name: str) -> bool:
    """Tell whether an answer may hold this element; `name` in lower case."""
    return name in TAGS


def allowed_attribute(tag: str, key: str) -> bool:
    """Tell whether an allowed element may have this attribute; both in lower case."""
    if key.startswith(PREFIXES):
        return True
    return key in EVERYWHERE or key in ATTRIBUTES.get(tag, ())
