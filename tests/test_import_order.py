"""The house: a module imports only what stands above it in the tree that DESIGN.md prints."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent
PACKAGE = REPOSITORY / "kbtool"
WINGS = {"search", "loop", "checks", "publish"}
OPEN = {"loop": {"search"}}  # what a wing may import of another


def _printed_order() -> list[str]:
    """Return the modules of the tree in DESIGN.md, in the order in which they are printed."""
    text = (REPOSITORY / "DESIGN.md").read_text(encoding="utf-8")
    tree = text.split("```house\n", 1)[1].split("```", 1)[0]
    folders: list[str] = []
    modules = []
    for line in tree.splitlines()[1:]:
        found = re.match(r"((?:[│ ] {2})*)[├└]─ ([a-z_0-9]+)(/|\.py)", line)
        if found is None:
            continue
        del folders[len(found[1]) // 3 :]
        if found[3] == "/":
            folders.append(found[2])
        else:
            modules.append(".".join([*folders, found[2]]))
    return modules


def _modules() -> list[str]:
    paths = (path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))
    return sorted(".".join(path.with_suffix("").parts) for path in paths)


def _imports(module: str) -> Iterator[str]:
    path = PACKAGE.joinpath(*module.split(".")).with_suffix(".py")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kbtool"):
            package = (node.module or "").removeprefix("kbtool").removeprefix(".")
            for alias in node.names:
                name = f"{package}.{alias.name}".removeprefix(".")
                yield name if name in _modules() else package
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith("kbtool."):
                    yield alias.name.removeprefix("kbtool.")


ORDER = _printed_order()
NAMED = [name for name in _modules() if not name.endswith("__init__")]


def test_the_printed_tree_names_every_module_once() -> None:
    assert sorted(ORDER) == NAMED


@pytest.mark.parametrize("module", NAMED)
def test_a_module_imports_only_what_stands_above_it(module: str) -> None:
    place = ORDER.index(module)

    below = [name for name in _imports(module) if name in ORDER and ORDER.index(name) >= place]

    assert below == []


@pytest.mark.parametrize("module", NAMED)
def test_wings_never_import_each_other(module: str) -> None:
    wing = module.split(".")[0]

    closed = WINGS - {wing} - OPEN.get(wing, set())
    others = [name for name in _imports(module) if name.split(".")[0] in closed]

    assert wing not in WINGS or others == []


@pytest.mark.parametrize(
    ("package", "allowed"),
    [
        (
            "mkdocs",
            {
                *("publish.mkdocs_config", "publish.render", "publish.settings"),
                "mkdocs_plugin",
            },
        ),
        ("watchdog", {"watch"}),
        ("whoosh", {"search.whoosh_index", "search.whoosh_segment"}),
        ("yaml", {"read.yaml_source"}),
        ("click", {"cli", "cli_asks", "cli_report", "cli_suggest", "console", "listing"}),
        ("pypinyin", {"collation", "scaffold"}),
        ("playwright", {"engines"}),
        ("vl_convert", {"loop.report.pictures"}),
    ],
)
def test_a_foreign_package_is_known_to_few(package: str, allowed: set[str]) -> None:
    users = set()
    for module in NAMED:
        path = PACKAGE.joinpath(*module.split(".")).with_suffix(".py")
        text = path.read_text(encoding="utf-8")
        if re.search(rf"^\s*(?:from|import) {package}\b", text, re.M):
            users.add(module)

    assert allowed == users
