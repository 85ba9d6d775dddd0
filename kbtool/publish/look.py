"""What all pages of a project depend on: its theme, and what mkdocs.yml leads to.

An mkdocs.yml may inherit another file, name a folder of templates, and take values from the
environment. Every build has to know of these without loading MkDocs.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from kbtool.frozen import dataclass
from kbtool.publish.theme import theme_folders

__all__ = ["Look", "look_of"]

DRAWING = ("mkdocs", "mkdocs-material", "Jinja2", "Markdown", "pymdown-extensions", "Pygments")

INHERITED = 9  # files, of which each inherits the next

_VALUE = r"""\s*:\s*(?P<value>"[^"\n]*"|'[^'\n]*'|[^\n#,}]*)"""
_INHERITED = re.compile(rf"^[\"']?INHERIT[\"']?{_VALUE}", re.M)
_CUSTOM = re.compile(rf"\bcustom_dir[\"']?{_VALUE}")
_VARIABLE = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class Look:
    """What every page depends on besides its values."""

    settings: tuple[Path, ...]  # mkdocs.yml, and the files that it inherits
    folders: tuple[Path, ...]  # of templates: the project's own, and ours
    variables: tuple[str, ...]  # "NAME=value" of the environment that the settings may name
    certain: bool  # nothing else can matter

    @property
    def places(self) -> tuple[Path, ...]:
        """All files and folders."""
        return (*self.settings, *self.folders)

    def digest(self) -> str:
        """Return a hash of all of it, and of the versions of what draws."""
        from importlib.metadata import version  # late: it brings email and socket along

        digest = hashlib.sha256()
        for package in DRAWING:
            digest.update(f"{package} {version(package)}\0".encode())
        for said in self.variables:
            digest.update(f"{said}\0".encode("utf-8", "surrogateescape"))
        for path, name in self._files():
            content = path.read_bytes()
            digest.update(f"{name}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
            digest.update(content)
        return digest.hexdigest()

    def _files(self) -> Iterator[tuple[Path, str]]:
        """Yield every file, and its name within its folder: a build is the same elsewhere."""
        yield from ((path, path.name) for path in self.settings if path.is_file())
        for folder in self.folders:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    yield path, path.relative_to(folder).as_posix()


def look_of(root: Path, environ: Mapping[str, str] = os.environ) -> Look:
    """Return what the pages of the project in `root` depend on besides their values.

    It is read without YAML, in a millisecond: rather too much is taken for a name than too little.
    """
    settings: list[Path] = []
    texts: list[str] = []
    custom: list[Path] = []
    certain = True
    path: Path | None = root / "mkdocs.yml"
    while path is not None:
        settings.append(path)
        text = _text(path)
        texts.append(text)
        for found in _CUSTOM.finditer(text):
            value = _plain(found["value"])
            certain &= value is not None
            custom += [root / value] if value else []
        above = _INHERITED.search(text)
        value = _plain(above["value"]) if above else ""
        certain &= value is not None and len(settings) <= INHERITED
        path = path.parent / value if value and len(settings) <= INHERITED else None
    return Look(
        tuple(settings),
        (*dict.fromkeys(custom), *theme_folders(root)),
        tuple(_variables(texts, environ)),
        certain,
    )


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""


def _plain(value: str) -> str | None:
    """Return what a YAML scalar says, None where that takes more than a look."""
    value = value.strip()
    if value[:1] in ('"', "'"):
        return None if "\\" in value else value[1:-1]
    return None if value[:1] in tuple("!&*|>[{") else value


def _variables(texts: list[str], environ: Mapping[str, str]) -> Iterator[str]:
    names = {
        name for text in texts if "!ENV" in text for name in _VARIABLE.findall(text)
    } & environ.keys()
    yield from (f"{name}={environ[name]}" for name in sorted(names))
