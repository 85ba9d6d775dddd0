"""Lists in an author's file, with more in them: not a byte beside them changes.

Several ways are tried to write the new texts, as the author wrote the old ones if
possible. What comes out is read again, and a way is taken only when the file says what
it said and the new texts besides; comments, the order of keys, quotes and line ends stay.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kbtool.model import MARKDOWN_ENDINGS, AliasRef, Article, Ref, Source
from kbtool.read.article import Spot, read_markdown, read_yaml_articles
from kbtool.read.synonyms import read_synonyms
from kbtool.read.yaml_writing import flow_text, yaml_text

__all__ = ["articles_in", "with_synonym", "with_texts"]

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_ITEM = re.compile(r"(?P<dash>[ ]*-[ ]+)[\"']?\Z")
_KEYS = ("answer", "title", "question", "id")  # behind which a new list may stand


def articles_in(text: str, like: Article) -> dict[str, Article] | None:
    """Return the articles of a file by their ids; None when something is wrong with it.

    Args:
        text: of the file.
        like: one of its articles, for its place.
    """
    spot = Spot(like.path, like.lang, like.category, dt.date.min)
    markdown = like.path.lower().endswith(MARKDOWN_ENDINGS)
    reader = read_markdown if markdown else read_yaml_articles
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    articles, problems = reader(plain, spot)
    return None if problems else {one.id: one for one in articles}


def with_texts(text: str, article: Article, key: str, new: Sequence[str]) -> str | None:
    """Return a file with more texts in a list of one of its articles.

    Args:
        text: of the file.
        article: as it was read, for its id and place.
        key: `also_asked` or `related`.
        new: at least one text, none of which the list has.

    Returns:
        None when there is no safe way to write them.
    """
    before = articles_in(text, article)
    if before is None or article.id not in before:
        return None
    old = before[article.id]
    value = (*_texts(old, key), *new)
    changed = {key: tuple(Ref(one, old.source) for one in value) if key == "related" else value}
    wanted = {id: _said(one) for id, one in before.items()}
    wanted[article.id] = _said(replace(old, **changed))  # type: ignore[arg-type]
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    lines = _LINE.findall(text.removeprefix(mark))
    for edited in _ways(lines, old, key, new):
        found = articles_in(edited, article)
        if found is not None and {id: _said(one) for id, one in found.items()} == wanted:
            return mark + edited
    return None


def _texts(article: Article, key: str) -> tuple[str, ...]:
    return article.also_asked if key == "also_asked" else tuple(one.id for one in article.related)


def _ways(lines: Sequence[str], old: Article, key: str, new: Sequence[str]) -> Iterator[str]:
    """Yield files in which the new texts may stand in their place, the best way first."""
    items = [old.fields[f"{key}/{one}"] for one in _texts(old, key) if f"{key}/{one}" in old.fields]
    if items:
        yield from _behind(lines, max(items), new)
    elif key in old.fields:
        yield from _in_place(lines, old.fields[key], key, new)
    else:
        for anchor in _KEYS:
            if anchor in old.fields:
                yield from _below(lines, old.fields[anchor], anchor, key, new)


def _behind(lines: Sequence[str], last: Source, new: Sequence[str]) -> Iterator[str]:
    """Yield the file with texts behind the last one of a list."""
    number, start = last.line - 1, last.column - 1
    line = lines[number]
    if item := _ITEM.match(line[:start]):
        end = _end(line)
        added = [f"{item['dash']}{yaml_text(one)}{end}" for one in new]
        yield _joined(lines, number, [line if _end(line, "") else line + end, *added])
    quoted = '"' in line[max(0, start - 1) : start + 1]
    more = "".join(f", {flow_text(one, quoted=quoted)}" for one in new)
    for quotes in range(3):
        place = start + last.length + quotes
        yield _joined(lines, number, [line[:place] + more + line[place:]])


def _in_place(lines: Sequence[str], at: Source, key: str, new: Sequence[str]) -> Iterator[str]:
    """Yield the file with texts where an empty list stands, nothing, or one text alone."""
    number = at.line - 1
    line = lines[number]
    listed = ", ".join(map(flow_text, new))
    for match in re.finditer(r"\[[ ]*\]", line):
        yield _joined(lines, number, [f"{line[: match.start()]}[{listed}]{line[match.end() :]}"])
    for row in (number, number - 1):
        named = re.match(rf"[ ]*(?:-[ ]+)?[\"']?{key}[\"']?[ ]*:", lines[row]) if row >= 0 else None
        if named:
            yield _joined(lines, row, [f"{named[0]} [{listed}]{lines[row][named.end() :]}"])
    for quotes in range(2):
        start, end = at.column - 1, at.column - 1 + at.length + 2 * quotes
        alone = line[start:end]
        yield _joined(lines, number, [f"{line[:start]}[{alone}, {listed}]{line[end:]}"])


def _below(
    lines: Sequence[str], at: Source, anchor: str, key: str, new: Sequence[str]
) -> Iterator[str]:
    """Yield the file with a new list behind the value of another key."""
    begin = re.compile(rf"(?P<before>[ ]*(?:-[ ]+)?)[\"']?{anchor}[\"']?[ ]*:")
    number = at.line - 1
    while number > 0 and not begin.match(lines[number]):
        number -= 1
    if found := begin.match(lines[number]):
        indent = " " * len(found["before"])
        after = number + 1
        while after < len(lines) and _within(lines[after], len(indent)):
            after += 1
        end = _end(lines[number])
        added = [f"{indent}{key}:{end}", *(f"{indent}  - {yaml_text(one)}{end}" for one in new)]
        last = lines[after - 1] if _end(lines[after - 1], "") else lines[after - 1] + end
        yield _joined(lines, after - 1, [last, *added])
    line, start = lines[at.line - 1], at.column - 1
    for place in range(start + at.length, min(start + at.length + 3, len(line) + 1)):
        quoted = line[place - 1 : place] == '"'
        name = f'"{key}"' if quoted else key
        listed = ", ".join(flow_text(one, quoted=quoted) for one in new)
        yield _joined(lines, at.line - 1, [f"{line[:place]}, {name}: [{listed}]{line[place:]}"])


def _within(line: str, indent: int) -> bool:
    """Return whether a line goes on with a value whose key stands at `indent`."""
    plain = line.rstrip("\r\n")
    return bool(plain.strip()) and len(plain) - len(plain.lstrip(" ")) > indent


def _end(line: str, usual: str = "\n") -> str:
    return line[len(line.rstrip("\r\n")) :] or usual


def _joined(lines: Sequence[str], number: int, instead: Sequence[str]) -> str:
    return "".join([*lines[:number], *instead, *lines[number + 1 :]])


def _said(article: Article) -> Article:
    """Return what an article says: nothing that moves with the lines."""
    nowhere = Source(article.path)
    return replace(
        article,
        source=nowhere,
        fields={},
        body_line=0,
        body_column=0,
        related=tuple(Ref(one.id, nowhere) for one in article.related),
        aliases=tuple(AliasRef(one.value, nowhere) for one in article.aliases),
        headings=(),
        links=(),
        loose=(),
    )


def with_synonym(
    text: str, path: str, languages: tuple[str, ...], lang: str, typed: str, finds: str
) -> str | None:
    """Return kb/synonyms.yml with an entry at the end of its language, None without a safe way.

    Args:
        text: of the file, "" when there is none.
        path: of the file.
        languages: of the knowledge base.
        lang: of the entry.
        typed: what customers type.
        finds: what it finds, too.
    """
    known, problems = read_synonyms(_plain_ends(text), path, languages)
    if problems:
        return None
    wanted = sorted([*((one.lang, one.words, one.finds) for one in known)])
    wanted = sorted([*wanted, (lang, (typed,), (finds,))])
    lines = _LINE.findall(text)
    end = _end(lines[0]) if lines else "\n"
    for edited in _synonym_ways(
        lines,
        [one.source.line for one in known if one.lang == lang],
        f"{yaml_text(typed)}: {flow_text(finds)}{end}",
        lang,
        end,
    ):
        found, problems = read_synonyms(_plain_ends(edited), path, languages)
        if not problems and sorted((one.lang, one.words, one.finds) for one in found) == wanted:
            return edited
    return None


def _synonym_ways(
    lines: Sequence[str], places: Sequence[int], entry: str, lang: str, end: str
) -> Iterator[str]:
    """Yield the file with an entry behind the last of a language, or with the language."""
    if places:
        number = max(places) - 1
        if dash := re.match(r"[ ]*-[ ]+", lines[number]):
            last = lines[number] if _end(lines[number], "") else lines[number] + end
            yield _joined(lines, number, [last, f"{dash[0]}{entry}"])
            yield _joined(lines, number, [f"{dash[0]}{entry}", lines[number]])
    whole = "".join(lines)
    whole += "" if not whole or whole.endswith(("\n", "\r")) else end
    for number, line in enumerate(lines):
        if re.match(rf"{re.escape(lang)}[ ]*:", line):
            yield _joined(lines, number, [line, f"  - {entry}"])
    yield f"{whole}{lang}:{end}  - {entry}"
    yield f"{whole}- {entry}"


def _plain_ends(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
