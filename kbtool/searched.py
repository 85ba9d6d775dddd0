"""What a build knows of search: everything from nothing, or the last build's with what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Self

from kbtool.faults import fault
from kbtool.frozen import dataclass
from kbtool.model import Article, Ranking, Synonym
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

__all__ = ["Searched", "Target", "Wanted", "document_digest", "searched", "wanted"]

Key = tuple[str, str]  # language, id


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a build wants of search, but for the documents; for another process, too."""

    digests: Mapping[Key, bytes]  # of what each document is made from
    similar: Mapping[str, Mapping[str, int]]  # by language and id: how many, see `similar_wanted`
    synonyms: tuple[Synonym, ...]
    ranking: Ranking


@dataclass(frozen=True, slots=True)
class Target:
    """Where search writes, and of which build."""

    site: Tree  # holds the scripts of the last build, or none where that left nothing
    index: Path
    state: Tree
    old: Path  # the index of the last build
    build_id: str
    source_hash: str  # of everything that was read

    @classmethod
    def of(cls, staged: Stage, old: Path, source_hash: str) -> Self:
        """Return the folders of a stage."""
        trees = (staged.site_tree, staged.index, staged.state_tree)
        return cls(*trees, old, staged.build_id, source_hash)


@dataclass(frozen=True, slots=True)
class Searched:
    """The analysed texts of a build, and what is made of them."""

    corpus: Corpus
    changes: Mapping[str, Changes] | None  # since the last build; None where that left nothing
    before: Mapping[str, Exported]  # what the last build's scripts were made of
    likes: Mapping[str, Mapping[str, Like]]
    digests: Mapping[Key, bytes]  # of what each document was made from

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

    def write(self, target: Target, pages: Callable[[], Sequence[str]]) -> Mapping[str, Exported]:
        """Write scripts and index into a stage, with as much of the old ones as still holds.

        Args:
            target: where they go.
            pages: waits for the path of every page.

        Returns:
            What the scripts are made of, by language.

        Raises:
            KbtoolError: the index that was written cannot be opened.
        """
        with stage("export"):
            export = update_export(
                self.corpus, self.before, self.changes or {}, build_id=target.build_id
            )
            _move(target.site, export)
        with stage("index"):
            fault("index.write")
            self._write_index(target, export.languages, pages())
        return export.languages

    def _write_index(
        self, target: Target, exported: Mapping[str, Exported], pages: Sequence[str]
    ) -> None:
        # Here, because Whoosh brings much along, and here a process of its own waits.
        with lightly():
            from kbtool.search.whoosh_index import try_index, update_index, write_index

        folder, build_id, source_hash = target.index, target.build_id, target.source_hash
        bounds = {lang: one.bounds for lang, one in exported.items()}
        if self.changes is None:
            write_index(
                self.corpus,
                folder,
                build_id=build_id,
                source_hash=source_hash,
                pages=pages,
                bounds=bounds,
            )
        else:
            update_index(
                self.corpus,
                self.changes,
                target.old,
                folder,
                build_id=build_id,
                source_hash=source_hash,
                pages=pages,
                bounds=bounds,
            )
        try_index(folder)


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
    wanted: Wanted,
    made: Iterable[Document],
    kept: Kept | None = None,
    before: Mapping[Key, bytes] | None = None,
) -> Searched:
    """Return what search knows of a knowledge base.

    Args:
        wanted: what a build wants.
        made: the documents that are not as in the last build, or all without one.
        kept: what the last build left.
        before: digests of what its documents were made from.
    """
    with stage("analyse"):
        changes: Mapping[str, Changes] | None = None
        if kept is None:
            texts = corpus(made, wanted.synonyms, wanted.ranking)
        else:
            gone = (before or {}).keys() - wanted.digests.keys()
            texts, changes = updated(kept.corpus, made, gone, wanted.synonyms, wanted.ranking)
    with stage("similar"):
        likes = _likes(wanted, texts, kept, changes)
    return Searched(texts, changes, kept.exported if kept else {}, likes, wanted.digests)


def wanted(
    examined: Examined, before: Mapping[Key, bytes] | None = None
) -> tuple[Wanted, list[Document]]:
    """Return what a build wants of search, and the documents that are not as they were.

    Args:
        examined: without errors, with the hashes of its sources.
        before: digests of what the documents of the last build were made from.
    """
    from kbtool.compiler import similar_wanted

    with stage("documents"):
        digests, made = _documents(examined, before or {})
        kb = examined.kb
        limits = similar_wanted(examined)
        return Wanted(digests, limits, kb.synonyms, kb.config.search), made


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


def _likes(
    wanted: Wanted,
    texts: Corpus,
    kept: Kept | None,
    changes: Mapping[str, Changes] | None,
) -> dict[str, dict[str, Like]]:
    """Return what is like each question that wants some."""
    return {
        lang: all_similar(
            texts.parts[lang],
            limits,
            kept.similar.get(lang) if kept else None,
            changes.get(lang) if changes else None,
        )
        for lang, limits in wanted.similar.items()
    }
