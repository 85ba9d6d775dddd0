"""The door for MkDocs: its events on one side, the compiler on the other; no logic.

`kbtool build` hands the plugin a finished `Site` to draw. In a plain
`mkdocs build` or `mkdocs serve` the plugin asks the compiler for one, and
publishes it the same way: staged, then swapped.
"""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote

from jinja2 import Environment
from mkdocs.config.base import Config, ValidationError
from mkdocs.config.config_options import OptionallyRequired, Type
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils import get_theme_dir

from kbtool import compiler
from kbtool.checks.formats import as_text, summary
from kbtool.model import ARTICLES, SOURCE_ENDINGS
from kbtool.problems import KbtoolError, Severity
from kbtool.publish import material, security
from kbtool.publish.bounds import TooSlow, alarm
from kbtool.publish.lock import BuildLock
from kbtool.publish.mkdocs_config import theme_order
from kbtool.publish.page import Page
from kbtool.publish.qr import qr_image
from kbtool.publish.render import Progress
from kbtool.publish.sanitise import publishable_html
from kbtool.publish.scripts import SOURCES
from kbtool.publish.site import Site, compressed, extras, headers_file, static_context
from kbtool.publish.structured import structured_data
from kbtool.publish.swap import Stage
from kbtool.publish.templates import tidy
from kbtool.publish.theme import theme_folders
from kbtool.publish.whitespace import without_indentation
from kbtool.read.scan import slugify
from kbtool.urls import to_url

__all__ = ["KbtoolPlugin"]

PAGE_SECONDS = 20.0
"""More than an article may take when bounds.py tries it: whatever reaches this was not tried."""

TEMPLATES = "kb/"
"""Of the theme: MkDocs takes those that are no HTML for files to publish."""

log = logging.getLogger("mkdocs.plugins.kbtool")

_ID = re.compile(r"<[a-zA-Z][^<>]*?\s(?:id|name)=\"([^\"<>]+)\"")


class _Seconds(OptionallyRequired[float]):
    """More than no time, and less than a day."""

    def run_validation(self, value: object) -> float:
        number = value if isinstance(value, (int, float)) and not isinstance(value, bool) else 0
        if not 0 < number < 86_400:
            raise ValidationError(f"expected seconds, more than 0, but received: {value!r}")
        return float(number)


class Options(Config):  # type: ignore[no-untyped-call]
    """What `plugins: - kbtool:` in mkdocs.yml may hold."""

    page_seconds = _Seconds(default=PAGE_SECONDS)  # processor time that one page may take
    policy = Type(dict, default={})  # directive -> sources that pages may use besides
    policy_meta = Type(bool, default=False)  # the policy in each page, for hosts without headers


