"""`kb/` -> KnowledgeBase and problems."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from kbtool.model import (
    ARTICLES,
    CONFIG,
    EMPTY,
    SOURCE_ENDINGS,
    Article,
    Ask,
    Category,
    Config,
    Contact,
    GoldenQuery,
    Ignore,
    KnowledgeBase,
    Source,
    Synonym,
)
from kbtool.problems import KbtoolError, Problem, did_you_mean, problem
from kbtool.read import rules
from kbtool.read.article import Spot
from kbtool.read.asks import newest_month, read_asks
from kbtool.read.config import read_config, read_contacts
from kbtool.read.counts import MAX_BYTES as MAX_COUNTS
from kbtool.read.day import build_day
from kbtool.read.goals import load_goals
from kbtool.read.identity import Identity
from kbtool.read.ignores import read_ignores
from kbtool.read.memory import Memory, read_files
from kbtool.read.queries import read_queries
from kbtool.read.reading import Reading, implied
from kbtool.read.synonyms import read_synonyms
from kbtool.read.text_source import MAX_BYTES, read_text
from kbtool.read.walk import Walk, leads_out
from kbtool.read.yaml_source import top_level_text

__all__ = ["load", "load_again", "load_settings"]

CONTACTS = "kb/contacts.yml"
MKDOCS = "mkdocs.yml"
ASKS = "kb/asks"
QUERIES = "kb/queries.yml"
SYNONYMS = "kb/synonyms.yml"
ASSETS = "assets"
"""Folders of this name hold pictures and downloads, and are no category."""


def load(
    root: Path, environ: Mapping[str, str] | None = None, *, drafts: bool = False
) -> tuple[KnowledgeBase, list[Problem]]:
    """Read the project folder `root` once.

    Whatever is wrong inside `kb/` comes back as problems, all of them.

    Args:
        root: the project folder.
        environ: for SOURCE_DATE_EPOCH; that of the process when left out.
        drafts: show drafts as if they were public, for a preview.

    Raises:
        KbtoolError: there is no `kb/articles/` folder.
    """
    kb, problems, _ = _load(root, environ, drafts, None)
    return kb, problems


def load_again(
    root: Path,
    environ: Mapping[str, str] | None,
    memory: Memory,
    *,
    drafts: bool = False,
    moment: int | None = None,
    states: Mapping[str, Identity] = EMPTY,
) -> tuple[KnowledgeBase, list[Problem], Memory]:
    """Return what `load` does, and read of the source files only those that have changed.

    Args:
        root: the project folder.
        environ: for SOURCE_DATE_EPOCH; that of the process when None.
        memory: of the last time; an empty one for the first.
        drafts: show drafts as if they were public, for a preview.
        moment: the present in nanoseconds since 1970, for tests; see memory.py.
        states: of source files by path, taken just before.

    Returns:
        As `load`, and what is to be remembered: the same object where nothing is new.

    Raises:
        KbtoolError: as `load` does.
    """
    return _load(root, environ, drafts, memory, moment, states)


def load_settings(root: Path, today: dt.date) -> tuple[Config, tuple[Synonym, ...]]:
    """Return kb.yml and the synonyms alone, of a project in which they are known to be right."""
    reader = _Reader(root, today, drafts=False)
    config, _ = reader.settings()
    return config, reader.synonyms(config)


def _load(
    root: Path,
    environ: Mapping[str, str] | None,
    drafts: bool,
    memory: Memory | None,
    moment: int | None = None,
    states: Mapping[str, Identity] = EMPTY,
) -> tuple[KnowledgeBase, list[Problem], Memory]:
    if not (root / ARTICLES).is_dir():
        raise KbtoolError(
            f"no folder {ARTICLES}/ in {root}",
            "change to the folder of your knowledge base, or begin one with `kbtool init`",
        )
    today, fixed = build_day(os.environ if environ is None else environ)
    reader = _Reader(root, today, drafts)
    config, contacts = reader.settings()
    memory = reader.articles_and_categories(config, memory, moment, states)
    asks = reader.asks()
    queries = reader.queries(config)
    synonyms = reader.synonyms(config)
    reader.problems += load_goals(root)[1]
    month = (today.year, today.month)
    if not fixed:
        month = newest_month(asks) or month
    kb = KnowledgeBase(
        config=config,
        articles=tuple(reader.articles),
        faulty=tuple(reader.faulty),
        categories=tuple(reader.categories[key] for key in sorted(reader.categories)),
        contacts=contacts,
        asks=asks,
        files=frozenset(reader.files),
        today=today,
        month=month,
        ignores=tuple(reader.ignores),
        queries=queries,
        synonyms=synonyms,
    )
    return kb, reader.problems, memory


class _Reader:
    def __init__(self, root: Path, today: dt.date, drafts: bool) -> None:
        self.root = root
        self.today = today
        self.drafts = drafts
        self.articles: list[Article] = []
        self.faulty: list[Article] = []
        self.categories: dict[tuple[str, tuple[str, ...]], Category] = {}
        self.files: list[str] = []
        self.ignores: list[Ignore] = []
        self.implied: set[tuple[str, tuple[str, ...]]] = set()
        self.walk = Walk(root)
        self.problems = self.walk.problems

    def text(self, path: str, max_bytes: int = MAX_BYTES) -> str | None:
        text, problems = read_text(self.root, path, max_bytes)
        self.problems += problems
        self.ignores += read_ignores(text or "", path)
        return text

    def optional_text(self, path: str) -> str | None:
        """Return the text of a file that may be missing; a link that leads nowhere is there."""
        if not os.path.lexists(self.root / path):
            return None
        if not self.walk.inside(path):
            self.problems.append(leads_out(path))
            return None
        return self.text(path)

    def settings(self) -> tuple[Config, dict[str, Contact]]:
        config = Config()
        if (text := self.optional_text(CONFIG)) is not None:
            config, problems = read_config(text, CONFIG)
            self.problems += problems
        config = replace(config, site_url=self.site_url())
        contacts: dict[str, Contact] = {}
        if (text := self.optional_text(CONTACTS)) is not None:
            contacts, problems = read_contacts(text, CONTACTS, config.languages)
            self.problems += problems
        return config, contacts

    def site_url(self) -> str:
        """Return where mkdocs.yml says the site is published; its faults are MkDocs' to tell."""
        text, _ = read_text(self.root, MKDOCS)
        return top_level_text(text, "site_url") if text else ""

    def asks(self) -> tuple[Ask, ...]:
        asks: list[Ask] = []
        if os.path.lexists(self.root / ASKS):
            for path in self.walk.files(ASKS):
                if path.endswith(".csv") and (text := self.text(path, MAX_COUNTS)) is not None:
                    rows, problems = read_asks(text, path, (self.today.year, self.today.month))
                    asks += rows
                    self.problems += problems
        return tuple(asks)

    def queries(self, config: Config) -> tuple[GoldenQuery, ...]:
        if (text := self.optional_text(QUERIES)) is None:
            return ()
        queries, problems = read_queries(text, QUERIES, config.languages)
        self.problems += problems
        return queries

    def synonyms(self, config: Config) -> tuple[Synonym, ...]:
        if (text := self.optional_text(SYNONYMS)) is None:
            return ()
        synonyms, problems = read_synonyms(text, SYNONYMS, config.languages)
        self.problems += problems
        return synonyms

    def articles_and_categories(
        self,
        config: Config,
        memory: Memory | None,
        moment: int | None,
        states: Mapping[str, Identity],
    ) -> Memory:
        spots = list(self.spots(config))
        readings, memory = read_files(self.root, spots, memory, moment, states)
        for spot, reading in zip(spots, readings, strict=True):
            self.take(spot, reading)
        return memory

    def spots(self, config: Config) -> Iterator[Spot]:
        """Yield the source files, in order."""
        strangers: set[str] = set()
        last = ""
        for path in self.walk.files(ARTICLES):
            self.files.append(path)
            folder, _, name = path.rpartition("/")
            if folder != last:
                last = folder
                parts = folder.removeprefix(ARTICLES).split("/")[1:]
                assets = ASSETS in parts
                lang = config.languages[0]
                stranger = config.multilingual and not (parts and parts[0] in config.languages)
                if config.multilingual and not stranger:
                    lang = parts.pop(0)
                category = tuple(parts)
            if assets:
                continue
            if stranger:
                self.outside_language(path, parts, config, strangers)
            elif name.lower().endswith(SOURCE_ENDINGS):
                yield Spot(path, lang, category, self.today, self.drafts)

    def take(self, spot: Spot, reading: Reading) -> None:
        """Add what was read of a file."""
        self.articles += reading.articles
        self.faulty += reading.faulty
        self.problems += reading.problems
        self.ignores += reading.ignores
        if reading.category is not None:
            self.categories[reading.category.key] = reading.category
        if reading.folders and (spot.lang, spot.category) not in self.implied:
            self.implied.add((spot.lang, spot.category))
            for category in implied(spot):
                self.categories.setdefault(category.key, category)

    def outside_language(
        self, path: str, parts: list[str], config: Config, strangers: set[str]
    ) -> None:
        """Report a folder that is no language once, and every loose file."""
        if not path.lower().endswith(SOURCE_ENDINGS):
            return
        languages = ", ".join(config.languages)
        hint = (
            f"move it below one of {', '.join(f'{ARTICLES}/{lang}/' for lang in config.languages)}"
        )
        message = f"the file is in no language folder ({languages})"
        where = path
        if parts:
            where = f"{ARTICLES}/{parts[0]}"
            message = f"'{parts[0]}' is none of the languages of kb/kb.yml ({languages})"
            hint = did_you_mean(parts[0], config.languages) or hint
            if where in strangers:
                return
            strangers.add(where)
        self.problems.append(problem(rules.OUTSIDE_LANGUAGE, Source(where), message, hint))
