"""The browser's engine thinks as Python does: in real Chromium, on pages from disk."""

import random
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from kbtool.search.analyzer import analyse, function_terms, kind, query_terms
from kbtool.search.corpus import corpus
from kbtool.search.documents import Document
from kbtool.search.export import analyzer_tables, export
from kbtool.search.porter2 import stem
from kbtool.search.ranking import Ranking
from kbtool.search.whoosh_index import open_index, write_index

pytestmark = pytest.mark.browser


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


def test_queries_are_cut_at_the_same_place(engine_page: Page) -> None:
    texts = ["退𠮷" * 200, "w1 " * 90, " ".join(f"w{n}x" for n in range(90)), "𝓪" * 300]

    actual = engine_page.evaluate(
        "([tables, texts]) => texts.map(kb.search.analyzer(tables).queryTerms)",
        [analyzer_tables(), texts],
    )
    assert [list(query_terms(text)) for text in texts] == actual


def test_stems_and_kinds_are_the_same(engine_page: Page, stem_words: list[str]) -> None:
    assert [stem(word) for word in stem_words] == engine_page.evaluate(
        "(words) => words.map(kb.search.stem)", stem_words
    )
    terms = sorted(function_terms() | {"退", "退货", "7天", "𠮷", "𠮷野", "a100"})
    assert [kind(term).value for term in terms] == engine_page.evaluate(
        "([tables, terms]) => terms.map(kb.search.analyzer(tables).kind)",
        [analyzer_tables(), terms],
    )


@pytest.mark.parametrize("ranking", [Ranking(), Ranking(weights=(9.0, 0.1, 0.0, 5.0, 0.3), k1=2.7)])
def test_the_browser_gives_the_answers_of_the_index(
    engine_page: Page,
    documents: list[Document],
    queries: list[tuple[str, str]],
    tmp_path: Path,
    ranking: Ranking,
) -> None:
    built = corpus(documents)
    write_index(built, tmp_path / "index", build_id="b1", source_hash="s1", ranking=ranking)
    index = open_index(tmp_path / "index")
    for path, script in export(built, build_id="b1", ranking=ranking).items():
        (tmp_path / "search").mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(script)
        engine_page.add_script_tag(url=(tmp_path / path).as_uri())

    actual = engine_page.evaluate(
        """(queries) => queries.map(([lang, query]) => {
          const engines = (window.engines = window.engines || {});
          const engine = (engines[lang] = engines[lang] || kb.search.engine(kb.search.data[lang]));
          const hits = engine.search(engine.analyzer.queryTerms(query), 10);
          return hits.map((hit) => [hit.id, hit.score]);
        })""",
        queries,
    )
    assert len(queries) == len(actual) == 200
    for (lang, query), hits in zip(queries, actual, strict=True):
        expected = index.search(query, lang=lang)
        assert [hit.id for hit in expected] == [id for id, _ in hits], query
        for hit, (_, score) in zip(expected, hits, strict=True):
            assert abs(round(hit.score * 1e6) - score) <= 1


def test_data_of_another_analyzer_is_refused(engine_page: Page) -> None:
    message = engine_page.evaluate(
        """(tables) => {
          try { kb.search.engine({ analyzer: { ...tables, version: 0 } }); }
          catch (error) { return error.message; }
        }""",
        analyzer_tables(),
    )

    assert message == "version"


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
          return kb.search.marked(analyzer, text, analyzer.queryTerms(query))
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
          return kb.search.marked(analyzer, text, analyzer.queryTerms("invoice refund"), 80)
            .map((part) => part.marked ? `[${part.text}]` : part.text).join("");
        }""",
        [analyzer_tables(), text],
    )
    assert actual.startswith("…") and actual.endswith("…")
    assert "[refund] of your [invoice]" in actual
    assert len(actual) < 110
