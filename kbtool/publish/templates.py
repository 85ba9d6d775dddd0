"""The templates of the theme, compiled once and kept: an environment as MkDocs makes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.filters import do_urlencode
from jinja2.parser import Parser
from jinja2.runtime import Context
from markupsafe import Markup, escape

from kbtool.problems import KbtoolError
from kbtool.publish.compiled import Compiled
from kbtool.publish.settings import Settings
from kbtool.publish.strings import Translate
from kbtool.publish.theme import theme_folder
from kbtool.publish.views import NavItem

__all__ = ["Keep", "Kept", "Lines", "Own", "Templates", "nav_list", "tidy"]

Keep = Callable[[tuple[object, ...], Callable[[], str]], str]
"""Returns what a function draws, or what it drew before under the same keys."""

Lines = dict[int, tuple[NavItem, str]]
"""Closed entries of the sidebar, by the object: what they say in one folder."""


class _Context(Context):
    """Calls what takes no context as it is; Jinja asks everything called whether it takes one."""

    def call(__self, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        if type(__obj) is not Translate:
            return super().call(__obj, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return __obj(*args, **kwargs)


class _Environment(jinja2.Environment):
    """An environment whose templates have its globals alone."""

    context_class = _Context

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        # Jinja chains another mapping before them, and looks through all for each context.
        return self.globals if d is None else super().make_globals(d)


class Templates:
    """Finds the templates of a project."""

    def __init__(
        self,
        settings: Settings,
        url: Callable[[object], str],
        keep: Keep,
        lines: Callable[[], Lines],
        cache: Path | None = None,
    ) -> None:
        """Make an environment.

        Args:
            settings: for the folders.
            url: the filter `url`, for the page that is drawn.
            keep: for the elements `kept`. Templates of a project may look at anything, so
                that nothing is kept where it has any.
            lines: returns the lines of the sidebar in the folder of the page.
            cache: the folder in which templates of a project are kept from run to run.
        """
        self._url = url
        installed = (str(theme_folder()), settings.material)
        environment = _Environment(
            loader=jinja2.FileSystemLoader(settings.folders),
            auto_reload=False,
            extensions=["jinja2.ext.i18n"],
            bytecode_cache=Compiled(cache, installed) if cache else None,
            cache_size=-1,
        )
        # With the context, or Jinja would take addresses of constants for constants.
        environment.filters["url"] = jinja2.pass_context(lambda _, value: url(value))
        environment.filters["urlencode"] = _urlencode
        environment.filters["e"] = _e
        environment.filters["script_tag"] = self._script_tag
        environment.install_null_translations()  # type: ignore[attr-defined]
        tidy(environment, settings.material)
        environment.filters["nav_list"] = jinja2.pass_context(
            lambda _, items: nav_list(items, url, lines())
        )
        if not settings.has_templates:
            extension = environment.extensions[Kept.identifier]
            assert isinstance(extension, Kept)
            extension.keep = keep
        own = environment.extensions[Own.identifier]
        assert isinstance(own, Own)
        self._own = own
        self._environment = environment

    def get_template(self, name: str) -> jinja2.Template:
        """Return a template by its name."""
        return self._environment.get_template(name)

    def known(self, context: Mapping[str, Any]) -> dict[str, Any]:
        """Return all that a template knows that is given `context`."""
        return {**self._environment.globals, **context}

    def drawn(self, name: str, known: dict[str, Any]) -> str:
        """Return what a template draws; templates of one page can share what they know.

        Jinja's `render` copies it for each of them.
        """
        template = self._environment.get_template(name)
        try:
            return "".join(template.root_render_func(template.new_context(known, shared=True)))
        except Exception:
            self._environment.handle_exception()

    @contextmanager
    def framing(self, mark: Callable[[str], str]) -> Iterator[None]:
        """Let `mark` stand for whatever is a page's own, by the name of its template."""
        self._own.mark = mark
        try:
            yield
        finally:
            self._own.mark = None

    def has(self, name: str) -> bool:
        """Tell whether there is a template of this name."""
        try:
            self._environment.get_template(name)
        except jinja2.TemplateNotFound:
            return False
        return True

    def complain(self, error: Exception) -> None:
        """Raise a fault of a template as one of the theme, whose owner can mend it.

        Raises:
            KbtoolError: `error` is one.
        """
        if type(error).__module__.startswith("jinja2"):
            name = getattr(error, "name", "") or "theme"
            where = f"{name}:{getattr(error, 'lineno', '') or 1}"
            raise KbtoolError(f"a template is broken: {where}: {error}") from error

    def _script_tag(self, script: Any) -> str:
        """Return the element of an entry of `extra_javascript`."""
        text = '<script src="{0}"'
        if not isinstance(script, str):
            text += ' type="{1.type}"' if script.type else ""
            text += " defer" if script.defer else ""
            text += " async" if script.async_ else ""
        return Markup(text + "></script>").format(self._url(script), script)


