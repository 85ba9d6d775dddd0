"""The theme's folders: ours, and a project's own."""

from __future__ import annotations

from pathlib import Path

from kbtool.problems import KbtoolError

__all__ = ["theme_folder", "theme_folders"]


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
