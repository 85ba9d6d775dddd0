"""The three ways to ask for the documents of a language know the same."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.model import Ranking
from kbtool.search.corpus import corpus
from kbtool.search.documents import Document
from kbtool.search.engine import Known, answer
from kbtool.search.finder import _Part as InFinder
from kbtool.search.lookup import PartLookup
from kbtool.search.thesaurus import thesaurus
from kbtool.search.whoosh_index import open_index, write_index

from .conftest import SYNONYMS, generated, questions

TEXTS = st.lists(
    st.sampled_from(
        [
            "the",
            "card",
            "cards",
            "cardigan",
            "refund",
            "gift",
            "box",
            "退款",
            "怎么",
            "的",
            "7天",
            "A-100",
        ]
    ),
    max_size=5,
).map(" ".join)


@st.composite
def documents(draw: st.DrawFn) -> list[Document]:
    return [
        Document(
            id=f"d{number}",
            lang=draw(st.sampled_from(["en", "zh"])),
            url="",
            title=draw(TEXTS),
            also_asked=tuple(draw(st.lists(TEXTS, max_size=2))),
            keywords=tuple(draw(st.lists(TEXTS, max_size=1))),
            text=draw(TEXTS) * draw(st.sampled_from([1, 90])),  # a passage, or more
            category=tuple(draw(st.lists(TEXTS, max_size=2))),
            asks=draw(st.sampled_from([0.0, 30.0])),
        )
        for number in range(draw(st.integers(1, 8)))
    ]


def lookups(found: list[Document], folder: Path, lang: str) -> list[Known]:
    """Return all that can be asked for the documents of a language."""
    built = corpus(found, SYNONYMS)
    write_index(built, folder, build_id="b", source_hash="s")
    part = built.parts[lang]
    return [
        PartLookup(part),
        InFinder(list(part.documents), [], thesaurus(SYNONYMS, lang), Ranking()),
        open_index(folder)._parts[lang],
    ]


def known_by(one: Known, terms: list[str], count: int) -> object:
    worths = [one.worth(term) for term in terms]
    # An index reads tuples as lists.
    synonyms = {typed: [tuple(each) for each in others] for typed, others in one.synonyms.items()}
    return (
        worths,
        one.bounds,
        list(one.priors),
        list(one.words.items()),
        synonyms,
        [list(one.impacts(term)) for term in terms],
        # An index knows those of other languages, too.
        [[t for t in sorted(one.beginning(term[:4])) if one.impacts(t)] for term in terms],
        [sorted(one.texts(number)) for number in range(count)],
    )


@settings(max_examples=15, deadline=None)
@given(documents(), st.lists(TEXTS, max_size=6).map(" ".join))
def test_they_know_the_same_in_whatever_order_it_is_asked(found: list[Document], text: str) -> None:
    lang = found[0].lang
    count = sum(document.lang == lang for document in found)
    terms = [*text.split(), "the", "怎", "怎么", "nobody"]
    with tempfile.TemporaryDirectory() as folder:
        first, *others = lookups(found, Path(folder) / "index", lang)

        for other in others:
            assert known_by(first, terms, count) == known_by(other, terms, count)


def test_they_give_the_same_answers(tmp_path: Path) -> None:
    for lang in ("en", "zh"):
        first, *others = lookups(generated(60), tmp_path / lang, lang)
        for query in [query for of, query in questions(200, seed=9) if of == lang]:
            for other in others:
                assert (query, answer(query, first, 10)) == (query, answer(query, other, 10))
