"""The simulated year: its visitors, their logs, an editor, and two months of a small shop."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from kbtool.cli import main
from kbtool.loop.logs.reading import read_logs
from kbtool.loop.logs.values import Settings
from kbtool.read.load import load
from tests.bench.year.editor import Truth, decide
from tests.bench.year.logs import ROBOTS, write_logs
from tests.bench.year.logs import STAFF as AT_WORK
from tests.bench.year.standing import Standing, kendall
from tests.bench.year.visitors import Crowd
from tests.bench.year.walk import Leak, Walk
from tests.bench.year.world import STAFF, Unseen, settled, world_of
from tests.conftest import Project

SHOP = {
    "kb/kb.yml": f"languages: [en]\ntitle: Shop\nlogs: {{staff: [{STAFF}]}}\n",
    "mkdocs.yml": "site_name: Shop\ndocs_dir: kb/articles\ntheme: {name: material, font: false}\n"
    "plugins: [kbtool]\n",
    **{
        f"kb/articles/{place}.md": f"---\nid: {id}\ntitle: {title}\nanswer: {answer}\n---\n"
        for place, id, title, answer in (
            ("pay/refund", "refund", "When is my money back?", "Three days after the return."),
            ("pay/invoice", "invoice", "How do I get an invoice?", "It is in your account."),
            ("parcel/late", "late", "My parcel is late", "Wait a day, then call the carrier."),
            ("parcel/broken", "broken", "The sofa arrived broken", "Send a picture to us."),
            ("parcel/change", "change", "Can the parcel go elsewhere?", "Yes, until it is sent."),
        )
    },
}
LOGGED = {
    ("en", "refund"): ["reimbursement of the purchase sum", "got no reimbursement yet", "my cash"],
    ("en", "invoice"): ["bill for the tax office", "need a bill for tax"],
    ("en", "late"): ["delivery takes forever", "shipment still missing"],
    ("en", "broken"): ["couch has a crack", "damaged couch on arrival"],
}
UNSEEN = [
    Unseen("en", "reimbursement please", ("refund",)),
    Unseen("en", "tax bill", ("invoice",)),
    Unseen("en", "where is my shipment", ("late",)),
    Unseen("en", "crack in the couch", ("broken",)),
]


@pytest.fixture
def shop(project: Project) -> Path:
    return project(SHOP)


@pytest.fixture
def crowd(shop: Path) -> Crowd:
    world = world_of(shop, LOGGED, UNSEEN, [("en", "do you sell garden gnomes")])
    return Crowd(world, visitors=150)


def nothing(lang: str, text: str) -> Sequence[str]:
    return ()


def here(arguments: Sequence[str], environ: Mapping[str, str]) -> str:
    """Run kbtool in this process."""
    result = CliRunner().invoke(main, arguments, env=environ)
    assert (result.exit_code, result.exception) == (0, None), result.output
    return result.output


def test_the_same_seed_makes_the_same_visitors(crowd: Crowd) -> None:
    again = Crowd(crowd.world, crowd.visitors, crowd.seed)

    assert again.month(3) == crowd.month(3)


def test_questions_are_asked_more_in_their_season(crowd: Crowd) -> None:
    winter, summer = crowd.asked(1), crowd.asked(7)

    assert (round(sum(winter), 9), round(sum(summer), 9)) == (1, 1)
    assert sorted(range(5), key=lambda one: winter[one]) != sorted(
        range(5), key=lambda one: summer[one]
    )


def test_no_visitor_types_what_is_measured_with(shop: Path) -> None:
    unseen = [Unseen("en", "My CASH!", ("refund",))]

    world = world_of(shop, LOGGED, unseen, [])

    assert {one.id: "my cash" in one.phrasings for one in world.intents}["refund"] is False


def test_a_question_without_phrasings_is_asked_by_its_title(crowd: Crowd) -> None:
    said = {one.id: one.phrasings for one in crowd.world.intents}

    assert said["change"] == ("Can the parcel go elsewhere?",)


def test_logs_are_read_to_the_last_line_and_hold_robots_and_staff(
    crowd: Crowd, tmp_path: Path
) -> None:
    visits = crowd.month(2)
    paths = write_logs(tmp_path / "logs", 2, crowd, visits, nothing)

    logged = read_logs(paths, Settings(today=(2026, 2), staff=(STAFF,)))
    kinds = Counter(row.kind for row in logged.rows for _ in range(row.count))

    ways = Counter(one.way for one in visits)
    assert kinds["search"] == ways["search"]
    assert kinds["phrase"] == ways["ticket"] + ways["chat"]
    tally = logged.tally
    assert (tally.bots, tally.staff) == (int(ROBOTS * 150), int(AT_WORK * 150))
    assert tally.bad == ()


def test_logs_of_the_same_month_are_the_same_bytes(crowd: Crowd, tmp_path: Path) -> None:
    visits = crowd.month(1)

    one, other = (write_logs(tmp_path / name, 1, crowd, visits, nothing) for name in "ab")

    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]


def test_letters_hold_personal_data(crowd: Crowd) -> None:
    told = [one for one in crowd.month(1) if one.secrets]

    assert told
    assert all(secret in one.letter for one in told for secret in one.secrets)


def test_who_sees_the_right_result_mostly_opens_it(crowd: Crowd, tmp_path: Path) -> None:
    visits = [one for one in crowd.month(1) if one.way == "search" and one.intent]
    right = {one.text: one.intent.id for one in visits if one.intent}

    (log, *_) = write_logs(tmp_path, 1, crowd, visits, lambda lang, text: [right[text]])

    opened = gzip.decompress(log.read_bytes()).count(b"search.html?q=") - len(visits)
    assert 0.7 * len(visits) < opened < len(visits)


def review(root: Path) -> str:
    return (root / "kb/review.csv").read_text("utf-8")


def test_an_editor_decides_what_visitors_meant(shop: Path) -> None:
    visits = Crowd(world_of(shop, LOGGED, UNSEEN, []), 60).month(1)
    truth = Truth()
    truth.learn(one for one in visits if one.way == "search")
    (shop / "kb/review.csv").write_text(
        "text,id,guess,confidence,asks,counts\n"
        "couch has a crack,,late,40,2,2026-01/search:2\nnever typed,,late,40,1,2026-01/search:1\n"
    )

    decided = decide(shop, truth, 1.0)

    assert decided == 1
    assert review(shop).splitlines()[1:] == [
        "couch has a crack,broken,late,40,2,2026-01/search:2",
        "never typed,,late,40,1,2026-01/search:1",
    ]


def test_an_editor_without_time_decides_nothing(shop: Path) -> None:
    assert decide(shop, Truth(), 0.0) == 0


@pytest.mark.parametrize(
    ("some", "others", "tau"),
    [
        ([1, 2, 3, 4], [10, 20, 30, 40], 1.0),
        ([1, 2, 3, 4], [4, 3, 2, 1], -1.0),
        ([1, 2, 3, 4], [7, 7, 7, 7], 0.0),
        ([1, 2, 3], [1, 3, 2], 1 / 3),
        ([1, 1, 2], [1, 2, 3], 2 / 6**0.5),
    ],
)
def test_rankings_agree_as_kendall_says(
    some: Sequence[float], others: Sequence[float], tau: float
) -> None:
    assert kendall(some, others) == pytest.approx(tau)


def test_two_months_teach_search_and_order_the_questions(
    shop: Path, crowd: Crowd, alone: None
) -> None:
    walk = Walk(shop, crowd, 1.0, here)

    before, _, after = walk.months(2)

    kb, _ = load(shop)
    assert before.recall_at_1 < after.recall_at_1
    assert (after.right, after.order > before.order) == (1.0, True)
    assert after.phrasings == sum(len(one.also_asked) for one in kb.articles) > 0


def test_a_year_stops_when_personal_data_is_in_the_knowledge_base(
    shop: Path, crowd: Crowd, alone: None
) -> None:
    secret = next(one.secrets[0] for one in crowd.month(1) if one.secrets)
    (shop / "kb/articles/pay/leak.md").write_text(
        f"---\nid: leak\ntitle: Who leaks?\nanswer: {secret}\n---\n"
    )
    walk = Walk(shop, crowd, 0.0, here)

    with pytest.raises(Leak):
        list(walk.months(1))


def test_relevance_data_becomes_a_project_and_its_world(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    faq = {"id": "a/b", "question": "Where is it?", "answer": "*Here*.", "lang": "en"}
    pool = [f"where {n}" for n in range(6)]
    (folder / "faqs.jsonl").write_text(json.dumps({**faq, "alias_pool": pool}) + "\n")
    queries = [
        {"query": "where 5", "relevant": ["a/b"]},
        {"query": "gnomes?", "relevant": []},
    ]
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)))

    world = settled(folder, tmp_path / "shop")

    (intent,) = world.intents
    kb, problems = load(tmp_path / "shop")
    assert problems == []
    assert (intent.page, intent.phrasings) == ("questions/a-b.html", tuple(pool[1:5]))
    assert [one.query for one in kb.queries] == ["where 0"]
    assert world.unseen == (Unseen("en", "where 5", ("a-b",)),)
    assert world.strangers == (("en", "gnomes?"),)


def test_a_standing_survives_json() -> None:
    one = Standing(1, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 0.1, 0.2, 3, 0.4, 5, 6)
    values = {name: getattr(one, name) for name in Standing.__slots__}

    assert Standing.of(json.loads(json.dumps(values))) == one
