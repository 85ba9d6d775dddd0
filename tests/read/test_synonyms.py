"""Synonyms: what is read of them, and what is told."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.model import Source, Synonym
from kbtool.read.synonyms import read_synonyms

PATH = "kb/synonyms.yml"


def told(text: str, languages: tuple[str, ...] = ("en",)) -> list[tuple[str, int, int]]:
    _, problems = read_synonyms(text, PATH, languages)
    assert {problem.rule.id for problem in problems} <= {"KB323"}
    return [(one.message, one.source.line, one.source.column) for one in problems]


def test_a_list_finds_both_ways_and_a_mapping_one_way() -> None:
    text = "en:\n  - [parcel, package]\n  - duvet: [quilt, comforter]\n"

    synonyms, problems = read_synonyms(text, PATH, ("zh", "en"))

    assert problems == []
    assert synonyms == (
        Synonym("en", ("parcel", "package"), ("parcel", "package"), Source(PATH, 2, 6, 6)),
        Synonym("en", ("duvet",), ("quilt", "comforter"), Source(PATH, 3, 5, 5)),
    )


def test_with_one_language_the_list_stands_alone() -> None:
    synonyms, problems = read_synonyms("- [退钱, 退款]\n", PATH, ("zh",))

    assert problems == []
    assert [(one.lang, one.words) for one in synonyms] == [("zh", ("退钱", "退款"))]


def test_with_several_languages_each_list_names_its_own() -> None:
    assert told("- [parcel, package]\n", ("zh", "en")) == [("synonyms belong to a language", 1, 1)]


def test_an_unknown_language_is_told_at_its_name() -> None:
    assert told("eng:\n  - [a, b]\n", ("zh", "en")) == [
        ("'eng' is no language of the knowledge base", 1, 1)
    ]


def test_one_bad_entry_hides_no_other() -> None:
    text = "- parcel\n- [alone]\n- [{a: b}, c]\n- duvet:\n- [good, fine]\n"

    synonyms, _ = read_synonyms(text, PATH, ("en",))

    assert [one.words for one in synonyms] == [("good", "fine")]
    assert told(text) == [
        ("a synonym is a list of words, not text", 1, 3),
        ("a word alone has no synonym", 2, 3),
        ("a synonym is a word, not a mapping", 3, 4),
        ("'duvet' finds nothing", 4, 3),
    ]


def test_words_that_yaml_takes_for_something_else_are_words() -> None:
    synonyms, problems = read_synonyms("- [no, 010]\n- 1:30: half past one\n", PATH, ("en",))

    assert problems == []
    assert [(one.words, one.finds) for one in synonyms] == [
        (("no", "010"), ("no", "010")),
        (("1:30",), ("half past one",)),
    ]


def test_a_file_or_a_language_without_entries_has_no_synonyms() -> None:
    assert read_synonyms("# nothing yet\n", PATH, ("en",)) == ((), [])
    assert read_synonyms("en:\n", PATH, ("zh", "en")) == ((), [])


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="- []{}:,ab'\"\n#", max_size=60))
def test_no_text_brings_the_reader_down(text: str) -> None:
    synonyms, _ = read_synonyms(text, PATH, ("en",))

    assert all(one.words and one.finds for one in synonyms)
