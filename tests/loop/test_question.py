"""The question of a text, without what stands around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbtool.loop.question import question


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("hi, where is my parcel???", "where is my parcel"),
        ("Hello there, how do I pay? Thanks a lot!", "how do I pay"),
        ("Dear customer service, can I return a sofa", "can I return a sofa"),
        ("please help: my code is refused", "my code is refused"),
        ("quick question, do you ship to Peru", "do you ship to Peru"),
        ("URGENT!! cancel it asap", "cancel it"),
        ("how to return pls, thank you so much", "how to return"),
        ("你好，请问怎么退货", "怎么退货"),
        ("亲，在吗？我想问一下，怎么开发票呢", "怎么开发票"),
        ("急！怎么改地址，在线等", "怎么改地址"),
        ("怎么退货？麻烦你了，谢谢", "怎么退货"),
        ("客服，多久发货啊", "多久发货"),
        ("打扰一下 保修几年，非常感谢您", "保修几年"),
    ],
)
def test_greetings_and_thanks_are_no_part_of_a_question(text: str, asked: str) -> None:
    assert question(text) == asked


@pytest.mark.parametrize(
    "text",
    [
        "high chair size",
        "question about returns",
        "urgent delivery",
        "help me track my order",
        "thank you gift for a friend",
        "order number",
        "change address, phone",
        "亲子沙发多大",
        "客服电话是多少",
        "急用的话能加急吗",
        "可以开发票吗",
        "谢谢卡怎么领",
    ],
)
def test_words_of_the_question_stay_whatever_they_look_like(text: str) -> None:
    assert question(text) == text


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("where is my sofa ; order,, phone", "where is my sofa"),
        ("where is my sofa, my order number is, phone:", "where is my sofa"),
        ("order,, phone", ""),
        ("怎么退货，订单号：，电话：", "怎么退货"),
        ("订单号，邮箱，电话", ""),
        ("收货人：，电话：，还没收到", "还没收到"),
    ],
)
def test_labels_of_what_was_taken_out_go_with_it(text: str, asked: str) -> None:
    assert question(text) == asked


@pytest.mark.parametrize("text", ["hi", "thanks!", "你好，在吗？", "谢谢", "please", "", "???"])
def test_courtesy_alone_asks_nothing(text: str) -> None:
    assert question(text) == ""


@given(
    st.lists(
        st.sampled_from(
            [*("hi", "please", "你好", "，", ", ", "请问", "thanks", "order", "退货", "?", " "),
             *("急", "；", "question", ":", "谢谢", "呢", "phone", "sofa")]
        )
    ).map("".join)
)  # fmt: skip
def test_a_question_is_its_own_question(text: str) -> None:
    asked = question(text)

    assert question(asked) == asked
