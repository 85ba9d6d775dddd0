"""Keys have types, and what does not fit is told once, at its place."""

from __future__ import annotations

import datetime as dt

import pytest

from kbtool.model import Source
from kbtool.read.fields import Fields
from kbtool.read.yaml_source import read_yaml

KNOWN = ("id", "title", "tags", "asks", "draft", "date", "review_in", "type", "weight")


def fields(text: str) -> Fields:
    node, problems = read_yaml(text, "a.yml")
    assert problems == []
    assert node is not None
    return Fields(node, KNOWN, "an article")


def told(found: Fields) -> list[tuple[str, int, int, str]]:
    return [(p.rule.id, p.source.line, p.source.column, p.message) for p in found.problems]


def test_an_unknown_key_is_told_with_the_nearest_known_one() -> None:
    found = fields("titel: How?")

    assert told(found) == [("KB303", 1, 1, "an article has no key 'titel'")]
    assert found.problems[0].hint == "did you mean 'title'?"


def test_keys_of_your_own_begin_with_x() -> None:
    assert fields("x_reviewer: Lin\nx_: 1").problems == []


def test_a_list_is_no_mapping() -> None:
    found = fields("- id: a")

    assert told(found) == [("KB304", 1, 1, "an article is a mapping of keys to values, not a list")]
    assert found.text("id") == ""


def test_a_number_counts_as_the_text_that_was_written() -> None:
    found = fields("id: 12\ntitle: 1.50\ntype: 2026-3-1")

    assert [found.text(key) for key in ("id", "title", "type")] == ["12", "1.50", "2026-3-1"]


def test_a_list_is_no_text() -> None:
    found = fields("title: [a, b]")

    assert found.text("title", "default") == "default"
    assert told(found) == [("KB304", 1, 8, "'title' is text, not a list")]


def test_a_key_without_a_value_is_as_good_as_missing() -> None:
    found = fields("title:\ntags: ~")

    assert (found.text("title"), found.texts("tags"), found.node("title")) == ("", (), None)


def test_one_text_counts_as_a_list_of_one() -> None:
    assert fields("tags: returns").texts("tags") == ("returns",)


def test_a_list_of_texts_leaves_out_empty_ones() -> None:
    assert fields('tags: [returns, " ", 7]').texts("tags") == ("returns", "7")


def test_texts_know_where_they_stand() -> None:
    placed = fields("tags:\n  - one\n  - 二\n").placed_texts("tags")

    assert placed == (("one", Source("a.yml", 2, 5, 3)), ("二", Source("a.yml", 3, 5, 1)))


def test_a_mapping_inside_a_list_of_texts_is_told_and_the_rest_stays() -> None:
    found = fields("tags:\n  - Refunds: how?\n  - good\n")

    assert found.texts("tags") == ("good",)
    assert told(found) == [("KB304", 2, 5, "'tags' is a list of texts, not a mapping")]


@pytest.mark.parametrize(("written", "meant"), [("0", 0), ("12", 12), ("100", 100)])
def test_a_whole_number_within_its_bounds(written: str, meant: int) -> None:
    found = fields(f"asks: {written}")

    assert (found.whole("asks", 0, 100), found.problems) == (meant, [])


@pytest.mark.parametrize("written", ["-1", "101", "1.0", "many", "true", "[1]", '"5"'])
def test_anything_else_is_no_whole_number_within_its_bounds(written: str) -> None:
    found = fields(f"asks: {written}")

    assert found.whole("asks", 0, 100) is None
    assert [p.source.line for p in found.problems] == [1]


@pytest.mark.parametrize(("written", "meant"), [("true", True), ("false", False)])
def test_a_flag_is_true_or_false(written: str, meant: bool) -> None:
    assert fields(f"draft: {written}").flag("draft") is meant


@pytest.mark.parametrize("written", ["yes", "1", '"true"', "[true]"])
def test_anything_else_is_no_flag(written: str) -> None:
    found = fields(f"draft: {written}")

    assert found.flag("draft") is False
    assert [p.rule.id for p in found.problems] == ["KB304"]


def test_a_date_is_a_day() -> None:
    assert fields("date: 2026-03-31").day("date") == dt.date(2026, 3, 31)


@pytest.mark.parametrize("written", ["March", "12", "2026-03", "[2026-03-31]", "2026-03-31 10:00"])
def test_anything_else_is_no_date(written: str) -> None:
    found = fields(f"date: {written}")

    assert found.day("date") is None
    assert [(p.rule.id, p.source.column) for p in found.problems] == [("KB305", 7)]


@pytest.mark.parametrize(
    ("written", "days"),
    [("1 day", 1), ("10 days", 10), ("2 weeks", 14), ("6 months", 180), ("1 year", 365)],
)
def test_a_span_is_counted_in_days(written: str, days: int) -> None:
    assert fields(f"review_in: {written}").days("review_in") == days


@pytest.mark.parametrize("written", ["6", "6 moons", "-1 day", "half a year", "6months"])
def test_anything_else_is_no_span(written: str) -> None:
    found = fields(f"review_in: {written}")

    assert found.days("review_in") is None
    assert [p.rule.id for p in found.problems] == ["KB304"]


def test_a_choice_is_one_of_its_list() -> None:
    found = fields("type: polcy")

    assert found.choice("type", ("policy", "how-to")) == ""
    assert [(p.rule.id, p.hint) for p in found.problems] == [("KB313", "did you mean 'policy'?")]


def test_a_localised_text_is_one_for_all_or_one_for_each_language() -> None:
    both = fields("title: {zh: 帮助, en: Help}").localised("title", ("zh", "en"))
    one = fields("title: Help").localised("title", ("zh", "en"))

    assert (both.in_lang("zh"), both.in_lang("en")) == ("帮助", "Help")
    assert (one.in_lang("zh"), one.in_lang("en")) == ("Help", "Help")


def test_a_localised_text_in_an_unknown_language_is_told() -> None:
    found = fields("title: {zh: 帮助, fr: Aide}")

    assert found.localised("title", ("zh", "en")).in_lang("en") == "帮助"
    assert told(found) == [("KB303", 1, 17, "'title' has no key 'fr'")]


def test_keys_of_the_theme_pass_through_as_plain_values() -> None:
    node, _ = read_yaml("search: {boost: 2}\nhide: [toc]\nid: a", "a.yml")
    assert node is not None
    found = Fields(node, ("search", "hide", "id"), "an article")

    assert found.passthrough(("search", "hide", "icon")) == {
        "search": {"boost": 2},
        "hide": ["toc"],
    }


def test_a_missing_key_stands_where_its_mapping_stands() -> None:
    found = fields("id: a")

    assert (found.at("id"), found.at("title")) == (
        Source("a.yml", 1, 5, 1),
        Source("a.yml", 1, 1, 0),
    )
