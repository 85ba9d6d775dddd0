"""Pages of the site -> the articles that readers of them ask for."""

from __future__ import annotations

import re
from urllib.parse import unquote

from kbtool.loop.privacy import tells_who
from kbtool.model import KnowledgeBase
from kbtool.urls import alias_path, article_path, category_path, folded, site_pages

__all__ = ["Places"]

_FOLDER = re.compile(r"[a-z]{1,16}")
_PAGE = re.compile(r"[\w-]+\.html?")


class Places:
    """Finds articles by the paths of pages, present and former, and by present and former ids."""

    def __init__(self, kb: KnowledgeBase) -> None:
        """Take the knowledge base."""
        config = kb.config
        self._ids = {article.id: article.id for article in kb.articles}
        self._pages: dict[str, str] = {}  # path -> id; "": it asks no question
        for path in site_pages(config):
            self._pages[folded(path)] = ""
        for category in kb.categories:
            self._pages[folded(category_path(category.lang, category.path, config))] = ""
        for article in kb.articles:
            for alias in article.aliases:
                self._pages.setdefault(folded(alias_path(alias.value, article, config)), article.id)
                if "/" not in alias.value:
                    self._ids.setdefault(alias.value, article.id)
        for article in kb.articles:
            self._pages[folded(article_path(article, config))] = article.id
        self._folders = {path.rpartition("/")[0] for path in self._pages} - {""}

    def of_page(self, path: str) -> str | None:
        """Return the id of the article at `path`, "" for a page of ours that is none, else None.

        Args:
            path: from the root of the site, with or without `.html`, escaped or not.
        """
        plain = _plain(path)
        slash = path.split("?")[0].endswith("/") or not plain
        tried = [f"{plain}/index.html".lstrip("/")] if slash else []
        tried += [plain, f"{plain}.html", f"{plain}/index.html"]
        return next((self._pages[one] for one in tried if one in self._pages), None)

    def shown(self, path: str) -> str:
        """Return as much of a strange page's path as tells nobody's name or secret.

        That is all of it in a folder of ours, where a question may have stood once; elsewhere
        the first folder, because `/orders/<key>` and `/u/<name>` are somebody's.
        """
        plain = _plain(path)
        folder, _, name = plain.rpartition("/")
        if folder in self._folders and _PAGE.fullmatch(name) and not tells_who(name):
            return plain
        first = plain.partition("/")[0]
        return f"{first}/…" if folder and _FOLDER.fullmatch(first) else "…"

    def of_id(self, id: str) -> str | None:
        """Return the present id of what was once called `id`, None for a stranger."""
        return self._ids.get(id)


def _plain(path: str) -> str:
    return folded(unquote(path.split("?")[0].split("#")[0]).strip("/"))
