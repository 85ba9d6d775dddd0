"""The scripts of the search as pages load them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from kbtool.problems import KbtoolError
from kbtool.publish.scripts import BOX, ENGINE, SOURCES, WORDS, joined, scripts, words_path
from kbtool.publish.strings import load_strings
from kbtool.publish.theme import theme_folder

KILOBYTE = 1000


def sources(names: tuple[str, ...]) -> list[str]:
    return [(theme_folder() / f"{SOURCES}{name}.js").read_text("utf-8") for name in names]


def test_the_engine_is_smaller_than_12_kb_compressed() -> None:
    assert len(gzip.compress(joined(sources(ENGINE)).encode(), 9)) < 12 * KILOBYTE


def test_the_engine_and_the_box_are_one_file() -> None:
    files = scripts([theme_folder()], {}).files

    assert {"assets/kb/search.js", "assets/kb/search-page.js"} == set(files)
    assert joined(sources((*ENGINE, *BOX))).encode() == files["assets/kb/search.js"]


def test_only_comments_on_lines_of_their_own_and_indentation_are_taken_away() -> None:
    source = """"use strict";
/*
 * What it is for.
 */
(() => {
  /** Return one. */
  const one = () => 1; // stays
  // goes

  /**
   * Return two.
   */
  const two = "/* stays */";
})();
"""

    text = joined([source, source])

    code = '(() => {\nconst one = () => 1; // stays\nconst two = "/* stays */";\n})();\n'
    assert '"use strict";\n' + 2 * code == text


def test_no_text_of_the_sources_goes_over_several_lines() -> None:
    every = (path.read_text("utf-8") for path in (theme_folder() / SOURCES).glob("*.js"))
    odd = [
        line
        for text in every
        for line in text.splitlines()
        if line.replace("\\`", "").count("`") % 2 and not line.lstrip().startswith(("*", "//"))
    ]

    assert odd == []


def test_another_content_has_another_address(tmp_path: Path) -> None:
    own = tmp_path / SOURCES / "box.js"
    own.parent.mkdir(parents=True)
    own.write_text("kb.own = 1;")

    ours, theirs = scripts([theme_folder()], {}), scripts([tmp_path, theme_folder()], {})

    path = "assets/kb/search.js"
    assert b"kb.own = 1;" in theirs.files[path]
    assert ours.address(path).startswith(f"{path}?v=")
    assert ours.address(path) != theirs.address(path)


def test_what_scripts_say_is_a_file_of_each_language() -> None:
    strings = {lang: load_strings([theme_folder()], lang) for lang in ("zh", "en")}

    made = scripts([theme_folder()], strings)

    said = json.loads(made.files[words_path("zh")].decode().partition("] = ")[2].rstrip(";\n"))
    assert set(WORDS) < set(said)
    assert strings["zh"]("search.loading") == said["loading"]
    assert [name for name, text in said.items() if text == f"search.{name}"] == []


def test_every_style_sheet_and_script_of_the_theme_has_a_version() -> None:
    ours = {path.name for path in (theme_folder() / "assets/kb").glob("*.*")}

    versions = scripts([theme_folder()], {}).versions

    assert ours <= {path.removeprefix("assets/kb/") for path in versions}


def test_a_theme_without_the_scripts_is_no_installation(tmp_path: Path) -> None:
    with pytest.raises(KbtoolError, match="the theme has no"):
        scripts([tmp_path], {})
