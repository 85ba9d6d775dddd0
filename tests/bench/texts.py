"""What the searches that are measured search in: the same texts for all of them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kbtool.model import Status
from kbtool.read.load import load
from tests.bench.eval_kb import as_markdown

__all__ = ["PEERS", "Text", "texts_of", "write_peers"]

PEERS = Path(__file__).parent / "peers"
SNIPPET_CHARS = 160
MATERIAL = """site_name: Help
use_directory_urls: false
theme: {{name: material, language: {lang}, font: false, custom_dir: theme}}
plugins: [{{search: {{lang: {search}}}}}]
"""
# Material's index is made of the texts alone, so its costly pages need not be drawn.
TEMPLATE = (
    '<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{{{{ page.title }}}}'
    "</title></head><body><main data-pagefind-body>{{{{ page.content }}}}</main></body></html>"
)


@dataclass(frozen=True, slots=True)
class Text:
    """A public article, as every search gets it."""

    id: str
    title: str
    also_asked: tuple[str, ...]
    text: str  # the short answer and the body, without their marks


def texts_of(project: Path, lang: str) -> list[Text]:
    """Return the public articles of a knowledge base in one language."""
    kb, _ = load(project)
    return [
        Text(one.id, one.title, one.also_asked, f"{one.answer}\n\n{one.text}".strip())
        for one in kb.articles
        if one.lang == lang and one.status is Status.PUBLIC
    ]


def write_peers(texts: Sequence[Text], lang: str, folder: Path, modules: Path) -> Path:
    """Write a site that Material's search, Pagefind and MiniSearch can answer from.

    Pages are called by their number in `texts`.

    Args:
        texts: all in one language.
        lang: `en` or `zh`.
        folder: new or empty.
        modules: node_modules with the peers; those that are missing are left out.

    Returns:
        The folder of the site.
    """
    docs, site = folder / "docs", folder / "site"
    (folder / "theme").mkdir(parents=True)
    docs.mkdir()
    (folder / "theme" / "main.html").write_text(TEMPLATE.format(lang=lang))
    (folder / "mkdocs.yml").write_text(MATERIAL.format(lang=lang, search=[lang]))
    for number, one in enumerate(texts):
        parts = [f"# {as_markdown(one.title)}", *map(as_markdown, one.also_asked)]
        parts.append(as_markdown(one.text))
        (docs / f"{number}.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    _run([sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(folder / "mkdocs.yml")])
    if (pagefind := modules / ".bin" / "pagefind").exists():
        _run([str(pagefind), "--site", str(site), "--quiet"])
    if (library := modules / "minisearch" / "dist").exists():
        _write_minisearch(texts, folder, site, library)
    return site


def _write_minisearch(texts: Sequence[Text], folder: Path, site: Path, library: Path) -> None:
    rows = [
        {
            "id": number,
            "title": one.title,
            "also_asked": "\n".join(one.also_asked),
            "text": one.text,
            "snippet": one.text[:SNIPPET_CHARS],
        }
        for number, one in enumerate(texts)
    ]
    source = folder / "texts.json"
    source.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    options = PEERS / "minisearch_options.js"
    build = PEERS / "minisearch_build.js"
    names = (build, library / "cjs" / "index.cjs", options, source, site / "minisearch.json")
    _run(["node", *(str(name.resolve()) for name in names)])
    shutil.copy(library / "umd" / "index.js", site / "minisearch.js")
    shutil.copy(options, site)


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        sys.exit(f"{Path(command[0]).name} fails: {done.stderr or done.stdout}")
