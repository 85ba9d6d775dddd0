import unicodedata
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.search import tables
from kbtool.search.analyzer import (
    Kind,
    analyse,
    function_terms,
    kind,
    normalise,
    pieces,
    tokens,
    words,
)


def test_every_case_of_the_contract_gives_its_terms(cases: list[dict[str, Any]]) -> None:
    assert len(cases) >= 300
    for case in cases:
        assert (case["text"], case["terms"]) == (case["text"], analyse(case["text"]))


def test_traditional_and_simplified_text_become_the_same_terms() -> None:
    assert analyse("如何申请退货？发票") == analyse("如何申請退貨？發票")


def test_no_folded_character_is_folded_again() -> None:
    folding = tables.folding()

    assert not folding.keys() & set(folding.values())


@settings(deadline=None)
@given(st.text())
def test_a_normalised_text_is_normal(text: str) -> None:
    once = normalise(text)

    # A letter may meet a mark only after something between them went away.
    assert analyse(normalise(once)) == analyse(once)


COMMON = [
    *map(chr, (*range(0x80), *range(0x2010, 0x2028), *range(0x3000, 0x302A))),
    *map(chr, (*range(0x4E00, 0xA000), *range(0xFF01, 0xFF5F))),
]


@settings(deadline=None)
@given(st.text(st.sampled_from(COMMON)))
def test_common_text_takes_a_short_cut_to_the_same_form(text: str) -> None:
    assert normalise(text) == normalise(f"{text} é")[:-2]


def test_every_common_character_takes_the_same_short_cut() -> None:
    for one in COMMON:
        assert normalise(f"a{one}b") == normalise(f"a{one}b é")[:-2]


@settings(deadline=None)
@given(st.text())
def test_any_text_becomes_short_terms_without_spaces(text: str) -> None:
    for term in analyse(text):
        assert 0 < len(term) <= 64 + 1
        assert term == "".join(term.split())


def test_the_table_knows_every_letter_of_unicode_14() -> None:
    kept = [
        chr(code)
        for code in (*range(0x100, 0x2000), *range(0x2C00, 0xD800))
        if unicodedata.category(chr(code))[0] == "L"
        and unicodedata.normalize("NFKC", chr(code)).isalpha()
    ]

    # Newer Pythons know newer letters, which the table leaves out on purpose.
    lost = [character for character in kept if not analyse(character)]
    assert len(lost) < 0.01 * len(kept)


def test_the_kind_of_a_term_is_told_by_its_form() -> None:
    told = {term: kind(term) for term in ("退", "退货", "7天", "t恤", "a100", "हिन्दी")}

    assert told == {
        "退": Kind.UNIGRAM,
        "退货": Kind.BIGRAM,
        "7天": Kind.BIGRAM,
        "t恤": Kind.BIGRAM,
        "a100": Kind.WORD,
        "हिन्दी": Kind.WORD,
    }


def test_function_words_are_terms_the_analyzer_gives() -> None:
    given = {term for word in tables.function_words() for term in analyse(word)}

    assert {"的", "怎么", "how", "dont", "pleas"} <= function_terms()
    assert function_terms() <= given


def test_tokens_are_the_terms_of_a_text_with_their_places(cases: list[dict[str, Any]]) -> None:
    for case in cases:
        text = normalise(case["text"])
        found = tokens(text)

        assert case["terms"] == [term for term, _, _ in found]
        assert all(0 <= start < end <= len(text) for _, start, end in found)


@given(st.text("中文繁體，。…\0 ,.'\"!-_()aéRx7ｅか々", max_size=12))
def test_a_text_has_the_same_terms_with_and_without_their_places(text: str) -> None:
    found = [term for term, _, _ in tokens(normalise(text))]

    assert found == analyse(text)


def test_a_token_stands_where_its_letters_do() -> None:
    text = "7天 a-100型"
    found = [(term, text[start:end]) for term, start, end in tokens(text)]

    assert found[:5] == [("7", "7"), ("天", "天"), ("7天", "7天"), ("a", "a"), ("100", "100")]
    assert found[5:] == [("a100", "a-100"), ("型", "型"), ("100型", "100型")]


@given(st.text("中文繁體，。…\0 ,.'\"!-_()aéRx7ｅか々", max_size=12))
def test_words_are_those_pieces_of_a_text_that_begin_with_a_letter(text: str) -> None:
    found = [piece.spelt for piece in pieces(normalise(text)) if piece.kind == "word"]

    assert words(text) == found


def test_pieces_are_words_numbers_and_single_characters() -> None:
    found = [(piece.term, piece.spelt, piece.kind) for piece in pieces("returns a-100 7天")]

    assert found == [
        ("return", "returns", "word"),
        ("a", "a", "word"),
        ("100", "100", "number"),
        ("7", "7", "number"),
        ("天", "天", "cjk"),
    ]


def test_words_are_what_can_be_spelt_wrong() -> None:
    text = f"Returns, A-100 und Größe: 退货 iPhone15 {'long' * 20}"

    assert words(text) == ["returns", "a", "und", "grosse", "iphone"]
