"""`kb.yml` and `contacts.yml`: what is said, what is left out, what is wrong."""

from __future__ import annotations

import pytest

from kbtool.model import Config, Contact, Localised
from kbtool.problems import Problem
from kbtool.read.config import read_config, read_contacts


def config(text: str) -> Config:
    found, problems = read_config(text, "kb/kb.yml")
    assert problems == []
    return found


def told(problems: list[Problem]) -> list[tuple[str, int, int]]:
    return [(p.rule.id, p.source.line, p.source.column) for p in problems]


def test_what_is_left_out_has_its_default() -> None:
    found = config("title: Help\n")

    assert (found.languages, found.max_depth, found.half_life_months, found.tags) == (
        ("en",),
        4,
        6.0,
        None,
    )


def test_an_empty_file_is_all_defaults() -> None:
    assert config("").languages == ("en",)


def test_every_key_is_read() -> None:
    found = config(
        "languages: [zh, en]\ntitle: {zh: 帮助, en: Help}\nmax_depth: 2\nhalf_life_months: 1.5\n"
        "tags: [a]\nmost_asked: 5\nrelated: 0\ncontact: shop\n"
    )

    assert found.multilingual
    assert found.title.in_lang("zh") == "帮助"
    assert (found.max_depth, found.half_life_months, found.tags) == (2, 1.5, ("a",))
    assert (found.most_asked, found.related, found.contact) == (5, 0, "shop")


def test_an_empty_vocabulary_allows_no_tag() -> None:
    assert config("tags: []\n").tags == ()


def test_max_depth_is_never_raised() -> None:
    found, problems = read_config("max_depth: 5\n", "kb/kb.yml")

    assert (found.max_depth, told(problems)) == (4, [("KB310", 1, 12)])


@pytest.mark.parametrize("written", ["0", "-1", "1e999", "soon"])
def test_a_half_life_is_a_positive_number(written: str) -> None:
    found, problems = read_config(f"half_life_months: {written}\n", "kb/kb.yml")

    assert (found.half_life_months, len(problems)) == (6.0, 1)


def test_a_language_is_a_code_and_named_once() -> None:
    found, problems = read_config("languages: [zh, Chinese, ../en, zh, pt-BR]\n", "kb/kb.yml")

    assert found.languages == ("zh", "pt-BR")
    assert told(problems) == [("KB313", 1, 17), ("KB313", 1, 26), ("KB313", 1, 33)]


def test_an_unknown_key_is_told_with_the_nearest() -> None:
    _, problems = read_config("half_life: 6\nlangauges: [en]\n", "kb/kb.yml")

    assert [(p.rule.id, p.hint) for p in problems] == [
        ("KB303", "did you mean 'half_life_months'?"),
        ("KB303", "did you mean 'languages'?"),
    ]


def test_a_config_that_is_no_yaml_keeps_every_default() -> None:
    found, problems = read_config("languages: [zh\n", "kb/kb.yml")

    assert (found.languages, [p.rule.id for p in problems]) == (("en",), ["KB301"])


def test_a_contact_is_read_in_every_language() -> None:
    text = (
        "shop:\n  title: {zh: 客服, en: Support}\n  hours: 9:00-18:00\n  reply: {en: in 2 hours}\n"
        "  email: a@example.com\n  chat: https://chat.example/\n"
    )

    contacts, problems = read_contacts(text, "kb/contacts.yml", ("zh", "en"))

    assert problems == []
    assert contacts == {
        "shop": Contact(
            name="shop",
            title=Localised({"zh": "客服", "en": "Support"}),
            hours=Localised({"": "9:00-18:00"}),
            reply=Localised({"en": "in 2 hours"}),
            email="a@example.com",
            chat="https://chat.example/",
        )
    }


def test_a_chat_is_a_web_address_and_no_script() -> None:
    contacts, problems = read_contacts(
        "shop:\n  chat: javascript:alert(1)\n", "kb/contacts.yml", ("en",)
    )

    assert (contacts["shop"].chat, told(problems)) == ("", [("KB313", 2, 9)])


def test_contacts_are_a_mapping() -> None:
    contacts, problems = read_contacts("- shop\n", "kb/contacts.yml", ("en",))

    assert (contacts, told(problems)) == ({}, [("KB304", 1, 1)])


def test_a_contact_that_is_no_mapping_is_told() -> None:
    contacts, problems = read_contacts("shop: a@example.com\n", "kb/contacts.yml", ("en",))

    assert list(contacts) == ["shop"]
    assert told(problems) == [("KB304", 1, 7)]
