import unicodedata
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.search import tables
from kbtool.search.analyzer import (
    MAX_QUERY_TERMS,
    Kind,
    analyse,
    function_terms,
    kind,
    normalise,
    query_terms,
)


def test_every_case_of_the_contract_gives_its_terms(cases: list[dict[str, Any]]) -> None:
    assert len(cases) >= 80
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


def test_a_query_gives_each_term_once_in_its_order() -> None:
    assert query_terms("return a RETURN of an order, returned") == (
        "return",
        "a",
        "of",
        "an",
        "order",
    )


def test_a_query_is_bounded() -> None:
    words = " ".join(f"w{number}" for number in range(100))

    assert len(query_terms(words)) == MAX_QUERY_TERMS
    assert query_terms("a" * 100_000) == ("a" * 64,)
    assert query_terms("退" * 100_000) == ("退", "退退")
