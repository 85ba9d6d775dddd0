"""The interface strings of the theme: one YAML file a language, `group: {key: text}`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from kbtool.model import Source
from kbtool.problems import KbtoolError
from kbtool.read.text_source import read_text
from kbtool.read.yaml_source import Entry, Node, read_yaml

__all__ = ["Translate", "load_strings", "look", "theme_folder", "theme_folders"]

Translate = Callable[..., str]
"""`t("group.key", n=3)` -> text, with `{n}` replaced."""

FALLBACK = "en"
DRAWING = ("mkdocs", "mkdocs-material", "Jinja2", "Markdown", "pymdown-extensions", "Pygments")


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


def look(root: Path) -> str:
    """Return a hash of what every page of a project depends on besides its values.

    That is the theme, the settings of MkDocs, and the versions of all that draws.
    """
    from importlib.metadata import version  # late: it brings email and socket along

    digest = hashlib.sha256()
    for package in DRAWING:
        digest.update(f"{package} {version(package)}\0".encode())
    settings = root / "mkdocs.yml"
    files = [(settings, settings.name)] if settings.is_file() else []
    for folder in theme_folders(root):
        found = sorted(path for path in folder.rglob("*") if path.is_file())
        files += [(path, path.relative_to(folder).as_posix()) for path in found]
    for path, name in files:
        content = path.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


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
    for first in problems + found:
        raise _broken(folder, first.source, first.message, first.hint)
    texts: dict[str, str] = {}
    for group, entry in _entries(folder, node, "the file") if node else ():
        for key, one in _entries(folder, entry.node, f"'{group}'"):
            if isinstance(one.node.value, tuple | Mapping):
                raise _broken(folder, one.node.source, f"'{group}.{key}' is no text", "")
            texts[f"{group}.{key}"] = one.node.raw
    return texts


def _entries(folder: Path, node: Node, what: str) -> Iterable[tuple[str, Entry]]:
    if not isinstance(node.value, Mapping):
        message = f"{what} is no group of strings"
        raise _broken(folder, node.source, message, "write 'group:', and below it 'key: text'")
    return node.value.items()


def _broken(folder: Path, at: Source, message: str, hint: str) -> KbtoolError:
    return KbtoolError(f"{folder / at.path}:{at.line}:{at.column}: {message}", hint)
