"""What MkDocs makes of `mkdocs.yml`, and what it says of it."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from kbtool.model import ARTICLES
from kbtool.problems import KbtoolError
from kbtool.publish.theme import theme_folders

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

__all__ = ["PLUGIN", "collected_warnings", "mkdocs_config", "no_plugin", "theme_order"]

PLUGIN = "kbtool"
PART_OF_MATERIAL = "partials/palette.html"


def no_plugin() -> KbtoolError:
    """Return what is said of an mkdocs.yml without our plugin."""
    return KbtoolError("mkdocs.yml does not use kbtool", "write '- kbtool' below 'plugins:'")


def theme_order(root: Path, folders: Sequence[str], custom: str | None) -> list[str]:
    """Return the folders of templates with ours before Material's, the first to win.

    Args:
        root: the project folder.
        folders: those that MkDocs knows, in its order.
        custom: `theme.custom_dir`, which stays before all.
    """
    ours = [str(folder) for folder in theme_folders(root)]
    place = 0 if custom is None else 1
    return [*folders[:place], *ours, *(one for one in folders[place:] if one not in ours)]


def mkdocs_config(root: Path, folder: Path) -> MkDocsConfig:
    """Return what MkDocs makes of `mkdocs.yml` in `root`, or of a new project's where none is.

    Raises:
        MkDocsException: it cannot be used.
        KbtoolError: its theme is not Material's.
    """
    from mkdocs.config import load_config

    path = root / "mkdocs.yml"
    if path.is_file():
        content = path.read_bytes()
    else:
        starter = resources.files("kbtool").joinpath("starter", "project", "mkdocs.yml")
        content = starter.read_bytes()
    stream = BytesIO(content)
    stream.name = str(path)
    docs = str(root / ARTICLES)
    config = load_config(
        stream, config_file_path=str(path), docs_dir=docs, site_dir=str(folder), strict=False
    )
    if not any(Path(one, PART_OF_MATERIAL).is_file() for one in config.theme.dirs):
        raise KbtoolError(
            f"mkdocs.yml uses the theme '{config.theme.name}'",
            "write 'name: material' below 'theme:'; kbtool's pages extend those of Material",
        )
    return config


@contextmanager
def collected_warnings() -> Iterator[list[str]]:
    """Collect what MkDocs and its extensions warn of, and keep them off the terminal."""
    messages: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            messages.append(record.getMessage())

    logger = logging.getLogger("mkdocs")
    before = (logger.level, logger.propagate)
    collector = Collector(logging.WARNING)
    logger.addHandler(collector)
    logger.propagate = False
    logger.setLevel(logging.WARNING)
    try:
        yield messages
    finally:
        logger.removeHandler(collector)
        logger.level, logger.propagate = before
