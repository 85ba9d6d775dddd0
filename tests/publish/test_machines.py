"""What programs read of a site: Markdown, llms.txt, faq.json, robots.txt."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import fastjsonschema
import pytest

from kbtool.compiler import examine, plan
from kbtool.model import Status
from kbtool.publish.machines import machine_files
from kbtool.publish.site import Site, told_by_pages
from kbtool.read.load import load
from tests.conftest import REPOSITORY, Project

SITE = "https://help.example/kb/"
FILES = {
    "kb/kb.yml": "title: {en: Help, zh: 帮助}\ndescription: {en: All of it.}\nlanguages: [en, zh]\n"
    "html: trusted\n",
    "kb/articles/en/orders/_category.yml": "title: Orders\ndescription: What you buy.\n",
    "kb/articles/en/orders/pay.md": "---\nid: pay\ntitle: How do I *pay*?\nanswer: |-\n  By card.\n"
    "  Or by [[invoice]].\nasks: 9\nupdated: 2026-05-01\ntags: [money]\n"
    "also_asked: [May I pay later?]\n---\n\n"
    "<!-- ask finance\n\nbefore changing this -->\nSee [[refund]], [Orders](_category.yml), "
    "[quiet](../quiet.md)\nand ![a card](card.png). <!-- why? -->\n\n"
    "`<!-- no comment -->`\n\n```html\n<!-- no comment -->\n```\n",
    "kb/articles/en/orders/money/_category.yml": "title: Money back\n",
    "kb/articles/en/orders/money/refund.md": "---\nid: refund\ntitle: When is my refund there?\n"
    "---\n\nSoon, see [how to pay](../pay.md#later).\n\n## Later\n",
    "kb/articles/en/quiet.md": "---\nid: quiet\ntitle: Quiet?\nunlisted: true\n---\n\nYes.\n",
    "kb/articles/en/orders/card.png": "x",
    "kb/articles/zh/orders/pay.md": "---\nid: pay\ntitle: 怎么付款？\nanswer: 刷卡。\n---\n",
}


def files_of(root: Path, site_url: str = SITE) -> dict[str, str]:
    site, _ = plan(examine(root))
    return {path: text.decode() for path, text in machine_files_of(site, site_url)}


def machine_files_of(site: Site, site_url: str) -> Iterator[tuple[str, bytes]]:
    homes = [page.view for page in site.pages if page.view.home]
    told = told_by_pages(site, site_url)
    return machine_files(site.entries, homes, told, site.strings, site_url)


@pytest.fixture
def shop(project: Project) -> dict[str, str]:
    return files_of(project(FILES))


@pytest.fixture
def alone(project: Project) -> dict[str, str]:
    """One language, and nobody knows where the site is published."""
    files = {path.replace("/en/", "/"): text for path, text in FILES.items() if "/zh/" not in path}
    return files_of(project({**files, "kb/kb.yml": "title: Help\nlanguages: [en]\n"}), "")


def test_every_file_has_its_place(shop: dict[str, str]) -> None:
    assert {
        "llms.txt",
        "robots.txt",
        "faq.schema.json",
        *(f"{lang}/{name}" for lang in ("en", "zh") for name in ("llms.txt", "llms-full.txt")),
        "en/faq.json",
        "zh/faq.json",
        "en/orders/pay.md",
        "en/orders/money/refund.md",
        "zh/orders/pay.md",
    } == set(shop)


def test_a_site_in_one_language_has_them_at_its_root(alone: dict[str, str]) -> None:
    assert {
        "faq.json",
        "faq.schema.json",
        "llms-full.txt",
        "llms.txt",
        "orders/money/refund.md",
        "orders/pay.md",
        "robots.txt",
    } == set(alone)


# --- an answer as Markdown ---------------------------------------------------------


def test_an_answer_is_told_whole_with_links_that_lead_somewhere(shop: dict[str, str]) -> None:
    assert (
        shop["en/orders/pay.md"].replace(" \n", "␣\n")
        == r"""# How do I \*pay\*?

> By card.
> Or by \[\[invoice\]\].

See [When is my refund there?](money/refund.md), [Orders](index.html), [quiet](../quiet.html)
and ![a card](card.png).␣

