"""A message becomes a language, a category and articles."""

from __future__ import annotations

from pathlib import Path

import pytest

from kbtool.replying import Reply, as_json, reply
from tests.conftest import Project

PROJECT = {
    "mkdocs.yml": "site_name: Help\nsite_url: https://help.example/shop\ndocs_dir: kb/articles\n",
    "kb/kb.yml": "languages: [zh, en]\ntitle: {zh: 帮助, en: Help}\ncontact: desk\n",
    "kb/contacts.yml": (
        "desk: {title: {zh: 前台, en: Front desk}, email: desk@shop.example,\n"
        "  reply: {zh: 一天内, en: within a day}, hours: {zh: 全天, en: always}}\n"
        "money: {title: {zh: 财务组, en: Billing}, email: money@shop.example,\n"
        "  reply: {zh: 两小时内, en: within 2 hours}, hours: {zh: 全天, en: always}}\n"
    ),
    "kb/articles/zh/money/_category.yml": "title: 钱款\ncontact: money\n",
    "kb/articles/zh/money/refund.md": (
        "---\nid: refund\ntitle: 退款多久到账？\nanswer: 三天。\n---\n银行要三天。\n"
    ),
    "kb/articles/zh/money/secret.md": (
        "---\nid: secret\ntitle: 员工折扣怎么算？\nanswer: 七折。\naudience: internal\n---\n"
    ),
    "kb/articles/zh/parcel/late.md": (
        "---\nid: late\ntitle: 包裹为什么晚到？\nanswer: 下雨。\n---\n"
    ),
    "kb/articles/en/money/_category.yml": "title: Money\ncontact: money\n",
    "kb/articles/en/money/refund.md": (
        "---\nid: refund\ntitle: How long does a refund take?\nanswer: Three days.\n---\n"
    ),
    "kb/articles/en/parcel/late.md": (
        "---\nid: late\ntitle: Why is my parcel late?\nanswer: Storms.\n---\n"
    ),
}


@pytest.fixture
def shop(project: Project) -> Path:
    return project(PROJECT)


def drafted(root: Path, text: str) -> Reply:
    return reply(root, text.encode(), 3)


def test_a_chinese_message_is_answered_in_chinese_by_the_contact_of_its_category(
    shop: Path,
) -> None:
    value = drafted(shop, "您好，我退货了。退款多久到账？\n谢谢\n王芳")

    assert (value.lang, value.sure, value.contact and value.contact.name) == ("zh", True, "money")
    assert value.text.splitlines()[:8] == [
        *("您好！", "", "感谢您的来信。", "", "您的问题，答案在这里：", ""),
        *("退款多久到账？", "三天。"),
    ]
    assert "https://help.example/shop/zh/money/refund.html" in value.text
    assert "回复时间：两小时内" in value.text


def test_an_english_message_is_answered_in_english(shop: Path) -> None:
    value = drafted(shop, "Hi,\n\nmy order came yesterday. Why is my parcel late?")

    assert (value.lang, value.answers[0].id, value.answers[0].url) == (
        "en",
        "late",
        "https://help.example/shop/en/parcel/late.html",
    )


def test_the_quoted_history_is_not_the_question(shop: Path) -> None:
    text = "Why is my parcel late?\n\nOn Monday, Shop wrote:\n> How long does a refund take?\n"

    assert [one.id for one in drafted(shop, text).answers] == ["late"]


def test_what_nothing_answers_is_passed_to_people(shop: Path) -> None:
    value = drafted(shop, "Quantum chromodynamics lecture")

    assert (value.sure, value.answers, value.contact and value.contact.name) == (
        False,
        (),
        "desk",
    )
    assert "Front desk will take care of your message." in value.text


def test_what_is_not_public_is_in_no_draft(shop: Path) -> None:
    value = drafted(shop, "员工折扣怎么算？")

    assert "secret" not in repr(value) and "七折" not in repr(value)


def test_nothing_that_tells_who_wrote_is_in_what_comes_out(shop: Path) -> None:
    value = drafted(
        shop,
        "How long does a refund take for order 12345678, jane@example.com?\n\nRegards\nJane Doe",
    )

    said = repr(as_json(value))
    assert [one for one in ("12345678", "jane@", "Doe") if one in said] == []


def test_a_program_gets_no_reply(shop: Path) -> None:
    value = drafted(shop, "From: a@b.c\nAuto-Submitted: auto-replied\n\nI am away. Late parcel?")

    assert (value.automatic, value.text, as_json(value)["reply"]) == (True, "", None)


def test_without_the_address_of_the_site_there_are_no_links(project: Project) -> None:
    root = project({**PROJECT, "mkdocs.yml": "site_name: Help\ndocs_dir: kb/articles\n"})

    value = drafted(root, "Why is my parcel late?")

    assert (value.answers[0].url, "http" in value.text) == ("", False)


def test_an_empty_message_is_drafted_too(shop: Path) -> None:
    assert (drafted(shop, "").lang, drafted(shop, "").answers) == ("zh", ())
