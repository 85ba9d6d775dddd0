"""The words of Markdown without its marks, for search, snippets and anchors."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

__all__ = ["plain_text", "plain_title"]

_CODE = r"(?<![`\\])(?P<ticks>`+)(?!`)(?P<code>[^\n]{1,2000}?)(?<!`)(?P=ticks)(?!`)"
_VERBATIM = re.compile(rf"{_CODE}|\\(?P<escaped>[\\`*_{{}}\[\]()>#+\-.!|])")
_KEPT = re.compile(r"\0([0-9]+)\0")

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
# Each step: the marks of which a text must hold one for the pattern to match, the pattern,
# what takes its place. Most texts hold few marks, and to look for one costs next to nothing.
_LINES = (
    (("<!--",), _COMMENT, " "),
    (("```", "~~~"), re.compile(r"^[> ]*(?:`{3,}|~{3,})[^\n`]*$", re.M), ""),
    (
        ("]:",),
        re.compile(
            r"^ {0,3}\[[^\[\]\n]{1,300}\]:[ \t]*<?(?:https?:|\.|/|#|[^\s]{1,2000}\.md)[^\n]*$", re.M
        ),
        "",
    ),
    (("]:",), re.compile(r"^ {0,3}(\[\^[^\[\]\n]{1,300}\]):", re.M), ""),
    (
        ("!!!", "???"),
        re.compile(r"^ *(?:!!!|\?\?\?\+?) *[\w-]+(?: +[\w-]+)*(?: +\"([^\"\n]*)\")?[ \t]*$", re.M),
        r"\1",
    ),
    (("===",), re.compile(r"^ *=== +\"([^\"\n]*)\"[ \t]*$", re.M), r"\1"),
)
# A search for a line feed takes a third of the time of a search for the beginning of a line (m).
_BEGUN = (
    (("-",), re.compile(r"\n[ |:]*-(?:[ |:-]*)$", re.M), "\n"),
    (("",), re.compile(r"\n *(?:>|#{1,6}|[-+*](?= )|[0-9]{1,9}\.(?= ))[ \t]*"), "\n"),
)
_NOTES = (
    (("[^",), re.compile(r"\[\^[^\[\]\n]{1,300}\]"), ""),
    (("{",), re.compile(r"(?<=[ \n])\{:?[^{}\n]{0,200}\}[ \t]*$", re.M), ""),
)
_NAMES = (
    (("{",), re.compile(r"(?<=[)\]*_>\0])\{:?[^{}\n]{0,200}\}"), ""),
    (("[[",), re.compile(r"\[\[(?:[^\[\]\n|]{1,200}\|)?([^\[\]\n]{1,300})\]\](?!\()"), r"\1"),
)
# Most targets hold no parentheses.
_NAMED = (
    r"([^\[\]]{0,500}+)\]\("
    r"(?:[^()\n]{0,2000}+\)|(?:[^()\n]|\([^()\n]{0,200}\)){0,2000}\))"
)
# A search for one beginning is twice as fast as for two, and that for a branch of two faster
# than for one that may miss (m).
_LINK = re.compile(rf"\[{_NAMED}")
_LINK_OR_PICTURE = re.compile(rf"(?:!\[|\[){_NAMED}")
_REFERENCES = (
    (("](",), re.compile(r"\[((?:[^\[\]]|\[[^\[\]]{0,500}\]){0,500})\]\([^()\n]{0,2000}\)"), r"\1"),
    (("][",), re.compile(r"!?\[([^\[\]]{1,500})\]\[[^\[\]\n]{0,300}\]"), r"\1"),
    (("<http",), re.compile(r"<(https?://[^\s<>]{1,2000})>"), r"\1"),
)
_TAGS = re.compile(r"</?[a-zA-Z][^<>]{0,1000}>")
_MARKS = (
    (("_",), re.compile(r"(?<!\w)(_{1,3})(?=\S)([^_\n]{1,500}?)(?<=\S)\1(?!\w)"), r"\2"),
    (("**", "~~", "==", "^^", "`"), re.compile(r"(\*\*|~~|==|\^\^|`+)"), ""),
    (("*",), re.compile(r"(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])"), ""),
)
_PICTURE = re.compile(r"!\[[^\[\]\n]{0,500}\](?:\([^()\n]{0,2000}\)|\[[^\[\]\n]{0,300}\])")
_WIKILINK = re.compile(r"\[\[[^\[\]\n|]{1,200}\]\]")
_UNNAMED = (
    (("<!--",), _COMMENT, ""),
    (("![",), _PICTURE, ""),
    (("[^",), re.compile(r"\[\^[^\[\]\n]{1,300}\]"), ""),
)


def _replaced(text: str, steps: Iterable[tuple[tuple[str, ...], re.Pattern[str], str]]) -> str:
    for marks, pattern, replacement in steps:
        for mark in marks:  # any() takes half the time of reading an article
            if mark in text:
                text = pattern.sub(replacement, text)
                break
    return text


def _unmarked(text: str, tag: str) -> str:
    """Return `text` without inline marks; `tag` stands in for each HTML tag."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match["escaped"] or match["code"].strip())
        return f"\0{len(kept) - 1}\0"

    text = text.replace("\0", "")
    if "`" in text or "\\" in text:
        text = _VERBATIM.sub(keep, text)
    text = _replaced(text, _NAMES)
    if "](" in text:
        text = (_LINK_OR_PICTURE if "![" in text else _LINK).sub(r"\1", text)
    text = _replaced(text, _REFERENCES)
    if "<" in text:
        text = _TAGS.sub(tag, text)
    text = _replaced(text, _MARKS)
    text = html.unescape(text)
    return (_KEPT.sub(lambda match: kept[int(match[1])], text) if kept else text).strip()


def plain_title(text: str) -> str:
    """Return the words of a heading as its anchor is made from them: no pictures, no notes."""
    text = _replaced(text, _UNNAMED)
    return " ".join(_unmarked(text, "").split())


def plain_text(body: str) -> str:
    """Return the words of a body on one line, for search and snippets."""
    # A wikilink without a text shows the title of its target, which is not known here.
    text = _replaced(_WIKILINK.sub(" ", body) if "[[" in body else body, _LINES)
    text = _replaced("\n" + text, _BEGUN)[1:]
    text = _replaced(text, _NOTES)
    return " ".join(_unmarked(text, " ").replace("|", " ").split())