class KbtoolPlugin(BasePlugin[Options]):  # type: ignore[no-untyped-call]
    """Draws a kbtool site with MkDocs."""

    def __init__(self) -> None:
        self.site: Site | None = None
        self.handed = False  # the site came from kbtool, which also publishes it
        self.progress: Progress | None = None
        self.serving = False
        self.publication: Publication | None = None
        self.pages: dict[str, Page] = {}
        self.written = 0
        self.env: Environment | None = None
        self.material = False  # pages load Material's script
        self.inline = security.Inline()

    def draw(self, site: Site, progress: Progress | None = None) -> None:
        """Draw this very site; whoever calls checks and publishes it.

        Args:
            site: the whole site.
            progress: told how many pages are written.
        """
        self.site, self.handed, self.progress = site, True, progress

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember what runs; having this event keeps one plugin over rebuilds of `serve`."""
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Examine the knowledge base, unless kbtool did; settle what the site depends on."""
        root = Path(config.config_file_path).parent
        config.theme.dirs = theme_order(root, config.theme.dirs, config.theme.custom_dir)
        config.use_directory_urls = False  # links must work from disk, see urls.py
        config.docs_dir = str(root / ARTICLES)
        config.mdx_configs.setdefault("toc", {})["slugify"] = slugify
        if not self.handed:
            self.site, self.publication = _compile(root, config, self.serving)
        assert self.site is not None
        first = next(iter(self.site.strings))
        config.site_name = self.site.kb.config.title.in_lang(first) or config.site_name
        config.theme["language"] = self.site.strings[first]("page.material")
        self.pages = {page.source_path: page for page in self.site.pages}
        self.written = 0
        self.inline = security.Inline()
        self.material = material.needs_script(
            config.theme.get("features") or (), config.extra, config.extra_javascript
        )
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Replace the sources by what is made from them; pictures and the theme stay."""
        kept = [
            file
            for file in files
            if not file.src_uri.startswith(SOURCES)
            and material.is_loaded(file.src_uri, with_script=self.material)
            and (file.src_dir != config.docs_dir or not _is_source(file.src_uri))
            and (file.src_dir == config.docs_dir or not file.src_uri.startswith(TEMPLATES))
        ]
        for path, page in self.pages.items():
            # The blank first line keeps MkDocs from reading "Note: ..." as metadata.
            file = File.generated(
                config, path, content="\n" + page.body, inclusion=InclusionLevel.NOT_IN_NAV
            )
            file.edit_uri = page.edit_path or None
            page_seconds = self.config.page_seconds
            _BoundedPage(None, file, config).seconds = page_seconds  # it is `file.page` now
            kept.append(file)
        return Files(kept)

    def on_page_markdown(
        self, markdown: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files
    ) -> str:
        """Give the page its metadata; Material does not escape them, so they are escaped here."""
        ours = self.pages[page.file.src_uri]
        page.meta = {
            "template": ours.template,
            **ours.meta,
            "title": html.escape(ours.view.title),
        }
        if ours.view.description:
            page.meta["description"] = html.escape(ours.view.description)
        return markdown

    @event_priority(100)  # before other plugins, whose own HTML is not an author's
    def on_page_content(
        self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files
    ) -> str:
        """Cut a body down to what an answer may hold, unless it is trusted; box its tables."""
        assert self.site is not None
        return material.fit(publishable_html(html, trusted=self.site.kb.config.trusted_html))

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Keep the templates for what is written last, and tidy what they write."""
        tidy(env, get_theme_dir("material"))
        self.env = env
        return env

    def on_page_context(
        self, context: Any, *, page: MkDocsPage, config: MkDocsConfig, nav: Navigation
    ) -> Any:
        """Give the template its view and the strings of its language."""
        assert self.site is not None
        ours = self.pages[page.file.src_uri]
        view, t = ours.view, self.site.strings[ours.view.lang]
        own = {
            "kb": view,
            "kb_qr": qr_image,
            "kb_asset": self.site.scripts.address,
            "kb_markdown": ours.markdown_path and to_url(ours.markdown_path),
            "kb_structured": structured_data(view, t, config.site_url or ""),
            "kb_material": self.material,
            "t": t,
        }
        return {**context, **own}

    def on_template_context(self, context: Any, *, template_name: str, config: MkDocsConfig) -> Any:
        """Give pages without a language (404, sitemap) what they need."""
        return {**context, **self._static_context(config)}

    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """Count the page, and finish it."""
        self.written += 1
        if self.progress:
            self.progress(self.written, len(self.pages))
        return self._finished(output)

    def on_post_template(
        self, output_content: str, *, template_name: str, config: MkDocsConfig
    ) -> str:
        """Finish a page without a language."""
        is_page = template_name.endswith(".html")
        return self._finished(output_content) if is_page else output_content

    def _finished(self, page: str) -> str:
        page, found = without_indentation(page), security.inline(page)
        self.inline |= found
        return security.meta(page, self._policy(found, False)) if self.config.policy_meta else page

    def _policy(self, found: security.Inline, in_header: bool) -> str:
        assert self.site is not None
        endpoint = self.site.kb.config.feedback_endpoint
        return security.policy(
            found,
            endpoints=[endpoint] if endpoint else [],
            more=self.config.policy,
            in_header=in_header,
        )

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write what MkDocs does not make, then publish, unless kbtool does."""
        assert self.site is not None and self.env is not None
        folder = Path(config.site_dir)
        context = {
            "config": config,
            "page": None,
            "base_url": ".",
            **self._static_context(config),
        }

        def draw(template: str, said: Mapping[str, Any]) -> str:
            assert self.env is not None
            return self.env.get_template(template).render({**context, **said})

        for path, content in extras(self.site, config.site_url or "", draw):
            _write(folder / path, content)
        addresses = folder / "sitemap.xml"
        if addresses.is_file():  # MkDocs' own holds the time of the build
            _write(folder / "sitemap.xml.gz", compressed(addresses.read_bytes()))
        if not (folder / "_headers").exists():
            _write(folder / "_headers", headers_file(self.site, self._policy(self.inline, True)))
        if self.publication:
            self.publication.finish(config)

    def on_build_error(self, *, error: Exception) -> None:
        """Leave nothing of a failed build."""
        if self.publication:
            self.publication.discard()

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any
    ) -> LiveReloadServer:
        """Watch the rest of `kb/`, and the theme."""
        docs = Path(config.docs_dir)  # MkDocs watches it already
        for path in docs.parent.iterdir():
            if path != docs:
                server.watch(str(path))
        for folder in theme_folders(Path(config.config_file_path).parent):
            server.watch(str(folder))
        return server

    def _static_context(self, config: MkDocsConfig) -> dict[str, Any]:
        assert self.site is not None
        return {
            **static_context(self.site, config.site_url or ""),
            "kb_material": self.material,
            "kb_policy": self._policy(security.Inline(), False) if self.config.policy_meta else "",
        }


class _BoundedPage(MkDocsPage):
    """A page whose rendering ends: what bounds.py cleared wrongly stops MkDocs, by its name."""

    seconds = PAGE_SECONDS

    def render(self, config: MkDocsConfig, files: Files) -> None:
        try:
            with alarm(self.seconds):
                super().render(config, files)
        except (TooSlow, RecursionError, MemoryError) as error:
            what = str(error) or type(error).__name__
            source = f"{ARTICLES}/{self.file.edit_uri}" if self.file.edit_uri else self.file.src_uri
            raise Abort(f"{source} cannot be rendered: {what}") from None
        if self.present_anchor_ids is not None:
            # MkDocs 1.6 overlooks what extensions keep aside, such as the id of a fence.
            self.present_anchor_ids |= {
                html.unescape(one) for one in _ID.findall(self.content or "")
            }

    def validate_anchor_links(self, *, files: Files, log_level: int) -> None:
        """Let MkDocs look at the anchors, decoded; those that notes without a use name are ours."""
        self.links_to_anchors = {
            file: {
                unquote(anchor): link
                for anchor, link in links.items()
                if file != self.file or not anchor.startswith("fnref:")  # KB220 tells of these
            }
            for file, links in (self.links_to_anchors or {}).items()
        }
        super().validate_anchor_links(files=files, log_level=log_level)


class Publication:
    """The publishing half of a plain `mkdocs build`: staged, then swapped."""

    def __init__(self, root: Path, write_index: Any, config: MkDocsConfig, serving: bool) -> None:
        self.root = root
        self.lock = BuildLock(root, say=log.warning)
        self.lock.__enter__()
        try:
            self.stage = Stage(root)
        except KbtoolError:
            self.lock.close()
            raise
        self.write_index = write_index
        # `mkdocs serve` builds into a folder of its own, which it alone shows and removes.
        self.target = None if serving else Path(config.site_dir)
        self.warnings = _Counter()
        logging.getLogger("mkdocs").addHandler(self.warnings)
        if self.target:
            config.site_dir = str(self.stage.site)

    def finish(self, config: MkDocsConfig) -> None:
        """Write the index and put all in place; with warnings in strict mode, put nothing."""
        logging.getLogger("mkdocs").removeHandler(self.warnings)
        if not (config.strict and self.warnings.count):
            self.write_index(self.stage.index)
            compiler.publish(self.stage, site=self.target, index=self.root / compiler.INDEX)
        self.discard()

    def discard(self) -> None:
        """Leave nothing that is not published, and let others build."""
        self.stage.discard()
        self.lock.close()


class _Counter(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.count += 1


def _compile(root: Path, config: MkDocsConfig, serving: bool) -> tuple[Site, Publication]:
    """Return the site in `root` and its publication; stop MkDocs where there are errors."""
    try:
        examined = compiler.examine(root)
        shown = [one for one in examined.problems if one.severity > Severity.INFO]
        if shown:
            show = log.warning if examined.publishable else log.error
            show("%s", f"{summary(shown)}\n{as_text(shown, root)}")
        if not examined.publishable:
            raise Abort(f"kbtool found {summary(examined.problems)}; nothing was published")
        site, corpus = compiler.plan(examined)

        def write_index(folder: Path) -> None:
            compiler.write_search_index(corpus, folder, site, examined.source_hash)

        return site, Publication(root, write_index, config, serving)
    except KbtoolError as error:
        raise Abort(f"{error.message}; {error.hint}" if error.hint else error.message) from None


def _is_source(path: str) -> bool:
    return path.lower().endswith(SOURCE_ENDINGS)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
