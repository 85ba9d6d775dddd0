"""A message as bytes -> its subject and its text: an e-mail, or plain text.

Read by the standard library's `email` with its default policy, which decodes headers and
bodies; what it gives up on is read byte by byte, so that odd mail is read badly and never
refused. Attachments are not looked at.
"""

from __future__ import annotations

import email
import email.policy
import re
from contextlib import suppress
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr
from html.parser import HTMLParser

import nh3

from kbtool.frozen import dataclass
from kbtool.loop.logs.encoding import guess
from kbtool.problems import KbtoolError

__all__ = ["MAX_BYTES", "Message", "read_message"]

MAX_BYTES = 25_000_000
"""Of a message with its attachments; more is refused by most mail servers, too."""

MAX_HTML = 500_000  # characters
MAX_PARTS = 2_000

_IS_MAIL = re.compile(
    rb"(?:From [^\r\n]+\r?\n)?(?:[A-Za-z0-9-]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)+(?:\r?\n|\Z)"
)
_MAIL_HEADERS = re.compile(
    rb"^(?:from|to|subject|date|message-id|received|mime-version|content-type|return-path):",
    re.I | re.M,
)
_REPLIES = re.compile(
    r"\s*(?:(?:re|fw|fwd|aw|wg|sv|tr|回复|回覆|答复|转发|轉寄)\s*(?:\[\d+\])?\s*[:：]\s*)+", re.I
)
_ROBOT = ("auto-replied", "auto-generated", "auto-notified")
_BULK = ("bulk", "junk", "list", "auto_reply")
_SKIPPED = frozenset(("script", "style", "head", "title", "blockquote", "template"))
_LINES = frozenset(("br", "p", "div", "tr", "li", "table", "h1", "h2", "h3", "h4", "hr"))
_QUOTES = re.compile(r"gmail_quote|yahoo_quoted|moz-cite-prefix|ntes_quote|OutlookMessageHeader")
_VOID = frozenset(("br", "hr", "img", "input", "meta", "link", "area", "col", "wbr", "source"))
_LENIENT = (LookupError, ValueError, AttributeError, TypeError)  # of `email` for broken headers


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody sent."""

    subject: str  # without "Re:"
    text: str  # with plain line feeds; quotes and signature still in it
    automatic: bool = False  # sent by a program: nobody waits for a reply
    sender: str = ""  # the name of who sent it, "" where none is given


def read_message(content: bytes) -> Message:
    """Return what a message says, whatever its bytes are.

    Args:
        content: an e-mail with its headers, or plain text.

    Raises:
        KbtoolError: it is longer than MAX_BYTES, or parts are nested beyond reason.
    """
    if len(content) > MAX_BYTES:
        raise KbtoolError(f"the message is longer than {MAX_BYTES // 1_000_000} MB")
    head = _IS_MAIL.match(content[:200_000].lstrip(b"\r\n"))
    if head is None or not _MAIL_HEADERS.search(head[0]):
        return Message("", _plain(_decoded(content, "")))
    if content.count(b"\n--") > MAX_PARTS and b"multipart/" in content:
        raise KbtoolError("the message has too many parts")
    try:
        mail = email.message_from_bytes(content.lstrip(b"\r\n"), policy=email.policy.default)
        return Message(_subject(mail), _plain(_text(mail)), _automatic(mail), _sender(mail))
    except RecursionError:
        raise KbtoolError("the message has too many parts within parts") from None


def _subject(mail: EmailMessage) -> str:
    raw = next((value for name, value in mail.raw_items() if name.lower() == "subject"), "")
    if raw.isascii():
        raw = _header(mail, "subject")
    else:  # bytes that no standard allows, and old programs send
        raw = _decoded(raw.encode("utf-8", "surrogateescape"), "")
    return _REPLIES.sub("", " ".join(raw.split()), count=1)


def _automatic(mail: EmailMessage) -> bool:
    auto = _header(mail, "auto-submitted").lower()
    bulk = _header(mail, "precedence").lower()
    return auto.startswith(_ROBOT) or bulk in _BULK or bool(_header(mail, "list-id"))


def _sender(mail: EmailMessage) -> str:
    try:
        return parseaddr(_header(mail, "from"))[0]
    except _LENIENT:
        return ""


def _header(mail: EmailMessage, name: str) -> str:
    try:
        return str(mail[name] or "").strip()
    except _LENIENT:
        return ""


def _text(mail: EmailMessage) -> str:
    """Return the text of a mail: its plain part, else its HTML without tags."""
    try:
        body = mail.get_body(("plain", "html"))
        parts = [body] if body is not None else []
    except _LENIENT:
        parts = []
    for part in parts or mail.walk():
        kind = part.get_content_type()
        if kind in ("text/plain", "text/html") and not part.is_multipart():
            text = _part(part)
            if kind == "text/html":
                text = _without_tags(text)
            if text.strip():
                return text
    html = mail.get_body(("html",)) if parts else None  # the plain part is there, and empty
    return _without_tags(_part(html)) if html is not None else ""


def _part(part: MIMEPart) -> str:
    try:
        payload = part.get_payload(decode=True)
        charset = part.get_content_charset("") or ""
    except _LENIENT:
        payload, charset = part.get_payload(), ""
    if isinstance(payload, str):
        payload = payload.encode("utf-8", "surrogateescape")
    return _decoded(payload, charset) if isinstance(payload, bytes) else ""


def _decoded(content: bytes, charset: str) -> str:
    """Return bytes as text: as they say they are written, or as they look."""
    name = "gb18030" if charset.lower() in ("gb2312", "gbk", "gb_2312-80") else charset
    if name:
        with suppress(LookupError, ValueError):  # a charset that nobody knows, or a wrong one
            return content.decode(name)
    return content.decode(guess(content[:100_000]), "replace")


def _plain(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    return "".join(c for c in text.removeprefix("\ufeff") if c in "\n\t" or c.isprintable())


class _Words(HTMLParser):
    """The text of HTML; quotes of older mail are left out where they are marked."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.skipping: list[str] = []  # elements that are open, from the first skipped one on

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        quote = any(
            name in ("class", "id") and _QUOTES.search(value or "") for name, value in attrs
        )
        if tag in _LINES:
            self.found.append("\n")
        if tag not in _VOID and (self.skipping or quote or tag in _SKIPPED):
            self.skipping.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.skipping:
            while self.skipping.pop() != tag:
                pass
        if tag in _LINES:
            self.found.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.found.append(re.sub(r"\s+", " ", data))


def _without_tags(html: str) -> str:
    # First made well-formed as a browser would: html.parser takes quadratic time on what is not.
    clean = nh3.clean(
        html[:MAX_HTML],
        tags={*_LINES, "blockquote", "span"},
        clean_content_tags={"script", "style", "title", "template"},
        attributes={"*": {"class", "id"}},
        link_rel=None,
    )
    words = _Words()
    words.feed(clean)
    words.close()
    return re.sub(r"\n\s*\n+", "\n\n", "".join(words.found)).strip()
