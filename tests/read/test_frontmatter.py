"""A Markdown file falls into front matter and body, and no line is lost."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.read.frontmatter import FrontMatter, split


def good(text: str) -> FrontMatter:
    front, problems = split(text, "a.md")
    assert problems == []
    return front


def told(text: str) -> list[tuple[str, int, int]]:
    _, problems = split(text, "a.md")
    return [(p.rule.id, p.source.line, p.source.column) for p in problems]


def test_the_body_begins_on_the_line_below_the_front_matter() -> None:
    front = good("---\nid: a\n---\n\nIn 3 days.\n")

    assert (front.body, front.body_line) == ("\nIn 3 days.\n", 4)


def test_a_field_stands_on_its_line_of_the_file() -> None:
    front = good("---\nid: a\ntitle: How?\n---\n")

    assert front.fields is not None and isinstance(front.fields.value, Mapping)
    assert front.fields.value["title"].node.source.line == 3


def test_dots_end_front_matter_too() -> None:
    front = good("---\nid: a\n...\nBody\n")

    assert (front.body, front.body_line) == ("Body\n", 4)


def test_spaces_behind_the_dashes_do_no_harm() -> None:
    assert good("---  \nid: a\n---\t\nBody").body == "Body"


def test_a_rule_in_the_body_ends_nothing() -> None:
    assert good("---\nid: a\n---\none\n\n---\n\ntwo\n").body == "one\n\n---\n\ntwo\n"


def test_four_dashes_are_no_end() -> None:
    assert told("---\nid: a\n----\n") == [("KB312", 1, 1)]


def test_empty_front_matter_is_a_mapping_without_keys() -> None:
    front = good("---\n---\nBody\n")

    assert front.fields is not None
    assert front.fields.value == {}


def test_a_file_without_front_matter_is_told() -> None:
    assert told("# Refunds\n") == [("KB317", 1, 1)]


def test_a_line_before_the_front_matter_is_told() -> None:
    assert told("\n---\nid: a\n---\n") == [("KB317", 1, 1)]


def test_an_empty_file_is_told() -> None:
    assert told("") == [("KB317", 1, 1)]


def test_what_is_never_closed_is_never_shown_as_body() -> None:
    front, problems = split("---\nid: a\nsecret: yes\n", "a.md")

    assert (front.fields, front.body) == (None, "")
    assert [p.rule.id for p in problems] == ["KB312"]


def test_a_fault_of_the_yaml_is_told_on_its_line_of_the_file() -> None:
    assert told("---\nid: a\ntitle: Refunds: how?\n---\n") == [("KB301", 3, 15)]


@given(st.text(alphabet="-.:ab \n", max_size=60))
@settings(deadline=None, max_examples=100)
def test_no_text_brings_it_down_and_the_body_is_the_end_of_the_file(text: str) -> None:
    front, problems = split(text, "a.md")

    assert front.fields is not None or problems
    assert text.endswith(front.body)
    if front.fields is not None:
        assert "\n".join(text.split("\n")[front.body_line - 1 :]) == front.body
