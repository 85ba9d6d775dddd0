from __future__ import annotations

import datetime as dt

from tests.conftest import Project
from tests.loop.report.making import SHOP, feedback, report_of, search

GOALS = (
    "unanswered_searches: 10 %\nhelpful: 80 %\nreviewed_within: 6 months\nreviewed: 50 %\n"
    "owned: 100 %\ndead_ends: 25 %\ntranslated: 100 %\nuntaken_searches: 5 %\n"
)


def test_a_goal_is_met_missed_or_not_known(project: Project) -> None:
    rows = [search("refund", 95, results=3), search("cat", 5, results=0)]

    found = report_of(project(SHOP), rows, [feedback("refund", 7, 3)], GOALS)

    states = {one.key: (one.value, one.met) for one in found.goals}
    assert states == {
        "unanswered_searches": (0.05, True),
        "helpful": (0.7, False),
        "reviewed": (0.5, True),  # refund in both languages, of 4
        "owned": (0.5, False),
        "dead_ends": (0.75, False),  # all but refund in English
        "translated": (0.0, False),
        "untaken_searches": (None, None),
    }


def test_ways_are_those_that_authors_made(project: Project) -> None:
    shape = report_of(project(SHOP)).shape

    assert [(one.source, one.target) for one in shape.ways] == [("refund", "return")]
    assert {("return", "en"), ("invoice", "en"), ("refund", "zh")} == {
        (one.id, one.lang) for one in shape.no_way_out
    }
    assert {("refund", "en"), ("invoice", "en"), ("refund", "zh")} == {
        (one.id, one.lang) for one in shape.no_way_in
    }


def test_the_tree_counts_what_lies_below(project: Project) -> None:
    shape = report_of(project(SHOP), feedback=[feedback("refund", 7, 3)]).shape

    rows = [(one.title, one.questions, one.asks, one.helpful) for one in shape.categories]
    assert rows == [("Shop", 3, 225, 7), ("After sales", 2, 225, 7)]


def test_a_review_is_late_after_the_sooner_of_its_own_span_and_the_goal(project: Project) -> None:
    own = "last_reviewed_on: 2026-10-01\nreview_in: 1 month\n"
    files = {
        **SHOP,
        "kb/articles/en/after/refund.md": f"---\nid: refund\ntitle: When?\n{own}---\n\nSoon.\n",
    }

    stale = report_of(project(files), goals="reviewed_within: 12 months\n").upkeep.stale

    assert [(one.id, one.lang, one.late) for one in stale] == [
        ("refund", "en", 22),
        ("return", "en", 696),
        ("invoice", "en", None),
    ]


def test_translations_are_behind_when_missing_or_older_than_their_original(
    project: Project,
) -> None:
    behind = report_of(project(SHOP)).upkeep.behind

    assert [(one.id, one.lang, one.outdated) for one in behind] == [
        ("refund", "zh", True),
        ("return", "zh", False),
        ("invoice", "zh", False),
    ]


def test_owners_answer_for_what_is_asked_of_theirs(project: Project) -> None:
    owners = report_of(project(SHOP)).upkeep.owners

    rows = [(one.name, one.langs, one.articles, one.asks, one.reviewed) for one in owners]
    assert rows == [("Ann", ("en",), 2, 225, 1), ("", ("en", "zh"), 2, 130, 1)]


def test_titles_are_those_of_the_language_and_of_another_where_it_has_none(
    project: Project,
) -> None:
    top = report_of(project(SHOP), lang="zh").asked.top

    assert [one.title for one in top] == ["退款多久到账？", "How do I return it?"]
    assert top[0].url == "https://shop.example/help/zh/after/refund.html"


def test_a_knowledge_base_without_any_log_has_a_report(project: Project) -> None:
    files = {name: text for name, text in SHOP.items() if "asks" not in name}

    found = report_of(project(files))

    assert found.period.months == ("2026-11",)
    assert (
        found.totals.asks,
        found.totals.asks_before,
        found.totals.searches,
        found.totals.helpful,
    ) == (0, None, 0, None)
    assert dt.date(2026, 11, 22) == found.day
