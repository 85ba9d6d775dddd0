"""The words of kbtool: frozen values that every other module speaks in.

Here live what an article, a category, a link and a knowledge base *are*.
Reading, ordering, judging and publishing them never happens here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field
from enum import Enum
from types import MappingProxyType
from typing import Any

from kbtool.frozen import Late, dataclass

__all__ = [
    "ARTICLES",
    "CONFIG",
    "MARKDOWN_ENDINGS",
    "MAX_DEPTH",
    "MAX_NAME_BYTES",
    "SOURCE_ENDINGS",
    "AliasRef",
    "Article",
    "Ask",
    "Banner",
    "Category",
    "CheckSettings",
    "Config",
    "Contact",
    "FeedbackCount",
    "GoldenQuery",
    "Heading",
    "Ignore",
    "KnowledgeBase",
    "Link",
    "LinkKind",
    "Localised",
    "LogSettings",
    "Loose",
    "LooseKind",
    "Original",
    "Ref",
    "SearchCount",
    "Source",
    "Status",
]

ARTICLES = "kb/articles"
CONFIG = "kb/kb.yml"
"""Where articles live, relative to the project folder."""

MARKDOWN_ENDINGS = (".md", ".markdown")
"""Files with one article in front matter and a body; letter case does not matter."""

SOURCE_ENDINGS = (*MARKDOWN_ENDINGS, ".yml", ".yaml")
"""Files below `kb/articles/` that are read; the others are published as they are."""

MAX_DEPTH = 4
"""Category levels a help centre may have; `max_depth` may lower this, never raise it."""

MAX_NAME_BYTES = 200
"""Of one part of a page's path: file systems take 255, and an ending needs room."""

EMPTY: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """A place in a file that an author can open.

    `path` is relative to the project folder with `/`; `line` and `column` count
    from 1, in characters; `length` is the number of characters meant, 0 if unknown.
    """

    path: str
    line: int = 1
    column: int = 1
    length: int = 0


class Status(Enum):
    """Who may see an article on the day of the build."""

    PUBLIC = "public"
    UNLISTED = "unlisted"  # has a page, appears in no list, no index and no sitemap
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    EXPIRED = "expired"
    INTERNAL = "internal"

    @property
    def published(self) -> bool:
        """True when the article gets a page at all."""
        return self in (Status.PUBLIC, Status.UNLISTED)


