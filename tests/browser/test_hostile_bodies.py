"""Nothing that stands in the body of an answer runs, loads or hides anything of the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from kbtool.compiler import examine, plan
from kbtool.publish.render import render_with_mkdocs
from tests.conftest import REPOSITORY

pytestmark = pytest.mark.browser

RUN = "window.hacked = 1"
HOSTILE = (
    f"<script>{RUN}</script>",
    f"text <script>{RUN}</script> text",
    f'<SCRIPT SRC="data:text/javascript,{RUN}"></SCRIPT>',
    f'<img src=x onerror="{RUN}">',
    f'<img src=x onerror="{RUN}"//',
    f"<svg onload='{RUN}'></svg>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin='{RUN}' attributeName=x dur=1s></svg>",
    f"<svg><foreignObject><img src=x onerror='{RUN}'></foreignObject></svg>",
    f"<svg><a xlink:href='javascript:{RUN}'><text y=9>x</text></a></svg>",
    f"<svg></p><style><a id=\"</style><img src=1 onerror='{RUN}'>\">",
    "<math><mtext><table><mglyph><style><!--</style>"
    f"<img title=\"--&gt;&lt;img src=1 onerror='{RUN}'&gt;\">",
    f"<details open ontoggle='{RUN}'><summary>x</summary></details>",
    f"<input autofocus onfocus='{RUN}'>",
    f"<video><source onerror='{RUN}'></video>",
    f"<audio src=x onerror='{RUN}'></audio>",
    "<iframe srcdoc='<script>parent.hacked=1</script>'></iframe>",
    "<iframe src='javascript:parent.hacked=1'></iframe>",
    "<object data='data:text/html,<script>parent.hacked=1</script>'></object>",
    "<embed src='data:text/html,<script>parent.hacked=1</script>'>",
    '<base href="https://evil.example/">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
    '<link rel="stylesheet" href="https://evil.example/x.css">',
    '<style>@import "https://evil.example/x.css";</style>',
    '<p style="background:url(https://evil.example/x.png);position:fixed;inset:0">x</p>',
    '<form action="https://evil.example/"><input name="card"><button>Pay</button></form>',
    f"<noscript><p title=\"</noscript><img src=x onerror='{RUN}'>\"></p></noscript>",
    f"<template><img src=x onerror='{RUN}'></template>",
    f"<!-- --!><img src=x onerror='{RUN}'> -->",
    f'<a href="&#106;avascript:{RUN}" data-press>x</a>',
    f'<a href="java&#10;script:{RUN}" data-press>x</a>',
    '<p id=__config>{"base":"https://evil.example","features":[]}</p>',
    '<div data-md-component="announce" data-kb-x="y">x</div>',
    f"| a |\n| - |\n| <img src=x onerror='{RUN}'> |",
    f"!!! note \"<img src=x onerror='{RUN}'>\"\n    <b onmouseover='{RUN}'>x</b>",
    f"## <img src=x onerror='{RUN}'> heading\n\n## two\n\n## three",
    f"a[^1]\n\n[^1]: <img src=x onerror='{RUN}'>",
    f'*[x]: " onmouseover="{RUN}\n\nx',
    f'text {{: onmouseover="{RUN}" }}',
    f'``` {{.text onmouseover="{RUN}"}}\nx\n```',
)

LEFT = """() => {
  const body = document.querySelector(".kb-body");
  for (const one of body?.querySelectorAll("*") ?? []) {
    for (const name of ["mouseover", "focus", "toggle"]) one.dispatchEvent(new Event(name));
  }
  body?.querySelectorAll("[data-press]").forEach((one) => one.click());
  const drawn = [...document.querySelectorAll(".kb-body *:not(.kb-copy)")];
  return drawn.flatMap((one) => [
    ...(/^(script|style|iframe|object|embed|base|meta|link|form|button)$/i.test(one.tagName)
      ? [one.outerHTML] : []),
    ...one.getAttributeNames().filter((name) => /^on|^style$|^srcdoc$/.test(name)),
    ...(/^(__config|__search)$/.test(one.id) ? [one.id] : []),
    ...(/^(footer|nav|section)$/i.test(one.tagName) ? [`swallowed ${one.tagName}`] : []),
    ...(one.tagName === "INPUT" && !/^(checkbox|radio)$/.test(one.type) ? [one.outerHTML] : []),
  ]);
}"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of a project that no check has seen, one hostile body an answer."""
    root = tmp_path_factory.mktemp("bodies")
    files = {
        f"kb/articles/x/h{n}.md": f"---\nid: h{n}\ntitle: Is this number {n}?\n---\n\n{body}\n"
        for n, body in enumerate(HOSTILE)
    }
    files["kb/kb.yml"] = "title: Help\nlanguages: [en]\n"
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    settings = (REPOSITORY / "mkdocs.yml").read_text(encoding="utf-8")
    (root / "mkdocs.yml").write_text(settings, encoding="utf-8")
    site, _ = plan(examine(root))
    render_with_mkdocs(root, site, root / "site")
    return root / "site"


def test_there_are_forty_of_them() -> None:
    assert len(set(HOSTILE)) == 40


def test_hostile_bodies_are_harmless(page: Page, hostile: Path) -> None:
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    harm = []

    for number in range(len(HOSTILE)):
        address = (hostile / f"x/h{number}.html").as_uri()
        page.goto(address)
        left = page.evaluate(LEFT)
        ran = page.evaluate("window.hacked ?? null")
        whole = page.locator("h1").inner_text() == f"Is this number {number}?"
        if left or ran or not whole or page.url.split("#")[0] != address:
            harm.append((HOSTILE[number], left, ran, page.url))

    assert harm == []
    assert [url for url in asked if not url.startswith(hostile.as_uri())] == []
