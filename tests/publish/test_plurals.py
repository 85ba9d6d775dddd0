"""Counted words: the rules of CLDR, as its pages print them."""

from __future__ import annotations

import pytest

from kbtool.publish.plurals import form_of, read_rule

ENGLISH = {"one": "i = 1 and v = 0 @integer 1"}
POLISH = {
    "one": "i = 1 and v = 0 @integer 1",
    "few": "v = 0 and i % 10 = 2..4 and i % 100 != 12..14 @integer 2~4, 22~24, …",
    "many": "v = 0 and i != 1 and i % 10 = 0..1 or v = 0 and i % 10 = 5..9 or v = 0 and "
    "i % 100 = 12..14 @integer 0, 5~19, 100, …",
}
ARABIC = {
    "zero": "n = 0",
    "one": "n = 1",
    "two": "n = 2",
    "few": "n % 100 = 3..10",
    "many": "n % 100 = 11..99",
}
FRENCH = {"one": "i = 0,1", "many": "e = 0 and i != 0 and i % 1000000 = 0 and v = 0 or e != 0..5"}
FORMS = {
    "English": (ENGLISH, {0: "other", 1: "one", 2: "other", 11: "other", 101: "other"}),
    "Chinese": ({}, {0: "other", 1: "other"}),
    "Polish": (
        POLISH,
        {0: "many", 1: "one", 2: "few", 5: "many", 12: "many", 21: "many", 22: "few", 112: "many"},
    ),
    "Arabic": (
        ARABIC,
        {0: "zero", 1: "one", 2: "two", 3: "few", 11: "many", 100: "other", 103: "few"},
    ),
    "French": (FRENCH, {0: "one", 1: "one", 2: "other", 1_000_000: "many"}),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_number_takes_the_form_of_the_language(name: str) -> None:
    written, expected = FORMS[name]
    rules = {form: read_rule(text) for form, text in written.items()}

    assert expected == {n: form_of(n, rules) for n in expected}


@pytest.mark.parametrize("text", ["", "n", "n = one", "n % 0 = 1", "m = 1", "n = 1 and", "n < 3"])
def test_what_is_no_rule_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="no relation"):
        read_rule(text)
