"""The scripts after an edit are those of a new export."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.search.corpus import corpus
from kbtool.search.documents import Document
from kbtool.search.export import Export, export, update_export
from kbtool.search.updated import updated

from .conftest import SYNONYMS, generated
from .test_updated import after, edit


def applied(files: Mapping[str, bytes], change: Export) -> dict[str, bytes]:
    """Return the files of a site after an export's changes, in the order that it states."""
    found = dict(files)
    for old, new in change.renamed.items():
        moved = {path: path.replace(f"{old}/", f"{new}/") for path in found}
        found = {moved[path]: content for path, content in found.items()}
    for gone in change.removed:
        assert any(path == gone or path.startswith(f"{gone}/") for path in found)
        found = {
            path: content
            for path, content in found.items()
            if path != gone and not path.startswith(f"{gone}/")
        }
    return {**found, **change.files}


@settings(max_examples=30, deadline=None)
@given(
    st.integers(0, 10_000),
    st.sampled_from([2, 12, 80]),
    st.sampled_from([0, 4_000, 20_000]),
    st.lists(st.text("btac+-", min_size=1, max_size=3), min_size=1, max_size=3),
)
def test_the_scripts_after_edits_equal_a_new_export(
    seed: int, size: int, one_file: int, edits: list[str]
) -> None:
    rng = random.Random(seed)
    documents = {one.key: one for one in generated(size, seed)}
    built = corpus(documents.values(), SYNONYMS)
    last = export(built, build_id="b", one_file=one_file)
    files = dict(last.files)

    for kinds in edits:
        if documents:
            changed, removed = edit(rng, documents, kinds=kinds)
            documents = after(documents, changed, removed)
            built, changes = updated(built, changed, removed, SYNONYMS)
            last = update_export(built, last.languages, changes, build_id="b", one_file=one_file)
            files = applied(files, last)

    anew = corpus(documents.values(), SYNONYMS)
    assert export(anew, build_id="b", one_file=one_file).files == files


@pytest.fixture
def documents() -> list[Document]:
    """Documents so many that an edit moves no average."""
    return [one for one in generated(400) if one.lang == "en"]


def written(before: Iterable[Document], edited: Document) -> set[str]:
    """Return the kinds of the shards that an edit writes."""
    built = corpus(before)
    last = export(built, build_id="b", one_file=0)
    now, changes = updated(built, [edited])
    change = update_export(now, last.languages, changes, build_id="b", one_file=0)
    return {path.split("/")[2].split("-")[0] for path in change.files if path.count("/") > 1}


def test_a_word_of_a_body_writes_but_the_shards_that_hold_it(documents: list[Document]) -> None:
    one = documents[5]
    edited = Document(one.id, "en", one.url, one.title, one.also_asked, text=one.text + " refund")
    base = [Document(d.id, "en", d.url, d.title, d.also_asked, text=d.text) for d in documents]

    assert "spelling" not in written(base, edited)
    assert "texts" in written(base, edited)
