import sys
from pathlib import Path

import jinja2
import pytest

from kbtool.publish.compiled import Compiled


@pytest.fixture(autouse=True)
def _bytecode_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "python"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def template(tmp_path: Path, text: str = "Hello {{ name }}") -> Path:
    path = tmp_path / "theme" / "greeting.html"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


def drawn(tmp_path: Path, installed: str = "theme") -> str:
    """What the template says, and what is kept of it."""
    cache = Compiled(tmp_path / "project", [str(tmp_path / installed)])
    loader = jinja2.FileSystemLoader(tmp_path / "theme")
    environment = jinja2.Environment(loader=loader, bytecode_cache=cache, autoescape=True)
    return environment.get_template("greeting.html").render(name="you")


def kept(tmp_path: Path, folder: str) -> list[Path]:
    return [path for path in (tmp_path / folder).rglob("*") if path.is_file()]


def test_a_template_of_the_installation_is_kept_where_python_keeps_its_bytecode(
    tmp_path: Path,
) -> None:
    template(tmp_path)

    drawn(tmp_path)

    assert [path.suffix for path in kept(tmp_path, "python")] == [".pyc"]
    assert kept(tmp_path, "project") == []


def test_a_template_of_a_project_is_kept_in_the_project(tmp_path: Path) -> None:
    template(tmp_path)

    drawn(tmp_path, installed="elsewhere")

    assert kept(tmp_path, "python") == []
    assert len(kept(tmp_path, "project")) == 1


def test_where_python_writes_no_bytecode_the_project_keeps_all_templates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    template(tmp_path)

    drawn(tmp_path)

    assert kept(tmp_path, "python") == []
    assert len(kept(tmp_path, "project")) == 1


def test_where_the_installation_cannot_be_written_the_project_keeps_all_templates(
    tmp_path: Path,
) -> None:
    (tmp_path / "python").write_text("no folder")
    template(tmp_path)

    drawn(tmp_path)

    assert len(kept(tmp_path, "project")) == 1


def test_a_template_that_has_changed_is_compiled_anew(tmp_path: Path) -> None:
    template(tmp_path)
    drawn(tmp_path)
    template(tmp_path, "Good day {{ name }}")

    assert drawn(tmp_path) == "Good day you"
    assert len(kept(tmp_path, "python")) == 1


def test_what_is_kept_is_not_compiled_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template(tmp_path)
    drawn(tmp_path)
    monkeypatch.delattr(jinja2.Environment, "compile")

    assert drawn(tmp_path) == "Hello you"


@pytest.mark.parametrize("end", [1, 40, -1])
def test_what_is_damaged_is_compiled_anew(tmp_path: Path, end: int) -> None:
    template(tmp_path)
    drawn(tmp_path)
    (path,) = kept(tmp_path, "python")
    whole = path.read_bytes()
    path.write_bytes(whole[:end])

    assert drawn(tmp_path) == "Hello you"
    assert path.read_bytes() == whole
