"""The interface strings of the theme: one YAML file a language, `group: {key: text}`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from kbtool.frozen import dataclass
from kbtool.model import Source
from kbtool.problems import KbtoolError
from kbtool.publish.plurals import FORMS, OTHER, Rule, form_of, read_rule
from kbtool.read.text_source import read_text
from kbtool.read.yaml_source import Entry, Node, read_yaml

__all__ = [
    "FALLBACK",
    "LOCALES",
    "PLURAL",
    "StringNode",
    "Translate",
    "load_strings",
    "own_strings",
]

LOCALES = "locales"
FALLBACK = "en"
GROUP = "number.group"  # what stands between the thousands
PLURAL = "plural"  # the group of the rules, not of strings


@dataclass(frozen=True, slots=True)
class Translate:
    """Says the strings of one language: `t("group.key", n=3)` replaces `{n}`."""

    levels: tuple[Mapping[str, str], ...]  # the language's own strings, then English
    rules: Mapping[str, Rule]  # of its plurals
    separator: str  # between the thousands

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of `key`, or `key` itself where nobody has one.

        Whole numbers are written as the language writes them. With a number `n`, the text
        may have forms, `key.one` or `key_one`; without the right one, `other` is said.
        """
        if not values:
            for texts in self.levels:
                if key in texts:
                    return texts[key]
            return key
        n = values.get("n")
        keys = [key]
        if isinstance(n, int):
            form = form_of(n, self.rules)
            keys = [f"{key}.{form}", f"{key}_{form}", key, f"{key}.{OTHER}", f"{key}_{OTHER}"]
        text = next((texts[one] for texts in self.levels for one in keys if one in texts), key)
        for name, value in values.items():
            text = text.replace("{" + name + "}", self._written(value))
        return text

    def forms(self, key: str) -> dict[str, str]:
        """Return the forms of a text by `key_form`, for scripts that count by themselves."""
        named = [f"{key}_{form}" for form in (*FORMS, OTHER)]
        found = ({one: texts[one] for one in named if one in texts} for texts in self.levels)
        return next((forms for forms in found if forms), {})

    def _written(self, value: object) -> str:
        return f"{value:,}".replace(",", self.separator) if isinstance(value, int) else str(value)


@dataclass(frozen=True, slots=True)
class StringNode:
    """A string as written, and where: `source.path` is a file name in `folder`."""

    raw: str
    source: Source
    folder: Path


def load_strings(folders: Iterable[Path], lang: str, part: str = "") -> Translate:
    """Return the translator of a language.

    Args:
        folders: theme folders, the most specific first; each may hold
            `locales/<lang>.yml`, and an earlier file overrides a later one
            string by string.
        lang: falls back to its base language, then to English, then to the key.
        part: the strings of `locales/<part>/<lang>.yml`, too: those that no page shows.

    Raises:
        KbtoolError: a file is no YAML of that form, or a rule for plurals is none.
    """
    folders = tuple(folders)
    own = own_strings(folders, lang)
    fallback = own if lang == FALLBACK else own_strings(folders, FALLBACK)
    if part:
        own |= own_strings(folders, f"{part}/{lang}")
        fallback |= own_strings(folders, f"{part}/{FALLBACK}")
    rules = {form: _rule(form, own[key]) for form in FORMS if (key := f"{PLURAL}.{form}") in own}
    levels = tuple({key: one.raw for key, one in texts.items()} for texts in (own, fallback))
    return Translate(levels, rules, next((one[GROUP] for one in levels if GROUP in one), ","))


def own_strings(folders: Iterable[Path], lang: str) -> dict[str, StringNode]:
    """Return the strings of a language and of its base language, by `group.key`.

    Raises:
        KbtoolError: a file is no YAML of that form.
    """
    texts: dict[str, StringNode] = {}
    for code in dict.fromkeys((lang, lang.split("-")[0])):  # each file takes 4 ms (m)
        for folder in folders:
            for key, one in _read(folder / LOCALES, f"{code}.yml").items():
                texts.setdefault(key, one)
    return texts


def _rule(form: str, node: StringNode) -> Rule:
    try:
        return read_rule(node.raw)
    except ValueError as error:
        hint = "write it as CLDR does: https://cldr.unicode.org/index/cldr-spec/plural-rules"
        raise _broken(node.folder, node.source, f"'{PLURAL}.{form}': {error}", hint) from None


def _read(folder: Path, name: str) -> dict[str, StringNode]:
    if not (folder / name).is_file():
        return {}
    text, problems = read_text(folder, name)
    node, found = read_yaml(text or "", name)
    for first in problems + found:
        raise _broken(folder, first.source, first.message, first.hint)
    texts: dict[str, StringNode] = {}
    for group, entry in _entries(folder, node, "the file") if node else ():
        for key, one in _entries(folder, entry.node, f"'{group}'"):
            if isinstance(one.node.value, tuple | Mapping):
                raise _broken(folder, one.node.source, f"'{group}.{key}' is no text", "")
            texts[f"{group}.{key}"] = StringNode(one.node.raw, one.node.source, folder)
    return texts


def _entries(folder: Path, node: Node, what: str) -> Iterable[tuple[str, Entry]]:
    if not isinstance(node.value, Mapping):
        message = f"{what} is no group of strings"
        raise _broken(folder, node.source, message, "write 'group:', and below it 'key: text'")
    return node.value.items()


def _broken(folder: Path, at: Source, message: str, hint: str) -> KbtoolError:
    return KbtoolError(f"{folder / at.path}:{at.line}:{at.column}: {message}", hint)
