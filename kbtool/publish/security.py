"""What a browser may do on our pages: the Content-Security-Policy, and the `_headers` file.

Our own pages hold no script and no style within them. What a project adds, by a
feature of Material or by `html: trusted`, is found in the finished pages and named
by its hash, so that the policy stays strict and the page works.
"""

from __future__ import annotations

import html
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from urllib.parse import urlsplit

from kbtool.frozen import dataclass

__all__ = ["Inline", "headers", "inline", "meta", "policy"]

NONE, SELF = "'none'", "'self'"
BASE: Mapping[str, tuple[str, ...]] = {
    "default-src": (NONE,),
    "script-src": (SELF,),
    "style-src": (SELF,),
    "img-src": (SELF, "data:"),  # Material's style sheets draw their icons from data
    "media-src": (SELF,),
    "font-src": (SELF,),
    "connect-src": (SELF,),
    "form-action": (SELF,),
    "base-uri": (NONE,),
    "frame-ancestors": (NONE,),
}
IN_HEADERS_ONLY = ("frame-ancestors",)  # a <meta> with it is complained of, and does nothing
FOR_A_YEAR = "public, max-age=31536000, immutable"

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.S | re.I)
_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style\s*>", re.S | re.I)
_STYLED = re.compile(r"""<[a-z][^<>]*?\sstyle=(?:"([^"]*)"|'([^']*)')""", re.I)
_SOURCE = re.compile(r"\ssrc\s*=", re.I)
_TYPE = re.compile(r"""\stype\s*=\s*["']?([^"'\s>]+)""", re.I)
_CODE = ("module", "importmap", "speculationrules", "text/javascript", "application/javascript")
_CHARSET = '<meta charset="utf-8">'


@dataclass(frozen=True, slots=True)
class Inline:
    """Hashes of what pages hold within them, as a policy names it."""

    scripts: frozenset[str] = frozenset()
    styles: frozenset[str] = frozenset()
    attributes: frozenset[str] = frozenset()  # of style="..."

    def __or__(self, other: Inline) -> Inline:
        if not (other.scripts or other.styles or other.attributes):
            return self
        return Inline(
            self.scripts | other.scripts,
            self.styles | other.styles,
            self.attributes | other.attributes,
        )


def inline(page: str) -> Inline:
    """Return what the HTML of a page holds within it that a strict policy would stop.

    Handlers such as `onclick` are left out: no page of ours needs any.
    """
    scripts = (
        text
        for attributes, text in _SCRIPT.findall(page)
        if not _SOURCE.search(attributes) and _is_code(attributes)
    )
    styles = _STYLE.findall(page) if "<style" in page.lower() else ()
    styled = _STYLED.findall(page) if "style=" in page.lower() else ()
    return Inline(
        frozenset(map(_hash, scripts)),
        frozenset(map(_hash, styles)),
        frozenset(_hash(html.unescape(one or other)) for one, other in styled),
    )


def policy(
    found: Inline,
    *,
    endpoints: Iterable[str] = (),
    more: Mapping[str, str] | None = None,
    in_header: bool = True,
) -> str:
    """Return the text of a Content-Security-Policy.

    Args:
        found: what the pages hold within them.
        endpoints: URLs that the scripts of the pages send to.
        more: sources that a project allows besides, directive by directive.
        in_header: False for a `<meta>`, which knows fewer directives.
    """
    sources: dict[str, tuple[str, ...]] = dict(BASE)

    def allow(directive: str, *given: str) -> None:
        before = tuple(one for one in sources.get(directive, ()) if one != NONE)
        sources[directive] = (*before, *(one for one in given if one not in before))

    allow("script-src", *sorted(found.scripts))
    allow("style-src", *sorted(found.styles))
    if found.attributes:
        allow("style-src", "'unsafe-hashes'", *sorted(found.attributes))
    allow("connect-src", *sorted({_origin(url) for url in endpoints}))
    for directive, text in (more or {}).items():
        allow(directive, *text.split())
    return "; ".join(
        " ".join((directive, *names))
        for directive, names in sources.items()
        if in_header or directive not in IN_HEADERS_ONLY
    )


def meta(page: str, text: str) -> str:
    """Return the HTML of a page with the policy in it, before all that it is about."""
    element = f'<meta http-equiv="Content-Security-Policy" content="{html.escape(text)}">'
    return page.replace(_CHARSET, f"{_CHARSET}\n{element}", 1)


def headers(text: str, kept: Iterable[str]) -> str:
    """Return a `_headers` file, as Netlify and Cloudflare Pages read it.

    Args:
        text: the policy.
        kept: paths, "*" for any rest, whose content never changes under its address.
    """
    return "\n".join(_header_lines(text, kept)) + "\n"


def _header_lines(text: str, kept: Iterable[str]) -> Iterator[str]:
    yield "/*"
    yield f"  Content-Security-Policy: {text}"
    yield "  X-Content-Type-Options: nosniff"
    yield "  Referrer-Policy: strict-origin-when-cross-origin"
    for path in kept:
        yield f"/{path}"
        yield f"  Cache-Control: {FOR_A_YEAR}"


def _is_code(attributes: str) -> bool:
    """Tell whether a script is run; one of JSON is data, and no policy stops it."""
    match = _TYPE.search(attributes)
    return match is None or match[1].lower() in _CODE


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
