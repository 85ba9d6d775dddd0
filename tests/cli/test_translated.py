"""`kbtool translated` writes one line, and nothing else of an author's file changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.conftest import Project

ORIGINAL = "---\nid: refund\ntitle: 退款多久到账？\nanswer: 三天。\n---\n"
STAMP = "translated_from: zh 6fffa0c7"
SETTINGS = "languages: [zh, en]\n"

FILES: dict[str, tuple[bytes, bytes]] = {
    "plain": (
        b"---\nid: refund\ntitle: When?\nanswer: Soon.\n---\n\nBody.\n",
        b"---\nid: refund\n%\ntitle: When?\nanswer: Soon.\n---\n\nBody.\n",
    ),
    "windows line ends and a byte order mark": (
        b"\xef\xbb\xbf---\r\ntitle: When?\r\nid: refund\r\n---\r\n\r\nBody.  \r\n",
        b"\xef\xbb\xbf---\r\ntitle: When?\r\nid: refund\r\n%\r\n---\r\n\r\nBody.  \r\n",
    ),
    "comments and no line end at the end": (
        b"---\n# first\nid: refund  # never changes\ntitle: When?\n---\nNo end",
        b"---\n# first\nid: refund  # never changes\n%\ntitle: When?\n---\nNo end",
    ),
    "an older stamp with a comment": (
        b"---\nid: refund\ntitle: When?\ntranslated_from: zh 00000000  # Li\n---\n",
        b"---\nid: refund\ntitle: When?\n%  # Li\n---\n",
    ),
    "a line of text that looks like an id": (
        b"---\ntitle: When?\nx_note: |\n  id: refund\nid: refund\n---\nid: refund\n",
        b"---\ntitle: When?\nx_note: |\n  id: refund\nid: refund\n%\n---\nid: refund\n",
    ),
}


def written(project: Project, content: bytes, name: str = "refund.md") -> tuple[Path, Path]:
    root = project({"kb/kb.yml": SETTINGS, "kb/articles/zh/returns/refund.md": ORIGINAL})
    path = root / "kb/articles/en/returns" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return root, path


@pytest.mark.parametrize("name", FILES)
def test_one_line_is_written(name: str, project: Project, run: Run) -> None:
    before, after = FILES[name]
    root, path = written(project, before)

    result = run("-C", root, "translated", "refund")

    assert (0, after.replace(b"%", STAMP.encode())) == (result.exit_code, path.read_bytes())


def test_questions_of_a_list_get_a_line_each(project: Project, run: Run) -> None:
    listed = b"- id: label\n  question: Label?\n\n-   id: 'refund'\n    question: When?\n"
    root, path = written(project, listed, "faq.yml")
    (root / "kb/articles/zh/returns/label.md").write_text("---\nid: label\ntitle: 标签？\n---\n")

    run("-C", root, "translated", "--all")

    lines = path.read_text(encoding="utf-8").split("\n")
    assert ["  translated_from: zh 83a3b80a", f"    {STAMP}"] == [lines[1], lines[5]]


def test_a_file_that_cannot_be_edited_safely_is_left_alone(project: Project, run: Run) -> None:
    content = b"- {id: refund, question: When?}\n"
    root, path = written(project, content, "faq.yml")

    result = run("-C", root, "translated", "refund")

    assert (2, content, True) == (result.exit_code, path.read_bytes(), STAMP in result.output)


def test_a_stamp_that_is_right_stays(project: Project, run: Run) -> None:
    content = f"---\nid: refund\n{STAMP}\ntitle: When?\n---\n".encode()
    root, path = written(project, content)

    result = run("-C", root, "translated", "refund")

    assert (content, True) == (path.read_bytes(), "already up to date" in result.output)


def test_all_leaves_older_stamps_as_they_are(project: Project, run: Run) -> None:
    content = b"---\nid: refund\ntranslated_from: zh 00000000\ntitle: When?\n---\n"
    root, path = written(project, content)

    run("-C", root, "translated", "--all")

    assert content == path.read_bytes()


def test_the_first_language_may_be_the_translation(project: Project, run: Run) -> None:
    root, path = written(project, b"---\nid: refund\ntitle: When?\n---\n")

    run("-C", root, "translated", "refund", "--lang", "zh", "--from", "en")

    stamped = (root / "kb/articles/zh/returns/refund.md").read_text(encoding="utf-8")
    assert (b"translated" in path.read_bytes(), "translated_from: en " in stamped) == (False, True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["refnd"], "no article with the id 'refnd'"),
        (["refund", "--lang", "fr"], "no language 'fr'"),
        (["lonely"], "'lonely' has no translation to stamp"),
        ([], "Name the questions by their ids, or give --all."),
    ],
    ids=["an id that nobody has", "a language that is not there", "no translation", "nothing"],
)
def test_what_cannot_be_stamped_is_told(
    arguments: list[str], message: str, project: Project, run: Run
) -> None:
    root, _ = written(project, b"---\nid: refund\ntitle: When?\n---\n")
    (root / "kb/articles/zh/returns/lonely.md").write_text("---\nid: lonely\ntitle: 谁？\n---\n")

    result = run("-C", root, "translated", *arguments)

    assert (result.exit_code, message in result.output) == (2, True)


def test_an_outdated_translation_is_told_until_it_is_stamped(project: Project, run: Run) -> None:
    root, _ = written(project, b"---\nid: refund\ntitle: When?\nanswer: Soon.\n---\n")
    run("-C", root, "translated", "refund")
    original = root / "kb/articles/zh/returns/refund.md"
    original.write_text(ORIGINAL.replace("三天", "五天"), encoding="utf-8")

    told = "KB325" in run("-C", root, "check").output
    run("-C", root, "translated", "refund")

    assert (told, "KB325" in run("-C", root, "check").output) == (True, False)
