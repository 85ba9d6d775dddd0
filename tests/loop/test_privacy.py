"""Personal data goes, whatever stands around it; what a question is about stays."""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kbtool.loop.gather import plain_phrase, plain_query
from kbtool.loop.privacy import MAX_CHARS, tells_who, without_personal_data

KEPT = [
    ("order 12345678 late", "order late"),
    ("订单号：2026010512345 还没到", "订单号: 还没到"),
    ("my parcel SF1234567890123 is lost", "my parcel is lost"),
    ("MY20260105-001 late", "late"),
    ("refund to DE89 3704 0044 0532 0130 00 please", "refund to please"),
    ("refund to GB29 NWBK 6016 1331 9268 19", "refund to"),
    ("card 4111 1111 1111 1111 was charged twice", "card was charged twice"),
    ("身份证 11010519491231002X 验证不了", "身份证 验证不了"),
    ("call (0755) 8888-1234 or +49 151 23456789", "call or"),
    ("0571-88886666 打不通", "打不通"),
    ("138 0013 8000 换绑", "换绑"),
    ("１３８００１３８０００ 换绑", "换绑"),
    ("1 3 8 0 0 1 3 8 0 0 0 换绑", "换绑"),
    ("一三八零零一三八零零零 换绑", "换绑"),
    ("13\u200b800\u200b138\u200b000 换绑", "换绑"),
    ("٠١٢٣٤٥٦٧٨٩ refund", "refund"),
    ("write to jane.doe+shop@mail.example.co.uk please", "write to please"),
    ("邮箱zhang.wei@qq.com收不到验证码", "邮箱 收不到验证码"),
    ("zhang＠qq．com 收不到", "收不到"),
    ("john (at) example (dot) com no mail", "no mail"),
    ("from 192.168.10.1 blocked", "from blocked"),
    ("fe80::1ff:fe23:4567:890a blocked", "blocked"),
    ("see https://shop.example/reset?token=abc now", "see now"),
    ("www.shop.example/u/jane is empty", "is empty"),
    ("微信号 abc_123 加不上", "加不上"),
    ("password: hunter2 is refused", "is refused"),
    ("I am John Smith and my sofa broke", "and my sofa broke"),
    ("my name is jane and I want a refund", "and I want a refund"),
    ("Dear Anna, when do you ship?", "when do you ship?"),
    ("where is my sofa? Regards,\nJane Doe", "where is my sofa?"),
    ("Mr. Miller wants an invoice", "wants an invoice"),
    ("我叫王芳，想退货", "想退货"),
    ("我是王芳想退货", "想退货"),
    ("收件人：欧阳娜娜，没收到", "没收到"),
    ("王先生的沙发坏了", "的沙发坏了"),
    ("怎么开发票？谢谢，王芳", "怎么开发票?"),
    ("寄到广东省深圳市南山区科技园路12号3栋502室可以吗", "可以吗"),
    ("deliver to 221B Baker Street please", "deliver to please"),
    ("do you deliver to NW1 6XE", "do you deliver to"),
    ("born 5 January 1990", "born"),
    ("1990年1月5日出生", "出生"),
    ("born 12.03.2015 in", "born in"),
    ("order 2026-11-11 late", "order late"),
    ("jane%40example.com no mail", "no mail"),
    ("jane%2540example.com no mail", "no mail"),
    ("jane&#64;example.com no mail", "no mail"),
    (r"\xe7\x8e\x8b\xe8\x8a\xb3\xe5\xa5\xb3\xe5\xa3\xab 的沙发", "的沙发"),
    (r"我叫\u738b\u82b3，想退货", "想退货"),
    ("%CD%F5%B7%BC%C5%AE%CA%BF 退款", "退款"),  # 王芳女士 in GB18030
    ("key aGVsbG8gamFuZUBleGFtcGxlLmNvbQ==", "key"),
    ("session qwPlanTedSessIonKeyZx ended", "session ended"),
    ("how do I return it?\n--\nJane Doe\n42 Baker Street", "how do I return it?"),
    ("怎么退货？\n王芳", "怎么退货?"),
    ("parcel for Jane Doe is late", "is late"),
    ("where is my refund? regards, priya", "where is my refund?"),
    ("where is my refund? Kind regards Priya Raman", "where is my refund?"),
    ("where is my refund? thanks emma", "where is my refund?"),
    ("where is my refund? - Priya", "where is my refund?"),
    ("where is my refund?\nemma", "where is my refund?"),
    ("yours sincerely priya raman", ""),
    ("hi john my parcel is late", "my parcel is late"),
    ("i am jane doe from berlin, refund please", "from berlin, refund please"),
    ("book it under the name priya raman", "book it"),
    ("the order is under Jane Doe", "the order is"),
    ("my husband Peter ordered a sofa", "ordered a sofa"),
    ("我叫小明，快递没到", "快递没到"),
    ("我是小红，发票怎么开", "发票怎么开"),
    ("我姓王，退款没到", "退款没到"),
    ("鄙人张三想退货", "想退货"),
    ("我是来自上海的李雷，退款没到", "退款没到"),
    ("我朋友叫张伟，想退货", "我,想退货"),
    ("收件人张三的快递", "的快递"),
    ("联系人小王", ""),
    ("退款没到。落款：小明", "退款没到"),
    ("尊敬的王经理，退款没到", "退款没到"),
    ("亲爱的李明，退款没到", "退款没到"),
    ("退款没到，此致敬礼！李小龙", "退款没到"),
    ("退款没到\n此致\n敬礼\n张三", "退款没到"),
    ("退款没到 --小明", "退款没到"),
]

