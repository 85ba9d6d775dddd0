"""Records of exports -> what was asked.

Of a conversation that is what its customer said first, after the greetings.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from kbtool.loop.logs.events import BAD, OTHER, Event, month_number
from kbtool.loop.logs.merge import LONGEST_TEXT, clean, page
from kbtool.loop.logs.records import Record
from kbtool.loop.logs.times import DateOrder, month_at
from kbtool.loop.logs.values import Kind, Month, Settings

__all__ = ["Plan", "export_events", "words"]

MAX_COUNT = 1_000_000_000

NO_TIME = "the record has no time"
NOT_A_TIME = "this is no time"
TOO_OLD = "the clock was wrong: before 2000"
TOO_NEW = "the clock was wrong: in the future"
NO_COUNT = "this is no count"
NO_TEXT = "the record has no words of a customer"

_CUSTOMERS = frozenset(
    [
        *("customer", "user", "visitor", "buyer", "client", "contact", "lead", "guest"),
        *("end-user", "end_user", "enduser", "requester", "inbound", "incoming", "in", "receive"),
        *("买家", "客户", "顾客", "访客", "用户", "接收", "客户消息", "买家消息", "提问"),
    ]
)
_GREETING = re.compile(
    r"(?:hi|hello|hey|hiya|dear \w+|good (?:morning|afternoon|evening|day)|is any(?:one|body) "
    r"there|there|hello there|hi there|sir|madam|你好|您好|亲|在吗|在么|在不在|有人吗|有人在吗|"
    r"客服|人工|转人工|哈喽|嗨|[\W_]+)+",
    re.I,
)
_SUBJECT = re.compile(r"(?:\s*(?:re|fwd?|aw|wg|回复|答复|转发)\s*[:：])+\s*", re.I)
_EMPTY_SUBJECTS = re.compile(
    r"\(?no subject\)?|conversation with .*|chat with .*|new (?:message|ticket|conversation)|"
    r"无主题|无标题|新工单|question|help|support|enquiry|inquiry|咨询|问题",
    re.I,
)
_TAG = re.compile(r"<(?:br|/p|/div|/li)\b[^<>]*>", re.I)
_TAGS = re.compile(r"<!--.*?-->|<(style|script)\b.*?</\1\s*>|</?[A-Za-z][^<>]*>", re.I | re.S)
_QUOTED = re.compile(r"^\s*(?:>|On .{5,80} wrote:|在.{4,60}写道[:：]|-{3,}|--[ ]*$|_{5,})", re.M)


@dataclass(frozen=True, slots=True)
class Plan:
    """All that has to be known to read an export, found out from its beginning."""

    kind: Kind
    source: str
    roles: Mapping[str, str]  # role -> column
    zone: str = "UTC"
    order: DateOrder = ""
    month: Month | None = None  # of records that have no time
    fixed_source: str = ""  # the user's own word for where it was asked


def export_events(records: Iterable[Record], plan: Plan, settings: Settings) -> Iterator[Event]:
    """Yield an event for each record; what cannot be used is one, too."""
    reader = _Reader(plan, settings)
    for line, record in records:
        if isinstance(record, str):
            yield Event(line, BAD, record)
        else:
            yield reader.event(line, record)


@dataclass(slots=True)
class _Reader:
    plan: Plan
    settings: Settings
    heard: set[int] = field(default_factory=set)  # hashes of conversations that said something
    zone: ZoneInfo = field(init=False)

    def __post_init__(self) -> None:
        self.zone = ZoneInfo(self.plan.zone)

    def event(self, line: int, record: Mapping[str, str]) -> Event:
        roles = self.plan.roles
        month = self.month(record)
        if isinstance(month, str):
            return Event(line, BAD, month)
        if self.plan.kind == "phrase":
            return self.phrase(line, month, record)
        count, clicks = _number(self.cell(record, "count")), None
        if "clicks" in roles:
            clicks = _number(self.cell(record, "clicks"))
        if (count is None and "count" in roles) or (clicks is None and "clicks" in roles):
            return Event(line, BAD, NO_COUNT)
        text = clean(self.cell(record, "text"))
        if self.plan.kind == "view":
            path = re.sub(r"^[a-z]+://[^/]*", "", self.cell(record, "path"))
            if not path.startswith(self.settings.site):
                return Event(line, OTHER)
            text = page(path, self.settings)
        if not text:
            return Event(line, BAD, NO_TEXT)
        count = 1 if count is None else count
        return self.done(Event(line, self.plan.kind, text, month, count, clicks), record)

    def cell(self, record: Mapping[str, str], role: str) -> str:
        return record.get(self.plan.roles.get(role, ""), "")

    def done(self, event: Event, record: Mapping[str, str]) -> Event:
        lang = re.split("[-_]", self.cell(record, "lang").lower())[0]
        if lang not in self.settings.languages:
            first = event.text.partition("/")[0]
            here = event.kind == "view" and first in self.settings.languages
            lang = first if here else ""
        source = self.plan.fixed_source or clean(self.cell(record, "source"), 40)
        return replace(event, lang=lang, source=source.lower() or self.plan.source)

    def month(self, record: Mapping[str, str]) -> int | str:
        """Return when it was asked, or why that is not known."""
        text = self.cell(record, "time")
        if not text.strip():
            return NO_TIME if self.plan.month is None else month_number(self.plan.month)
        month = month_at(text, self.zone, self.plan.order)
        if month is None:
            return NOT_A_TIME
        if month < month_number((2000, 1)):
            return TOO_OLD
        return TOO_NEW if month > month_number(self.settings.today) else month

    def phrase(self, line: int, month: int, record: Mapping[str, str]) -> Event:
        if self.plan.roles.get("conversation"):
            id = hash(self.cell(record, "conversation"))
            if id in self.heard or not self.by_customer(record):
                return Event(line, OTHER)
        subject = _SUBJECT.sub("", words(self.cell(record, "subject")), count=1)
        if _EMPTY_SUBJECTS.fullmatch(subject) or _GREETING.fullmatch(subject):
            subject = ""
        text = subject or _first_words(self.cell(record, "text"))
        if not text and "talk" in self.plan.roles:
            text = _first_of(self.cell(record, "talk"))
        if not text:
            return Event(line, OTHER)
        if self.plan.roles.get("conversation"):
            self.heard.add(id)
        return self.done(Event(line, "phrase", _clean_lines(text), month), record)

    def by_customer(self, record: Mapping[str, str]) -> bool:
        """Tell whether a message is the customer's; where no column says it, the first is."""
        if "sender" not in self.plan.roles:
            return True
        sender = self.cell(record, "sender").strip().lower()
        return sender in _CUSTOMERS or (
            sender != "" and sender == self.cell(record, "customer").strip().lower()
        )


