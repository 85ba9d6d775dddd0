"""What of the HTML of a body reaches a page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kbtool.allowed_html import ATTRIBUTES, EVERYWHERE, TAGS
from kbtool.publish.sanitise import publishable_html
from tests.conftest import Project
from tests.test_build import ONE, compile_project

GONE = [
    ("<script>x()</script>", ""),
    ("<style>p{}</style>", ""),
    ("<iframe src='x.html'>old</iframe>", ""),
    ("<template><b>x</b></template>", ""),
    ("<form action='/x'>a</form>", "a"),
    ("<button formaction='/x'>a</button>", "a"),
    ("<object data='x.pdf'>a</object>", "a"),
    ("<font color='red'>a</font>", "a"),
    ("<p onclick='x()'>a</p>", "<p>a</p>"),
    ("<p style='position:fixed'>a</p>", "<p>a</p>"),
    ("<a href='javascript:x()'>a</a>", "<a>a</a>"),
    ("<a href='java\tscript:x()'>a</a>", "<a>a</a>"),
    ("<a href='data:text/html,x'>a</a>", "<a>a</a>"),
    ("<img src='data:image/svg+xml,x' alt=''>", '<img alt="">'),
    ("<svg onload=x()><path d='M0'/></svg>", '<svg><path d="M0"></path></svg>'),
    ("<svg><script>x()</script></svg>", "<svg></svg>"),
    ("<!-- for us alone -->a", "a"),
    ("<p id=__config>a</p>", "<p>a</p>"),
    ("<p data-md-component=search data-kb-id=x data-x=y>a</p>", '<p data-x="y">a</p>'),
    ("<input>a", "a"),
    ("<INPUT type=text name=card>a", "a"),
    ('<input title="type=radio" type=text>a', "a"),
    ('<input title="><img src=x onerror=x()>">a', "a"),
]

KEPT = [
    '<p class="x" id="退货" title="t" lang="zh">a</p>',
    '<a href="../x.html?a=b#c" rel="noopener" target="_blank">a</a>',
    '<a href="mailto:a@b.example">a</a><a href="tel:+1">b</a>',
    '<h2 id="__init__">a<a class="headerlink" href="#__init__" title="x">¶</a></h2>',
    '<div class="tabbed-set tabbed-alternate" data-tabs="1:2"><input checked="" '
    'id="__tabbed_1_1" name="__tabbed_1" type="radio"><div class="tabbed-labels">'
    '<label for="__tabbed_1_1">A</label></div></div>',
    '<li class="task-list-item"><label class="task-list-control"><input checked="" '
    'disabled="" type="checkbox"><span class="task-list-indicator"></span></label> x</li>',
    '<span class="twemoji"><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
    '<path d="M0 0h1"></path></svg></span>',
    '<a id="__codelineno-0-1" name="__codelineno-0-1" href="#__codelineno-0-1"></a>',
    '<details open="" class="note"><summary>a</summary><p>b</p></details>',
    '<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>',
]


@pytest.mark.parametrize(("written", "left"), GONE)
def test_what_no_answer_may_hold_is_taken_out(written: str, left: str) -> None:
    assert left == publishable_html(written)


@pytest.mark.parametrize("html", KEPT)
def test_what_the_extensions_write_stays(html: str) -> None:
    def parts(text: str) -> list[str]:
        return sorted(re.findall(r'[\w:-]+="[^"]*"|<[^\s>]+|>[^<]*', text))

    assert parts(html) == parts(publishable_html(html))


@pytest.mark.parametrize("tag", sorted(TAGS - {"caption", "col", "colgroup", "tbody", "td", "tfoot",
                                               "th", "thead", "tr"}))  # fmt: skip
def test_what_the_checks_let_authors_write_stays(tag: str) -> None:
    assert publishable_html(f"<{tag}>").startswith(f"<{tag}>")


@pytest.mark.parametrize(("tag", "key"), [(t, k) for t in ("img", "a") for k in ATTRIBUTES[t]])
def test_attributes_that_the_checks_let_authors_write_stay(tag: str, key: str) -> None:
    assert f' {key}="x"' in publishable_html(f'<{tag} {key}="x">')


def test_attributes_that_may_stand_everywhere_do() -> None:
    written = {key for key in EVERYWHERE if f' {key}="x"' in publishable_html(f'<p {key}="x">')}

    assert written == EVERYWHERE


@pytest.mark.parametrize("trusted", [False, True])
def test_cells_are_aligned_without_a_style(trusted: bool) -> None:
    cell = '<table><tbody><tr><td style="text-align: right;">1</td></tr></tbody></table>'

    assert cell.replace('style="text-align: right;"', 'align="right"') == publishable_html(
        cell, trusted=trusted
    )


def test_trusted_html_stays_as_it_is() -> None:
    html = "<!-- x --><script>x()</script><p style='color:red' onclick=x()>"

    assert html == publishable_html(html, trusted=True)


def body_of(root: Path) -> str:
    page = (root / "site/returns/how.html").read_text("utf-8")
    return page.split('kb-body">', 1)[1].split("</div>", 1)[0]


@pytest.mark.parametrize(
    ("setting", "expected", "found"),
    [
        ("", "<p>a <b>b</b> c</p>", ("KB409",)),
        ("html: safe\n", "<p>a <b>b</b> c</p>", ("KB409",)),
        ("html: trusted\n", '<p>a <b onclick="x()">b</b> c</p>', ()),
    ],
)
def test_a_project_says_whether_its_html_is_trusted(
    setting: str, expected: str, found: tuple[str, ...], project: Project
) -> None:
    text = '---\nid: how\ntitle: How?\nanswer: So.\n---\n\na <b onclick="x()">b</b> c\n'
    root = project({**ONE, "kb/articles/returns/how.md": text, "kb/kb.yml": setting})

    assert found == compile_project(root)
    assert expected == body_of(root).strip()
