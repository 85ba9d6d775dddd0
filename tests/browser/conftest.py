"""A small shop, built once, and the pages on which it is searched."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from kbtool.build import build
from kbtool.problems import Severity
from tests.bench.server import serve
from tests.browser.host import hosted
from tests.conftest import REPOSITORY

SUB_PATH = "/help/"
SITE_URL = f"https://shop.example{SUB_PATH}"
SETTINGS = """
title: {zh: 小店帮助中心, en: The Little Shop Help Centre}
languages: [zh, en]
contact: desk
"""
CONTACTS = """
desk:
  title: {zh: 服务台, en: the help desk}
  email: desk@shop.example
  phone: 400-555-0100
"""
QUESTIONS = {
    "zh": {
        "return": ("怎么申请退货？", "登录后点“申请退货”。"),
        "refund": ("退款多久到账？", "退款一般 3 天到账。"),
        "invoice": ("怎么开发票？", "在订单里点“开发票”。"),
    },
    "en": {
        "return": ("How do I return an item?", "Open your orders."),
        "refund": ("When will my refund arrive?", "Within 3 days of the return."),
        "invoice": ("How do I get an invoice?", "Open the order and choose Invoice."),
        **{f"sofa-{n}": (f"Can I wash sofa number {n}?", "By hand.") for n in range(12)},
    },
}
ASKS = "month,id,asks,source\n2026-05,return,90,search\n2026-05,refund,40,search\n"


def article(id: str, title: str, answer: str) -> str:
    """Return the file of an article whose body says what its answer says."""
    head = f"id: {id}\ntitle: {json.dumps(title)}\nanswer: {json.dumps(answer)}\n"
    return f"---\n{head}---\n\n````text\n{answer}\n````\n"


def built_site(root: Path, files: dict[str, str]) -> Path:
    """Build a project of these files with the repository's `mkdocs.yml`; return its `site/`."""
    settings = (REPOSITORY / "mkdocs.yml").read_text(encoding="utf-8")
    lines = [
        f"site_url: {SITE_URL}" if x.startswith("site_url") else x for x in settings.split("\n")
    ]
    for name, text in {"mkdocs.yml": "\n".join(lines), **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    examined = build(root)
    assert [one for one in examined.problems if one.severity >= Severity.ERROR] == []
    return root / "site"


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of a shop with a few questions in two languages."""
    files = {"kb/kb.yml": SETTINGS, "kb/contacts.yml": CONTACTS, "kb/asks/2026.csv": ASKS}
    for lang, questions in QUESTIONS.items():
        folder = f"kb/articles/{lang}/after"
        files[f"{folder}/_category.yml"] = f"title: {'售后' if lang == 'zh' else 'After sales'}\n"
        files |= {f"{folder}/{id}.md": article(id, *texts) for id, texts in questions.items()}
    return built_site(tmp_path_factory.mktemp("a shop with a space"), files)


@pytest.fixture
def open_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Open contexts of the browser; a fault of a script on any page of them fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def opened(**options: object) -> BrowserContext:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        context.set_default_timeout(10_000)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        contexts.append(context)
        return context

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def page(open_context: Callable[..., BrowserContext]) -> Page:
    """Return a page of a desktop browser."""
    return open_context(viewport={"width": 1280, "height": 900}).new_page()


@pytest.fixture
def phone(open_context: Callable[..., BrowserContext]) -> Page:
    """Return a page of a phone."""
    size = {"width": 390, "height": 780}
    return open_context(viewport=size, has_touch=True, is_mobile=True).new_page()


@pytest.fixture(scope="session")
def served(shop: Path) -> Iterator[str]:
    """Serve the shop below a path, under the policy that its build wrote."""
    with hosted(shop, SUB_PATH) as address:
        yield address


@pytest.fixture(scope="session")
def every_piece(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site in two languages with one article, which holds all that Markdown can make."""
    pieces = Path(__file__).parent / "pieces"
    files = {"kb/kb.yml": SETTINGS, "kb/contacts.yml": CONTACTS}
    for lang in ("zh", "en"):
        folder = f"kb/articles/{lang}"
        files[f"{folder}/writing/_category.yml"] = "title: Writing\n"
        files[f"{folder}/writing/every-piece.md"] = (pieces / f"{lang}.md").read_text("utf-8")
        files[f"{folder}/assets/boxes.svg"] = (pieces / "boxes.svg").read_text("utf-8")
    return built_site(tmp_path_factory.mktemp("pieces"), files)


@pytest.fixture(scope="session")
def help_centre(built: Path) -> Iterator[str]:
    """Serve the sample compressed, at the root of a host; return the address without a slash."""
    with serve(built / "site") as (address, _):
        yield address


@pytest.fixture(scope="session")
def site(built: Path) -> Path:
    """Return the built pages of the sample."""
    return built / "site"


@pytest.fixture(scope="session")
def host(site: Path) -> Iterator[str]:
    """Serve the sample with the headers of its `_headers` file."""
    with hosted(site) as address:
        yield address
