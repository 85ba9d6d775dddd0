"""A page as a value -> its HTML, without MkDocs: the very bytes that `mkdocs build` gives.

A `Drawer` holds what all pages share: the templates, the Markdown parser, the strings. It
draws one page after the other and remembers nothing of them.
"""

from __future__ import annotations

import datetime as dt
import os
import posixpath
from collections import OrderedDict, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from markupsafe import escape

from kbtool.frozen import dataclass
from kbtool.model import ARTICLES, Config
from kbtool.problems import KbtoolError
from kbtool.publish import material, security
from kbtool.publish.addresses import Folder
from kbtool.publish.bodies import Bodies
from kbtool.publish.bounds import TooSlow, alarm
from kbtool.publish.fragments import Finished, Fragments, Kept, mark_of
from kbtool.publish.frames import BRANCH, SKIP, TITLE, Frame, Outline, frame_of, outline
from kbtool.publish.page import Page
from kbtool.publish.rendered import Rendered
from kbtool.publish.sanitise import publishable_html
from kbtool.publish.scripts import Scripts
from kbtool.publish.settings import Settings, resolved
from kbtool.publish.shown import Script, ShownPage, shown_page
from kbtool.publish.strings import Translate
from kbtool.publish.structured import structured_data
from kbtool.publish.templates import Templates
from kbtool.publish.views import PageView
from kbtool.urls import to_url

__all__ = ["Drawer", "Drawn", "Shared"]

