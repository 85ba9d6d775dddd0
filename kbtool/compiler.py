"""The whole run on one page: load, order, resolve, check, pages, index, publish.

It knows no renderer. Whoever renders (the MkDocs plugin, through
`publish/render.py` or inside `mkdocs build`) gets a `Site` and fills a folder.
"""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import kbtool
import kbtool.checks
from kbtool.checks.formats import sort_problems
from kbtool.checks.register import Facts, run_checks
from kbtool.checks.select import judge
from kbtool.model import KnowledgeBase, Source
from kbtool.order import Order
from kbtool.problems import Problem, has_errors
from kbtool.publish.bounds import unrenderable
from kbtool.publish.languages import language_problems
from kbtool.publish.lock import BuildLock
from kbtool.publish.published import COMMITTED
from kbtool.publish.swap import WORK, Stage
from kbtool.read.load import load
from kbtool.resolve import Resolution, resolve
from kbtool.urls import article_path, to_url

if TYPE_CHECKING:
    from kbtool.publish.site import Site
    from kbtool.search.corpus import Corpus
    from kbtool.search.documents import Document
    from kbtool.search.finder import Finder

# Pages and search are imported where they are made, so that `kbtool check` does not pay for them.

__all__ = [
    "Examined",
    "Render",
    "analysed",
    "build",
    "examine",
    "examine_external",
    "plan",
    "publish",
    "similar_ids",
    "write_search_index",
]

INDEX = "search_index"
SITE = "site"
LINKS = "links.json"

Render = Callable[["Site", Path], list[Problem]]


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
    def files(self) -> tuple[str, ...]:
        """The files of articles, sorted."""
        return tuple(sorted({article.path for article in self.kb.articles}))

    @property
    def today(self) -> dt.date:
        """The day on which it was judged."""
        return self.kb.today

    @property
    def settings(self) -> str:
        """The path of kb.yml."""
        return self.kb.config.source.path

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
    with _no_collector():
        kb, problems = load(root, environ, drafts=drafts)
        resolution = resolve(kb)
        facts = Facts(kb, resolution, _finder(kb, lambda: facts.order), _last_pages(root))
        problems += run_checks(facts)
        problems += unrenderable(root, kb.articles)
        problems += language_problems(root, kb.config)
    return Examined(root, kb, facts.order, resolution, tuple(sort_problems(judge(kb, problems))))


@contextmanager
def _no_collector() -> Iterator[None]:
    """Pause the collector of cycles: values have none, and it would look at each again and again.

    A seventh of the time of judging 10,000 articles goes to it otherwise. They are kept from
    it until the next time, when a preview may have let go of them.
    """
    enabled = gc.isenabled()
    gc.disable()
    gc.unfreeze()
    try:
        yield
    finally:
        if enabled:
            gc.freeze()
            gc.enable()


def examine_external(
    examined: Examined,
    progress: Callable[[int, int], None],
    *,
    in_all: float,
    allow_private: bool = False,
) -> Examined:
    """Ask every link to another site, and add what is wrong with them.

    Verdicts are remembered in `.kbtool/links.json`.

    Args:
        examined: the knowledge base.
        progress: told how many of how many pages are asked.
        in_all: seconds for all links together.
        allow_private: visit private and loopback addresses, too.
    """
    from kbtool.checks.external import external_problems
    from kbtool.net.verdicts import EVERYWHERE, Limits

    limits = Limits(in_all=in_all, allowed=EVERYWHERE if allow_private else ())
    cache = examined.root / WORK / LINKS
    found = judge(
        examined.kb, external_problems(examined.resolution, cache, limits, progress), partly=True
    )
    return replace(examined, problems=tuple(sort_problems((*examined.problems, *found))))


