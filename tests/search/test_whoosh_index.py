import hashlib
import json
import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kbtool.model import Ranking
from kbtool.problems import KbtoolError
from kbtool.search.analyzer import ANALYZER_VERSION
from kbtool.search.corpus import Corpus, corpus
from kbtool.search.documents import Document
from kbtool.search.expand import expand
from kbtool.search.lookup import PartLookup
from kbtool.search.manifest import write_manifest
from kbtool.search.query import read_query
from kbtool.search.ranking import prior, prior_unit, unit
from kbtool.search.whoosh_index import WHOOSH_VERSION, Index, open_index, write_index

from . import exhaustive
from .conftest import SYNONYMS, questions, synonym


class _Trap:
    """Makes a file when it is unpickled."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (self.path,)


@pytest.fixture(scope="module")
def built(documents: list[Document]) -> Corpus:
    return corpus(documents, SYNONYMS)


@pytest.fixture
def folder(built: Corpus, tmp_path: Path) -> Path:
    write_index(built, tmp_path / "index", build_id="b1", source_hash="s1")
    return tmp_path / "index"


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """An index of three articles."""
    documents = [Document(str(n), "en", f"{n}/", f"Refund {n} of an order") for n in range(3)]
    built = corpus(documents, ranking=Ranking(thesaurus=False))
    write_index(built, tmp_path / "tiny", build_id="b2", source_hash="s2", pages=["a.html"])
    return tmp_path / "tiny"


@pytest.fixture(scope="module")
def index(built: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("index")
    write_index(built, folder, build_id="b1", source_hash="s1")
    return open_index(folder)


def test_the_index_answers_like_an_exhaustive_scoring(built: Corpus, index: Index) -> None:
    for lang, part in built.parts.items():
        known = PartLookup(part)
        held = exhaustive.impacts(part.documents, part.ranking)
        priors = [prior_unit(part.ranking) * prior(d.asks, part.ranking) for d in part.documents]
        for query in [query for of, query in questions(300) if of == lang]:
            read = read_query(query)
            scored = exhaustive.ranked(expand(read, known).groups, held, priors)
            kept = exhaustive.kept(scored, part.documents, read, part.ranking)
            expected = [(part.documents[number].id, score) for number, score in kept[:10]]
            hits = index.search(query, lang=lang).hits

            found = [(hit.id, round(hit.score * unit(part.ranking))) for hit in hits]
            assert (query, expected) == (query, found)


def test_a_hit_carries_what_a_result_shows(index: Index, documents: list[Document]) -> None:
    document = next(d for d in documents if d.answer)
    found = index.search(document.title, limit=99)
    hit = next(h for h in found.hits if h.id == document.id)

    assert (hit.lang, hit.title, hit.url, hit.category, hit.answer) == (
        document.lang,
        document.title,
        document.url,
        document.category,
        document.answer,
    )


def test_a_search_without_language_finds_all_languages(index: Index) -> None:
    assert {"zh", "en"} == {hit.lang for hit in index.search("iPhone15", limit=50).hits}
    assert {"zh"} == {hit.lang for hit in index.search("iPhone15", lang="zh", limit=50).hits}
    assert index.search("iPhone15", lang="fr").hits == ()
    assert index.languages == ("en", "zh")


def test_hits_of_several_languages_come_by_score_and_the_verdict_is_that_of_the_best(
    index: Index,
) -> None:
    both = index.search("warranty repair", limit=20)
    english = index.search("warranty repair", lang="en", limit=20)

    assert [hit.score for hit in both.hits] == sorted(
        (hit.score for hit in both.hits), reverse=True
    )
    assert (both.hits[0], both.verdict) == (english.hits[0], english.verdict)
    assert len(both.hits) == 20


def test_what_spelling_replaced_and_what_was_cut_is_told(index: Index) -> None:
    found = index.search("invioce " + "x" * 300, lang="en")

    assert found.cut
    assert [(one.typed, one.meant) for one in found.corrections] == [("invioce", "invoice")]


def test_the_last_word_may_go_on(index: Index) -> None:
    assert index.search("war", lang="en").hits == ()
    assert index.search("war", lang="en", typing=True).hits


@pytest.mark.parametrize(
    "query",
    [
        "",
        "  ",
        "?*",
        "*a*",
        "a" * 100_000,
        "退" * 100_000,
        '"',
        '"refund',
        "zzz " * 1000,
        " ".join(f"word{n}" for n in range(1000)),
        "card \ud83d",
        "\udc80",
        "\x00",
    ],
)
def test_odd_queries_are_answered(index: Index, query: str) -> None:
    assert index.search(query).verdict in ("found", "unsure", "nothing", "empty")


def test_shares_say_what_stood_for_what_in_which_fields(tmp_path: Path) -> None:
    documents = [
        Document("a", "en", "a/", "Refund", keywords=("card",), text="My refunds", asks=20.0),
        *(Document(f"b{n}", "en", "b/", "Box") for n in range(4)),
    ]
    written = [synonym("en", ("my money back",), ("refund",))]
    write_index(corpus(documents, written), tmp_path, build_id="b", source_hash="s")

    (hit,) = open_index(tmp_path).search("my money back crad the", explain=True).hits
    assert [(share.typed, share.term, share.fields) for share in hit.shares] == [
        ("my money back", "refund", ("title", "body")),
        ("crad", "card", ("keywords",)),
        ("", "", ("asks",)),
    ]


@pytest.mark.parametrize(("weight", "fields"), [(0.5, ("title", "category")), (0.0, ("title",))])
def test_shares_name_the_category_where_it_counts(
    tmp_path: Path, weight: float, fields: tuple[str, ...]
) -> None:
    documents = [Document("a", "en", "a/", "Refund", category=("The shop", "Refunds"))]
    built = corpus(documents, ranking=Ranking(category=weight))
    write_index(built, tmp_path, build_id="b", source_hash="s")

    (hit,) = open_index(tmp_path).search("refund", explain=True).hits
    assert [(share.term, share.fields) for share in hit.shares] == [("refund", fields)]


def test_shares_add_up_to_the_score(index: Index, queries: list[tuple[str, str]]) -> None:
    for lang, query in queries[:60]:
        for hit in index.search(query, lang=lang, limit=3, explain=True).hits:
            assert hit.score == pytest.approx(sum(share.score for share in hit.shares))


def test_the_numbers_of_the_formula_are_those_of_the_build(tmp_path: Path) -> None:
    documents = [
        Document("told", "en", "", "Box", text="refund " * 3),
        Document("asked", "en", "", "Refund"),
    ]
    other = Ranking(title=0.1, body=20.0, asked_weight=0.0)
    for name, ranking in (("usual", Ranking()), ("other", other)):
        built = corpus(documents, ranking=ranking)
        write_index(built, tmp_path / name, build_id="b", source_hash="s")

    firsts = [
        open_index(tmp_path / name).search("refund").hits[0].id for name in ("usual", "other")
    ]
    assert firsts == ["asked", "told"]


def test_the_manifest_says_what_made_the_index(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))

    assert tuple(manifest[k] for k in ("build_id", "source_hash", "articles")) == ("b1", "s1", 100)
    for name, digest in manifest["files"].items():
        assert digest == hashlib.sha256((folder / name).read_bytes()).hexdigest()


def test_an_index_of_nothing_finds_nothing(tmp_path: Path) -> None:
    write_index(corpus([]), tmp_path, build_id="b", source_hash="s")

    assert open_index(tmp_path).search("refund").hits == ()


def test_the_same_corpus_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib\n"
        "from kbtool.search.corpus import corpus\n"
        "from kbtool.search.documents import Document\n"
        "from kbtool.search.whoosh_index import write_index\n"
        "title = 'How can I get my refund of the order?'\n"
        "docs = [Document(str(n), 'en', f'{n}/', title) for n in range(20)]\n"
        "write_index(corpus(docs), pathlib.Path(sys.argv[1]), build_id='b', source_hash='s')\n"
    )
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / seed)],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            check=True,
        )

    first, second = ((tmp_path / seed / "manifest.json").read_text() for seed in ("1", "2"))
    assert first == second


def test_whoosh_alone_can_open_the_index(folder: Path) -> None:
    program = (
        "import sys\n"
        "sys.modules['kbtool'] = None\n"
        "from whoosh import index, qparser\n"
        "found = index.open_dir(sys.argv[1], readonly=True)\n"
        "query = qparser.QueryParser('terms', found.schema).parse('退货')\n"
        "with found.searcher() as searcher:\n"
        "    hits = searcher.search(query, limit=None)\n"
        "    print(len(hits), all('退货' in str(hit.fields()) for hit in hits))\n"
    )
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program, str(folder)],
        env={"PYTHONUTF8": "1"},
        capture_output=True,
        check=True,
        text=True,
    )

    count, held = run.stdout.split()
    assert int(count) > 0
    assert held == "True"


def test_threads_may_share_an_index(index: Index, queries: list[tuple[str, str]]) -> None:
    expected = [index.search(query, lang=lang) for lang, query in queries]

    with ThreadPoolExecutor(4) as pool:
        actual = list(pool.map(lambda asked: index.search(asked[1], lang=asked[0]), queries))
    assert actual == expected


class TestAnIndexIsRefused:
    def refusal(self, folder: Path) -> KbtoolError:
        with pytest.raises(KbtoolError) as caught:
            open_index(folder)
        assert "kbtool build" in caught.value.hint
        return caught.value

    def test_when_there_is_none(self, tmp_path: Path) -> None:
        assert "no search index" in self.refusal(tmp_path / "nowhere").message

    def test_when_any_bit_of_any_file_is_flipped(self, tiny: Path) -> None:
        for path in sorted(tiny.iterdir()):
            content = path.read_bytes()
            for at in range(0, len(content), max(1, len(content) // 100)):
                flipped = bytes([content[at] ^ 1 << at % 8])
                path.write_bytes(content[:at] + flipped + content[at + 1 :])
                self.refusal(tiny)
            path.write_bytes(content)

        assert open_index(tiny).search("refund").hits

    def test_when_a_file_is_cut_or_grows(self, tiny: Path) -> None:
        for path in sorted(tiny.iterdir()):
            content = path.read_bytes()
            for other in (b"", content[:-2], content + b"\0", content + content):
                if other != content:
                    path.write_bytes(other)
                    self.refusal(tiny)
            path.write_bytes(content)

    def test_when_two_files_are_swapped(self, tiny: Path) -> None:
        one, two = sorted(tiny.glob("MAIN_*"))[:2]
        contents = one.read_bytes(), two.read_bytes()
        one.write_bytes(contents[1])
        two.write_bytes(contents[0])

        assert "is not the file that was built" in self.refusal(tiny).message

    def test_when_its_manifest_is_that_of_another_build(self, folder: Path, tiny: Path) -> None:
        (tiny / "manifest.json").write_bytes((folder / "manifest.json").read_bytes())

        assert "is not the file that was built" in self.refusal(tiny).message

    def test_before_any_of_it_is_unpickled(self, tiny: Path) -> None:
        trap = tiny.parent / "sprung"
        pickled = pickle.dumps(_Trap(str(trap)))
        for path in sorted(tiny.iterdir()):
            if path.name != "manifest.json":
                content = path.read_bytes()
                path.write_bytes(pickled)
                self.refusal(tiny)
                path.write_bytes(content)

        assert not trap.exists()

    def test_when_a_folder_stands_in_place_of_a_file(self, tiny: Path) -> None:
        (tiny / "statistics.json").unlink()
        (tiny / "statistics.json").mkdir()

        assert "cannot be read" in self.refusal(tiny).message

    def test_when_a_file_is_missing(self, folder: Path) -> None:
        (folder / "statistics.json").unlink()

        assert "'statistics.json' in" in self.refusal(folder).message

    def test_when_a_file_was_added(self, folder: Path) -> None:
        (folder / "_MAIN_2.toc").write_bytes(b"cos\nsystem\n(S'false'\ntR.")

        assert "does not belong there" in self.refusal(folder).message

    @pytest.mark.parametrize(
        "text",
        ["", "[]", "{}", "1", '"files"', '{"files": 1}', "\x00", '{"digest": ""}', "[" * 100_000],
    )
    def test_when_its_manifest_is_no_manifest(self, folder: Path, text: str) -> None:
        (folder / "manifest.json").write_text(text)

        assert "cannot be read" in self.refusal(folder).message

    def test_when_its_manifest_was_changed(self, folder: Path) -> None:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        (folder / "manifest.json").write_text(json.dumps(manifest | {"source_hash": "now"}))

        assert "is not the one that was built" in self.refusal(folder).message

    @pytest.mark.parametrize("versions", [(ANALYZER_VERSION + 1, WHOOSH_VERSION), (0, "2.7.4")])
    def test_when_another_version_made_it(self, folder: Path, versions: tuple[int, str]) -> None:
        (folder / "manifest.json").unlink()
        write_manifest(
            folder,
            build_id="b1",
            source_hash="s1",
            analyzer_version=versions[0],
            whoosh_version=versions[1],
            articles=100,
        )

        assert "another version" in self.refusal(folder).message


def test_the_committed_readme_of_the_folder_is_no_part_of_the_index(folder: Path) -> None:
    (folder / "README.md").write_text("What lies here\n")

    assert open_index(folder).search("refund", lang="en").hits
