import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.search.corpus import corpus
from kbtool.search.documents import Document
from kbtool.search.export import export, script_path
from kbtool.search.ranking import prior_unit
from kbtool.search.shards import LAST, MORE, Shards, front_coded, numbers, ranges, script, units


def text_of(content: bytes) -> str:
    """Return the text that a script hands over, read as a browser reads it."""
    quoted = content.decode().split(",", 2)[2]
    return (
        quoted[1 : -len("');\n")]
        .replace("\\\\", "\0")
        .replace("\\'", "'")
        .replace("\\n", "\n")
        .replace("\0", "\\")
    )


def root_of(scripts: Mapping[str, bytes], lang: str) -> dict[str, Any]:
    return dict(json.loads(text_of(scripts[script_path(lang)])))


def read_numbers(digits: str) -> list[int]:
    read, number, scale = [], 0, 1
    for digit in digits:
        number += (LAST + MORE).index(digit) * scale
        scale *= 32
        if digit in LAST:
            read.append(number)
            number, scale = 0, 1
    return read


def read_words(text: str) -> list[str]:
    words, word = [], ""
    for coded in text.split(" ") if text else []:
        kept = word.encode("utf-16-le")[: 2 * LAST.index(coded[0])].decode("utf-16-le")
        word = kept + coded[1:]
        words.append(word)
    return words


def read_entries(text: str) -> dict[str, tuple[int, list[tuple[int, int]]]]:
    terms, worths, impacts, postings = text.split("\n")
    entries = {}
    for term, packed in zip(read_words(terms), postings.split(" "), strict=True):
        worth, *flat = read_numbers(packed)
        steps, places = flat[: len(flat) // 2], flat[len(flat) // 2 :]
        documents = [sum(steps[: n + 1]) for n in range(len(steps))]
        found = [read_numbers(impacts)[place] for place in places]
        entries[term] = (read_numbers(worths)[worth], list(zip(documents, found, strict=True)))
    return entries


def shards_of(scripts: Mapping[str, bytes], lang: str, kind: str) -> list[str]:
    start = root_of(scripts, lang)["shards"][kind]
    named = {
        int(path.rsplit("/", 1)[1].removesuffix(".js")): text_of(content)
        for path, content in scripts.items()
        if path.startswith(f"search/{lang}/{kind}-{start}/")
    }
    return [named[number] for number in range(len(named))]


def test_every_term_is_in_a_shard_with_all_that_the_ranking_adds(
    documents: list[Document],
) -> None:
    built = corpus(documents)
    scripts = export(built, build_id="b1", one_file=0).files

    for lang, part in built.parts.items():
        found: dict[str, tuple[int, list[tuple[int, int]]]] = {}
        for text in shards_of(scripts, lang, "terms"):
            found |= read_entries(text)
        known = {*part.terms, *part.everywhere}
        expected = {term: (part.worth(term), list(part.impacts(term))) for term in known}
        assert expected == found
        root = root_of(scripts, lang)
        assert part.priors == [root["priorValues"][place] for place in read_numbers(root["priors"])]
        assert root["priorUnit"] == prior_unit(part.ranking)


def test_every_word_stands_in_the_shards_of_words_that_it_may_be_meant_by(
    documents: list[Document],
) -> None:
    built = corpus(documents)
    scripts = export(built, build_id="b1", one_file=0).files

    part = built.parts["en"]
    shards = shards_of(scripts, "en", "spelling")
    assert max(map(len, part.words)) + 1 == len(shards)
    for letters, text in enumerate(shards):
        words, holding = text.split("\n")
        steps = 0 if letters < 3 else 1 if letters < 8 else 2
        expected = [w for w in part.words if steps and abs(len(w) - letters) <= steps]
        assert expected == read_words(words)
        assert len(expected) == len(read_numbers(holding))


def test_a_small_language_is_one_file(documents: list[Document]) -> None:
    built = corpus(documents)

    assert {"search/en.js", "search/zh.js"} == set(export(built, build_id="b1").files)
    assert len(export(built, build_id="b1", one_file=0).files) > 2


def test_the_same_corpus_gives_the_same_bytes(documents: list[Document]) -> None:
    first = export(corpus(documents), build_id="b1", one_file=0).files

    assert first == export(corpus(reversed(documents)), build_id="b1", one_file=0).files


def test_what_changes_gets_a_new_name_and_what_stays_keeps_it() -> None:
    def shards(text: str) -> dict[str, str]:
        built = corpus([Document("a", "en", "a/", "Refunds", answer="Soon", text=text)])
        return dict(root_of(export(built, build_id="b1").files, "en")["shards"])

    before, after = shards("one two"), shards("one three")
    assert before["texts"] != after["texts"]
    assert before["documents"] == after["documents"]


def test_only_foldings_that_can_find_something_are_shipped() -> None:
    built = corpus([Document("a", "zh", "a/", "退货")])

    folding = root_of(export(built, build_id="b1").files, "zh")["analyzer"]["folding"]
    assert "貨货" in folding
    assert "票" not in folding


@pytest.mark.parametrize(
    ("document", "shown"),
    [
        (Document("a", "en", "a/", "A", answer="Short", text="Long"), "Short"),
        (Document("a", "en", "a/", "A", text="All of it"), "All of it"),
        (Document("a", "en", "a/", "A", text="x" * 5000), "x" * 160 + "…"),
        (Document("a", "zh", "a/", "A", text="退" * 5000), "退" * 80 + "…"),
    ],
)
def test_a_result_shows_the_short_answer_or_the_beginning_of_the_body(
    document: Document, shown: str
) -> None:
    scripts = export(corpus([document]), build_id="b1", one_file=0).files

    for text in shards_of(scripts, document.lang, "documents"):
        assert [shown] == json.loads(text)["text"]


@given(st.lists(st.integers(0, 1 << 40)))
@settings(deadline=None, max_examples=60)
def test_numbers_can_be_read_again(values: list[int]) -> None:
    assert values == read_numbers(numbers(values))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Z", "C"]), min_size=1)))
@settings(deadline=None, max_examples=60)
def test_front_coded_words_can_be_read_again(words: list[str]) -> None:
    words = sorted({word for word in words if " " not in word}, key=units)

    assert words == read_words(front_coded(words))


@given(st.text(st.characters(exclude_categories=["Cs"])))
@settings(deadline=None, max_examples=60)
def test_a_script_is_one_line_that_hands_over_its_text(text: str) -> None:
    text = text.replace("\r", "").replace("\0", "")
    content = script("n", text).decode()

    assert content.count("\n") == 1
    assert text == text_of(content.encode())


@given(st.lists(st.text("ab退货", min_size=1, max_size=5), unique=True), st.integers(1, 30))
@settings(deadline=None, max_examples=60)
def test_ranges_hold_every_name_once_and_keep_beginnings_together(
    names: list[str], target: int
) -> None:
    names.sort(key=units)
    beginnings = [name[:2] for name in names]
    found = list(ranges(beginnings, [3] * len(names), target))

    assert names == [name for start, end in found for name in names[start:end]]
    for start, _ in found[1:]:
        assert beginnings[start] != beginnings[start - 1]


def test_shards_of_other_texts_have_another_hash() -> None:
    hashes = {Shards.of(texts).hash for texts in [("ab",), ("a", "b"), ("b", "a"), ("a", "b", "")]}

    assert len(hashes) == 4
