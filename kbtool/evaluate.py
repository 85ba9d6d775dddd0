"""What `kbtool eval` does: asks an engine queries whose answers are known, and counts.

The figures are those of `search/measure.py`, the engines those of `engines.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kbtool.engines import Answer, BrowserEngine, Engine, WhooshEngine
from kbtool.frozen import dataclass
from kbtool.model import GoldenQuery, Status
from kbtool.problems import KbtoolError, Problem, did_you_mean
from kbtool.read.labelled import MAX_BYTES, read_labelled
from kbtool.read.load import load
from kbtool.read.queries import read_queries
from kbtool.read.text_source import read_text
from kbtool.search.measure import FIGURES, Figure, figures, outcome, percentile
from kbtool.terminal import table

if TYPE_CHECKING:
    from kbtool.search.index import Index

__all__ = [
    "ENGINES",
    "Evaluation",
    "as_json",
    "as_text",
    "engine",
    "evaluate",
    "read",
    "unknown_ids",
]

ENGINES = ("whoosh", "browser")
QUERIES = "kb/queries.yml"
SITE = "site"
DOUBTS = ("unsure", "nothing")
"""Verdicts by which an engine says that it may have no answer."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well an engine answered."""

    figures: Mapping[str, Figure]  # by the names of `Outcome`; none without answerable queries
    answerable: int  # queries to which an article is the answer
    doubted: int  # of these, those to which the engine said that it may have no answer
    unanswerable: int  # queries that nothing in the knowledge base answers
    recognised: int  # of these, those to which the engine said so
    p50: float  # milliseconds a query
    p95: float


def read(
    folder: Path, path: Path | None, lang: str | None, languages: Sequence[str]
) -> tuple[tuple[GoldenQuery, ...], list[Problem]]:
    """Return the queries of a file, and what is wrong with the file.

    Args:
        folder: what `path` is relative to; the project folder when there is none.
        path: lines of JSON; the golden queries of the project when left out.
        lang: of the golden queries, only those in this language; of a file, its
            language, by default the first of `languages`.
        languages: those of the index.

    Raises:
        KbtoolError: there are no queries, or `lang` is no language of the index.
    """
    if lang is not None and lang not in languages:
        hint = did_you_mean(lang, languages) or f"it has {', '.join(languages)}"
        raise KbtoolError(f"the index has no language '{lang}'", hint)
    name = QUERIES if path is None else str(path)
    if not (folder / name).exists():
        hint = "write some, or name a file: `kbtool eval QUERIES.jsonl`" if path is None else ""
        raise KbtoolError(f"there is no file {name}", hint)
    text, problems = read_text(folder, name, MAX_BYTES)
    if text is None:
        return (), problems
    if path is None:
        golden, problems = read_queries(text, name, tuple(languages))
        queries = tuple(one for one in golden if lang in (None, one.lang))
    else:
        queries, problems = read_labelled(text, name, lang or languages[0])
    if not queries and not problems:
        asked = f" in '{lang}'" if lang and path is None else ""
        raise KbtoolError(f"{name} holds no query{asked}", "write at least one")
    return queries, problems


def unknown_ids(root: Path, queries: Sequence[GoldenQuery]) -> list[str]:
    """Return the ids that `queries` expect and that no public article of `root` has, sorted.

    Raises:
        KbtoolError: no id is known, so that nothing can be measured.
    """
    kb, _ = load(root)
    known = {article.key for article in kb.articles if article.status is Status.PUBLIC}
    wanted = {(golden.lang, id) for golden in queries for id in golden.expect}
    if wanted and not wanted & known:
        langs = ", ".join(sorted({lang for lang, _ in wanted}))
        example = min(wanted)[1]
        hint = "are the queries for another knowledge base, or for another --lang?"
        raise KbtoolError(f"no public article in '{langs}' has an id such as '{example}'", hint)
    return sorted({id for _, id in wanted - known})


def engine(name: str, root: Path, index: Index) -> Engine:
    """Return an engine of `ENGINES` that answers from the last build of `root`."""
    if name == "whoosh":
        return WhooshEngine(index)
    pages = set(index.manifest.pages)
    homes = {lang: f"{lang}/index.html" for lang in index.languages}
    found = {lang: path if path in pages else "index.html" for lang, path in homes.items()}
    return BrowserEngine(root / SITE, found)


def evaluate(queries: Sequence[GoldenQuery], engine: Engine) -> Evaluation:
    """Ask every query, and return how well it was answered.

    Args:
        queries: at least one.
        engine: the one to ask.
    """
    asked: list[tuple[GoldenQuery, Answer]] = []
    for lang in dict.fromkeys(golden.lang for golden in queries):
        own = [golden for golden in queries if golden.lang == lang]
        answers = engine.answers(lang, [golden.query for golden in own])
        asked += zip(own, answers, strict=True)
    answerable = [(golden, answer) for golden, answer in asked if golden.expect]
    others = [answer for golden, answer in asked if not golden.expect]
    outcomes = [outcome(answer.found, golden.expect) for golden, answer in answerable]
    times = sorted(answer.milliseconds for _, answer in asked)
    return Evaluation(
        figures=figures(outcomes) if outcomes else {},
        answerable=len(answerable),
        doubted=_doubted(answer for _, answer in answerable),
        unanswerable=len(others),
        recognised=_doubted(others),
        p50=percentile(times, 0.5),
        p95=percentile(times, 0.95),
    )


def _doubted(answers: Iterable[Answer]) -> int:
    return sum(answer.verdict in DOUBTS for answer in answers)


def as_text(value: Evaluation, name: str) -> str:
    """Return an evaluation as a table; `name` is that of the engine."""
    lines = [f"{value.answerable + value.unanswerable} queries, answered by {name}"]
    if value.figures:
        rows = [
            (title, *(f"{100 * number:.1f}" for number in (one.value, one.low, one.high)))
            for one, title in ((value.figures[field], title) for field, title in FIGURES)
        ]
        head = (f"of {value.answerable} with an answer", "%", "from", "to")
        lines += ["", table(head, rows, right=set(head[1:]))]
        lines += ["", "'from' and 'to' hold 95 % of 1,000 resamples"]
    if value.answerable:
        lines.append(f"doubted though answerable: {_share(value.doubted, value.answerable)}")
    if value.unanswerable:
        share = _share(value.recognised, value.unanswerable)
        lines.append(f"recognised as unanswerable: {share}")
    lines.append(f"time of a query: {value.p50:.1f} ms at the median, {value.p95:.1f} ms at 95 %")
    return "\n".join(lines)


def _share(count: int, total: int) -> str:
    return f"{count} of {total} ({100 * count / total:.1f} %)"


def as_json(value: Evaluation, name: str) -> str:
    """Return an evaluation for programs; `name` is that of the engine."""
    figures = {field: asdict(figure) for field, figure in value.figures.items()}
    shown: dict[str, Any] = {"engine": name, **asdict(value), "figures": figures}
    shown["milliseconds"] = {"p50": shown.pop("p50"), "p95": shown.pop("p95")}
    return json.dumps(shown, ensure_ascii=False, indent=2)
