"""What readers may not see is in no byte of what is published."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from whoosh.index import open_dir

from kbtool.compiler import examine
from kbtool.publish.graph import as_dot, as_json, graph
from tests.test_build import compile_project

HIDDEN = {
    "draft": "draft: true",
    "future": "publish_date: 2999-01-01",
    "expired": "expiry_date: 2020-01-01",
    "internal": "audience: internal",
}
SETTINGS = "title: {en: Help, zh: 帮助}\nlanguages: [en, zh]\nrelated: 5\n"
SETTINGS += "checks: {ignore: [KB3, KB4, KB5]}\n"
MKDOCS = "site_name: x\nsite_url: https://help.example/\nplugins: [kbtool]\n"
MKDOCS += "theme: {name: material, font: false}\nmarkdown_extensions: [tables, admonition]\n"


def canary(name: str) -> str:
    """Return a word that stands nowhere else, in letters that no filter changes."""
    return "zyx" + name.replace("-", "") + "wvut"


def article(name: str, field: str) -> str:
    """Return an article that says its canary word wherever an author can."""
    word = canary(name)
    return (
        f"---\nid: {word}-id\ntitle: How is {word} returned?\nslug: {word}-slug\n"
        f"answer: The {word} answer.\nalso_asked: ['Is {word} asked?']\nkeywords: [{word}]\n"
        f"tags: [{word}]\ndescription: About {word}.\nowner: {word}\naliases: [{word}-old]\n"
        f"related: [open]\nasks: 999\nupdated: 2026-05-01\n{field}\n---\n\n"
        f"## Heading {word}\n\nA body of {word}, see [[open]].\n\n<!-- {word} -->\n"
    )


def contents(path: Path) -> bytes:
    """Return what a file says, once unpacked."""
    content = path.read_bytes()
    return gzip.decompress(content) if path.suffix == ".gz" else content


def holding(root: Path, word: str) -> list[str]:
    """Return every file and folder of the last build whose name or content has `word`."""
    return sorted(
        path.relative_to(root).as_posix()
        for folder in ("site", "search_index")
        for path in (root / folder).rglob("*")
        if word in path.name.lower() or (path.is_file() and word.encode() in contents(path).lower())
    )


def indexed(root: Path) -> str:
    """Return every stored text and every term of the index, which packs them."""
    with open_dir(str(root / "search_index")).reader() as reader:
        terms = b" ".join(term for _, term in reader.all_terms())
        return f"{list(reader.all_stored_fields())} {terms.decode()}".lower()


def knowledge_base() -> Iterator[tuple[str, str]]:
    """Yield files: an open question among hidden ones, and categories of hidden ones alone."""
    yield "kb/kb.yml", SETTINGS
    yield "mkdocs.yml", MKDOCS
    for lang in ("en", "zh"):
        folder = f"kb/articles/{lang}"
        yield (
            f"{folder}/returns/open.md",
            "---\nid: open\ntitle: How do I return things?\nanswer: Like so.\nasks: 3\n"
            "tags: [returns]\n---\n\nA body.\n",
        )
        for name, field in {**HIDDEN, "unlisted": "unlisted: true"}.items():
            yield f"{folder}/returns/{name}.md", article(name, field)
    for name, field in HIDDEN.items():
        alone = f"kb/articles/en/{canary(name)}-folder"
        yield f"{alone}/_category.yml", f"title: Only {canary(name)}\n"
        text = article(name, field).replace(canary(name), f"{canary(name)}-too")
        yield f"{alone}/alone.md", text


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("canary")
    for name, text in knowledge_base():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    found = compile_project(root)
    assert (root / "site/en/returns/open.html").is_file(), found
    return root


def test_the_search_sees_what_is_there(published: Path) -> None:
    files = holding(published, "like so.")

    assert {"site/en/returns/open.html", "site/en/returns/open.md", "site/en/faq.json"} <= {*files}
    assert any(path.startswith("site/search/") for path in files)
    assert "like so." in indexed(published)


@pytest.mark.parametrize("name", sorted(HIDDEN))
def test_no_byte_tells_of_what_readers_may_not_see(name: str, published: Path) -> None:
    assert holding(published, canary(name)) == []
    assert canary(name) not in indexed(published)


def test_an_unlisted_question_is_on_its_page_and_nowhere_else(published: Path) -> None:
    word = canary("unlisted")
    # What redirects to it, and the pages of the last build, which nobody publishes.
    own = {"site/_redirects", "search_index/manifest.json"}

    assert [
        f"site/{lang}/returns/{word}-{name}.html"
        for lang in ("en", "zh")
        for name in ("old", "slug")
    ] == [path for path in holding(published, word) if path not in own]
    assert word not in indexed(published)


@pytest.mark.parametrize("name", [*sorted(HIDDEN), "unlisted"])
def test_the_graph_of_links_tells_nothing_of_them(name: str, published: Path) -> None:
    examined = examine(published)
    languages = examined.kb.config.languages
    drawn = graph(examined.kb, examined.order, examined.resolution, {}, languages)

    assert canary(name) not in as_dot(drawn) + as_json(drawn)
