"""What the project says of itself is true."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from click import Context

from kbtool.cli import main
from kbtool.compiler import examine
from kbtool.problems import Severity
from kbtool.read.article import ARTICLE_KEYS
from kbtool.read.config import CONFIG_KEYS, CONTACT_KEYS
from kbtool.scaffold import new_project

REPOSITORY = Path(__file__).parent.parent
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
DESIGN = (REPOSITORY / "DESIGN.md").read_text(encoding="utf-8")


def _first_cells(text: str, head: str) -> list[str]:
    """Return the first cells of the Markdown table that begins with `head`."""
    rows = text.split(head, 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    return [row.split("|")[1].strip().strip("`") for row in rows]


def test_the_readme_names_every_command() -> None:
    documented = [cell.removeprefix("kbtool ") for cell in _first_cells(README, "| command |")]

    assert documented == main.list_commands(Context(main))


def test_the_readme_names_every_key_of_an_article() -> None:
    assert tuple(_first_cells(README, "| key | meaning |")) == ARTICLE_KEYS


def test_the_readme_names_every_setting() -> None:
    assert tuple(_first_cells(README, "| setting | meaning |")) == CONFIG_KEYS
    assert tuple(_first_cells(README, "| of a contact | meaning |")) == CONTACT_KEYS


def test_the_example_of_the_readme_works_in_a_new_project(tmp_path: Path) -> None:
    new_project(tmp_path, "en")
    example = README.split("```markdown\n", 1)[1].split("```", 1)[0]
    path = tmp_path / "kb/articles/returns/how-do-i-return-a-sofa.md"
    path.write_text(example, encoding="utf-8")

    assert [found for found in examine(tmp_path).problems if found.severity > Severity.INFO] == []


def test_no_help_shows_a_backslash() -> None:
    known = [main.get_command(Context(main), name) for name in main.list_commands(Context(main))]
    texts = [command.get_help(Context(command)) for command in known if command]

    assert [text for text in [main.get_help(Context(main)), *texts] if "\\b" in text] == []


def test_the_readme_names_only_targets_that_make_knows() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"make ([a-z]+)\b(?=[ `])", README.replace("and make", "")))

    assert {target for target in named if not re.search(rf"^{target}:", makefile, re.M)} == set()


def test_the_pictures_of_the_readme_exist() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)

    assert pictures
    assert [name for name in pictures if not (REPOSITORY / name).is_file()] == []


def test_the_design_has_a_line_for_every_dependency() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["project"]["dependencies"]
    for group in project["dependency-groups"].values():
        wanted += group
    names = {re.split(r"[<>=[]", line)[0] for line in wanted}
    explained = set(", ".join(_first_cells(DESIGN, "| package |")).split(", "))

    assert {name for name in names if not name.startswith("types-")} - explained == set()
    assert all("<" in line for line in wanted)


@pytest.mark.parametrize("name", ["run.txt", "test.txt"])
def test_the_lock_has_hashes_and_no_address(name: str) -> None:
    text = (REPOSITORY / "requirements" / name).read_text(encoding="utf-8")
    packages = re.findall(r"^[a-z0-9-]+==\S+", text, re.M)

    assert len(packages) > 20
    assert text.count("--hash=sha256:") > len(packages)
    assert not re.search(r"index-url|find-links|://", text)


def test_the_wheel_carries_theme_starters_and_tables(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index"]
    command += ["--no-build-isolation", "--wheel-dir", str(tmp_path), str(REPOSITORY)]
    subprocess.run(command, check=True, capture_output=True)

    wheel = zipfile.ZipFile(next(tmp_path.glob("*.whl")))

    names = set(wheel.namelist())
    assert {
        "kbtool/theme/main.html",
        "kbtool/theme/locales/zh.yml",
        "kbtool/theme/assets/kb/kb.css",
        "kbtool/starter/project/github/workflows/help-centre.yml",
        "kbtool/starter/zh/kb/kb.yml",
        "kbtool/search/tables/folding.txt",
        "kbtool/py.typed",
    } <= names
    assert [name for name in names if "__pycache__" in name] == []
