"""What all pages depend on is found without MkDocs, and what MkDocs finds is among it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kbtool.build import build
from kbtool.publish.look import look_of
from kbtool.publish.mkdocs_config import mkdocs_config
from tests.conftest import Project

OURS = "site_name: Help\ntheme: {name: material, font: false}\nplugins: [kbtool]\n"
ONE = {
    "kb/kb.yml": "title: Help\nlanguages: [en]\n",
    "kb/articles/pay/_category.yml": "title: Payment\n",
    "kb/articles/pay/how.md": "---\nid: how\ntitle: How do I pay?\n---\n\nSo.\n",
}


def test_a_project_without_settings_depends_on_the_theme_alone(project: Project) -> None:
    look = look_of(project({}), {"PATH": "/bin"})

    assert [path.name for path in look.places] == ["mkdocs.yml", "theme"]
    assert (look.variables, look.certain) == ((), True)


@pytest.mark.parametrize(
    "written",
    ["base.yml", '"base.yml"', "'base.yml'  # ours", "base.yml # ours", "./base.yml"],
)
def test_settings_are_inherited_however_that_is_written(written: str, project: Project) -> None:
    root = project({"mkdocs.yml": f"INHERIT: {written}\n{OURS}", "base.yml": "INHERIT: top.yml\n"})

    look = look_of(root)

    assert look.settings == (root / "mkdocs.yml", root / "base.yml", root / "top.yml")


@pytest.mark.parametrize(
    "theme",
    [
        "theme: {name: material, custom_dir: own}",
        "theme: {custom_dir: 'own', name: material}",
        "theme:\n  name: material\n  custom_dir: own # mine",
        'theme:\n  "custom_dir": "own"\n  name: material',
    ],
)
def test_a_folder_of_templates_is_the_one_that_mkdocs_finds(theme: str, project: Project) -> None:
    files = {
        "mkdocs.yml": f"site_name: Help\n{theme}\nplugins: [kbtool]\n",
        "own/a.html": "",
        **ONE,
    }
    root = project(files)

    config = mkdocs_config(root, root / "site")

    assert config.theme.custom_dir is not None
    assert Path(config.theme.custom_dir) in look_of(root).folders


@pytest.mark.parametrize(
    "text", ["INHERIT: !ENV BASE\n", "theme: {custom_dir: !ENV [A, b]}\n", 'INHERIT: "a\\tb"\n']
)
def test_what_takes_more_than_a_look_is_not_certain(text: str, project: Project) -> None:
    assert not look_of(project({"mkdocs.yml": text})).certain


def test_files_that_inherit_each_other_come_to_an_end(project: Project) -> None:
    look = look_of(project({"mkdocs.yml": "INHERIT: mkdocs.yml\n"}))

    assert not look.certain


def test_variables_count_where_a_value_comes_from_them(project: Project) -> None:
    root = project({"mkdocs.yml": f"copyright: !ENV\n  - ONE\n  - TWO\n  - no\n{OURS}"})

    first, second = look_of(root, {"TWO": "2", "THREE": "3"}), look_of(root, {"ONE": "1"})

    assert (first.variables, second.variables) == (("TWO=2",), ("ONE=1",))
    assert first.digest() != second.digest()


def test_a_build_sees_what_changes_in_all_of_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "INHERIT: base.yml\nsite_name: !ENV [KB_NAME, Help]\n" + OURS.replace(
        "site_name: Help\n", ""
    ).replace("font: false", "font: false, custom_dir: own")
    own = "own/partials/copyright.html"
    root = project({**ONE, "mkdocs.yml": text, "base.yml": "site_author: A\n", own: "one"})
    built = [build(root)]

    built.append(build(root))
    (root / "base.yml").write_text("site_author: Somebody\n", encoding="utf-8")
    built.append(build(root))
    (root / own).write_text("another", encoding="utf-8")
    built.append(build(root))
    page = (root / "site" / "index.html").read_text(encoding="utf-8")
    monkeypatch.setenv("KB_NAME", "Aid")
    built.append(build(root))

    assert [one.drawn > 0 for one in built] == [True, False, True, True, True]
    assert "another" in page