UNTOUCHED = [
    "how do I change my name",
    "forgot my password is it possible to reset",
    "收件人怎么改",
    "联系人方式",
    "安装师傅什么时候上门",
    "我是高级会员怎么升级",
    "do you deliver to Shenzhen",
    "深圳市南山区送货吗",
    "sofa 80x200x45cm",
    "iphone 15 pro max",
    "1,299.00元 退款多久",
    "refund of $12999.00",
    "return within 14 days",
    "2-3 days",
    "error e1205",
    "wechat pay failed",
    "双十一 满300减40",
    "size 38 or 40",
    "is it open 24/7",
    "Where is my parcel",
    "Thanks for the refund",
    "refund of $12,999.00",
    "原价12999元 现价 9999 元",
    "2026-11-11 活动几点开始",
    "双11 2026 什么时候",
    "open on 24.12.2026",
    "营业时间 9:00-21:30",
    "error code 0x80070005",
    "do you ship to New York",
    "parcel from Hong Kong",
    "10000mAh 充电宝",
    "20000毫安 能上飞机吗",
    "12000 积分 换什么",
    "199-50 券 怎么领",
    "MacBook Pro M3",
    "KALLAX 4x4 147x147cm",
    "100% cotton 20%off",
    "WhereIsMyOrder",
    "what if I miss them",
    "is MS Office included",
    "my PIN is blocked, what now",
    "my password isn't accepted",
    "with regards to my refund, when",
    "best wishes card with the gift",
    "hello kitty mug",
    "my wife ordered a sofa",
    "is it under warranty",
    "in the name of the company",
    "how long? - urgent",
    "我叫外卖,地址写错了",
    "我叫师傅上门,没来",
    "我是小白,怎么退",
    "我姓名写错了",
    "发票抬头是什么",
    "签名是必须的吗",
    "收件人要本人签收吗",
    "尊敬的客户",
    "我是来自加拿大的客户",
    "2024年9月10日的订单",
]


@pytest.mark.parametrize(("text", "clean"), KEPT)
def test_what_tells_who_a_customer_is_goes_and_the_question_stays(text: str, clean: str) -> None:
    assert without_personal_data(text) == clean


@pytest.mark.parametrize("text", UNTOUCHED)
def test_a_question_about_nobody_is_left_as_it_is(text: str) -> None:
    assert without_personal_data(text) == text


@pytest.mark.parametrize(("text", "clean"), KEPT)
def test_a_check_tells_what_an_import_would_remove(text: str, clean: str) -> None:
    assert (tells_who(text), tells_who(clean)) == (True, False)


