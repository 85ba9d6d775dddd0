"""The browser answers as Python does: over a thousand generated articles, and the sample's queries.

The data is in shards, and the engine is the one file that pages load.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from kbtool.publish.scripts import ENGINE, SOURCES, joined
from kbtool.publish.theme import theme_folder
from kbtool.read.load import load
from kbtool.search.corpus import Corpus, corpus
from kbtool.search.documents import Document
from kbtool.search.engine import answer
from kbtool.search.export import export
from kbtool.search.lookup import PartLookup
from tests.bench.generate import Question, questions
from tests.conftest import REPOSITORY

from .conftest import mistyped_word, synonym

pytestmark = pytest.mark.browser

ARTICLES = 1000
QUERIES = 500
SYNONYMS = (
    synonym("en", ("money back",), ("refund",)),
    synonym("en", ("parcel", "box"), ("parcel", "box", "gift card")),
    synonym("zh", ("退钱", "退换"), ("退款", "退货")),
)
ASK = """async (queries) => {
  const engines = {};
  const answers = [];
  for (const [lang, query, typing] of queries) {
    engines[lang] ??= await kb.search.open({ root: "", lang });
    const { hits, verdict, corrections } = await engines[lang].search(query, { typing });
    answers.push([hits.map(({ id, score }) => [id, score]), verdict,
      corrections.map(({ from, to }) => [from, to])]);
  }
  return answers;
}"""

Asked = tuple[str, str, bool]
"""Language, query, whether its last word may go on."""


def document(question: Question) -> Document:
    """Return a generated question as search sees it."""
    path = tuple(question.folder.split("/"))
    url = f"{question.lang}/{question.id}.html"
    return Document(
        id=question.id,
        lang=question.lang,
        url=url,
        title=question.title,
        text=question.body,
        category=path,
        asks=float(question.asks),
    )


def variants(documents: Sequence[Document], count: int, seed: int = 11) -> Iterator[Asked]:
    """Yield queries as customers make them of questions: parts, typos, phrases, half a word."""
    rng = random.Random(seed)
    for number in range(count):
        one = rng.choice(documents)
        blank = "" if one.lang == "zh" else " "
        parts = list(one.title) if one.lang == "zh" else one.title.split()
        start = rng.randrange(len(parts))
        some = parts[start : start + rng.randint(1, 6)]
        kind = number % 8
        if kind == 0:
            yield one.lang, one.title, False
        elif kind == 1:
            yield one.lang, blank.join(some)[: rng.randint(1, 20)], True
        elif kind == 2:
            yield one.lang, f'{blank.join(parts)} "{blank.join(some[:2])}"', False
        elif kind == 3:
            yield one.lang, f"{blank.join(parts)} -{some[0]}", False
        elif kind == 4:
            synonyms = [word for each in SYNONYMS if each.lang == one.lang for word in each.words]
            yield one.lang, blank.join([*some, rng.choice(synonyms)]), False
        elif kind == 5:
            yield one.lang, blank.join(some), False
        else:
            at = rng.randrange(len(parts))
            parts[at] = mistyped_word(rng, parts[at]) if len(parts[at]) > 3 else parts[at]
            yield one.lang, blank.join(parts[max(0, at - 2) : at + 2]), kind == 7


def expected(built: Corpus, asked: Sequence[Asked]) -> Iterator[list[Any]]:
    """Yield what Python answers: ids with scores, the verdict, the corrections."""
    known = {lang: PartLookup(part) for lang, part in built.parts.items()}
    for lang, query, typing in asked:
        found = answer(query, known[lang], 10, typing=typing)
        documents = built.parts[lang].documents
        yield [
            [[documents[scored.document].id, scored.score] for scored in found.found],
            found.verdict,
            [[one.typed, one.meant] for one in found.corrections],
        ]


def differences(page: Page, folder: Path, built: Corpus, asked: Sequence[Asked]) -> list[Any]:
    """Return the queries that the browser answers otherwise than Python, with both answers."""
    for path, content in export(built, build_id="b1", one_file=0).files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    sources = [(theme_folder() / f"{SOURCES}{name}.js").read_text("utf-8") for name in ENGINE]
    (folder / "search.js").write_text(joined(sources), encoding="utf-8")
    text = '<!doctype html><meta charset="utf-8"><script src="search.js"></script>'
    (folder / "index.html").write_text(text, encoding="utf-8")
    page.goto((folder / "index.html").as_uri())
    actual = page.evaluate(ASK, asked)
    pairs = zip(asked, expected(built, asked), actual, strict=True)
    return [(query, ours, theirs) for query, ours, theirs in pairs if ours != theirs]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


def test_generated_and_golden_queries_have_the_same_answers(page: Page, tmp_path: Path) -> None:
    documents = [document(question) for question in questions(ARTICLES)]
    golden = load(REPOSITORY)[0].queries
    asked = [
        *variants(documents, QUERIES),
        *((one.lang, one.query, False) for one in golden),
        *((one.lang, one.query[:-1], True) for one in golden),
    ]

    assert differences(page, tmp_path, corpus(documents, SYNONYMS), asked) == []
