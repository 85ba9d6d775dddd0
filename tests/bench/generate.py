"""Writes a help centre of any size, for times and bytes: never for relevance.

    python -m tests.bench.generate N TARGET

TARGET gets the same N questions three times: `kb/` for kbtool (with `queries.en.jsonl` and
`queries.zh.jsonl`), `mkdocs/` for MkDocs with Material alone (pruned navigation, no search) and
for Zensical, `hugo/` for Hugo with a theme that could not be smaller (`peers/hugo/`). There every
category is a page that lists its questions, as ours is.
Half are Chinese, half English. The same N always gives the same files. Questions
are put together from a shop's words, so they share words as those of a real help centre do;
every answer has steps, links, and sometimes a table, a note or a code block.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.bench.lines import write_lines

__all__ = ["Question", "generate", "questions"]

SEED = 20260401
MONTHS = ("2026-01", "2026-02", "2026-03")
WORDS = yaml.safe_load(Path(__file__).with_name("words.yml").read_text(encoding="utf-8"))
QUERIES = 40
NAMES = 2000  # made-up product names, of which few are frequent, as words are
_NUMBER = re.compile(r" \(A-\d+\)")
PLAIN = """site_name: Help
docs_dir: docs
theme:
  name: material
  font: false
  features: [navigation.prune, navigation.indexes]
markdown_extensions:
  - admonition
  - attr_list
  - tables
  - toc: {permalink: true}
  - pymdownx.highlight
  - pymdownx.superfences
