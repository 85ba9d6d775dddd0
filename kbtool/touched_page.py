"""Pages of questions whose bodies changed: what the last build kept of them, and a new text."""

from __future__ import annotations

from pathlib import Path

from kbtool.last import (
    PAGES,
    SETTINGS,
    TEMPLATES,
    Last,
    MoreChanged,
    Place,
    inline_values,
    links_digest,
)
from kbtool.model import Article, Config
from kbtool.publish.article_page import with_text
from kbtool.publish.crew import Written, write_page
from kbtool.publish.draw import Drawer, Shared
from kbtool.publish.machines import Told, tell
from kbtool.publish.page import markdown_path
from kbtool.publish.page_record import unpack
from kbtool.publish.scripts import scripts
from kbtool.publish.settings import Settings
from kbtool.publish.strings import load_strings
from kbtool.publish.theme import theme_folders
from kbtool.publish.work import WORK
from kbtool.shelf import Shelf

__all__ = ["TouchedPages"]


class TouchedPages:
    """Draws pages without anything that a whole site needs."""

    def __init__(self, place: Place, last: Last, config: Config) -> None:
        """Prepare to draw.

        Args:
            place: what is built.
            last: the last build.
            config: of the knowledge base, as it was then, too.

        Raises:
            MoreChanged: what the last build kept cannot be used.
        """
        self.facts = facts = last.facts
        records, content = Shelf.read(last.folder, PAGES), last.read(SETTINGS)
        if records is None or content is None:
            raise MoreChanged
        self.records = records
        folders = theme_folders(place.root)
        self.strings = {lang: load_strings(folders, lang) for lang in config.languages}
        sources = frozenset((*map(markdown_path, (*facts.marks, *facts.keys)), *facts.copied))
        shared = Shared(config, self.strings, scripts(folders, self.strings), sources)
        settings = Settings.from_json(bytes(content).partition(b"\n")[2].decode())
        self.drawer = Drawer(settings, shared, place.root / WORK / TEMPLATES)

    def draw(self, path: str, article: Article, site: Path) -> Told | None:
        """Draw a page into the staged `site`; return what programs read of it, if it is listed.

        Raises:
            MoreChanged: nothing is known of it, it leads elsewhere than before, or the policy of
                all pages must name what stands within it.
        """
        record = self.records.get(path)
        if record is None:
            raise MoreChanged
        around, on_page, in_markdown = unpack(record)
        page = with_text(around, article, on_page, in_markdown)
        written = write_page(self.drawer, page, site, frozenset(self.facts.copied))
        if written.warnings or not self._as_before(written):
            raise MoreChanged
        if not page.markdown_path:
            return None
        return tell(page, self.strings[page.view.lang], self.drawer.site_url)

    def _as_before(self, written: Written) -> bool:
        facts = self.facts
        return facts.inline.get(written.path, inline_values()) == inline_values(
            written.inline
        ) and facts.linked.get(written.path) == links_digest(written.links)
