"""What a build knows of search: everything from nothing, or the last build's with what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Self

from kbtool.faults import fault
from kbtool.frozen import dataclass
from kbtool.model import Article
from kbtool.publish.swap import Stage
from kbtool.publish.tree import Tree
from kbtool.search.corpus import Corpus, corpus
from kbtool.search.documents import Document
from kbtool.search.export import Export, Exported, update_export
from kbtool.search.kept import Kept, to_bytes
from kbtool.search.similar import Like, all_similar
from kbtool.search.updated import Changes, updated
from kbtool.search.whoosh_light import lightly
from kbtool.timing import stage

if TYPE_CHECKING:
    from kbtool.compiler import Examined

__all__ = ["Digests", "Into", "Searched", "analysed", "document_digest", "likes_of", "searched"]

Key = tuple[str, str]  # language, id

Digests = Mapping[Key, bytes]
"""Of what the document of each question was made from."""


@dataclass(frozen=True, slots=True)
class Into:
    """Where a build writes what it knows of search, and under which name."""

    site: Tree
    index: Path
    state: Tree
    old_index: Path  # of the last build
    build_id: str
    source_hash: str  # of what was read

    @classmethod
    def of(cls, staged: Stage, old_index: Path, source_hash: str) -> Self:
        """Return the places of a stage."""
        return cls(
            staged.site_tree,
            staged.index,
            staged.state_tree,
            old_index,
            staged.build_id,
            source_hash,
        )


@dataclass(frozen=True, slots=True)
class Searched:
    """The analysed texts of a build, and what is made of them."""

    corpus: Corpus
    changes: Mapping[str, Changes] | None  # since the last build; None where that left nothing
    before: Mapping[str, Exported]  # what the last build's scripts were made of
    likes: Mapping[str, Mapping[str, Like]]
    digests: Digests

    @property
    def similar(self) -> dict[Key, tuple[str, ...]]:
        """The ids of the questions most like each question that wants some."""
        return {
            (lang, id): like.ids for lang, likes in self.likes.items() for id, like in likes.items()
        }

    def to_bytes(self, exported: Mapping[str, Exported]) -> bytes:
        """Return what the next build begins with.

        Args:
            exported: what the scripts are made of now.
        """
        return to_bytes(Kept(self.corpus, exported, self.likes))

    def write(self, into: Into, pages: Callable[[], Sequence[str]]) -> Mapping[str, Exported]:
        """Write scripts and index into a stage, with as much of the old ones as still holds.

        Args:
            into: the stage; it holds the scripts of the last build, or none where that left
                nothing.
            pages: waits for the path of every page.

        Returns:
            What the scripts are made of, by language.

        Raises:
            KbtoolError: the index that was written cannot be opened.
        """
        with stage("export"):
            export = update_export(
                self.corpus, self.before, self.changes or {}, build_id=into.build_id
            )
            _move(into.site, export)
        with stage("index"):
            fault("index.write")
            self._write_index(into, export.languages, pages())
        return export.languages

    def _write_index(
        self, into: Into, exported: Mapping[str, Exported], pages: Sequence[str]
    ) -> None:
        # Here, because Whoosh brings much along, and here a process of its own waits.
        with lightly():
            from kbtool.search.whoosh_index import try_index, update_index, write_index

        bounds = {lang: one.bounds for lang, one in exported.items()}
        if self.changes is None:
            write_index(
                self.corpus,
                into.index,
                build_id=into.build_id,
                source_hash=into.source_hash,
                pages=pages,
                bounds=bounds,
            )
        else:
            update_index(
                self.corpus,
                self.changes,
                into.old_index,
                into.index,
                build_id=into.build_id,
                source_hash=into.source_hash,
                pages=pages,
                bounds=bounds,
            )
        try_index(into.index)


def _move(tree: Tree, export: Export) -> None:
    """Rename, remove and write the scripts of a site."""
    for old, new in export.renamed.items():
        tree.rename_folder(old, new)
    for path in export.removed:
        tree.remove_all(path)
    for path, content in export.files.items():
        fault("export.write")
        tree.write(path, content)


def searched(
    examined: Examined,
    kept: Kept | None = None,
    digests: Digests | None = None,
) -> Searched:
    """Return what search knows of a knowledge base.

    Args:
        examined: without errors, with the hashes of its sources.
        kept: what the last build left.
        digests: of what its documents were made from.
    """
    from kbtool.compiler import similar_wanted  # late: an edit of a body needs nothing of it

    texts, changes, now = analysed(examined, kept, digests)
    likes = likes_of(texts, similar_wanted(examined), kept, changes)
    return Searched(texts, changes, kept.exported if kept else {}, likes, now)


def analysed(
    examined: Examined, kept: Kept | None = None, digests: Digests | None = None
) -> tuple[Corpus, Mapping[str, Changes] | None, Digests]:
    """Return the analysed texts, how they differ from what was kept, and digests of them.

    Args:
        examined: see `searched`, as the others.
        kept: what the last build left.
        digests: of what its documents were made from.
    """
    with stage("analyse"):
        now, made = _documents(examined, digests or {} if kept else {})
        synonyms, ranking = examined.kb.synonyms, examined.kb.config.search
        if kept is None:
            return corpus(made, synonyms, ranking), None, now
        gone = (digests or {}).keys() - now.keys()
        return *updated(kept.corpus, made, gone, synonyms, ranking), now


def likes_of(
    texts: Corpus,
    wanted: Mapping[str, Mapping[str, int]],
    kept: Kept | None = None,
    changes: Mapping[str, Changes] | None = None,
) -> dict[str, dict[str, Like]]:
    """Return what is like each question that wants some.

    Args:
        texts: of all languages.
        wanted: how many, by language and id.
        kept: what the last build left.
        changes: between then and now.
    """
    with stage("similar"):
        return {
            lang: all_similar(
                texts.parts[lang],
                limits,
                kept.similar.get(lang) if kept else None,
                changes.get(lang) if changes else None,
            )
            for lang, limits in wanted.items()
        }


def document_digest(
    source: bytes, article: Article, asks: float, around: tuple[tuple[str, ...], bool]
) -> bytes:
    """Return a digest of what the document of an article is made from.

    Args:
        source: the SHA-256 of its file.
        article: public.
        asks: decayed.
        around: the titles of its categories, and whether there are several languages.
    """
    told = repr((article.key, article.category, article.slug, asks, around))
    return blake2b(source + told.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _documents(
    examined: Examined, before: Mapping[Key, bytes]
) -> tuple[dict[Key, bytes], list[Document]]:
    """Return a digest for every public article, and the documents whose digest is another one."""
    from kbtool.compiler import document  # late: an edit of a body needs nothing of it

    kb, order = examined.kb, examined.order
    titles = {category.key: category.title for category in kb.categories}
    now: dict[Key, bytes] = {}
    made: list[Document] = []
    for tree in order.trees.values():
        for branch in tree.walk():
            lang, path = branch.category.key
            names = tuple(titles[lang, path[:n]] for n in range(1, len(path) + 1))
            around = (names, kb.config.multilingual)
            for article in branch.articles:
                source, asks = examined.hashes[article.path], order.asks[article.key]
                now[article.key] = document_digest(source, article, asks, around)
                if before.get(article.key) != now[article.key]:
                    made.append(document(article, names, order.asks[article.key], kb.config))
    return now, made
