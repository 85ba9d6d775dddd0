"""What search knows survives as bytes."""

from __future__ import annotations

import pytest

from kbtool.search.corpus import corpus
from kbtool.search.documents import Document
from kbtool.search.export import Exported, export
from kbtool.search.kept import Kept, from_bytes, to_bytes
from kbtool.search.similar import all_similar

from .conftest import SYNONYMS


def without_texts(exported: Exported) -> object:
    """Return what stays of an export: texts are written once."""
    shards = {name: (each.digests, each.sizes) for name, each in exported.shards.items()}
    facts = (exported.layout.places, dict(exported.layout.facts))
    return shards, facts, exported.asked, exported.bounds, exported.inline


@pytest.mark.parametrize("one_file", [0, 1_000_000])
def test_what_was_kept_is_what_comes_back(documents: list[Document], one_file: int) -> None:
    built = corpus(documents, SYNONYMS)
    exported = export(built, build_id="b", one_file=one_file).languages
    similar = {
        lang: all_similar(part, dict.fromkeys(part.ids, 3)) for lang, part in built.parts.items()
    }

    kept = from_bytes(to_bytes(Kept(built, exported, similar)))

    assert kept.corpus == built
    assert kept.similar == similar
    assert {lang: without_texts(one) for lang, one in exported.items()} == {
        lang: without_texts(one) for lang, one in kept.exported.items()
    }


def test_nothing_can_be_kept_too() -> None:
    nothing = Kept(corpus([]))

    assert from_bytes(to_bytes(nothing)) == nothing
