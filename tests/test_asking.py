"""Which texts are questions."""

from __future__ import annotations

import pytest

from kbtool.asking import as_question


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("how do i clean the sofa", "How do I clean the sofa?"),
        ("What's the student discount??", "What's the student discount?"),
        ("is vat included", "Is vat included?"),
        ("沙发怎么清洗", "沙发怎么清洗？"),
        ("能不能用学生证打折?", "能不能用学生证打折？"),
        ("学生打折吗。", "学生打折吗？"),
    ],
)
def test_a_whole_question_becomes_a_title(typed: str, title: str) -> None:
    assert as_question(typed) == title


@pytest.mark.parametrize(
    "typed",
    ["student discount", "how", "which one", "wardrobe how long", "加湿器", "怎么", "", "?"],
)
def test_words_alone_are_no_question(typed: str) -> None:
    assert as_question(typed) == ""
