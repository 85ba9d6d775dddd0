"""`build`, `search`, `tree`, `explain` and `graph` on a small project of two languages."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kbtool.cli import main
from tests.cli.conftest import SMALL, Run


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the small project, built once; tests that change it take a copy."""
    root = tmp_path_factory.mktemp("built")
    for name, text in SMALL.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["-C", str(root), "build"])
    assert result.exit_code == 0, result.output
    return root


@pytest.fixture
def copy(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built, tmp_path / "copy")


def published(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes()
        for folder in ("site", "search_index")
        for path in (root / folder).rglob("*")
        if path.is_file()
    }


# --- build ---------------------------------------------------------------------


def test_a_build_with_an_error_leaves_what_was_published(copy: Path, run: Run) -> None:
    before = published(copy)
    (copy / "kb/articles/zh/售后/退货.md").write_text("---\nid: return\n---\n", encoding="utf-8")

    result = run("-C", copy, "build")

    assert result.exit_code == 1
    assert before == published(copy)
    assert "KB306 missing-title" in result.stderr


def test_a_build_with_an_error_of_the_renderer_leaves_what_was_published(
    copy: Path, run: Run
) -> None:
    before = published(copy)
    (copy / "theme/kb").mkdir(parents=True)
    (copy / "theme/kb/article.html").write_text("{% broken %}", encoding="utf-8")

    result = run("-C", copy, "build")

    assert (result.exit_code, "article.html" in result.stderr) == (2, True)
    assert before == published(copy)


def test_a_failed_build_leaves_no_stage(copy: Path, run: Run) -> None:
    (copy / "theme/kb").mkdir(parents=True)
    (copy / "theme/kb/article.html").write_text("{% broken %}", encoding="utf-8")

    run("-C", copy, "build")

    assert list((copy / ".kbtool").glob("stage-*")) == []


def test_a_broken_mkdocs_yml_exits_with_2_and_leaves_what_was_published(
    copy: Path, run: Run
) -> None:
    before = published(copy)
    (copy / "mkdocs.yml").write_text("site_name: [\n", encoding="utf-8")

    result = run("-C", copy, "build")

    assert (result.exit_code, result.stderr.startswith("error: ")) == (2, True)
    assert before == published(copy)


def test_a_build_without_a_change_writes_the_same_bytes(copy: Path, run: Run) -> None:
    before = published(copy)

    run("-C", copy, "build")

    assert before == published(copy)


def test_a_build_keeps_the_readme_of_the_index(copy: Path, run: Run) -> None:
    (copy / "search_index/README.md").write_text("mine\n")

    run("-C", copy, "build")

    assert (copy / "search_index/README.md").read_text() == "mine\n"


# --- search --------------------------------------------------------------------


def hits(root: Path, run: Run, *arguments: str) -> list[Any]:
    found = json.loads(run("-C", root, "search", *arguments, "--json").stdout)
    return list(found["hits"])


def test_a_search_finds_the_question(built: Path, run: Run) -> None:
    first = hits(built, run, "退货", "--lang", "zh")[0]

    shown = [first[key] for key in ("id", "lang", "title", "category")]
    assert shown == ["return", "zh", "怎么退货？", ["售后"]]


def test_a_search_keeps_to_its_language(built: Path, run: Run) -> None:
    assert {hit["lang"] for hit in hits(built, run, "refund return money", "--lang", "en")} == {
        "en"
    }


def test_a_search_keeps_to_its_limit(built: Path, run: Run) -> None:
    assert len(hits(built, run, "退", "-n", "1")) == 1


def test_the_shares_of_an_explained_hit_add_up_to_its_score(built: Path, run: Run) -> None:
    for hit in hits(built, run, "怎么退货", "--explain"):
        shares = sum(share["score"] for share in hit["shares"])
        assert shares == pytest.approx(hit["score"], abs=1e-5)


def test_a_search_for_nothing_says_so(built: Path, run: Run) -> None:
    result = run("-C", built, "search", "xyzzy")

    assert (result.exit_code, result.stdout) == (0, "nothing answers 'xyzzy'\n")


