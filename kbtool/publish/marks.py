"""Which pages of questions a build has to make: a mark of all that a page is made from.

Two builds in which a page has the same mark make the same `Page`. The reverse is not
promised: a mark names what a page may show in the large (its whole category, say, of which
it shows a part), so that a mark costs a hundredth of its page. Who changes
`article_page.py` has to see that everything it looks at is in here; tests edit at random
and compare.
"""

from __future__ import annotations

import marshal
from collections.abc import Mapping, Sequence
from functools import cached_property
from hashlib import blake2b
from typing import Any

from kbtool.model import Article
from kbtool.publish.page_key import VALUES_ALONE
from kbtool.publish.page_parts import PageParts
from kbtool.resolve import Outcome, ResolvedLink, anchor

__all__ = ["article_marks", "retold_mark"]

_SIZE = 16  # bytes of a digest
_Place = tuple[str, tuple[str, ...]]  # a language, a category below it


def article_marks(
    parts: PageParts, articles: Mapping[str, Article], sources: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Return the mark of the page of every published question, by its path.

    Args:
        parts: what the pages are made of.
        articles: the questions by the paths of their pages.
        sources: path of a source file -> a digest of its content, and of how it was read.
    """
    mark = _Marker(parts, sources).mark
    return {path: mark(article) for path, article in articles.items()}


def retold_mark(mark: bytes, source: bytes) -> bytes:
    """Return the mark of a page of whose making the source file alone is another one.

    Args:
        mark: of the page before.
        source: the digest of the source file.
    """
    return source[:_SIZE] + mark[_SIZE:]


class _Marker:
    def __init__(self, parts: PageParts, sources: Mapping[str, bytes]) -> None:
        self.parts = parts
        self.sources = sources
        self.places: dict[_Place, bytes] = {}
        # Digests of what other pages show of a question. By the object, which `parts` keeps
        # alive: most questions are named several times.
        self.faces = {id(one): _face(parts, one) for one in parts.kb.every}
        # The same of those that are published, by language and id.
        self.found: dict[str, dict[str, bytes]] = {lang: {} for lang in parts.langs}
        for (lang, name), one in parts.articles.items():
            self.found[lang][name] = self.faces[id(one)]

    def mark(self, article: Article) -> bytes:
        """Return the digest of the source, and one of all else."""
        parts, faces = self.parts, self.faces
        key, source, lang = article.key, article.source, article.lang
        resolution, found, link = parts.resolution, self.found, self.link
        related = resolution.related[source]
        linking: Sequence[Article] = resolution.backlinks.get(key, ())
        if len(linking) > 1:  # the page shows them in this order
            linking = sorted(linking, key=self.heat)
        told = (
            faces[id(article)],
            article.path,  # with a slug it is not told by where the page is
            article.draft,
            self.languages[lang],
            self.place(lang, article.category),
            [faces[id(one.article)] for one in related if one.article],
            list(filter(None, map(found[lang].get, parts.similar.get(key, ())))),
            b"".join([faces[id(one)] for one in linking]),
            [found[one].get(article.id) for one in self.others if one != lang],
            [parts.tag_item(tag, lang).url for tag in article.tags],
            [link(one) for one in resolution.links[source]],
        )
        return self.sources[article.path][:_SIZE] + _digest_plain(told)

    def heat(self, article: Article) -> tuple[float, str]:
        return -self.parts.order.asks[article.key], article.id

    @cached_property
    def others(self) -> tuple[str, ...]:
        """The languages in which a question may have twins."""
        return self.parts.langs if len(self.parts.langs) > 1 else ()

    def link(self, resolved: ResolvedLink) -> object:
        article, category = resolved.article, resolved.category
        fragment = resolved.link.fragment
        if article and not fragment and resolved.outcome is Outcome.ARTICLE and not resolved.file:
            return self.faces[id(article)]  # as nearly all are
        return (
            resolved.outcome.value,
            resolved.file,
            article and self.faces[id(article)],
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
                [self.faces[id(article)] for article in branch.articles] if branch else (),
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


def _face(parts: PageParts, article: Article) -> bytes:
    item = parts.item(article)
    shown = (article.key, item.title, item.url, item.answer, article.status.value)
    return _digest_plain(shown)


def _digest(told: object) -> bytes:
    # Every value in here is a string, a number, bytes, or a frozen value of them: its `repr`
    # tells it whole, and is the same in every process.
    return blake2b(repr(told).encode("utf-8", "surrogatepass"), digest_size=_SIZE).digest()


def _digest_plain(told: tuple[Any, ...]) -> bytes:
    """Return the digest of tuples of strings, numbers and bytes alone, in a third of the time."""
    return blake2b(marshal.dumps(told, VALUES_ALONE), digest_size=_SIZE).digest()
