"""A parser of Python-Markdown, made as MkDocs makes it.

What MkDocs does besides is repeated here: links to sources and pictures become addresses
relative to the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from kbtool.publish.block_patterns import hasten_blocks
from kbtool.publish.body_links import BodyLinks
from kbtool.publish.inline_patterns import hasten

__all__ = ["new_parser"]


def new_parser(
    extensions: Sequence[str], options: Mapping[str, Any], links: BodyLinks, *, hasty: bool
) -> Markdown:
    """Return a parser.

    Args:
        extensions: by their names.
        options: of extensions.
        links: of the body that it will be at.
        hasty: no extension changes its patterns as it goes.
    """
    if hasty:
        options = _unstyled(options, extensions)
    parser = Markdown(extensions=extensions, extension_configs=options)
    parser.treeprocessors.register(_Links(links), "relpath", 0)
    if hasty:
        hasten(parser)
        hasten_blocks(parser)
    return parser


class _Unstyled:
    """A style of Pygments without colours."""

    def __iter__(self) -> Iterator[object]:
        return iter(())


def _unstyled(options: Mapping[str, Any], extensions: Sequence[str]) -> Mapping[str, Any]:
    """Return options with which a block of code is not told how it looks where it bears classes.

    Pygments would turn its style into a style sheet for each block, and throw it away.
    """
    highlight = options.get(_HIGHLIGHT) or {}
    if _HIGHLIGHT not in extensions or highlight.get("noclasses"):
        return options
    return {**options, _HIGHLIGHT: {**highlight, "pygments_style": _Unstyled()}}


class _Links(Treeprocessor):
    def __init__(self, links: BodyLinks) -> None:
        super().__init__()
        self._links = links

    def run(self, root: Element) -> None:
        address = self._links.address
        for element in root.iter():
            key = _ADDRESSES.get(element.tag) if isinstance(element.tag, str) else None
            url = element.get(key) if key else None
            if key and url is not None:
                element.set(key, address(url))


_HIGHLIGHT = "pymdownx.highlight"

_ADDRESSES: Mapping[str, str] = {"a": "href", "img": "src"}
