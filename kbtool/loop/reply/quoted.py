"""What somebody wrote himself: a message without quotes, signature, greeting and thanks.

Programs of mail mark what they quote in a few ways only, and each says so in words of its
language; what follows a mark, or is marked line by line, is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["own_words"]

_QUOTED = re.compile(r"\s*(?:>|&gt;|\|\s)")
_WROTE = re.compile(
    r"\s*(?:"
    r"on\b.{4,200}\bwrote\s*:"
    r"|am\b.{4,200}\bschrieb\b.{0,200}:"
    r"|le\b.{4,200}\ba écrit\s*:"
    r"|el\b.{4,200}\bescribió\s*:"
    r"|在.{4,200}写道\s*[:：]"
    r"|.{0,100}于.{4,100}写道\s*[:：]"
    r"|.{0,120}<[^<>\s]+@[^<>\s]+>.{0,80}(?:wrote|写道|寫道)\s*[:：]"
    r")\s*\Z",
    re.I | re.S,
)
_ORIGINAL = re.compile(
    r"\s*[-_—=*]{2,}\s*(?:original message|original|forwarded message|原始邮件|原始郵件|原邮件"
    r"|回复的原邮件|转发邮件|转发的邮件|ursprüngliche nachricht|message d'origine)"
    r"\s*[-_—=*]{0,40}\s*\Z"
    r"|\s*_{20,}\s*\Z",
    re.I,
)
_HEADER = re.compile(
    r"\s*\*{0,2}(?:from|sent|to|subject|date|cc|发件人|发送时间|收件人|主题|日期|抄送|寄件者|von|gesendet|an|betreff)"
    r"\*{0,2}\s*[:：]\s*\S",
    re.I,
)
_DASHES = re.compile(r"(?:--|—|___?)\s*\Z")
_SIGNATURE = re.compile(
    r"\s*(?:sent from (?:my|outlook|yahoo|mail)\b|get outlook for\b|sent via\b"
    r"|(?:发自|来自|發自|从)我的|发送自|由网易|来自(?:网易|QQ|Outlook)|von meinem\b|gesendet von\b"
    r"|envoyé de\b|enviado desde\b).{0,80}\Z",
    re.I,
)
_CLOSING = re.compile(
    r"\s*(?:(?:(?:with )?(?:kind|best|warm|warmest|many)\s+)?(?:regards|wishes|thanks)"
    r"|thanks(?: (?:a lot|so much|in advance|again|very much))?"
    r"|thank you(?: (?:very|so) much| in advance)?"
    r"|many thanks|cheers|sincerely|yours(?: (?:sincerely|faithfully|truly))?|best|all the best"
    r"|looking forward to (?:your reply|hearing from you)"
    r"|此致|敬礼|敬上|顺祝商祺|顺颂商祺|祝好|祝您?(?:工作|生活)?(?:顺利|愉快)|谢谢(?:您|你|了|啦)?|多谢|感谢|盼复)"
    r"[\s,.!。，！~～]*\Z",
    re.I,
)
_GREETING = re.compile(
    r"\s*(?:(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day))\b[^,.!?\n]{0,40}[,.!:]?"
    r"|(?:尊敬的|亲爱的)[^，,。！!\n]{0,20}[，,：:！!]?|(?:您好|你好|在吗|客服您?好|嗨|哈喽|亲)[啊呀呢吗]?[\s，,。.！!～~：:]*)\s*\Z",
    re.I,
)
_BEGINS = re.compile(
    r"\s*(?:(?:hi|hello|hey)(?: (?:there|team|all|everyone))?\s*[,!.]"
    r"|(?:客服)?(?:您好|你好)[啊呀]?[\s，,。.！!～~：:]+)\s*",
    re.I,
)
AFTER_CLOSING = 8  # lines of a name, a title and an address behind the last words
MAX_LINES = 2_000
MAX_LINE = 2_000  # characters; nobody writes more without a line break


def own_words(text: str) -> str:
    """Return what the writer of a message wrote himself, in lines; "" when all is quoted.

    Args:
        text: of a message, with plain line feeds.
    """
    lines = [line[:MAX_LINE].rstrip() for line in text.split("\n")[:MAX_LINES]]
    kept = _without_closing(_without_signature(_without_quotes(lines)))
    while kept and (not kept[0].strip() or _GREETING.match(kept[0])):
        kept = kept[1:]
    if kept:
        kept[0] = _BEGINS.sub("", kept[0], count=1)
    return "\n".join(kept).strip()


def _without_quotes(lines: Sequence[str]) -> list[str]:
    """Return lines without those that are quoted, and without all behind a mark of an old mail."""
    kept: list[str] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        length = _attribution(lines, number)
        if length:
            rest = next((one for one in lines[number + length :] if one.strip()), "")
            if not _QUOTED.match(rest):
                break  # the old mail follows, unmarked
            number += length
            continue
        if _ORIGINAL.match(line) or _is_header(lines, number):
            break
        if not _QUOTED.match(line):
            kept.append(line)
        number += 1
    return kept


def _attribution(lines: Sequence[str], number: int) -> int:
    """Return how many lines say who wrote what follows; programs break long ones."""
    for length in (1, 2, 3):
        some = lines[number : number + length]
        if len(some) == length and all(one.strip() for one in some):
            if any(_QUOTED.match(one) for one in some):
                return 0
            if _WROTE.match("\n".join(some)):
                return length
    return 0


def _is_header(lines: Sequence[str], number: int) -> bool:
    """Return whether the headers of an old mail begin at a line: two of them in a row."""
    some = [one for one in lines[number : number + 4] if one.strip()]
    begins = bool(_HEADER.match(lines[number]))
    return begins and sum(bool(_HEADER.match(one)) for one in some[:3]) >= 2


def _without_signature(lines: Sequence[str]) -> list[str]:
    """Return lines up to a signature; what a phone writes above the text is no end of it."""
    kept: list[str] = []
    for line in lines:
        if _DASHES.match(line):
            break
        if not _SIGNATURE.match(line):
            kept.append(line)
        elif any(one.strip() for one in kept):
            break
    return kept


def _without_closing(lines: Sequence[str]) -> list[str]:
    """Return lines without the last thanks, and the name below them."""
    kept = list(lines)
    while kept and not kept[-1].strip():
        kept.pop()
    for number in range(len(kept) - 1, max(-1, len(kept) - 2 - AFTER_CLOSING), -1):
        if _CLOSING.match(kept[number]):
            return _without_closing(kept[:number]) if number else kept[:number]
    return kept
