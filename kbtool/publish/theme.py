"""Where the theme of a project is, and what tells one look of its pages from another."""

from __future__ import annotations

import hashlib
from pathlib import Path

from kbtool.problems import KbtoolError

__all__ = ["look", "theme_folder", "theme_folders"]

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