def test_a_search_says_what_it_took_for_a_slip(built: Path, run: Run) -> None:
    result = run("-C", built, "search", "retrun", "--lang", "en")

    assert result.stdout.startswith("'retrun' is in no text; searched for 'return'\n")


@pytest.mark.parametrize(
    "query", ["", " ", "'", '"', "-", "*", "?*", "\x00", "(" * 500, "退" * 5000]
)
def test_no_query_brings_a_search_down(query: str, built: Path, run: Run) -> None:
    assert run("-C", built, "search", "--", query).exit_code == 0


def test_a_search_in_a_language_without_an_index_exits_with_2(built: Path, run: Run) -> None:
    result = run("-C", built, "search", "x", "--lang", "fr")

    assert (result.exit_code, "hint: it has " in result.stderr) == (2, True)


def test_a_search_without_an_index_exits_with_2_and_a_hint(small: Path, run: Run) -> None:
    result = run("-C", small, "search", "x")

    assert (result.exit_code, "hint: run `kbtool build`" in result.stderr) == (2, True)


def one_file(root: Path) -> Path:
    return next(
        path
        for path in sorted((root / "search_index").iterdir())
        if path.suffix == ".seg" or path.suffix == ".toc"
    )


def flip(root: Path) -> None:
    content = bytearray(one_file(root).read_bytes())
    content[len(content) // 2] ^= 1
    one_file(root).write_bytes(content)


def empty(root: Path) -> None:
    shutil.rmtree(root / "search_index")
    (root / "search_index").mkdir()


TAMPERED: dict[str, Callable[[Path], object]] = {
    "a changed byte": flip,
    "a missing file": lambda root: one_file(root).unlink(),
    "a strange file": lambda root: (root / "search_index/x.seg").write_bytes(b"x"),
    "no manifest": lambda root: (root / "search_index/manifest.json").unlink(),
    "a manifest that is no JSON": lambda root: (root / "search_index/manifest.json").write_text(
        "{"
    ),
    "a manifest of another shape": lambda root: (root / "search_index/manifest.json").write_text(
        "[]"
    ),
    "an empty folder": empty,
}


@pytest.mark.parametrize("name", TAMPERED)
def test_an_index_that_was_tampered_with_is_not_opened(name: str, copy: Path, run: Run) -> None:
    TAMPERED[name](copy)

    result = run("-C", copy, "search", "退货")

    assert (result.exit_code, "hint: run `kbtool build`" in result.stderr) == (2, True)


# --- tree ----------------------------------------------------------------------


def test_a_tree_shows_categories_and_questions_by_asks(small: Path, run: Run) -> None:
    lines = run("-C", small, "tree", "--lang", "zh", "--articles").stdout.splitlines()

    assert [line.split()[-1] for line in lines[2:]] == ["售后", "refund", "return", "change"]


def test_the_columns_of_a_tree_are_straight_under_wide_characters(small: Path, run: Run) -> None:
    from kbtool.terminal import width

    head, *lines = run("-C", small, "tree", "--lang", "zh", "--articles").stdout.splitlines()

    places = {width(line[: line.rindex(line.split()[-1])]) for line in lines[1:]}
    assert places == {width(head[: head.index("folder")])}


def test_a_tree_in_json_counts_and_sums(small: Path, run: Run) -> None:
    tree = json.loads(run("-C", small, "tree", "--lang", "zh", "--json").stdout)[0]

    below = tree["categories"][0]
    assert [tree[key] for key in ("lang", "title", "questions")] == ["zh", "帮助中心", 3]
    assert [below[key] for key in ("path", "questions", "asks")] == [["售后"], 3, tree["asks"]]


def test_a_tree_keeps_to_its_depth(project: Any, run: Run) -> None:
    root = project({"kb/articles/a/b/c/d.md": "---\nid: d\ntitle: How?\n---\nSo.\n"})

    shown = run("-C", root, "tree", "--depth", "2").stdout

    assert ("a/b\n" in shown, "a/b/c" in shown) == (True, False)


# --- explain -------------------------------------------------------------------


def test_an_explanation_shows_the_numbers_behind_a_place(
    small: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1793491200")  # 2026-11

    value = json.loads(run("-C", small, "explain", "return", "--lang", "zh", "--json").stdout)

    months = [(one["month"], one["sources"], one["asks"]) for one in value["months"]]
    assert months == [("2026-09", {"search": 10}, 10), ("2026-10", {"chat": 20}, 20)]
    assert value["asks"] == pytest.approx(10 * 0.5 ** (2 / 6) + 20 * 0.5 ** (1 / 6))
    assert [one["id"] for one in value["neighbours"]] == ["refund", "return", "change"]


def test_an_explanation_takes_the_first_language_that_has_the_id(small: Path, run: Run) -> None:
    assert "[zh:refund]" in run("-C", small, "explain", "refund").stdout


def test_an_id_that_is_not_there_is_guessed(small: Path, run: Run) -> None:
    result = run("-C", small, "explain", "refnud")

    assert (result.exit_code, "did you mean 'refund'?" in result.stderr) == (2, True)


def test_every_rule_can_be_explained_outside_a_project(tmp_path: Path, run: Run) -> None:
    import kbtool.publish.render  # noqa: F401 - owns a rule
    from kbtool.problems import RULES

    codes = {id: run("-C", tmp_path, "explain", id.lower()).exit_code for id in RULES}

    assert dict.fromkeys(RULES, 0) == codes


def test_the_explanation_of_a_check_shows_bad_and_good(tmp_path: Path, run: Run) -> None:
    shown = run("-C", tmp_path, "explain", "KB201").stdout

    assert shown.startswith("KB201 broken-link (error)\n")
    assert ("Bad: " in shown, "Good: " in shown) == (True, True)


# --- graph ---------------------------------------------------------------------


def test_a_graph_in_json_tells_links_related_and_automatic_ways_apart(
    small: Path, run: Run
) -> None:
    graph = json.loads(run("-C", small, "graph", "--json").stdout)

    ways = {(edge["source"], edge["target"]): edge["kind"] for edge in graph["edges"]}
    assert ways["zh:return", "zh:refund"] == "link"
    assert ways["en:return", "en:refund"] == "related"
    assert ways["zh:change", "zh:return"] == "automatic"


def test_the_edges_of_a_graph_join_its_nodes(small: Path, run: Run) -> None:
    graph = json.loads(run("-C", small, "graph", "--json").stdout)

    keys = {node["key"] for node in graph["nodes"]}
    assert {edge[end] for edge in graph["edges"] for end in ("source", "target")} <= keys


def test_a_graph_in_dot_is_balanced_and_quoted(small: Path, run: Run) -> None:
    head, *lines, last = run("-C", small, "graph").stdout.rstrip("\n").split("\n")

    text = r'"(?:[^"\\]|\\.)*"'
    node = rf"  {text} \[label={text}, tooltip={text}, fontsize=[0-9.]+\];"
    edge = rf"  {text} -> {text} \[style=(?:solid|bold|dotted)\];"
    odd = [line for line in lines[1:] if not re.fullmatch(f"{node}|{edge}", line)]
    assert (head, last, odd) == ("digraph kb {", "}", [])
    assert r'label="How do I \"return\" a sofa?"' in "\n".join(lines)


def test_a_graph_keeps_to_its_languages(small: Path, run: Run) -> None:
    graph = json.loads(run("-C", small, "graph", "--json", "--lang", "en").stdout)

    assert {node["lang"] for node in graph["nodes"]} == {"en"}


def test_a_graph_is_written_to_a_file(small: Path, tmp_path: Path, run: Run) -> None:
    result = run("-C", small, "graph", "-o", tmp_path / "graph.dot")

    assert result.exit_code == 0
    assert (tmp_path / "graph.dot").read_text(encoding="utf-8").startswith("digraph kb {")


def test_a_graph_that_cannot_be_written_exits_with_2(small: Path, run: Run) -> None:
    assert run("-C", small, "graph", "-o", small / "nowhere/graph.dot").exit_code == 2
