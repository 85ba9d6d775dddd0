"""The body of a page as HTML, in the very dialect that `mkdocs.yml` names.

Plain bodies are rendered here, all others by Python-Markdown. One parser serves all pages:
making one takes as long as a third of a body, and a build of plain bodies needs none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from kbtool.publish.body_links import BodyLinks
from kbtool.publish.plain import Plain, is_plain_dialect
from kbtool.publish.rendered import Heading, Rendered
from kbtool.publish.settings import Settings, resolved

if TYPE_CHECKING:
    from markdown import Markdown

__all__ = ["Bodies"]

RESET = ("markdown.", "pymdownx.", "material.")
"""Packages whose extensions forget a page when they are told to; a test compares them."""

BUILT_IN = frozenset(
    (
        *("abbr", "admonition", "attr_list", "codehilite", "def_list", "extra", "fenced_code"),
        *("footnotes", "legacy_attrs", "legacy_em", "md_in_html", "meta", "nl2br", "sane_lists"),
        *("smarty", "tables", "toc", "wikilinks"),
    )
)
"""Python-Markdown's own extensions by their short names."""


class Bodies:
    """Renders bodies, one after the other."""

    def __init__(
        self, settings: Settings, sources: Collection[str], *, trusted: bool = False
    ) -> None:
        """Take what all pages share.

        Args:
            settings: for the extensions.
            sources: every file that links may name, by its path; pages as `.md`.
            trusted: what is rendered is published as it is.
        """
        self._extensions: list[str] = list(settings.config["markdown_extensions"])
        self._options = resolved(settings.config["mdx_configs"])
        self._links = BodyLinks(sources, settings.levels)
        self._reusable = all(
            name in BUILT_IN or name.startswith(RESET) for name in self._extensions
        )
        self._parser: Markdown | None = None
        self._plain: Plain | None = None
        if is_plain_dialect(self._extensions, self._options) and not trusted:
            permalink = bool(self._options["toc"].get("permalink"))
            self._plain = Plain(self._links.address, permalink=permalink)

    def prepare(self) -> None:
        """Make ready what the first body that is not plain would have to wait for."""
        if self._parser is None:
            self._parser = self._new()

    def plain(self, path: str, body: str) -> Rendered | None:
        """Return the HTML of a plain body as it may be published; None of another one.

        Args:
            path: of its source file.
            body: in Markdown.
        """
        if self._plain is None:
            return None
        self._links.begin(path)
        plain = self._plain.render(_text(body))
        return plain and Rendered(*plain, tuple(self._links.warnings))

    def parsed(self, path: str, body: str) -> Rendered:
        """Return what Python-Markdown makes of a body, not yet sanitised; it may take any time.

        Raises:
            Exception: what extensions raise.
        """
        parser = self._new() if self._parser is None else self._parser
        self._links.begin(path)
        try:
            html = parser.reset().convert(_text(body))
        except BaseException:
            self._parser = None  # whatever it was in the middle of
            raise
        self._parser = parser if self._reusable else None
        tokens = getattr(parser, "toc_tokens", [])
        toc = tuple(_heading(one, first=index == 0) for index, one in enumerate(tokens))
        return Rendered(html, toc, tuple(self._links.warnings))

    def _new(self) -> Markdown:
        # Late: no plain body needs it, and it brings a tenth of a second of extensions along.
        from kbtool.publish.markdown import new_parser

        return new_parser(self._extensions, self._options, self._links, hasty=self._reusable)


def _text(body: str) -> str:
    return body.replace("\r\n", "\n").replace("\r", "\n").lstrip("\n")


def _heading(token: Mapping[str, Any], *, first: bool = False) -> Heading:
    children = tuple(map(_heading, token["children"]))
    return Heading(token["name"], token["id"], token["level"], children, first)
