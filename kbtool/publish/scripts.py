"""The scripts of the search: small files to read and to test, one file to load.

The words that scripts say come as a script, too: a file for each language, which a
browser loads once and not with every page. Every file has a version in its address.

What a page loads has neither the comments on lines of their own nor the
indentation. Nothing else is taken away, so it is still our code: a minifier
would be a dependency, and spare a kilobyte.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from kbtool.frozen import dataclass
from kbtool.problems import KbtoolError
from kbtool.publish.strings import Translate

__all__ = ["BOX", "ENGINE", "PAGE", "SOURCES", "Scripts", "joined", "scripts", "words_path"]

SOURCES = "assets/kb/search/"
"""Where the theme has the files that are joined; these are not published."""
ENGINE = ("porter2", "analyzer", "query", "expand", "confidence", "shards", "engine", "marks")
BOX = ("answers", "box")
PAGE = ("page",)  # of results, in addition

WORDS = (
    "loading", "none", "nearest", "other_words", "all", "unsure", "meant", "corrected", "instead",
    "count_of", "more", "recent", "popular", "retry", "reload",
    "failed_missing", "failed_version", "failed_damaged",
    "owner_missing", "owner_version", "owner_damaged", "notice_cut", "notice_words",
    "see_all", "clear", "private", "results", "key_choose", "key_open", "key_close",
)  # fmt: skip
"""The strings of the group "search" that the scripts say."""
OTHER_WORDS = (
    "article.copied", "article.selected",
    "feedback.thanks", "feedback.reach", "feedback.sorry", "feedback.mail", "feedback.opened",
)  # fmt: skip
"""The strings of other groups that they say."""

ASSETS = "assets/kb/"
STRICT = '"use strict";'


@dataclass(frozen=True, slots=True)
class Scripts:
    """What pages load of ours."""

    files: Mapping[str, bytes]  # path in the site -> content, of what is made
    versions: Mapping[str, str]  # path in the site -> version, of the theme's files, too

    def address(self, path: str) -> str:
        """Return the path with the version, under which a browser may keep the file forever."""
        return f"{path}?v={self.versions[path]}" if path in self.versions else path


def scripts(folders: Sequence[Path], strings: Mapping[str, Translate]) -> Scripts:
    """Return the scripts of the search, and the versions of all that pages load of ours.

    Args:
        folders: theme folders, the most specific first; each file is taken from the
            first that has it.
        strings: of every language.

    Raises:
        KbtoolError: a file is in none of them.
    """

    def source(name: str) -> str:
        path = f"{SOURCES}{name}.js"
        for folder in folders:
            if (folder / path).is_file():
                return (folder / path).read_text(encoding="utf-8")
        raise KbtoolError(f"the theme has no {path}", "install kbtool again")

    files = {
        "assets/kb/search.js": joined(map(source, (*ENGINE, *BOX))),
        "assets/kb/search-page.js": joined(map(source, PAGE)),
    }
    files |= {words_path(lang): _words(lang, strings[lang]) for lang in strings}
    made = {path: text.encode() for path, text in files.items()}
    found = {
        ASSETS + path.name: path
        for folder in reversed(folders)
        for pattern in ("*.css", "*.js")
        for path in (folder / ASSETS).glob(pattern)
    }
    contents = {**{path: file.read_bytes() for path, file in found.items()}, **made}
    return Scripts(made, {path: f"{zlib.crc32(one):08x}" for path, one in contents.items()})


def words_path(lang: str) -> str:
    """Return where the words lie that scripts say in this language."""
    return f"{ASSETS}words-{lang}.js"


def _words(lang: str, translate: Translate) -> str:
    words = {name: translate(f"search.{name}") for name in WORDS}
    words |= {key: translate(key) for key in OTHER_WORDS}
    counts = translate.forms("search.count")
    words |= {key.removeprefix("search."): text for key, text in counts.items()}
    text = json.dumps(words, ensure_ascii=False, separators=(",", ":"))
    space = "window.kb = window.kb || {};\nkb.words = kb.words || {};\n"
    return f"{STRICT}\n{space}kb.words[{json.dumps(lang)}] = {text};\n"


def joined(sources: Iterable[str]) -> str:
    """Return scripts as one, without comments on lines of their own and without indentation.

    Text that goes over several lines, as between backquotes, must not depend on its blanks.
    """
    return "\n".join((STRICT, *(line for source in sources for line in _code(source)), ""))


def _code(source: str) -> Iterator[str]:
    commented = False
    for line in map(str.strip, source.splitlines()):
        if commented or (line.startswith("/*") and "*/" not in line[:-2]):
            commented = not line.endswith("*/")
        elif line and line != STRICT and not line.startswith("//"):
            yield line
