"""One page of the site as a value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from kbtool.frozen import dataclass
from kbtool.publish.views import PageView

__all__ = ["Page", "Targets", "markdown_path"]

Targets = tuple[str | None, ...]
"""What stands in the place of each link of an article; None for what the author wrote."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the site: where it lives, what its template shows, its Markdown body."""

    path: str  # relative to the root of the site, ends with .html
    view: PageView
    body: str = ""
    markdown: str = ""  # the body for other programs, see portable_body
    edit_path: str = ""  # source file relative to kb/articles/, "" when there is none
    lastmod: dt.date | None = None
    listed: bool = True  # in the sitemap
    meta: Mapping[str, Any] = field(default_factory=dict)  # what the author tells Material
    targets: tuple[Targets, Targets] = ((), ())  # where links lead, see `link_targets`

    @property
    def source_path(self) -> str:
        """The path under which a Markdown renderer gets the page."""
        return markdown_path(self.path)

    @property
    def markdown_path(self) -> str:
        """Where the page stands as Markdown for other programs, "" where it does not."""
        return self.source_path if self.view.article and self.listed else ""

    @property
    def template(self) -> str:
        """The template that draws the page."""
        return f"kb/{self.view.kind}.html"


def markdown_path(path: str) -> str:
    """Return the path of the Markdown behind a page."""
    return path.removesuffix(".html") + ".md"
