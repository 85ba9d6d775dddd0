"""The browser's engine thinks as Python does: in real Chromium, on pages from disk."""

import random
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from kbtool.model import Ranking, Source, Synonym
from kbtool.search.analyzer import analyse, function_terms, kind
from kbtool.search.corpus import corpus
from kbtool.search.documents import Document
from kbtool.search.export import analyzer_tables, export
from kbtool.search.porter2 import stem
from kbtool.search.query import read_query
from kbtool.search.ranking import unit
from kbtool.search.whoosh_index import open_index, write_index

pytestmark = pytest.mark.browser

NOWHERE = Source("kb/synonyms.yml", 1, 1)


def test_every_case_of_the_contract_gives_its_terms(
    engine_page: Page, cases: list[dict[str, Any]]
) -> None:
    actual = engine_page.evaluate(
        "([tables, texts]) => texts.map(kb.search.analyzer(tables).analyse)",
        [analyzer_tables(), [case["text"] for case in cases]],
    )

    for case, terms in zip(cases, actual, strict=True):
        assert (case["text"], case["terms"]) == (case["text"], terms)


def test_generated_texts_give_the_same_terms(engine_page: Page) -> None:
    rng = random.Random(3)
    pools = [
        [chr(code) for code in pool]
        for pool in (range(0x20, 0x250), range(0x4E00, 0x9FFF), range(0x20, 0xD7FF))
    ]
    pools.append([chr(code) for code in range(0xE000, 0x110000, 7)])
    pools.append(list("aA1-_.,'’\u0301 退貨7"))
    texts = [
        "".join(rng.choice(rng.choice(pools)) for _ in range(rng.randint(1, 30)))
        for _ in range(3000)
    ]

    actual = engine_page.evaluate(
        "([tables, texts]) => texts.map(kb.search.analyzer(tables).analyse)",
        [analyzer_tables(), texts],
    )
    for text, terms in zip(texts, actual, strict=True):
        assert (text, analyse(text)) == (text, terms)


def test_queries_are_read_the_same(engine_page: Page) -> None:
    rng = random.Random(5)
    parts = [
        "refund",
        "Gift cards",
        '"',
        "“",
        "”",
        "-",
        " -",
        " ",
        "退货",
        "7天",
        "A-100",
        "1,5",
        "é",
    ]
    texts = ["退𠮷" * 200, "w1 " * 90, " ".join(f"w{n}x" for n in range(90)), "𝓪" * 300, ""]
    texts += ["".join(rng.choices(parts, k=rng.randint(1, 12))) for _ in range(500)]
    # Letters, digits and blanks of which engines have different opinions.
    odd = "²½٣೬Ⅷⓐªᶠ〇々ーㇰ\U0001f130𐐀𞤀ʼ_\x1c\x85\u2028\u3000\ufeff\u180e\u200b\u0345"
    texts += [f"refund{blank}-{sign}way" for sign in odd for blank in (" ", *odd[-10:])]
    later = [chr(code) for code in range(0xA0, 0x20000, 13) if not 0xD800 <= code < 0xE000]
    texts += [f"refund -{sign}x" for sign in later]

    actual = engine_page.evaluate(
        """([tables, texts]) => {
          const analyzer = kb.search.analyzer(tables);
          return texts.map((text) => kb.search.readQuery(analyzer, text));
        }""",
        [analyzer_tables(), texts],
    )
    for text, found in zip(texts, actual, strict=True):
        query = read_query(text)
        # Places are left out: Python counts characters, the browser UTF-16 units.
        assert [[piece.term, piece.spelt, piece.kind] for piece in query.pieces] == [
            [piece["term"], piece["spelt"], piece["kind"]] for piece in found["pieces"]
        ], text
        assert [asdict(term) for term in query.terms] == found["terms"], text
        assert [list(phrase) for phrase in query.phrases] == found["phrases"], text
        assert [list(phrase) for phrase in query.excluded] == found["excluded"], text
        exact = [place for place, piece in enumerate(found["pieces"]) if piece["exact"]]
        assert sorted(query.exact) == exact, text
        assert (query.open, query.cut) == (found["open"], bool(found["notices"])), text


def test_stems_and_kinds_are_the_same(engine_page: Page, stem_words: list[str]) -> None:
    assert [stem(word) for word in stem_words] == engine_page.evaluate(
        "(words) => words.map(kb.search.stem)", stem_words
    )
    terms = sorted(function_terms() | {"退", "退货", "7天", "𠮷", "𠮷野", "a100"})
    assert [kind(term).value for term in terms] == engine_page.evaluate(
        "([tables, terms]) => terms.map(kb.search.analyzer(tables).kind)",
        [analyzer_tables(), terms],
    )


