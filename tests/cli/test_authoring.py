"""`kbtool init` and `kbtool new`: what they write is valid, and nothing is ever overwritten."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kbtool.compiler import examine
from kbtool.model import Article, KnowledgeBase, Status
from kbtool.problems import KbtoolError, Severity
from kbtool.read.article import Spot, read_markdown
from kbtool.read.load import load
from kbtool.scaffold import STARTER_LANGUAGES, new_article
from tests.cli.conftest import Run


@pytest.mark.parametrize("lang", STARTER_LANGUAGES)
def test_a_starter_checks_and_builds_without_a_problem(lang: str, tmp_path: Path, run: Run) -> None:
    root = tmp_path / "help"

    codes = [
        run("init", root, "--lang", lang).exit_code,
        run("-C", root, "check", "--strict").exit_code,
        run("-C", root, "build").exit_code,
    ]

    assert codes == [0, 0, 0]
    assert (root / "site/index.html").is_file()
    assert (root / "search_index/manifest.json").is_file()


@pytest.mark.parametrize("lang", STARTER_LANGUAGES)
def test_a_starter_names_every_file_it_wrote(lang: str, tmp_path: Path, run: Run) -> None:
    result = run("init", tmp_path / "help", "--lang", lang)

    named = {line.removeprefix("wrote ") for line in result.output.splitlines() if "wrote" in line}
    written = {str(path) for path in (tmp_path / "help").rglob("*") if path.is_file()}
    assert written == named


def test_a_starter_has_two_categories_and_three_articles(tmp_path: Path, run: Run) -> None:
    run("init", tmp_path)

    kb, problems = load(tmp_path)
    assert (len(kb.categories), len(kb.articles), problems) == (2, 3, [])


@pytest.mark.parametrize("name", ["mkdocs.yml", "kb/kb.yml", ".gitignore"])
def test_init_overwrites_nothing_and_then_writes_nothing(
    name: str, tmp_path: Path, run: Run
) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("mine\n")

    result = run("init", tmp_path)

    assert (result.exit_code, "is there already" in result.stderr) == (2, True)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / name]
    assert (tmp_path / name).read_text() == "mine\n"


def test_init_does_not_write_through_a_link_to_nowhere(tmp_path: Path, run: Run) -> None:
    root = tmp_path / "help"
    root.mkdir()
    (root / "mkdocs.yml").symlink_to(tmp_path / "elsewhere.yml")

    result = run("init", root)

    assert (result.exit_code, (tmp_path / "elsewhere.yml").exists()) == (2, False)


def test_init_twice_exits_with_2(tmp_path: Path, run: Run) -> None:
    run("init", tmp_path)

    assert run("init", tmp_path).exit_code == 2


def test_init_below_a_file_exits_with_2(tmp_path: Path, run: Run) -> None:
    (tmp_path / "file").write_text("")

    assert run("init", tmp_path / "file" / "help").exit_code == 2


def test_files_that_are_not_in_the_way_stay(tmp_path: Path, run: Run) -> None:
    (tmp_path / "README.md").write_text("mine\n")

    assert run("init", tmp_path).exit_code == 0
    assert (tmp_path / "README.md").read_text() == "mine\n"


# --- new -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("How do I return a sofa?", "how-do-i-return-a-sofa.md"),
        ("怎么退换货？", "zen-me-tui-huan-huo.md"),
        ("Où est mon colis ?", "ou-est-mon-colis.md"),
        ("？！", "question.md"),
        ("Index?", "index-2.md"),
        ("RETURN", "return-2.md"),
    ],
)
def test_a_new_question_is_named_by_its_words(
    question: str, name: str, small: Path, run: Run
) -> None:
    result = run("-C", small, "new", question, "--in", "售后")

    assert result.exit_code == 0
    assert (small / "kb/articles/zh/售后" / name).is_file()


def test_a_long_question_gets_a_short_name(small: Path, run: Run) -> None:
    run("-C", small, "new", "why " * 100 + "?", "--in", "aftersale", "--lang", "en")

    names = [path.name for path in small.glob("kb/articles/en/aftersale/why*")]
    assert [len(name) <= 63 for name in names] == [True]


def test_the_same_question_twice_gets_another_name(small: Path, run: Run) -> None:
    for _ in range(2):
        run("-C", small, "new", "怎么付款？", "--in", "售后")

    names = sorted(path.name for path in small.glob("kb/articles/zh/售后/zen*"))
    assert names == ["zen-me-fu-kuan-2.md", "zen-me-fu-kuan.md"]


def test_a_new_question_is_a_draft_without_a_problem(small: Path, run: Run) -> None:
    run("-C", small, "new", 'Is it "new": #1 & {good}?', "--in", "aftersale", "--lang", "en")

    examined = examine(small)
    drafts = [one.title for one in examined.kb.articles if one.status is Status.DRAFT]
    faults = [one for one in examined.problems if one.severity > Severity.INFO]
    assert (drafts, faults) == (['Is it "new": #1 & {good}?'], [])


def test_a_category_that_is_not_there_is_guessed(small: Path, run: Run) -> None:
    result = run("-C", small, "new", "How?", "--in", "aftersales", "--lang", "en")

    assert (result.exit_code, "did you mean 'aftersale'?" in result.stderr) == (2, True)


def title_written(root: Path, kb: KnowledgeBase, question: str) -> Article:
    path = new_article(root, kb, question, "售后", "zh")
    text = path.read_text(encoding="utf-8")
    path.unlink()
    spot = Spot("a.md", "zh", ("售后",), dt.date(2026, 11, 1))
    articles, problems = read_markdown(text, spot)
    assert problems == []
    return articles[0]


QUESTIONS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60),
    st.text(
        st.sampled_from("怎么?: #'\"\\-|>&*!%@`{}[],~\t 0123.eE+_ \u2028\x7f\ufeffé"), min_size=1
    ),
    st.from_regex(r"[-+]?[0-9]{1,25}(\.[0-9]+)?([eE][0-9]{1,3})?", fullmatch=True),
    st.sampled_from(["null", "~", "yes", "no", "2026-02-30", "1:30", "0x1F", "---", "...", "<<"]),
)


@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(QUESTIONS)
@example("1e999")
@example("=")
@example("- item")
@example("? key")
@example("%YAML 1.1")
def test_whatever_the_question_its_file_reads_back_with_that_title(
    small: Path, question: str
) -> None:
    kb, _ = load(small)
    wanted = " ".join(question.split())
    if not wanted:
        with pytest.raises(KbtoolError):
            title_written(small, kb, question)
        return

    article = title_written(small, kb, question)

    assert (wanted, Status.DRAFT) == (article.title, article.status)
