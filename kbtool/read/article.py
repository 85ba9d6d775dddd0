"""Article files and category files: fields and bodies become values.

A Markdown file is one article. A YAML file is one article or a list of them,
with the same keys and the text in `body`.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from dataclasses import replace

from kbtool.frozen import dataclass
from kbtool.model import (
    MAX_NAME_BYTES,
    AliasRef,
    Article,
    Category,
    Original,
    Ref,
    Source,
    Status,
)
from kbtool.problems import Problem, problem
from kbtool.read import rules
from kbtool.read.fields import Fields
from kbtool.read.frontmatter import split
from kbtool.read.scan import scan
from kbtool.read.yaml_source import Node, read_yaml

__all__ = ["Spot", "read_category", "read_markdown", "read_yaml_articles", "unreadable"]

ARTICLE_KEYS = (
    "id",
    "title",
    "answer",
    "also_asked",
    "keywords",
    "tags",
    "asks",
    "weight",
    "related",
    "aliases",
    "slug",
    "draft",
    "unlisted",
    "publish_date",
    "expiry_date",
    "date",
    "updated",
    "last_reviewed_on",
    "review_in",
    "owner",
    "translated_from",
    "audience",
    "type",
    "description",
)
PASSTHROUGH_KEYS = ("icon", "hide", "status", "template", "search")
CATEGORY_KEYS = ("title", "description", "contact", "weight", "icon")
AUDIENCES = ("customers", "internal")
TYPES = ("how-to", "troubleshooting", "policy", "reference", "explanation")
WEIGHTS = (-1_000_000, 1_000_000)

_ID = re.compile(r"\w[\w.\-]{0,99}\Z")
_ID_LINE = re.compile(r"^(?:- )?[ ]*id:[ ]*[\"']?(?P<id>\w[\w.\-]{0,99})[\"']?[ ]*$", re.M)
_ORIGINAL = re.compile(r"([a-z]{2,3}(?:-[A-Za-z]{2,8})?) +([0-9a-f]{8})\Z")
_SLUG = re.compile(r"[^\s/\\?#%:*\"<>|.][^\s/\\?#%:*\"<>|]{0,99}\Z")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a file stands in the hierarchy, and the day on which it is judged."""

    path: str  # relative to the project folder
    lang: str
    category: tuple[str, ...]
    today: dt.date
    drafts: bool = False  # show drafts as if they were public


def unreadable(spot: Spot) -> Article:
    """Return what stands for a file that cannot be read, so that links to it are not blamed."""
    stem = posixpath.splitext(posixpath.basename(spot.path))[0]
    return _unread(stem, _Body("", 1, 1), spot, 1)


def read_markdown(text: str, spot: Spot) -> tuple[list[Article], list[Problem]]:
    """Return the article in the text of a Markdown file, if there is one."""
    front, problems = split(text, spot.path)
    stem = posixpath.splitext(posixpath.basename(spot.path))[0]
    body = _Body(front.body, front.body_line, 1)
    if front.fields is None:
        found = _ID_LINE.search(text, 0, 10_000)
        return [_unread(found["id"] if found else stem, body, spot, 1)], problems
    fields = Fields(front.fields, ARTICLE_KEYS + PASSTHROUGH_KEYS, "an article")
    return [_article(fields, "title", body, spot, stem)], problems + fields.problems


