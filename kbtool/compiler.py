"""The whole run on one page: load, order, resolve, check, pages, index, publish.

It knows no renderer. Whoever renders (the MkDocs plugin, through
`publish/render.py` or inside `mkdocs build`) gets a `Site` and fills a folder.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import kbtool
import kbtool.checks
from kbtool.checks.formats import sort_problems
from kbtool.checks.register import Facts, run_checks
from kbtool.model import Article, KnowledgeBase
from kbtool.order import Order, order
from kbtool.problems import Problem, has_errors
from kbtool.publish.pages import Pages
from kbtool.publish.site import Site
from kbtool.publish.strings import load_strings, theme_folders
from kbtool.publish.swap import Stage
from kbtool.read.load import load
from kbtool.resolve import Resolution, resolve
from kbtool.urls import article_path, to_url

if TYPE_CHECKING:
    from kbtool.search.corpus import Corpus

# Search is imported where it is used, so that `kbtool check` never pays for it.

__all__ = [
    "Examined",
    "Render",
    "analysed",
    "build",
    "examine",
    "plan",
    "publish",
    "similar_ids",
    "write_search_index",
]

INDEX = "search_index"
SITE = "site"

Render = Callable[[Site, Path], list[Problem]]


@dataclass(frozen=True)
class Examined:
    """A knowledge base that was read and judged."""

    root: Path
    kb: KnowledgeBase
    order: Order
    resolution: Resolution
    problems: tuple[Problem, ...]

    @property
    def publishable(self) -> bool:
        """True when no error stops a build."""
        return not has_errors(self.problems)

    @cached_property
    def source_hash(self) -> str:
        """A hash of everything that was read."""
        return source_hash(self.root)


def examine(
    root: Path, environ: Mapping[str, str] | None = None, *, drafts: bool = False
) -> Examined:
    """Read and judge the project folder `root`; nothing is written.

    Args:
        root: the project folder.
        environ: for SOURCE_DATE_EPOCH; that of the process when left out.
        drafts: show drafts as if they were public, for a preview.

    Raises:
        KbtoolError: `root` is no knowledge base, or the environment is unusable.
    """
    kb, problems = load(root, environ, drafts=drafts)
    ordered = order(kb)
    resolution = resolve(kb)
    problems += run_checks(Facts(kb, ordered, resolution))
    return Examined(root, kb, ordered, resolution, tuple(sort_problems(problems)))


def plan(examined: Examined) -> tuple[Site, Corpus]:
    """Return the whole site as values, and the analysed texts for the index.

    Args:
        examined: without errors.
    """
    from kbtool.search.export import export

    kb = examined.kb
    folders = theme_folders(examined.root)
    strings = {lang: load_strings(folders, lang) for lang in kb.config.languages}
    corpus = analysed(examined)
    build_id = _build_id(examined.source_hash, kb)
    similar = similar_ids(examined, corpus)
    pages = Pages(kb, examined.order, examined.resolution, similar, strings)
    site = Site(
        build_id=build_id,
        kb=kb,
        pages=tuple(pages.all()),
        redirects=examined.resolution.redirects,
        files=export(corpus, build_id=build_id),
        strings=strings,
    )
    return site, corpus


def analysed(examined: Examined) -> Corpus:
    """Return the analysed texts of every public article."""
    from kbtool.search.corpus import corpus
    from kbtool.search.documents import Document

    kb = examined.kb
    titles = {category.key: category.title for category in kb.categories}

    def document(article: Article) -> Document:
        path = article.category
        return Document(
            id=article.id,
            lang=article.lang,
            url=to_url(article_path(article, kb.config)),
            title=article.title,
            also_asked=article.also_asked,
            keywords=article.keywords + article.tags,
            answer=article.answer,
            text=article.text,
            category=tuple(titles[article.lang, path[:n]] for n in range(1, len(path) + 1)),
            asks=examined.order.asks[article.key],
        )

    trees = examined.order.trees.values()
    return corpus(document(article) for tree in trees for article in tree.all_articles())


def similar_ids(examined: Examined, corpus: Corpus) -> dict[tuple[str, str], list[str]]:
    """Return what is most like each article whose author named fewer than `related` others."""
    from kbtool.search.similar import similar

    wanted = examined.kb.config.related
    found = {}
    for tree in examined.order.trees.values():
        for article in tree.all_articles():
            named = len(article.related)
            if named < wanted:
                # one more for each that may turn out to be named by hand
                found[article.key] = similar(corpus, article.lang, article.id, wanted + named)
    return found


def write_search_index(corpus: Corpus, folder: Path, site: Site, source_hash: str) -> None:
    """Write the Whoosh index of `corpus` into the empty `folder`, and open it once.

    Raises:
        KbtoolError: what was written cannot be opened.
    """
    from kbtool.search.whoosh_index import open_index, write_index

    write_index(corpus, folder, build_id=site.build_id, source_hash=source_hash)
    open_index(folder)


def build(root: Path, render: Render) -> Examined:
    """Publish the knowledge base in `root`, or nothing of it.

    Args:
        root: the project folder.
        render: fills a folder with the pages of a site, and returns what is wrong with them.

    Returns:
        What was examined, with the problems of rendering. When it is not
        `publishable`, the last good `site/` and `search_index/` are untouched.

    Raises:
        KbtoolError: the project or the installation is unusable.
    """
    examined = examine(root)
    if not examined.publishable:
        return examined
    site, corpus = plan(examined)
    with Stage(root) as stage:
        problems = render(site, stage.site)
        if problems:
            examined = replace(examined, problems=(*examined.problems, *problems))
        if examined.publishable:
            write_search_index(corpus, stage.index, site, examined.source_hash)
            publish(stage, site=root / SITE, index=root / INDEX)
    return examined


def publish(stage: Stage, *, site: Path | None = None, index: Path | None = None) -> None:
    """Put what is staged in the place of the given folders, all or none."""
    targets = []
    if site is not None:
        targets.append((stage.site, site))
    if index is not None:
        for name in ("README.md", ".gitignore"):  # committed, so not the build's to remove
            if (index / name).is_file():
                shutil.copy2(index / name, stage.index / name)
        targets.append((stage.index, index))
    stage.publish(targets)


def source_hash(root: Path) -> str:
    """Return a SHA-256 over the names and contents of every file below `kb/`."""
    digest = hashlib.sha256()
    for folder, names, files in os.walk(root / "kb"):
        names.sort()
        for name in sorted(files):
            path = Path(folder, name)
            digest.update(path.relative_to(root).as_posix().encode("utf-8", "surrogateescape"))
            try:
                content = path.read_bytes() if path.is_file() else b""
            except OSError:  # reported by the reader
                content = b""
            digest.update(b"\0%d\0" % len(content))
            digest.update(content)
    return digest.hexdigest()


def _build_id(source: str, kb: KnowledgeBase) -> str:
    """Return the id that the site and the index of one build share."""
    parts = (source, kbtool.__version__, kb.today.isoformat(), str(kb.month))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
