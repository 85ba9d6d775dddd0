import hashlib
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kbtool.problems import KbtoolError
from kbtool.search.analyzer import query_terms
from kbtool.search.corpus import Corpus, corpus
from kbtool.search.documents import Document
from kbtool.search.ranking import Ranking, prior, rank, statistics
from kbtool.search.whoosh_index import Index, open_index, write_index


@pytest.fixture(scope="module")
def built(documents: list[Document]) -> Corpus:
    return corpus(documents)


@pytest.fixture
def folder(built: Corpus, tmp_path: Path) -> Path:
    write_index(built, tmp_path / "index", build_id="b1", source_hash="s1")
    return tmp_path / "index"


@pytest.fixture(scope="module")
def index(built: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("index")
    write_index(built, folder, build_id="b1", source_hash="s1")
    return open_index(folder)


def test_the_index_answers_like_an_exhaustive_scoring(
    built: Corpus, index: Index, queries: list[tuple[str, str]]
) -> None:
    ranking = Ranking()
    for lang, query in queries:
        part = built.parts[lang]
        priors = [prior(document.asks, ranking) for document in part.documents]
        stats = statistics(part.lengths, priors, ranking)
        best = rank(query_terms(query), part.postings, stats, ranking, 10)
        expected = [(part.documents[s.document].id, s.score / 1e6) for s in best]

        assert expected == [(hit.id, hit.score) for hit in index.search(query, lang=lang)]


def test_a_hit_carries_what_a_result_shows(index: Index, documents: list[Document]) -> None:
    document = next(d for d in documents if d.answer)
    hit = next(h for h in index.search(document.title, limit=99) if h.id == document.id)

    assert (hit.lang, hit.title, hit.url, hit.category, hit.answer) == (
        document.lang,
        document.title,
        document.url,
        document.category,
        document.answer,
    )


def test_a_search_without_language_finds_all_languages(index: Index) -> None:
    assert {"zh", "en"} == {hit.lang for hit in index.search("iPhone15", limit=50)}
    assert {"zh"} == {hit.lang for hit in index.search("iPhone15", lang="zh", limit=50)}
    assert index.search("iPhone15", lang="fr") == []


@pytest.mark.parametrize("query", ["", "  ", "?*", "*a*", "a" * 100_000, '"', "zzz " * 1000])
def test_odd_queries_are_answered(index: Index, query: str) -> None:
    assert isinstance(index.search(query), list)


def test_an_explained_hit_names_terms_and_fields(index: Index) -> None:
    hit = index.search("退货", lang="zh", limit=1, explain=True)[0]

    assert {"退", "货", "退货"} <= {term for term, _, _ in hit.shares}
    assert hit.score == pytest.approx(sum(share for _, _, share in hit.shares), abs=2e-6)


def test_the_manifest_says_what_made_the_index(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))

    assert tuple(manifest[k] for k in ("build_id", "source_hash", "articles")) == ("b1", "s1", 100)
    for name, digest in manifest["files"].items():
        assert digest == hashlib.sha256((folder / name).read_bytes()).hexdigest()


def test_an_index_of_nothing_finds_nothing(tmp_path: Path) -> None:
    write_index(corpus([]), tmp_path, build_id="b", source_hash="s")

    assert open_index(tmp_path).search("refund") == []


def test_the_same_corpus_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib\n"
        "from kbtool.search.corpus import corpus\n"
        "from kbtool.search.documents import Document\n"
        "from kbtool.search.whoosh_index import write_index\n"
        "docs = [Document(str(n), 'en', f'{n}/', f'Refund {n} of order') for n in range(20)]\n"
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
        "query = qparser.QueryParser('title', found.schema).parse('退货')\n"
        "with found.searcher() as searcher:\n"
        "    hits = searcher.search(query, limit=None)\n"
        "    print(len(hits), all('退货' in hit['title'] for hit in hits))\n"
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

    def test_when_one_bit_is_flipped(self, folder: Path) -> None:
        for path in sorted(folder.iterdir()):
            if path.name == "manifest.json" or not path.stat().st_size:
                continue
            content = path.read_bytes()
            path.write_bytes(bytes([content[0] ^ 1]) + content[1:])
            assert path.name in self.refusal(folder).message
            path.write_bytes(content)

    def test_when_a_file_is_missing(self, folder: Path) -> None:
        (folder / "statistics.json").unlink()

        assert "'statistics.json' in" in self.refusal(folder).message

    def test_when_a_file_was_added(self, folder: Path) -> None:
        (folder / "_MAIN_2.toc").write_bytes(b"cos\nsystem\n(S'false'\ntR.")

        assert "does not belong there" in self.refusal(folder).message

    @pytest.mark.parametrize("text", ["", "[]", "{}", '{"files": 1}', "\x00", '{"files": []}'])
    def test_when_its_manifest_is_no_manifest(self, folder: Path, text: str) -> None:
        (folder / "manifest.json").write_text(text)

        assert "cannot be read" in self.refusal(folder).message

    @pytest.mark.parametrize("key", ["analyzer_version", "whoosh_version"])
    def test_when_another_version_made_it(self, folder: Path, key: str) -> None:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        (folder / "manifest.json").write_text(json.dumps(manifest | {key: "0"}))

        assert "another version" in self.refusal(folder).message


def test_the_committed_readme_of_the_folder_is_no_part_of_the_index(folder: Path) -> None:
    (folder / "README.md").write_text("What lies here\n")

    assert open_index(folder).search("refund", lang="en")