@lru_cache(maxsize=1024)  # mail addresses and the words of buttons, on every page the same
def _quoted(text: str) -> str:
    return do_urlencode(text)


def _urlencode(value: Any) -> str:
    return _quoted(value) if isinstance(value, str) else do_urlencode(value)


def tidy(environment: jinja2.Environment, material: str) -> None:
    """Set up an environment for our templates: MkDocs' own, or that of `Templates`.

    Args:
        environment: before its first template.
        material: the folder of Material's templates.
    """
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.add_extension(Kept)
    environment.add_extension(Own)
    environment.filters["nav_list"] = _nav_list
    # A template in the place of one of Material's can include that one, instead of a copy.
    own = jinja2.PrefixLoader({"material": jinja2.FileSystemLoader(material)})
    loader = environment.loader
    environment.loader = jinja2.ChoiceLoader([loader, own]) if loader else own


@lru_cache(maxsize=8192)  # neighbours stand in each other's sidebars
def _escaped(text: str) -> Markup:
    return escape(text)


def _e(value: Any) -> Markup:
    return _escaped(value) if type(value) is str else escape(value)


@jinja2.pass_context
def _nav_list(context: Context, items: Iterable[NavItem]) -> str:
    address = context.environment.filters["url"]
    return nav_list(items, lambda url: address(context, url), {})


def nav_list(items: Iterable[NavItem], url: Callable[[str], str], lines: Lines) -> str:
    """Return the list of the sidebar. In Jinja it took a third of what a page takes.

    Args:
        items: its entries.
        url: returns an address as the page names it.
        lines: entries that pages in the same folder showed.
    """
    parts: list[str] = []

    def line(item: NavItem) -> str:
        start = _STARTS[item.is_category, item.open]
        here = '" aria-current="page">' if item.current else '">'
        return f"{start}{_escaped(url(item.url))}{here}{_escaped(item.title)}</a>"

    def add(items: Iterable[NavItem]) -> None:
        parts.append('<ul class="kb-nav__list">')
        for item in items:
            if item.open or item.children:
                parts.append(line(item))
                if item.children:
                    add(item.children)
                parts.append("</li>")
                continue
            known = lines.get(id(item))
            if known is None or known[0] is not item:  # its place may have been another's
                known = lines[id(item)] = (item, line(item) + "</li>")
            parts.append(known[1])
        parts.append("</ul>")

    add(items)
    return "".join(parts)


_STARTS = {
    (False, False): '<li><a href="',
    (False, True): '<li class="kb-nav__open"><a href="',
    (True, False): '<li class="kb-nav__category"><a href="',
    (True, True): '<li class="kb-nav__category kb-nav__open"><a href="',
}
"""How an entry begins, by whether it is a category, and whether it is open."""


class Kept(Extension):
    """The element `{% kept "name", key %}...{% endkept %}`: what is the same on many pages.

    The keys are all that what stands between depends on, besides the folder of the page, its
    language's strings and the settings. Whoever draws pages one by one may keep it.
    """

    tags = {"kept"}  # noqa: RUF012

    def __init__(self, environment: jinja2.Environment) -> None:
        super().__init__(environment)
        self.keep: Keep = lambda _, draw: draw()

    def parse(self, parser: Parser) -> nodes.Node:
        """Read one element."""
        line = next(parser.stream).lineno
        keys = [parser.parse_expression()]
        while parser.stream.skip_if("comma"):
            keys.append(parser.parse_expression())
        body = parser.parse_statements(("name:endkept",), drop_needle=True)
        call = self.call_method("_kept", [nodes.Tuple(keys, "load")])
        return nodes.CallBlock(call, [], [], body).set_lineno(line)

    def _kept(self, key: tuple[object, ...], caller: Callable[[], str]) -> str:
        return self.keep(key, caller)


class Own(Extension):
    """The element `{% own "template" %}`: includes what is a page's own, and nothing else is.

    All that pages of one kind show besides is their frame, which is drawn once for many of them.
    So it shows nothing of a page but its title, and what `publish/frames.py` leaves in its view.
    """

    tags = {"own"}  # noqa: RUF012

    def __init__(self, environment: jinja2.Environment) -> None:
        super().__init__(environment)
        self.mark: Callable[[str], str] | None = None  # set while a frame is drawn

    def parse(self, parser: Parser) -> nodes.Node:
        """Read one element."""
        line = next(parser.stream).lineno
        name = parser.parse_expression()
        include = nodes.Include(name, True, False).set_lineno(line)
        call = self.call_method("_own", [name])
        return nodes.CallBlock(call, [], [], [include]).set_lineno(line)

    def _own(self, name: str, caller: Callable[[], str]) -> str:
        return self.mark(name) if self.mark else caller()