@pytest.mark.parametrize(
    "text",
    [
        "打 12315 投诉",
        "银行95588打不通",
        "call +86 400-555-0100",
        "is 400-820-8820 free",
        "报警打 110",
    ],
)
def test_numbers_that_everybody_calls_stay(text: str) -> None:
    assert (without_personal_data(text), tells_who(text)) == (text, False)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("order 95588 is late", "order is late"),
        ("订单号12315没到", "订单号 没到"),
        ("400-555-0100 138 0013 8000", ""),
        ("4005550100", ""),
        ("123151", ""),
    ],
)
def test_a_number_of_one_customer_is_none_that_everybody_calls(text: str, clean: str) -> None:
    assert clean == without_personal_data(text)


WORDS = st.sampled_from(
    [
        "where",
        "is",
        "my",
        "order",
        "refund",
        "the",
        "sofa",
        "退款",
        "多久",
        "到账",
        "我的",
        "订单",
        "还没到",
        "please",
        "发票",
        "broken",
        "leg",
    ]
)
GAPS = st.sampled_from([" ", ", ", ": ", "，", "。", "\n", " (", "！"])
CONTEXT = st.lists(st.tuples(WORDS, GAPS), max_size=6).map(
    lambda all: "".join(w + g for w, g in all)
)

DIGITS = st.text(string.digits, min_size=7, max_size=19)
SPLIT = st.lists(st.text(string.digits, min_size=2, max_size=5), min_size=3, max_size=5)


def planted(before: str, secret: str, after: str) -> str:
    return f"{before} {secret} {after}"


@given(CONTEXT, DIGITS, CONTEXT)
@settings(deadline=None)
def test_no_long_number_survives(before: str, number: str, after: str) -> None:
    clean = without_personal_data(planted(before, number, after))

    assert number not in clean
    assert not re.search(r"\d{5}", clean)


@given(CONTEXT, SPLIT, st.sampled_from([" ", "-", ".", "/", " - "]), CONTEXT)
@settings(deadline=None)
def test_no_number_in_groups_survives(
    before: str, groups: list[str], sign: str, after: str
) -> None:
    clean = without_personal_data(planted(before, sign.join(groups), after))

    assert sum(map(str.isdigit, clean)) == 0


WIDE = str.maketrans(string.digits, "０１２３４５６７８９")
ARABIC = str.maketrans(string.digits, "٠١٢٣٤٥٦٧٨٩")
BOLD = str.maketrans(string.digits, "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗")
SPOKEN = str.maketrans(string.digits, "零一二三四五六七八九")
FORMS: list[Callable[[str], str]] = [
    str,
    lambda text: text.translate(WIDE),
    lambda text: text.translate(ARABIC),
    lambda text: text.translate(BOLD),
    lambda text: text.translate(SPOKEN),
    lambda text: "".join(f"%{byte:02x}" for byte in text.encode()),
    lambda text: "".join(f"\\x{byte:02X}" for byte in text.encode()),
    lambda text: "".join(f"&#{ord(one)};" for one in text),
    quote,
    lambda text: quote(quote(text)),
]
APART = st.sampled_from(["", *" -.\u00a0\u2009\u3000\u200b\u00ad–·\t（，"])


@given(CONTEXT, st.text(string.digits, min_size=7, max_size=19), APART, st.integers(2, 5), CONTEXT)
@example("", "0000000000000", "-", 2, "")  # begins like the address of a network card
@settings(deadline=None)
def test_no_number_survives_in_any_form(
    before: str, number: str, sign: str, length: int, after: str
) -> None:
    groups = [number[at : at + length] for at in range(0, len(number), length)]

    clean = [
        without_personal_data(planted(before, form(sign.join(groups)), after)) for form in FORMS
    ]

    assert ["".join(filter(str.isnumeric, one)) for one in clean] == [""] * len(FORMS)


LOCAL = st.from_regex(r"[a-z][a-z0-9]{0,8}([._+-][a-z0-9]{1,8}){0,2}", fullmatch=True)
DOMAIN = st.from_regex(r"[a-z]{2,9}(-[a-z]{1,5})?(\.[a-z]{2,6}){1,2}", fullmatch=True)
AT = st.sampled_from(["@", "＠", " @ ", "(at)", " [at] "])


@given(CONTEXT, LOCAL, AT, DOMAIN, CONTEXT)
@settings(deadline=None)
def test_no_address_of_mail_survives(
    before: str, local: str, at: str, domain: str, after: str
) -> None:
    clean = without_personal_data(planted(before, local + at + domain, after))

    assert "@" not in clean
    assert domain not in clean


