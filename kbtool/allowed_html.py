"""The raw HTML that an answer may hold: what is safe, and what helps a reader.

Whatever is not named here is taken out of a page: scripts and frames run
strangers' code, forms send what customers type, styles fight the theme.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["allowed_attribute", "allowed_tag"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TAGS = _words(
    "a abbr address article aside audio b bdi bdo blockquote br caption center cite code col "
    "colgroup data dd del details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 "
    "header hgroup hr i img ins kbd li main mark nav ol p picture pre q rp rt ruby s samp section "
    "small source span strike strong sub summary sup table tbody td tfoot th thead time tr track "
    "tt u ul var video wbr"
)
_EVERYWHERE = _words(
    "align class dir hidden id itemprop itemscope itemtype lang markdown role tabindex title "
    "translate valign"
)
_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "a": _words("href name rel target download hreflang type"),
    "audio": _words("src controls loop muted preload"),
    "blockquote": frozenset(["cite"]),
    "col": frozenset(["span", "width"]),
    "colgroup": frozenset(["span", "width"]),
    "data": frozenset(["value"]),
    "del": frozenset(["cite", "datetime"]),
    "details": frozenset(["open", "name"]),
    "img": _words("src srcset sizes alt width height loading decoding"),
    "ins": frozenset(["cite", "datetime"]),
    "li": frozenset(["value"]),
    "ol": frozenset(["start", "type", "reversed"]),
    "q": frozenset(["cite"]),
    "source": _words("src srcset sizes type media width height"),
    "table": frozenset(["border", "width"]),
    "td": _words("colspan rowspan headers width height"),
    "th": _words("colspan rowspan headers scope abbr width height"),
    "time": frozenset(["datetime"]),
    "track": _words("src kind srclang label default"),
    "video": _words("src poster width height controls loop muted autoplay playsinline preload"),
}


def allowed_tag(name: str) -> bool:
    """Tell whether an answer may hold this element; `name` in lower case."""
    return name in _TAGS


def allowed_attribute(tag: str, key: str) -> bool:
    """Tell whether an allowed element may have this attribute; both in lower case."""
    if key.startswith(("aria-", "data-")):
        return True
    return key in _EVERYWHERE or key in _ATTRIBUTES.get(tag, ())
