"""Which pages of questions a build has to make: a mark of all that a page is made from.

Two builds in which a page has the same mark make the same `Page`. The reverse is not
promised: a mark names what a page may show in the large (its whole category, say, of which
it shows a part), so that a mark costs a hundredth of its page. Who changes
`article_page.py` has to see that everything it looks at is in here; tests edit at random
and compare.
"""

from __future__ import annotations

import marshal
from collections.abc import Mapping
from functools import cached_property
from hashlib import blake2b
from typing import Any

from kbtool.model import Article
from kbtool.publish.page_key import VALUES_ALONE
from kbtool.publish.page_parts import PageParts
from kbtool.resolve import ResolvedLink, anchor
from kbtool.urls import article_path

__all__ = ["article_marks", "retold_mark"]

_SIZE = 16  # bytes of a digest
_Place = tuple[str, tuple[str, ...]]  # a language, a category below it


def article_marks(parts: PageParts, sources: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the mark of the page of every published question, by its path.

    Args:
        parts: what the pages are made of.
        sources: path of a source file -> a digest of its content, and of how it was read.
    """
    return _Marker(parts, sources).marks()


def retold_mark(mark: bytes, source: bytes) -> bytes:
    """Return the mark of a page of whose making the source file alone is another one.

    Args:
        mark: of the page before.
        source: the digest of the source file.
    """
    return _digest(source) + mark[_SIZE:]


class _Marker:
    def __init__(self, parts: PageParts, sources: Mapping[str, bytes]) -> None:
        self.parts = parts
        self.sources = sources
        # By the object, which `parts` keeps alive: most articles are named several times.
        self.faces: dict[int, bytes] = {}
        self.places: dict[_Place, bytes] = {}

    def marks(self) -> dict[str, bytes]:
        config, marked = self.parts.config, {}
        for article in self.parts.kb.articles:
            if article.status.published:
                marked[article_path(article, config)] = self.mark(article)
        return marked

    def mark(self, article: Article) -> bytes:
        """Return a digest of the text, and one of all else."""
        parts, face = self.parts, self.face
        key = article.key
        asks = parts.order.asks
        told = (
            key,
            article.path,  # with a slug it is not told by where the page is
            article.status.value,
            article.draft,
            self.languages[article.lang],
            self.place(article.lang, article.category),
            tuple(parts.similar.get(key, ())),
            b"".join(map(face, self.named(article))),
            sorted((asks[one.key], face(one)) for one in parts.resolution.backlinks.get(key, ())),
            tuple(face(twin) for one in self.others if (twin := self.twin(one, article))),
            tuple(parts.tag_item(tag, article.lang).url for tag in article.tags),
            tuple(map(self.link, parts.resolution.links[article.source])),
        )
        return _digest(self.sources[article.path]) + _digest_plain(told)

    def named(self, article: Article) -> list[Article]:
        """Return the questions that the author or the index relates to this one."""
        entries = self.parts.resolution.related[article.source]
        named = [one.article for one in entries if one.article]
        found = (
            self.parts.articles.get((article.lang, id))
            for id in self.parts.similar.get(article.key, ())
        )
        return [*named, *(one for one in found if one)]

    @cached_property
    def others(self) -> tuple[str, ...]:
        """The languages in which a question may have twins."""
        return self.parts.langs if len(self.parts.langs) > 1 else ()

    def twin(self, lang: str, article: Article) -> Article | None:
        return None if lang == article.lang else self.parts.articles.get((lang, article.id))

    def face(self, article: Article) -> bytes:
        """Return a digest of what other pages show of a question."""
        face = self.faces.get(id(article))
        if face is None:
            url = article_path(article, self.parts.config)
            shown = (article.key, article.title, url, article.answer, article.status.value)
            face = self.faces[id(article)] = _digest_plain(shown)
        return face

    def link(self, resolved: ResolvedLink) -> object:
        article, category = resolved.article, resolved.category
        fragment = resolved.link.fragment
        return (
            resolved.outcome.value,
            resolved.file,
            article and self.face(article),
            article and fragment and anchor(article, fragment),
            category and (category.key, category.title),
        )

    def place(self, lang: str, path: tuple[str, ...]) -> bytes:
        """Return a digest of what a category gives to the pages of its questions."""
        if (lang, path) not in self.places:
            parts = self.parts
            branch = parts.branches.get((lang, path))
            told = (
                parts.crumbs(lang, path),
                parts.sidebars[lang].of_category(path),
                parts.contact(lang, path),
                # where a language has no such page
                parts.alternates(lang, {}, path),
                [self.face(article) for article in branch.articles] if branch else (),
            )
            self.places[lang, path] = _digest(told)
        return self.places[lang, path]

    @cached_property
    def languages(self) -> dict[str, bytes]:
        """A digest of what every page of a language shows."""
        parts = self.parts
        shared = (parts.config, parts.kb.contacts)
        return {
            lang: _digest((parts.view("article", lang, "", "", (), (), nav=()), shared))
            for lang in parts.langs
        }


def _digest(told: object) -> bytes:
    # Every value in here is a string, a number, bytes, or a frozen value of them: its `repr`
    # tells it whole, and is the same in every process.
    return blake2b(repr(told).encode("utf-8", "surrogatepass"), digest_size=_SIZE).digest()


def _digest_plain(told: tuple[Any, ...]) -> bytes:
    """Return the digest of tuples of strings, numbers and bytes alone, in a third of the time."""
    return blake2b(marshal.dumps(told, VALUES_ALONE), digest_size=_SIZE).digest()
