"""What mkdocs.yml, the theme and the installed packages say, as a snapshot of plain values.

MkDocs takes a third of a second to read its settings, so they are read once and kept by
whoever calls, as long as `mkdocs.yml` and the installation stay the same. What a snapshot
cannot express is left to MkDocs itself: then there is a reason instead.
"""

from __future__ import annotations

import importlib
import json
import os
from collections import UserString
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kbtool.frozen import dataclass
from kbtool.problems import KbtoolError
from kbtool.publish.material import needs_script
from kbtool.publish.mkdocs_config import (
    PLUGIN,
    collected_warnings,
    mkdocs_config,
    no_plugin,
    theme_order,
)
from kbtool.publish.theme import theme_folder
from kbtool.read.scan import slugify

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

__all__ = [
    "Settings",
    "resolved",
    "settings",
]

THEME = "material"

# A value that JSON does not know is an object with one of these keys.
FUNCTION = "$function"  # "module:qualname"
PARTIAL = "$partial"  # of functools: [function, positional, named]

PURE = ("markdown.extensions.", "pymdownx.", "material.extensions.")
"""Beginnings of extensions that look at nothing but the text and their settings."""
PURE_NAMES = frozenset(
    [
        *("abbr", "admonition", "attr_list", "codehilite", "def_list", "extra", "fenced_code"),
        *("footnotes", "legacy_attrs", "legacy_em", "md_in_html", "meta", "nl2br", "sane_lists"),
        *("smarty", "tables", "toc", "wikilinks"),
    ]
)
IMPURE = frozenset({"pymdownx.snippets", "pymdownx.b64", "pymdownx.pathconverter"})
"""Those that read files."""

_LEFT_OUT = frozenset(
    # What no template can use, or what is told in another way.
    {"plugins", "hooks", "theme", "validation", "exclude_docs", "draft_docs", "not_in_nav", "nav"}
)


