"""Whatever is committed, `examine` returns: generated files, and a corpus of hostile ones.

`corpus/` holds one small file for each thing that once was, or could be, too much:
its name says what. Huge ones are made here, from the piece that they repeat.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbtool.build import build
from kbtool.checks.formats import as_json, as_text
from kbtool.compiler import examine
from kbtool.problems import Problem
from tests.conftest import Project

ENVIRON = {"SOURCE_DATE_EPOCH": "1793491200"}  # 2026-11-01
CORPUS = sorted(p for p in Path(__file__).with_name("corpus").iterdir() if p.is_file())
FOLDER = "kb/articles/returns"
PLANTED = f"{FOLDER}/planted.md"
PLANTED_TEXT = "---\nid: planted\ntitle: How?\n---\n\nSee [it](nowhere.md).\n"

fuzzed = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def root(project: Project) -> Path:
    """Return a project whose only fault is a link to nowhere."""
    return project({PLANTED: PLANTED_TEXT})


def write(root: Path, name: str, content: bytes) -> None:
    for old in (root / FOLDER).glob("fuzzed.*"):
        old.unlink()
    (root / FOLDER / name).write_bytes(content)


def inside(root: Path, problem: Problem) -> bool:
    """Tell whether an author can go to the place of `problem`."""
    at = problem.source
    path = root / at.path
    if at.line < 1 or at.column < 1 or at.length < 0 or not path.exists():
        return False
    if path.is_dir() or problem.rule.id == "KB110":  # bytes that are no text have no lines
        return True
    text = path.read_text("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    return at.line <= len(lines) and at.column <= len(lines[at.line - 1]) + 1


def told(root: Path) -> tuple[Problem, ...]:
    """Return the problems, after asking for them twice and checking every place."""
    problems = examine(root, ENVIRON).problems
    again = examine(root, ENVIRON).problems
    assert problems == again
    assert [one for one in problems if not inside(root, one)] == []
    assert PLANTED in {one.source.path for one in problems if one.rule.id == "KB201"}
    assert not any(char in as_text(problems, root) for char in "\x00\x07\x1b\x9b")
    assert as_json(problems).isprintable() or "\n" in as_json(problems)
    return problems


# --- generated front matter and Markdown -------------------------------------------

PIECES = Path(__file__).with_name("corpus") / "pieces"


def pieces(name: str) -> st.SearchStrategy[str]:
    """Return one of the lines of a file of pieces, in which `\\n` stands for a line feed."""
    lines = (PIECES / f"{name}.txt").read_text("utf-8").split("\n")
    return st.sampled_from([line.replace("\\n", "\n") for line in lines])


VALUES = st.one_of(pieces("values"), st.text(max_size=20))
FIELDS = st.lists(st.tuples(pieces("keys"), VALUES), max_size=8).map(
    lambda pairs: "".join(f"{key}: {value}\n" for key, value in pairs)
)
MARKS = pieces("marks")
BODIES = st.lists(
    st.one_of(
        MARKS, st.sampled_from([" ", "\n", "\n\n", "    ", "\t", "\r\n"]), st.text(max_size=5)
    ),
    max_size=40,
).map("".join)


@fuzzed
@given(FIELDS, BODIES)
def test_any_article_is_read_and_every_problem_lies_inside_its_file(
    root: Path, fields: str, body: str
) -> None:
    content = f"---\n{fields}---\n{body}".encode("utf-8", "surrogatepass")
    write(root, "fuzzed.md", content)

    paths = {one.source.path for one in told(root)}

    assert paths <= {FOLDER, PLANTED, f"{FOLDER}/fuzzed.md"}


@fuzzed
@given(BODIES)
def test_any_body_is_scanned_and_every_link_and_heading_lies_inside_its_file(
    root: Path, body: str
) -> None:
    content = f"---\nid: fuzzed\ntitle: How?\n---\n{body}".encode("utf-8", "surrogatepass")
    write(root, "fuzzed.md", content)

    articles = [one for one in examine(root, ENVIRON).kb.articles if one.id == "fuzzed"]

    for article in articles:
        lines = article.body.split("\n")
        for link in article.links:
            assert 0 <= link.start <= link.end <= len(article.body)
        sources = [
            *(one.source for one in article.links),
            *(one.source for one in article.headings),
        ]
        for at in [*sources, *(one.source for one in article.loose)]:
            column = at.column - article.body_column
            assert 0 <= column <= len(lines[at.line - article.body_line])


@fuzzed
@given(st.lists(FIELDS, max_size=4), BODIES)
def test_any_list_of_questions_is_read(root: Path, entries: list[str], body: str) -> None:
    indented = [entry.strip().replace("\n", "\n  ") for entry in entries]
    text = "".join(f"- {entry}\n" for entry in [*indented, f"body: |\n    {body}"])
    write(root, "fuzzed.yml", text.encode("utf-8", "surrogatepass"))

    paths = {one.source.path for one in told(root)}

    assert paths <= {FOLDER, PLANTED, f"{FOLDER}/fuzzed.yml"}


# --- the corpus ---------------------------------------------------------------------


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_a_hostile_file_is_read_and_hides_no_other_fault(path: Path, root: Path) -> None:
    write(root, f"fuzzed{path.suffix}", path.read_bytes())

    told(root)


def test_the_corpus_is_built_or_refused_with_a_reason(project: Project) -> None:
    root = project({"kb/articles/good/gone.md": PLANTED_TEXT.replace("[it](nowhere.md)", "it")})
    for number, path in enumerate(CORPUS):
        if path.suffix != ".md":
            continue
        folder = root / f"kb/articles/c{number}"
        folder.mkdir()
        text = path.read_bytes().replace(b"id: hostile", b"id: hostile%d" % number)
        text = text.replace(b"(gone.md", b"(../good/gone.md")
        text = text.replace(b"title: How?", b"title: How many %d?" % number)
        (folder / "hostile.md").write_bytes(text)
    for problem in examine(root).problems:  # what has errors stops a build, and is taken out
        if problem.severity.name == "ERROR":
            (root / problem.source.path).unlink(missing_ok=True)

    examined = build(root)

    assert [one for one in examined.problems if one.severity.name == "ERROR"] == []
    assert len(list((root / "site").glob("c*/hostile.html"))) >= 10


REPEATED = {
    "brackets": ("[", 80_000),
    "links that never end": ("[a](", 20_000),
    "images that never end": ("![", 40_000),
    "wikilinks that never end": ("[[a|", 20_000),
    "stars": ("*", 40_000),
    "stars with words": ("*a **b ", 10_000),
    "backticks": ("`a``", 20_000),
    "tags": ("<a ", 30_000),
    "comments": ("<!--", 20_000),
    "block tags": ("<div>", 20_000),
    "quotes": ("> ", 40_000),
    "headings": ("# a\n\n", 10_000),
    "lists, each in the other": ("- ", 20_000),
    "definitions": ("[a]: b\n", 10_000),
    "notes": ("[^1]: [^1]\n\n", 10_000),
    "attribute lists": ("a {#b}\n\n", 10_000),
    "table rows": ("|a|b", 20_000),
    "fences": ("```\n", 20_000),
    "spaces": (" ", 80_000),
    "lines": ("\n", 80_000),
    "full-width brackets": ("［［a", 20_000),
    "ignores": ("<!-- kbtool: ignore KB201 -->", 3_000),
    "words": ("怎么退货", 40_000),
}


@pytest.mark.parametrize("name", REPEATED)
def test_a_body_that_repeats_itself_is_scanned_in_linear_time(name: str) -> None:
    from kbtool.read.scan import scan

    piece, times = REPEATED[name]
    begun = time.process_time()

    scan(piece * times, "a.md")

    assert time.process_time() - begun < 5  # quadratic would be minutes