def read_yaml_articles(text: str, spot: Spot) -> tuple[list[Article], list[Problem]]:
    """Return the articles in the text of a YAML file: one mapping, or a list of them."""
    document, problems = read_yaml(text, spot.path)
    articles: list[Article] = []
    if not text.strip():  # perhaps lost; a comment or an empty list was written on purpose
        hint = "write 'question:' and 'answer:', or remove the file"
        return [], [
            problem(rules.WRONG_TYPE, Source(spot.path), "the file holds no question", hint)
        ]
    if document is None:
        lines = _ID_LINE.finditer(text) if problems else ()
        bodies = ((found["id"], text.count("\n", 0, found.start()) + 1) for found in lines)
        return [_unread(id, _Body("", line, 1), spot, line) for id, line in bodies], problems
    single = not isinstance(document.value, tuple)
    for node in (document,) if single else document.value:  # type: ignore[union-attr]
        assert isinstance(node, Node)
        fields = Fields(node, (*ARTICLE_KEYS, *PASSTHROUGH_KEYS, "question", "body"), "a question")
        title_key = "question" if "question" in fields.entries else "title"
        stem = posixpath.splitext(posixpath.basename(spot.path))[0]
        stem = stem if single else fields.text("id")
        articles.append(_article(fields, title_key, _yaml_body(fields), spot, stem))
        problems += fields.problems
    return articles, problems


@dataclass(frozen=True, slots=True)
class _Body:
    text: str
    line: int
    column: int


def _yaml_body(fields: Fields) -> _Body:
    node = fields.node("body")
    text = fields.text("body") if node else ""
    if node is None or not text:
        return _Body("", fields.source.line, 1)
    if node.block_line:
        # The block as written: leading blank lines count, `text()` has cut them.
        cut = len(node.raw) - len(node.raw.lstrip("\n"))
        return _Body(text, node.block_line + cut, node.block_column)
    # Folded text, or quoted over several lines: its lines and columns are not the file's.
    verbatim = node.source.length == len(node.raw)
    return _Body(text, node.source.line, node.source.column if verbatim else 0)


def _article(fields: Fields, title_key: str, body: _Body, spot: Spot, stem: str) -> Article:
    """Build an article, `faulty` when it has no usable id or title, which is reported."""
    id, title = _identity(fields, title_key, stem)
    slug = _slug(fields, stem)
    seen = _visibility(fields)
    scanned = scan(body.text, spot.path, body.line, body.column)
    return Article(
        id=id or stem,
        lang=spot.lang,
        title=title or stem,
        faulty=not (id and title),
        source=fields.at(title_key),
        path=spot.path,
        category=spot.category,
        slug=slug,
        body=body.text,
        body_line=body.line,
        body_column=body.column,
        answer=fields.text("answer"),
        also_asked=fields.texts("also_asked"),
        keywords=fields.texts("keywords"),
        tags=fields.texts("tags"),
        seed_asks=fields.whole("asks", 0, 1_000_000_000) or 0,
        weight=fields.whole("weight", *WEIGHTS),
        related=tuple(Ref(text, at) for text, at in fields.placed_texts("related")),
        aliases=tuple(AliasRef(text, at) for text, at in fields.placed_texts("aliases")),
        status=seen.status(spot),
        draft=seen.draft,
        date=fields.day("date"),
        updated=fields.day("updated"),
        last_reviewed_on=fields.day("last_reviewed_on"),
        review_in_days=fields.days("review_in"),
        publish_date=seen.publish,
        expiry_date=seen.expiry,
        owner=fields.text("owner"),
        translated_from=_original(fields),
        audience=seen.audience,
        type=fields.choice("type", TYPES),
        description=fields.text("description"),
        passthrough=fields.passthrough(PASSTHROUGH_KEYS),
        fields=fields.sources,
        headings=scanned.headings,
        anchors=scanned.anchors,
        links=scanned.links,
        loose=scanned.loose,
        text=scanned.text,
    )


def _unread(id: str, body: _Body, spot: Spot, line: int) -> Article:
    """Return an article whose fields cannot be read, which was reported; links may name it."""
    fields = Fields(Node({}, Source(spot.path, line)), (), "an article")
    return replace(_article(fields, "title", body, spot, id), id=id, status=Status.PUBLIC)


