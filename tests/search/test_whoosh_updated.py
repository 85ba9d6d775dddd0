"""An index that was updated answers as one that was written anew."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.problems import KbtoolError
from kbtool.search.corpus import Corpus, corpus
from kbtool.search.documents import Document
from kbtool.search.updated import updated
from kbtool.search.whoosh_index import open_index, update_index, write_index

from .conftest import SYNONYMS, generated, questions
from .test_updated import after, edit


def answers(folder: Path) -> list[object]:
    """Return everything that an index says to some queries."""
    index = open_index(folder)
    return [
        index.search(query, lang=of, explain=True, typing=typing, limit=20)
        for lang, query in questions(24)
        for of, typing in ((lang, False), (lang, True), (None, False))
    ]


def statistics(folder: Path) -> object:
    figures = json.loads((folder / "statistics.json").read_text(encoding="utf-8"))
    return {name: value for name, value in figures.items() if name != "edited"}


@settings(max_examples=12, deadline=None)
@given(
    st.integers(0, 10_000),
    st.sampled_from([2, 80, 200]),
    st.lists(
        st.one_of(st.text("btac", min_size=1, max_size=3), st.text("btac+-", max_size=2)),
        min_size=1,
        max_size=4,
    ),
)
def test_an_index_after_edits_answers_as_a_new_one(seed: int, size: int, edits: list[str]) -> None:
    rng = random.Random(seed)
    documents = {one.key: one for one in generated(size, seed)}
    built = corpus(documents.values(), SYNONYMS)
    with tempfile.TemporaryDirectory() as name:
        last = Path(name, "0")
        write_index(built, last, build_id="b", source_hash="s")
        for number, kinds in enumerate(edits, 1):
            if documents:
                changed, removed = edit(rng, documents, kinds=kinds)
                documents = after(documents, changed, removed)
                built, changes = updated(built, changed, removed, SYNONYMS)
                folder = Path(name, str(number))
                update_index(built, changes, last, folder, build_id="b", source_hash="s")
                last = folder
        write_index(
            corpus(documents.values(), SYNONYMS), Path(name, "anew"), build_id="b", source_hash="s"
        )

        assert statistics(Path(name, "anew")) == statistics(last)
        assert answers(Path(name, "anew")) == answers(last)


@pytest.fixture
def built() -> Corpus:
    """Documents so many that an edit moves no average."""
    return corpus(generated(400))


@pytest.fixture
def old(built: Corpus, tmp_path: Path) -> Path:
    write_index(built, tmp_path / "old", build_id="b1", source_hash="s1")
    return tmp_path / "old"


def edited(built: Corpus, old: Path, folder: Path, *numbers: int) -> None:
    """Update an index after an edit of some English documents, each asking with a new word."""
    english = built.parts["en"].documents
    changed = [replace(english[n], keywords=(f"quince{n}", "quincy")) for n in numbers]
    now, changes = updated(built, changed)
    assert not any(one.everything for one in changes.values())
    update_index(now, changes, old, folder, build_id="b2", source_hash="s2")


def test_files_that_stay_are_not_written_again(built: Corpus, old: Path, tmp_path: Path) -> None:
    edited(built, old, tmp_path / "new", 3)

    for name in ("MAIN_kb.pst", "MAIN_kb.trm", "MAIN_kb._stored.col"):
        assert (old / name).stat().st_ino == (tmp_path / "new" / name).stat().st_ino


def test_the_old_index_still_answers(built: Corpus, old: Path, tmp_path: Path) -> None:
    before = answers(old)
    edited(built, old, tmp_path / "new", 3)

    assert answers(old) == before


def test_many_edited_documents_are_written_anew(built: Corpus, old: Path, tmp_path: Path) -> None:
    edited(built, old, tmp_path / "few", *range(20))
    edited(built, old, tmp_path / "many", *range(21))

    assert (tmp_path / "few" / "MAIN_edits.trm").exists()
    assert not (tmp_path / "many" / "MAIN_edits.trm").exists()


def test_an_old_index_that_is_damaged_is_refused(built: Corpus, old: Path, tmp_path: Path) -> None:
    (old / "statistics.json").write_text('{"edited":[0]}')

    with pytest.raises(KbtoolError, match="not the file that was built"):
        edited(built, old, tmp_path / "new", 3)


def test_damage_of_a_file_that_is_taken_over_is_seen_when_it_is_opened(
    built: Corpus, old: Path, tmp_path: Path
) -> None:
    content = bytearray((old / "MAIN_kb.pst").read_bytes())
    content[len(content) // 2] ^= 1
    (old / "MAIN_kb.pst").write_bytes(content)
    edited(built, old, tmp_path / "new", 3)

    with pytest.raises(KbtoolError, match=r"'MAIN_kb\.pst'"):
        open_index(tmp_path / "new")


def test_whoosh_alone_finds_the_new_texts_and_not_the_old(
    built: Corpus, old: Path, tmp_path: Path
) -> None:
    edited(built, old, tmp_path / "new", 3, 5)
    program = (
        "import sys\n"
        "sys.modules['kbtool'] = None\n"
        "from whoosh import index, query\n"
        "found = index.open_dir(sys.argv[1], readonly=True)\n"
        "with found.searcher() as searcher:\n"
        "    one = searcher.search(query.Term('terms', 'quinci'), limit=None)\n"
        "    two = searcher.search(query.Term('id', sys.argv[2]), limit=None)\n"
        "    print(len(one), len(two), two[0]['keywords'], searcher.doc_count())\n"
    )
    id = built.parts["en"].ids[3]
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program, str(tmp_path / "new"), id],
        capture_output=True,
        check=True,
        text=True,
    )

    assert run.stdout == "2 1 ['quince3', 'quincy'] 400\n"


def test_an_index_without_documents_can_be_updated(tmp_path: Path) -> None:
    one = Document("a", "en", "a/", "Refund")
    write_index(corpus([]), tmp_path / "0", build_id="b", source_hash="s")

    now, changes = updated(corpus([]), [one])
    update_index(now, changes, tmp_path / "0", tmp_path / "1", build_id="b", source_hash="s")
    gone, changes = updated(now, (), [one.key])
    update_index(gone, changes, tmp_path / "1", tmp_path / "2", build_id="b", source_hash="s")
    assert open_index(tmp_path / "1").search("refund").hits
    assert not open_index(tmp_path / "2").search("refund").hits