class LinkKind(Enum):
    """How the author wrote a link."""

    WIKI = "wiki"  # [[id]], [[id|text]], [[id#heading]]
    INLINE = "inline"  # [text](target)
    IMAGE = "image"  # ![alt](target)
    REFERENCE = "reference"  # [name]: target
    HTML = "html"  # <a href="target">
    MEDIA = "media"  # <img src="target">, srcset, poster; of source, video, audio, track
    FRAME = "frame"  # <iframe src="target">, embed, object: shows a whole file or page
    AUTO = "auto"  # <https://example.com/>


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a body: `level` 1 to 6, `anchor` as the page will carry it."""

    level: int
    text: str
    anchor: str
    source: Source


@dataclass(frozen=True, slots=True)
class Link:
    """A link as written: `start` and `end` are character offsets of `target` in the body.

    For a wikilink they span the whole `[[...]]`, because all of it is replaced.
    """

    kind: LinkKind
    target: str  # without the fragment, percent-escapes as written
    fragment: str  # without "#", "" when there is none
    text: str
    start: int
    end: int
    source: Source


class LooseKind(Enum):
    """What is written like a link, a reference or a definition and has no other end."""

    REFERENCE = "reference"  # [text][name] or [name][] without [name]: target
    NOTE = "note"  # [^name] without [^name]: text
    UNUSED_REFERENCE = "unused reference"
    UNUSED_NOTE = "unused note"
    EMBED = "embed"  # ![[name]]
    FULL_WIDTH = "full width"  # [text]（target）, 【text】(target), ［［id］］


@dataclass(frozen=True, slots=True)
class Loose:
    """A loose end of a body; `name` is what it names, or all of it for EMBED and FULL_WIDTH."""

    kind: LooseKind
    name: str
    source: Source


@dataclass(frozen=True, slots=True)
class Ref:
    """The id of another article, as written in `related`."""

    id: str
    source: Source


@dataclass(frozen=True, slots=True)
class AliasRef:
    """An old id or an old URL path of an article."""

    value: str
    source: Source


@dataclass(frozen=True, slots=True)
class Original:
    """What an article was translated from: the language, and the state of that text then."""

    lang: str
    state: str  # see translation.py


@dataclass(frozen=True, slots=True)
class Article(Late):
    """One question with its answer, in one language."""

    id: str
    lang: str
    title: str
    source: Source  # of the title, or of the file where there is none
    path: str  # the file it came from, relative to the project folder
    category: tuple[str, ...]  # folder names below the language, outermost first
    slug: str  # last part of the URL, without an ending
    body: str = ""
    body_line: int = 1  # line of the file on which the body starts
    body_column: int = 1  # column at which every body line starts; 0: its lines are not the file's
    answer: str = ""
    also_asked: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    seed_asks: int = 0  # asks a month, believed until the log knows better
    weight: int | None = None
    related: tuple[Ref, ...] = ()
    aliases: tuple[AliasRef, ...] = ()
    status: Status = Status.PUBLIC
    faulty: bool = False  # its front matter cannot be used, see KnowledgeBase.faulty
    draft: bool = False  # a draft is PUBLIC only in a preview that shows drafts
    date: dt.date | None = None
    updated: dt.date | None = None
    last_reviewed_on: dt.date | None = None
    review_in_days: int | None = None
    publish_date: dt.date | None = None
    expiry_date: dt.date | None = None
    owner: str = ""
    translated_from: Original | None = None
    audience: str = ""
    type: str = ""
    description: str = ""
    passthrough: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    # key -> its value's place, and `key/text` -> the place of a text in a list
    fields: Mapping[str, Source] = field(default_factory=lambda: EMPTY)
    headings: tuple[Heading, ...] = ()
    anchors: frozenset[str] = frozenset()  # heading anchors and every other id of the body
    links: tuple[Link, ...] = ()
    loose: tuple[Loose, ...] = ()
    text: str = ""  # the body as plain text, for search

    @property
    def key(self) -> tuple[str, str]:
        """Language and id: unique in a knowledge base."""
        return (self.lang, self.id)

    @property
    def lastmod(self) -> dt.date | None:
        """The day of the last change an author declared."""
        return self.updated or self.date


@dataclass(frozen=True, slots=True)
class Category:
    """A folder of articles; `path` holds the folder names below the language."""

    lang: str
    path: tuple[str, ...]
    title: str
    source: Source
    description: str = ""
    contact: str = ""
    icon: str = ""
    weight: int | None = None
    declared: bool = False  # has a _category.yml of its own
    fields: Mapping[str, Source] = field(default_factory=lambda: EMPTY)  # key -> its value's place

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        """Language and path: unique in a knowledge base."""
        return (self.lang, self.path)


@dataclass(frozen=True, slots=True)
class Localised:
    """A text in several languages; one text for all has the key ""."""

    texts: Mapping[str, str]

    def in_lang(self, lang: str) -> str:
        """Return the text in `lang`, else the one for all, else the first, else ""."""
        for key in (lang, ""):
            if key in self.texts:
                return self.texts[key]
        return next(iter(self.texts.values()), "")


@dataclass(frozen=True, slots=True)
class Contact:
    """How customers reach the people behind a category."""

    name: str
    title: Localised
    hours: Localised
    reply: Localised  # the promised time to a first reply
    email: str = ""
    phone: str = ""
    chat: str = ""


@dataclass(frozen=True, slots=True)
class Banner:
    """What every page says above its content for a while: an outage, a holiday."""

    text: Localised
    level: str = "info"  # or "warning"
    link: Localised = field(default_factory=lambda: Localised(EMPTY))  # where it says more
    start: dt.date | None = None  # the first day on which it is shown
    end: dt.date | None = None  # the last


@dataclass(frozen=True, slots=True)
class Ask:
    """One row of the ask log: how often a question was asked in a month."""

    month: tuple[int, int]  # year, month (UTC)
    id: str
    asks: int
    source: str  # where it was asked: search, tickets, chat, ...
    at: Source


@dataclass(frozen=True, slots=True)
class SearchCount:
    """One row of `kb/searches/`: how often a query was searched in a month."""

    month: tuple[int, int]  # year, month (UTC)
    query: str
    count: int
    clicks: int | None  # how often a result was taken; None: not known
    results: int | None  # articles that search found when this was imported; None: not known
    at: Source
    taken: Mapping[str, int] = field(default_factory=lambda: EMPTY)  # id -> visitors who took it


@dataclass(frozen=True, slots=True)
class FeedbackCount:
    """One row of `kb/feedback/`: what readers of an article said in a month."""

    month: tuple[int, int]  # year, month (UTC)
    id: str
    helpful: int
    unhelpful: int
    reasons: Mapping[str, int]  # words of docs/feedback.md; not every "no" gives one
    at: Source


@dataclass(frozen=True, slots=True)
class GoldenQuery:
    """What customers type, and the article that search must find for it."""

    query: str
    lang: str
    expect: tuple[str, ...]  # ids; one of them is enough
    within: int  # the first so many hits
    source: Source  # of the query
    fields: Mapping[str, Source] = field(default_factory=lambda: EMPTY)  # key -> its value's place


@dataclass(frozen=True, slots=True)
class Synonym:
    """Words of which a customer may type one and mean another."""

    lang: str
    words: tuple[str, ...]  # as customers type them; each may be several words
    finds: tuple[str, ...]  # what each of them finds, too
    source: Source


@dataclass(frozen=True, slots=True)
class Ignore:
    """A comment `kbtool: ignore KB402 reason` in a file, and the lines it is about."""

    ids: tuple[tuple[str, Source], ...]  # as written, each at its place
    reason: str
    source: Source  # of the comment
    first: int  # line
    last: int  # line, itself included
    directive: str = "ignore"  # the word behind `kbtool:`


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """What `checks` of `kb/kb.yml` says: which findings count, and what the checks measure by."""

    select: tuple[str, ...] = ()  # ids or their beginnings; empty: all
    ignore: tuple[str, ...] = ()  # ids or their beginnings
    severity: Mapping[str, str] = field(default_factory=lambda: EMPTY)  # id -> info, warning, error
    max_answer_characters: int = 6000  # of a body, as plain text
    question_titles: bool = True  # a title must be a question
    banned_words: tuple[str, ...] = ()
    near_duplicate: float = 0.85  # likeness of two questions, 0 to 1, from which they are one
    fields: Mapping[str, Source] = field(default_factory=lambda: EMPTY)  # key -> its value's place


@dataclass(frozen=True, slots=True)
class Ranking:
    """What `search` of `kb/kb.yml` says: the numbers of the formula in `search/ranking.py`."""

    title: float = 1.75  # weights of the fields
    also_asked: float = 0.5
    keywords: float = 1.0
    answer: float = 1.0
    body: float = 1.0
    category: float = 0.5  # of a word in the titles of the categories
    asked_weight: float = 0.5  # of the best phrasing beside the whole document
    k1: float = 1.2
    b: float = 0.85
    k1_asked: float = 1.5
    b_asked: float = 0.85
    unigram: float = 1.2  # a Chinese character alone; a word is 1
    bigram: float = 0.4
    function_word: float = 0.45  # parts of the weight that function words keep
    function_unigram: float = 0.9
    function_bigram: float = 0.6
    asks_factor: float = 0.3  # 0: asks do not count
    asks_limit: float = 1000.0
    thesaurus: bool = True  # of words that mean the same in any shop


@dataclass(frozen=True, slots=True)
class LogSettings:
    """What `logs` of `kb/kb.yml` says: whose visits do not count, and how logs are meant."""

    staff: tuple[str, ...] = ()  # addresses, networks as 10.0.0.0/8, or parts of hosts' names
    bots: tuple[str, ...] = ()  # words of a User-Agent, beside those that are known
    searches: tuple[str, ...] = ("q",)  # keys of an address that hold what was searched for
    timezone: str = "UTC"  # of times that name none


@dataclass(frozen=True, slots=True)
class Config:
    """What `kb/kb.yml` says, with defaults for what it leaves out."""

    languages: tuple[str, ...] = ("en",)
    title: Localised = field(default_factory=lambda: Localised(EMPTY))
    description: Localised = field(default_factory=lambda: Localised(EMPTY))
    max_depth: int = MAX_DEPTH
    half_life_months: float = 6.0
    tags: tuple[str, ...] | None = None  # None: any tag
    most_asked: int = 8  # questions on the home page
    related: int = 3  # related questions a page is filled up to
    contact: str = ""  # contact of categories that name none
    banner: Banner | None = None
    feedback: str = "mailto"  # "off", "mailto", or the URL that answers are sent to
    trusted_html: bool = False  # the HTML of bodies is published as it is
    checks: CheckSettings = field(default_factory=CheckSettings)
    search: Ranking = field(default_factory=Ranking)
    logs: LogSettings = field(default_factory=LogSettings)
    site_url: str = ""  # of mkdocs.yml: where the site is published
    source: Source = field(default_factory=lambda: Source("kb/kb.yml"))
    fields: Mapping[str, Source] = field(default_factory=lambda: EMPTY)  # key -> its value's place

    @property
    def multilingual(self) -> bool:
        """True when the first folder under `kb/articles/` is the language."""
        return len(self.languages) > 1

    @property
    def feedback_endpoint(self) -> str:
        """The URL that answers to "Did this help?" are sent to, "" when there is none."""
        return self.feedback if self.feedback.startswith("http") else ""


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """Everything that was read, in the order of the file names; nothing judged yet."""

    config: Config
    articles: tuple[Article, ...]
    categories: tuple[Category, ...]
    contacts: Mapping[str, Contact]
    asks: tuple[Ask, ...]
    files: frozenset[str]  # every file under kb/articles/, relative to the project folder
    today: dt.date
    month: tuple[int, int]  # the month of the build, see read/asks.py
    faulty: tuple[Article, ...] = ()  # no usable id or title: links may name them, nothing else
    ignores: tuple[Ignore, ...] = ()
    queries: tuple[GoldenQuery, ...] = ()
    synonyms: tuple[Synonym, ...] = ()

    @property
    def every(self) -> tuple[Article, ...]:
        """All articles, the faulty ones last: for what concerns links and names."""
        return self.articles + self.faulty
