"""Every form of a link has a verdict; `docs/links.md` says the same.

After a change that is meant, write the table of the manual anew and read the difference:

    KBTOOL_UPDATE_GOLDEN=1 pytest tests/links/test_forms.py && git diff docs
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from kbtool.compiler import examine
from kbtool.problems import RULES

REPOSITORY = Path(__file__).parents[2]
MANUAL = REPOSITORY / "docs" / "links.md"
GROUPS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "forms.yml").read_text(encoding="utf-8")
)
FORMS = [form for group in GROUPS for form in group["forms"]]
FOLDER = "kb/articles/en/forms"
EPOCH = {"SOURCE_DATE_EPOCH": "1781000000"}  # 2026-06-09
BEGIN, END = "<!-- forms: begin -->\n", "<!-- forms: end -->\n"

REFUND = """---
id: refund
title: When is my money back?
aliases: [refund-days, en/old/refund.html]
---

## Bank cards

Text[^1]. <span id="raw">Raw</span> <a name="old-name"></a>

A paragraph.
{: #para }

## 花呗

## Same

## Same

## Own {#by-hand}

```
## In code
```

[^1]: A note.
"""
ARTICLE = "---\nid: {0}\ntitle: What about {0}?\n{1}---\n\nText.\n"
MONEY = "kb/articles/en/money"
TARGETS = {
    "mkdocs.yml": "site_url: https://help.example/\nplugins: [kbtool]\n",
    "kb/kb.yml": "languages: [en, zh]\n",
    f"{MONEY}/refund.md": REFUND,
    f"{MONEY}/a b.md": ARTICLE.format("spaced", "slug: a-b\n"),
    f"{MONEY}/a&b.md": ARTICLE.format("and", ""),
    f"{MONEY}/café.md": ARTICLE.format("cafe", ""),
    f"{MONEY}/付款（微信）.md": ARTICLE.format("wechat", ""),
    f"{MONEY}/draft.md": ARTICLE.format("draft", "draft: true\n"),
    f"{MONEY}/old-sale.md": ARTICLE.format("old-sale", "expiry_date: 2020-01-01\n"),
    f"{MONEY}/faq.yml": "- {id: one, title: 1?, answer: A}\n- {id: two, title: 2?, answer: A}\n",
    f"{MONEY}/_category.yml": "title: Money\n",
    "kb/articles/zh/钱/仅中文.md": ARTICLE.format("仅中文", ""),
    **{
        f"{MONEY}/assets/{name}": "x"
        for name in ("box.svg", "box2.svg", "box.mp4", "form.pdf", "unused.png")
    },
}


def verdict(form: Mapping[str, Any]) -> set[str]:
    named = form["is"]
    if named in ("good", "text"):
        return set()
    return set(named) if isinstance(named, list) else {named}


def write_forms(root: Path) -> list[str]:
    """Write a knowledge base with one article a form; return the paths of these articles."""
    articles = {
        f"{FOLDER}/f{number}.md": (
            f"---\nid: f{number}\ntitle: Form {number}?\n---\n\n{form['write']}\n"
        )
        for number, form in enumerate(FORMS)
    }
    for name, text in {**TARGETS, **articles}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return list(articles)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Return the KB2xx ids of every form, all examined in one knowledge base."""
    root = tmp_path_factory.mktemp("forms")
    ids: dict[str, set[str]] = {path: set() for path in write_forms(root)}
    for one in examine(root, EPOCH).problems:
        if one.rule.id.startswith("KB2") and one.source.path in ids:
            ids[one.source.path].add(one.rule.id)
    return ids


@pytest.mark.parametrize("number", range(len(FORMS)), ids=lambda n: FORMS[n]["write"][:40])
def test_a_form_has_its_verdict(number: int, found: dict[str, set[str]]) -> None:
    assert verdict(FORMS[number]) == found[f"{FOLDER}/f{number}.md"]


def test_every_rule_of_links_has_a_form() -> None:
    shown = set().union(*(verdict(form) for form in FORMS))
    front_matter = {"KB205", "KB207", "KB208", "KB221"}  # of ids, not of links
    rendering = {"KB210"}

    wanted = {id for id in RULES if "KB2" <= id < "KB250"} - front_matter - rendering

    assert wanted - shown == set()


def table() -> Iterator[str]:
    names = {"good": "good", "text": "no link"}
    for group in GROUPS:
        yield f"\n### {group['group']}\n\n| written | verdict | |\n| --- | --- | --- |\n"
        for form in group["forms"]:
            written = form["write"].replace("|", "\\|").replace("\n", " ⏎ ")
            ticks = "``" if "`" in written else "`"
            space = " " if written.startswith("`") or written.endswith("`") else ""
            rules = [
                f"{id} {RULES[id].name} ({RULES[id].severity})" for id in sorted(verdict(form))
            ]
            said = ", ".join(rules) or names[form["is"]]
            yield f"| {ticks}{space}{written}{space}{ticks} | {said} | {form['note']} |\n"
    yield "\n"


def test_the_manual_shows_every_form_with_its_verdict() -> None:
    text = MANUAL.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    shown, after = rest.split(END)
    made = "".join(table())
    if os.environ.get("KBTOOL_UPDATE_GOLDEN"):
        MANUAL.write_text(f"{before}{BEGIN}{made}{END}{after}", encoding="utf-8")
        shown = made

    assert made == shown
