"""What customers ask becomes suggestions, with evidence."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kbtool.loop.suggest.settings import Wanted
from kbtool.loop.suggest.values import AddPhrasings, AddSynonym, Suggestion, WriteDraft
from kbtool.suggesting import suggest
from tests.conftest import Project

DECIDED = "text,id\nwhere is my cash,refund\n"
SEARCHES = "month,query,count,clicks,results\n"
GOLDEN = "- {query: student discount card, expect: invoice}\n"
ARTICLES = {
    "kb/kb.yml": "languages: [en]\ntitle: Help\n",
    "kb/articles/money/_category.yml": "title: Money\n",
    "kb/articles/money/refund.md": (
        "---\nid: refund\ntitle: How long does a refund take?\n"
        "also_asked: [refund time]\nanswer: Three days.\n---\nThe bank needs three days.\n"
    ),
    "kb/articles/money/invoice.md": (
        "---\nid: invoice\ntitle: Where is my invoice?\nanswer: In your account.\n---\n"
    ),
    "kb/articles/parcel/_category.yml": "title: Delivery\n",
    "kb/articles/parcel/late.md": (
        "---\nid: late\ntitle: Why is my parcel late?\nanswer: Storms.\n---\n"
    ),
    "kb/articles/parcel/lost.md": (
        "---\nid: lost\ntitle: What if my parcel is lost?\nanswer: We look.\n---\n"
    ),
}


def found(root: Path, kind: str, wanted: Wanted | None = None) -> list[Suggestion]:
    value = suggest(root, wanted or Wanted(), lambda done, total: None)
    assert value.problems == ()
    return [one for one in value.found if one.kind == kind]


def searched(*rows: str) -> Mapping[str, str]:
    text = SEARCHES + "".join(f"{row}\n" for row in sorted(rows))
    return {**ARTICLES, "kb/searches/2026.csv": text}


def test_words_that_an_editor_placed_become_a_phrasing(project: Project) -> None:
    root = project(
        {
            **searched("2026-03,where is my cash,7,,0"),
            "kb/decided.csv": DECIDED,
        }
    )

    (one,) = found(root, "also-asked")

    assert (one.change, one.confidence, one.evidence.queries, one.evidence.first) == (
        AddPhrasings(("en", "refund"), ("where is my cash",)),
        1.0,
        (("where is my cash", 7),),
        (2026, 3),
    )


def clicked(*rows: str) -> Mapping[str, str]:
    head = "month,query,count,clicks,results,taken\n"
    return {**ARTICLES, "kb/searches/2026.csv": head + "".join(f"{row}\n" for row in sorted(rows))}


def test_words_that_visitors_typed_before_they_took_an_article_are_its_phrasing(
    project: Project,
) -> None:
    root = project(
        clicked(
            "2026-03,storm delay abroad,5,4,0,late:4",
            "2026-04,storm delay abroad?,2,2,0,late:1 lost:1",
        )
    )

    (one,) = found(root, "also-asked")

    assert (one.change, one.evidence.note, one.evidence.took) == (
        AddPhrasings(("en", "late"), ("storm delay abroad",)),
        "1 taken by 5 of 6 visitors",
        (("storm delay abroad", 5, 6),),
    )
    assert 0.6 <= one.confidence < 1


def test_one_visitor_who_clicks_often_teaches_nothing(project: Project) -> None:
    root = project(clicked("2026-03,storm delay abroad,9,40,0,late:1"))

    assert found(root, "also-asked") == []


def test_what_visitors_do_not_take_search_is_not_believed(project: Project) -> None:
    believed = project(searched("2026-03,lost parcel abroad,9,,4"))
    before = [one.ids for one in found(believed, "also-asked")]

    root = project(clicked("2026-03,lost parcel abroad,9,0,4,"))

    assert (before, found(root, "also-asked")) == ([("lost",)], [])


def test_an_editor_who_put_words_elsewhere_counts_more_than_clicks(project: Project) -> None:
    rows = clicked("2026-03,storm delay abroad,9,9,0,late:9")
    root = project({**rows, "kb/decided.csv": "text,id\nstorm delay abroad,lost\n"})

    (one,) = found(root, "also-asked")

    assert (one.ids, one.evidence.took) == (("lost",), ())


def test_a_phrasing_is_what_is_asked_without_greetings_and_thanks(project: Project) -> None:
    rows = searched("2026-03,hi where is my cash please,2,,0", "2026-03,where is my cash???,1,,0")
    root = project({**rows, "kb/decided.csv": 'text,id\n"where is my cash, thanks",refund\n'})

    (one,) = found(root, "also-asked")

    assert one.change == AddPhrasings(("en", "refund"), ("where is my cash",))
    assert one.evidence.asks == 3


def test_words_that_an_article_has_or_that_were_asked_too_rarely_are_left_out(
    project: Project,
) -> None:
    root = project(searched("2026-03,refund time?,9,,3", "2026-03,how long refund bank,1,,3"))

    assert found(root, "also-asked") == []


def test_a_golden_query_is_no_phrasing_because_it_measures(project: Project) -> None:
    files = {**searched("2026-03,where is my cash,7,,0"), "kb/decided.csv": DECIDED}

    root = project({**files, "kb/queries.yml": "- {query: Where is my cash?, expect: refund}\n"})

    assert found(root, "also-asked") == []


def test_a_phrasing_with_one_wrong_letter_is_told_as_one(project: Project) -> None:
    chinese = "---\nid: return\ntitle: 怎么退货？\nanswer: 申请。\n---\n"
    rows = searched("2026-03,怎么退获,7,,0")
    rows = {**rows, "kb/kb.yml": "languages: [zh]\ntitle: Help\n", "kb/articles/r.md": chinese}
    rows["kb/articles/c.md"] = "---\nid: change\ntitle: 怎么换货？\nanswer: 先退货。\n---\n"
    root = project({path: text for path, text in rows.items() if "/money/" not in path})

    (one,) = found(root, "also-asked")

    assert (one.ids, one.evidence.note) == (("return",), "1 with one letter wrong")


def test_what_search_finds_and_nobody_takes_is_a_missing_question_and_no_phrasing(
    project: Project,
) -> None:
    rows = searched("2026-03,bank refund days,20,12,3", "2026-03,refund gift card balance,20,1,3")
    root = project(rows)

    one, other = found(root, "also-asked"), found(root, "missing")

    assert ([some.evidence.queries for some in one], [some.ids for some in other]) == (
        [(("bank refund days", 20),)],
        [("refund gift card balance",)],
    )
    assert "hardly anybody takes 'How long does a refund take?'" in other[0].evidence.note


def test_words_that_an_editor_put_aside_are_in_no_suggestion(project: Project) -> None:
    rows = searched("2026-03,kitten food,50,,0")
    root = project({**rows, "kb/decided.csv": "text,id\nkitten food,-\n"})

    assert suggest(root, Wanted(), lambda done, total: None).found == ()


def test_words_that_tell_who_asked_are_in_no_suggestion(project: Project) -> None:
    root = project(searched("2026-03,parcel of jane@example.com,50,,0"))

    value = suggest(root, Wanted(), lambda done, total: None)

    assert "jane" not in repr(value.found)


def test_unanswered_searches_about_one_thing_become_one_draft(project: Project) -> None:
    root = project(
        searched(
            "2026-02,student discount,9,0,0",
            "2026-03,student discount code,4,0,0",
            "2026-03,gardening,1,0,0",
        )
    )

    (one,) = found(root, "missing")

    assert isinstance(one.change, WriteDraft)
    assert (
        one.change.question,
        one.change.examples,
        one.evidence.asks,
        one.evidence.different,
    ) == (
        "Student discount",
        ("student discount code",),
        13,
        2,
    )
    assert one.change.words


def test_a_draft_is_called_by_the_most_asked_text_that_is_a_whole_question(
    project: Project,
) -> None:
    root = project(
        searched(
            "2026-02,student discount,9,0,0",
            "2026-03,is there a student discount,4,0,0",
            "2026-03,what is the student discount,3,0,0",
        )
    )

    (one,) = found(root, "missing")

    assert isinstance(one.change, WriteDraft)
    assert (one.change.question, one.change.words, one.ids) == (
        "Is there a student discount?",
        False,
        ("student discount",),
    )


def test_a_draft_repeats_no_typing_errors_rare_words_golden_queries_or_other_orders(
    project: Project,
) -> None:
    rows = searched(
        "2026-02,student discount,9,0,0",
        "2026-02,student discont,5,0,0",
        "2026-02,discount student,5,0,0",
        "2026-02,student discount leeds,1,0,0",
        "2026-02,student discount code,5,0,0",
        "2026-02,student discount card,4,0,0",
    )
    root = project({**rows, "kb/queries.yml": GOLDEN})

    (one,) = found(root, "missing")

    assert isinstance(one.change, WriteDraft)
    assert (one.change.examples, one.evidence.different) == (("student discount code",), 6)


def test_a_question_that_has_a_draft_is_not_missing(project: Project) -> None:
    draft = "---\nid: s\ntitle: Is there a student discount?\ndraft: true\n---\n"
    rows = searched("2026-02,student discount,9,0,0")
    root = project({**rows, "kb/articles/money/s.md": draft})

    assert found(root, "missing") == []


def test_words_that_customers_use_instead_of_ours_become_a_synonym(project: Project) -> None:
    root = project(
        {
            **searched("2026-03,why is my consignment late,5,,0"),
            "kb/decided.csv": (
                "text,id\nwhat if my consignment is lost,lost\nwhy is my consignment late,late\n"
            ),
        }
    )

    (one,) = found(root, "synonym", Wanted(least=1))

    assert (one.change, one.evidence.note) == (
        AddSynonym("en", "consignment", "parcel"),
        "seen for 2 articles",
    )


def test_questions_that_the_same_words_lead_to_are_related(project: Project) -> None:
    root = project(searched("2026-03,my parcel,30,,2", "2026-03,parcel,60,,2"))

    (one,) = found(root, "related")

    assert ({"late", "lost"}, 90) == (set(one.ids), one.evidence.asks)


def test_two_questions_that_are_nearly_one_are_a_duplicate_of_the_more_asked(
    project: Project,
) -> None:
    twin = "---\nid: refund2\ntitle: How long do refunds take?\nanswer: Some.\n---\n"
    root = project(
        {
            **ARTICLES,
            "kb/articles/money/refund2.md": twin,
            "kb/asks/2026.csv": "month,id,asks,source\n2026-03,refund2,9,chat\n",
        }
    )

    (one,) = found(root, "duplicate")

    assert (one.ids, one.change) == (("refund2", "refund"), None)


def test_questions_that_know_of_each_other_are_no_duplicate(project: Project) -> None:
    files = {
        **ARTICLES,
        "kb/articles/parcel/gone.md": (
            "---\nid: gone\ntitle: What if my parcels are lost?\nanswer: We look.\n"
            "related: [lost]\n---\n"
        ),
    }

    assert found(project(files), "duplicate") == []


def test_a_category_with_too_many_questions_is_to_be_split(project: Project) -> None:
    things = [f"{thing} {number}" for thing in ("sofa", "lamp", "bed") for number in range(8)]
    many = {
        f"kb/articles/shop/q{place}.md": f"---\nid: q{place}\ntitle: Is {thing} in stock?\n---\n"
        for place, thing in enumerate(things)
    }
    root = project({**ARTICLES, **many})

    (one,) = found(root, "categories", Wanted(confidence=0.5))

    assert (one.ids, "holds 24 questions; split it" in one.what) == (("shop",), True)


def test_a_category_that_holds_one_question_is_to_be_merged(project: Project) -> None:
    root = project(
        {**ARTICLES, "kb/articles/money/tax/vat.md": "---\nid: vat\ntitle: Is VAT included?\n---\n"}
    )

    (one,) = found(root, "categories")

    assert one.what == "'tax' holds 1 question; merge it into 'Money'"


def test_the_same_words_give_the_same_suggestions_in_any_order(project: Project) -> None:
    rows = ["2026-02,student discount,9,0,0", "2026-03,parcel,60,,2", "2026-03,my parcel,30,,2"]
    root = project({**ARTICLES, "kb/searches/a.csv": SEARCHES + "\n".join(rows) + "\n"})
    first = suggest(root, Wanted(), lambda done, total: None).found
    (root / "kb/searches/a.csv").write_text(SEARCHES + "\n".join(rows[::-1]) + "\n")

    assert first == suggest(root, Wanted(), lambda done, total: None).found


def test_faulty_counts_stop_suggestions(project: Project) -> None:
    root = project({**ARTICLES, "kb/searches/2026.csv": SEARCHES + "2026-02,sofa,many,,\n"})

    value = suggest(root, Wanted(), lambda done, total: None)

    assert [(one.source.path, one.source.line) for one in value.problems] == [
        ("kb/searches/2026.csv", 2)
    ]


def test_a_word_that_customers_type_again_and_again_is_no_typing_error(project: Project) -> None:
    root = project(
        {
            **searched("2026-03,cost of sending,2,,0", "2026-03,what does it cost,2,,0"),
            "kb/decided.csv": "text,id\nwhat does it cost,invoice\n",
        }
    )

    (one,) = found(root, "also-asked")

    # "lost" is one letter away, and search would read it so
    assert one.change == AddPhrasings(("en", "invoice"), ("what does it cost",))


def test_a_word_that_one_customer_typed_wrong_is_in_no_phrasing(project: Project) -> None:
    root = project(
        {
            **searched("2026-03,parcle never came,4,,0", "2026-03,where is it,2,,0"),
            "kb/decided.csv": "text,id\nparcle never came,lost\n",
        }
    )

    assert found(root, "also-asked") == []


def test_words_that_search_reads_for_others_are_placed_by_editors_alone(project: Project) -> None:
    root = project(searched("2026-03,is my parcel cost,5,,1", "2026-03,what does it cost,5,,1"))

    assert found(root, "also-asked") == []


def test_a_draft_beside_which_nothing_is_near_says_so_and_guesses_its_category(
    project: Project,
) -> None:
    root = project(searched("2026-02,crypto payment,9,0,0"))

    (one,) = found(root, "missing")

    assert isinstance(one.change, WriteDraft)
    assert (one.change.guess, one.evidence.note) == (True, "nothing is near")
