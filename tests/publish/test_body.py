"""Bodies as the renderer gets them: every link with its real target, every other letter kept."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from kbtool.publish.body import page_targets, publishable_body
from kbtool.read.load import load
from kbtool.read.scan import scan
from kbtool.resolve import resolve
from tests.conftest import Project
from tests.contract.test_scan_contract import renderer

EPOCH = {"SOURCE_DATE_EPOCH": "1781000000"}  # 2026-06-09
TARGETS = {
    "kb/articles/money/refund.md": (
        "---\nid: refund\ntitle: When is my *money* [back]?\n---\n\n## Bank cards\n\n## 花 (呗)\n"
    ),
    "kb/articles/money/faq.yml": (
        "- {id: one, title: One?, body: '## Cards'}\n- {id: two, title: Two?}\n"
    ),
    "kb/articles/money/退款.md": "---\nid: zh\ntitle: 退款？\n---\n",
    "kb/articles/money/assets/box.svg": "<svg/>",
}


def published(project: Project, body: str, more: Mapping[str, str] = TARGETS) -> str:
    """Return what becomes of the body of an article in `returns/abroad/`."""
    path = "kb/articles/returns/abroad/how.md"
    kb, problems = load(project({**more, path: f"---\nid: how\ntitle: How?\n---\n{body}"}), EPOCH)
    assert problems == []
    how = next(one for one in kb.articles if one.path == path)
    return publishable_body(how, page_targets(how, resolve(kb).links[how.source], kb.config))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("[[one]]", "[One?](../../money/one.md)"),
        ("[[refund]]", "[When is my \\*money\\* \\[back\\]?](../../money/refund.md)"),
        ("[[refund|my *text*]]", "[my *text*](../../money/refund.md)"),
        ("[[refund#Bank cards|x]]", "[x](../../money/refund.md#bank-cards)"),
        ("[[refund#花 (呗)|x]]", "[x](../../money/refund.md#花-呗)"),
        ("[[zh|x]]", "[x](../../money/%E9%80%80%E6%AC%BE.md)"),
        ("[[#Here|x]]\n\n## Here", "[x](#here)\n\n## Here"),
        ("[x](../../money/refund.md)", "[x](../../money/refund.md)"),
        ('[x](../../money/refund.md "T")', '[x](../../money/refund.md "T")'),
        ("[x](../../money/faq.yml#two)", "[x](../../money/two.md)"),
        ("[x](#Here)\n\n## Here", "[x](#here)\n\n## Here"),
        ("[x](..)", "[x](../index.md)"),
        ("[x](../../money/)", "[x](../../money/index.md)"),
        ("[r]\n\n[r]: ../../money/faq.yml#one", "[r]\n\n[r]: ../../money/one.md"),
        ('<a href="../../money/refund.md">x</a>', '<a href="../../money/refund.html">x</a>'),
        (
            '<a href="../../money/refund.md#Bank%20cards">x</a>',
            '<a href="../../money/refund.html#bank-cards">x</a>',
        ),
    ],
)
def test_a_link_gets_its_real_target(project: Project, body: str, expected: str) -> None:
    assert published(project, body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "[[nobody]]",
        "[x](missing.md)",
        "[[refund#nowhere]]",
        "[x](../../../kb.yml)",
        "[x](https://example.com/a.md)",
        "![x](../../money/assets/box.svg)",
        "`[[refund]]`",
        "```\n[[refund]]\n```",
        "    [[refund]]",
        "\\[[refund]]",
        "Text without a link.  \n\n\ttabs\n",
        "",
    ],
)
def test_everything_else_stays_as_it_was_written(project: Project, body: str) -> None:
    assert published(project, body) == body


def test_many_links_are_rewritten_each_in_its_place(project: Project) -> None:
    body = "A [[one]], b [x](../../money/faq.yml#two)\n\n- `[[one]]` [[two|2]] 退 [[nobody]].\n"

    assert published(project, body) == (
        "A [One?](../../money/one.md), b [x](../../money/two.md)\n\n"
        "- `[[one]]` [2](../../money/two.md) 退 [[nobody]].\n"
    )


def test_a_picture_in_the_text_of_a_link_keeps_its_place(project: Project) -> None:
    body = "[![box](../../money/assets/box.svg)](../../money/faq.yml#one)"

    assert published(project, body) == ("[![box](../../money/assets/box.svg)](../../money/one.md)")


def test_a_page_of_another_language_is_found_from_here(project: Project) -> None:
    files = {
        "kb/kb.yml": "languages: [zh, en]\n",
        "kb/articles/zh/x/a.md": "---\nid: a\ntitle: A\n---\n[en](../../en/b.md)\n",
        "kb/articles/en/b.md": "---\nid: b\ntitle: B\nslug: bee\n---\n",
    }
    kb, _ = load(project(files), EPOCH)
    here = next(one for one in kb.articles if one.id == "a")

    body = publishable_body(here, page_targets(here, resolve(kb).links[here.source], kb.config))

    assert body == "[en](../../en/bee.md)\n"


def test_a_rewritten_link_is_read_back_as_one_link(project: Project) -> None:
    """Whatever stands in a title, it must not break out of the text of its link."""
    title = "a ] b [ c \\\\ ` * _ < > ( ) # ! | { } [[x]] [y](z) &amp;"
    files = {"kb/articles/t.md": f'---\nid: t\ntitle: "{title}"\n---\n'}

    links = scan(published(project, "See [[t]].", files), "x.md").links

    assert [link.target for link in links] == ["../../t.md"]


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("## See [[t]]", "see-t"),
        ("## See [[t]] ##", "see-t"),
        ("See [[t]]\n---", "see-t"),
        ("## See [[t]] {.wide}", "see-t"),
        ("## See [[t]] {#own}", "own"),
        ("## See [[t]] and [[t]]", "see-t-and-t"),
        ("- ## See [[t]]", "see-t"),
    ],
)
def test_a_heading_with_a_wikilink_keeps_its_anchor_whatever_the_title(
    project: Project, heading: str, anchor: str
) -> None:
    files = {"kb/articles/t.md": "---\nid: t\ntitle: Quite another title?\n---\n"}

    body = published(project, f"{heading}\n\ntext", files)

    assert f'id="{anchor}"' in renderer().reset().convert(body)
