"""Writes a help centre of any size, for times and bytes: never for relevance.

    python -m tests.bench.generate N TARGET

TARGET gets the same N questions twice: `kbtool/` for kbtool (with `queries.en.jsonl` and
`queries.zh.jsonl`), `plain/` for MkDocs with Material alone (pruned navigation, its own
search). Half are Chinese, half English. The same N always gives the same files. Questions
are put together from a shop's words, so they share words as those of a real help centre do;
every answer has steps, links, and sometimes a table, a note or a code block.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
from collections.abc import Iterator
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
  features: [navigation.prune]
markdown_extensions: [admonition, attr_list, tables, pymdownx.highlight, pymdownx.superfences]
validation: {links: {anchors: warn}}
"""


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
    """Write `count` questions for kbtool and for MkDocs alone."""
    ours, plain = target / "kbtool", target / "plain"
    rows = ["month,id,asks,source"]
    for one in questions(count):
        path = f"{one.folder}/{one.id}.md"
        front = f"---\nid: {one.id}\ntitle: {json.dumps(one.title, ensure_ascii=False)}\n---\n\n"
        _write(ours / "kb" / "articles" / path, front + one.body + "\n")
        _write(plain / "docs" / path, f"# {one.title}\n\n{one.body}\n")
        rows += [f"{month},{one.id},{one.asks},search" for month in MONTHS]
    for lang in ("en", "zh"):
        _write_queries(ours / f"queries.{lang}.jsonl", lang, count)
    _write(ours / "kb" / "kb.yml", "languages: [en, zh]\ntitle: Help\n")
    _write(ours / "kb" / "asks" / "2026.csv", "\n".join(rows) + "\n")
    _write(ours / "mkdocs.yml", PLAIN.replace("docs_dir: docs", "docs_dir: kb/articles")
           + "plugins: [kbtool]\n")  # fmt: skip
    _write(plain / "docs" / "index.md", "# Help\n")
    _write(plain / "mkdocs.yml", PLAIN + "plugins: [{search: {lang: [en, zh]}}]\n")


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
