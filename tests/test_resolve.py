"""Links, related ids and aliases meet their targets."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from kbtool.compiler import examine
from kbtool.model import KnowledgeBase
from kbtool.problems import Severity
from kbtool.read.load import load
from kbtool.resolve import Outcome, Resolution, ResolvedLink, resolve
from tests.conftest import Project

EPOCH = {"SOURCE_DATE_EPOCH": "1781000000"}  # 2026-06-09
TARGETS = {
    "kb/articles/money/refund.md": (
        "---\nid: refund\ntitle: When is my money back?\naliases: [refund-days, old/refund.html]\n"
        "---\n\n## Bank cards\n\nText.\n\n## 花呗\n\n## Own {#by-hand}\n"
    ),
    "kb/articles/money/draft.md": "---\nid: draft\ntitle: D?\ndraft: true\n---\nText\n",
    "kb/articles/money/unlisted.md": "---\nid: unlisted\ntitle: U?\nunlisted: true\n---\nText\n",
    "kb/articles/money/a b.md": "---\nid: spaced\ntitle: S?\nslug: a-b\n---\nText\n",
    "kb/articles/money/faq.yml": (
        "- {id: one, title: One?, body: '## Cards'}\n- {id: two, title: Two?}\n"
    ),
    "kb/articles/money/single.yml": "id: single\ntitle: Single?\nbody: '## Cards'\n",
    "kb/articles/money/assets/box.svg": "<svg/>",
    "kb/articles/money/_category.yml": "title: Money\n",
    "kb/articles/returns/_category.yml": "title: Returns\n",
}


def read(root: Path) -> KnowledgeBase:
    kb, problems = load(root, EPOCH)
    assert problems == []
    return kb


def kb_with(project: Project, body: str, more: Mapping[str, str] = TARGETS) -> KnowledgeBase:
    """Return a knowledge base whose article 'how' has this body."""
    front = "---\nid: how\ntitle: How?\n---\n\n"
    return read(project({**more, "kb/articles/returns/how.md": front + body}))


def met(project: Project, body: str) -> ResolvedLink:
    kb = kb_with(project, body)
    how = next(one for one in kb.articles if one.id == "how")
    links = resolve(kb).links[how.source]
    assert len(links) == 1
    return links[0]


@pytest.mark.parametrize(
    ("body", "outcome", "id"),
    [
        ("[[refund]]", Outcome.ARTICLE, "refund"),
        ("[[refund|text]]", Outcome.ARTICLE, "refund"),
        ("[[refund-days]]", Outcome.ARTICLE, "refund"),
        ("[[unlisted]]", Outcome.ARTICLE, "unlisted"),
        ("[[two]]", Outcome.ARTICLE, "two"),
        ("[[nobody]]", Outcome.UNKNOWN_ID, None),
        ("[[Refund]]", Outcome.UNKNOWN_ID, None),
        ("[[draft]]", Outcome.HIDDEN, "draft"),
        ("[[refund#bank-cards]]", Outcome.ARTICLE, "refund"),
        ("[[refund#Bank cards]]", Outcome.ARTICLE, "refund"),
        ("[[refund#bank CARDS]]", Outcome.ARTICLE, "refund"),
        ("[[refund#花呗]]", Outcome.ARTICLE, "refund"),
        ("[[refund#by-hand]]", Outcome.ARTICLE, "refund"),
        ("[[refund#cards]]", Outcome.NO_ANCHOR, "refund"),
        ("[[#here]]\n\n## Here", Outcome.SELF, "how"),
        ("[[#there]]\n\n## Here", Outcome.NO_ANCHOR, "how"),
        ("[x](#here)\n\n## Here", Outcome.SELF, "how"),
        ("[x](#there)\n\n## Here", Outcome.NO_ANCHOR, "how"),
        ("[x](../money/refund.md)", Outcome.ARTICLE, "refund"),
        ("[x](../money/refund.md#bank-cards)", Outcome.ARTICLE, "refund"),
        ("[x](../money/refund.md#%E8%8A%B1%E5%91%97)", Outcome.ARTICLE, "refund"),
        ("[x](../money/refund.md#nothing)", Outcome.NO_ANCHOR, "refund"),
        ("[x](../money/draft.md)", Outcome.HIDDEN, "draft"),
        ("[x](../money/a%20b.md)", Outcome.ARTICLE, "spaced"),
        ("[x](<../money/a b.md>)", Outcome.ARTICLE, "spaced"),
        ("[x](./../money/./refund.md)", Outcome.ARTICLE, "refund"),
        ("[x](how.md)", Outcome.ARTICLE, "how"),
        ("[x](../money/faq.yml#two)", Outcome.ARTICLE, "two"),
        ("[x](../money/faq.yml#three)", Outcome.NO_ANCHOR, "one"),
        ("[x](../money/faq.yml)", Outcome.NO_ANCHOR, "one"),
        ("[x](../money/single.yml)", Outcome.ARTICLE, "single"),
        ("[x](../money/single.yml#single)", Outcome.ARTICLE, "single"),
        ("[x](../money/single.yml#cards)", Outcome.ARTICLE, "single"),
        ("[x](../money/refnud.md)", Outcome.MISSING, None),
        ("[x](../money/refund.html)", Outcome.ARTICLE, "refund"),
        ("[x]()", Outcome.SELF, "how"),
        ("[x](../../kb.yml)", Outcome.OUTSIDE, None),
        ("[x](../../../../../etc/passwd)", Outcome.OUTSIDE, None),
        ("[x](%2e%2e/%2e%2e/kb.yml)", Outcome.OUTSIDE, None),
        ("[x](https://example.com/a.md#b)", Outcome.EXTERNAL, None),
        ("[x](mailto:a@example.com)", Outcome.EXTERNAL, None),
        ("[x](//example.com/a)", Outcome.EXTERNAL, None),
        ("<https://example.com>", Outcome.EXTERNAL, None),
        ("[r]: ../money/refund.md", Outcome.ARTICLE, "refund"),
        ('<a href="../money/refund.md">x</a>', Outcome.ARTICLE, "refund"),
    ],
)
def test_a_link_meets_its_target(
    project: Project, body: str, outcome: Outcome, id: str | None
) -> None:
    found = met(project, body)

    assert (found.outcome, found.article.id if found.article else None) == (outcome, id)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ("[x](../money/)", ("money",)),
        ("[x](../money)", ("money",)),
        ("[x](../money/_category.yml)", ("money",)),
        ("[x](.)", ("returns",)),
    ],
)
def test_a_link_to_a_folder_meets_its_category(
    project: Project, body: str, path: tuple[str, ...]
) -> None:
    found = met(project, body)

    assert found.outcome is Outcome.CATEGORY
    assert found.category is not None and found.category.path == path


@pytest.mark.parametrize(
    ("site_url", "target", "outcome"),
    [
        ("https://x.example/", "/money/refund.html", Outcome.ARTICLE),
        ("https://x.example/", "/", Outcome.PAGE),
        ("https://x.example/", "/old/refund.html", Outcome.ARTICLE),
        ("https://x.example/", "/money/gone.html", Outcome.MISSING),
        ("https://x.example/", "/../money/refund.html", Outcome.MISSING),
        ("https://x.example/", "/money/draft.html", Outcome.HIDDEN),
        ("https://x.example/help/", "/help/money/refund.html", Outcome.ARTICLE),
        ("https://x.example/help/", "/money/refund.html", Outcome.MISSING),
        ("https://x.example/help/", "/cart", Outcome.EXTERNAL),
        ("https://x.example/help", "https://X.example/help", Outcome.PAGE),
        ("https://x.example/help", "https://x.example/helpful", Outcome.EXTERNAL),
        ("https://x.example/help", "http://x.example/help/gone", Outcome.MISSING),
        ("https://x.example/help", "//x.example/help/money/", Outcome.CATEGORY),
        ("http://[", "https://x.example/money/", Outcome.EXTERNAL),
        ("", "https://x.example/money/", Outcome.EXTERNAL),
    ],
)
def test_an_address_of_the_own_site_meets_its_page(
    project: Project, site_url: str, target: str, outcome: Outcome
) -> None:
    more = {**TARGETS, "mkdocs.yml": f'site_url: "{site_url}"\n'}
    kb = kb_with(project, f"[x]({target})", more)
    how = next(one for one in kb.articles if one.id == "how")

    assert [one.outcome for one in resolve(kb).links[how.source]] == [outcome]


def test_a_picture_meets_its_file(project: Project) -> None:
    found = met(project, "![x](../money/assets/box.svg?v=1#layer)")

    assert (found.outcome, found.file) == (Outcome.FILE, "kb/articles/money/assets/box.svg")


def test_only_links_that_lead_somewhere_work(project: Project) -> None:
    works = {
        outcome
        for outcome in Outcome
        if ResolvedLink(met(project, "[[refund]]").link, outcome).works
    }

    assert works == {
        Outcome.ARTICLE,
        Outcome.CATEGORY,
        Outcome.PAGE,
        Outcome.FILE,
        Outcome.EXTERNAL,
        Outcome.SELF,
    }


def test_a_draft_may_link_to_a_draft(project: Project) -> None:
    draft = "---\nid: {0}\ntitle: {0}?\ndraft: true\n---\n[[{1}]]\n"
    kb = read(
        project(
            {"kb/articles/a.md": draft.format("a", "b"), "kb/articles/b.md": draft.format("b", "a")}
        )
    )

    outcomes = [link.outcome for found in resolve(kb).links.values() for link in found]

    assert outcomes == [Outcome.ARTICLE, Outcome.ARTICLE]


def test_an_id_beats_an_alias_of_the_same_name(project: Project) -> None:
    kb = read(
        project(
            {
                "kb/articles/a.md": "---\nid: a\ntitle: A?\naliases: [b]\n---\n",
                "kb/articles/b.md": "---\nid: b\ntitle: B?\n---\n[[b]]\n",
            }
        )
    )

    links = resolve(kb).links[kb.articles[1].source]

    assert [link.article.id for link in links if link.article] == ["b"]


LANGUAGES = {
    "kb/kb.yml": "languages: [zh, en]\n",
    "kb/articles/zh/退款.md": "---\nid: refund\ntitle: 退款？\nrelated: [how]\n---\n[[how]]\n",
    "kb/articles/en/refund.md": "---\nid: refund\ntitle: R?\n---\n[[how]] [zh](../zh/退款.md)\n",
    "kb/articles/en/how.md": "---\nid: how\ntitle: H\nrelated: [refund, nobody]\n---\n[[refund]]",
}


def resolved(project: Project, files: Mapping[str, str]) -> tuple[KnowledgeBase, Resolution]:
    kb = read(project(files))
    return kb, resolve(kb)


def test_an_id_is_looked_up_in_its_own_language(project: Project) -> None:
    kb, found = resolved(project, LANGUAGES)
    outcomes = {
        one.path: [
            (link.outcome, link.article and link.article.key) for link in found.links[one.source]
        ]
        for one in kb.articles
    }

    assert outcomes == {
        "kb/articles/en/how.md": [(Outcome.ARTICLE, ("en", "refund"))],
        "kb/articles/en/refund.md": [
            (Outcome.ARTICLE, ("en", "how")),
            (Outcome.ARTICLE, ("zh", "refund")),
        ],
        "kb/articles/zh/退款.md": [(Outcome.UNKNOWN_ID, None)],
    }


def test_related_ids_meet_articles_of_their_own_language(project: Project) -> None:
    kb, found = resolved(project, LANGUAGES)
    related = {
        one.path: [
            entry.article.key if entry.article else None for entry in found.related[one.source]
        ]
        for one in kb.articles
    }

    assert related == {
        "kb/articles/en/how.md": [("en", "refund"), None],
        "kb/articles/en/refund.md": [],
        "kb/articles/zh/退款.md": [None],
    }


def backlinks(found: Resolution) -> dict[str, list[str]]:
    return {key[1]: [one.id for one in linking] for key, linking in found.backlinks.items()}


def test_backlinks_name_every_public_article_that_links_here_once(project: Project) -> None:
    article = "---\nid: {0}\ntitle: {0}?\n{1}\n---\n{2}\n"
    _, found = resolved(
        project,
        {
            "kb/articles/a.md": article.format("a", "related: [c]", "[[c]] [x](c.md) [[a]]"),
            "kb/articles/b.md": article.format("b", "", "[x](c.md#nowhere) [[a]]"),
            "kb/articles/c.md": article.format("c", "", "[[c]] [x](#top)"),
            "kb/articles/d.md": article.format("d", "draft: true", "[[c]]"),
            "kb/articles/e.md": article.format("e", "unlisted: true", "[[c]]"),
            "kb/articles/f.md": article.format("f", "related: [c]", ""),
        },
    )

    assert backlinks(found) == {"c": ["a", "f"], "a": ["b"]}


def test_an_alias_of_a_published_article_is_a_redirect(project: Project) -> None:
    article = "---\nid: {0}\ntitle: {0}?\naliases: [old-{0}, was/{0}]\n{1}\n---\nText\n"
    _, found = resolved(
        project,
        {
            "kb/articles/x/a.md": article.format("a", ""),
            "kb/articles/x/b.md": article.format("b", "draft: true"),
            "kb/articles/x/c.md": article.format("c", "unlisted: true"),
        },
    )

    assert [(entry.path, entry.article.id) for entry in found.redirects] == [
        ("x/old-a.html", "a"),
        ("was/a.html", "a"),
        ("x/old-c.html", "c"),
        ("was/c.html", "c"),
    ]


def test_one_misspelt_title_makes_no_link_elsewhere_broken(project: Project) -> None:
    root = project(
        {
            "kb/articles/a/_category.yml": "title: A\n",
            "kb/articles/a/one.md": "---\nid: one\ntitel: One?\nanswer: So.\n---\n\n[x](no.md)\n",
            "kb/articles/a/two.md": (
                "---\nid: two\ntitle: Two?\nanswer: So.\nrelated: [one]\n---\n\n"
                "[[one]], [[one#there]] and [one](one.md).\n"
            ),
        }
    )

    found = [one for one in examine(root).problems if one.severity > Severity.INFO]

    assert [(one.rule.id, one.source.path[-6:]) for one in found] == [
        ("KB306", "one.md"),
        ("KB303", "one.md"),
        ("KB201", "one.md"),
    ]