`<!-- no comment -->`

```html
<!-- no comment -->
```

---

Updated: 2026-05-01 ␣
This answer on the web: <https://help.example/kb/en/orders/pay.html>
"""
    )


def test_an_answer_of_a_site_without_address_names_its_page(alone: dict[str, str]) -> None:
    assert "This answer on the web: <pay.html>\n" in alone["orders/pay.md"]


def test_links_keep_their_place_in_the_other_answer(shop: dict[str, str]) -> None:
    assert "[how to pay](../pay.md" in shop["en/orders/money/refund.md"]


def test_every_link_of_the_sample_leads_to_a_file(built: Path) -> None:
    site = built / "site"
    dead = []
    for path in site.rglob("*.md"):
        prose = re.sub(r"```.*?```|`[^`\n]*`", "", path.read_text("utf-8"), flags=re.S)
        for target in re.findall(r"\]\(<?([^)\s>]+)", prose):
            parts = urlsplit(target)
            if not parts.scheme and parts.path:
                other = path.parent / unquote(parts.path)
                dead += [] if other.is_file() else [(path.name, target)]

    assert dead == []


def test_every_listed_answer_of_the_sample_stands_beside_its_page(built: Path) -> None:
    site = built / "site"
    public = [a for a in load(built)[0].articles if a.status is Status.PUBLIC]
    texts = list(site.rglob("*.md"))

    assert len(public) == len(texts)
    assert all(path.with_suffix(".html").is_file() for path in texts)


def test_a_page_names_its_markdown(built: Path) -> None:
    site = built / "site"
    for text in site.rglob("*.md"):
        page = text.with_suffix(".html").read_text("utf-8")
        assert f'<link rel="alternate " type="text/markdown" href="{text.name}">' in page


# --- llms.txt ------------------------------------------------------------------------


def test_llms_txt_leads_through_the_topics(shop: dict[str, str]) -> None:
    pay = (
        r"- [How do I \*pay\*?](https://help.example/kb/en/orders/pay.md): "
        r"By card. Or by \[\[invoice\]\]."
    )
    refund = "- [When is my refund there?](https://help.example/kb/en/orders/money/refund.md)"
    assert f"""# Help

> All of it.

## Most asked

{pay}
{refund}

## Orders

{pay}

## Orders › Money back

{refund}

## Optional

