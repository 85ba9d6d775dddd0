"""What may stand for the parts of a query."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.model import Ranking, Synonym
from kbtool.search.analyzer import stemmed
from kbtool.search.corpus import corpus
from kbtool.search.documents import Document
from kbtool.search.expand import (
    COMPLETIONS,
    CORRECTIONS,
    MAX_ALTERNATIVES,
    Correction,
    Expansion,
    expand,
)
from kbtool.search.lookup import PartLookup
from kbtool.search.query import read_query
from kbtool.search.ranking import SHARE, Alternative
from kbtool.search.thesaurus import SHARE as WRITTEN
from kbtool.search.whoosh_index import open_index, write_index

from .conftest import synonym

Found = dict[str, list[str]]


def lookup(*titles: str, synonyms: Iterable[Synonym] = (), lang: str = "en") -> PartLookup:
    """Return what is known of articles with these titles."""
    documents = [Document(f"{n:03}", lang, "", title) for n, title in enumerate(titles)]
    return PartLookup(corpus(documents, synonyms, Ranking(thesaurus=False)).parts[lang])


def shown(alternative: Alternative, known: PartLookup) -> str:
    """Return the terms of an alternative, with a share that is not whole and what it binds."""
    shares = {weight / known.worth(term) for term, weight in alternative.terms}
    terms = ("&" if alternative.whole else "+").join(term for term, _ in alternative.terms)
    (share,) = shares
    return terms + ("" if share == SHARE else f" {share:g}")


def expanded(known: PartLookup, query: str, *, typing: bool = False) -> Found:
    """Return the alternatives of each group, all of one share."""
    groups = expand(read_query(query), known, typing=typing).groups
    return {group.name: [shown(one, known) for one in group.alternatives] for group in groups}


def corrections(known: PartLookup, query: str, *, typing: bool = False) -> tuple[Correction, ...]:
    return expand(read_query(query), known, typing=typing).corrections


def test_every_term_is_a_group_and_stands_for_itself() -> None:
    known = lookup("How to refund an A-100")

    assert expanded(known, "how refund a-100") == {
        "how": ["how"],
        "refund": ["refund"],
        "a": ["a"],
        "100": ["100"],
        "a100": ["a100"],
    }


def test_chinese_characters_and_pairs_are_groups_of_their_own() -> None:
    assert expanded(lookup("退款", lang="zh"), "退款吗") == {
        term: [term] for term in ("退", "款", "退款", "吗", "款吗")
    }


def test_nothing_typed_expands_to_nothing() -> None:
    assert expand(read_query(""), lookup("Refund"), typing=True) == Expansion(())


class TestCorrections:
    def test_a_word_that_no_document_holds_is_corrected(self) -> None:
        known = lookup("Refund", "Invoice")

        assert expanded(known, "refnud") == {"refnud": ["refnud", "refund"]}
        assert corrections(known, "refnud") == (Correction("refnud", "refund"),)

    def test_the_first_letter_may_be_wrong(self) -> None:
        assert corrections(lookup("Invoice"), "unvoice") == (Correction("unvoice", "invoice"),)

    def test_a_word_that_some_document_holds_is_left_alone(self) -> None:
        known = lookup("Refund the card", "My car")

        assert expanded(known, "car card") == {"car": ["car"], "card": ["card"]}
        assert corrections(known, "car card refunding") == ()

    def test_a_form_of_a_known_word_is_left_alone(self) -> None:
        assert corrections(lookup("Refund", "Refined"), "refunded") == ()

    @pytest.mark.parametrize("query", ["xy", "a", "123457", "退款", "whom", "A-109"])
    def test_short_words_numbers_characters_and_function_words_are_left_alone(
        self, query: str
    ) -> None:
        known = lookup("xyz, 123456, 退換, whim", "ab cd", "A-108")

        assert corrections(known, query) == ()
        assert all(len(group) == 1 for group in expanded(known, query).values())

    def test_no_word_is_taken_for_a_function_word(self) -> None:
        known = lookup("Would you insure it?", "Would you help?")

        assert corrections(known, "won the world") == ()
        assert expanded(known, "world") == {"world": ["world"]}

    def test_at_most_four_are_tried_the_likeliest_first(self) -> None:
        known = lookup("cart", "cart", "cart", "card", "card", "care", "cars", "carp", "carb")

        assert expanded(known, "carx") == {
            "carx": ["carx", "cart", "card 170", "carb 85", "care 85"]
        }
        assert len(expanded(known, "carx")["carx"]) == 1 + CORRECTIONS
        assert corrections(known, "carx") == (Correction("carx", "cart"),)

    def test_a_word_two_letters_away_has_half_the_share_at_most(self) -> None:
        assert expanded(lookup("payments"), "paymenxx")["paymenxx"] == ["paymenxx", "payment 128"]

    def test_one_letter_is_eight_times_as_likely_as_two(self) -> None:
        known = lookup("payments", "paymants")

        assert expanded(known, "paymenxs") == {"paymenx": ["paymenx", "payment", "paymant 16"]}

    def test_a_known_word_counts_up_to_64_documents(self) -> None:
        titles = ["card"] * 80 + ["cart"] * 64 + ["care"] * 32

        assert expanded(lookup(*titles), "carx")["carx"] == ["carx", "card", "cart", "care 128"]

    def test_corrections_to_one_term_are_one_with_the_better_share(self) -> None:
        known = lookup("parcel", "parcel", "parcels")

        assert expanded(known, "parcal") == {"parcal": ["parcal", "parcel"]}

    def test_what_stands_in_quotation_marks_is_meant_as_it_stands(self) -> None:
        known = lookup("Refund of a card")

        assert corrections(known, '"refnud of" a carx') == (Correction("carx", "card"),)


class TestWordsRunTogetherOrTornApart:
    def test_two_words_run_together_are_told_apart(self) -> None:
        known = lookup("Gift voucher", "My voucher", "A gift")

        assert expanded(known, "giftvouchers voucher") == {
            "giftvouch": ["giftvouch"],
            "voucher": ["voucher"],
        }
        assert expanded(known, "giftvoucher") == {"giftvouch": ["giftvouch", "gift+voucher"]}

    def test_each_part_must_stand_in_two_documents(self) -> None:
        known = lookup("Gift voucher", "My voucher")

        assert expanded(known, "giftvoucher") == {"giftvouch": ["giftvouch"]}

    def test_the_likeliest_parting_is_taken(self) -> None:
        known = lookup("pin code", "pin code", "pin code", "pi ncode", "pi ncode")

        assert expanded(known, "pincode") == {"pincod": ["pincod", "pin+code"]}

    def test_short_words_are_not_parted(self) -> None:
        assert expanded(lookup("ab cd", "ab cd"), "abcd") == {"abcd": ["abcd"]}

    def test_a_word_that_some_document_holds_is_not_parted(self) -> None:
        known = lookup("Giftvoucher", "Gift voucher", "Gift voucher")

        assert expanded(known, "giftvoucher") == {"giftvouch": ["giftvouch"]}

    def test_a_word_that_is_torn_apart_is_joined(self) -> None:
        known = lookup("Refunds", "Refunds of a box")

        assert expanded(known, "re funds box") == {
            "re": ["re"],
            "fund": ["fund"],
            "box": ["box"],
            "refunds": ["refund"],
        }

    def test_a_word_of_two_known_ones_counts_half(self) -> None:
        known = lookup("Giftcard", *["Gift", "Card"] * 2)

        assert expanded(known, "gift card")["giftcard"] == ["giftcard 128"]

    def test_two_known_words_are_joined_only_to_one_made_of_common_words(self) -> None:
        known = lookup("Giftcard", "Gift", "Card")

        assert list(expanded(known, "gift card")) == ["gift", "card"]

    @pytest.mark.parametrize(
        "query", ["gift. card", "gift  card", "gift card giftcard", "gift-card", "gift 7 card"]
    )
    def test_words_that_are_apart_or_joined_already_are_not_joined(self, query: str) -> None:
        known = lookup("Giftcard", *["Gift", "Card"] * 2)

        assert list(expanded(known, query)) == [term.term for term in read_query(query).terms]


class TestFamilies:
    def test_a_word_finds_those_that_it_begins_and_those_that_begin_it(self) -> None:
        known = lookup("Warrant", "Warranty")

        assert expanded(known, "warrant") == {"warrant": ["warrant", "warranti 192"]}
        assert expanded(known, "warranty") == {"warranti": ["warranti", "warrant 192"]}

    def test_a_word_that_no_document_holds_has_a_family_too(self) -> None:
        assert expanded(lookup("Refund"), "refu") == {"refu": ["refu", "refund 192"]}

    def test_words_that_only_begin_alike_are_no_family(self) -> None:
        assert expanded(lookup("Warranty", "Warrantor"), "warranty") == {"warranti": ["warranti"]}

    def test_the_longer_has_four_letters_more_at_most(self) -> None:
        known = lookup("Card", "Cardigan", "Cardboard")

        assert expanded(known, "card") == {"card": ["card", "cardigan 192"]}
        assert expanded(known, "cardboard") == {"cardboard": ["cardboard"]}

    def test_the_shorter_has_four_letters_at_least(self) -> None:
        known = lookup("Car", "Card")

        assert expanded(known, "car card") == {"car": ["car"], "card": ["card"]}

    def test_codes_have_no_family(self) -> None:
        known = lookup("iPhone", "iPhone15", "2026", "20261")

        assert expanded(known, "iphone") == {"iphon": ["iphon"]}
        assert expanded(known, "2026") == {"2026": ["2026"]}

    def test_function_words_have_no_family(self) -> None:
        known = lookup("What whatnot")

        assert expanded(known, "what whatnot") == {"what": ["what"], "whatnot": ["whatnot"]}

    def test_none_is_worth_more_than_what_was_typed(self) -> None:
        known = lookup("Warranty", *["Warrant"] * 3)

        (group,) = expand(read_query("warrant"), known).groups
        assert known.worth("warrant") < known.worth("warranti")
        assert group.alternatives[1].terms == (("warranti", 192 * known.worth("warrant")),)

    def test_one_that_is_worth_less_stays_so(self) -> None:
        known = lookup("Warranty", *["Warrant"] * 3)

        (group,) = expand(read_query("warranty"), known).groups
        assert group.alternatives[1].terms == (("warrant", 192 * known.worth("warrant")),)

    def test_terms_of_another_language_are_no_family(self, tmp_path: Path) -> None:
        documents = [Document("a", "en", "", "Invent"), Document("b", "fr", "", "Inventory")]
        write_index(corpus(documents), tmp_path, build_id="b", source_hash="s")
        known = open_index(tmp_path)._parts["en"]

        (group,) = expand(read_query("invent"), known).groups
        assert list(known.beginning("inve")) == ["invent", "inventori"]
        assert [one.terms[0][0] for one in group.alternatives] == ["invent"]

    def test_what_stands_in_quotation_marks_has_no_family(self) -> None:
        assert expanded(lookup("Warranty"), '"warrant"') == {"warrant": ["warrant"]}

    def test_what_goes_on_has_no_family_besides_what_it_may_become(self) -> None:
        known = lookup("Warran", "Warrant", "Warranty")

        assert expanded(known, "warrant", typing=True) == {"warrant": ["warrant", "warranti 128"]}
        assert expanded(known, "warrant")["warrant"] == ["warrant", "warran 192", "warranti 192"]

    @settings(max_examples=100, deadline=None)
    @given(
        st.lists(st.text("abc1", min_size=2, max_size=11), max_size=12),
        st.text("abc", min_size=2, max_size=11),
    )
    def test_the_family_is_all_that_the_definition_names(self, words: list[str], own: str) -> None:
        known = lookup(*words, *(own[:length] for length in range(3, len(own) + 1)), own)

        expected = set()
        for term in known.part.terms:
            short, long = sorted((stemmed(own), term), key=len)
            alike = long.startswith(short) and len(short) >= 4 and len(long) - len(short) <= 4
            if alike and short != long and not any(letter.isdigit() for letter in term):
                expected.add(term)
        (group,) = expand(read_query(own), known).groups
        assert expected == {one.terms[0][0] for one in group.alternatives[1:]}


class TestWhatIsBeingTyped:
    def test_the_last_word_may_become_any_that_begins_so(self) -> None:
        known = lookup("Refund", "Refurbished", "Invoice")

        assert expanded(known, "invoice ref", typing=True) == {
            "invoic": ["invoic"],
            "ref": ["ref", "refund", "refurbish"],
        }

    def test_after_a_blank_nothing_is_completed(self) -> None:
        assert expanded(lookup("Refund"), "ref ", typing=True)["ref"] == ["ref"]

    def test_a_query_that_was_sent_is_not_completed(self) -> None:
        assert expanded(lookup("Refunding"), "ref")["ref"] == ["ref"]

    def test_words_that_are_not_last_are_corrected_while_typing(self) -> None:
        known = lookup("Refund", "Invoice")

        assert corrections(known, "refnud in", typing=True) == (Correction("refnud", "refund"),)
        assert corrections(known, "invoice refn", typing=True) == ()

    def test_what_goes_on_to_nothing_is_corrected(self) -> None:
        known = lookup("Refund")

        assert corrections(known, "refnud", typing=True) == (Correction("refnud", "refund"),)

    def test_what_is_a_word_already_counts_twice_what_it_may_become(self) -> None:
        known = lookup("Car", "Card", "Carpet")

        assert expanded(known, "car", typing=True) == {"car": ["car", "card 128", "carpet 128"]}

    def test_nothing_it_may_become_is_worth_more_than_the_least(self) -> None:
        known = lookup("Refund", "Refund", "Refund", "Refurbished", "Box")

        (group,) = expand(read_query("ref"), known, typing=True).groups
        assert known.worth("refund") < known.worth("refurbish")
        assert [one.terms for one in group.alternatives[1:]] == [
            (("refund", SHARE * known.worth("refund")),),
            (("refurbish", SHARE * known.worth("refund")),),
        ]

    def test_at_most_sixteen_are_tried_the_commonest_first(self) -> None:
        words = [f"ref{chr(97 + n)}x" for n in range(COMPLETIONS + 4)]
        known = lookup(*words, words[-1])

        found = expanded(known, "ref", typing=True)["ref"]
        terms = [one.split()[0] for one in found]
        assert terms == ["ref", words[-1], *words[: COMPLETIONS - 1]]

    def test_one_letter_is_not_completed(self) -> None:
        assert expanded(lookup("Refund"), "r", typing=True) == {"r": ["r"]}

    def test_forms_of_what_was_typed_are_no_completions(self) -> None:
        assert expanded(lookup("Refunds", "Refunded"), "refund", typing=True) == {
            "refund": ["refund"]
        }

    def test_chinese_needs_no_completion_because_a_character_is_a_term(self) -> None:
        known = lookup("退款多久", lang="zh")

        assert expanded(known, "退", typing=True) == {"退": ["退"]}


class TestSynonyms:
    def test_one_way(self) -> None:
        known = lookup("Refund", synonyms=[synonym("en", ("money",), ("refund",))])

        assert expanded(known, "money") == {"money": ["money", f"refund {WRITTEN}"]}
        assert expanded(known, "refund") == {"refund": ["refund"]}

    def test_two_ways(self) -> None:
        words = ("coupon", "voucher")
        known = lookup("Coupon", "Voucher", synonyms=[synonym("en", words, words)])

        assert expanded(known, "coupons vouchers") == {
            "coupon": ["coupon", f"voucher {WRITTEN}"],
            "voucher": ["voucher", f"coupon {WRITTEN}"],
        }

    def test_several_words_are_one_group_of_which_a_synonym_stands_for_all(self) -> None:
        known = lookup("Refund", synonyms=[synonym("en", ("money back",), ("refund",))])

        assert expanded(known, "my money back now") == {
            "my": ["my"],
            "money back": ["money+back", f"refund {WRITTEN}"],
            "now": ["now"],
        }

    def test_a_synonym_of_several_words_must_be_held_whole(self) -> None:
        known = lookup(*["Gift card"] * 4, synonyms=[synonym("en", ("voucher",), ("gift card",))])

        assert expanded(known, "voucher") == {"voucher": ["voucher", f"gift&card {WRITTEN}"]}
        (group,) = expand(read_query("voucher"), known).groups
        assert [one.whole for one in group.alternatives] == [False, True]

    def test_all_words_of_a_synonym_together_are_worth_no_more_than_what_was_typed(self) -> None:
        words = ("card", "gift voucher code")
        known = lookup(
            "Gift voucher code", *["Card"] * 3, synonyms=[synonym("en", words[:1], words[1:])]
        )

        (group,) = expand(read_query("card"), known).groups
        own, other = (sum(weight for _, weight in one.terms) for one in group.alternatives)
        assert own == SHARE * known.worth("card")
        assert own * WRITTEN // SHARE - 3 <= other <= own * WRITTEN // SHARE

    def test_the_longest_stretch_from_the_left_counts(self) -> None:
        known = lookup(
            "Refund",
            "Cash",
            "Returned",
            synonyms=[
                synonym("en", ("money",), ("cash",)),
                synonym("en", ("money back",), ("refund",)),
                synonym("en", ("back home",), ("returned",)),
            ],
        )

        assert list(expanded(known, "money back home")) == ["money back", "home"]
        assert expanded(known, "money")["money"] == ["money", f"cash {WRITTEN}"]

    def test_chinese_synonyms_cover_characters_and_pairs(self) -> None:
        known = lookup("退款", synonyms=[synonym("zh", ("还钱",), ("退款",))], lang="zh")

        assert expanded(known, "能还钱吗") == {
            "能": ["能"],
            "能还": ["能还"],
            "还钱": ["还+钱+还钱", f"退&款&退款 {WRITTEN}"],
            "吗": ["吗"],
            "钱吗": ["钱吗"],
        }

    def test_chinese_characters_that_are_apart_are_no_stretch(self) -> None:
        known = lookup("退款", synonyms=[synonym("zh", ("还钱",), ("退款",))], lang="zh")

        assert "还钱" not in expanded(known, "还 钱")

    def test_latin_words_of_a_stretch_may_be_apart(self) -> None:
        known = lookup("Refund", synonyms=[synonym("en", ("money back",), ("refund",))])

        assert "money back" in expanded(known, "money-  back")

    def test_what_stands_in_quotation_marks_has_no_synonyms(self) -> None:
        known = lookup("Refund", synonyms=[synonym("en", ("money back",), ("refund",))])

        assert list(expanded(known, '"money back"')) == ["money", "back"]
        assert list(expanded(known, 'money "back"')) == ["money", "back"]

    def test_a_word_typed_wrong_is_corrected_beside_its_synonyms(self) -> None:
        known = lookup("Refund", "Teleport", synonyms=[synonym("en", ("refnud",), ("teleport",))])

        assert expanded(known, "refnud") == {"refnud": ["refnud", "refund", f"teleport {WRITTEN}"]}


def test_a_word_has_at_most_64_alternatives() -> None:
    many = tuple(f"w{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(200))
    known = lookup(*many, synonyms=[synonym("en", ("word",), many)])

    assert len(expanded(known, "word")["word"]) == MAX_ALTERNATIVES
