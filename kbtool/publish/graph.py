"""The link graph: which question leads to which, as DOT for pictures and JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict

from kbtool.frozen import dataclass
from kbtool.model import KnowledgeBase
from kbtool.order import Order
from kbtool.resolve import Outcome, Resolution

__all__ = ["Edge", "Graph", "Node", "as_dot", "as_json", "graph"]


@dataclass(frozen=True, slots=True)
class Node:
    """A public question."""

    key: str  # lang:id
    id: str
    lang: str
    title: str
    category: tuple[str, ...]
    asks: float  # decayed
    path: str


@dataclass(frozen=True, slots=True)
class Edge:
    """A way from one question to another: "link", "related", or else "automatic" by the index."""

    source: str
    target: str
    kind: str


@dataclass(frozen=True, slots=True)
class Graph:
    """All public questions and the ways between them."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def graph(
    kb: KnowledgeBase,
    order: Order,
    resolution: Resolution,
    similar: Mapping[tuple[str, str], Iterable[str]],
    languages: Iterable[str],
) -> Graph:
    """Return the link graph of `languages`; `similar` holds ids by language and id."""
    nodes = []
    edges: dict[Edge, None] = {}
    for lang in languages:
        shown = {article.key: article for article in order.trees[lang].all_articles()}
        for article in shown.values():
            key = f"{lang}:{article.id}"
            asks = round(order.asks[article.key], 3)
            nodes.append(
                Node(key, article.id, lang, article.title, article.category, asks, article.path)
            )
            ways = [
                (link.article.key, "link")
                for link in resolution.links[article.source]
                if link.outcome is Outcome.ARTICLE and link.article
            ]
            # As on the page: what is named by hand and shown, filled up by the index.
            entries = [entry.article for entry in resolution.related[article.source]]
            named = dict.fromkeys(one.key for one in entries if one and one.status.published)
            ways += [(target, "related") for target in named]
            alike = [(lang, id) for id in similar.get(article.key, ())]
            free = [key for key in alike if key in shown and key not in named]
            room = max(0, kb.config.related - len(named))
            linked = {target for target, _ in ways}
            ways += [(key, "automatic") for key in free[:room] if key not in linked]
            for target, kind in ways:
                if target in shown and target != article.key:
                    edges[Edge(key, f"{target[0]}:{target[1]}", kind)] = None
    return Graph(tuple(nodes), tuple(edges))


def as_json(value: Graph) -> str:
    """Return the graph as JSON: `nodes` and `edges`."""
    return json.dumps(asdict(value), ensure_ascii=False, indent=2)


def as_dot(value: Graph) -> str:
    """Return the graph in Graphviz' language; hotter questions have larger boxes."""
    most = max((node.asks for node in value.nodes), default=0.0) or 1.0
    lines = [
        "digraph kb {",
        '  rankdir=LR; node [shape=box, style=rounded, fontname="sans-serif"];',
    ]
    for node in value.nodes:
        size = 10 + 14 * (node.asks / most) ** 0.5
        label = _quoted(node.title)
        tooltip = _quoted(" / ".join(node.category))
        lines.append(
            f"  {_quoted(node.key)} [label={label}, tooltip={tooltip}, fontsize={size:.1f}];"
        )
    style = {"link": "solid", "related": "bold", "automatic": "dotted"}
    for edge in value.edges:
        way = f"{_quoted(edge.source)} -> {_quoted(edge.target)}"
        lines.append(f"  {way} [style={style[edge.kind]}];")
    return "\n".join([*lines, "}"])


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'
