"""What search knows of an article: its texts by field, in one language."""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple, overload

from kbtool.frozen import dataclass

__all__ = ["ASKED", "FIELDS", "Document", "Documents", "Head"]

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


class Head(NamedTuple):
    """What tells a document from others, and the document as it is kept."""

    lang: str
    id: str
    asks: float
    item: Document | bytes


class Documents(Sequence[Document]):
    """Documents by number; what was packed is unpacked when it is asked for."""

    def __init__(self, items: Iterable[Document | bytes] = ()) -> None:
        """Take documents, and what `packed` returned."""
        self._items = list(items)

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, number: int) -> Document: ...
    @overload
    def __getitem__(self, number: slice) -> list[Document]: ...
    def __getitem__(self, number: int | slice) -> Document | list[Document]:
        if isinstance(number, slice):
            return [self[one] for one in range(*number.indices(len(self._items)))]
        item = self._items[number]
        return item if isinstance(item, Document) else Document(*marshal.loads(item))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Documents) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def items(self) -> list[Document | bytes]:
        """Return the documents as they are kept, in a list of its own."""
        return list(self._items)

    def heads(self) -> Iterator[Head]:
        """Yield the head of every document; nothing is kept of what is unpacked for it."""
        for item in self._items:
            if isinstance(item, Document):
                yield Head(item.lang, item.id, item.asks, item)
            else:
                id, lang, *_, asks = marshal.loads(item)
                yield Head(lang, id, asks, item)

    def packed(self) -> list[bytes]:
        """Return the documents as bytes, for this very version of Python."""
        return [_packed(item) if isinstance(item, Document) else item for item in self._items]


def _packed(document: Document) -> bytes:
    return marshal.dumps(_values(document))


_values = attrgetter(*Document.__slots__)
