"""A corpus after an edit is the corpus that would be made anew."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.model import Ranking
from kbtool.search.corpus import Corpus, corpus
from kbtool.search.documents import Document
from kbtool.search.updated import Changes, updated

from .conftest import SYNONYMS, generated, sentence

Key = tuple[str, str]


def edit(
    rng: random.Random, documents: dict[Key, Document], *, kinds: str
) -> tuple[list[Document], list[Key]]:
    """Return what changes and what goes: b a body, t a title, a asks, c a category, + and -."""
    changed: list[Document] = []
    removed: list[Key] = []
    for kind in kinds:
        was = documents[rng.choice(sorted(documents))]
        lang = was.lang
        if kind == "b":
            changed.append(replace(was, text=was.text + " " + sentence(rng, lang, 1)))
        elif kind == "t":
            changed.append(replace(was, title=sentence(rng, lang, 4)))
        elif kind == "a":
            changed.append(replace(was, asks=rng.choice((0.0, 7.0))))
        elif kind == "c":
            changed.append(replace(was, category=("B", sentence(rng, lang, 1))))
        elif kind == "+":
            changed.append(replace(was, id=f"{rng.randrange(99)}-new"))
        else:
            removed.append(was.key)
    gone = set(removed)
    return [one for one in {d.key: d for d in changed}.values() if one.key not in gone], removed


def after(
    documents: dict[Key, Document], changed: list[Document], removed: list[Key]
) -> dict[Key, Document]:
    """Return all documents after an edit."""
    kept = {key: one for key, one in documents.items() if key not in set(removed)}
    return kept | {one.key: one for one in changed}


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 10_000),
    st.sampled_from([2, 12, 80]),
    st.lists(st.text("btac+-", min_size=1, max_size=4), min_size=1, max_size=3),
)
def test_a_corpus_after_edits_equals_one_made_anew(seed: int, size: int, edits: list[str]) -> None:
    rng = random.Random(seed)
    documents = {one.key: one for one in generated(size, seed)}
    built = corpus(documents.values(), SYNONYMS)

    for kinds in edits:
        if documents:
            changed, removed = edit(rng, documents, kinds=kinds)
            documents = after(documents, changed, removed)
            built, _ = updated(built, changed, removed, SYNONYMS)

    assert corpus(documents.values(), SYNONYMS) == built


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.text("btac", min_size=1, max_size=3))
def test_changes_name_every_term_that_is_scored_in_another_way(seed: int, kinds: str) -> None:
    documents = {one.key: one for one in generated(80, seed)}
    before = corpus(documents.values(), SYNONYMS)
    changed, _ = edit(random.Random(seed), documents, kinds=kinds)

    now, changes = updated(before, changed, (), SYNONYMS)

    for lang, part in now.parts.items():
        was = before.parts[lang]
        scored = {
            term
            for term in {*was.terms, *part.terms, *was.everywhere, *part.everywhere}
            if (was.impacts(term), was.holding(term)) != (part.impacts(term), part.holding(term))
        }
        found = changes.get(lang, Changes())
        assert found.everything or scored == found.terms
        assert (
            found.everything or dict(was.words.items() ^ part.words.items()).keys() == found.words
        )
        assert found.everything or found.documents == {
            number for number, one in enumerate(part.documents) if one != was.documents[number]
        }


@pytest.fixture(scope="module")
def built(documents: list[Document]) -> Corpus:
    return corpus(documents, SYNONYMS)


def test_nothing_changes_by_an_edit_that_changes_nothing(
    built: Corpus, documents: list[Document]
) -> None:
    now, changes = updated(built, documents[:5], [("en", "nobody")], SYNONYMS)

    assert now == built
    assert not any(changes.values())


def test_other_synonyms_are_a_change_of_their_own(built: Corpus) -> None:
    now, changes = updated(built, (), (), SYNONYMS[:1])

    assert now.parts["en"].synonyms != built.parts["en"].synonyms
    assert changes["en"] == Changes(synonyms=True)


def test_other_numbers_of_the_formula_change_everything(
    built: Corpus, documents: list[Document]
) -> None:
    now, changes = updated(built, (), (), SYNONYMS, Ranking(title=9.0))

    assert now == corpus(documents, SYNONYMS, Ranking(title=9.0))
    assert {True} == {one.everything for one in changes.values()}


def test_a_language_comes_with_its_first_document_and_goes_with_its_last() -> None:
    one, other = Document("a", "en", "a/", "Refund"), Document("a", "zh", "a/", "退款")
    built = corpus([one])

    with_both, _ = updated(built, [other])
    with_one, _ = updated(with_both, (), [("en", "a")])
    assert (list(with_both.parts), list(with_one.parts)) == (["en", "zh"], ["zh"])


def test_an_edit_changes_nothing_of_what_was_before(
    built: Corpus, documents: list[Document]
) -> None:
    updated(built, [replace(documents[0], text="other words")], [documents[1].key], SYNONYMS)

    assert built == corpus(documents, SYNONYMS)