def _first_of(talk: str) -> str:
    """Return the first words of a customer in a list of messages, as JSON."""
    try:
        messages = json.loads(talk)
    except ValueError:
        return _first_words(talk)
    for message in messages if isinstance(messages, list) else ():
        if not isinstance(message, dict):
            continue
        said = {str(key).lower(): value for key, value in message.items()}
        author = said.get("author")
        who = author.get("type", author.get("role")) if isinstance(author, dict) else author
        for key in ("sender_type", "role", "sender", "from", "direction", "author_type"):
            who = who or said.get(key)
        if who is not None and str(who).lower() not in _CUSTOMERS:
            continue
        for key in ("text", "body", "msg", "message", "content", "plain_body"):
            if isinstance(said.get(key), str) and (text := _first_words(said[key])):
                return text
    return ""


def words(text: str) -> str:
    """Return the words of a message without HTML, on lines."""
    if "<" in text:
        text = _TAGS.sub(" ", _TAG.sub("\n", text))
    if "&" in text:
        text = html.unescape(text)
    return "\n".join(line for line in (clean(line) for line in text.split("\n")) if line)


def _clean_lines(text: str) -> str:
    return "\n".join(clean(line) for line in text.split("\n"))[:LONGEST_TEXT]


def _first_words(text: str) -> str:
    """Return what a message begins with, after greetings and without what it answers."""
    quoted = _QUOTED.search(text)
    if quoted is not None:
        text = text[: quoted.start()]
    found = ""
    for line in words(text).split("\n"):
        if line and not _GREETING.fullmatch(line):
            found = f"{found}\n{line}".strip()  # lines tell signatures
            if len(found) > 60:
                break
    return found


def _number(text: str) -> int | None:
    """Return a count such as 1,234 or 1 234, or None."""
    digits = re.sub(r"[\s,'’.\u00a0\u202f]", "", re.sub(r"[.,]0+$", "", text.strip()))
    if not (digits.isascii() and digits.isdigit() and len(digits) < 11):
        return None
    return int(digits) if int(digits) <= MAX_COUNT else None