"""
HUGO = Path(__file__).parent / "peers" / "hugo"
_NOTE = re.compile(r'!!! note "(.+)"\n\n    ')


@dataclass(frozen=True, slots=True)
class Question:
    """A generated question; `folder` and `body` name other questions by relative paths."""

    id: str
    lang: str
    folder: str
    title: str
    body: str
    asks: int


def questions(count: int) -> Iterator[Question]:
    """Yield `count` questions, the same for the same `count`."""
    generator = random.Random(SEED)
    places = [_place(number, generator) for number in range(count)]
    for number, (lang, folder, title) in enumerate(places):
        near = [generator.randrange(count) for _ in range(generator.randint(1, 3))]
        others = [other for other in dict.fromkeys(near) if places[other][0] == lang]
        links = [
            f"- [{places[other][2]}]({os.path.relpath(places[other][1], folder)}/{_id(other)}.md)"
            for other in others
        ]
        body = _body(lang, generator)
        if links:
            body += "\n\n## {}\n\n{}".format(WORDS[lang]["more"], "\n".join(links))
        asks = int(1000 / generator.randint(1, 400))
        yield Question(_id(number), lang, folder, title, body, asks)


def generate(count: int, target: Path) -> None:
    """Write `count` questions for kbtool, for MkDocs alone and for Hugo."""
    all_of_them = list(questions(count))
    _write_kb(target / "kb", all_of_them)
    _write_mkdocs(target / "mkdocs", all_of_them)
    _write_hugo(target / "hugo", all_of_them)
    for lang in ("en", "zh"):
        _write_queries(target / "kb" / f"queries.{lang}.jsonl", lang, count)


def _write_kb(root: Path, asked: Sequence[Question]) -> None:
    rows = ["month,id,asks,source"]
    for one in asked:
        front = f"---\nid: {one.id}\ntitle: {_quoted(one.title)}\n---\n\n"
        _write(root / "kb" / "articles" / _path(one), front + one.body + "\n")
        rows += [f"{month},{one.id},{one.asks},search" for month in MONTHS]
    _write(root / "kb" / "kb.yml", "languages: [en, zh]\ntitle: Help\n")
    _write(root / "kb" / "asks" / "2026.csv", "\n".join(rows) + "\n")
    settings = PLAIN.replace("docs_dir: docs", "docs_dir: kb/articles")
    _write(root / "mkdocs.yml", settings + "plugins: [kbtool]\n")


def _write_mkdocs(root: Path, asked: Sequence[Question]) -> None:
    for one in asked:
        _write(root / "docs" / _path(one), f"# {one.title}\n\n{one.body}\n")
    for folder, inner, here in _categories(asked):
        lines = [f"- [{name}]({name}/index.md)" for name in inner]
        lines += [f"- [{one.title}]({one.id}.md)" for one in here]
        text = f"# {folder.rpartition('/')[2] or 'Help'}\n\n" + "\n".join(lines) + "\n"
        _write(root / "docs" / folder / "index.md", text)
    _write(root / "mkdocs.yml", PLAIN + "plugins: []\n")


def _write_hugo(root: Path, asked: Sequence[Question]) -> None:
    for one in asked:
        front = f"---\ntitle: {_quoted(one.title)}\nasks: {one.asks}\nlang: {one.lang}\n---\n\n"
        body = _NOTE.sub(r"> **\1** ", one.body)  # Hugo knows no admonitions
        _write(root / "content" / _path(one), front + body + "\n")
    for folder, _, _ in _categories(asked):
        title = folder.rpartition("/")[2] or "Help"
        _write(root / "content" / folder / "_index.md", f"---\ntitle: {title}\n---\n")
    shutil.copytree(HUGO, root, dirs_exist_ok=True)


def _categories(
    asked: Sequence[Question],
) -> Iterator[tuple[str, list[str], list[Question]]]:
    """Yield every folder, "" for the outermost, with its folders and its questions by asks."""
    inner: dict[str, set[str]] = {"": set()}
    here: dict[str, list[Question]] = {}
    for one in asked:
        here.setdefault(one.folder, []).append(one)
        folder = one.folder
        while folder:
            inner.setdefault(folder, set())
            folder, _, name = folder.rpartition("/")
            inner.setdefault(folder, set()).add(name)
    for folder, names in sorted(inner.items()):
        most_asked = sorted(here.get(folder, ()), key=lambda one: (-one.asks, one.id))
        yield folder, sorted(names), most_asked


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _path(one: Question) -> str:
    return f"{one.folder}/{one.id}.md"


def _write_queries(path: Path, lang: str, count: int) -> None:
    """Write some questions as queries, without the number that tells them apart."""
    asked = [one for one in questions(count) if one.lang == lang][:QUERIES]
    rows = [{"query": _NUMBER.sub("", one.title), "relevant": [one.id]} for one in asked]
    with path.open("w", encoding="utf-8") as file:
        write_lines(rows, file)


def _id(number: int) -> str:
    return f"q-{number + 1:05d}"


def _place(number: int, generator: random.Random) -> tuple[str, str, str]:
    """Return language, folder and title of a question; no two titles are alike."""
    lang = ("en", "zh")[number % 2]
    topic = WORDS["topics"][min(int(generator.expovariate(0.4)), len(WORDS["topics"]) - 1)]
    side = generator.choice(WORDS["sides"])
    words = _filled(lang, generator)
    mark = f" (A-{number + 1})" if number >= 200 else ""
    return lang, f"{lang}/{topic}/{side}", WORDS[lang]["ask"].format(mark=mark, **words)


def _filled(lang: str, generator: random.Random) -> dict[str, str]:
    return {
        "verb": generator.choice(WORDS[lang]["verbs"]),
        "thing": generator.choice(WORDS[lang]["things"]),
        "case": generator.choice(WORDS[lang]["cases"]),
        "name": _name(lang, generator),
        "n": str(generator.randint(2, 99)),
    }


def _name(lang: str, generator: random.Random) -> str:
    """Return a made-up name; the first ones come often, most seldom (Zipf)."""
    number = int(NAMES ** generator.random())
    syllables = WORDS[lang]["syllables"]
    parts = [syllables[number // len(syllables) ** place % len(syllables)] for place in range(3)]
    return "".join(parts).title()


def _body(lang: str, generator: random.Random) -> str:
    def sentences(count: int) -> list[str]:
        chosen = generator.choices(WORDS[lang]["sentences"], k=count)
        return [sentence.format(**_filled(lang, generator)) for sentence in chosen]

    between = " " if lang == "en" else ""
    words = WORDS[lang]
    steps = "\n".join(f"{n}. {step}" for n, step in enumerate(sentences(4), start=1))
    parts = [between.join(sentences(generator.randint(2, 6))), f"## {words['steps']}", steps]
    kind = generator.random()
    if kind < 0.2:
        rows = (f"| A-{generator.randint(1, 99)} | {generator.randint(2, 60)} |" for _ in range(3))
        parts.append("\n".join([words["head"], "| --- | --- |", *rows]))
    elif kind < 0.4:
        parts.append(f'!!! note "{words["note"]}"\n\n    {sentences(1)[0]}')
    elif kind < 0.5:
        parts.append("```sh\ncurl https://api.example.com/orders/1 -H 'Accept: text/plain'\n```")
    parts.append(between.join(sentences(generator.randint(2, 12))))
    return "\n\n".join(parts)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    """Read the arguments, write, say so."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("count", type=int)
    parser.add_argument("target", type=Path)
    given = parser.parse_args()
    if given.target.exists() and any(given.target.iterdir()):
        sys.exit(f"{given.target} is not empty")
    generate(given.count, given.target)
    print(f"wrote {given.count} questions into {given.target}")


if __name__ == "__main__":
    main()
