"""Whether the best hit answers a query: on two small help centres, the words of which are real."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.search.confidence import UNKNOWN, Bounds, Fit, fit, usual_bounds, verdict
from kbtool.search.corpus import corpus
from kbtool.search.documents import Document
from kbtool.search.engine import answer
from kbtool.search.expand import expand
from kbtool.search.lookup import PartLookup
from kbtool.search.query import read_query
from kbtool.search.ranking import IMPACT, SHARE

from .conftest import synonym

ENGLISH = {
    "How do I return an item?": "Open your order, choose the item and print the label.",
    "When will I get my refund?": "We pay the money back within five days of the parcel's return.",
    "Can I change the delivery address?": "Until the parcel has left our warehouse.",
    "Where is my parcel?": "Open your order to see where the courier is.",
    "How do I use a gift card?": "Enter its code when you pay.",
    "My gift card does not work": "Look at the date on its back, then write to us.",
    "Can I cancel my order?": "Yes, as long as it is not shipped.",
    "Which ways to pay do you offer?": "Credit card, bank transfer, invoice.",
    "How do I get an invoice?": "It is in your account, under the order.",
    "How do I reset my password?": "Choose that you forgot it, and read your mail.",
    "Do you deliver abroad?": "To all neighbouring countries; customs duty is yours.",
    "What does shipping cost?": "It is free for orders above fifty.",
    "The item is damaged": "Send us a photo of the box within two days.",
    "How long is the warranty?": "Two years from the day of delivery.",
    "How do I delete my account?": "Write to us; your orders are kept as the law wants.",
}
CHINESE = {
    "怎么申请退货？": "打开订单，选择商品，填写退货原因。",
    "退款多久到账？": "收到退货后五个工作日内原路退回。",
    "可以修改收货地址吗？": "包裹出库之前可以在订单里修改。",
    "我的包裹到哪里了？": "在订单里查看物流信息。",
    "优惠券怎么使用？": "付款时选择优惠券，金额会自动减去。",
    "优惠券为什么用不了？": "请检查有效期和使用条件。",
    "怎么取消订单？": "没有发货的订单可以直接取消。",
    "支持哪些付款方式？": "支付宝、微信支付、银行卡。",
    "怎么开发票？": "在订单详情里申请电子发票。",
    "忘记密码怎么办？": "点击忘记密码，用手机验证码重新设置。",
    "能寄到国外吗？": "目前只支持周边国家，关税自理。",
    "运费怎么算？": "满九十九元包邮。",
    "收到的商品破损了": "两天内拍照联系客服。",
    "保修期是多久？": "从签收那天起两年。",
    "怎么注销账号？": "联系客服，订单会依法保留。",
}


@cache
def lookup(lang: str) -> PartLookup:
    answers = {"en": ENGLISH, "zh": CHINESE}[lang].items()
    documents = [
        Document(f"{n:02}", lang, "", *one[:1], text=one[1]) for n, one in enumerate(answers)
    ]
    return PartLookup(corpus(documents).parts[lang])


def judged(query: str, lang: str, *, typing: bool = False) -> str:
    return answer(query, lookup(lang), 10, typing=typing).verdict


@pytest.mark.parametrize(
    ("lang", "title"), [("en", title) for title in ENGLISH] + [("zh", title) for title in CHINESE]
)
def test_a_title_is_found(lang: str, title: str) -> None:
    known = lookup(lang)

    found = answer(title, known, 1)
    assert (found.verdict, known.part.documents[found.found[0].document].title) == ("found", title)


@pytest.mark.parametrize(
    ("lang", "query"),
    [
        ("en", "change delivery address"),
        ("en", "i forgot my password how to reset"),
        ("en", "gift card not working"),
        ("en", "chnage my delivery adress"),
        ("zh", "想改一下收货地址"),
        ("zh", "優惠券用不了"),
        ("zh", "忘记密码了"),
    ],
)
def test_a_question_in_other_words_is_found(lang: str, query: str) -> None:
    assert judged(query, lang) == "found"


@pytest.mark.parametrize(
    ("lang", "query"),
    [
        ("en", "what is the capital of france"),
        ("en", "how do i bake sourdough bread"),
        ("en", "xyzzy plugh"),
        ("zh", "魑魅魍魉"),
        ("zh", "今天天气怎么样"),
        ("zh", "火车站附近有什么好吃的"),
        ("zh", "开天辟地"),
        ("zh", "的了吗"),
    ],
)
def test_what_nobody_answers_has_no_answer(lang: str, query: str) -> None:
    assert judged(query, lang) == "nothing"


def met(query: str, number: int, lang: str = "en") -> bool:
    """Return whether a document meets a query whole."""
    known = lookup(lang)
    return fit(expand(read_query(query), known).groups, number, known).whole


class TestWhole:
    @pytest.mark.parametrize(
        ("lang", "query"),
        [
            ("en", "order"),
            ("en", "parcel"),
            ("en", "warranty"),
            ("en", "item"),
            ("zh", "订单"),
            ("zh", "退款"),
        ],
    )
    def test_a_word_alone_is_found_however_common(self, lang: str, query: str) -> None:
        assert judged(query, lang) == "found"

    def test_every_word_must_be_met(self) -> None:
        assert (met("refund", 1), met("refund parcel", 1)) == (True, True)
        assert (met("refund xyzzy", 1), met("refund password", 1)) == (False, False)

    def test_function_words_need_not_be_met(self) -> None:
        assert met("why is there no refund", 1)

    def test_function_words_alone_meet_nothing(self) -> None:
        assert not met("when will i", 1)
        assert not met("", 1)

    def test_what_stands_for_a_word_meets_it(self) -> None:
        assert met("refnud", 1)

    def test_function_words_of_several_words_with_a_synonym_need_not_be_met(self) -> None:
        known = PartLookup(
            corpus(
                [Document("a", "en", "", "Money"), Document("b", "en", "", "Refund")],
                [synonym("en", ("my money",), ("refund",))],
            ).parts["en"]
        )
        groups = expand(read_query("my money"), known).groups

        assert [fit(groups, number, known).whole for number in (0, 1)] == [True, True]

    def test_a_word_of_two_letters_that_are_function_words_is_none(self) -> None:
        assert not met("ai refund", 1)

    def test_one_character_more_that_nobody_wrote_is_not_met(self) -> None:
        assert (met("退款", 1, "zh"), met("退款魑", 1, "zh")) == (True, False)

    def test_characters_apart_do_not_meet_a_pair(self) -> None:
        assert not met("款退", 1, "zh")


def test_function_words_alone_are_no_question() -> None:
    assert judged("how do i", "en") == "unsure"


def test_half_a_word_is_never_told_that_there_is_no_answer() -> None:
    assert judged("how do i bake sourdough br", "en", typing=True) == "unsure"
    assert judged("xyzzy pl", "en", typing=True) == "nothing"  # no document, no hits to doubt


def test_a_verdict_is_that_of_the_bounds() -> None:
    bounds = Bounds(nothing=10, unsure=20)

    fits = [None, *(Fit(points, whole=False) for points in (9, 10, 19, 20))]
    assert [verdict(one, bounds, typing=False) for one in fits] == [
        "nothing",
        "nothing",
        "unsure",
        "unsure",
        "found",
    ]
    assert [verdict(one, bounds, typing=True) for one in (fits[0], fits[1], fits[4])] == [
        "nothing",
        "unsure",
        "found",
    ]


def test_what_is_met_whole_is_found_whatever_its_fit() -> None:
    assert verdict(Fit(0, whole=True), Bounds(nothing=10, unsure=20), typing=False) == "found"


def test_characters_count_half_where_no_pair_is_met_and_not_at_all_where_they_serve() -> None:
    known = PartLookup(
        corpus(
            [
                Document("a", "zh", "", "退还款"),
                Document("b", "zh", "", "退款"),
                Document("c", "zh", "", "怎的"),
            ]
        ).parts["zh"]
    )
    groups = expand(read_query("退款"), known).groups
    serving = expand(read_query("怎的"), known).groups

    apart, pair, serves = (fit(groups, n, known).points for n in range(3))
    assert (apart < pair / 2, serves) == (True, 0)
    assert fit(serving, 2, known) == Fit(0, whole=False)


def test_in_chinese_what_serves_grammar_counts_on_neither_side() -> None:
    known = lookup("zh")
    fits = [fit(expand(read_query(text), known).groups, 1, known) for text in ("退款", "退款 吗的")]

    assert fits[0] == fits[1]


WORDS = [word for title in ENGLISH for word in title.split()]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([*WORDS, "xyzzy", "plugh", "refnud"]), min_size=1, max_size=6),
    st.integers(0, 14),
)
def test_a_fit_is_what_is_gained_of_what_is_asked_and_six_unknown_words(
    words: list[str], number: int
) -> None:
    known = lookup("en")
    groups = expand(read_query(" ".join(words)), known).groups

    gained, asked = 0, 6 * known.worth(UNKNOWN)
    for group in groups:
        gains, worths = [], []
        for one in group.alternatives:
            impacts = [dict(known.impacts(term)) for term, _ in one.terms]
            parts = [
                weight * held.get(number, 0)
                for (_, weight), held in zip(one.terms, impacts, strict=True)
            ]
            gains.append(0 if one.whole and 0 in parts else sum(parts))
            if any(impacts):
                worths.append(sum(weight for _, weight in one.terms))
        gained += max(gains)
        own = sum(weight for _, weight in group.alternatives[0].terms)
        asked += max(worths, default=own) // SHARE
    assert fit(groups, number, known).points == 4096 * gained // (SHARE * IMPACT * asked)


def test_more_unknown_words_fit_less() -> None:
    known = lookup("en")
    queries = ["refund" + " qqqzzz wwwyyy"[: 7 * n] for n in range(3)]
    fits = [fit(expand(read_query(query), known).groups, 1, known).points for query in queries]

    assert fits == sorted(fits, reverse=True)
    assert len(set(fits)) == 3


def test_no_document_holds_the_unknown_word() -> None:
    assert read_query(UNKNOWN).terms == ()


@pytest.mark.parametrize("titles", [[], [""], ["?"], ["👍", ""]])
def test_articles_without_words_have_bounds(titles: list[str]) -> None:
    known = PartLookup(corpus([Document("a", "en", "", "Refund")]).parts["en"])

    assert usual_bounds(len(titles[:1]), titles.__getitem__, known) == Bounds(0, 0)


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet="退款怎么的a refund魑", max_size=12),
    st.sampled_from(["en", "zh"]),
    st.integers(0, 14),
)
def test_a_fit_lies_between_nothing_and_all(query: str, lang: str, number: int) -> None:
    known = lookup(lang)

    assert 0 <= fit(expand(read_query(query), known).groups, number, known).points <= 4096