SYNONYMS = (
    Synonym("en", ("refund", "gift card"), ("refund", "gift card"), NOWHERE),
    Synonym("zh", ("退货",), ("退换商品", "换货"), NOWHERE),
)
SPECIAL = [
    ("en", '"return order" -A-100'),
    ("zh", "“退货 怎么” 退款 -取消"),
    ("en", "refnud of my gift card"),
    ("en", "re fund orderinvoice"),
    ("zh", "退货"),
    ("en", "quux zzyzx"),
    ("en", "?!"),
]


@pytest.mark.parametrize("typing", [False, True])
@pytest.mark.parametrize("one_file", [10**9, 0])
@pytest.mark.parametrize("ranking", [Ranking(), Ranking(title=9.0, asked_weight=2.0, k1=2.7)])
def test_the_browser_gives_the_answers_of_the_index(
    engine_page: Page,
    documents: list[Document],
    queries: list[tuple[str, str]],
    tmp_path: Path,
    ranking: Ranking,
    one_file: int,
    typing: bool,
) -> None:
    built = corpus(documents, SYNONYMS, ranking)
    write_index(built, tmp_path / "index", build_id="b1", source_hash="s1")
    index = open_index(tmp_path / "index")
    scripts = export(built, build_id="b1", one_file=one_file).files
    for path, content in scripts.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    asked = [*queries, *((lang, query[:-1]) for lang, query in queries[:40]), *SPECIAL]

    actual = engine_page.evaluate(
        """async ([queries, typing]) => {
          const engines = {};
          const answers = [];
          for (const [lang, query] of queries) {
            engines[lang] ??= await kb.search.open({ root: "", lang });
            answers.push(await engines[lang].search(query, { typing }));
          }
          return answers.map(({ rest, ...answer }) => answer);
        }""",
        [asked, typing],
    )
    for (lang, query), answer in zip(asked, actual, strict=True):
        expected = index.search(query, lang=lang, typing=typing)
        assert expected.verdict == answer["verdict"], query
        assert [(hit.id, hit.score) for hit in expected.hits] == [
            (hit["id"], hit["score"] / unit(ranking)) for hit in answer["hits"]
        ], query
        assert [(one.typed, one.meant) for one in expected.corrections] == [
            (one["from"], one["to"]) for one in answer["corrections"]
        ], query


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("How do I return an item?", "returned items", "How do I [return] an [item]?"),
        ("怎么申请退货？", "退貨", "怎么申请[退货]？"),
        ("怎么退货，验货后退款", "怎么退货", "怎么[退货]，验货后退款"),
        ("7天无理由，15 天", "7天", "[7天]无理由，15 天"),
        ("怎么样", "怎么", "[怎么]样"),
        ("ＡＢＣ café CAFE\u0301", "abc cafe", "[ＡＢＣ] [café] [CAFE\u0301]"),
        ("Model A-100, or B-100", "a100", "Model [A-100], or B-[100]"),
        ("the refund of the order", "the refund", "the [refund] of the order"),
        ("<img src=x onerror=alert(1)>", "img", "<[img] src=x onerror=alert(1)>"),
        ("nothing", "refund", "nothing"),
        ("👩‍👩‍👧 T恤尺码", "T恤", "👩‍👩‍👧 [T恤]尺码"),
    ],
)
def test_marks_show_what_a_query_meets(
    engine_page: Page, text: str, query: str, expected: str
) -> None:
    actual = engine_page.evaluate(
        """([tables, text, query]) => {
          const analyzer = kb.search.analyzer(tables);
          return kb.search.marked(analyzer, text, analyzer.analyse(query))
            .map((part) => part.marked ? `[${part.text}]` : part.text).join("");
        }""",
        [analyzer_tables(), text, query],
    )

    assert expected == actual


def test_a_snippet_is_cut_around_the_best_place(engine_page: Page) -> None:
    text = "Words before. " * 30 + "Ask for a refund of your invoice here. " + "Words after. " * 30

    actual = engine_page.evaluate(
        """([tables, text]) => {
          const analyzer = kb.search.analyzer(tables);
          return kb.search.marked(analyzer, text, analyzer.analyse("invoice refund"), 80)
            .map((part) => part.marked ? `[${part.text}]` : part.text).join("");
        }""",
        [analyzer_tables(), text],
    )
    assert actual.startswith("…") and actual.endswith("…")
    assert "[refund] of your [invoice]" in actual
    assert len(actual) < 110
