"""Turns a folder of relevance data into a knowledge base, to be built and asked.

    python -m tests.bench.eval_kb FOLDER TARGET [--also-asked N]
    kbtool -C TARGET build
    kbtool -C TARGET eval TARGET/queries.jsonl

FOLDER holds `faqs.jsonl` (`id`, `question`, `answer`, `lang`, and perhaps `category`
and `alias_pool`: other phrasings) and `queries.jsonl` (`query`, `relevant`). It is read
where it is. TARGET gets `kb/`, `mkdocs.yml`, `queries.jsonl` with ids that kbtool takes,
and `ids.json`, which maps them back.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.bench.lines import read_lines, write_lines

MAX_ID = 80
MAX_DEPTH = 4
A_FILE = 100  # questions; longer files are harder to look at, and kbtool refuses 2 MB
NO_CATEGORY = "questions"
MKDOCS = "site_name: Help\ndocs_dir: kb/articles\ntheme:\n  name: material\n  font: false\n"

_UNFIT = re.compile(r"[^\w.-]+")
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+.!|~^:=-])")
_UNPRINTABLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]"
)


def convert(folder: Path, target: Path, also_asked: int) -> int:
    """Write the knowledge base of `folder` into `target`; return how many questions it has.

    Args:
        folder: relevance data.
        target: a new or empty folder.
        also_asked: at most so many phrasings of `alias_pool` go into an article.
    """
    faqs = list(read_lines(folder / "faqs.jsonl"))
    ids = valid_names(faq["id"] for faq in faqs)
    languages = list(dict.fromkeys(faq["lang"] for faq in faqs))
    # What stands in the data is measured, not judged: many of its questions have no answer.
    settings = {"languages": languages, "title": folder.name, "checks": {"ignore": ["KB4", "KB5"]}}
    _write(target / "kb" / "kb.yml", _json(settings))
    _write(target / "mkdocs.yml", MKDOCS + "plugins: [kbtool]\n")
    titles = sorted({title for faq in faqs for title in _levels(faq)})
    folders = valid_names(title.lower() for title in titles)
    by_folder: dict[Path, list[dict[str, Any]]] = {}
    for faq in faqs:
        place = target / "kb" / "articles"
        place = place / faq["lang"] if len(languages) > 1 else place
        for title in _levels(faq):
            place /= folders[title.lower()]
            by_folder.setdefault(place, [])
            _write(place / "_category.yml", _json({"title": title}))
        by_folder[place].append(article(faq, ids[faq["id"]], also_asked))
    for place, articles in by_folder.items():
        for start in range(0, len(articles), A_FILE):
            shown = (f"- {_json(one)}" for one in articles[start : start + A_FILE])
            _write(place / f"from-{start + 1}.yml", "\n".join(shown))
    _write(target / "ids.json", json.dumps({new: old for old, new in ids.items()}, indent=1))
    queries = (
        {**row, "relevant": [ids.get(id, id) for id in row["relevant"]]}
        for row in read_lines(folder / "queries.jsonl")
    )
    with (target / "queries.jsonl").open("w", encoding="utf-8") as file:
        write_lines(queries, file)
    return len(faqs)


def article(faq: Mapping[str, Any], id: str, also_asked: int) -> dict[str, Any]:
    """Return an article as front matter has it: the answer is its body."""
    title = _line(faq["question"])
    others = dict.fromkeys(map(_line, faq.get("alias_pool") or ()))
    fields: dict[str, Any] = {"id": id, "slug": id, "title": title}
    if kept := [other for other in others if other and other != title][:also_asked]:
        fields["also_asked"] = kept
    if body := as_markdown(faq["answer"]):
        fields["body"] = body
    return fields


def as_markdown(text: str) -> str:
    """Return Markdown that shows the words of `text` and does nothing else."""
    lines = (line.strip() for line in _UNPRINTABLE.sub(" ", text).split("\n"))
    words = "\n\n".join(line for line in lines if line)
    return _MARKUP.sub(r"\\\1", words.replace("&", "&amp;").replace("<", "&lt;"))


def valid_names(names: Iterable[str]) -> dict[str, str]:
    """Return a name of letters, digits, `-`, `_` and `.` for each, no two alike."""
    found: dict[str, str] = {}
    taken: set[str] = {"index", "readme", "assets", "all-questions"}
    for name in dict.fromkeys(names):
        base = _UNFIT.sub("-", name).strip("-._")[:MAX_ID] or "x"
        fit, number = base, 1
        while fit.casefold() in taken:
            number += 1
            fit = f"{base}-{number}"
        taken.add(fit.casefold())
        found[name] = fit
    return found


def _levels(faq: Mapping[str, Any]) -> Sequence[str]:
    parts = [_line(part) for part in (faq.get("category") or NO_CATEGORY).split(" / ")]
    return [part for part in parts if part][:MAX_DEPTH]


def _line(text: str) -> str:
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)  # JSON is YAML


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def main() -> None:
    """Read the arguments, convert, say what was written."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--also-asked", type=int, default=0, metavar="N")
    given = parser.parse_args()
    if given.target.exists() and any(given.target.iterdir()):
        sys.exit(f"{given.target} is not empty")
    count = convert(given.folder, given.target, given.also_asked)
    print(f"wrote {count} questions into {given.target}")


if __name__ == "__main__":
    main()
