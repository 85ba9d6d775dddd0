"""The scripts that make material for `kbtool eval`."""

from __future__ import annotations

import json
import random
import re
import unicodedata
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.compiler import examine
from kbtool.read.load import load
from kbtool.read.scan import scan
from tests.bench.eval_kb import as_markdown, convert, valid_names
from tests.bench.generate import generate, questions
from tests.bench.keywords import frequencies, rarest
from tests.bench.typos import with_typo

FAQS = [
    {"id": "shop/Refund not there", "question": "Where is\nmy <b>refund</b>?", "lang": "en",
     "answer": "* Ask [us](x.md)!\n    # not a heading", "category": "Pay / Money back",
     "alias_pool": ["refund?", "refund?", "money back"]},
    {"id": "shop/Refund:not there", "question": "No money", "lang": "en", "answer": ""},
]  # fmt: skip
QUERIES = [{"query": "money", "relevant": ["shop/Refund:not there"]}]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text))


def _written(tmp_path: Path) -> Path:
    for name, rows in (("faqs.jsonl", FAQS), ("queries.jsonl", QUERIES)):
        (tmp_path / name).write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    convert(tmp_path, tmp_path / "target", also_asked=1)
    return tmp_path / "target"


def test_a_converted_folder_is_a_knowledge_base_without_problems(tmp_path: Path) -> None:
    kb, problems = load(_written(tmp_path))

    assert problems == []
    assert [(one.id, one.title, one.also_asked) for one in kb.articles] == [
        ("shop-Refund-not-there", "Where is my <b>refund</b>?", ("refund?",)),
        ("shop-Refund-not-there-2", "No money", ()),
    ]


def test_queries_name_the_new_ids_and_the_old_ones_are_kept(tmp_path: Path) -> None:
    target = _written(tmp_path)

    (query,) = map(json.loads, (target / "queries.jsonl").read_text().splitlines())
    old = json.loads((target / "ids.json").read_text())

    assert query["relevant"] == ["shop-Refund-not-there-2"]
    assert old["shop-Refund-not-there-2"] == "shop/Refund:not there"


@settings(deadline=None, max_examples=60)
@given(st.text(st.sampled_from("ab <>&*_`[](){}#+-.!|~^:=\\/\n 退1"), max_size=60))
def test_any_text_becomes_a_body_of_the_same_words(text: str) -> None:
    found = scan(as_markdown(text), "a.md", 1, 1)

    assert _words(text) == _words(found.text)
    assert (found.headings, found.links) == ((), ())


@given(st.lists(st.text(max_size=100)))
def test_names_are_valid_and_no_two_alike(names: list[str]) -> None:
    found = valid_names(names)

    assert set(names) == set(found)
    assert len({name.casefold() for name in found.values()}) == len(found)
    assert all(re.fullmatch(r"\w[\w.\-]{0,99}", name) for name in found.values())


@given(st.integers(0, 10_000))
def test_a_typo_changes_one_word_and_the_seed_decides_it(seed: int) -> None:
    query = "Where is my refund?"

    typo = with_typo(query, random.Random(seed))

    assert typo is not None
    assert typo == with_typo(query, random.Random(seed))
    changed = [new for new, old in zip(typo.split(), query.split(), strict=True) if new != old]
    assert len(changed) == 1


def test_a_query_of_short_words_gets_no_typo() -> None:
    assert with_typo("怎么退 my TV", random.Random(1)) is None


def test_the_rarest_words_are_kept_in_their_order() -> None:
    frequency = frequencies(["where is my parcel", "is my refund there", "my parcel"])

    assert rarest("Where is my refund, courier?", frequency) == "where refund courier"


def test_a_generated_help_centre_has_no_errors(tmp_path: Path) -> None:
    generate(60, tmp_path)

    examined = examine(tmp_path / "kb")

    assert examined.publishable
    assert {lang: tree.count for lang, tree in examined.order.trees.items()} == {"en": 30, "zh": 30}


def test_generated_questions_are_always_the_same() -> None:
    assert list(questions(50)) == list(questions(50))
