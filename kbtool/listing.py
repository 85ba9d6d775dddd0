"""Values -> what a terminal shows: hits, the tree, the numbers of an article."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kbtool.terminal import cut, table, visible

if TYPE_CHECKING:
    from kbtool.explain import Explanation
    from kbtool.order import Branch, Order
    from kbtool.search.index import Found

__all__ = ["explanation_text", "hits_text", "tree_json", "tree_text"]


VERDICTS = {
    "empty": "the query has no word to search for",
    "nothing": "nothing answers '{}'",
    "unsure": "these may not answer '{}'",
}


def hits_text(query: str, found: Found) -> str:
    """Return hits as a numbered list, with the share of every term where they carry it."""
    blocks = [
        f"'{visible(one.typed)}' is in no text; searched for '{visible(one.meant)}'"
        for one in found.corrections
    ]
    if found.cut:
        blocks.append("the query is too long; its end was left out")
    if found.verdict in VERDICTS:
        blocks.append(VERDICTS[found.verdict].format(visible(query)))
        if found.verdict == "nothing" and found.hits:
            blocks[-1] += "; nearest:"
    for number, hit in enumerate(found.hits, start=1):
        head = click.style(visible(hit.title), bold=True)
        lines = [
            f"{number:>2}. {head}  [{hit.lang}:{hit.id}]  {hit.score:.3f}",
            f"    {visible(' › '.join(hit.category))}  {hit.url}",
        ]
        if hit.answer:
            lines.append(f"    {cut(visible(hit.answer), 96)}")
        if hit.shares:
            rows = [
                (one.typed, one.term, ", ".join(one.fields), f"{one.score:.3f}")
                for one in hit.shares
            ]
            text = table(("typed", "found as", "in", "share"), rows, right={"share"})
            lines += [f"      {line}" for line in text.split("\n")]
        blocks.append("\n".join(lines))
    return "\n".join(blocks)


def tree_text(order: Order, root: Branch, depth: int, articles: bool) -> str:
    """Return the categories below `root` as a drawn tree, `depth` levels of it."""
    rows = [(root.category.title or root.category.lang, str(root.count), f"{root.asks:.0f}", "")]

    def add(branch: Branch, indent: str) -> None:
        kids: list[Any] = list(branch.branches) if len(branch.category.path) < depth else []
        kids += list(branch.articles) if articles else []
        for place, kid in enumerate(kids):
            last = place == len(kids) - 1
            lead = indent + ("└─ " if last else "├─ ")
            if hasattr(kid, "branches"):
                path = "/".join(kid.category.path)
                rows.append((lead + kid.category.title, str(kid.count), f"{kid.asks:.0f}", path))
                add(kid, indent + ("   " if last else "│  "))
            else:
                asks = f"{order.asks[kid.key]:.0f}"
                rows.append((lead + cut(kid.title, 60), "", asks, kid.id))

    add(root, "")
    return table(("category", "questions", "asks", "folder"), rows, right={"questions", "asks"})


def tree_json(order: Order, branch: Branch, depth: int, articles: bool) -> dict[str, Any]:
    """Return the same tree as values that JSON can carry."""
    category = branch.category
    kids = branch.branches if len(category.path) < depth else ()
    node: dict[str, Any] = {
        "lang": category.lang,
        "path": list(category.path),
        "title": category.title,
        "questions": branch.count,
        "asks": round(branch.asks, 3),
        "categories": [tree_json(order, kid, depth, articles) for kid in kids],
    }
    if articles:
        node["articles"] = [
            {"id": a.id, "title": a.title, "asks": round(order.asks[a.key], 3)}
            for a in branch.articles
        ]
    return node


def explanation_text(value: Explanation) -> str:
    """Return the numbers behind an article's place as two tables."""
    sources = sorted({source for month in value.months for source in month.sources})
    rows = [
        (
            month.month,
            *(str(month.sources.get(source, 0)) for source in sources),
            str(month.asks),
            f"{month.factor:.3f}",
            f"{month.share:.1f}",
        )
        for month in value.months
    ]
    head = ("month", *sources, "asks", "decay", "share")
    lines = [
        f"{visible(value.title)}  [{value.lang}:{value.id}]  {value.status}",
        f"{value.path}  in {'/'.join(value.category) or 'the top level'}",
        "",
    ]
    if value.seed_used:
        lines.append(f"The log does not know it; its seed counts: asks {value.seed}.")
    else:
        lines.append(table(head, rows, right=set(head[1:])))
        rule = f"a month {value.half_life_months:g} months before {value.month} counts half"
        lines.append(f"decayed asks {value.asks:.1f}; {rule}")
    weight = "none" if value.weight is None else f"{value.weight} (weighted ones come first)"
    lines += [f"weight {weight}", ""]
    places = [
        (
            "→" if place.id == value.id else "",
            f"{place.position}/{value.siblings}",
            "" if place.weight is None else str(place.weight),
            f"{place.asks:.1f}",
            cut(place.title, 50),
            place.id,
        )
        for place in value.neighbours
    ]
    titles = ("", "place", "weight", "asks", "question", "id")
    lines.append(table(titles, places, right={"place", "weight", "asks"}))
    return "\n".join(lines)
