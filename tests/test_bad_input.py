"""Nothing that an author can commit brings it down: one problem in its place, and on it goes.

Every case has a second file with a fault of its own, which must be told, too.
"""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbtool.checks.formats import as_json, as_text
from kbtool.compiler import Examined, examine
from kbtool.problems import Severity
from kbtool.read.text_source import MAX_BYTES

ENVIRON = {"SOURCE_DATE_EPOCH": "1793491200"}  # 2026-11-01
BAD = "kb/articles/returns/bad.md"
PLANTED = "kb/articles/returns/planted.md"
GOOD = "---\nid: bad\ntitle: When is my money back?\n---\n\nWithin three days.\n"

OTHER = "---\nid: two\ntitle: Who carries the sofa upstairs?\n---\n\nOur two movers.\n"

Places = list[tuple[str, int, str]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a project whose only fault is a link to nowhere on line 6 of `PLANTED`."""
    write(
        tmp_path,
        PLANTED,
        "---\nid: planted\ntitle: What is planted?\n---\n\nSee [it](nowhere.md).\n",
    )
    return tmp_path


def write(root: Path, path: str, content: str | bytes) -> Path:
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content.encode() if isinstance(content, str) else content)
    return target


def front(fields: str) -> str:
    """Return an article with one more line, the fourth, in its front matter."""
    return f"---\nid: bad\ntitle: When is my money back?\n{fields}\n---\n\nWithin three days.\n"


def told(examined: Examined) -> Places:
    """Return where warnings and errors are, besides the planted one, which must be there."""
    text = as_text(examined.problems, examined.root)
    assert "\x1b" not in text and "\0" not in text
    assert f'"count": {len(examined.problems)}' in as_json(examined.problems)
    worse = [one for one in examined.problems if one.severity > Severity.INFO]
    places = [(p.source.path, p.source.line, p.rule.id) for p in worse]
    places.remove((PLANTED, 6, "KB201"))
    return places


TEXTS: dict[str, tuple[bytes, list[tuple[int, str]]]] = {
    "UTF-16": (GOOD.encode("utf-16"), [(1, "KB110")]),
    "Latin-1": ("---\nid: bad\ntitle: Où?\n---\n".encode("latin-1"), [(3, "KB110")]),
    "a lone surrogate": (b"---\nid: bad\ntitle: \xed\xa0\x80\n---\n", [(3, "KB110")]),
    "a byte order mark": (b"\xef\xbb\xbf" + GOOD.encode(), []),
    "CRLF": (GOOD.replace("\n", "\r\n").encode(), []),
    "CR": (GOOD.replace("\n", "\r").encode(), []),
    "NUL": (GOOD.replace("three", "\0").encode(), [(6, "KB110")]),
    "an empty file": (b"", [(1, "KB317")]),
    "only line feeds": (b"\n\n\n", [(1, "KB317")]),
    "no front matter": (b"# Money\n\nSoon.\n", [(1, "KB317")]),
    "empty front matter": (b"---\n---\n\nSoon.\n", [(1, "KB306"), (1, "KB307")]),
    "front matter never closed": (b"---\nid: bad\ntitle: How?\n\nSoon.\n", [(1, "KB312")]),
    "front matter is a list": (b"---\n- id: bad\n- title: How?\n---\n", [(2, "KB304")]),
    "front matter is text": (b"---\nbad\n---\n", [(2, "KB304")]),
    "a second document": (b"---\nid: bad\n... \n---\ntitle: How?\n---\n", [(2, "KB306")]),
    "more than 2 MB": (GOOD.encode() + b"x" * MAX_BYTES, [(1, "KB110")]),
    "5 MB": (GOOD.encode() + b"word " * 1_000_000, [(1, "KB110")]),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_bad_text_is_told_at_its_line(name: str, root: Path) -> None:
    content, places = TEXTS[name]
    write(root, BAD, content)

    examined = examine(root, ENVIRON)

    assert told(examined) == [(BAD, line, rule) for line, rule in places]


FIELDS: dict[str, tuple[str, list[tuple[int, str]]]] = {
    "a tab": ("\tanswer: Soon.", [(4, "KB301")]),
    "an unclosed quote": ('answer: "Soon.', [(4, "KB301")]),
    "an unclosed bracket": ("keywords: [money, back", [(4, "KB301")]),
    "a control character": ("answer: So\x07on.", [(4, "KB301")]),
    "a line separator": ("answer: So\u2028on.", [(4, "KB301")]),
    "an escaped surrogate": (r'answer: "\ud800"', [(4, "KB301")]),
    "an escaped NUL": (r'slug: "a\0b"', [(4, "KB316")]),
    "an alias": ("answer: *soon", [(4, "KB301")]),
    "an anchor": ("answer: &soon Soon.", [(4, "KB301")]),
    "an alias bomb": (
        "x_a: &a [lol, lol]\nx_b: &b [*a, *a, *a]\nx_c: [*b, *b, *b]",
        [(4, "KB301")],
    ),
    "a Python tag": ("answer: !!python/object/apply:os.system [ls]", [(4, "KB301")]),
    "a tag of its own": ("answer: !soon", [(4, "KB301")]),
    "a merge key": ("<<: {draft: true}", [(4, "KB303")]),
    "a duplicate key": ("title: Again?", [(4, "KB302")]),
    "a list as key": ("? [a, b]\n: c", [(4, "KB301")]),
    "nested 50,000 deep in brackets": ("x_deep: " + "[" * 50_000, [(4, "KB301")]),
    "nested 50,000 deep in lists": ("x_deep:\n  " + "- " * 50_000, [(5, "KB301")]),
    "nested 50,000 deep in braces": ("x_deep: " + "{a: " * 50_000, [(4, "KB301")]),
    "an integer of 5,000 digits": ("asks: " + "9" * 5_000, [(4, "KB310")]),
    "a number beyond floats": ("weight: 1e400", [(4, "KB310")]),
    "a number below zero": ("asks: -1", [(4, "KB310")]),
    "a number that is none": ("asks: .nan", [(4, "KB304")]),
    "asks: many": ("asks: many", [(4, "KB304")]),
    "asks: 010": ("asks: 010", [(4, "KB304")]),
    "asks: 0x10": ("asks: 0x10", [(4, "KB304")]),
    "asks: 1_000": ("asks: 1_000", [(4, "KB304")]),
    "asks: 1:30": ("asks: 1:30", [(4, "KB304")]),
    "asks: true": ("asks: true", [(4, "KB304")]),
    "asks: 1.5": ("asks: 1.5", [(4, "KB304")]),
    "draft: no": ("draft: no", [(4, "KB304")]),
    "30 February": ("date: 2026-02-30", [(4, "KB305")]),
    "a day in the year 0": ("date: 0000-01-01", [(4, "KB305")]),
    "a date with a time": ("date: 2026-01-01 10:00:00", [(4, "KB305")]),
    "a date to come": ("date: 2999-12-31", [(4, "KB321")]),
    "a slug of 5,000 characters": ("slug: " + "a" * 5_000, [(4, "KB316")]),
    "an alias of 5,000 characters": ("aliases: [" + "a" * 5_000 + "]", [(4, "KB208")]),
    "an alias out of the site": ("aliases: [../../etc/passwd]", [(4, "KB208")]),
    "a hundred thousand keywords": ("keywords: [" + "a," * 100_000 + "]", []),
    "a million keywords": ("keywords: [" + "a," * 300_000 + "]", [(4, "KB301")]),
}


@pytest.mark.parametrize("name", FIELDS)
def test_a_bad_field_is_told_at_its_line(name: str, root: Path) -> None:
    fields, places = FIELDS[name]
    write(root, BAD, front(fields))

    examined = examine(root, ENVIRON)

    assert told(examined) == [(BAD, line, rule) for line, rule in places]


@pytest.mark.parametrize("word", ["no", "1:30", "010", "1e5", "2026-02-28", "~x", "0x1F", "on"])
def test_a_word_that_yaml_would_turn_stays_the_word_that_was_written(word: str, root: Path) -> None:
    write(root, BAD, front(f"answer: {word}"))

    article = next(one for one in examine(root, ENVIRON).kb.articles if one.id == "bad")

    assert article.answer == word


@pytest.mark.parametrize("key", ["publish_date", "expiry_date", "draft", "unlisted", "audience"])
def test_what_cannot_be_read_hides_an_article_and_never_publishes_it(key: str, root: Path) -> None:
    write(root, BAD, front(f"{key}: 2026-02-30"))

    article = next(one for one in examine(root, ENVIRON).kb.articles if one.id == "bad")

    assert not article.status.published


def make_link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server, tempfile.TemporaryDirectory() as folder:
        short = Path(folder, "s")  # a socket's path has at most 107 bytes
        server.bind(str(short))
        short.rename(path)


SPECIAL: dict[str, Callable[[Path], None]] = {
    "a link out of the knowledge base": make_link("/etc/passwd"),
    "a link to a device": make_link("/dev/zero"),
    "a link to nowhere": make_link("gone.md"),
    "a link to itself": make_link("bad.md"),
    "a link to a folder above": make_link("../../articles"),
    "a link to the root": make_link("/"),
    "a named pipe": os.mkfifo,
    "a socket": make_socket,
}


@pytest.mark.parametrize("name", SPECIAL)
def test_a_file_that_is_no_plain_file_is_told_and_not_opened(name: str, root: Path) -> None:
    SPECIAL[name](root / BAD)

    examined = examine(root, ENVIRON)

    assert told(examined) == [(BAD, 1, "KB110")]


@pytest.mark.parametrize("path", ["kb/kb.yml", "kb/contacts.yml", "kb/asks/2026.csv"])
@pytest.mark.parametrize("name", SPECIAL)
def test_settings_and_logs_that_are_no_plain_files_are_told(
    path: str, name: str, root: Path
) -> None:
    (root / "kb/asks").mkdir()
    SPECIAL[name](root / path)

    examined = examine(root, ENVIRON)

    assert told(examined) == [(path, 1, "KB110")]


@pytest.mark.parametrize("path", ["kb/kb.yml", "kb/contacts.yml"])
def test_a_folder_in_the_place_of_settings_is_told(path: str, root: Path) -> None:
    (root / path).mkdir()

    examined = examine(root, ENVIRON)

    assert told(examined) == [(path, 1, "KB110")]


def test_a_file_in_the_place_of_the_log_folder_is_told(root: Path) -> None:
    write(root, "kb/asks", "month,id,asks,source\n")

    examined = examine(root, ENVIRON)

    assert told(examined) == [("kb/asks", 1, "KB110")]


def test_a_log_folder_that_leads_out_is_told(root: Path) -> None:
    (root / "kb/asks").symlink_to("/etc")

    examined = examine(root, ENVIRON)

    assert told(examined) == [("kb/asks", 1, "KB110")]


def test_a_link_to_an_article_of_the_knowledge_base_is_read(root: Path) -> None:
    write(root, "kb/shared/money.md", GOOD)
    (root / BAD).symlink_to("../../shared/money.md")

    examined = examine(root, ENVIRON)

    assert told(examined) == []


@contextmanager
def without_rights() -> Iterator[None]:
    """Give up the superuser's right to read everything, if this is the superuser."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("path", [BAD, "kb/articles/secret", "kb/asks", "kb/kb.yml"])
def test_what_may_not_be_read_is_told(path: str) -> None:
    with tempfile.TemporaryDirectory() as folder:  # tmp_path is closed to others
        root = Path(folder)
        root.chmod(0o755)
        write(
            root,
            PLANTED,
            "---\nid: planted\ntitle: What is planted?\n---\n\nSee [it](nowhere.md).\n",
        )
        if Path(path).suffix:
            write(root, path, GOOD).chmod(0)
        else:
            (root / path).mkdir()
            (root / path).chmod(0)

        with without_rights():
            places = told(examine(root, ENVIRON))

    assert places == [(path, 1, "KB110")]


NAMES = {
    "how to.md": ["KB316"],
    'say "hello".md': ["KB316"],
    "it's here.md": ["KB316"],
    "two\nlines.md": ["KB316"],
    "tab\there.md": ["KB316"],
    "es\x1b[31mcape.md": ["KB316"],
    "what?.md": ["KB316"],
    "a#b.md": ["KB316"],
    "100%.md": ["KB316"],
    "back\\slash.md": ["KB316"],
    "con.md": ["KB111"],
    "aux.backup.md": ["KB111"],
    "console.md": [],
    "it's.md": [],
    "😀.md": [],
    "怎么退货？.md": [],
    "é.md": [],
    "-rf.md": [],
    "__init__.md": [],
    "UPPER.MD": [],
    "notes.markdown": [],
    "x" * 200 + ".md": ["KB316"],
    "修" * 80 + ".md": ["KB316"],
    "no-ending": None,
    "bad.md~": None,
    ".hidden.md": None,
}


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_an_odd_file_name_is_taken_or_told(name: str, root: Path) -> None:
    write(root, f"kb/articles/returns/{name}", GOOD)

    examined = examine(root, ENVIRON)

    read = any(article.id == "bad" for article in examined.kb.articles)
    expected = NAMES[name]
    assert (read, [rule for _, _, rule in told(examined)]) == (expected is not None, expected or [])


def test_a_file_name_that_is_no_utf8_is_told(root: Path) -> None:
    path = os.fsencode(root / "kb/articles/returns") + b"/\xff.md"
    with open(path, "wb") as file:  # noqa: PTH123 - a name of bytes
        file.write(GOOD.encode())

    examined = examine(root, ENVIRON)

    assert told(examined) == [("kb/articles/returns", 1, "KB110")]


@pytest.mark.parametrize("name", ["a b", "a#b", "a%20b", "一二", "😀", "&amp;"])
def test_an_odd_folder_name_is_a_category(name: str, root: Path) -> None:
    write(root, f"kb/articles/{name}/bad.md", GOOD)

    examined = examine(root, ENVIRON)

    assert told(examined) == []
    assert (name,) in [category.path for category in examined.kb.categories]


@pytest.mark.parametrize(
    "name", ['a"b', "a\nb", "<b>", "a:b", "what?", "a.", "a ", "NUL", "lpt1.x"]
)
def test_a_folder_that_windows_cannot_hold_is_told(name: str, root: Path) -> None:
    write(root, f"kb/articles/{name}/bad.md", GOOD)

    examined = examine(root, ENVIRON)

    assert told(examined) == [(f"kb/articles/{name}/bad.md", 1, "KB111")]


def test_folders_nested_a_thousand_deep_are_told(root: Path) -> None:
    here = os.open(root / "kb/articles", os.O_RDONLY)
    for _ in range(1_000):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    file = os.open("bad.md", os.O_CREAT | os.O_WRONLY, dir_fd=here)
    os.write(file, GOOD.encode())
    os.close(file)
    os.close(here)

    try:
        places = told(examine(root, ENVIRON))
    finally:  # pytest's own clean-up would recurse too deep
        subprocess.run(["rm", "-rf", root / "kb/articles/d"], check=True)

    assert [rule for _, _, rule in places] == ["KB110"]


def test_names_that_differ_by_case_only_are_told(root: Path) -> None:
    write(root, "kb/articles/returns/Money.md", GOOD.replace("id: bad", "id: one"))
    write(
        root,
        "kb/articles/returns/money.md",
        OTHER,
    )

    examined = examine(root, ENVIRON)

    assert told(examined) == [("kb/articles/returns/money.md", 3, "KB106")]


def test_folders_that_differ_by_case_only_are_told(root: Path) -> None:
    write(root, "kb/articles/Returns/one.md", GOOD.replace("id: bad", "id: one"))
    write(
        root,
        "kb/articles/returns/two.md",
        OTHER,
    )

    examined = examine(root, ENVIRON)

    assert told(examined) == [("kb/articles/returns", 1, "KB106")]


def test_an_empty_knowledge_base_has_no_problem(tmp_path: Path) -> None:
    (tmp_path / "kb/articles").mkdir(parents=True)

    examined = examine(tmp_path, ENVIRON)

    assert examined.problems == ()


def test_a_knowledge_base_of_drafts_is_warned_of_its_empty_category(tmp_path: Path) -> None:
    write(tmp_path, BAD, front("draft: true"))

    examined = examine(tmp_path, ENVIRON)

    assert [(str(p.severity), p.rule.id) for p in examined.problems] == [("warning", "KB102")]


LISTS: dict[str, tuple[str, Places]] = {
    "an empty file": ("", [("kb/articles/returns/bad.yml", 1, "KB304")]),
    "only a comment": ("# later\n", []),
    "text": ("soon\n", [("kb/articles/returns/bad.yml", 1, "KB304")]),
    "a list of texts": ("- soon\n- later\n", [
        ("kb/articles/returns/bad.yml", 1, "KB304"),
        ("kb/articles/returns/bad.yml", 2, "KB304"),
    ]),
    "nothing in a list": ("-\n", [("kb/articles/returns/bad.yml", 1, "KB304")]),
    "one bad entry among good ones": (
        "- {id: a, question: A?, answer: Yes.}\n- {id: b}\n- {id: c, question: C?, answer: No.}\n",
        [("kb/articles/returns/bad.yml", 2, "KB306")],
    ),
    "a body that is a list": (
        "id: bad\nquestion: How?\nbody: [a, b]\n",
        [("kb/articles/returns/bad.yml", 2, "KB401"), ("kb/articles/returns/bad.yml", 3, "KB304")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_a_bad_list_of_questions_is_told_at_its_line(name: str, root: Path) -> None:
    text, places = LISTS[name]
    write(root, "kb/articles/returns/bad.yml", text)

    examined = examine(root, ENVIRON)

    assert told(examined) == places


SETTINGS: dict[str, tuple[str, list[tuple[int, str]]]] = {
    "an empty file": ("", []),
    "a list": ("- languages\n", [(1, "KB304")]),
    "no languages": ("languages: []\n", []),
    "a language that is a mapping": ("languages: {zh: en}\n", [(1, "KB304")]),
    "a language that leads out": ("languages: [../..]\n", [(1, "KB313")]),
    "a title in a language nobody speaks": ("title: {fr: Aide}\n", [(1, "KB303")]),
    "a depth of five": ("max_depth: 5\n", [(1, "KB310")]),
    "a half-life of nothing": ("half_life_months: 0\n", [(1, "KB310")]),
    "a half-life that is no number": ("half_life_months: .inf\n", [(1, "KB304")]),
    "yaml that does not parse": ("languages: [zh\n", [(1, "KB301")]),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_bad_settings_are_told_at_their_line(name: str, root: Path) -> None:
    text, places = SETTINGS[name]
    write(root, "kb/kb.yml", text)

    examined = examine(root, ENVIRON)

    assert told(examined) == [("kb/kb.yml", line, rule) for line, rule in places]


LOGS: dict[str, tuple[str, list[tuple[int, str]]]] = {
    "an empty file": ("", [(1, "KB315")]),
    "a quote never closed": ('month,id,asks,source\n2026-03,"planted,1,x\n', [(2, "KB311")]),
    "a cell of 200,000 characters": (
        "month,id,asks,source\n2026-03,planted,1," + "x" * 200_000 + "\n2026-04,planted,1,x\n",
        [(2, "KB311")],
    ),
    "a count in other digits": ("month,id,asks,source\n2026-03,planted,١٢,x\n", [(2, "KB311")]),
    "a count of 5,000 digits": (
        "month,id,asks,source\n2026-03,planted," + "9" * 5_000 + ",x\n",
        [(2, "KB311")],
    ),
    "a month to come": ("month,id,asks,source\n2026-12,planted,1,x\n", [(2, "KB311")]),
}


@pytest.mark.parametrize("name", LOGS)
def test_a_bad_log_is_told_at_its_line(name: str, root: Path) -> None:
    text, places = LOGS[name]
    write(root, "kb/asks/2026.csv", text)

    examined = examine(root, ENVIRON)

    assert told(examined) == [("kb/asks/2026.csv", line, rule) for line, rule in places]


# fmt: off
PIECES = st.sampled_from([
    "---", "\n", "id: bad", "title: How?", ": ", "- ", "[", "]", "{", "}", '"', "'", "|", ">", "*a",
    "&a", "!!x", "\t", "  ", "#", "asks: 1e400", "date: 2026-02-30", "[[x]]", "](", "```", "怎么",
    "\ufeff", "\x00", "\x1b[31m", "\u2028", "slug: ", "aliases: ", "related: [planted]", "\r",
])
# fmt: on


@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(PIECES, max_size=30).map("".join), st.sampled_from(["md", "yml"]))
def test_no_mixture_of_pieces_raises_or_hides_another_fault(
    root: Path, text: str, ending: str
) -> None:
    for path in (root / "kb/articles/returns").glob("mixed.*"):
        path.unlink()
    write(
        root, f"kb/articles/returns/mixed.{ending}", f"---\nid: a\n{text}" if "id" in text else text
    )

    examined = examine(root, ENVIRON)

    assert {path for path, _, _ in told(examined)} <= {f"kb/articles/returns/mixed.{ending}"}


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=200))
def test_no_bytes_raise_or_hide_another_fault(root: Path, content: bytes) -> None:
    write(root, BAD, b"---\nid: bad\ntitle: How?\n" + content)

    examined = examine(root, ENVIRON)

    assert {path for path, _, _ in told(examined)} <= {BAD}
