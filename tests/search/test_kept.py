"""What search knows survives as bytes."""

from __future__ import annotations

import pytest

from kbtool.search.corpus import corpus
from kbtool.search.documents import Document
from kbtool.search.export import export
from kbtool.search.kept import Kept, from_bytes, to_bytes
from kbtool.search.similar import all_similar

from .conftest import SYNONYMS


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
    assert kept.exported == exported


def test_nothing_can_be_kept_too() -> None:
    nothing = Kept(corpus([]))

    assert from_bytes(to_bytes(nothing)) == nothing