class _Unknown(Exception):
    """A value that a snapshot cannot hold; the text says where."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What every page depends on besides its values, as plain values: all of JSON, no object."""

    config: Mapping[str, Any]  # the keys of mkdocs.yml with MkDocs' defaults; `theme` within
    folders: tuple[str, ...]  # of templates, the first wins
    material: str  # the folder of Material's templates
    static_templates: tuple[str, ...]  # templates that are pages of their own, such as 404.html
    options: Mapping[str, Any]  # of our plugin
    levels: Mapping[str, int]  # of `validation: links:`, as logging counts them
    excluded: tuple[str, ...]  # patterns of files that are not published
    mkdocs_version: str
    warnings: tuple[str, ...]  # what MkDocs says of its settings

    @property
    def with_script(self) -> bool:
        """True when pages load Material's script."""
        config = self.config
        features = config["theme"].get("features") or ()
        return needs_script(features, config["extra"], config["extra_javascript"])

    @property
    def pure(self) -> bool:
        """True when a body alone says what becomes of it, as far as we know the extensions."""
        return all(
            name in PURE_NAMES or (name.startswith(PURE) and name not in IMPURE)
            for name in self.config["markdown_extensions"]
        )

    @property
    def has_templates(self) -> bool:
        """True when the project has templates of its own, or replaces some of ours."""
        theirs = {str(theme_folder()), self.material}
        return any(
            folder not in theirs and Path(folder).parent.name != "mkdocs" for folder in self.folders
        )

    def as_json(self) -> str:
        """Return the snapshot as text."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Settings:
        """Return the snapshot that `as_json` wrote.

        Raises:
            ValueError: it is another text.
        """
        try:
            read = json.loads(text)
            for name in ("folders", "static_templates", "excluded", "warnings"):
                read[name] = tuple(read[name])
            return cls(**read)
        except (KeyError, TypeError) as error:
            raise ValueError(f"no settings: {error}") from None


def settings(root: Path) -> Settings | str:
    """Return the settings of the project in `root`, or the reason why there is no snapshot.

    Raises:
        KbtoolError: mkdocs.yml cannot be used.
    """
    from mkdocs.exceptions import MkDocsException

    with collected_warnings() as warnings:
        try:
            config = mkdocs_config(root, root / "site")
        except MkDocsException as error:
            raise KbtoolError("; ".join([*warnings, str(error)])) from None
        if config.plugins.get(PLUGIN) is None:
            raise no_plugin()
        reason = _reason(config)
        if reason:
            return reason
        try:
            return _snapshot(root, config, warnings)
        except _Unknown as unknown:
            return str(unknown)


def resolved(value: Any) -> Any:
    """Return a plain value with its functions in the place of their names.

    Raises:
        KbtoolError: a function is there no more.
    """
    if isinstance(value, list):
        return [resolved(one) for one in value]
    if not isinstance(value, Mapping):
        return value
    if FUNCTION in value:
        return _function(value[FUNCTION])
    if PARTIAL in value:
        function, positional, named = resolved(value[PARTIAL])
        return partial(function, *positional, **named)
    return {key: resolved(one) for key, one in value.items()}


def _function(name: str) -> Callable[..., Any]:
    module, _, path = name.partition(":")
    try:
        found: Any = importlib.import_module(module)
        for part in path.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError) as error:
        raise KbtoolError(f"mkdocs.yml names '{name}', which is missing: {error}") from None
    function: Callable[..., Any] = found
    return function


def _reason(config: MkDocsConfig) -> str:
    """Return why a project needs MkDocs itself, or "" for no reason."""
    for name in config.plugins:
        if name != PLUGIN:
            return f"mkdocs.yml uses the plugin '{name}'"
    for key in ("hooks", "extra_templates", "nav"):
        if config.get(key):
            return f"mkdocs.yml uses '{key}'"
    if config.theme.name != THEME:
        return f"the theme is '{config.theme.name}'"
    for folder in config.theme.dirs:
        if any(Path(folder, "locales").glob("*/LC_MESSAGES/*.mo")):
            return f"'{folder}' has translations of its own"
    return ""


def _snapshot(root: Path, config: MkDocsConfig, warnings: Collection[str]) -> Settings:
    import mkdocs
    from mkdocs.utils import get_theme_dir

    config.mdx_configs.setdefault("toc", {})["slugify"] = slugify
    values = {key: _plain(value, key) for key, value in config.items() if key not in _LEFT_OUT} | {
        "use_directory_urls": False,
        "plugins": {PLUGIN: {}},
        "theme": _theme(config),
    }
    plugin = config.plugins[PLUGIN]
    links = config.validation.links
    return Settings(
        config=values,
        folders=tuple(theme_order(root, config.theme.dirs, config.theme.custom_dir)),
        material=get_theme_dir(THEME),
        static_templates=tuple(sorted(config.theme.static_templates)),
        options={key: _plain(value, key) for key, value in plugin.config.items()},
        levels={key: int(links[key]) for key in links},
        excluded=tuple(_patterns(config)),
        mkdocs_version=mkdocs.__version__,
        warnings=tuple(warnings),
    )


def _theme(config: MkDocsConfig) -> dict[str, Any]:
    theme = config.theme
    values = {key: _plain(value, f"theme.{key}") for key, value in theme.items() if key != "locale"}
    own = {"name": theme.name, "custom_dir": theme.custom_dir, "locale": str(theme["locale"])}
    return {**values, **own}


def _patterns(config: MkDocsConfig) -> Iterator[str]:
    """Yield the patterns of files that a build leaves out, as an author wrote them."""
    for key in ("exclude_docs", "draft_docs"):
        if config.get(key) is not None:
            text = next(one[key] for one in reversed(config.user_configs) if key in one)
            yield from str(text).splitlines()


def _plain(value: Any, where: str) -> Any:
    """Return `value` as JSON knows it, functions by their names.

    Raises:
        _Unknown: it is nothing of that kind.
    """
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str | UserString):
        return str(value)
    if isinstance(value, Mapping):  # MkDocs' own settings are mappings, too
        return {_key(key, where): _plain(one, f"{where}.{key}") for key, one in value.items()}
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, list | tuple):
        return [_plain(one, where) for one in value]
    if isinstance(value, partial):
        parts = [value.func, list(value.args), dict(value.keywords)]
        return {PARTIAL: _plain(parts, where)}
    name = f"{getattr(value, '__module__', '')}:{getattr(value, '__qualname__', '')}"
    try:
        if callable(value) and _function(name) is value:
            return {FUNCTION: name}
    except (KbtoolError, ValueError):
        pass
    raise _Unknown(f"'{where}' of mkdocs.yml holds {type(value).__name__}, which is no plain value")


def _key(key: Any, where: str) -> str:
    if not isinstance(key, str):
        raise _Unknown(f"'{where}' of mkdocs.yml has the key {key!r}, which is no text")
    return key