- [llms-full.txt](https://help.example/kb/en/llms-full.txt)
- [faq.json](https://help.example/kb/en/faq.json)
""" == shop["en/llms.txt"]


def test_links_are_relative_where_nobody_knows_the_address(alone: dict[str, str]) -> None:
    targets = re.findall(r"\]\(([^)]+)\)", alone["llms.txt"])

    assert {"orders/pay.md", "orders/money/refund.md", "llms-full.txt", "faq.json"} == set(targets)


def test_the_root_leads_to_every_language(shop: dict[str, str]) -> None:
    assert (
        shop["llms.txt"] == "# Help\n\n> All of it.\n\n## Languages\n\n"
        "- [English](https://help.example/kb/en/llms.txt): Help\n"
        "- [中文](https://help.example/kb/zh/llms.txt): 帮助\n\n"
        "## Optional\n\n- [faq.schema.json](https://help.example/kb/faq.schema.json)\n"
    )


def test_llms_txt_keeps_to_its_form(built: Path) -> None:
    """The form of https://llmstxt.org: one title, a quotation, sections that are lists of links."""
    lines = r"(?:- \[(?:[^\]\\\n]|\\.)+\]\(\S+\)(?:: .+)?\n)+"
    form = re.compile(rf"# .+\n\n> .+\n(?:\n## .+\n\n{lines})+\Z")

    for name in ("llms.txt", "zh/llms.txt", "en/llms.txt"):
        assert form.match((built / "site" / name).read_text("utf-8"))


def test_all_texts_stand_in_one_file_in_their_order(shop: dict[str, str]) -> None:
    whole = shop["en/llms-full.txt"]

    assert whole.startswith("# Help\n\n> Links in an answer are relative to")
    assert whole.endswith(
        "\n\n" + shop["en/orders/pay.md"] + "\n\n" + shop["en/orders/money/refund.md"]
    )


# --- faq.json --------------------------------------------------------------------------


def test_faq_json_holds_every_question(shop: dict[str, str]) -> None:
    content = json.loads(shop["en/faq.json"])

    assert {
        "$schema": f"{SITE}faq.schema.json",
        "version": 1,
        "language": "en",
        "title": "Help",
        "description": "All of it.",
        "url": f"{SITE}en/index.html",
        "categories": [
            {
                "title": "Orders",
                "path": ["Orders"],
                "description": "What you buy.",
                "url": f"{SITE}en/orders/index.html",
            },
            {
                "title": "Money back",
                "path": ["Orders", "Money back"],
                "url": f"{SITE}en/orders/money/index.html",
            },
        ],
    } == {key: value for key, value in content.items() if key != "questions"}
    assert [one["id"] for one in content["questions"]] == ["pay", "refund"]
    assert {
        "id": "refund",
        "question": "When is my refund there?",
        "body": "Soon, see [how to pay](../pay.md#later).\n\n## Later",
        "category": ["Orders", "Money back"],
        "url": f"{SITE}en/orders/money/refund.html",
        "markdown_url": f"{SITE}en/orders/money/refund.md",
    } == content["questions"][1]


def test_faq_json_keeps_to_its_schema(built: Path, shop: dict[str, str]) -> None:
    site = built / "site"
    valid = fastjsonschema.compile(json.loads((site / "faq.schema.json").read_text("utf-8")))

    for text in (
        (site / "zh/faq.json").read_text("utf-8"),
        (site / "en/faq.json").read_text("utf-8"),
        shop["en/faq.json"],
        shop["zh/faq.json"],
    ):
        valid(json.loads(text))


def test_faq_json_of_a_site_without_address_keeps_to_its_schema(alone: dict[str, str]) -> None:
    content = json.loads(alone["faq.json"])

    fastjsonschema.compile(json.loads(alone["faq.schema.json"]))(content)
    assert content["$schema"] == "faq.schema.json"
    assert content["questions"][0]["url"] == "orders/pay.html"


def test_the_schema_refuses_what_is_no_faq(shop: dict[str, str]) -> None:
    valid = fastjsonschema.compile(json.loads(shop["faq.schema.json"]))
    content = json.loads(shop["en/faq.json"])
    content["questions"][0]["asks"] = 9

    with pytest.raises(fastjsonschema.JsonSchemaException, match="asks"):
        valid(content)


def test_the_schema_stands_under_its_own_address(shop: dict[str, str]) -> None:
    assert f"{SITE}faq.schema.json" == json.loads(shop["faq.schema.json"])["$id"]


# --- robots.txt ------------------------------------------------------------------------


def test_robots_are_welcome_and_told_of_the_sitemap(shop: dict[str, str]) -> None:
    assert f"User-agent: *\nAllow: /\n\nSitemap: {SITE}sitemap.xml\n" == shop["robots.txt"]


def test_robots_are_welcome_where_nobody_knows_the_address(alone: dict[str, str]) -> None:
    assert alone["robots.txt"] == "User-agent: *\nAllow: /\n"


def test_a_file_of_the_project_takes_the_place_of_ours(project: Project) -> None:
    from tests.test_build import ONE, compile_project

    root = project({**ONE, "kb/articles/robots.txt": "User-agent: *\nDisallow: /\n"})

    assert compile_project(root) == ()
    assert (root / "site/robots.txt").read_text() == "User-agent: *\nDisallow: /\n"


def test_no_path_is_written_twice(built: Path) -> None:
    site, _ = plan(examine(built))
    paths = [path for path, _ in machine_files_of(site, SITE)]

    assert len(paths) == len(set(paths))
    assert not {posixpath.normpath(path) for path in paths} & {page.path for page in site.pages}


def test_the_example_of_the_manual_keeps_to_the_schema(shop: dict[str, str]) -> None:
    manual = (REPOSITORY / "docs/for-machines.md").read_text(encoding="utf-8")
    example = manual.split("```json\n")[1].split("```")[0]

    fastjsonschema.compile(json.loads(shop["faq.schema.json"]))(json.loads(example))
