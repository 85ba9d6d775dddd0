"""The YAML reader: plain documents as everyone reads them, everything else refused in its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.model import Source
from kbtool.problems import Problem
from kbtool.read.yaml_source import Node, read_yaml, top_level_text


def plain(node: Node) -> Any:
    """Return what a reader without positions would have returned."""
    if isinstance(node.value, Mapping):
        return {key: plain(entry.node) for key, entry in node.value.items()}
    if isinstance(node.value, tuple):
        return [plain(item) for item in node.value]
    return node.value


def value(text: str) -> Any:
    node, problems = read_yaml(text, "a.yml")
    assert (node is None, problems) == (False, [])
    assert node is not None
    return plain(node)


def entry(text: str, key: str) -> Node:
    node, _ = read_yaml(text, "a.yml")
    assert node is not None and isinstance(node.value, Mapping)
    return node.value[key].node


def told(text: str) -> list[tuple[str, int, int]]:
    """Return rule, line and column of every problem."""
    _, problems = read_yaml(text, "a.yml")
    return [(p.rule.id, p.source.line, p.source.column) for p in problems]


def only(text: str) -> Problem:
    _, problems = read_yaml(text, "a.yml")
    assert len(problems) == 1
    return problems[0]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("1:30", "1:30"),
        ("010", "010"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("007.5", "007.5"),
        ("2026-03-31 10:00", "2026-03-31 10:00"),
        ("=", "="),
        ("<<", "<<"),
        (".inf", ".inf"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("12", 12),
        ("-3", -3),
        ("-" + "9" * 18, -999_999_999_999_999_999),
        ("+4", 4),
        ("0", 0),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ("2026-03-31", dt.date(2026, 3, 31)),
        ("2026-3-1", dt.date(2026, 3, 1)),
        ('"12"', "12"),
        ("'true'", "true"),
        ('"2026-03-31"', "2026-03-31"),
        ("退款多久到账？", "退款多久到账？"),
    ],
)
def test_a_plain_scalar_is_what_it_looks_like(written: str, meant: object) -> None:
    found = value(f"key: {written}\n")["key"]

    assert (type(meant), meant) == (type(found), found)


def test_a_value_knows_where_it_stands() -> None:
    node = entry("title: How?\nanswer:   In 3 days.\n", "answer")

    assert node.source == Source("a.yml", 2, 11, 10)


def test_columns_count_characters_and_not_bytes() -> None:
    node = entry('{标题: 退货, id: "x"}\n', "id")

    assert node.source == Source("a.yml", 1, 14, 3)


def test_lines_count_from_the_line_on_which_the_text_starts() -> None:
    node, _ = read_yaml("id: a\ntitle: b\n", "a.md", first_line=2)

    assert node is not None and isinstance(node.value, Mapping)
    assert node.value["title"].key == Source("a.md", 3, 1, 5)


def test_a_block_text_knows_where_its_words_begin() -> None:
    node = entry("id: a\nbody: |\n    First\n    second\n", "body")

    assert (node.value, node.block_line, node.block_column) == ("First\nsecond\n", 3, 5)


def test_a_block_text_may_begin_with_blank_lines() -> None:
    node = entry("body: |\n\n  First\n", "body")

    assert (node.raw, node.block_line, node.block_column) == ("\nFirst\n", 2, 3)


def test_an_empty_document_is_nothing_and_no_problem() -> None:
    assert read_yaml("", "a.yml") == (None, [])
    assert read_yaml("# only a comment\n", "a.yml") == (None, [])
    assert read_yaml("---\n", "a.yml") == (None, [])


def test_a_key_twice_is_told_and_the_first_value_stays() -> None:
    node, problems = read_yaml("id: a\ntitle: b\nid: c\n", "a.yml")

    assert node is not None
    assert plain(node) == {"id": "a", "title": "b"}
    assert [(p.rule.id, p.source.line, p.hint) for p in problems] == [
        ("KB302", 3, "the first is on line 1; keep one")
    ]


def test_the_same_key_in_two_entries_of_a_list_is_no_duplicate() -> None:
    assert value("- id: a\n- id: b\n") == [{"id": "a"}, {"id": "b"}]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: &x 1\nb: 2\n", ("KB301", 1, 4)),
        ("a: 1\nb: *x\n", ("KB301", 2, 4)),
        ("a: !!python/object:os.system x\n", ("KB301", 1, 4)),
        ("a: !secret x\n", ("KB301", 1, 4)),
        ("a: 1\n---\nb: 2\n", ("KB301", 2, 1)),
        ("? [a, b]\n: c\n", ("KB301", 1, 3)),
        ("? {a: b}\n: c\n", ("KB301", 1, 3)),
        ("title: Refunds: how?\n", ("KB301", 1, 15)),
        ("title: @home\n", ("KB301", 1, 8)),
        ("a: 2026-02-30\n", ("KB305", 1, 4)),
        ("a: 1e999\n", ("KB310", 1, 4)),
        (f"a: {'9' * 19}\n", ("KB310", 1, 4)),
        ("a: x\x07y\n", ("KB301", 1, 5)),
        ("a: x\u2028y\n", ("KB301", 1, 5)),
    ],
)
def test_what_is_refused_is_told_at_its_place(text: str, place: tuple[str, int, int]) -> None:
    assert told(text) == [place]


def test_text_with_a_colon_gets_the_hint_to_quote_it() -> None:
    assert only("title: Refunds: how?\n").hint == "put text that contains ': ' between quotes"


def test_many_faults_of_values_are_told_at_once() -> None:
    text = "a: 2026-02-30\nb: 1e999\na: 2\n"

    assert told(text) == [("KB305", 1, 4), ("KB310", 2, 4), ("KB302", 3, 1)]


def test_a_day_that_does_not_exist_stays_text() -> None:
    node, _ = read_yaml("a: 2026-02-30\n", "a.yml")

    assert node is not None
    assert plain(node) == {"a": "2026-02-30"}


@pytest.mark.parametrize("opened", ["[", "{a: ", "- ", "? "])
def test_absurd_nesting_is_a_problem_and_no_crash(opened: str) -> None:
    _, problems = read_yaml(opened * 20_000, "a.yml")

    assert [p.rule.id for p in problems] == ["KB301"]


def test_twenty_levels_are_allowed() -> None:
    assert told("[" * 20 + "]" * 20) == []
    assert told("[" * 21 + "]" * 21) == [("KB301", 1, 21)]


def test_too_many_values_are_refused() -> None:
    problem = only("[" + "1," * 200_001 + "]")

    assert problem.message == "more than 200,000 values"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a: x", "text"),
        ("a: true", "true or false"),
        ("a: 1", "a whole number"),
        ("a: 1.5", "a number"),
        ("a: 2026-03-31", "a date"),
        ("a: [1]", "a list"),
        ("a: {b: 1}", "a mapping"),
        ("a:", "nothing"),
    ],
)
def test_a_type_has_the_name_an_author_would_use(text: str, name: str) -> None:
    assert entry(text, "a").type_name == name


@given(st.text() | st.text(alphabet="-:[]{}#&*!|>'\"%@`?, \n\tab01.\x00\x85\u2028\ufeff"))
@settings(deadline=None, max_examples=150)
def test_no_text_brings_the_reader_down(text: str) -> None:
    node, problems = read_yaml(text, "a.yml")

    assert node is not None or problems or _nothing(text)
    for problem in problems:
        assert 1 <= problem.source.line <= text.count("\n") + 2
        assert problem.source.column >= 1


def _nothing(text: str) -> bool:
    return yaml.safe_load(text.replace("\ufeff", "")) is None


WORDS = st.text(alphabet="abcdeZ éß退款", min_size=1, max_size=8).map(str.strip).filter(bool)
SAFE_WORDS = WORDS.filter(lambda word: yaml.safe_load(word) == word)
SCALARS = (
    st.integers(-(10**17), 10**17)
    | st.booleans()
    | st.none()
    | st.dates()
    | SAFE_WORDS
    | st.text(alphabet="ab: #'\"\\\n退-{}[]&*!|>%@", max_size=12)
)
DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(SAFE_WORDS, inner, max_size=4),
    max_leaves=12,
).filter(lambda document: document is not None)


@given(DOCUMENTS, st.booleans())
@settings(deadline=None, max_examples=100)
def test_a_plain_document_is_read_as_by_everyone_else(document: object, flow: bool) -> None:
    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: object) -> bool:
            return True

    text = yaml.dump({"key": document}, Dumper=Dumper, allow_unicode=True, default_flow_style=flow)

    assert value(text) == yaml.safe_load(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("site_url: https://x.example/\n", "https://x.example/"),
        ("a: {site_url: no}\nsite_url: 'yes'\n", "yes"),
        ("a: [site_url, no]\nb: site_url\nsite_url: yes\n", "yes"),
        ("run: !!python/object/apply:os.system [exit]\nsite_url: yes\n", "yes"),
        ("a: &x {b: c}\nd: *x\nsite_url: yes\n", "yes"),
        ("? {a: b}\n: site_url\nsite_url: yes\n", "yes"),
        ("site_url: !ENV [URL, x]\n", ""),
        ("site_url:\n", ""),
        ("- site_url: no\n", ""),
        ("site_url", ""),
        ("a: [\nsite_url: no", ""),
        ("", ""),
        ("[" * 50_000, ""),
    ],
)
def test_one_key_of_a_foreign_file_is_read_and_no_tag_obeyed(text: str, found: str) -> None:
    assert top_level_text(text, "site_url") == found
