"""Which pages of a site are due: those that the last build made of something else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import overload

from kbtool.compiler import Examined, page_parts
from kbtool.last import Facts
from kbtool.model import Article
from kbtool.publish.entries import article_entry, entry_of
from kbtool.publish.marks import article_marks
from kbtool.publish.page import Page
from kbtool.publish.page_key import page_key
from kbtool.publish.pages import Planned, planned_pages
from kbtool.publish.settings import Settings
from kbtool.publish.theme import theme_folder, theme_folders

__all__ = ["Pages", "Worklist"]


class Pages(Sequence[Page]):
    """Pages that are made where they are asked for: in the process that draws them."""

    def __init__(self, planned: Sequence[Planned]) -> None:
        self._planned = planned

    def __len__(self) -> int:
        return len(self._planned)

    @overload
    def __getitem__(self, place: int) -> Page: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Page]: ...
    def __getitem__(self, place: int | slice) -> Page | Sequence[Page]:
        if isinstance(place, slice):
            return Pages(self._planned[place])
        return self._planned[place].make()


class Worklist:
    """All pages of a build, and which of them it has to draw."""

    def __init__(
        self,
        examined: Examined,
        similar: Mapping[tuple[str, str], Iterable[str]],
        settings: Settings,
        look: str,
        last: Facts | None,
    ) -> None:
        """Compare.

        Args:
            examined: without errors.
            similar: ids by language and id, the most similar first.
            settings: of the project.
            look: a hash of the theme, see `publish/look.py`.
            last: what is known of the last build.
        """
        self.parts = parts = page_parts(examined, similar)
        self.frame = _frame(examined, settings, look)
        self._sources = examined.hashes
        self._planned = planned = list(planned_pages(parts))
        self.made = [one.make() for one in planned if one.article is None]
        self.keys = {page.path: page_key(page) for page in self.made}
        made = iter(self.made)
        self.entries = [
            article_entry(parts, one.article) if one.article else entry_of(next(made))
            for one in planned
        ]
        self.articles: dict[str, Article] = {
            entry.path: one.article
            for entry, one in zip(self.entries, planned, strict=True)
            if one.article
        }
        self.anew = last is None or last.frame != self.frame
        self._before = last if not self.anew else None

    # What search needs to know is known by now: it need not wait for these.

    @cached_property
    def marks(self) -> dict[str, bytes]:
        """The mark of the page of every question, by its path."""
        return article_marks(self.parts, self.articles, self._sources)

    @cached_property
    def due(self) -> Pages:
        """The pages to draw."""
        last = self._before
        before: Mapping[str, bytes] = {**last.marks, **last.keys} if last else {}
        now = {**self.marks, **self.keys}
        return Pages(
            [
                one
                for entry, one in zip(self.entries, self._planned, strict=True)
                if before.get(entry.path) != now[entry.path]
            ]
        )


def _frame(examined: Examined, settings: Settings, look: str) -> str:
    """Return a digest of what all pages share.

    A template of a project's own may show the day of the build; ours do not.
    """
    own = theme_folders(examined.root) != (theme_folder(),) or bool(
        settings.config["theme"].get("custom_dir")
    )
    day = examined.today.isoformat() if own else ""
    said = (settings.as_json(), look, repr(examined.kb.config), day)
    return hashlib.sha256("\0".join(said).encode("utf-8", "surrogatepass")).hexdigest()
