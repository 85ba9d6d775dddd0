"""`kbtool suggest`, on one page: what was asked, what may change, and what that does.

Nothing is written before the golden queries are asked of the knowledge base as it would be.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from kbtool.compiler import documents
from kbtool.frozen import dataclass
from kbtool.loop.data import load_loop
from kbtool.loop.match import Matcher
from kbtool.loop.suggest.edits import articles_in, with_synonym, with_texts
from kbtool.loop.suggest.find import suggestions
from kbtool.loop.suggest.golden import Effect, effect
from kbtool.loop.suggest.settings import Wanted
from kbtool.loop.suggest.values import (
    AddPhrasings,
    AddRelated,
    AddSynonym,
    Evidence,
    Suggestion,
    WriteDraft,
)
from kbtool.loop.writing import finish, write_all
from kbtool.model import Article, KnowledgeBase
from kbtool.order import order
from kbtool.problems import KbtoolError, Problem, Severity
from kbtool.publish.lock import BuildLock
from kbtool.publish.work import work_folder
from kbtool.read.counts import month_text
from kbtool.read.load import load
from kbtool.read.synonyms import read_synonyms
from kbtool.scaffold import draft
from kbtool.search.finder import Finder

__all__ = ["Applied", "Suggested", "apply", "plan", "suggest"]

FOLDER = "suggest"
SYNONYMS = "kb/synonyms.yml"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Suggested:
    """What may change, and the knowledge base of which that is true."""

    kb: KnowledgeBase
    found: tuple[Suggestion, ...]
    problems: tuple[Problem, ...] = ()  # errors; then nothing was looked for


@dataclass(frozen=True, slots=True)
class Applied:
    """What suggestions make of files, and of the golden queries."""

    before: dict[str, str]  # path -> content of files that change; new ones are missing
    after: dict[str, str]
    left: tuple[tuple[Suggestion, str], ...]  # what is left out, and why
    effect: Effect


def suggest(root: Path, wanted: Wanted, progress: Progress) -> Suggested:
    """Return what the knowledge base in `root` might change; nothing is written.

    Args:
        root: the project folder.
        wanted: from when on something is suggested.
        progress: told how many of how many texts are placed.
    """
    kb, problems = load(root)
    data = load_loop(root, kb.today)
    bad = [one for one in (*problems, *data.problems) if one.severity is Severity.ERROR]
    if bad:
        return Suggested(kb, (), tuple(bad))
    found = order(kb)
    matcher = Matcher(documents(kb, found), kb.synonyms, kb.config.search)
    return Suggested(kb, suggestions(kb, found, data, matcher, wanted, progress))


def plan(root: Path, kb: KnowledgeBase, chosen: Sequence[Suggestion]) -> Applied:
    """Return what suggestions change; nothing is written.

    Args:
        root: the project folder.
        kb: what it holds.
        chosen: suggestions that are true of it.

    Raises:
        KbtoolError: a file cannot be read.
    """
    files = _Files(root)
    left: list[tuple[Suggestion, str]] = []
    now = kb
    for one in chosen:
        try:
            now = _changed(now, files, one)
        except KbtoolError as error:
            left.append((one, error.message))
    after = {path: text for path, text in files.now.items() if files.before.get(path) != text}
    before = {path: text for path, text in files.before.items() if path in after}
    old, new = _finder(kb), _finder(now) if after else _finder(kb)
    return Applied(before, after, tuple(left), effect(kb.queries, old.first, new.first))


def apply(root: Path, planned: Applied) -> None:
    """Write what was planned: every file, or none.

    Raises:
        KbtoolError: a file has changed meanwhile, or cannot be written.
    """
    with BuildLock(root):
        folder = work_folder(root) / FOLDER
        finish(root, folder)
        for path in planned.after:
            if _read(root, path) != planned.before.get(path):
                raise KbtoolError(f"{path} has changed meanwhile", "run the command again")
        write_all(root, folder, planned.after)


class _Files:
    """Files of a project as they would be."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.before: dict[str, str] = {}
        self.now: dict[str, str] = {}

    def text(self, path: str) -> str:
        """Return what a file would hold, "" when there is none."""
        if path not in self.now:
            text = _read(self.root, path)
            if text is not None:
                self.before[path] = text
            self.now[path] = text or ""
        return self.now[path]