def _identity(fields: Fields, title_key: str, stem: str) -> tuple[str, str]:
    if not fields.is_mapping:  # reported, and it has no keys to miss
        return "", ""
    id = fields.text("id")
    if "id" not in fields.entries or not id:
        hint = f"write 'id: {stem}'" if _ID.match(stem) else "write 'id: a-short-name'"
        fields.report(rules.MISSING_ID, fields.at("id"), "the article has no id", hint)
    elif not _ID.match(id):
        fields.report(
            rules.BAD_ID,
            fields.at("id"),
            f"the id '{id[:60]}' holds more than letters, digits, '-', '_' and '.'",
            "write it like 'return-how-to'",
        )
        id = ""
    title = fields.text(title_key)
    if not title:
        fields.report(
            rules.MISSING_TITLE,
            fields.at(title_key),
            "the article has no title",
            "write 'title:' and the question in the customer's words",
        )
    return id, title


def _slug(fields: Fields, stem: str) -> str:
    slug = fields.text("slug") or stem
    hint = "use letters, digits and '-'"
    if not fields.text("slug"):
        hint = "rename the file, or write 'slug:' with letters, digits and '-'"
    if len(slug.encode()) > MAX_NAME_BYTES:
        message = f"the slug has {len(slug.encode())} bytes, more than {MAX_NAME_BYTES}"
        fields.report(rules.BAD_SLUG, fields.at("slug"), message, "choose a shorter one")
    elif slug and not (_SLUG.match(slug) and slug.isprintable()):
        message = f"the slug '{slug[:60]}' cannot be a URL part"
        fields.report(rules.BAD_SLUG, fields.at("slug"), message, hint)
    return slug


def _original(fields: Fields) -> Original | None:
    written = fields.text("translated_from")
    if not written:
        return None
    if match := _ORIGINAL.match(written):
        return Original(match[1], match[2])
    message = f"'translated_from' is '{written[:40]}', and not a language and a state of its text"
    hint = "'kbtool translated' and the id write it"
    fields.report(rules.BAD_VALUE, fields.at("translated_from"), message, hint)
    return None


@dataclass(frozen=True, slots=True)
class _Visibility:
    """The keys that decide who may see an article, each read once."""

    publish: dt.date | None
    expiry: dt.date | None
    draft: bool
    unlisted: bool
    audience: str
    unread: bool  # one of them could not be read

    def status(self, spot: Spot) -> Status:
        """Return who may see the article; the strictest answer wins."""
        # What cannot be read hides an article rather than publishing it.
        if self.unread or (self.draft and not spot.drafts):
            return Status.DRAFT
        if self.audience == "internal":
            return Status.INTERNAL
        if self.expiry and self.expiry <= spot.today:
            return Status.EXPIRED
        if self.publish and self.publish > spot.today:
            return Status.SCHEDULED
        return Status.UNLISTED if self.unlisted else Status.PUBLIC


def _visibility(fields: Fields) -> _Visibility:
    before = len(fields.problems)
    publish, expiry = fields.day("publish_date"), fields.day("expiry_date")
    draft, unlisted = fields.flag("draft"), fields.flag("unlisted")
    audience = fields.choice("audience", AUDIENCES)
    # A day that does not exist was reported with its scalar, before these were read.
    lost = any(
        fields.node(key) is not None and day is None
        for key, day in (("publish_date", publish), ("expiry_date", expiry))
    )
    unread = lost or len(fields.problems) > before
    return _Visibility(publish, expiry, draft, unlisted, audience, unread)


def read_category(text: str, spot: Spot) -> tuple[Category, list[Problem]]:
    """Return the category that a `_category.yml` describes; gaps keep the folder's name."""
    node, problems = read_yaml(text, spot.path)
    if node is None:
        node = Node({}, Source(spot.path))
    fields = Fields(node, CATEGORY_KEYS, "a category")
    category = Category(
        lang=spot.lang,
        path=spot.category,
        title=fields.text("title") or spot.category[-1],
        source=fields.at("title"),
        description=fields.text("description"),
        contact=fields.text("contact"),
        icon=fields.text("icon"),
        weight=fields.whole("weight", *WEIGHTS),
        declared=True,
        fields=fields.sources,
    )
    return category, problems + fields.problems