@given(CONTEXT, st.ip_addresses(v=4), CONTEXT)
@settings(deadline=None)
def test_no_address_of_a_network_survives(before: str, address: object, after: str) -> None:
    assert str(address) not in without_personal_data(planted(before, str(address), after))


@given(CONTEXT, st.ip_addresses(v=6), CONTEXT)
@settings(deadline=None)
def test_no_address_of_a_new_network_survives(before: str, address: object, after: str) -> None:
    assert str(address) not in without_personal_data(planted(before, str(address), after))


SURNAME = st.sampled_from(
    [
        "王",
        "李",
        "张",
        "刘",
        "陈",
        "欧阳",
        "上官",
        "诸葛",
        "黄",
        "周",
        "吴",
        "徐",
        "孙",
        "胡",
        "朱",
        "高",
        "林",
    ]
)
GIVEN = st.sampled_from(
    [
        "伟",
        "芳",
        "娜",
        "秀英",
        "敏",
        "静",
        "丽",
        "强",
        "磊",
        "洋",
        "艳",
        "勇",
        "军",
        "杰",
        "娟",
        "建国",
        "志强",
        "浩然",
        "子轩",
        "雨桐",
    ]
)
CUE = st.sampled_from(
    [
        "我叫{}，",
        "我的名字叫{}。",
        "收件人：{}，",
        "姓名: {} ",
        "联系人：{}\n",
        "{}先生，",
        "{}女士：",
        "我是{}，",
    ]
)


@given(SURNAME, GIVEN, CUE, CONTEXT)
@settings(deadline=None)
def test_no_chinese_name_with_a_cue_survives(
    surname: str, given_name: str, cue: str, after: str
) -> None:
    name = surname + given_name

    assert name not in without_personal_data(cue.format(name) + after)


FIRST = st.sampled_from(["Jane", "John", "Mary", "Zoë", "Aisha", "Wei", "Björn", "Ravi", "Olga"])
LAST = st.sampled_from(["Doe", "Smith", "O'Brien", "Müller", "Nguyen", "Zhang", "Kowalska"])
EN_CUE = st.sampled_from(
    [
        "My name is {}. ",
        "I am {}, ",
        "I'm {}. ",
        "Dear {},\n",
        "Name: {}\n",
        "Mrs {} ",
        "This is {}. ",
    ]
)


@given(FIRST, LAST, EN_CUE, CONTEXT)
@settings(deadline=None)
def test_no_english_name_with_a_cue_survives(first: str, last: str, cue: str, after: str) -> None:
    clean = without_personal_data(cue.format(f"{first} {last}") + after)

    assert (first in clean, last in clean) == (False, False)


@given(st.text(max_size=300))
@example("0::0::0 1234")
@settings(deadline=None, max_examples=300)
def test_what_is_clean_stays_as_it_is(text: str) -> None:
    clean = without_personal_data(text)

    assert without_personal_data(clean) == clean


@given(st.text(string.ascii_letters + string.digits + " @.:-/(", max_size=3 * MAX_CHARS))
@settings(deadline=None, max_examples=50)
def test_a_long_text_is_cut_and_its_last_number_with_it(text: str) -> None:
    clean = without_personal_data(text)

    assert len(clean) <= MAX_CHARS
    assert not re.search(r"\d{5}", clean)


@pytest.mark.parametrize(
    "unit", ["a.", "@", "1-", "a@", "王", "(at)", "http://", ":", "A b ", "1 "]
)
def test_a_hostile_text_takes_no_time(unit: str) -> None:
    assert len(without_personal_data(unit * MAX_CHARS)) <= MAX_CHARS


def test_a_query_is_counted_small_and_without_signs_around_it() -> None:
    assert plain_query("  How do I RETURN a sofa??  ") == "how do i return a sofa"


def test_a_letter_is_counted_without_its_greeting() -> None:
    assert plain_phrase("Re: 你好，在吗？退款什么时候到账？") == "退款什么时候到账"


def test_what_splits_cells_in_other_countries_is_no_part_of_a_query() -> None:
    assert plain_query("sofa;=1+1") == "sofa =1+1"
