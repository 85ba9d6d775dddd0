"""What words find besides themselves."""

from __future__ import annotations

from kbtool.search.analyzer import analyse
from kbtool.search.thesaurus import SHARE, USUAL, thesaurus

from .conftest import synonym


def test_a_synonym_of_one_way_leads_one_way() -> None:
    found = thesaurus([synonym("en", ("sofa",), ("couches",))], "en", usual=False)

    assert found == {("sofa",): ((("couch",), SHARE),)}


def test_a_synonym_of_two_ways_leads_there_and_back_and_never_to_itself() -> None:
    words = ("sofa", "couch", "settee")

    found = thesaurus([synonym("en", words, words)], "en", usual=False)
    assert {typed: [terms for terms, _ in others] for typed, others in found.items()} == {
        ("sofa",): [("couch",), ("sette",)],
        ("couch",): [("sofa",), ("sette",)],
        ("sette",): [("sofa",), ("couch",)],
    }


def test_several_words_are_typed_as_pieces_and_found_as_terms() -> None:
    found = thesaurus([synonym("en", ("A-100 box", "退款"), ("T-shirts",))], "en", usual=False)

    terms = tuple(analyse("T-shirts"))
    assert found == {("a", "100", "box"): ((terms, SHARE),), ("退", "款"): ((terms, SHARE),)}


def test_chinese_synonyms_are_found_by_all_their_characters_and_pairs() -> None:
    found = thesaurus([synonym("zh", ("寄回",), ("退換貨",))], "zh", usual=False)

    assert found == {("寄", "回"): ((("退", "换", "退换", "货", "换货"), SHARE),)}


def test_what_an_editor_wrote_comes_first_and_has_more_share_than_what_everybody_says() -> None:
    found = thesaurus([synonym("en", ("voucher",), ("gift card", "coupons"))], "en")

    assert found["voucher",] == ((("gift", "card"), SHARE), (("coupon",), SHARE))
    assert found["coupon",] == ((("voucher",), USUAL),)


def test_synonyms_of_another_language_are_not_there() -> None:
    assert thesaurus([synonym("zh", ("a",), ("b",))], "en", usual=False) == {}
    assert thesaurus([], "ja") == {}


def test_a_country_has_the_synonyms_of_its_language() -> None:
    assert thesaurus([], "en-GB") == thesaurus([], "en") != {}


def test_words_that_are_analysed_alike_are_no_synonyms() -> None:
    same = synonym("en", ("refund", "?!"), ("Refunds", "...", "refunded"))

    assert thesaurus([same], "en", usual=False) == {}
