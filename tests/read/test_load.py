"""A folder becomes a knowledge base; what is wrong in it comes back as problems."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from kbtool.model import KnowledgeBase
from kbtool.problems import KbtoolError, Problem
from kbtool.read.day import build_day
from kbtool.read.load import load
from tests.conftest import Project

EPOCH = {"SOURCE_DATE_EPOCH": "1781000000"}  # 2026-06-09
ARTICLE = "---\nid: {0}\ntitle: {0}?\n---\n\nText.\n"


def good(root: Path) -> KnowledgeBase:
    kb, problems = load(root, EPOCH)
    assert problems == []
    return kb


def told(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(p.rule.id, p.source.path) for p in problems]


def test_articles_are_found_in_the_order_of_their_paths(project: Project) -> None:
    root = project(
        {
            "kb/articles/b/one.md": ARTICLE.format("one"),
            "kb/articles/a/two.markdown": ARTICLE.format("two"),
            "kb/articles/a/list.yml": "- {id: three, title: C?}\n- {id: four, title: D?}\n",
            "kb/articles/top.md": ARTICLE.format("top"),
        }
    )

    kb = good(root)

    assert [one.id for one in kb.articles] == ["three", "four", "two", "one", "top"]
    assert [one.category for one in kb.articles] == [("a",), ("a",), ("a",), ("b",), ()]


def test_with_one_language_the_first_folder_is_a_category(project: Project) -> None:
    kb = good(project({"kb/articles/zh/a.md": ARTICLE.format("a")}))

    assert [(c.lang, c.path, c.title) for c in kb.categories] == [("en", ("zh",), "zh")]


def test_with_several_languages_the_first_folder_is_the_language(project: Project) -> None:
    kb = good(
        project(
            {
                "kb/kb.yml": "languages: [zh, en]\n",
                "kb/articles/zh/退货/a.md": ARTICLE.format("a"),
                "kb/articles/en/returns/a.md": ARTICLE.format("a"),
            }
        )
    )

    assert [one.key for one in kb.articles] == [("en", "a"), ("zh", "a")]
    assert [c.key for c in kb.categories] == [("en", ("returns",)), ("zh", ("退货",))]


def test_every_folder_above_an_article_is_a_category(project: Project) -> None:
    kb = good(
        project(
            {
                "kb/articles/a/b/c/one.md": ARTICLE.format("one"),
                "kb/articles/a/_category.yml": "title: Aa\n",
            }
        )
    )

    assert [(c.path, c.title, c.declared, c.source.path) for c in kb.categories] == [
        (("a",), "Aa", True, "kb/articles/a/_category.yml"),
        (("a", "b"), "b", False, "kb/articles/a/b"),
        (("a", "b", "c"), "c", False, "kb/articles/a/b/c"),
    ]


def test_pictures_are_files_and_no_category(project: Project) -> None:
    kb = good(
        project(
            {
                "kb/articles/a/one.md": ARTICLE.format("one"),
                "kb/articles/a/assets/box.svg": "<svg/>",
                "kb/articles/a/assets/notes.md": "no article",
                "kb/articles/a/.hidden.md": "no article",
                "kb/articles/.git/x.md": "no article",
            }
        )
    )

    assert [c.path for c in kb.categories] == [("a",)]
    assert kb.files == {
        "kb/articles/a/one.md",
        "kb/articles/a/assets/box.svg",
        "kb/articles/a/assets/notes.md",
    }


def test_a_file_in_no_language_is_told(project: Project) -> None:
    root = project(
        {
            "kb/kb.yml": "languages: [zh, en]\n",
            "kb/articles/fr/a.md": ARTICLE.format("a"),
            "kb/articles/fr/b.md": ARTICLE.format("b"),
            "kb/articles/loose.md": ARTICLE.format("c"),
            "kb/articles/logo.svg": "<svg/>",
        }
    )

    _, problems = load(root, EPOCH)

    assert told(problems) == [("KB109", "kb/articles/fr"), ("KB109", "kb/articles/loose.md")]


def test_all_logs_are_read(project: Project) -> None:
    kb = good(
        project(
            {
                "kb/asks/2026/search.csv": "month,id,asks,source\n2026-05,a,1,search\n",
                "kb/asks/chat.csv": "month,id,asks,source\n2026-04,a,2,chat\n",
                "kb/asks/notes.txt": "no log",
            }
        )
    )

    assert [(ask.source, ask.asks) for ask in kb.asks] == [("search", 1), ("chat", 2)]


def test_faults_in_every_file_are_told_together(project: Project) -> None:
    root = project(
        {
            "kb/kb.yml": "max_depth: 9\n",
            "kb/contacts.yml": "- a\n",
            "kb/articles/a/_category.yml": "titel: A\n",
            "kb/articles/a/b.md": "no front matter\n",
            "kb/articles/_category.yml": "title: Top\n",
            "kb/asks/a.csv": "nothing\n",
        }
    )

    _, problems = load(root, EPOCH)

    assert told(problems) == [
        ("KB310", "kb/kb.yml"),
        ("KB304", "kb/contacts.yml"),
        ("KB103", "kb/articles/_category.yml"),
        ("KB303", "kb/articles/a/_category.yml"),
        ("KB317", "kb/articles/a/b.md"),
        ("KB315", "kb/asks/a.csv"),
    ]


def test_a_link_out_of_the_knowledge_base_is_never_followed(
    project: Project, tmp_path: Path
) -> None:
    root = project({"secret.md": ARTICLE.format("secret"), "kb/articles/a.md": ARTICLE.format("a")})
    (root / "kb/articles/b.md").symlink_to(tmp_path / "secret.md")
    (root / "kb/articles/loop").symlink_to("..")

    kb, problems = load(root, EPOCH)

    assert [one.id for one in kb.articles] == ["a"]
    assert sorted(told(problems)) == [("KB110", "kb/articles/b.md"), ("KB110", "kb/articles/loop")]


def test_a_folder_without_articles_is_no_knowledge_base(tmp_path: Path) -> None:
    with pytest.raises(KbtoolError, match="no folder kb/articles/"):
        load(tmp_path, EPOCH)


def test_the_month_of_the_build_comes_from_the_clock_that_was_set(project: Project) -> None:
    root = project({"kb/asks/a.csv": "month,id,asks,source\n2026-03,a,1,chat\n"})

    kb = good(root)

    assert (kb.today, kb.month) == (dt.date(2026, 6, 9), (2026, 6))


def test_else_it_is_the_newest_month_of_the_log(project: Project) -> None:
    root = project({"kb/asks/a.csv": "month,id,asks,source\n2025-03,a,1,chat\n2024-12,a,1,chat\n"})

    kb, _ = load(root, {})

    assert kb.month == (2025, 3)


def test_the_day_of_the_build_is_counted_in_utc() -> None:
    assert build_day({"SOURCE_DATE_EPOCH": "86399"}) == (dt.date(1970, 1, 1), True)
    assert build_day({"SOURCE_DATE_EPOCH": "86400"}) == (dt.date(1970, 1, 2), True)


@pytest.mark.parametrize("epoch", ["today", "1e9", "9" * 30, "-" + "9" * 30])
def test_a_clock_that_cannot_be_read_is_a_wrong_command(epoch: str) -> None:
    with pytest.raises(KbtoolError, match="SOURCE_DATE_EPOCH"):
        build_day({"SOURCE_DATE_EPOCH": epoch})


def test_reading_twice_gives_the_same_values(sample: Path) -> None:
    assert load(sample, EPOCH) == load(sample, EPOCH)
