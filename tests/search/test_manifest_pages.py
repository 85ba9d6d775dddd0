"""The pages that a manifest names, for `kbtool check`."""

from __future__ import annotations

from pathlib import Path

import pytest

from kbtool.search.corpus import corpus
from kbtool.search.documents import Document
from kbtool.search.manifest import MANIFEST, manifest_pages
from kbtool.search.whoosh_index import open_index, write_index


def test_a_manifest_names_the_pages_at_their_lines(tmp_path: Path) -> None:
    texts = corpus([Document("a", "en", "a.html", "How?")])
    write_index(texts, tmp_path, build_id="b", source_hash="s", pages=["退款.html", 'a"b.html'])

    pages = manifest_pages(tmp_path)

    lines = (tmp_path / MANIFEST).read_text(encoding="utf-8").split("\n")
    assert list(pages) == ['a"b.html', "退款.html"]
    assert [lines[line - 1].strip() for line in pages.values()] == ['"a\\"b.html",', '"退款.html"']
    assert open_index(tmp_path).languages == ("en",)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"pages": 1}', "\ufeff{", '{"pages": [1, {}]}', "[" * 100_000]
)
def test_a_manifest_that_names_no_pages_has_none(text: str, tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text(text, encoding="utf-8")

    assert manifest_pages(tmp_path) == {}


def test_nobody_needs_to_have_built(tmp_path: Path) -> None:
    assert manifest_pages(tmp_path / "none") == {}
