"""A Markdown file is front matter and a body; both keep their lines."""

from __future__ import annotations

from kbtool.frozen import dataclass
from kbtool.model import Source
from kbtool.problems import Problem, problem
from kbtool.read import rules
from kbtool.read.yaml_source import Node, read_yaml

__all__ = ["FrontMatter", "split"]


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """`fields` is None where there is no usable front matter."""

    fields: Node | None
    body: str
    body_line: int


def split(text: str, path: str) -> tuple[FrontMatter, list[Problem]]:
    """Split a Markdown file into its fields and its body.

    Front matter begins with `---` on the first line and ends with the next line
    that is `---` or `...`. When it never ends, nothing of the file counts as body,
    so that raw YAML is never shown to a reader.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        found = problem(
            rules.NO_FRONT_MATTER,
            Source(path, 1, 1, len(lines[0])),
            "the article begins without front matter",
            "begin the file with '---', then 'id:' and 'title:', then '---'",
        )
        return FrontMatter(None, text, 1), [found]
    for number, line in enumerate(lines[1:], start=2):
        if line.rstrip() in ("---", "..."):
            fields, problems = read_yaml("\n".join(lines[1 : number - 1]) + "\n", path, 2)
            if fields is None and not problems:
                fields = Node({}, Source(path, 1, 1, 3))
            return FrontMatter(fields, "\n".join(lines[number:]), number + 1), problems
    found = problem(
        rules.OPEN_FRONT_MATTER,
        Source(path, 1, 1, 3),
        "the front matter is opened and never closed",
        "end it with a line '---'",
    )
    return FrontMatter(None, "", len(lines)), [found]
