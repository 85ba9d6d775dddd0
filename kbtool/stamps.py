"""The line `translated_from`, written into an author's file; not a byte beside it changes.

What would come out is read before it is written: when anything but the stamp
differs, the file is left as it is.
"""

from __future__ import annotations

import codecs
import datetime as dt
import os
import re
import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from kbtool.frozen import dataclass
from kbtool.model import MARKDOWN_ENDINGS, Article, KnowledgeBase, Original, Source
from kbtool.problems import KbtoolError, did_you_mean
from kbtool.read.article import Spot, read_markdown, read_yaml_articles
from kbtool.translation import original_of, state

__all__ = ["Stamped", "stamp", "unstamped"]

KEY = "translated_from"
_ID_LINE = re.compile(r"(?P<before>[ ]*(?:-[ ]+)?)(?:id|'id'|\"id\")[ ]*:[ ]*\S")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")


@dataclass(frozen=True, slots=True)
class Stamped:
    """A translation that says now which state of its original it is of."""

    article: Article
    original: Article
    changed: bool  # False: it said so already


def unstamped(kb: KnowledgeBase) -> list[str]:
    """Return the ids of all translations that do not say yet what they are of, sorted."""
    by_key = {article.key: article for article in kb.articles}
    first = kb.config.languages[0]
    return sorted(
        {
            article.id
            for article in kb.articles
            if article.lang != first
            and article.translated_from is None
            and original_of(article, by_key, kb.config.languages)
        }
    )


def stamp(
    root: Path,
    kb: KnowledgeBase,
    id: str,
    lang: str | None = None,
    source: str | None = None,
    *,
    renew: bool = True,
) -> list[Stamped]:
    """Write into the translations of a question that they are up to date.

    Args:
        root: the project folder.
        kb: what it holds.
        id: the question.
        lang: only the translation in this language; all of them when left out.
        source: the language that was translated from; when left out, the one that
            a translation names already, else the first of kb.yml that has the question.
        renew: touch translations that carry a stamp already.

    Raises:
        KbtoolError: there is no such translation, or a file cannot be edited safely.
    """
    languages = kb.config.languages
    for code in filter(None, (lang, source)):
        if code not in languages:
            raise KbtoolError(f"no language '{code}'", f"kb/kb.yml names {', '.join(languages)}")
    by_key = {article.key: article for article in kb.articles}
    versions = [by_key[one, id] for one in languages if (one, id) in by_key]
    if not versions:
        ids = {article.id for article in kb.articles}
        raise KbtoolError(f"no article with the id '{id}'", did_you_mean(id, ids))
    done = []
    for article in versions:
        if lang not in (None, article.lang) or (article.translated_from and not renew):
            continue
        named = source or (article.translated_from.lang if article.translated_from else None)
        choice = (named,) if named else languages
        original = original_of(article, by_key, choice)
        # The first language is what others are translated from, unless somebody says otherwise.
        if original is None or not (named or lang or article is not versions[0]):
            continue
        done.append(_write(root, article, original))
    if not done and renew:
        raise KbtoolError(f"'{id}' has no translation to stamp", "translate it first")
    return done


def _write(root: Path, article: Article, original: Article) -> Stamped:
    wanted = Original(original.lang, state(original))
    if article.translated_from == wanted:
        return Stamped(article, original, changed=False)
    path = root.joinpath(article.path).resolve()
    try:
        before = path.read_bytes()
        text = before.removeprefix(codecs.BOM_UTF8).decode()
    except (OSError, UnicodeDecodeError) as error:
        raise KbtoolError(f"{article.path} cannot be read: {error}") from None
    old = _read(text, article)
    edited = _edited(text, old.get(article.id), f"{wanted.lang} {wanted.state}")
    expected = [_without_places(one) for one in old.values()]
    expected = [
        replace(one, translated_from=wanted) if one.id == article.id else one for one in expected
    ]
    if not edited or expected != [_without_places(one) for one in _read(edited, article).values()]:
        hint = f"write '{KEY}: {wanted.lang} {wanted.state}' below its id"
        raise KbtoolError(f"the line '{KEY}' cannot be written into {article.path}", hint)
    mark = codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b""
    _replace(path, mark + edited.encode())
    return Stamped(article, original, changed=True)


def _read(text: str, article: Article) -> dict[str, Article]:
    """Return the articles of a file by their ids; none when something is wrong with it."""
    spot = Spot(article.path, article.lang, article.category, dt.date.min)
    markdown = article.path.lower().endswith(MARKDOWN_ENDINGS)
    reader = read_markdown if markdown else read_yaml_articles
    articles, problems = reader(text.replace("\r\n", "\n").replace("\r", "\n"), spot)
    return {one.id: one for one in articles} if not problems else {}


def _edited(text: str, article: Article | None, value: str) -> str | None:
    """Return the text with the stamp in its place, or below the id; None where neither is found."""
    if article is None:
        return None
    lines = _LINE.findall(text)
    if at := article.fields.get(KEY):
        line, start = lines[at.line - 1], at.column - 1
        lines[at.line - 1] = f"{line[:start]}{value}{line[start + at.length :]}"
        return "".join(lines)
    number = article.fields["id"].line
    line = lines[number - 1]
    if found := _ID_LINE.match(line):
        end = line[len(line.rstrip("\r\n")) :] or "\n"
        indent = " " * len(found["before"])
        lines[number - 1] = line.rstrip("\r\n") + end
        lines.insert(number, f"{indent}{KEY}: {value}{end}")
        return "".join(lines)
    return None


def _without_places(article: Article) -> Article:
    """Return what an article says: its texts and numbers, nothing that moves with the lines."""
    nowhere = Source(article.path)
    return replace(
        article,
        source=nowhere,
        fields={key: nowhere for key in article.fields if key != KEY},
        body_line=0,
        related=(),
        aliases=(),
        headings=(),
        links=(),
        loose=(),
    )


def _replace(path: Path, content: bytes) -> None:
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        new.write_bytes(content)
        shutil.copymode(path, new)
        new.replace(path)
    except OSError as error:
        with suppress(OSError):
            new.unlink()
        raise KbtoolError(f"{path} cannot be written: {error.strerror}") from None
