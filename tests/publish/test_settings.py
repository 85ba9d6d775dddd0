"""Settings of MkDocs as plain values, or the reason why they are none."""

from __future__ import annotations

import json
from functools import partial

import pytest
from pymdownx.superfences import fence_code_format

from kbtool.problems import KbtoolError
from kbtool.publish.settings import Settings, resolved, settings
from tests.conftest import Project

BEGINNING = """site_name: Help
docs_dir: kb/articles
theme: {name: material, font: false}
"""
OURS = BEGINNING + "plugins: [kbtool]\n"


def test_a_snapshot_read_back_is_the_same(project: Project) -> None:
    found = settings(project({"mkdocs.yml": OURS + "extra: {a: [1, {b: null}]}\n"}))
    assert isinstance(found, Settings)

    again = Settings.from_json(found.as_json())

    assert found == again
    assert again.config["extra"] == {"a": [1, {"b": None}]}


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"config": {}}'])
def test_another_text_is_no_snapshot(text: str) -> None:
    with pytest.raises(ValueError):
        Settings.from_json(text)


def test_functions_are_named_and_found_again(project: Project) -> None:
    fences = (
        "markdown_extensions:\n"
        "  - pymdownx.superfences:\n"
        "      custom_fences:\n"
        "        - name: a\n"
        "          class: a\n"
        "          format: !!python/name:pymdownx.superfences.fence_code_format\n"
    )
    found = settings(project({"mkdocs.yml": OURS + fences}))
    assert isinstance(found, Settings)

    options = resolved(json.loads(found.as_json())["config"]["mdx_configs"])

    assert fence_code_format is options["pymdownx.superfences"]["custom_fences"][0]["format"]
    assert options["toc"]["slugify"].__module__ == "kbtool.read.scan"


def test_a_function_with_arguments_is_found_again() -> None:
    plain = {
        "$partial": [
            {"$function": "pymdownx.superfences:fence_code_format"},
            [],
            {"language": "py"},
        ]
    }

    found = resolved({"slugify": plain})["slugify"]

    assert isinstance(found, partial)
    assert (fence_code_format, {"language": "py"}) == (found.func, found.keywords)


def test_a_function_that_is_gone_is_told() -> None:
    with pytest.raises(KbtoolError) as raised:
        resolved({"$function": "pymdownx.superfences:gone"})

    assert "mkdocs.yml names 'pymdownx.superfences:gone'" in raised.value.message


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (BEGINNING + "plugins: [kbtool, search]\n", "mkdocs.yml uses the plugin 'material/search'"),
        (OURS + "hooks: [hook.py]\n", "mkdocs.yml uses 'hooks'"),
        (OURS + "extra_templates: [a.html]\n", "mkdocs.yml uses 'extra_templates'"),
        (OURS + "nav: [a.md]\n", "mkdocs.yml uses 'nav'"),
        (
            OURS + "extra: {when: 2026-01-01}\n",
            "'extra.when' of mkdocs.yml holds date, which is no plain value",
        ),
        (OURS + "extra: {1: a}\n", "'extra' of mkdocs.yml has the key 1, which is no text"),
    ],
)
def test_what_no_snapshot_can_hold_is_a_reason(project: Project, text: str, reason: str) -> None:
    root = project({"mkdocs.yml": text, "hook.py": ""})

    found = settings(root)

    assert reason == found or found == "mkdocs.yml uses the plugin 'hook.py'"


def test_another_theme_than_materials_is_an_error(project: Project) -> None:
    with pytest.raises(KbtoolError, match="the theme 'readthedocs'"):
        settings(project({"mkdocs.yml": OURS.replace("material", "readthedocs")}))


def test_settings_that_mkdocs_refuses_are_an_error(project: Project) -> None:
    with pytest.raises(KbtoolError):
        settings(project({"mkdocs.yml": "site_name: [\n"}))
