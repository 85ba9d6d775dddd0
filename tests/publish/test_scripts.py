"""The scripts of the search as pages load them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from kbtool.problems import KbtoolError
from kbtool.publish.scripts import BOX, ENGINE, SOURCES, joined, scripts
from kbtool.publish.strings import theme_folder

KILOBYTE = 1000


def sources(names: tuple[str, ...]) -> list[str]:
    return [(theme_folder() / f"{SOURCES}{name}.js").read_text("utf-8") for name in names]


def test_the_engine_is_smaller_than_12_kb_compressed() -> None:
    assert len(gzip.compress(joined(sources(ENGINE)).encode(), 9)) < 12 * KILOBYTE


def test_the_engine_and_the_box_are_one_file() -> None:
    files = scripts([theme_folder()]).files

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

    ours, theirs = scripts([theme_folder()]), scripts([tmp_path, theme_folder()])

    path = "assets/kb/search.js"
    assert b"kb.own = 1;" in theirs.files[path]
    assert ours.addresses[path].startswith(f"{path}?v=")
    assert ours.addresses[path] != theirs.addresses[path]


def test_a_theme_without_the_scripts_is_no_installation(tmp_path: Path) -> None:
    with pytest.raises(KbtoolError, match="the theme has no"):
        scripts([tmp_path])
