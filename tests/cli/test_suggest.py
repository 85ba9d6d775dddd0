"""`kbtool suggest`: told, as a patch, applied, and refused; replies are drafted, never sent."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from kbtool import harmless
from kbtool.cli import main
from tests.cli.conftest import Run, Start
from tests.conftest import Project
from tests.loop.suggest.test_find import ARTICLES, SEARCHES

PROJECT = {
    **ARTICLES,
    "mkdocs.yml": "site_name: Help\nsite_url: https://help.example/\ndocs_dir: kb/articles\n",
    "kb/contacts.yml": (
        "money: {title: Billing, hours: 9 to 5, reply: within a day, email: money@shop.example}\n"
    ),
    "kb/articles/money/_category.yml": "title: Money\ncontact: money\n",
    "kb/queries.yml": (
        "- {query: refund time, expect: refund}\n- {query: invoice, expect: invoice}\n"
    ),
    "kb/searches/2026.csv": SEARCHES
    + "2026-02,student discount,9,0,0\n2026-03,where is my cash,7,,0\n",
    "kb/decided.csv": "text,id\nwhere is my cash,refund\n",
}


def state(root: Path) -> dict[str, bytes]:
    paths = [path for path in sorted((root / "kb").rglob("*")) if path.is_file()]
    return {str(path.relative_to(root)): path.read_bytes() for path in paths}


@pytest.fixture
def shop(project: Project) -> Path:
    return project(PROJECT)


def test_suggestions_are_tables_with_evidence_and_write_nothing(shop: Path, run: Run) -> None:
    before = state(shop)

    result = run("-C", shop, "suggest")

    assert (result.exit_code, before) == (0, state(shop))
    assert "1 placed by an editor; 'where is my cash' 7" in result.output
    assert "'student discount' 9" in result.output


def test_programs_get_all_of_a_suggestion(shop: Path, run: Run) -> None:
    value = json.loads(run("-C", shop, "suggest", "--json", "--only", "also-asked").output)

    assert value == {
        "suggestions": [
            {
                "kind": "also-asked",
                "lang": "en",
                "ids": ["refund"],
                "what": "How long does a refund take?: 1 more",
                "confidence": 1.0,
                "evidence": {
                    "queries": [{"query": "where is my cash", "count": 7}],
                    "different": 1,
                    "asks": 7,
                    "first": "2026-03",
                    "last": "2026-03",
                    "note": "1 placed by an editor",
                    "took": [],
                },
                "change": {"key": ["en", "refund"], "texts": ["where is my cash"]},
            }
        ],
        "applied": False,
    }


def test_applying_writes_what_was_chosen_and_tells_of_the_golden_queries(
    shop: Path, run: Run
) -> None:
    before = state(shop)

    result = run("-C", shop, "suggest", "--apply", "--id", "refund")

    after = state(shop)
    changed = [path for path in after if before.get(path) != after[path]]
    assert (result.exit_code, changed) == (0, ["kb/articles/money/refund.md"])
    assert b"also_asked: [refund time, where is my cash]\n" in after[changed[0]]
    assert "of 2 golden queries" in result.output


def test_programs_are_told_what_was_applied(shop: Path, run: Run) -> None:
    result = run("-C", shop, "suggest", "--apply", "--only", "also-asked", "--json")

    value = json.loads(result.stdout)
    golden = value["golden"]
    assert (value["applied"], value["files"], value["left_out"], golden["worse"]) == (
        True,
        ["kb/articles/money/refund.md"],
        [],
        False,
    )


def test_what_was_applied_is_not_suggested_again(shop: Path, run: Run) -> None:
    run("-C", shop, "suggest", "--apply")

    assert "nothing to suggest" in run("-C", shop, "suggest").output


def test_a_draft_stands_in_the_category_and_passes_the_checks(shop: Path, run: Run) -> None:
    run("-C", shop, "suggest", "--apply", "--only", "missing")

    (path,) = [*shop.glob("kb/articles/*/student-discount.md")]
    assert "draft: true" in path.read_text() and "# asked 9 times" in path.read_text()
    assert "its category is a guess" in path.read_text()
    assert run("-C", shop, "check").exit_code == 0


def test_git_applies_the_patch_as_apply_does(shop: Path, run: Run, start: Start) -> None:
    subprocess.run(["git", "init", "-q", str(shop)], check=True)
    patch = start("-C", shop, "suggest", "--patch").stdout
    subprocess.run(["git", "apply"], cwd=shop, input=patch.encode(), check=True)
    patched = state(shop)
    subprocess.run(["git", "apply", "-R"], cwd=shop, input=patch.encode(), check=True)

    run("-C", shop, "suggest", "--apply")

    assert patched == state(shop)


WORSE = {
    **PROJECT,
    "kb/queries.yml": "- {query: invoice missing, expect: invoice}\n",
    "kb/searches/2026.csv": SEARCHES + "2026-03,invoice missing today,90,,0\n",
    "kb/decided.csv": "text,id\ninvoice missing today,lost\n",
}


def test_what_harms_golden_queries_is_left_out_and_named(project: Project, run: Run) -> None:
    shop = project(WORSE)
    before = state(shop)

    result = run("-C", shop, "suggest", "--apply")

    assert before == state(shop)
    assert "'invoice missing' would be answered worse" in result.output


def test_of_an_article_only_the_phrasings_that_harm_are_left_out(
    project: Project, run: Run
) -> None:
    files = {**WORSE, "kb/decided.csv": WORSE["kb/decided.csv"] + "box vanished,lost\n"}
    files["kb/searches/2026.csv"] += "2026-03,box vanished,9,,0\n"
    shop = project(files)

    result = run("-C", shop, "suggest", "--apply", "--only", "also-asked")

    text = (shop / "kb/articles/parcel/lost.md").read_text("utf-8")
    assert "'invoice missing' would be answered worse" in result.output
    assert ("box vanished" in text, "invoice missing today" in text) == (True, False)


def test_what_makes_the_words_of_a_golden_query_common_is_left_out_alone(
    project: Project, run: Run
) -> None:
    titles = {"paint": "Paint oak", "varnish": "Varnish pine", "sofa": "Sofa", "lamp": "Lamp"}
    shop = project(
        {
            "kb/kb.yml": "languages: [en]\ntitle: Help\n",
            **{
                f"kb/articles/wood/{id}.md": f"---\nid: {id}\ntitle: {title}\n---\n"
                for id, title in titles.items()
            },
            # Either word names an article; the rarer one decides, and both are as rare.
            "kb/queries.yml": "- {query: oak pine, expect: paint}\n",
            "kb/searches/2026.csv": SEARCHES + "2026-03,glass bulb,5,,0\n2026-03,oak legs,5,,0\n",
            "kb/decided.csv": "text,id\nglass bulb,lamp\noak legs,sofa\n",
        }
    )

    result = run("-C", shop, "suggest", "--apply", "--only", "also-asked", "--json")

    value = json.loads(result.stdout)
    left = [one["ids"] for one in value["left_out"]]
    assert (value["files"], left) == (["kb/articles/wood/lamp.md"], [["sofa"]])


def test_what_the_last_round_leaves_out_is_not_planned(
    project: Project, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(harmless, "ROUNDS", 1)
    shop = project(WORSE)

    result = run("-C", shop, "suggest", "--apply")

    assert (result.exit_code, "nothing was written" in result.output) == (0, False)


def test_force_writes_it_anyway_and_says_what_is_worse(project: Project, run: Run) -> None:
    shop = project(WORSE)

    result = run("-C", shop, "suggest", "--apply", "--force")

    assert "1 → 2  worse  en  invoice missing" in result.output
    assert "invoice missing today" in (shop / "kb/articles/parcel/lost.md").read_text()


def test_a_suggestion_that_an_editor_has_to_follow_is_told_when_it_is_applied(
    project: Project, run: Run
) -> None:
    twin = "---\nid: refund2\ntitle: How long do refunds take?\nanswer: Some.\n---\n"
    shop = project({**PROJECT, "kb/articles/money/refund2.md": twin})

    result = run("-C", shop, "suggest", "--apply", "--only", "duplicate")

    assert (result.exit_code, "an editor has to do this" in result.output) == (0, True)


def test_a_reply_names_the_best_answer_with_its_page_and_the_promised_time(
    shop: Path, start: Start
) -> None:
    mail = shop / "mail.eml"
    mail.write_text("Subject: money\nFrom: a@b.example\n\nHow long does a refund take?\n")

    result = start("-C", shop, "suggest", "reply", mail)

    assert "Subject: Re: money\n\nHello,\n" in result.stdout
    assert (
        "This should answer your question:\n\nHow long does a refund take?\nThree days.\n"
        "https://help.example/money/refund.html\n" in result.stdout
    )
    assert "How soon we reply: within a day\n" in result.stdout


def test_a_filter_gets_the_reply_as_json_from_its_pipe(shop: Path) -> None:
    arguments = ["-C", str(shop), "suggest", "reply", "--json"]

    said = CliRunner().invoke(main, arguments, input=b"Where is my invoice, please?")

    value = json.loads(said.stdout)
    assert (value["lang"], value["contact"]["email"], value["category"]["path"]) == (
        "en",
        "money@shop.example",
        ["money"],
    )


def test_a_language_that_the_shop_has_not_is_refused(shop: Path, run: Run) -> None:
    (shop / "mail").write_text("hello")

    assert run("-C", shop, "suggest", "reply", shop / "mail", "--lang", "fr").exit_code == 2
