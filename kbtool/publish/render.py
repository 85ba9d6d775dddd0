"""A site rendered by MkDocs with Material, in this process.

One of the few modules that know MkDocs. The drawing itself is done by the plugin,
which MkDocs loads by its name and which draws whatever `Site` it was handed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kbtool.model import ARTICLES, Source
from kbtool.problems import KbtoolError, Problem, problem
from kbtool.publish.mkdocs_config import PLUGIN, collected_warnings, mkdocs_config, no_plugin
from kbtool.publish.site import RENDER_WARNING, Site

if TYPE_CHECKING:
    from markdown import Markdown

__all__ = ["Progress", "markdown_parser", "render_with_mkdocs", "warned"]

Progress = Callable[[int, int], None]
"""Told how many pages of how many are written."""

_PAGE = re.compile(r"'([^'\n]+\.md)'")


def render_with_mkdocs(
    root: Path,
    site: Site,
    folder: Path,
    progress: Progress | None = None,
) -> list[Problem]:
    """Render `site` into the empty `folder`, and return what MkDocs warned of.

    The settings are those of `mkdocs.yml` in `root`, or those of a new project
    where there is none.

    Args:
        root: the project folder.
        site: the whole site.
        folder: where the pages go.
        progress: told how many pages are written.

    Raises:
        KbtoolError: mkdocs.yml cannot be used, or a template is broken.
    """
    from mkdocs.commands.build import build
    from mkdocs.exceptions import MkDocsException

    with collected_warnings() as warnings:
        try:
            config = mkdocs_config(root, folder)
            plugin: Any = config.plugins.get(PLUGIN)
            if plugin is None:
                raise no_plugin()
            plugin.draw(site, progress)
            build(config)
        except MkDocsException as error:
            raise KbtoolError("; ".join([*warnings, str(error)]) or "MkDocs failed") from None
        except Exception as error:
            # A theme is the user's to change: its faults are no fault of the installation.
            if not type(error).__module__.startswith("jinja2"):
                raise
            where = f"{getattr(error, 'name', '') or 'theme'}:{getattr(error, 'lineno', '') or 1}"
            raise KbtoolError(f"a template is broken: {where}: {error}") from error
    return warned(site, warnings)


def warned(site: Site, warnings: Iterable[str]) -> list[Problem]:
    """Return what a renderer warned of as problems of the files that the pages come from."""
    sources = {page.source_path: page.edit_path for page in site.pages}
    return [_problem(message, sources) for message in warnings]


def markdown_parser(root: Path) -> Callable[[], Markdown]:
    """Return what makes a Markdown parser with the extensions that `mkdocs.yml` in `root` names."""
    from markdown import Markdown

    with collected_warnings():
        config = mkdocs_config(root, root / "site")

    def parser() -> Markdown:
        return Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs)

    return parser


def _problem(message: str, sources: dict[str, str]) -> Problem:
    """Return a warning as a problem of the file that its page comes from."""
    match = _PAGE.search(message)
    edit = sources.get(match[1], "") if match else ""
    source = Source(f"{ARTICLES}/{edit}" if edit else "mkdocs.yml")
    return problem(RENDER_WARNING, source, message.split("\n")[0])
