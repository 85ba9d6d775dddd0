"""Python-Markdown's steps over whole blocks, left out where they can do nothing.

Twenty processors look at every block, each by an expression of its own; most paragraphs hold none
of the signs that these begin with. What comes out is the same: a processor is left out only where
its own test says no to every text without the sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.extensions.toc import TocTreeprocessor

__all__ = ["hasten_blocks"]

_CORE = "markdown.blockprocessors."
_MORE = "markdown.extensions."

_SIGNS: Mapping[str, tuple[str, ...]] = {
    _CORE + "BlockQuoteProcessor": (">",),
    _CORE + "HashHeaderProcessor": ("#",),
    _CORE + "HRProcessor": ("---", "- -", "-  -", "_", "*"),
    _CORE + "OListProcessor": (".",),
    _CORE + "ReferenceProcessor": ("]:",),
    _CORE + "SetextHeaderProcessor": ("\n=", "\n-"),
    _CORE + "UListProcessor": ("* ", "+ ", "- "),
    _MORE + "abbr.AbbrBlockprocessor": ("*[",),
    _MORE + "def_list.DefListProcessor": (":",),
    _MORE + "footnotes.FootnoteBlockProcessor": ("]:",),
    _MORE + "md_in_html.MarkdownInHtmlProcessor": ("\x02",),
    _MORE + "tables.TableProcessor": ("|",),
}
"""Processors whose test, or whose first step, is a search: signs of which it needs one."""

_INDENTED: Mapping[str, tuple[str, ...]] = {
    _CORE + "ListIndentProcessor": (),
    _MORE + "def_list.DefListIndentProcessor": (),
    _MORE + "admonition.AdmonitionProcessor": ("!!!",),
    "pymdownx.details.DetailsProcessor": ("???",),
    "pymdownx.tabbed.TabbedProcessor": ("===",),
}
"""Those that take indented blocks besides, as the inside of what stands before."""

_Try = tuple[Any, tuple[str, ...] | None, bool]  # processor, its signs, whether it takes indented


def hasten_blocks(parser: Markdown) -> None:
    """Leave out in `parser`, from now on, what can do nothing to a text."""
    if type(parser.parser) is BlockParser:
        blocks = _Blocks(parser.parser)
        parser.parser.parseDocument = blocks.document  # type: ignore[method-assign]
        parser.parser.parseBlocks = blocks.parse  # type: ignore[method-assign]
    if "toc" in parser.treeprocessors and type(parser.treeprocessors["toc"]) is TocTreeprocessor:
        lists = _Contents(parser)
        lists.__dict__.update(parser.treeprocessors["toc"].__dict__)
        parser.treeprocessors.register(lists, "toc", 5)  # its priority in its extension
    if "fenced_code_block" in parser.preprocessors:
        fences = parser.preprocessors["fenced_code_block"]
        if _name(fences) == "pymdownx.superfences.SuperFencesBlockPreprocessor":
            search = fences.search_nested  # type: ignore[attr-defined]
            fences.search_nested = (  # type: ignore[attr-defined]
                lambda lines: search(lines) if _fenced("\n".join(lines)) else lines
            )


def _fenced(text: str) -> bool:
    return "```" in text or "~~~" in text


def _name(value: object) -> str:
    return f"{type(value).__module__}.{type(value).__qualname__}"


class _Blocks:
    """What stands in for two methods of a `BlockParser`."""

    def __init__(self, parser: BlockParser) -> None:
        self._parser = parser
        self._document = parser.parseDocument
        self._processors: list[Any] = []
        self._tries: list[_Try] = []

    def document(self, lines: Iterable[str]) -> Any:
        """Do what `parseDocument` does."""
        processors = list(self._parser.blockprocessors)  # extensions may add some for a page
        if processors != self._processors:
            self._processors = processors
            self._tries = [_try(one) for one in processors]
        return self._document(lines)

    def parse(self, parent: Element, blocks: list[str]) -> None:
        """Do what `parseBlocks` of Python-Markdown 3.5 to 3.11 does."""
        while blocks:
            block = blocks[0]
            indented = block.startswith(" ")
            for processor, signs, inside in self._tries:
                if signs is not None and not (inside and indented):
                    for sign in signs:
                        if sign in block:
                            break
                    else:
                        continue
                # One that could not take a block may have changed it.
                if processor.test(parent, blocks[0]):
                    if processor.run(parent, blocks) is not False:
                        break
                    block = blocks[0]


def _try(processor: Any) -> _Try:
    name = _name(processor)
    signs = _INDENTED.get(name)
    return processor, _SIGNS.get(name) if signs is None else signs, signs is not None


class _Contents(TocTreeprocessor):
    """Finds the headings; the list that stands for a mark in the text only where there is one."""

    def __init__(self, md: Markdown) -> None:
        self.md = md
        self._listed = True

    def run(self, doc: Element) -> None:
        mark = self.marker
        self._listed = bool(mark) and any(mark in one.text for one in doc.iter() if one.text)
        super().run(doc)

    def build_toc_div(self, toc_list: list[Any]) -> Element:
        return super().build_toc_div(toc_list) if self._listed else Element("div")

    def replace_marker(self, root: Element, elem: Element) -> None:
        if self._listed:
            super().replace_marker(root, elem)