def _read(root: Path, path: str) -> str | None:
    try:
        return (root / path).read_bytes().decode()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise KbtoolError(f"{path} cannot be read: {error}") from None


def _changed(kb: KnowledgeBase, files: _Files, one: Suggestion) -> KnowledgeBase:
    """Return the knowledge base with a suggestion in it, and change the files.

    Raises:
        KbtoolError: it cannot be applied.
    """
    match one.change:
        case AddPhrasings(key, texts):
            return _with_texts(kb, files, key, "also_asked", texts)
        case AddRelated(key, ids):
            return _with_texts(kb, files, key, "related", ids)
        case AddSynonym(lang, typed, finds):
            languages = kb.config.languages
            text = files.text(SYNONYMS)
            edited = with_synonym(text, SYNONYMS, languages, lang, typed, finds)
            if edited is None:
                raise KbtoolError(f"{SYNONYMS} cannot be edited safely; write it by hand")
            files.now[SYNONYMS] = edited
            return replace(kb, synonyms=read_synonyms(edited, SYNONYMS, languages)[0])
        case WriteDraft():
            return _with_draft(kb, files, one.change, one.evidence)
        case None:
            raise KbtoolError("an editor has to do this")


def _with_texts(
    kb: KnowledgeBase, files: _Files, key: tuple[str, str], name: str, new: Sequence[str]
) -> KnowledgeBase:
    article = next(one for one in kb.articles if one.key == key)
    edited = with_texts(files.text(article.path), article, name, new)
    if edited is None:
        raise KbtoolError(f"'{name}' in {article.path} cannot be edited safely; write it by hand")
    files.now[article.path] = edited
    found = (articles_in(edited, article) or {})[article.id]

    def now(one: Article) -> Article:
        if one.key != key:
            return one
        return replace(one, also_asked=found.also_asked, related=found.related)

    return replace(kb, articles=tuple(map(now, kb.articles)))


def _with_draft(
    kb: KnowledgeBase, files: _Files, change: WriteDraft, evidence: Evidence
) -> KnowledgeBase:
    path, text = draft(
        kb,
        change.question,
        "/".join(change.category),
        change.lang,
        change.examples,
        _why(change, evidence),
    )
    place = Article("", change.lang, "", kb.config.source, path, change.category, "")
    (article,) = (articles_in(text, place) or {}).values()
    files.now[path] = text.rstrip("\n") + "\n"
    return replace(kb, articles=(*kb.articles, article))


def _why(change: WriteDraft, evidence: Evidence) -> list[str]:
    """Return what whoever writes the answer should know, a line each."""
    asked = f"asked {evidence.asks:,} times"
    if evidence.first and evidence.last:
        asked += f" from {month_text(evidence.first)} to {month_text(evidence.last)}"
    asked += ": " + ", ".join(f"'{text}' {count:,}" for text, count in evidence.queries)
    if evidence.different > len(evidence.queries):
        asked += f", {evidence.different - len(evidence.queries):,} more"
    lines = [asked, evidence.note]
    if change.words:
        title = "the title is what customers typed: make it a question, and keep these words"
        lines.append(f"{title} in also_asked")
    if change.guess:
        lines.append("its category is a guess: move the file where it belongs")
    return lines


def _finder(kb: KnowledgeBase) -> Finder:
    queries = [(golden.lang, golden.query) for golden in kb.queries]
    place = order(kb)
    return Finder(lambda: documents(kb, place), queries, kb.synonyms, kb.config.search)
