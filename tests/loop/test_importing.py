"""An import, from what a log says to the files of kb/; twice is as good as once."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbtool.compiler import documents
from kbtool.intake import Done, import_logs, moves_since
from kbtool.loop.data import LoopData
from kbtool.loop.gather import Gathered
from kbtool.loop.importing import Options, plan_import
from kbtool.loop.logs.values import Counted, Logged, Tally
from kbtool.loop.match import Matcher
from kbtool.loop.placing import SHARED
from kbtool.loop.review import read_review
from kbtool.model import KnowledgeBase
from kbtool.order import order
from kbtool.read.load import load
from tests.conftest import Project

MARCH, APRIL = (2026, 3), (2026, 4)
ASKS = "month,id,asks,source\n"
PROJECT = {
    "kb/kb.yml": "languages: [zh, en]\ntitle: {zh: 帮助, en: Help}\n",
    "kb/articles/zh/售后/退款.md": (
        "---\nid: refund\ntitle: 退款多久到账？\nalso_asked: [钱什么时候退]\nanswer: 三天。\n---\n"
    ),
    "kb/articles/zh/售后/换货.md": "---\nid: change\ntitle: 怎么换货？\nanswer: 先退货。\n---\n",
    "kb/articles/zh/物流/延误.md": "---\nid: late\ntitle: 包裹晚到怎么办？\nanswer: 等。\n---\n",
    "kb/articles/en/aftersale/refund.md": (
        "---\nid: refund\ntitle: When is my money back?\naliases: [money-back, old/refund.html]\n"
        "answer: Soon after your return.\n---\n"
    ),
    "kb/asks/2026.csv": ASKS + "2026-03,refund,10,chat\n2026-03,change,2,chat\n",
}


def imported(
    root: Path, rows: Iterable[Counted], content: str = "one\n", *options: object, dry: bool = False
) -> Done:
    """Import a file that says what is given."""
    path = root / "log"
    path.write_text(content, encoding="utf-8")

    def read(files: Mapping[Path, int], kb: KnowledgeBase) -> Logged:
        return Logged(iter(list(rows)), Tally(1, 1), {}, dict.fromkeys(files, "fake"))

    chosen = Options(*options)  # type: ignore[arg-type]
    return import_logs(root, [path], read, chosen, lambda done, total: None, dry_run=dry)


def table(root: Path, path: str) -> list[list[str]]:
    if not (root / path).exists():
        return []
    with (root / path).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def state(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): path.read_text(encoding="utf-8")
        for path in sorted((root / "kb").rglob("*.csv"))
    }


def test_words_of_a_title_count_as_asks_of_it(project: Project) -> None:
    root = project(PROJECT)

    imported(root, [Counted(APRIL, "search", "退款多久到账", 5, source="search")])

    assert ["2026-04", "refund", "5", "search"] in table(root, "kb/asks/2026.csv")


def test_asks_are_added_to_those_of_the_same_month_and_source(project: Project) -> None:
    root = project(PROJECT)

    imported(root, [Counted(MARCH, "phrase", "钱什么时候退", 5, source="chat")])

    assert table(root, "kb/asks/2026.csv") == [
        ["2026-03", "change", "2", "chat"],
        ["2026-03", "refund", "15", "chat"],
    ]


def test_a_year_has_a_file_of_its_own(project: Project) -> None:
    root = project(PROJECT)

    imported(root, [Counted((2025, 12), "phrase", "怎么换货", 3, source="tickets")])

    assert table(root, "kb/asks/2025.csv") == [["2025-12", "change", "3", "tickets"]]


@pytest.mark.parametrize(
    "path",
    [
        "/en/aftersale/refund.html",
        "en/aftersale/refund",
        "/old/refund.html",
        "/zh/%E5%94%AE%E5%90%8E/%E9%80%80%E6%AC%BE.html",
    ],
)
def test_a_view_of_a_page_present_or_former_counts_for_its_article(
    project: Project, path: str
) -> None:
    root = project(PROJECT)

    imported(root, [Counted(APRIL, "view", path, 4)])

    assert ["2026-04", "refund", "4", "views"] in table(root, "kb/asks/2026.csv")


def test_views_of_other_pages_are_left_out_and_told(project: Project) -> None:
    root = project(PROJECT)

    done = imported(root, [Counted(APRIL, "view", "/", 4), Counted(APRIL, "view", "/wp-login", 3)])

    assert (sorted(done.got.dropped.values()), dict(done.got.strangers)) == (
        [3, 4],
        {"…": 3},
    )


def test_a_search_is_counted_with_clicks_and_what_it_finds_now(project: Project) -> None:
    root = project(PROJECT)

    imported(
        root,
        [
            Counted(MARCH, "search", "怎么换货？", 3, clicks=1, lang="zh"),
            Counted(MARCH, "search", "qwxyz", 2, lang="en"),
        ],
    )

    found = {row[1]: [*row[2:4], row[4] != "0"] for row in table(root, "kb/searches/2026.csv")}
    assert found == {"怎么换货": ["3", "1", True], "qwxyz": ["2", "", False]}


def test_what_visitors_took_is_kept_with_its_query_under_present_ids(project: Project) -> None:
    root = project(PROJECT)

    imported(
        root,
        [
            Counted(MARCH, "search", "钱呢", 9, clicks=7, lang="zh"),
            Counted(MARCH, "taken", "钱呢", 4, page="en/aftersale/refund.html"),
            Counted(MARCH, "taken", "钱呢？", 1, page="old/refund.html"),
            Counted(MARCH, "taken", "钱呢", 2, page="zh/售后/换货.html"),
            Counted(MARCH, "taken", "钱呢", 2, page="zh/search.html"),
            Counted(MARCH, "taken", "钱呢", 2, page="jane/doe.html"),
        ],
    )

    assert [row[5] for row in table(root, "kb/searches/2026.csv")] == ["refund:5 change:2"]


def test_what_visitors_take_places_the_same_words_of_letters(project: Project) -> None:
    root = project(PROJECT)
    imported(root, [Counted(MARCH, "phrase", "钱到哪儿了", 2, source="chat")])
    waits = [row[0] for row in table(root, "kb/review.csv")]

    imported(
        root,
        [
            Counted(APRIL, "taken", "钱到哪儿了", 9, page="en/aftersale/refund.html"),
            Counted(APRIL, "phrase", "你好，钱到哪儿了？", 3, source="tickets"),
        ],
        "two\n",
    )

    asks = table(root, "kb/asks/2026.csv")
    assert (waits, table(root, "kb/review.csv")) == (["钱到哪儿了"], [])
    assert ["2026-03", "refund", "12", "chat"] in asks
    assert ["2026-04", "refund", "3", "tickets"] in asks


def test_what_an_editor_says_counts_more_than_what_visitors_take(project: Project) -> None:
    root = project({**PROJECT, "kb/decided.csv": "text,id\n钱到哪儿了,late\n"})

    imported(
        root,
        [
            Counted(APRIL, "taken", "钱到哪儿了", 9, page="en/aftersale/refund.html"),
            Counted(APRIL, "phrase", "钱到哪儿了", 3, source="chat"),
        ],
    )

    assert ["2026-04", "late", "3", "chat"] in table(root, "kb/asks/2026.csv")


def test_feedback_is_counted_by_its_reasons_under_the_present_id(project: Project) -> None:
    root = project(PROJECT)

    imported(
        root,
        [
            Counted(MARCH, "feedback", "refund", 3, helpful=True),
            Counted(MARCH, "feedback", "money-back", 2, helpful=False, reason="outdated"),
            Counted(MARCH, "feedback", "refund", 1, helpful=False),
            Counted(MARCH, "feedback", "=evil()", 9, helpful=True),
        ],
    )

    assert table(root, "kb/feedback/2026.csv") == [["2026-03", "refund", "3", "3", "outdated:2"]]


def test_unsure_words_wait_for_an_editor_and_count_for_no_article(project: Project) -> None:
    root = project(PROJECT)

    imported(root, [Counted(MARCH, "phrase", "抽屉吱吱响", 2, source="tickets")])

    assert [row[0] for row in table(root, "kb/review.csv")] == ["抽屉吱吱响"]
    assert (root / "kb/asks/2026.csv").read_text() == PROJECT["kb/asks/2026.csv"]


def test_what_an_editor_decides_is_counted_and_remembered(project: Project) -> None:
    root = project(PROJECT)
    words = Counted(MARCH, "phrase", "抽屉吱吱响", 2, source="tickets")
    imported(root, [words])
    review = root / "kb/review.csv"
    review.write_text(review.read_text().replace("抽屉吱吱响,,", "抽屉吱吱响,change,"))

    imported(root, [words], "a second log\n")

    assert ["2026-03", "change", "4", "tickets"] in table(root, "kb/asks/2026.csv")
    assert (table(root, "kb/review.csv"), table(root, "kb/decided.csv")) == (
        [],
        [["抽屉吱吱响", "change"]],
    )


def test_what_an_editor_puts_aside_never_waits_again(project: Project) -> None:
    words = Counted(MARCH, "phrase", "are you a robot", 2, source="chat")
    root = project({**PROJECT, "kb/decided.csv": "text,id\nare you a robot,-\n"})

    imported(root, [words])

    assert (table(root, "kb/review.csv"), len(table(root, "kb/asks/2026.csv"))) == ([], 2)


def test_decisions_are_taken_without_any_log(project: Project) -> None:
    review = "text,id,guess,confidence,asks,counts\n吱吱,late,,0,3,2026-03/chat:3\n"
    root = project({**PROJECT, "kb/review.csv": review})

    def read(files: Mapping[Path, int], kb: KnowledgeBase) -> Logged:
        raise AssertionError("there is nothing to read")

    import_logs(root, [], read, Options(), lambda done, total: None)

    assert ["2026-03", "late", "3", "chat"] in table(root, "kb/asks/2026.csv")


def test_a_log_that_is_imported_twice_changes_nothing_the_second_time(project: Project) -> None:
    root = project(PROJECT)
    rows = [
        Counted(MARCH, "search", "怎么换货", 3),
        Counted(MARCH, "phrase", "抽屉吱吱响", 2),
        Counted(MARCH, "view", "/en/aftersale/refund.html", 7),
        Counted(MARCH, "feedback", "refund", 1, helpful=True),
    ]
    imported(root, rows)
    once = state(root)

    done = imported(root, rows)

    assert (once, ()) == (state(root), done.files)


def test_a_dry_run_tells_and_writes_nothing(project: Project) -> None:
    root = project(PROJECT)
    before = state(root)

    done = imported(root, [Counted(MARCH, "search", "怎么换货", 3)], dry=True)

    assert (before, False) == (state(root), done.written)
    assert set(done.files) == {"kb/asks/2026.csv", "kb/imports.csv", "kb/searches/2026.csv"}


def test_counting_anew_replaces_the_months_and_sources_of_the_files_alone(project: Project) -> None:
    root = project(PROJECT)
    imported(
        root, [Counted(MARCH, "search", "怎么换货", 3), Counted(APRIL, "search", "怎么换货", 9)]
    )

    imported(root, [Counted(MARCH, "search", "怎么换货", 4)], "an export made anew\n", True)

    rows = [row for row in table(root, "kb/asks/2026.csv") if row[3] == "search"]
    assert rows == [["2026-03", "change", "4", "search"], ["2026-04", "change", "9", "search"]]
    assert [row[2] for row in table(root, "kb/searches/2026.csv")] == ["4", "9"]


def test_what_came_up_too_rarely_is_left_out_and_told(project: Project) -> None:
    root = project(PROJECT)

    done = imported(root, [Counted(MARCH, "search", "怎么换货", 2)], "x\n", False, 3)

    assert (done.plan.left_out.total(), table(root, "kb/searches/2026.csv")) == (2, [])


def test_of_very_many_words_the_most_asked_are_placed_and_the_others_told(
    project: Project,
) -> None:
    root = project(PROJECT)
    rows = [Counted(APRIL, "search", f"抽屉响{'响' * n}", 9 - n, source="search") for n in range(5)]

    done = imported(root, rows, "one\n", False, 1, 2)

    assert [row[1] for row in table(root, "kb/searches/2026.csv")] == ["抽屉响", "抽屉响响"]
    assert done.plan.left_out["words beyond the 2 that are asked most"] == 7 + 6 + 5


def test_two_processes_place_words_as_one_does(project: Project) -> None:
    kb, _ = load(project(PROJECT))
    matcher = Matcher(documents(kb, order(kb)))
    texts = [f"退款 {n} 天" if n % 3 else f"怎么换货 {n}" for n in range(1, SHARED + 9)]
    got = Gathered()
    for text in texts:
        got.asked[APRIL, text, "chat"] = 1
    told: list[int] = []

    plan = plan_import(
        kb, LoopData((), (), ()), got, matcher, (), None, lambda n, _: told.append(n)
    )

    sure = sum(matcher.match(text).sure for text in texts)
    assert (plan.sure["chat"], told == sorted(told)) == (sure, True)


def test_faulty_counts_are_told_before_anything_is_lost(project: Project) -> None:
    root = project({**PROJECT, "kb/asks/2026.csv": ASKS + "2026-03,refund,many,chat\n"})
    before = state(root)

    done = imported(root, [Counted(MARCH, "search", "怎么换货", 3)])

    assert [one.rule.id for one in done.problems] == ["KB311"]
    assert before == state(root)


def test_what_was_asked_before_is_never_lost_by_an_import(project: Project) -> None:
    odd = ASKS + "2026-03,refund,1,\n2026-03,refund,2,\n2026-02,gone-article,5,shop\n"
    root = project({**PROJECT, "kb/asks/by-hand.csv": odd})
    total = sum(ask.asks for ask in load(root, {})[0].asks)

    imported(root, [Counted(MARCH, "search", "怎么换货", 3)])

    assert total + 3 == sum(ask.asks for ask in load(root, {})[0].asks)


SECRETS = ["13800138000", "jane.doe@example.com", "4111 1111 1111 1111", "10.1.2.3", "欧阳娜娜"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["search", "phrase", "view", "feedback"]),
            st.sampled_from(SECRETS),
            st.sampled_from(["退款 {}", "{}", "我叫{}，怎么换货", "收件人：{}\n"]),
        ),
        min_size=1,
        max_size=6,
    )
)
@settings(
    deadline=None,
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_planted_secret_reaches_a_file(
    project: Project, planted: list[tuple[str, str, str]]
) -> None:
    root = project(PROJECT)
    rows = []
    for kind, secret, frame in planted:
        cue = "我叫{}，" if secret == "欧阳娜娜" else frame
        text = cue.format(secret)
        rows.append(Counted(MARCH, kind, text, 1, helpful=True))  # type: ignore[arg-type]

    imported(root, rows, repr(planted))

    written = "".join(state(root).values())
    assert [secret for secret in SECRETS if secret in written] == []


def test_a_waiting_row_reads_back_as_it_was_written(project: Project) -> None:
    root = project(PROJECT)
    imported(root, [Counted(MARCH, "phrase", "=1+1 吱吱", 2, source="chat")])

    rows, problems = read_review((root / "kb/review.csv").read_text(), "kb/review.csv", APRIL)

    assert ([dict(one.counts) for one in rows], problems) == ([{(MARCH, "chat"): 2}], [])


def test_moves_are_told_since_a_commit(project: Project, tmp_path: Path) -> None:
    import subprocess

    root = project(PROJECT)
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@x.x", "-C", str(root)]
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "before"]):
        subprocess.run([*git, *arguments], check=True)

    imported(root, [Counted(MARCH, "search", "怎么换货", 30)])

    real = [one for one in moves_since(root, "HEAD").moves if not one.passed]
    assert [(one.id, one.before, one.after, one.why) for one in real] == [
        ("change", 2, 1, {"search": 30.0})
    ]
