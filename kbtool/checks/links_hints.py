"""The nearest right thing for a link that leads nowhere."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Collection
from functools import cached_property
from urllib.parse import quote

from kbtool.model import ARTICLES, Article, KnowledgeBase
from kbtool.outcomes import ResolvedLink
from kbtool.problems import did_you_mean
from kbtool.targets import CATEGORY_FILE
from kbtool.urls import folded

__all__ = ["Hints", "relative"]

MAX_COMPARED = 30_000
"""Names that one check compares letter by letter: many broken links must not take minutes."""

_MAIL = re.compile(r"[\w.+\-]+@[\w\-]+\.[\w.\-]+\Z", re.ASCII)
_HOST = re.compile(r"(?:www\.|[\w\-]+\.(?:com|cn|net|org|io)(?:/|\Z))[^\s]*", re.ASCII)
_INDEX = ("index.md", "README.md", "readme.md")


def relative(article: Article, path: str) -> str:
    """Return `path`, from the project folder, as `article` would write it."""
    found = posixpath.relpath(path, posixpath.dirname(article.path))
    return quote(found, safe="/!$&'*+,;=@~-._") if re.search(r"[\s()<>%#?]", found) else found


class Hints:
    """What a check may suggest; slow comparisons are limited in number."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.left = MAX_COMPARED

    @cached_property
    def ids(self) -> dict[str, dict[str, str]]:
        """Return the ids of each language by what they are but for letter case."""
        ids: dict[str, dict[str, str]] = defaultdict(dict)
        for article in self.kb.articles:
            ids[article.lang][folded(article.id)] = article.id
        return ids

    @cached_property
    def by_name(self) -> dict[str, list[str]]:
        """Return the paths of all files by their folded last part."""
        found: dict[str, list[str]] = defaultdict(list)
        for path in sorted(self.kb.files):
            found[folded(posixpath.basename(path))].append(path)
        return found

    @cached_property
    def by_folder(self) -> dict[str, list[str]]:
        """Return the paths of all files by their folder."""
        found: dict[str, list[str]] = defaultdict(list)
        for path in sorted(self.kb.files):
            found[posixpath.dirname(path)].append(path)
        return found

    def near(self, word: str, candidates: Collection[str]) -> str:
        """Return the candidate most like `word`, as a question, or ""."""
        if len(candidates) > self.left:
            return ""
        self.left -= len(candidates)
        return did_you_mean(word, candidates)

    def id(self, lang: str, wanted: str) -> str:
        """Return a hint for an id that no article has."""
        if right := self.ids[lang].get(folded(wanted)):
            return f"did you mean '{right}'?"
        hint = self.near(wanted, self.ids[lang].values())
        if not hint:
            elsewhere = [one for one in sorted(self.ids) if folded(wanted) in self.ids[one]]
            hint = f"it exists only in '{elsewhere[0]}'" if elsewhere else ""
        return hint

    def anchor(self, article: Article, fragment: str) -> str:
        """Return a hint for an anchor that `article` has not."""
        headings = [heading.anchor for heading in article.headings]
        if len(article.anchors) <= self.left:
            self.left -= len(article.anchors)
            if same := [one for one in article.anchors if folded(one) == folded(fragment)]:
                return f"did you mean '{min(same)}'?"
        hint = self.near(fragment, headings)
        return hint or (f"its headings are {', '.join(headings[:5])}" if headings else "")

    def target(self, article: Article, resolved: ResolvedLink) -> str:
        """Return a hint for a target at which nothing is."""
        target = resolved.link.target
        if resolved.right:
            return f"did you mean '{relative(article, resolved.right)}'?"
        if _MAIL.match(target):
            return f"write 'mailto:{target}'"
        if _HOST.match(target):
            return f"write 'https://{target}'"
        here = posixpath.dirname(article.path)
        base = ARTICLES if target.startswith("/") else here
        path = posixpath.normpath(posixpath.join(base, target.lstrip("/")))
        if right := self._written_otherwise(path):
            return f"did you mean '{relative(article, right)}'?"
        if same := self.by_name.get(folded(posixpath.basename(path))):
            nearest = min((relative(article, one) for one in same), key=lambda one: one.count("/"))
            return f"did you mean '{nearest}'?"
        siblings = self.by_folder.get(posixpath.dirname(path)) or self.by_folder.get(here, [])
        return self._near_path(article, target, siblings) or self._near_path(
            article, target, self.kb.files
        )

    def _near_path(self, article: Article, target: str, paths: Collection[str]) -> str:
        if len(paths) > self.left:
            return ""
        others = sorted(path for path in paths if path != article.path)
        return self.near(target, [relative(article, path) for path in others])

    def _written_otherwise(self, path: str) -> str:
        """Return the source of a page whose ending was left out, or that MkDocs would name so."""
        stem = path.removesuffix(".html").removesuffix(".htm")
        for one in (f"{stem}.md", f"{stem}.yml", f"{stem}.markdown", f"{stem}.yaml"):
            if one in self.kb.files:
                return one
        folder, name = posixpath.split(path)
        category = f"{folder}/{CATEGORY_FILE}"
        return category if name in _INDEX and category in self.kb.files else ""