def plan(examined: Examined) -> tuple[Site, Corpus]:
    """Return the whole site as values, and the analysed texts for the index.

    Args:
        examined: without errors.
    """
    from kbtool.publish.page_parts import PageParts
    from kbtool.publish.pages import all_pages
    from kbtool.publish.scripts import scripts
    from kbtool.publish.site import Site
    from kbtool.publish.strings import load_strings, look, theme_folders
    from kbtool.search.export import export

    kb = examined.kb
    folders = theme_folders(examined.root)
    strings = {lang: load_strings(folders, lang) for lang in kb.config.languages}
    corpus = analysed(examined)
    build_id = _build_id(examined.source_hash, look(examined.root), kb)
    similar = similar_ids(examined, corpus)
    parts = PageParts(kb, examined.order, examined.resolution, similar, strings)
    site = Site(
        build_id=build_id,
        kb=kb,
        pages=tuple(all_pages(parts)),
        redirects=examined.resolution.redirects,
        files=export(corpus, build_id=build_id),
        strings=strings,
        scripts=scripts(folders, strings),
    )
    return site, corpus


def analysed(examined: Examined) -> Corpus:
    """Return the analysed texts of every public article."""
    from kbtool.search.corpus import corpus

    kb = examined.kb
    return corpus(_documents(kb, examined.order), kb.synonyms, kb.config.search)


def _documents(kb: KnowledgeBase, order: Order) -> Iterator[Document]:
    """Yield every public article as search sees it."""
    from kbtool.search.documents import Document

    titles = {category.key: category.title for category in kb.categories}
    for tree in order.trees.values():
        for article in tree.all_articles():
            path = article.category
            yield Document(
                id=article.id,
                lang=article.lang,
                url=to_url(article_path(article, kb.config)),
                title=article.title,
                also_asked=article.also_asked,
                keywords=article.keywords + article.tags,
                answer=article.answer,
                text=article.text,
                category=tuple(titles[article.lang, path[:n]] for n in range(1, len(path) + 1)),
                asks=order.asks[article.key],
            )


def _finder(kb: KnowledgeBase, order: Callable[[], Order]) -> Finder:
    from kbtool.search.finder import Finder

    queries = [(golden.lang, golden.query) for golden in kb.queries]
    return Finder(lambda: _documents(kb, order()), queries, kb.synonyms, kb.config.search)


def _last_pages(root: Path) -> dict[str, Source]:
    """Return the pages of the last build, each with its place in the manifest."""
    from kbtool.search.manifest import MANIFEST, manifest_pages

    path = f"{INDEX}/{MANIFEST}"
    return {page: Source(path, line) for page, line in manifest_pages(root / INDEX).items()}


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

    pages = [page.path for page in site.pages] + [redirect.path for redirect in site.redirects]
    write_index(
        corpus,
        folder,
        build_id=site.build_id,
        source_hash=source_hash,
        pages=pages,
    )
    open_index(folder)


def build(root: Path, render: Render, say: Callable[[str], None] | None = None) -> Examined:
    """Publish the knowledge base in `root`, or nothing of it.

    Args:
        root: the project folder.
        render: fills a folder with the pages of a site, and returns what is wrong with them.
        say: told that another build is waited for.

    Returns:
        What was examined, with the problems of rendering. When it is not
        `publishable`, the last good `site/` and `search_index/` are untouched.

    Raises:
        KbtoolError: the project or the installation is unusable.
    """
    with BuildLock(root, say=say):
        return _build(root, render)


def _build(root: Path, render: Render) -> Examined:
    examined = examine(root)
    if not examined.publishable:
        return examined
    site, corpus = plan(examined)
    with Stage(root, build_id=site.build_id) as stage:
        problems = judge(examined.kb, render(site, stage.site), partly=True)
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
        for name in COMMITTED:  # not the build's to remove
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


def _build_id(source: str, look: str, kb: KnowledgeBase) -> str:
    """Return the id that the site and the index of one build share."""
    parts = (source, look, kbtool.__version__, kb.today.isoformat(), str(kb.month))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
