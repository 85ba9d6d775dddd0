"""What search knows of an article: its texts by field, in one language."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ASKED", "FIELDS", "Document"]

FIELDS = ("title", "also_asked", "keywords", "answer", "body")
"""The searched fields, in the order in which every engine adds their shares."""


ASKED = ("title", "also_asked", "keywords")
"""The fields that hold what customers ask."""


@dataclass(frozen=True, slots=True)
class Document:
    """A public article as search sees it; every text is plain."""

    id: str
    lang: str
    url: str  # relative to the root of the site
    title: str
    also_asked: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()  # tags included
    answer: str = ""
    text: str = ""  # the body
    category: tuple[str, ...] = ()  # titles, outermost first
    asks: float = 0.0  # decayed, see read/asks.py

    @property
    def key(self) -> tuple[str, str]:
        """Language and id: unique in a corpus."""
        return (self.lang, self.id)

    def place(self) -> str:
        """Return by what documents of one language are numbered."""
        return self.id

    def texts(self) -> tuple[tuple[str, ...], ...]:
        """Return the texts of each field, in the order of `FIELDS`."""
        return ((self.title,), self.also_asked, self.keywords, (self.answer,), (self.text,))
