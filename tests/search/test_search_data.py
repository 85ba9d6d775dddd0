"""What the browser does with its data when that is cut in shards, moved, damaged or gone."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from kbtool.search.corpus import corpus
from kbtool.search.documents import Document
from kbtool.search.export import export

from .conftest import ASSETS, ENGINE

pytestmark = pytest.mark.browser

POLICY = "default-src 'none'; script-src 'self'"
PAGE = '<!doctype html><meta charset="utf-8">' + "".join(
    f'<script src="js/{name}.js"></script>' for name in ENGINE
)
SEARCH = """async ([query, root]) => {
  window.engine ??= await kb.search.open({ root, lang: "en" });
  return engine.search(query);
}"""
FAILURE = """async ([query, root]) => {
  try { await (await kb.search.open({ root, lang: "en" })).search(query); }
  catch (error) { return error.reason; }
}"""

Write = Callable[..., Path]


def publish(folder: Path, documents: list[Document], build_id: str) -> None:
    """Write the data of `documents` in shards in place of what was there."""
    for old in folder.glob("search/**/*.js"):
        old.unlink()
    for path, content in export(corpus(documents), build_id=build_id, one_file=0).files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def shard_with(folder: Path, text: str) -> Path:
    """Return the shard of documents or texts that holds a text."""
    return next(path for path in folder.glob("search/en/*/*.js") if text in path.read_text())


@pytest.fixture
def site(tmp_path: Path, documents: list[Document]) -> Path:
    publish(tmp_path, documents, "b1")
    (tmp_path / "js").mkdir()
    for name in ENGINE:
        (tmp_path / "js" / f"{name}.js").write_bytes(
            (ASSETS / "search" / f"{name}.js").read_bytes()
        )
    (tmp_path / "index.html").write_text(PAGE)
    return tmp_path


@pytest.fixture
def page(browser: Browser, site: Path) -> Iterator[Page]:
    page = browser.new_page()
    page.goto((site / "index.html").as_uri())
    yield page
    page.close()


@pytest.fixture
def served(browser: Browser, site: Path) -> Iterator[tuple[Page, list[str]]]:
    """Open the site under a path of a host, with a strict policy; count requests for data."""
    requested: list[str] = []
    page = browser.new_page()

    def answer(route: Any) -> None:
        path = site / route.request.url.removeprefix("http://site.test/help/").split("?")[0]
        if "/search/" in route.request.url:
            requested.append(path.relative_to(site).as_posix())
        if path.is_file():
            route.fulfill(path=path, headers={"Content-Security-Policy": POLICY})
        else:
            route.fulfill(status=404)

    page.route("**/*", answer)
    page.goto("http://site.test/help/index.html")
    yield page, requested
    page.close()


def test_search_works_under_a_path_with_a_strict_policy(served: tuple[Page, list[str]]) -> None:
    page, _ = served

    result = page.evaluate(SEARCH, ["how can I return my order", ""])

    assert result["verdict"] == "found"
    assert len(result["hits"]) == 10
    assert {"id", "title", "url", "path", "text", "score"} == set(result["hits"][0])


def test_nothing_is_loaded_twice(served: tuple[Page, list[str]]) -> None:
    page, requested = served

    page.evaluate(
        """async () => {
          const open = () => kb.search.open({ root: "", lang: "en" });
          const [one, other] = await Promise.all([open(), open()]);
          const ask = (engine) => engine.search("return my order");
          await Promise.all([ask(one), ask(one), ask(other)]);
          await ask(one);
        }"""
    )

    assert "search/en.js" in requested
    assert sorted(set(requested)) == sorted(requested)


def test_nothing_but_the_root_is_loaded_before_a_query(served: tuple[Page, list[str]]) -> None:
    page, requested = served

    page.evaluate("() => kb.search.open({ root: '', lang: 'en' }).then(() => null)")

    assert requested == ["search/en.js"]


def test_the_questions_asked_most_come_in_one_file(
    served: tuple[Page, list[str]], documents: list[Document]
) -> None:
    page, requested = served

    popular = page.evaluate(
        "async () => (await kb.search.open({ root: '', lang: 'en' })).popular(5)"
    )

    english = [document for document in documents if document.lang == "en"]
    most = sorted((document.asks for document in english), reverse=True)[:5]
    asks = {document.id: document.asks for document in english}
    assert most == [asks[hit["id"]] for hit in popular]
    assert len(requested) == 2


def test_texts_are_loaded_for_phrases_only(served: tuple[Page, list[str]]) -> None:
    page, requested = served
    words = page.evaluate(SEARCH, ["return order", ""])
    before = set(requested)

    phrase = page.evaluate(SEARCH, ['"return order"', ""])

    assert phrase["total"] < words["total"]
    assert set(requested) > before


def test_a_root_that_is_not_there_is_missing(page: Page) -> None:
    assert page.evaluate(FAILURE, ["refund", "elsewhere/"]) == "missing"


def test_a_shard_that_is_not_there_is_missing(page: Page, site: Path) -> None:
    for shard in site.glob("search/en/*/*.js"):
        shard.unlink()

    assert page.evaluate(FAILURE, ["refund", ""]) == "missing"


def test_a_root_of_another_version_is_refused(page: Page, site: Path) -> None:
    page.evaluate("() => { kb.search.ANALYZER_VERSION = 0; }")

    assert page.evaluate(FAILURE, ["refund", ""]) == "version"


@pytest.mark.parametrize("place", [0.0, 0.02, 0.3, 0.5, 0.8, 0.999])
@pytest.mark.parametrize("bit", [0, 5])
@pytest.mark.parametrize("kind", ["root", "shards"])
def test_a_flipped_bit_is_damage_and_never_an_answer(
    page: Page, site: Path, place: float, bit: int, kind: str
) -> None:
    root = site / "search" / "en.js"
    for file in [root] if kind == "root" else site.glob("search/en/*/*.js"):
        content = bytearray(file.read_bytes())
        content[int(place * len(content))] ^= 1 << bit
        file.write_bytes(content)

    assert page.evaluate(FAILURE, ["return my order", ""]) == "damaged"


def test_a_shard_in_the_place_of_another_is_damage(page: Page, site: Path) -> None:
    shards = sorted(site.glob("search/en/*/*.js"))
    contents = [shard.read_bytes() for shard in shards]
    for shard, content in zip(shards, contents[1:] + contents[:1], strict=True):
        shard.write_bytes(content)

    assert page.evaluate(FAILURE, ["return my order", ""]) == "damaged"


def test_a_page_that_stayed_open_searches_what_was_published_since(page: Page, site: Path) -> None:
    page.evaluate(SEARCH, ["return", ""])
    publish(site, [Document("new", "en", "new/", "Can I return a gift?", text="Yes.")], "b2")

    popular = page.evaluate("() => engine.popular(5)")

    assert [hit["id"] for hit in popular] == ["new"]
    assert page.evaluate(SEARCH, ["gift", ""])["total"] == 1


def test_what_failed_can_be_tried_again(page: Page, site: Path) -> None:
    shards = {shard: shard.read_bytes() for shard in site.glob("search/en/*/*.js")}
    for shard in shards:
        shard.unlink()
    assert page.evaluate(FAILURE, ["return my order", ""]) == "missing"
    for shard, content in shards.items():
        shard.write_bytes(content)

    assert page.evaluate(SEARCH, ["return my order", ""])["verdict"] == "found"


def test_the_rest_of_the_hits_is_loaded_when_it_is_asked_for(
    served: tuple[Page, list[str]],
) -> None:
    page, _ = served

    first, rest, whole = page.evaluate(
        """async () => {
          const engine = await kb.search.open({ root: "", lang: "en" });
          const some = await engine.search("return my order", { first: 3 });
          const all = await engine.search("return my order");
          return [some.hits, await some.rest(), all.hits];
        }"""
    )

    assert len(first) == 3
    assert whole == first + rest
