"""New files for authors: a project to begin with, and one new question."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import kbtool
from kbtool.model import ARTICLES, KnowledgeBase
from kbtool.problems import KbtoolError, did_you_mean
from kbtool.read.scan import slugify
from kbtool.read.yaml_writing import yaml_text
from kbtool.terminal import visible
from kbtool.urls import RESERVED_SLUGS, folded

__all__ = ["STARTER_LANGUAGES", "draft", "new_article", "new_project"]

STARTER_LANGUAGES = ("en", "zh")
SHARED = "project"  # starter files that every language has
RENAMED = {"gitignore": ".gitignore", "github": ".github"}  # kept visible in the package
MAX_ID = 60


def new_project(folder: Path, lang: str) -> list[Path]:
    """Write a starter project into `folder`, and return the files written.

    Raises:
        KbtoolError: a file is there already (nothing was written), or the folder
            cannot be written.
    """
    starter = resources.files("kbtool").joinpath("starter")
    planned: dict[Path, bytes] = {}
    for part in (SHARED, lang):
        for path, content in _contents(starter.joinpath(part), Path()):
            planned[folder / path] = content
    taken = sorted(path for path in planned if os.path.lexists(path))
    if taken:
        raise KbtoolError(f"{taken[0]} is there already", "choose an empty folder")
    try:
        for path, content in planned.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    except OSError as error:
        raise KbtoolError(f"{error.filename} cannot be written: {error.strerror}") from None
    return sorted(planned)


def _contents(folder: Traversable, path: Path) -> list[tuple[Path, bytes]]:
    found = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        below = path / RENAMED.get(entry.name, entry.name)
        if entry.is_dir():
            found += _contents(entry, below)
        else:
            pinned = f"kbtool=={kbtool.__version__}".encode()
            found.append((below, entry.read_bytes().replace(b"kbtool==VERSION", pinned)))
    return found


def new_article(root: Path, kb: KnowledgeBase, question: str, category: str, lang: str) -> Path:
    """Write a draft with the title `question` into `category`, and return its path.

    Args:
        root: the project folder.
        kb: what it holds, for the ids that are taken.
        question: the title, in the customer's words.
        category: folders below the language, with `/`.
        lang: one of the languages of the knowledge base.

    Raises:
        KbtoolError: no such category or language, or the question is empty.
    """
    path, text = draft(kb, question, category, lang)
    target = root / path
    try:
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise KbtoolError(f"{target} cannot be written: {error.strerror}") from None
    return target


def draft(
    kb: KnowledgeBase,
    question: str,
    category: str,
    lang: str,
    also_asked: Sequence[str] = (),
    why: Sequence[str] = (),
) -> tuple[str, str]:
    """Return the path of a new draft in the project folder, and its text.

    Args:
        kb: as for `new_article`.
        question: the title, in the customer's words.
        category: folders below the language, with `/`.
        lang: one of the languages of the knowledge base.
        also_asked: other words for the question.
        why: comments for whoever writes the answer, a line each.

    Raises:
        KbtoolError: as `new_article` does.
    """
    question = " ".join(question.split())
    if not question:
        raise KbtoolError("the question is empty", "write it between quotes")
    if re.search("[\ud800-\udfff]", question):
        raise KbtoolError("the question is not UTF-8", "set the terminal to UTF-8")
    if lang not in kb.config.languages:
        languages = ", ".join(kb.config.languages)
        raise KbtoolError(f"no language '{lang}'", f"kb/kb.yml names {languages}")
    path = tuple(part for part in category.split("/") if part)
    known = ["/".join(one.path) for one in kb.categories if one.lang == lang]
    if "/".join(path) not in known:
        hint = did_you_mean("/".join(path), known) or f"make the folder below {ARTICLES}/ first"
        raise KbtoolError(f"no category '{category}' in '{lang}'", hint)
    if len(path) > kb.config.max_depth:
        raise KbtoolError(
            f"'{category}' is on level {len(path)}, and {kb.config.max_depth} are allowed",
            "choose a category further up",
        )
    id = _free_id(kb, question, lang)
    prefix = (lang,) if kb.config.multilingual else ()
    phrasings = "".join(f"  - {yaml_text(one)}\n" for one in also_asked)
    comments = "".join(f"# {visible(one)}\n" for one in why)
    text = (
        f"---\nid: {yaml_text(id)}\ntitle: {yaml_text(question)}\n"
        f"answer:\n{'also_asked:' + chr(10) + phrasings if phrasings else ''}"
        "draft: true  # readers see the question once this line is gone\n"
        f"{comments}date: {kb.today.isoformat()}\n---\n\n"
    )
    return "/".join((ARTICLES, *prefix, *path, f"{id}.md")), text


def _free_id(kb: KnowledgeBase, question: str, lang: str) -> str:
    """Return an id made of the question, Chinese by its pinyin, numbered when it is taken."""
    from pypinyin import lazy_pinyin

    latin = unicodedata.normalize("NFKD", "-".join(lazy_pinyin(question)))
    words = slugify(latin.encode("ascii", "ignore").decode()).replace("_", "-")
    words = re.sub(r"-+", "-", words).strip("-")
    if len(words) > MAX_ID:
        words = words[: MAX_ID + 1].rpartition("-")[0] or words[:MAX_ID]
    id = words or "question"
    taken = set(RESERVED_SLUGS)
    for article in kb.articles:
        names = (article.id, article.slug, Path(article.path).stem)
        taken.update(folded(name) for name in names)
        taken.update(folded(alias.value) for alias in article.aliases)
    number = 2
    while id in taken:
        id = f"{words or 'question'}-{number}"
        number += 1
    return id
