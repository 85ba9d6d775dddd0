"""KB326 and KB327: whether the theme can speak every language of the knowledge base."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from kbtool.model import Config, Source
from kbtool.problems import Problem, Severity, did_you_mean, problem, rule
from kbtool.publish.plurals import FORMS, OTHER
from kbtool.publish.strings import FALLBACK, LOCALES, PLURAL, StringNode, own_strings
from kbtool.publish.theme import theme_folder, theme_folders

__all__ = ["language_problems"]

NO_STRINGS = rule(
    "KB326",
    "language-without-strings",
    Severity.WARNING,
    help=(
        "A language of kb.yml has a strings file; without it, all but the answers is English.\n\n"
        "Bad:  languages: [en, fr]    and no theme/locales/fr.yml\n"
        "Good: theme/locales/fr.yml with the strings of English, translated"
    ),
)
UNFIT_STRINGS = rule(
    "KB327",
    "unfit-strings",
    Severity.WARNING,
    help=(
        "A strings file has the strings and the placeholders that pages fill in.\n\n"
        'Bad:  lead: "Demandez à {equipe}."\n'
        'Good: lead: "Demandez à {team}."'
    ),
)

_PLACEHOLDER = re.compile(r"\{\w+\}")
_FORM = re.compile(rf"(?P<key>.+)[._](?:{'|'.join((*FORMS, OTHER))})\Z")
_DATES = {"{month}": "{m}", "{m}": "{month}"}  # a date may name its month or number it


def language_problems(root: Path, config: Config) -> Iterator[Problem]:
    """Yield what is missing or wrong in the strings of every language.

    Args:
        root: the project folder, whose `theme/locales/` may hold strings of its own.
        config: for the languages.

    Raises:
        KbtoolError: a strings file cannot be read.
    """
    ours, folders = theme_folder(), theme_folders(root)
    own_folders = tuple(one for one in folders if one != ours and one.is_relative_to(root))
    for lang in config.languages:
        if not _has_strings(folders, lang):
            yield _no_strings(config, lang)
        elif _has_strings(own_folders, lang):  # ours alone are complete
            english = {key: one.raw for key, one in own_strings((ours,), FALLBACK).items()}
            yield from _lacking(root, lang, own_strings(folders, lang), english)
            yield from _odd(root, own_strings(own_folders, lang), english)


def _has_strings(folders: Iterable[Path], lang: str) -> bool:
    codes = {lang, lang.split("-")[0]}
    return any((one / LOCALES / f"{code}.yml").is_file() for one in folders for code in codes)


def _no_strings(config: Config, lang: str) -> Problem:
    at = config.fields.get(f"languages/{lang}", config.source)
    message = (
        f"no strings file speaks '{lang}'; its pages say everything but the answers in English"
    )
    hint = f"write theme/{LOCALES}/{lang}.yml, see docs/languages.md"
    return problem(NO_STRINGS, at, message, hint)


def _lacking(
    root: Path, lang: str, own: Mapping[str, StringNode], english: Mapping[str, str]
) -> Iterator[Problem]:
    there = {name for key in own for name in (key, _without_form(key))}
    lacking = [
        key
        for key in english
        if key not in there and _without_form(key) not in there and not key.startswith(f"{PLURAL}.")
    ]
    if lacking:
        message = f"strings of '{lang}' are missing and shown in English, such as '{lacking[0]}'"
        path = f"theme/{LOCALES}/{lang}.yml"
        if not (root / path).is_file():
            path = f"theme/{LOCALES}/{lang.split('-')[0]}.yml"
        yield problem(UNFIT_STRINGS, Source(path), message, "see docs/languages.md")


def _odd(
    root: Path, theirs: Mapping[str, StringNode], english: Mapping[str, str]
) -> Iterator[Problem]:
    forms = {_without_form(key) for key in english} | english.keys()
    for key, node in theirs.items():
        folder = node.folder.relative_to(root).as_posix()
        at = replace(node.source, path=f"{folder}/{node.source.path}")
        if key.startswith(f"{PLURAL}."):
            continue
        name = key if key in english else _without_form(key)
        if name not in forms:
            yield problem(UNFIT_STRINGS, at, f"no page says '{key}'", did_you_mean(key, english))
            continue
        filled = _placeholders(english, name)
        for odd in sorted(set(_PLACEHOLDER.findall(node.raw)) - filled):
            message = f"nothing fills in '{odd}' of '{key}'"
            yield problem(UNFIT_STRINGS, at, message, did_you_mean(odd, filled))


def _without_form(key: str) -> str:
    found = _FORM.match(key)
    return found["key"] if found else key


def _placeholders(english: Mapping[str, str], name: str) -> set[str]:
    """Return what pages fill in where they say a string, in whatever form."""
    texts: Iterable[str] = (text for key, text in english.items() if _without_form(key) == name)
    texts = (english[name],) if name in english else texts
    found = {one for text in texts for one in _PLACEHOLDER.findall(text)}
    return found | {_DATES[one] for one in found if one in _DATES}
