"""The interface strings of the theme: one YAML file a language, `group: {key: text}`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from kbtool.problems import KbtoolError
from kbtool.read.text_source import read_text
from kbtool.read.yaml_source import read_yaml

__all__ = ["Translate", "load_strings", "theme_folder", "theme_folders"]

Translate = Callable[..., str]
"""`t("group.key", n=3)` -> text, with `{n}` replaced."""

FALLBACK = "en"


def theme_folder() -> Path:
    """Return the theme's folder: inside an installed package, or beside it in a checkout."""
    package = Path(__file__).parent.parent
    for folder in (package / "theme", package.parent / "theme"):
        if (folder / "main.html").is_file():
            return folder
    raise KbtoolError("the theme of kbtool is missing", "install kbtool again")


def theme_folders(root: Path) -> tuple[Path, ...]:
    """Return the theme folders of a project, the first to win.

    A project's own `theme/` overrides ours template by template and string by string.
    """
    own, ours = root / "theme", theme_folder()
    if own.is_dir() and own.resolve() != ours.resolve():
        return (own, ours)
    return (ours,)


def load_strings(folders: Iterable[Path], lang: str) -> Translate:
    """Return the translator of a language.

    Args:
        folders: theme folders, the most specific first; each may hold
            `locales/<lang>.yml`, and an earlier file overrides a later one
            string by string.
        lang: falls back to its base language, then to English, then to the key.

    Raises:
        KbtoolError: a file is no YAML of that form.
    """
    texts: dict[str, str] = {}
    for code in (lang, lang.split("-")[0], FALLBACK):
        for folder in folders:
            for key, text in _read(folder / "locales", f"{code}.yml").items():
                texts.setdefault(key, text)

    def translate(key: str, **values: object) -> str:
        text = texts.get(key, key)
        for name, value in values.items():
            text = text.replace("{" + name + "}", str(value))
        return text

    return translate


def _read(folder: Path, name: str) -> dict[str, str]:
    if not (folder / name).is_file():
        return {}
    text, problems = read_text(folder, name)
    node, found = read_yaml(text or "", name)
    problems += found
    texts: dict[str, str] = {}
    groups = node.value if node and isinstance(node.value, Mapping) else {}
    for group, entry in groups.items():
        keys = entry.node.value
        if not isinstance(keys, Mapping):
            where = f"{folder / name}:{entry.key.line}"
            raise KbtoolError(f"{where}: '{group}' is no group of strings", "write 'key: text'")
        texts |= {f"{group}.{key}": one.node.raw for key, one in keys.items()}
    if problems:
        first = problems[0]
        where = f"{folder / name}:{first.source.line}:{first.source.column}"
        raise KbtoolError(f"{where}: {first.message}", first.hint)
    return texts
