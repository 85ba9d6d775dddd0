"""Documents that a generator wrote, the same on every machine, and a page that thinks."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from kbtool.model import Source, Synonym
from kbtool.search.documents import Document

ASSETS = Path(__file__).parents[2] / "theme" / "assets" / "kb"
ENGINE = ("porter2", "analyzer", "query", "expand", "confidence", "shards", "engine", "marks")

ZH_WORDS = """
退货 退款 换货 发票 订单 物流 快递 优惠券 积分 会员 支付宝 微信支付 地址 修改 取消 申请 保修 维修
客服 电话 包装 破损 少件 延迟 海关 关税 运费 时效 尺寸 颜色 型号A-100 T恤 iPhone15 7天
无理由 怎么 如何 什么 可以 多久 我的 吗 了 的 请问
"""
EN_WORDS = """
return refund exchange invoice order parcel courier coupon points member payment address
change cancel apply warranty repair service phone package damaged missing delayed customs
duty shipping size colour A-100 T-shirt iPhone15 days how can what is my the a do I
returned ordering paid membership café
"""
STEM_PARTS = """
a e i o u y b c d g h k l m n p r s t w x ing ed eed ly eedly ation ness ful ize li ement
's ' bl at iz ence tional us ss ies sses ogi gener commun arsen sion ative y'all sky news
return ship deliver pay order invoice custom exceed
"""
WORDS = {"zh": ZH_WORDS.split(), "en": EN_WORDS.split()}
SYNONYMS_TYPED = {
    "zh": ("退钱", "包裹", "怎样", "多长时间", "改", "代金券", "寄回来"),
    "en": ("voucher", "package", "mobile", "money back", "send back", "get my money back"),
}


def synonym(lang: str, words: tuple[str, ...], finds: tuple[str, ...]) -> Synonym:
    """Return what a line of kb/synonyms.yml says."""
    return Synonym(lang, words, finds, Source("kb/synonyms.yml"))


SYNONYMS = (
    synonym("en", ("money back", "get my money back"), ("refund",)),
    synonym("en", ("send back", "return"), ("send back", "return")),
    synonym("en", ("T-shirt",), ("returned parcel", "the size")),
    synonym("zh", ("寄回来",), ("退货", "退换货")),
    synonym("zh", ("T恤", "iPhone15"), ("尺寸", "型号A-100")),
)


def sentence(rng: random.Random, lang: str, words: int) -> str:
    """Return so many random words of a language."""
    glue = "" if lang == "zh" else " "
    return glue.join(rng.choice(WORDS[lang]) for _ in range(words))


def generated(count: int, seed: int = 1) -> list[Document]:
    """Return `count` documents, half of them Chinese, half of them English."""
    rng = random.Random(seed)
    return [
        Document(
            id=f"{lang}-{number}",
            lang=lang,
            url=f"{lang}/{number}/",
            title=sentence(rng, lang, rng.randint(2, 6)) + "?",
            also_asked=tuple(sentence(rng, lang, 4) for _ in range(rng.randint(0, 3))),
            keywords=tuple(sentence(rng, lang, 1) for _ in range(rng.randint(0, 2))),
            answer=sentence(rng, lang, 9) if rng.random() < 0.6 else "",
            text=sentence(rng, lang, rng.randint(5, 60)),
            category=("A", f"B{number % 3}"),
            asks=rng.choice((0.0, 0.0, 3.5, 20.0, 5000.0)),
        )
        for number in range(count // 2)
        for lang in ("zh", "en")
    ]


def questions(count: int, seed: int = 2) -> list[tuple[str, str]]:
    """Return so many queries with their languages: words, typos, synonyms, phrases, exclusions."""
    rng = random.Random(seed)
    asked = []
    for number in range(count):
        lang = ("zh", "en")[number % 2]
        glue = "" if lang == "zh" else " "
        words = sentence(rng, lang, rng.randint(1, 8))
        extra = rng.choice(
            (
                "",
                "",
                "?",
                " xyzzy",
                "魑魅",
                " 15",
                " Ａ100",
                glue + mistyped(rng),
                glue + rng.choice(SYNONYMS_TYPED[lang]),
                f' "{sentence(rng, lang, 2)}"',
                f" -{sentence(rng, lang, 1)}",
                f' -"{sentence(rng, lang, 2)}"',
            )
        )
        asked.append((lang, words + extra))
    return asked


def mistyped(rng: random.Random) -> str:
    """Return an English word typed wrong."""
    return mistyped_word(rng, rng.choice([word for word in WORDS["en"] if len(word) > 3]))


def mistyped_word(rng: random.Random, word: str) -> str:
    """Return a word with one letter wrong, two swapped, torn apart, or run into another."""
    at = rng.randrange(len(word) - 1)
    return rng.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + rng.choice("aeitnz") + word[at:],
            word[:at] + rng.choice("aeitnz") + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + " " + word[at:],
            word + rng.choice(WORDS["en"]),
        )
    )


@pytest.fixture(scope="session")
def documents() -> list[Document]:
    """A hundred documents in two languages."""
    return generated(100)


@pytest.fixture(scope="session")
def queries() -> list[tuple[str, str]]:
    """Two hundred queries with their languages."""
    return questions(200)


@pytest.fixture(scope="session")
def stem_words() -> list[str]:
    """Twenty thousand words made of what a stemmer looks for."""
    rng = random.Random(7)
    parts = STEM_PARTS.split()
    return sorted({"".join(rng.choices(parts, k=rng.randint(1, 6))) for _ in range(20_000)})


@pytest.fixture(scope="session")
def cases() -> list[dict[str, Any]]:
    """The analyzer contract by example."""
    text = Path(__file__).with_name("analyzer_cases.json").read_text(encoding="utf-8")
    return list(json.loads(text))


@pytest.fixture
def engine_page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """A page opened from disk that has loaded what thinks, and no data."""
    scripts = "".join(
        f'<script src="{(ASSETS / "search" / f"{name}.js").as_uri()}"></script>' for name in ENGINE
    )
    file = tmp_path / "engine.html"
    file.write_text(f'<!doctype html><meta charset="utf-8">{scripts}', encoding="utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    yield page
    page.close()
