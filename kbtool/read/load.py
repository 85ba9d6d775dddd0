"""`kb/` -> KnowledgeBase and problems. The only reader that walks folders."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kbtool.model import (
    ARTICLES,
    MARKDOWN_ENDINGS,
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
from kbtool.read.article import (
    Spot,
    read_category,
    read_markdown,
    read_yaml_articles,
    unreadable,
)
from kbtool.read.asks import newest_month, read_asks
from kbtool.read.config import read_config, read_contacts
from kbtool.read.halves import in_halves
from kbtool.read.ignores import read_ignores
from kbtool.read.queries import read_queries
from kbtool.read.synonyms import read_synonyms
from kbtool.read.text_source import read_text
from kbtool.read.yaml_source import top_level_text

__all__ = ["build_day", "load"]

CONFIG = "kb/kb.yml"
CONTACTS = "kb/contacts.yml"
MKDOCS = "mkdocs.yml"
ASKS = "kb/asks"
QUERIES = "kb/queries.yml"
SYNONYMS = "kb/synonyms.yml"
CATEGORY_FILE = "_category.yml"
MAX_FOLDERS = 40
ASSETS = "assets"
"""Folders of this name hold pictures and downloads, and are no category."""


def build_day(environ: Mapping[str, str]) -> tuple[dt.date, bool]:
    """Return the day of the build (UTC), and whether SOURCE_DATE_EPOCH fixed it.

    Raises:
        KbtoolError: SOURCE_DATE_EPOCH is no number of seconds.
    """
    epoch = environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return dt.datetime.now(dt.UTC).date(), False
    try:
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC).date(), True
    except (ValueError, OverflowError, OSError):
        raise KbtoolError(
            f"SOURCE_DATE_EPOCH is '{epoch}'", "set it to seconds since 1970, or unset it"
        ) from None


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
    if not (root / ARTICLES).is_dir():
        raise KbtoolError(
            f"no folder {ARTICLES}/ in {root}",
            "change to the folder of your knowledge base, or begin one with `kbtool init`",
        )
    today, fixed = build_day(os.environ if environ is None else environ)
    reader = _Reader(root, today, drafts)
    config, contacts = reader.settings()
    reader.articles_and_categories(config)
    asks = reader.asks()
    queries = reader.queries(config)
    synonyms = reader.synonyms(config)
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
    return kb, reader.problems


@dataclass(slots=True)
class _Reader:
    root: Path
    today: dt.date
    drafts: bool
    articles: list[Article] = field(default_factory=list)
    faulty: list[Article] = field(default_factory=list)
    categories: dict[tuple[str, tuple[str, ...]], Category] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ignores: list[Ignore] = field(default_factory=list)

    def text(self, path: str) -> str | None:
        text, problems = read_text(self.root, path)
        self.problems += problems
        self.ignores += read_ignores(text or "", path)
        return text

    def optional_text(self, path: str) -> str | None:
        """Return the text of a file that may be missing; a link that leads nowhere is there."""
        if not os.path.lexists(self.root / path):
            return None
        if not self.inside(path):
            self.problems.append(_leads_out(path))
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
            for path in self.walk(ASKS):
                if path.endswith(".csv") and (text := self.text(path)) is not None:
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

    def articles_and_categories(self, config: Config) -> None:
        strangers: set[str] = set()
        spots: list[Spot] = []
        for path in self.walk(ARTICLES):
            self.files.append(path)
            parts = path.removeprefix(ARTICLES + "/").split("/")
            lang = config.languages[0]
            name = parts.pop()
            if ASSETS in parts:
                continue
            if config.multilingual:
                if not parts or parts[0] not in config.languages:
                    self.outside_language(path, parts, config, strangers)
                    continue
                lang = parts.pop(0)
            if name.lower().endswith(SOURCE_ENDINGS):
                spots.append(Spot(path, lang, tuple(parts), self.today, self.drafts))
        for part in in_halves(self.read, spots):
            self.take(part)

    def read(self, spots: Sequence[Spot]) -> _Reader:
        """Return a reader that has read these files and nothing else."""
        part = _Reader(self.root, self.today, self.drafts)
        for spot in spots:
            if spot.path.endswith(f"/{CATEGORY_FILE}"):
                part.category_file(spot)
            elif spot.path.lower().endswith(MARKDOWN_ENDINGS):
                part.article_file(spot, read_markdown)
            else:
                part.article_file(spot, read_yaml_articles)
        return part

    def take(self, part: _Reader) -> None:
        """Add what another reader has read."""
        self.articles += part.articles
        self.faulty += part.faulty
        self.problems += part.problems
        self.ignores += part.ignores
        for key, category in part.categories.items():
            if category.declared or key not in self.categories:
                self.categories[key] = category

    def article_file(self, spot: Spot, reader: object) -> None:
        text = self.text(spot.path)
        if text is None:
            self.faulty.append(unreadable(spot))
            return
        assert callable(reader)
        articles, problems = reader(text, spot)
        self.articles += [article for article in articles if not article.faulty]
        self.faulty += [article for article in articles if article.faulty]
        self.problems += problems
        for depth in range(1, len(spot.category) + 1):
            path = spot.category[:depth]
            folder = "/".join(spot.path.split("/")[: depth - len(spot.category) - 1])
            self.categories.setdefault(
                (spot.lang, path),
                Category(lang=spot.lang, path=path, title=path[-1], source=Source(folder)),
            )

    def category_file(self, spot: Spot) -> None:
        if not spot.category:
            message = "the top folder is no category"
            hint = "the name of the help centre is 'title' in kb/kb.yml"
            self.problems.append(
                problem(rules.MISPLACED_CATEGORY, Source(spot.path), message, hint)
            )
        elif (text := self.text(spot.path)) is not None:
            category, problems = read_category(text, spot)
            self.categories[category.key] = category
            self.problems += problems

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

    def walk(self, folder: str) -> Iterator[str]:
        """Yield every file below `folder`, sorted; links that leave `kb/` are refused."""
        if folder.count("/") > MAX_FOLDERS:
            message = f"folders are nested more than {MAX_FOLDERS} deep"
            self.problems.append(problem(rules.UNREADABLE, Source(folder), message))
            return
        if not self.inside(folder):
            self.problems.append(_leads_out(folder))
            return
        try:
            with os.scandir(self.root / folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            message = f"the folder cannot be read: {error.strerror or error}"
            self.problems.append(problem(rules.UNREADABLE, Source(folder), message))
            return
        for entry in entries:
            path = f"{folder}/{entry.name}"
            if entry.name.startswith("."):
                continue
            try:
                entry.name.encode("utf-8")
            except UnicodeEncodeError:
                shown = os.fsencode(entry.name).decode("utf-8", "replace")
                message = f"the file name '{shown}' is not UTF-8"
                self.problems.append(
                    problem(rules.UNREADABLE, Source(folder), message, "rename it")
                )
                continue
            if entry.is_symlink() and not self.inside(path):
                self.problems.append(_leads_out(path))
            elif entry.is_symlink() and entry.is_dir():
                message = "the link leads to a folder, and only links to files are followed"
                self.problems.append(problem(rules.UNREADABLE, Source(path), message))
            elif entry.is_dir(follow_symlinks=False):
                yield from self.walk(path)
            else:
                yield path

    def inside(self, path: str) -> bool:
        try:
            target = (self.root / path).resolve(strict=True)
        except (OSError, RuntimeError):
            return False
        return target.is_relative_to((self.root / "kb").resolve())


def _leads_out(path: str) -> Problem:
    message = "the link leads out of the knowledge base, or nowhere"
    return problem(rules.UNREADABLE, Source(path), message)
