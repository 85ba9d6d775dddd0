"""What the Markdown of a page becomes: HTML, and the headings in it."""

from __future__ import annotations

from kbtool.frozen import dataclass

__all__ = ["Heading", "Rendered"]


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of the contents list of a page, with those below it."""

    title: str  # HTML
    id: str
    level: int
    children: tuple[Heading, ...]
    active: bool = False  # the first of all, as MkDocs says

    @property
    def url(self) -> str:
        """The fragment that leads to it."""
        return "#" + self.id


@dataclass(frozen=True, slots=True)
class Rendered:
    """The body of a page as HTML."""

    html: str
    toc: tuple[Heading, ...]
    warnings: tuple[str, ...]  # links without a target, in MkDocs' words
