"""Search data that is damaged, gone or of another build: the box says so, with the reason."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

import kbtool.search.export
from kbtool.search.corpus import corpus
from kbtool.search.documents import Document
from kbtool.search.export import export

pytestmark = pytest.mark.browser

HOME = "en/index.html"


def publish(site: Path, build_id: str, answer: str = "Within 3 days.") -> None:
    """Put the data of two questions, in shards, in the place of what was there."""
    shutil.rmtree(site / "search")
    documents = [
        Document(
            "refund", "en", "en/after/refund.html", "When will my refund arrive?", text=answer
        ),
        Document("return", "en", "en/after/return.html", "How do I return an item?", text="Soon."),
    ]
    for path, content in export(corpus(documents), build_id=build_id, one_file=0).files.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_bytes(content)


def flip(file: Path) -> None:
    """Flip a bit in the middle of a file."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def shards(site: Path, kind: str) -> list[Path]:
    """Return the shards of a kind, by the name that the root gives them."""
    found = re.search(f'"{kind}":"([0-9a-f]+)"', (site / "search" / "en.js").read_text("utf-8"))
    assert found
    return list(site.glob(f"search/en/{kind}-{found[1]}/*.js"))


@pytest.fixture
def site(shop: Path, tmp_path: Path) -> Path:
    """Return a copy of the shop's site whose English data is in shards."""
    copy = shutil.copytree(shop, tmp_path / "site")
    publish(copy, "b1")
    return copy


@pytest.fixture
def ask(page: Page, site: Path) -> Callable[[], Locator]:
    """Return what searches for a refund on the home page, and returns what the box says."""

    def asked() -> Locator:
        page.goto((site / HOME).as_uri())
        page.get_by_role("combobox").first.fill("my refund")
        return page.locator(".kb-search__message")

    return asked


def test_whole_data_answers(page: Page, ask: Callable[[], Locator]) -> None:
    ask()

    expect(page.get_by_role("option").first).to_contain_text("When will my refund arrive?")


def test_a_flipped_bit_in_the_root_is_damage(site: Path, ask: Callable[[], Locator]) -> None:
    flip(site / "search" / "en.js")

    expect(ask()).to_contain_text("arrived damaged")


@pytest.mark.parametrize("kind", ["terms", "documents"])
def test_a_flipped_bit_in_a_shard_is_damage(
    site: Path, ask: Callable[[], Locator], kind: str
) -> None:
    for file in shards(site, kind):
        flip(file)

    expect(ask()).to_contain_text("arrived damaged")


@pytest.mark.parametrize("kind", ["terms", "documents"])
def test_a_shard_that_is_gone_is_missing(site: Path, ask: Callable[[], Locator], kind: str) -> None:
    for file in shards(site, kind):
        file.unlink()

    expect(ask()).to_contain_text("could not be loaded")


def test_a_root_of_another_build_without_its_shards_is_missing(
    site: Path, ask: Callable[[], Locator]
) -> None:
    stale = (site / "search" / "en.js").read_bytes()
    publish(site, "b2", "Within 5 days.")
    (site / "search" / "en.js").write_bytes(stale)

    expect(ask()).to_contain_text("could not be loaded")


def test_a_page_that_stayed_open_answers_from_what_was_published_since(
    page: Page, site: Path, ask: Callable[[], Locator]
) -> None:
    ask()
    expect(page.get_by_role("option").first).to_contain_text("Within 3 days.")
    publish(site, "b2", "Within 5 days.")

    page.get_by_role("combobox").first.fill('my "refund arrive"')  # texts are not loaded yet

    expect(page.get_by_role("option").filter(has_text="Within 5 days")).to_have_count(1)


def test_an_index_of_another_analyzer_is_refused(
    site: Path, ask: Callable[[], Locator], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kbtool.search.export, "ANALYZER_VERSION", -1)
    publish(site, "b2")

    message = ask()

    expect(message).to_contain_text("was updated")
    expect(message).to_contain_text("For the people behind this site")