FOLDERS = 16
"""Folders whose addresses are remembered; pages come folder by folder."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What all pages of a site share besides its settings."""

    config: Config
    strings: Mapping[str, Translate]
    scripts: Scripts
    sources: Collection[str]  # all that links may name: pages by `source_path`, other files


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished page."""

    path: str
    html: bytes
    links: frozenset[str]  # paths of own files that it leads to, without fragments
    inline: security.Inline
    warnings: tuple[str, ...]  # links of its body without a target


class Drawer:
    """Draws pages."""

    def __init__(self, settings: Settings, shared: Shared, cache: Path | None = None) -> None:
        """Prepare to draw.

        Args:
            settings: of the project.
            shared: of the site.
            cache: the folder in which templates of the project are kept from run to run, compiled.
        """
        self.settings = settings
        self.shared = shared
        self.config = _config(settings, shared)
        self.site_url: str = self.config["site_url"] or ""
        self._folders: OrderedDict[str, Fragments] = OrderedDict()
        self._common: defaultdict[tuple[str, int], Kept] = defaultdict(Kept)
        self._careful = shared.config.trusted_html or settings.has_templates
        # What is a page's own is finished by itself, so it must not end within a script.
        self._framed = not (self._careful or settings.with_script)
        self._here = Fragments(Folder(""))
        self._date = _build_date()
        trusted = shared.config.trusted_html
        self._bodies = Bodies(settings, shared.sources, trusted=trusted)
        self.templates = Templates(
            settings,
            url=lambda value: self._here.folder.url(value),
            keep=lambda key, draw: self._here.keep(key, draw),
            lines=lambda: self._here.lines,
            cache=cache,
        )

    def prepare(self) -> None:
        """Make ready what some page will need."""
        self._bodies.prepare()

    def page(self, page: Page) -> Drawn:
        """Return the finished page.

        Raises:
            KbtoolError: its body cannot be rendered, or a template is broken.
        """
        try:
            body = self._body(page)
            return self._page(page, body, material.fit(body.html))
        except (TooSlow, RecursionError, MemoryError) as error:
            what = str(error) or type(error).__name__
        except KbtoolError:
            raise
        except Exception as error:  # extensions raise what they like
            self.templates.complain(error)
            what = " ".join(f"{type(error).__name__}: {error}".split())
        source = f"{ARTICLES}/{page.edit_path}" if page.edit_path else page.source_path
        raise KbtoolError(f"{source} cannot be rendered: {what}")

    def _body(self, page: Page) -> Rendered:
        """Return the body of a page as it may be published."""
        plain = self._bodies.plain(page.source_path, page.body)
        if plain is not None:
            return plain
        self._bodies.prepare()
        # What an author writes is bounded; what the first page compiles is not his.
        with alarm(self.settings.options["page_seconds"]):
            body = self._bodies.parsed(page.source_path, page.body)
            trusted = self.shared.config.trusted_html
            return replace(body, html=publishable_html(body.html, trusted=trusted))

    def _page(self, page: Page, body: Rendered, content: str) -> Drawn:
        shown = shown_page(page, self.config, self._date)
        shown.content = content
        shown.toc = body.toc
        view, t = page.view, self.shared.strings[page.view.lang]
        self._here = self._fragments(page.path)
        context = self.context(shown) | {
            "kb": view,
            "kb_qr": _qr_image,
            "kb_asset": self.shared.scripts.address,
            "kb_markdown": page.markdown_path and to_url(page.markdown_path),
            "kb_structured": structured_data(view, t, self.site_url),
            "kb_material": self.settings.with_script,
            "t": t,
        }
        like = outline(page, shown) if self._framed else None
        if like:
            done = self._in_frame(like, shown, view, context)
        else:
            template = self.templates.get_template(shown.meta["template"])
            done = self._here.finished(template.render(context))
        return self._drawn(page.path, done, body.warnings)

    def _in_frame(
        self, like: Outline, shown: ShownPage, view: PageView, context: dict[str, Any]
    ) -> Finished:
        """Return a page as a frame, and in it what is its own."""
        here = self._here
        frame: Frame | None = here.frames.get(like)
        if frame is None:
            template = shown.meta["template"]
            said = {
                **context,
                "page": like.page(template),
                "kb": like.view(view),
                "kb_markdown": "",
                "kb_structured": "",
            }
            with self.templates.framing(mark_of):
                text = self.templates.get_template(template).render(said)
            frame = here.frames[like] = frame_of(here.finished(text))

        known = self.templates.known(context)

        def own(name: str) -> Finished:
            if name == BRANCH:
                return here.branch(view.nav)
            if name == TITLE:
                return Finished(str(escape(view.title)))
            if name == SKIP:
                return Finished(here.folder.url(shown.toc[0].url)[1:])  # its "#" is the frame's
            return here.finished(self.templates.drawn(name, known))

        return frame.filled(own)

    def _drawn(self, path: str, done: Finished, warnings: tuple[str, ...] = ()) -> Drawn:
        """Return a page as it is written."""
        whole = done.text
        if self.settings.options["policy_meta"]:
            whole = security.meta(whole, self.policy(done.inline, in_header=False))
        content = whole.encode("utf-8", "xmlcharrefreplace")
        return Drawn(path, content, done.links, done.inline, warnings)

    def policy(self, found: security.Inline, *, in_header: bool) -> str:
        """Return the Content-Security-Policy of pages that hold this within them."""
        endpoint = self.shared.config.feedback_endpoint
        return security.policy(
            found,
            endpoints=[endpoint] if endpoint else [],
            more=self.settings.options["policy"],
            in_header=in_header,
        )

    def context(self, page: object = None) -> dict[str, Any]:
        """Return the variables that MkDocs gives to every template, for the current folder."""
        here = self._here
        if not here.context:
            url = here.folder.url
            here.context = {
                "nav": (),
                "pages": (),
                "base_url": here.folder.base_url,
                "extra_css": [url(path) for path in self.config["extra_css"]],
                "extra_javascript": [url(one) for one in self.config["extra_javascript"]],
                "mkdocs_version": self.settings.mkdocs_version,
                "build_date_utc": self._date,
                "config": self.config,
            }
        return {**here.context, "page": page}

    def other(self, template: str, folder: Folder, context: Mapping[str, Any]) -> Drawn:
        """Return the finished page that a template draws without a page value, such as the 404.

        Raises:
            KbtoolError: the template is broken.
        """
        text = self.text(template, folder, context)
        return self._drawn(template, self._here.finished(text))

    def text(self, template: str, folder: Folder, context: Mapping[str, Any]) -> str:
        """Return what a template without a page draws, as it is.

        Raises:
            KbtoolError: the template is broken.
        """
        self._here = Fragments(folder)
        try:
            drawn: str = self.templates.get_template(template).render({**self.context(), **context})
        except Exception as error:
            self.templates.complain(error)
            raise
        return drawn

    def _fragments(self, path: str) -> Fragments:
        name = posixpath.dirname(path)
        here = self._folders.get(name)
        if here is None:
            here = self._folders[name] = Fragments(
                Folder(name, careful=self._careful), self._kept(name)
            )
            if len(self._folders) > FOLDERS:
                self._folders.popitem(last=False)
        return here

    def _kept(self, folder: str) -> Kept | None:
        """Return the common parts that look in this folder as they do in others.

        What they name lies in the root of the site or of its language, or in `assets/`. So
        only how deep a folder is makes a difference; a logo may lie anywhere.
        """
        if self.config["theme"].get("logo"):
            return None
        root = folder.partition("/")[0] if self.shared.config.multilingual else ""
        return self._common[root, folder.count("/") + bool(folder)]


def _qr_image(address: str) -> str:
    from kbtool.publish.qr import qr_image  # late: segno brings much along, for some sites

    return qr_image(address)


def _config(settings: Settings, shared: Shared) -> dict[str, Any]:
    """Return what templates know as `config`."""
    first = next(iter(shared.strings))
    values: dict[str, Any] = resolved(settings.config)
    values["site_name"] = shared.config.title.in_lang(first) or values["site_name"]
    values["theme"]["language"] = shared.strings[first]("page.material")
    scripts = values["extra_javascript"]
    values["extra_javascript"] = [
        Script(one) if isinstance(one, Mapping) else one for one in scripts
    ]
    return values


def _build_date() -> dt.datetime:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return dt.datetime.now(dt.UTC)
    return dt.datetime.fromtimestamp(int(epoch), dt.UTC)
