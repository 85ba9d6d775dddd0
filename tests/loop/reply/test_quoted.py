"""Quotes, signatures, greetings and thanks are not the question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbtool.loop.reply.quoted import own_words

MINE = "My sofa is late.\nWhere is it?"


@pytest.mark.parametrize(
    "text",
    [
        MINE,
        f"Hello,\n\n{MINE}\n\nKind regards,\nJane Doe\nMunich",
        f"Dear Muyu team,\n{MINE}\nThanks a lot!\n\nJane",
        f"{MINE}\n-- \nJane Doe\nhttps://jane.example",
        f"{MINE}\n\nSent from my iPhone",
        f"{MINE}\n\nGet Outlook for iOS",
        f"{MINE}\n\nOn Mon, 2 Nov 2026 at 10:00, Shop <a@b.example> wrote:\n> How do I pay?\n> Bye",
        f"{MINE}\n\nOn Mon, 2 Nov 2026 at 10:00, Shop\n<a@b.example> wrote:\n\n> How do I pay?",
        f"{MINE}\n\nOn Mon, 2 Nov 2026, Shop wrote:\nHow do I pay?\nBye",
        f"On Mon, 2 Nov 2026, Shop wrote:\n> How do I pay?\n> Bye\n\n{MINE}",
        f"{MINE}\n\n-----Original Message-----\nFrom: Shop\nHow do I pay?",
        f"{MINE}\n\n________________________________\nFrom: Shop\nSent: Monday\nHow do I pay?",
        f"{MINE}\n\nFrom: Shop <a@b.example>\nSent: Monday\nTo: Jane\nSubject: x\n\nHow do I pay?",
        f"{MINE}\n\nAm 02.11.2026 um 10:00 schrieb Laden:\n> Wie bezahle ich?",
        f"{MINE}\n\n发件人： 木屿\n发送时间： 2026年11月2日\n\n怎么付款？",
        f"{MINE}\n\n在 2026年11月2日，木屿 <a@b.example> 写道：\n\n怎么付款？",
        f"{MINE}\n\n------------------ 原始邮件 ------------------\n怎么付款？",
        f"{MINE}\n\n---- 回复的原邮件 ----\n怎么付款？",
        f"您好，\n{MINE}\n\n发自我的iPhone",
        f"你好！\n\n{MINE}\n\n此致\n敬礼\n\n王芳\n2026年11月2日",
    ],
)
def test_what_is_left_is_what_its_writer_asks(text: str) -> None:
    assert own_words(text) == MINE


def test_a_greeting_before_the_question_on_one_line_goes() -> None:
    assert (
        own_words("你好，怎么退货？"),
        own_words("Hi there, where is it?"),
    ) == ("怎么退货？", "where is it?")


@pytest.mark.parametrize(
    "text",
    [
        "I thank you for nothing, where is my sofa?",
        "Hello kitty cups, are they in stock?",
        "From what age is the chair safe?",
        "On Monday he wrote: pay first. Why?",
    ],
)
def test_a_question_that_looks_a_little_like_one_of_these_stays(text: str) -> None:
    assert text == own_words(text)


def test_a_mail_that_quotes_and_says_nothing_is_empty() -> None:
    assert own_words("> How do I pay?\n\n-- \nJane") == ""


@given(st.text(max_size=200))
def test_every_line_that_is_kept_was_there(text: str) -> None:
    lines = [line.strip() for line in own_words(text).split("\n")]

    assert [line for line in lines if line not in text] == []
