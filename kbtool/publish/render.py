"""A site rendered by MkDocs with Material, in this process.

One of the few modules that know MkDocs. The drawing itself is done by the plugin,
which MkDocs loads by its name and which draws whatever `Site` it was handed.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kbtool.model import ARTICLES, Source
from kbtool.problems import KbtoolError, Problem, problem
from kbtool.publish.site import RENDER_WARNING, Site

if TYPE_CHECKING:
    from markdown import Markdown
    from mkdocs.config.defaults import MkDocsConfig

__all__ = ["Progress", "markdown_parser", "render_with_mkdocs"]

Progress = Callable[[int, int], None]
"""Told how many pages of how many are written."""

PLUGIN = "kbtool"

_PAGE = re.compile(r"'([^'\n]+\.md)'")


def render_with_mkdocs(
    root: Path,
    site: Site,
    folder: Path,
    progress: Progress | None = None,
    kept: Mapping[str, Path] | None = None,
) -> list[Problem]:
    """Render `site` into the empty `folder`, and return what MkDocs warned of.

    The settings are those of `mkdocs.yml` in `root`, or those of a new project
    where there is none.

    Args:
        root: the project folder.
        site: the whole site.
        folder: where the pages go.
        progress: told how many pages are written.
        kept: pages by their path that are copied from a file instead of drawn.

    Raises:
        KbtoolError: mkdocs.yml cannot be used, or a template is broken.
    """
    from mkdocs.commands.build import build
    from mkdocs.exceptions import MkDocsException

    with _collected_warnings() as warnings:
        try:
            config = _config(root, folder)
            plugin: Any = config.plugins.get(PLUGIN)
            if plugin is None:
                raise KbtoolError(
                    "mkdocs.yml does not use kbtool", "write '- kbtool' below 'plugins:'"
                )
            plugin.draw(site, progress, kept)
            build(config)
        except MkDocsException as error:
            raise KbtoolError("; ".join([*warnings, str(error)]) or "MkDocs failed") from None
        except Exception as error:
            # A theme is the user's to change: its faults are no fault of the installation.
            if not type(error).__module__.startswith("jinja2"):
                raise
            where = f"{getattr(error, 'name', '') or 'theme'}:{getattr(error, 'lineno', '') or 1}"
            raise KbtoolError(f"a template is broken: {where}: {error}") from error
    sources = {page.source_path: page.edit_path for page in site.pages}
    return [_problem(message, sources) for message in warnings]


def markdown_parser(root: Path) -> Callable[[], Markdown]:
    """Return what makes a Markdown parser with the extensions that `mkdocs.yml` in `root` names."""
    from markdown import Markdown

    with _collected_warnings():
        config = _config(root, root / "site")

    def parser() -> Markdown:
        return Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs)

    return parser


def _config(root: Path, folder: Path) -> MkDocsConfig:
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
    return load_config(
        stream, config_file_path=str(path), docs_dir=docs, site_dir=str(folder), strict=False
    )


@contextmanager
def _collected_warnings() -> Iterator[list[str]]:
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


def _problem(message: str, sources: dict[str, str]) -> Problem:
    """Return a warning as a problem of the file that its page comes from."""
    match = _PAGE.search(message)
    edit = sources.get(match[1], "") if match else ""
    source = Source(f"{ARTICLES}/{edit}" if edit else "mkdocs.yml")
    return problem(RENDER_WARNING, source, message.split("\n")[0])
