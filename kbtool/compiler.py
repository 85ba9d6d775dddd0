"""The whole run on one page: load, order, resolve, check, pages, index, publish.

It knows no renderer. Whoever renders (the MkDocs plugin, through
`publish/render.py` or inside `mkdocs build`) gets a `Site` and fills a folder.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import kbtool.checks.families  # noqa: F401 - which checks there are
from kbtool.checks.formats import sort_problems
from kbtool.checks.register import Facts, run_checks
from kbtool.checks.select import build_checks, judge
from kbtool.collector import no_collector
from kbtool.model import EMPTY, Article, Config, KnowledgeBase, Source
from kbtool.naming import build_id, source_hash
from kbtool.order import Order
from kbtool.problems import Problem, has_errors
from kbtool.publish.bounds import unrenderable
from kbtool.publish.languages import language_problems
from kbtool.publish.published import COMMITTED
from kbtool.publish.swap import WORK, Stage
from kbtool.read.identity import Identity
from kbtool.read.load import load, load_again
from kbtool.read.memory import Memory
from kbtool.resolve import Resolution, resolve
from kbtool.timing import stage
from kbtool.urls import article_path, to_url

if TYPE_CHECKING:
    from kbtool.publish.entries import Entry
    from kbtool.publish.page import Page
    from kbtool.publish.page_parts import PageParts
    from kbtool.publish.site import Site
    from kbtool.search.corpus import Corpus
    from kbtool.search.documents import Document
    from kbtool.search.finder import Finder

# Pages and search are imported where they are made, so that `kbtool check` does not pay for them.

__all__ = [
    "Examined",
    "Judging",
    "analysed",
    "build_id",
    "document",
    "documents",
    "examine",
    "examine_again",
    "examine_external",
    "no_collector",
    "page_parts",
    "plan",
    "publish",
    "read_again",
    "similar_ids",
    "similar_wanted",
    "site_of",
    "write_search_index",
]

INDEX = "search_index"
SITE = "site"
LINKS = "links.json"


@dataclass(frozen=True)
class Examined:
    """A knowledge base that was read and judged."""

    root: Path
    kb: KnowledgeBase
    order: Order
    resolution: Resolution
    problems: tuple[Problem, ...]
    hashes: Mapping[str, bytes] = field(default_factory=dict)  # of source files, where known

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
        return source_hash(self.root, self.hashes)


def examine(
    root: Path,
    environ: Mapping[str, str] | None = None,
    *,
    drafts: bool = False,
    to_build: bool = False,
) -> Examined:
    """Read and judge the project folder `root`; nothing is written.

    Args:
        root: the project folder.
        environ: for SOURCE_DATE_EPOCH; that of the process when left out.
        drafts: show drafts as if they were public, for a preview.
        to_build: leave out the checks that stop no build, see `build_checks`.

    Raises:
        KbtoolError: `root` is no knowledge base, or the environment is unusable.
    """
    with no_collector():
        kb, problems = load(root, environ, drafts=drafts)
        judging = Judging(root, kb, problems, to_build=to_build)
        return judging.examined(judging.problems())


def examine_again(
    root: Path,
    environ: Mapping[str, str],
    memory: Memory,
    *,
    drafts: bool = False,
    rendered: bool = False,
) -> tuple[Examined, Memory]:
    """Examine `root` to build it, and read only the source files that have changed.

    Args:
        root: the project folder.
        environ: for SOURCE_DATE_EPOCH.
        memory: of the last time; an empty one for the first.
        drafts: show drafts as if they were public, for a preview.
        rendered: whatever `memory` holds has been rendered, so that it need not be tried.

    Returns:
        What was examined, and what is to be remembered.

    Raises:
        KbtoolError: as `examine` does.
    """
    with no_collector():
        judging, now = read_again(root, environ, memory, drafts=drafts, rendered=rendered)
        return judging.examined(judging.problems()), now


def read_again(
    root: Path,
    environ: Mapping[str, str],
    memory: Memory,
    *,
    drafts: bool = False,
    rendered: bool = False,
    states: Mapping[str, Identity] = EMPTY,
) -> tuple[Judging, Memory]:
    """Read what `examine_again` does, and leave it to the caller when and where it is judged.

    The `states` of source files by path are those that were taken just before.
    """
    with stage("read"):
        kb, problems, now = load_again(root, environ, memory, drafts=drafts, states=states)
    before = memory.files if rendered else {}
    tried = {path for path, one in now.files.items() if before.get(path) is one}
    return Judging(root, kb, problems, to_build=True, memory=now, tried=tried), now


class Judging:
    """A knowledge base that was read and has to be judged."""

    def __init__(
        self,
        root: Path,
        kb: KnowledgeBase,
        found: Sequence[Problem],
        *,
        to_build: bool = False,
        memory: Memory | None = None,
        tried: Collection[str] = (),
    ) -> None:
        """Take what was read.

        Args:
            root: the project folder.
            kb: what was read.
            found: what reading has found.
            to_build: leave out the checks that stop no build.
            memory: of what was read.
            tried: files whose articles can be rendered.
        """
        self._root = root
        self._kb = kb
        self._found = found
        self._ran = build_checks(kb.config.checks) if to_build else None
        self._tried = tried
        self._hashes = {path: one.sha256 for path, one in memory.files.items()} if memory else {}
        with stage("judge"):
            finder = _LateSearch(kb, lambda: self._facts.order)
            self._facts = Facts(kb, resolve(kb), finder, partial(_last_pages, root))

    def problems(self) -> tuple[Problem, ...]:
        """Judge, and return all that was found; in another process, too."""
        kb = self._kb
        with stage("judge"):
            problems = [*self._found, *run_checks(self._facts, self._ran)]
            tried = self._tried
            problems += unrenderable(
                self._root, (one for one in kb.articles if one.path not in tried)
            )
            problems += language_problems(self._root, kb.config)
            if self._ran is None:  # no page shows these
                from kbtool.loop.data import load_loop, loop_problems

                problems += loop_problems(kb, load_loop(self._root, kb.today))
            return tuple(sort_problems(judge(kb, problems, ran=self._ran)))

    def examined(self, problems: tuple[Problem, ...]) -> Examined:
        """Return the knowledge base with the problems that were found in it.

        Args:
            problems: all, or none where they are not known yet.
        """
        with stage("judge"):  # nobody may have asked for the order
            facts = self._facts
            order = facts.order
        return Examined(self._root, self._kb, order, facts.resolution, problems, self._hashes)


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
    from kbtool.publish.entries import entry_of
    from kbtool.publish.look import look_of
    from kbtool.publish.pages import all_pages
    from kbtool.search.export import export

    corpus = analysed(examined)
    parts = page_parts(examined, similar_ids(examined, corpus))
    pages = tuple(all_pages(parts))
    kb = examined.kb
    look = look_of(examined.root).digest()
    look_id = build_id(examined.source_hash, look, kb.today, kb.month)
    files = export(corpus, build_id=look_id).files
    return site_of(parts, examined.root, pages, map(entry_of, pages), look_id, files), corpus


def page_parts(examined: Examined, similar: Mapping[tuple[str, str], Iterable[str]]) -> PageParts:
    """Return what pages are made of.

    Args:
        examined: without errors.
        similar: ids by language and id, the most similar first.
    """
    from kbtool.publish.page_parts import PageParts
    from kbtool.publish.strings import load_strings
    from kbtool.publish.theme import theme_folders

    folders = theme_folders(examined.root)
    strings = {lang: load_strings(folders, lang) for lang in examined.kb.config.languages}
    return PageParts(examined.kb, examined.order, examined.resolution, similar, strings)


def site_of(
    parts: PageParts,
    root: Path,
    pages: Iterable[Page],
    entries: Iterable[Entry],
    build_id: str,
    files: Mapping[str, bytes],
) -> Site:
    """Return the whole site as values.

    Args:
        parts: what its pages are made of.
        root: the project folder.
        pages: those that are made: all but, perhaps, pages of questions.
        entries: of all pages.
        build_id: of the build.
        files: path in the site -> content, such as the search data.
    """
    from kbtool.publish.scripts import scripts
    from kbtool.publish.site import Site
    from kbtool.publish.theme import theme_folders

    return Site(
        build_id=build_id,
        kb=parts.kb,
        pages=tuple(pages),
        entries=tuple(entries),
        redirects=parts.resolution.redirects,
        files=files,
        strings=parts.strings,
        scripts=scripts(theme_folders(root), parts.strings),
    )


def analysed(examined: Examined) -> Corpus:
    """Return the analysed texts of every public article."""
    from kbtool.search.corpus import corpus

    kb = examined.kb
    return corpus(documents(kb, examined.order), kb.synonyms, kb.config.search)


def documents(kb: KnowledgeBase, order: Order) -> Iterator[Document]:
    """Yield every public article as search sees it."""
    titles = {category.key: category.title for category in kb.categories}
    for tree in order.trees.values():
        for article in tree.all_articles():
            path = article.category
            names = tuple(titles[article.lang, path[:n]] for n in range(1, len(path) + 1))
            yield document(article, names, order.asks[article.key], kb.config)


def document(article: Article, category: tuple[str, ...], asks: float, config: Config) -> Document:
    """Return an article as search sees it.

    Args:
        article: public.
        category: the titles of its categories, outermost first.
        asks: decayed.
        config: for its address.
    """
    from kbtool.search.documents import Document

    return Document(
        id=article.id,
        lang=article.lang,
        url=to_url(article_path(article, config)),
        title=article.title,
        also_asked=article.also_asked,
        keywords=article.keywords + article.tags,
        answer=article.answer,
        text=article.text,
        category=category,
        asks=asks,
    )


class _LateSearch:
    """What checks ask of search; whoever asks nothing need not load it."""

    def __init__(self, kb: KnowledgeBase, order: Callable[[], Order]) -> None:
        self._kb, self._order = kb, order

    @cached_property
    def _finder(self) -> Finder:
        from kbtool.search.finder import Finder

        kb = self._kb
        queries = [(golden.lang, golden.query) for golden in kb.queries]
        texts = partial(documents, kb)
        return Finder(lambda: texts(self._order()), queries, kb.synonyms, kb.config.search)

    def prepare(self, langs: Sequence[str]) -> None:
        self._finder.prepare(langs)

    def ahead(self, lang: str, id: str) -> Sequence[str]:
        return self._finder.ahead(lang, id)

    def first(self, lang: str, query: str, limit: int) -> Sequence[str]:
        return self._finder.first(lang, query, limit)

    def widens(self, lang: str, word: str, other: str) -> bool:
        return self._finder.widens(lang, word, other)


def _last_pages(root: Path) -> dict[str, Source]:
    """Return the pages of the last build, each with its place in the manifest."""
    from kbtool.search.manifest import MANIFEST, manifest_pages

    path = f"{INDEX}/{MANIFEST}"
    return {page: Source(path, line) for page, line in manifest_pages(root / INDEX).items()}


def similar_ids(examined: Examined, corpus: Corpus) -> dict[tuple[str, str], list[str]]:
    """Return what is most like each article whose author named fewer than `related` others."""
    from kbtool.search.similar import all_similar

    found = {}
    for lang, limits in similar_wanted(examined).items():
        for id, like in all_similar(corpus.parts[lang], limits).items():
            found[lang, id] = list(like.ids)
    return found


def similar_wanted(examined: Examined) -> dict[str, dict[str, int]]:
    """Return by language and id how many similar questions each question wants that wants any."""
    wanted = examined.kb.config.related
    limits: dict[str, dict[str, int]] = defaultdict(dict)
    for tree in examined.order.trees.values():
        for article in tree.all_articles():
            named = len(article.related)
            if named < wanted:
                # one more for each that may turn out to be named by hand
                limits[article.lang][article.id] = wanted + named
    return limits


def write_search_index(corpus: Corpus, folder: Path, site: Site, source_hash: str) -> None:
    """Write the Whoosh index of `corpus` into the empty `folder`, and open it once.

    Raises:
        KbtoolError: what was written cannot be opened.
    """
    from kbtool.search.whoosh_index import open_index, write_index

    pages = [entry.path for entry in site.entries] + [redirect.path for redirect in site.redirects]
    write_index(
        corpus,
        folder,
        build_id=site.build_id,
        source_hash=source_hash,
        pages=pages,
    )
    open_index(folder)


def publish(
    stage: Stage,
    *,
    site: Path | None = None,
    index: Path | None = None,
    state: Path | None = None,
    spare: bool = False,
) -> None:
    """Put what is staged in the place of the given folders, all or none.

    Args:
        stage: what is staged.
        site: the folder of the site.
        index: the folder of the index.
        state: the folder of what the next build needs to know.
        spare: keep what the next stage can begin with.
    """
    targets = []
    if site is not None:
        targets.append((stage.site, site))
    if index is not None:
        for name in COMMITTED:  # not the build's to remove
            if (index / name).is_file():
                shutil.copy2(index / name, stage.index / name)
        targets.append((stage.index, index))
    if state is not None:
        targets.append((stage.state, state))
    stage.publish(targets, spare=spare)
