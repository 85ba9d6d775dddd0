"""What visitors want to know and how they put it: of relevance data, or of a project.

What visitors type in the year (*logged*) and what is asked to measure (*unseen*) are two
halves that share no words: a text that is in both is taken out of the first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kbtool.loop.match import same_words
from kbtool.model import Article, Status
from kbtool.read.load import load
from kbtool.urls import article_path
from tests.bench.eval_kb import MKDOCS, article, valid_names
from tests.bench.lines import read_lines

__all__ = ["STAFF", "Intent", "Unseen", "World", "as_project", "settled", "world_of"]

STAFF = "10.0.0.0/8"
GOLDEN = 60  # golden queries that the shop keeps
MAX_GOLDEN = 100  # characters
SEVERAL = 5  # phrasings from which on one of them may become a golden query
STRANGERS = {"cs_zh": "insurance_zh"}
"""Sets in which every query has an answer -> sets whose questions nothing there answers."""

Phrasings = Mapping[tuple[str, str], Sequence[str]]  # language and id -> what visitors type


@dataclass(frozen=True, slots=True)
class Intent:
    """A question that visitors have, and how they put it."""

    id: str
    lang: str
    page: str  # path below the root of the site
    phrasings: tuple[str, ...]  # at least one; usual ones first


@dataclass(frozen=True, slots=True)
class Unseen:
    """Words that nobody types in the year, and what answers them."""

    lang: str
    query: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class World:
    """Everything that visitors may ask, and what is measured."""

    intents: tuple[Intent, ...]
    strangers: tuple[tuple[str, str], ...]  # language and text of what nothing answers
    unseen: tuple[Unseen, ...]


def world_of(
    root: Path,
    logged: Phrasings,
    unseen: Sequence[Unseen],
    strangers: Iterable[tuple[str, str]],
) -> World:
    """Return the world around the public questions of a project.

    Args:
        root: the project folder.
        logged: what visitors type; a question without phrasings is asked by its title.
        unseen: what is asked to measure.
        strangers: language and text of what nothing answers.
    """
    kb, _ = load(root)
    taken = {same_words(one.query) for one in unseen}
    taken |= {same_words(one.query) for one in kb.queries}

    def phrasings(one: Article) -> tuple[str, ...]:
        fit = [text for text in logged.get(one.key, ()) if same_words(text) not in taken]
        return tuple(fit) or (one.title,)

    intents = tuple(
        Intent(one.id, one.lang, article_path(one, kb.config), phrasings(one))
        for one in kb.articles
        if one.status is Status.PUBLIC
    )
    return World(intents, tuple(strangers), tuple(unseen))


def as_project(folder: Path, target: Path) -> None:
    """Write relevance data as a project: a file a question, no phrasings, some golden queries.

    Args:
        folder: holds `faqs.jsonl`, as tests/bench/eval_kb.py has it; of one language.
        target: a new or empty folder.
    """
    faqs = list(read_lines(folder / "faqs.jsonl"))
    ids = valid_names(faq["id"] for faq in faqs)
    folders = valid_names((faq.get("category") or "questions").lower() for faq in faqs)
    settings = {
        "languages": [faqs[0]["lang"]],
        "title": folder.name,
        # What stands in the data is measured, not judged: many of its questions have no answer.
        "checks": {"ignore": ["KB4", "KB5"]},
        "logs": {"staff": [STAFF]},
    }
    _write(target / "kb/kb.yml", json.dumps(settings))
    _write(target / "mkdocs.yml", MKDOCS + "plugins: [kbtool]\n")
    for faq in faqs:
        category = faq.get("category") or "questions"
        place = target / "kb/articles" / folders[category.lower()]
        _write(place / "_category.yml", json.dumps({"title": category}, ensure_ascii=False))
        fields = article({**faq, "alias_pool": []}, ids[faq["id"]], 0)
        body = fields.pop("body", "")
        # JSON is YAML
        front = "".join(
            f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items()
        )
        _write(place / f"{ids[faq['id']]}.md", f"---\n{front}---\n\n{body}")
    known = [
        {"query": pool[0], "expect": ids[faq["id"]]}
        for faq in faqs
        if len(pool := faq.get("alias_pool") or []) >= SEVERAL and len(pool[0]) <= MAX_GOLDEN
    ]
    golden = known[:: max(1, len(known) // GOLDEN)][:GOLDEN]
    rows = (f"- {json.dumps(one, ensure_ascii=False)}" for one in golden)
    _write(target / "kb/queries.yml", "\n".join(rows))


def settled(folder: Path, target: Path) -> World:
    """Write relevance data as a project, and return the world around it."""
    as_project(folder, target)
    faqs = list(read_lines(folder / "faqs.jsonl"))
    ids = valid_names(faq["id"] for faq in faqs)
    lang = str(faqs[0]["lang"])
    logged = {(lang, ids[faq["id"]]): faq.get("alias_pool") or [] for faq in faqs}
    queries = list(read_lines(folder / "queries.jsonl"))
    unseen = [
        Unseen(lang, row["query"], tuple(ids[id] for id in row["relevant"]))
        for row in queries
        if row["relevant"]
    ]
    strange = [row["query"] for row in queries if not row["relevant"]]
    other = folder.parent / STRANGERS.get(folder.name, "")
    if not strange and other != folder.parent and (other / "queries.jsonl").is_file():
        strange = [row["query"] for row in read_lines(other / "queries.jsonl")]
    return world_of(target, logged, unseen, [(lang, text) for text in strange])


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
