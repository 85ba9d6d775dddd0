import json
from typing import Any

from kbtool.search.corpus import corpus
from kbtool.search.documents import FIELDS, Document
from kbtool.search.export import DIGITS, export, script_path


def data(script: bytes) -> dict[str, Any]:
    text = script.decode()
    assert text.startswith("kb.search.load({")
    return dict(json.loads(text[len("kb.search.load(") : -len(");\n")]))


def numbers(digits: str) -> list[int]:
    read, number, shift = [], 0, 0
    for digit in digits:
        value = DIGITS.index(digit)
        number |= (value & 31) << shift
        shift += 5
        if value < 32:
            read.append(number)
            number = shift = 0
    return read


def unpacked(digits: str) -> list[tuple[int, int, int]]:
    stream = iter(numbers(digits))
    postings = []
    for head in stream:
        document = 0
        for _ in range(head >> 3):
            step = next(stream)
            document += step >> 1
            postings.append((head & 7, document, next(stream) + 2 if step & 1 else 1))
    return postings


def test_each_language_has_a_script_with_its_postings(documents: list[Document]) -> None:
    built = corpus(documents)
    scripts = export(built, build_id="b1")

    assert {script_path("zh"), script_path("en")} == set(scripts)
    for lang, part in built.parts.items():
        exported = data(scripts[script_path(lang)])
        terms = exported["terms"].split("\n")
        assert list(part.terms) == terms
        for term, packed in zip(terms, exported["postings"].split(" "), strict=True):
            assert list(part.postings(term)) == unpacked(packed)
        for field in range(len(FIELDS)):
            assert list(part.lengths[field]) == numbers(exported["lengths"][field])


def test_the_same_corpus_gives_the_same_bytes(documents: list[Document]) -> None:
    first = export(corpus(documents), build_id="b1")

    assert first == export(corpus(reversed(documents)), build_id="b1")


def test_only_foldings_that_can_find_something_are_shipped() -> None:
    built = corpus([Document("a", "zh", "a/", "退货")])

    folding = data(export(built, build_id="b1")[script_path("zh")])["analyzer"]["folding"]
    assert "貨货" in folding
    assert "票" not in folding


def test_a_result_shows_the_short_answer_or_the_beginning_of_the_body() -> None:
    built = corpus(
        [
            Document("a", "en", "a/", "A", answer="Short", text="Long"),
            Document("b", "en", "b/", "B", text="x" * 5000),
        ]
    )

    texts = data(export(built, build_id="b1")[script_path("en")])["texts"]
    assert [texts[0], len(texts[1])] == ["Short", 1200]
