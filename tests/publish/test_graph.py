"""The link graph: which question leads to which."""

from __future__ import annotations

import json
from collections.abc import Mapping

from kbtool.order import order
from kbtool.publish.graph import Edge, Graph, Node, as_dot, as_json, graph
from kbtool.read.load import load
from kbtool.resolve import resolve
from tests.conftest import Project

EPOCH = {"SOURCE_DATE_EPOCH": "1781000000"}  # 2026-06-09
ARTICLE = "---\nid: {0}\ntitle: {0}?\n{1}\n---\n{2}\n"
FILES = {
    "kb/articles/x/a.md": ARTICLE.format("a", "related: [c, nobody]", "[[b]] [b](b.md) [[a]]"),
    "kb/articles/x/b.md": ARTICLE.format("b", "", "[[hidden]] [x](nowhere.md)"),
    "kb/articles/x/c.md": ARTICLE.format("c", "asks: 4", "[[unlisted]]"),
    "kb/articles/x/hidden.md": ARTICLE.format("hidden", "draft: true", "[[a]]"),
    "kb/articles/x/unlisted.md": ARTICLE.format("unlisted", "unlisted: true", "[[a]]"),
}
SIMILAR = {("en", "a"): ["b", "c"], ("en", "c"): ["a"], ("en", "b"): ["hidden", "c", "a"]}


def drawn(
    project: Project,
    files: Mapping[str, str] = FILES,
    similar: Mapping[tuple[str, str], list[str]] | None = None,
    languages: tuple[str, ...] = ("en",),
) -> Graph:
    kb, _ = load(project(files), EPOCH)
    return graph(kb, order(kb), resolve(kb), similar or {}, languages)


def test_every_public_question_is_a_node(project: Project) -> None:
    nodes = drawn(project).nodes

    assert nodes == (
        Node("en:c", "c", "en", "c?", ("x",), 4.0, "kb/articles/x/c.md"),
        Node("en:a", "a", "en", "a?", ("x",), 0.0, "kb/articles/x/a.md"),
        Node("en:b", "b", "en", "b?", ("x",), 0.0, "kb/articles/x/b.md"),
    )


def test_an_edge_is_a_way_between_two_public_questions_and_told_once(project: Project) -> None:
    assert drawn(project).edges == (
        Edge("en:a", "en:b", "link"),
        Edge("en:a", "en:c", "related"),
    )


def test_automatic_edges_are_ways_of_the_page_that_nobody_wrote(project: Project) -> None:
    edges = [edge for edge in drawn(project, similar=SIMILAR).edges if edge.kind == "automatic"]

    assert edges == [
        Edge("en:c", "en:a", "automatic"),
        Edge("en:b", "en:c", "automatic"),
        Edge("en:b", "en:a", "automatic"),
    ]


def test_automatic_edges_only_fill_up_to_the_number_of_related(project: Project) -> None:
    files = {**FILES, "kb/kb.yml": "related: 1\n"}

    edges = drawn(project, files, similar=SIMILAR).edges

    assert [edge for edge in edges if edge.kind == "automatic"] == [
        Edge("en:c", "en:a", "automatic"),
        Edge("en:b", "en:c", "automatic"),
    ]


def test_two_languages_are_two_graphs_in_one(project: Project) -> None:
    files = {
        "kb/kb.yml": "languages: [zh, en]\n",
        "kb/articles/zh/a.md": ARTICLE.format("a", "", "[[b]]"),
        "kb/articles/zh/b.md": ARTICLE.format("b", "", ""),
        "kb/articles/en/a.md": ARTICLE.format("a", "", ""),
    }

    both = drawn(project, files, languages=("zh", "en"))

    assert [node.key for node in both.nodes] == ["zh:a", "zh:b", "en:a"]
    assert both.edges == (Edge("zh:a", "zh:b", "link"),)


def test_json_holds_nodes_and_edges(project: Project) -> None:
    data = json.loads(as_json(drawn(project)))

    assert [node["key"] for node in data["nodes"]] == ["en:c", "en:a", "en:b"]
    assert data["edges"][0] == {"source": "en:a", "target": "en:b", "kind": "link"}


def test_json_keeps_han_readable() -> None:
    assert "退款？" in as_json(Graph((Node("zh:a", "a", "zh", "退款？", (), 1.0, "a.md"),), ()))


def test_dot_names_every_node_and_every_way(project: Project) -> None:
    lines = as_dot(drawn(project, similar=SIMILAR)).splitlines()

    assert (lines[0], lines[-1]) == ("digraph kb {", "}")
    assert '  "en:a" -> "en:b" [style=solid];' in lines
    assert '  "en:a" -> "en:c" [style=bold];' in lines
    assert '  "en:b" -> "en:c" [style=dotted];' in lines


def test_dot_draws_hotter_questions_larger(project: Project) -> None:
    text = as_dot(drawn(project))

    assert '"en:c" [label="c?", tooltip="x", fontsize=24.0]' in text
    assert '"en:a" [label="a?", tooltip="x", fontsize=10.0]' in text


def test_dot_never_lets_a_title_out_of_its_quotes() -> None:
    node = Node("en:a", "a", "en", 'a"]; x -> y\\', ("c",), 0.0, "a.md")

    assert r'label="a\"]; x -> y\\"' in as_dot(Graph((node,), ()))


def test_an_empty_graph_is_still_a_graph() -> None:
    assert as_dot(Graph((), ())).endswith("\n}")
